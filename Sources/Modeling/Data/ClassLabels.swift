/// The classes that a target of labels has, in order.
///
/// Learners see classes as numbers, counted from 0 in this order. Rows of a data set keep the classes of the
/// whole, so that a class which is absent from a fold still has its number and its column of probabilities.
public struct ClassLabels: Hashable, Sendable {
  /// The label of each class, as text.
  public let labels: [String]

  /// The number of classes.
  public var count: Int { labels.count }

  /// Creates classes from their labels, in order.
  ///
  /// - Throws: `ModelingError` if there is none, or if two are the same.
  public init(_ labels: [String]) throws {
    guard !labels.isEmpty else {
      throw ModelingError(.tooFewRows, "there is no class; give at least one label")
    }
    var seen: Set<String> = []
    for label in labels where !seen.insert(label).inserted {
      throw ModelingError(.invalidParameter, "the class “\(label)” is listed twice; list each class once")
    }
    self.labels = labels
  }
}

extension ClassLabels: Codable {
  /// Reads the list of labels.
  public init(from decoder: any Decoder) throws {
    try self.init([String](from: decoder))
  }

  /// Writes the list of labels.
  public func encode(to encoder: any Encoder) throws { try labels.encode(to: encoder) }
}
