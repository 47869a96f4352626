/// What every recipe of trees says about how they grow.
protocol TreeRecipe: Estimator {
  var depth: Int? { get set }
  var minimumLeafWeight: Double { get set }
  var featuresPerSplit: FeaturesPerSplit { get set }
  var bins: Int { get set }
  var sharedBinning: Bool { get set }
}

/// What every recipe of several trees says besides.
protocol ForestRecipe: TreeRecipe {
  var trees: Int { get set }
  var bootstrap: Bool { get set }
}

extension TreeRecipe {
  /// The parameters of one tree.
  static var treeParameters: [Parameter<Self>] {
    [
      .depth("depth", \.depth, "questions from the root to a leaf at most"),
      .number(
        "minimumLeafWeight", \.minimumLeafWeight, .atLeast(0),
        "weight of the rows of a leaf at least: their number where rows have no weights"),
      .featuresPerSplit("featuresPerSplit", \.featuresPerSplit, "columns that are considered for a split"),
      .integer("bins", \.bins, .within(2...ColumnBins.limit), "bins of a column at most"),
      .flag(
        "sharedBinning", \.sharedBinning,
        "whether the folds of an ensemble share bins, which rows that are held out have a say in"),
    ]
  }
}

extension ForestRecipe {
  /// The parameters of several trees.
  static var forestParameters: [Parameter<Self>] {
    [.integer("trees", \.trees, .atLeast(1), "number of trees")] + treeParameters + [
      .flag("bootstrap", \.bootstrap, "whether a tree is grown on rows drawn with replacement, not on all")
    ]
  }
}

extension Parameter {
  fileprivate static func depth(
    _ name: String, _ path: any WritableKeyPath<Root, Int?> & Sendable, _ summary: String
  ) -> Parameter {
    let range = ParameterRange<Int>.atLeast(1)
    return Parameter(
      name, domain: "a whole number \(range), or “unlimited”", summary,
      get: { $0[keyPath: path].map { .integer($0) } ?? .text("unlimited") },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Int?? in
        switch value {
        case .text("unlimited"): .some(nil)
        case .integer(let number) where range.contains(number): .some(number)
        default: nil
        }
      })
  }

  fileprivate static func featuresPerSplit(
    _ name: String, _ path: any WritableKeyPath<Root, FeaturesPerSplit> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "“all”, “sqrt”, or a number above 0 and up to 1", summary,
      get: { $0[keyPath: path].value }, set: { $0[keyPath: path] = $1 },
      convert: { FeaturesPerSplit($0) })
  }
}
