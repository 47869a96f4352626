/// Planes that tell each class from all others.
public struct OneVersusRestModel: ClassifierModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "one-versus-rest-model"

  /// The coefficients: one row for each feature.
  ///
  /// If two classes occurred, one column, which is positive for the second; else one column for each of `classes`, or none
  /// if only one class occurred.
  public let coefficients: Matrix<Double>

  /// The constants, one for each column of coefficients.
  public let intercepts: [Double]

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The curve of each column from scores to probabilities, or none if there are no probabilities.
  let curves: [Sigmoid]

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { coefficients.rowCount }

  /// The coefficients.
  public var inputWeights: Matrix<Double> { coefficients }

  private init(
    coefficients: Matrix<Double>, intercepts: [Double], classes: [Int], classCount: Int, curves: [Sigmoid]
  ) {
    self.coefficients = coefficients
    self.intercepts = intercepts
    self.classes = classes
    self.classCount = classCount
    self.curves = curves
  }

  init(fitting data: Dataset, settings: LIBLINEAR.Settings, for typeName: String) throws {
    guard let classCount = data.classes?.count else { throw ModelingError.needsClasses(typeName) }
    let (classes, order, labels) = data.rowsByClass()
    let width = data.features.columnCount
    guard classes.count > 1 else {
      self.init(
        coefficients: Matrix(rowCount: width, columnCount: 0, elements: []), intercepts: [], classes: classes,
        classCount: classCount, curves: [])
      return
    }
    let solution = try LIBLINEAR.solve(
      data.features, order: order, target: labels, settings: settings, for: typeName)
    // Of two classes the library's plane is positive for the first that it met.
    let sign: Double = classes.count == 2 ? -1 : 1
    self.init(
      coefficients: Matrix(
        rowCount: width, columnCount: solution.intercepts.count,
        elements: solution.coefficients.map { sign * $0 }),
      intercepts: solution.intercepts.map { sign * $0 }, classes: classes, classCount: classCount,
      curves: [])
  }

  /// The same planes, with curves for probabilities.
  func with(_ curves: [Sigmoid]) -> OneVersusRestModel {
    OneVersusRestModel(
      coefficients: coefficients, intercepts: intercepts, classes: classes, classCount: classCount,
      curves: curves)
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    coefficients = try container.decode(Matrix<Double>.self, forKey: .coefficients)
    intercepts = try container.decode([Double].self, forKey: .intercepts)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    curves = try container.decode([Sigmoid].self, forKey: .curves)
    let columns = classes.count > 2 ? classes.count : classes.count - 1
    guard classes.areClasses(below: classCount), coefficients.columnCount == columns,
      intercepts.count == columns, curves.isEmpty || curves.count == columns,
      intercepts.allSatisfy(\.isFinite), curves.allSatisfy(\.isFinite),
      coefficients.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container,
        debugDescription: "planes between classes belong to other classes than they list, or are not finite")
    }
  }

  /// The scores of each row: one for each column of coefficients.
  func scores(of features: Features) -> Matrix<Double> {
    let columns = intercepts.count
    var scores = Matrix<Double>(rowCount: features.rowCount, columnCount: columns, repeating: 0)
    guard columns > 0 else { return scores }
    scores.withUnsafeMutableElements { scores in
      coefficients.withUnsafeElements { coefficients in
        features.forEachRowBlock(of: 1024) { block in
          let places = block.rows.lowerBound * columns..<block.rows.upperBound * columns
          LinearAlgebra.multiply(
            block, by: coefficients, outputCount: columns, into: .init(rebasing: scores[places]))
          for place in places { scores[place] += intercepts[place % columns] }
        }
      }
    }
    return scores
  }

  /// The class of each row: that of the largest score, the lowest of several that are equal.
  ///
  /// A row that holds a NaN has NaN for its class.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let scores = scores(of: features)
    return Matrix(
      column: (0..<features.rowCount).map { row in
        let scores = scores.row(row)
        return scores.contains(where: \.isNaN) ? .nan : Double(classes[place(ofLargestIn: scores)])
      })
  }

  private func place(ofLargestIn scores: [Double]) -> Int {
    switch classes.count {
    case 1: 0
    case 2: scores[0] > 0 ? 1 : 0
    default: scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    }
  }

  /// The probability of each class; without calibration 1 for the class of the row.
  ///
  /// A row that holds a NaN has NaN for each.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let scores = scores(of: features)
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    for row in 0..<features.rowCount {
      let scores = scores.row(row)
      guard !scores.contains(where: \.isNaN) else {
        for column in 0..<classCount { probabilities[row, column] = .nan }
        continue
      }
      let curved = zip(scores, curves).map { $1.probability(of: $0) }
      let sum = curved.reduce(0, +)
      if classes.count == 2, !curved.isEmpty {
        probabilities[row, classes[0]] = 1 - curved[0]
        probabilities[row, classes[1]] = curved[0]
      } else if sum > 0 {
        for (place, value) in zip(classes, curved) { probabilities[row, place] = value / sum }
      } else {
        probabilities[row, classes[place(ofLargestIn: scores)]] = 1
      }
    }
    return probabilities
  }

  /// Scores of rows with the columns of another model, of whose classes this one may know some only.
  func scores(
    comparableWith whole: OneVersusRestModel, of data: Dataset
  ) -> [(place: Int, score: Double, isOfClass: Bool)] {
    // The score of one class out of two is not that of the same class against several.
    guard classes.count > 1, classes.count == whole.classes.count || classes.count > 2 else { return [] }
    let scores = scores(of: data.features)
    let places =
      classes.count == 2 ? [1] : classes.indices.map { whole.classes.firstIndex(of: classes[$0]) ?? 0 }
    return (0..<data.rowCount).flatMap { row in
      scores.row(row).indices.map { column in
        let place = classes.count == 2 ? 0 : places[column]
        let member = classes.count == 2 ? classes[1] : classes[column]
        return (place, scores[row, column], Int(data.target[row, 0]) == member)
      }
    }
  }
}
