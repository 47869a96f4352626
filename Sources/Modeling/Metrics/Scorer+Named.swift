extension Scorer {
  /// The measures that recipe files can name.
  public static let all = [
    rootMeanSquaredError, meanAbsoluteError, meanAbsolutePercentageError, weightedAbsolutePercentageError,
    rSquared, accuracy, logLoss, areaUnderCurve, f1, brierScore,
  ]

  /// The measure of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  public static func named(_ name: String) throws -> Scorer {
    guard let scorer = all.first(where: { $0.name == name }) else {
      throw ModelingError(
        .unknownName, "no scorer is called “\(name)”" + Spelling.hint(for: name, among: all.map(\.name)))
    }
    return scorer
  }
}
