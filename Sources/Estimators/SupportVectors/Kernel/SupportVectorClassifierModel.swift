/// What support vectors with a kernel have learned about classes.
public struct SupportVectorClassifierModel: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "support-vector-classifier-model"

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// One score for each pair of classes, (0, 1), (0, 2), …, (1, 2), …, which is positive for the first.
  private let pairs: KernelExpansion

  /// The curve of each pair from scores to probabilities of the first, or none if there are no probabilities.
  private let curves: [Sigmoid]

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { pairs.vectors.columnCount }

  /// The number of support vectors, which the pairs share.
  public var supportVectorCount: Int { pairs.vectors.rowCount }

  var scoreCount: Int { pairs.constants.count }

  private init(classes: [Int], classCount: Int, pairs: KernelExpansion, curves: [Sigmoid]) {
    self.classes = classes
    self.classCount = classCount
    self.pairs = pairs
    self.curves = curves
  }

  init(fitting data: Dataset, settings: LIBSVM.Settings, for typeName: String) throws {
    guard let classCount = data.classes?.count else { throw ModelingError.needsClasses(typeName) }
    let (classes, order, labels) = data.rowsByClass()
    let pairs =
      classes.count > 1
      ? try LIBSVM.solve(
        data.features, order: order, target: labels, task: .classification, settings: settings, for: typeName)
      : KernelExpansion(
        formula: settings.formula,
        vectors: Matrix(rowCount: 0, columnCount: data.features.columnCount, elements: []),
        weights: Matrix(rowCount: 0, columnCount: 0, elements: []), constants: [])
    self.init(classes: classes, classCount: classCount, pairs: pairs, curves: [])
  }

  func with(_ curves: [Sigmoid]) -> SupportVectorClassifierModel {
    SupportVectorClassifierModel(classes: classes, classCount: classCount, pairs: pairs, curves: curves)
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    pairs = try container.decode(KernelExpansion.self, forKey: .pairs)
    curves = try container.decode([Sigmoid].self, forKey: .curves)
    guard classes.areClasses(below: classCount), pairs.isSound,
      pairs.constants.count == classes.count * (classes.count - 1) / 2,
      curves.isEmpty || curves.count == pairs.constants.count, curves.allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container,
        debugDescription: "support vectors belong to other classes than they list, or are not finite")
    }
  }

  /// The class of each row: the one that wins most of its pairs, the lowest of several that win as many.
  ///
  /// A row that holds a NaN has NaN for its class.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let scores = pairs.scores(of: features)
    return Matrix(
      column: (0..<features.rowCount).map { row in
        let scores = scores.row(row)
        return scores.contains(where: \.isNaN) ? .nan : Double(classes[winner(of: scores)])
      })
  }

  private func winner(of scores: [Double]) -> Int {
    var wins = [Int](repeating: 0, count: classes.count)
    var pair = 0
    for i in classes.indices {
      for j in i + 1..<classes.count {
        wins[scores[pair] > 0 ? i : j] += 1
        pair += 1
      }
    }
    return wins.indices.reduce(0) { wins[$1] > wins[$0] ? $1 : $0 }
  }

  /// The probability of each class; without calibration 1 for the class of the row.
  ///
  /// A row that holds a NaN has NaN for each.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let scores = pairs.scores(of: features)
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    for row in 0..<features.rowCount {
      let scores = scores.row(row)
      guard !scores.contains(where: \.isNaN) else {
        for column in 0..<classCount { probabilities[row, column] = .nan }
        continue
      }
      guard !curves.isEmpty else {
        probabilities[row, classes[winner(of: scores)]] = 1
        continue
      }
      let coupled = PairwiseCoupling.probabilities(
        from: zip(scores, curves).map { $1.probability(of: $0) }, count: classes.count)
      for (place, value) in zip(classes, coupled) { probabilities[row, place] = value }
    }
    return probabilities
  }

  /// Scores of rows with the pairs of another model, of whose classes this one may know some only.
  ///
  /// A pair is given the rows of its two classes.
  func scores(
    comparableWith whole: SupportVectorClassifierModel, of data: Dataset
  ) -> [(place: Int, score: Double, isOfClass: Bool)] {
    guard classes.count > 1 else { return [] }
    let scores = pairs.scores(of: data.features)
    var entries: [(place: Int, score: Double, isOfClass: Bool)] = []
    for row in 0..<data.rowCount {
      let member = Int(data.target[row, 0])
      var pair = 0
      for i in classes.indices {
        for j in i + 1..<classes.count {
          if member == classes[i] || member == classes[j],
            let first = whole.classes.firstIndex(of: classes[i]),
            let second = whole.classes.firstIndex(of: classes[j])
          {
            let count = whole.classes.count
            let place = first * count - first * (first + 1) / 2 + second - first - 1
            entries.append((place, scores[row, pair], member == classes[i]))
          }
          pair += 1
        }
      }
    }
    return entries
  }
}
