/// How probable classes are before a row is seen.
enum ClassPriors {
  /// The priors of the classes that occur.
  ///
  /// - Parameters:
  ///   - given: One number for each class of the target, or none for the frequencies among the rows.
  ///   - classes: The classes that occur.
  ///   - classCount: The number of classes that the target has.
  ///   - typeName: The learner's name in errors.
  /// - Returns: Numbers with a sum of 1, of which some may be 0.
  /// - Throws: `ModelingError` if there are not as many as classes, or if all classes that occur have 0.
  static func settled(
    _ given: [Double], for classes: [ClassSpread], among classCount: Int, for typeName: String
  ) throws -> [Double] {
    guard given.isEmpty || given.count == classCount else {
      throw ModelingError(
        .invalidParameter,
        "“\(typeName)” has \(given.count.counted("prior")), but the target has \(classCount) classes; give one for each"
      )
    }
    let priors = given.isEmpty ? classes.map(\.weight) : classes.map { given[$0.number] }
    let sum = priors.reduce(0, +)
    guard sum > 0, sum.isFinite else {
      throw ModelingError(
        .invalidParameter,
        "“\(typeName)” has a prior of 0 for every class that occurs among the rows; give one of them a positive number"
      )
    }
    return priors.map { $0 / sum }
  }
}

extension Parameter {
  /// One number for each class.
  static func priors(_ path: any WritableKeyPath<Root, [Double]> & Sendable) -> Parameter {
    Parameter(
      "priors", domain: "a list of numbers of at least 0",
      "how probable each class is beforehand; none means its frequency",
      get: { .list($0[keyPath: path].map { .number($0) }) }, set: { $0[keyPath: path] = $1 },
      convert: { (value) -> [Double]? in
        guard case .list(let values) = value else { return nil }
        var priors: [Double] = []
        for value in values {
          switch value {
          case .number(let prior) where prior >= 0 && prior.isFinite: priors.append(prior)
          case .integer(let prior) where prior >= 0: priors.append(Double(prior))
          default: return nil
          }
        }
        return priors
      })
  }
}
