/// What LightGBM or XGBoost has learned about classes: boosted trees.
///
/// It holds the library's own text of the model, which is what is stored. Reading a stored one needs the library.
public struct BoosterClassifierModel: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "booster-classifier-model"

  /// The library that trained the model and predicts from it.
  public let library: BoostingLibrary

  /// The model in the library's own text: LightGBM's format, or XGBoost's JSON; nil if only one class occurred.
  public let text: String?

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public let featureCount: Int

  private let booster: (any Booster)?

  init(library: BoostingLibrary, text: String?, classes: [Int], classCount: Int, featureCount: Int) throws {
    self.library = library
    self.text = text
    self.classes = classes
    self.classCount = classCount
    self.featureCount = featureCount
    booster = try text.map { try library.booster(from: $0) }
    if let booster { try [booster].requireColumns(featureCount) }
  }

  private enum CodingKeys: CodingKey { case library, text, classes, classCount, featureCount }

  /// Reads a stored model.
  ///
  /// - Throws: `ModelingError` if the library is absent or cannot read the text; `DecodingError` if the rest is damaged.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let library = try container.decode(BoostingLibrary.Kind.self, forKey: .library)
    try self.init(
      library: BoostingLibrary(kind: library), text: container.decodeIfPresent(String.self, forKey: .text),
      classes: container.decode([Int].self, forKey: .classes),
      classCount: container.decode(Int.self, forKey: .classCount),
      featureCount: container.decode(Int.self, forKey: .featureCount))
    guard classes.areClasses(below: classCount), (text == nil) == (classes.count == 1) else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container, debugDescription: "a booster lists classes that it cannot have")
    }
  }

  /// Writes the library's name, the text and the classes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(library.kind, forKey: .library)
    try container.encodeIfPresent(text, forKey: .text)
    try container.encode(classes, forKey: .classes)
    try container.encode(classCount, forKey: .classCount)
    try container.encode(featureCount, forKey: .featureCount)
  }

  /// Whether two models have the same text and classes.
  public static func == (left: BoosterClassifierModel, right: BoosterClassifierModel) -> Bool {
    left.library == right.library && left.text == right.text && left.classes == right.classes
      && left.classCount == right.classCount && left.featureCount == right.featureCount
  }

  /// The probability of each class: 0 for one that did not occur among the training rows.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`, or if the library fails.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    try probabilities.withUnsafeMutableElements { target in
      guard let booster else {
        for row in 0..<features.rowCount { target[row * classCount + classes[0]] = 1 }
        return
      }
      try booster.forEachPrediction(from: features, outputCount: classes.count == 2 ? 1 : classes.count) {
        row, values in
        let start = row * classCount
        if classes.count == 2 {
          target[start + classes[0]] = 1 - values[0]
          target[start + classes[1]] = values[0]
        } else {
          // The sum of numbers of single precision is 1 up to single precision only.
          let sum = values.reduce(0, +)
          for (place, value) in zip(classes, values) { target[start + place] = value / sum }
        }
      }
    }
    return probabilities
  }
}

extension [Int] {
  /// Whether these can be the numbers of classes that occurred, in ascending order.
  func areClasses(below count: Int) -> Bool {
    !isEmpty && zip(self, dropFirst()).allSatisfy(<) && allSatisfy { $0 >= 0 && $0 < count }
  }
}
