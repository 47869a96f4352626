extension Matrix<Double> {
  /// Checks that predictions are finite and stay so in the precision that they are kept in.
  ///
  /// - Throws: `ModelingError` with the first number that is not.
  func requireRepresentable(in precision: Precision) throws {
    let largest = precision == .float ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
    let culprit = withUnsafeElements { $0.first { !(abs($0) <= largest) } }
    guard let culprit else { return }
    throw ModelingError(
      .notFinite,
      "it predicts \(culprit)"
        + (culprit.isFinite
          ? ", which a Float cannot hold; keep predictions in double precision or scale the target"
          : ", which is not a finite number"))
  }
}
