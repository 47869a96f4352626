extension Duration {
  /// How many units it is, with one decimal, such as `"2.5"`.
  func inTenths(of unit: Duration) -> String {
    let tenths = Int((self / unit * 10).rounded(.toNearestOrEven))
    return "\(tenths / 10).\(tenths % 10)"
  }
}
