extension Features: Codable {
  private enum CodingKeys: String, CodingKey {
    case float, double, sparseFloat, sparseDouble
  }

  /// Encodes the visible numbers in the precision that they are held in.
  ///
  /// On the way to another process of this machine nothing is copied where the matrix crosses by reference.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch source {
    case .float(let view): try container.encode(view, forKey: .float)
    case .double(let view): try container.encode(view, forKey: .double)
    case .sparseFloat(let view): try container.encode(view, forKey: .sparseFloat)
    case .sparseDouble(let view): try container.encode(view, forKey: .sparseDouble)
    }
  }

  /// Decodes features of the precision that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let view = try container.decodeIfPresent(MatrixView<Float>.self, forKey: .float) {
      self.init(view)
    } else if let view = try container.decodeIfPresent(SparseMatrixView<Float>.self, forKey: .sparseFloat) {
      self.init(view)
    } else if let view = try container.decodeIfPresent(SparseMatrixView<Double>.self, forKey: .sparseDouble) {
      self.init(view)
    } else {
      self.init(try container.decode(MatrixView<Double>.self, forKey: .double))
    }
  }
}

extension Dataset: Codable {
  private enum CodingKeys: String, CodingKey {
    case features, target, classes, weights, groups, featureNames, categories
  }

  /// Encodes the examples.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(features, forKey: .features)
    try container.encode(target, forKey: .target)
    try container.encodeIfPresent(classes, forKey: .classes)
    try container.encodeIfPresent(weightColumn, forKey: .weights)
    try container.encodeIfPresent(groups, forKey: .groups)
    try container.encodeIfPresent(featureNames, forKey: .featureNames)
    if !categories.isEmpty { try container.encode(categories, forKey: .categories) }
  }

  /// Decodes examples.
  ///
  /// - Throws: `DecodingError` or `ModelingError` if the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      features: container.decode(Features.self, forKey: .features),
      target: container.decode(MatrixView<Double>.self, forKey: .target),
      classes: container.decodeIfPresent(ClassLabels.self, forKey: .classes),
      featureNames: container.decodeIfPresent([String].self, forKey: .featureNames))
    if let column = try container.decodeIfPresent(MatrixView<Double>.self, forKey: .weights) {
      self = try weighted(by: column.copied().elements)
    }
    if let groups = try container.decodeIfPresent([Int].self, forKey: .groups) {
      // Folds of groups depend on their numbers, which some of the rows of a data set do not count from 0.
      self = try grouped(byNumbers: groups)
    }
    if let words = try container.decodeIfPresent([Int: [String]].self, forKey: .categories) {
      self = try categorized(by: words)
    }
  }
}
