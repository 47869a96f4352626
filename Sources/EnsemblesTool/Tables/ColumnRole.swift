/// What a column serves for that is no feature.
enum ColumnRole: Hashable, CaseIterable {
  case target, weights, groups, ignored

  /// The role as the subject of a sentence.
  var noun: String {
    switch self {
    case .target: "the target"
    case .weights: "the weights"
    case .groups: "the groups"
    case .ignored: "a column to ignore"
    }
  }

  var isPlural: Bool { self == .weights || self == .groups }

  /// Whether several columns may be named.
  var allowsSeveral: Bool { self == .target || self == .ignored }
}
