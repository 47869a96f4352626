/// What LightGBM or XGBoost has learned about numbers: boosted trees, one model of the library for each output.
///
/// It holds the library's own text of each model, which is what is stored. Reading a stored one needs the library.
public struct BoosterModel: FittedModel, Equatable {
  /// The name in stored models.
  public static let typeName = "booster-model"

  /// The library that trained the models and predicts from them.
  public let library: BoostingLibrary

  /// The model of each output in the library's own text: LightGBM's format, or XGBoost's JSON.
  public let texts: [String]

  /// The number of feature columns that predictions are made from.
  public let featureCount: Int

  /// The number of outputs.
  public var outputCount: Int { texts.count }

  private let boosters: [any Booster]

  init(library: BoostingLibrary, texts: [String], featureCount: Int) throws {
    self.library = library
    self.texts = texts
    self.featureCount = featureCount
    boosters = try texts.map { try library.booster(from: $0) }
    try boosters.requireColumns(featureCount)
  }

  private enum CodingKeys: CodingKey { case library, texts, featureCount }

  /// Reads a stored model.
  ///
  /// - Throws: `ModelingError` if the library is absent or cannot read a text; `DecodingError` if the rest is damaged.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let library = try container.decode(BoostingLibrary.Kind.self, forKey: .library)
    try self.init(
      library: BoostingLibrary(kind: library), texts: container.decode([String].self, forKey: .texts),
      featureCount: container.decode(Int.self, forKey: .featureCount))
    guard !texts.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .texts, in: container, debugDescription: "a booster has a model for each output")
    }
  }

  /// Writes the library's name and the texts.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(library.kind, forKey: .library)
    try container.encode(texts, forKey: .texts)
    try container.encode(featureCount, forKey: .featureCount)
  }

  /// Whether two models have the same texts.
  public static func == (left: BoosterModel, right: BoosterModel) -> Bool {
    left.library == right.library && left.texts == right.texts && left.featureCount == right.featureCount
  }

  /// Predicts.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`, or if the library fails.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let outputs = boosters.count
    var predictions = Matrix<Double>(rowCount: features.rowCount, columnCount: outputs, repeating: 0)
    try predictions.withUnsafeMutableElements { target in
      for (output, booster) in boosters.enumerated() {
        try booster.forEachPrediction(from: features, outputCount: 1) { row, values in
          target[row * outputs + output] = values[0]
        }
      }
    }
    return predictions
  }
}

extension [any Booster] {
  func requireColumns(_ count: Int) throws {
    for booster in self where booster.featureCount != count {
      throw ModelingError(
        .unreadableModel,
        "a booster says that it was trained on \(count.counted("column")), but its text is of a model of "
          + "\(booster.featureCount)")
    }
  }
}

extension Booster {
  /// Predicts rows in blocks, and calls a closure with the number of each row and its values.
  func forEachPrediction(
    from features: Features, outputCount: Int, _ body: (Int, UnsafeBufferPointer<Double>) -> Void
  ) throws {
    // Large blocks, for a call of a library has a price, but no more than some megabytes.
    let limit = Swift.max(256, (1 << 20) / Swift.max(1, features.columnCount))
    var values = [Double](repeating: 0, count: Swift.min(limit, features.rowCount) * outputCount)
    try features.forEachRowBlock(of: limit) { block in
      try values.withUnsafeMutableBufferPointer { values in
        try predict(block, outputCount: outputCount, into: values)
        for row in 0..<block.rowCount {
          let places = row * outputCount..<(row + 1) * outputCount
          body(block.rows.lowerBound + row, UnsafeBufferPointer(rebasing: values[places]))
        }
      }
    }
  }
}
