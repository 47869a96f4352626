/// Remembers after which round the loss on held-out examples was smallest, and tells when to stop.
struct EarlyStopping {
  let patience: Int
  private(set) var bestRound = 1
  private var smallest = Double.infinity

  init(patience: Int) { self.patience = patience }

  /// Notes the loss after a round, counted from 1, and says whether to stop.
  mutating func stops(after round: Int, loss: Double) -> Bool {
    if loss < smallest { (smallest, bestRound) = (loss, round) }
    return patience > 0 && round - bestRound >= patience
  }
}

extension ModelingError {
  /// The error for trees that change after their loss was measured.
  static func unmeasuredRounds(of typeName: String, _ parameter: String) -> ModelingError {
    ModelingError(
      .invalidParameter,
      "“others” of “\(typeName)” names “\(parameter)”, with which later rounds change the trees of earlier ones, so that "
        + "a loss on held-out rows is none of the rounds that would be kept; set “patience” to 0 and hold no rows out, or "
        + "leave it out")
  }
}

extension Dataset {
  /// Parts the examples into those to train on and those that tell when to stop.
  ///
  /// A fraction of the examples is held out; of a target of classes, that fraction of each class, but never all of one.
  ///
  /// - Throws: `ModelingError` if there are too few to hold one out.
  func parted(
    holdingOut fraction: Double, seed: UInt64, for typeName: String
  ) throws -> (training: Dataset, heldOut: Dataset) {
    var generator = SeededGenerator(seed: seed)
    let order = generator.permutation(of: rowCount)
    let parts: [[Int]] =
      targetKind == .numbers
      ? [order] : Dictionary(grouping: order) { Int(target[$0, 0]) }.sorted { $0.key < $1.key }.map(\.value)
    var held: [Int] = []
    for rows in parts {
      let count = min(rows.count - 1, max(1, Int((fraction * Double(rows.count)).rounded())))
      held += rows.prefix(count)
    }
    guard !held.isEmpty else {
      throw ModelingError(
        .tooFewRows,
        "“\(typeName)” has \(rowCount.counted("row")), too few to hold some out and stop early; set “patience” to 0"
      )
    }
    let heldOut = RangeSet(held.sorted(), within: 0..<rowCount)
    return (rows(RangeSet(0..<rowCount).subtracting(heldOut)), rows(heldOut))
  }
}
