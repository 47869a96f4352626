/// Preprocessing steps, each of which sees what the one before made.
///
/// Without steps, features stay as they are.
public struct Pipeline: Sendable {
  /// The steps, in order.
  public var steps: [any Preprocessor]

  /// Creates a pipeline.
  public init(_ steps: [any Preprocessor]) { self.steps = steps }

  func validate() throws {
    for step in steps {
      try step.validate()
      try (step as? EnsemblePreprocessor)?.validateLayers()
    }
  }

  /// Fits each step to what the one before made of the data.
  func fitted(to data: Dataset, in context: FittingContext) throws -> FittedPipeline {
    var data = data
    var fitted: [Registered<any FittedPreprocessor>] = []
    for (index, step) in steps.enumerated() {
      try step.requireAcceptance(of: data, behind: fitted.last.map { type(of: $0.value) })
      let preprocessor: any FittedPreprocessor = try step.fitted(to: data, in: context.part(index))
      fitted.append(Registered(preprocessor))
      if index + 1 < steps.count { data = try preprocessor.appliedToTraining(data) }
    }
    return FittedPipeline(steps: fitted)
  }
}

/// The steps of a pipeline after fitting.
struct FittedPipeline: Codable, Sendable {
  let steps: [Registered<any FittedPreprocessor>]

  /// The features after all steps.
  ///
  /// - Throws: `ModelingError` if a step changes the number of rows, or leaves a NaN that the next does not accept.
  func applied(to features: Features) throws -> Features {
    var result = features
    for (place, step) in steps.enumerated() {
      try requireFinite(result, before: place)
      result = try step.value.applied(to: result)
      try result.requireRows(features.rowCount, after: step.value)
    }
    return result
  }

  /// The examples after all steps, for rows whose target is known.
  ///
  /// - Throws: `ModelingError` if a step changes the number of rows, or leaves a NaN that the next does not accept.
  func applied(to data: Dataset) throws -> Dataset {
    try steps.enumerated().reduce(data) { data, step in
      try requireFinite(data.features, before: step.offset)
      return try step.element.value.shapedResult(of: data)
    }
  }

  /// The examples of the fit after all steps, some of which may leave rows out.
  func appliedToTraining(_ data: Dataset) throws -> Dataset {
    try steps.enumerated().reduce(data) { data, step in
      try requireFinite(data.features, before: step.offset)
      return try step.element.value.appliedToTraining(data)
    }
  }

  /// The steps without what they keep for the examples of the fit.
  var forgettingTraining: FittedPipeline {
    FittedPipeline(
      steps: steps.map { step in
        let kept: any FittedPreprocessor = step.value.forgettingTraining
        return Registered(kept)
      })
  }
}

extension FittedPreprocessor {
  fileprivate func shapedResult(of data: Dataset) throws -> Dataset {
    let result = try applied(to: data)
    try result.features.requireRows(data.rowCount, after: self)
    return result
  }
}

extension Features {
  fileprivate func requireRows(_ expected: Int, after step: any FittedPreprocessor) throws {
    guard rowCount == expected else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(type(of: step).typeName)” made \(rowCount.counted("row")) of \(expected), but a learner needs one row "
          + "of features for each row of the target")
    }
  }
}
