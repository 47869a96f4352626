/// What a column serves for that is said of it.
enum ColumnRole: Hashable, CaseIterable {
  case target, weights, groups, ignored, categories

  /// The role as the subject of a sentence.
  var noun: String {
    switch self {
    case .target: "the target"
    case .weights: "the weights"
    case .groups: "the groups"
    case .ignored: "a column to ignore"
    case .categories: "a column of categories"
    }
  }

  var isPlural: Bool { self == .weights || self == .groups }

  /// Whether several columns may be named.
  var allowsSeveral: Bool { self == .target || isColumn }

  /// Whether it can be no file.
  var isColumn: Bool { self == .ignored || self == .categories }
}
