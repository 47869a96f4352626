/// What a column serves for beside the features.
enum ColumnRole: Hashable {
  case target, weights, groups

  /// The role as the subject of a sentence.
  var noun: String {
    switch self {
    case .target: "the target"
    case .weights: "the weights"
    case .groups: "the groups"
    }
  }

  /// What goes with the noun.
  var verb: String { self == .target ? "is" : "are" }
}
