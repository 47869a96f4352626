// A data set is looked at once, before the first fit, where something does not take missing values. What steps make of
// missing values is known only when it is there: it is looked at between one that takes them and one that does not.

extension Pipeline {
  /// Whether a NaN may come in, or nil if there is no step to tell.
  var acceptsMissing: Bool? { steps.first.map { type(of: $0).acceptsMissing } }
}

extension Preprocessor {
  /// Checks that the step takes what the one before it has made.
  fileprivate static func requireAcceptance(
    of data: Dataset, behind previous: (any FittedPreprocessor.Type)?
  ) throws {
    try data.features.requireColumns(for: typeName, behind: previous?.typeName)
    if !acceptsCategories { try data.requireNoCategories(for: typeName) }
    guard let previous, previous.acceptsMissing, !acceptsMissing else { return }
    try data.features.requireFinite(behind: previous.typeName)
  }

  /// Checks that the step takes what the one before it has made.
  ///
  /// - Parameters:
  ///   - data: That, or the data itself.
  ///   - previous: The type before it, or nil for the first.
  /// - Throws: `ModelingError` naming a column of categories, or a NaN and its place, or if there is no column.
  func requireAcceptance(of data: Dataset, behind previous: (any FittedPreprocessor.Type)?) throws {
    try Self.requireAcceptance(of: data, behind: previous)
  }
}

extension FittedPipeline {
  /// Whether a NaN may come in, or nil if there is no step to tell.
  var acceptsMissing: Bool? { steps.first.map { type(of: $0.value).acceptsMissing } }

  /// Checks what a step will see.
  func requireFinite(_ features: Features, before place: Int) throws {
    guard place > 0 else { return }
    let (previous, next) = (type(of: steps[place - 1].value), type(of: steps[place].value))
    if previous.acceptsMissing, !next.acceptsMissing {
      try features.requireFinite(behind: previous.typeName)
    }
  }

  /// Checks what a learner behind the steps will see, if it does not take missing values.
  ///
  /// - Throws: `ModelingError` naming the last step, and a NaN and its place.
  func requireFinite(_ features: Features, firstRow: Int = 0) throws {
    guard let last = steps.last.map({ type(of: $0.value) }), last.acceptsMissing else { return }
    try features.requireFinite(behind: last.typeName, firstRow: firstRow)
  }
}

extension Features {
  /// Checks that steps have left something to learn from: an encoder may find a single word, a closure may drop all.
  fileprivate func requireColumns(for name: String, behind step: String?) throws {
    guard columnCount == 0 else { return }
    throw ModelingError(
      .mismatchedShapes,
      step.map {
        "“\($0)” left no column of features for “\(name)” to learn from; leave it out, or give it more columns"
      } ?? "there is no column of features for “\(name)” to learn from")
  }

  fileprivate func requireFinite(behind step: String, firstRow: Int = 0) throws {
    do {
      try requireFinite(firstRow: firstRow)
    } catch let error as ModelingError {
      throw ModelingError(error.code, "behind “\(step)”, \(error.message)")
    }
  }
}

extension Estimator {
  /// Checks that the estimator takes what the steps before it have made.
  ///
  /// - Parameters:
  ///   - data: That, or the data itself.
  ///   - pipeline: The steps, if there are any.
  /// - Throws: `ModelingError` naming a column of categories, or a NaN and its place, or if there is no column.
  func requireAcceptance(of data: Dataset, behind pipeline: FittedPipeline?) throws {
    try data.features.requireColumns(
      for: Self.typeName, behind: pipeline?.steps.last.map { type(of: $0.value).typeName })
    if !Self.acceptsCategories { try data.requireNoCategories(for: Self.typeName) }
    if !Self.acceptsMissing { try pipeline?.requireFinite(data.features) }
  }
}
