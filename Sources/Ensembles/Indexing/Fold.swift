/// One fit that predicts rows it has not learned from.
public struct Fold: Hashable, Sendable {
  /// Which partition's models the fit belongs to, counted from 0.
  public var partition: Int

  /// Which repetition of the folds the fit belongs to, counted from 0.
  ///
  /// Within one partition and repetition every row is predicted once. What a layer gives for a row is the mean of
  /// the repetitions.
  public var repetition: Int

  /// The rows that are learned from.
  public var train: RangeSet<Int>

  /// The rows that are predicted.
  public var test: RangeSet<Int>

  /// Creates a fold.
  public init(partition: Int = 0, repetition: Int = 0, train: RangeSet<Int>, test: RangeSet<Int>) {
    self.partition = partition
    self.repetition = repetition
    self.train = train
    self.test = test
  }
}

extension Fold: Codable {
  private enum CodingKeys: String, CodingKey {
    case partition, repetition, train, test
  }

  /// Encodes the numbers, and the rows as the bounds of their ranges.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(partition, forKey: .partition)
    try container.encode(repetition, forKey: .repetition)
    try container.encode(train.bounds, forKey: .train)
    try container.encode(test.bounds, forKey: .test)
  }

  /// Decodes a fold.
  ///
  /// - Throws: `DecodingError` if bounds are not in ascending order.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func rows(_ key: CodingKeys) throws -> RangeSet<Int> {
      guard let rows = RangeSet(bounds: try container.decode([Int].self, forKey: key)) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "the bounds of ranges of rows must ascend")
      }
      return rows
    }
    self.init(
      partition: try container.decode(Int.self, forKey: .partition),
      repetition: try container.decode(Int.self, forKey: .repetition), train: try rows(.train),
      test: try rows(.test))
  }
}

extension RangeSet<Int> {
  /// The first row of each range and the row behind it, one after the other.
  fileprivate var bounds: [Int] { ranges.flatMap { [$0.lowerBound, $0.upperBound] } }

  /// The rows between pairs of bounds, or nil if these do not ascend.
  fileprivate init?(bounds: [Int]) {
    guard bounds.count.isMultiple(of: 2), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      return nil
    }
    self.init(stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] })
  }
}
