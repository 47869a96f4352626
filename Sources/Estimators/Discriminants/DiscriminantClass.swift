/// What discriminants are made of.
struct DiscriminantClass {
  let spread: ClassSpread

  /// Rows, one after another, whose products of columns are the covariance, once it has been moved.
  let covariance: [Double]

  init(_ spread: ClassSpread, movedBy share: Shrinkage.Share) {
    self.spread = spread
    covariance = spread.covariance(movedBy: share)
  }

  /// Reads the classes of which at least one example counts.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - shrinkage: How far covariances are moved towards multiples of the unit matrix.
  ///   - typeName: The learner's name in errors.
  /// - Returns: The classes, in the order of their numbers.
  /// - Throws: `ModelingError` if there is none, if a number is not finite, or if sums of squares overflow.
  static func all(
    of data: Dataset, shrinkage: Shrinkage, for typeName: String
  ) throws -> [DiscriminantClass] {
    try ClassRows.all(of: data, for: typeName).map { one in
      let spread = try ClassSpread(one, for: typeName)
      return DiscriminantClass(
        spread, movedBy: shrinkage.fixedShare ?? .standardized(spread.bestShare(for: one.data)))
    }
  }
}
