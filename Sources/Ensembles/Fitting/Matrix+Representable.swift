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

  /// Checks that propagated features do not become infinite in the precision that they are kept in.
  ///
  /// - Parameters:
  ///   - precision: What they are kept in.
  ///   - columns: Which columns of the layer's input they are.
  /// - Throws: `ModelingError` with the first number that would.
  func requireRepresentable(in precision: Precision, propagating columns: [Int]) throws {
    guard precision == .float else { return }
    let largest = Double(Float.greatestFiniteMagnitude)
    let culprit = withUnsafeElements { $0.firstIndex { $0.isFinite && abs($0) > largest } }
    guard let culprit else { return }
    let (row, place) = culprit.quotientAndRemainder(dividingBy: columnCount)
    throw ModelingError(
      .notFinite,
      "a layer propagates column \(columns[place]), which holds \(self[row, place]), more than a Float can hold; "
        + "keep predictions in double precision or scale the column")
  }
}
