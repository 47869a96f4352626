/// Preprocessing that one or more learners of a layer share.
///
/// It is fitted once for each fold, on the training rows of the fold, whatever the number of learners.
public struct Transformer: Sendable {
  /// The name, by which learners refer to it.
  public var name: String

  /// What it does to the features.
  public var pipeline: Pipeline

  /// Creates a transformer.
  public init(named name: String, _ pipeline: Pipeline) {
    self.name = name
    self.pipeline = pipeline
  }
}

/// Preprocessing steps, each of which sees what the one before made.
///
/// Without steps, features stay as they are.
public struct Pipeline: Sendable {
  /// The steps, in order.
  public var steps: [any Preprocessor]

  /// Creates a pipeline.
  public init(_ steps: [any Preprocessor]) { self.steps = steps }

  func validate() throws {
    for step in steps { try step.validate() }
  }

  /// Fits each step to what the one before made of the data.
  func fitted(to data: Dataset, in context: FittingContext) throws -> FittedPipeline {
    var data = data
    var fitted: [Registered<any FittedPreprocessor>] = []
    for (index, step) in steps.enumerated() {
      let preprocessor: any FittedPreprocessor = try step.fitted(to: data, in: context.part(index))
      fitted.append(Registered(preprocessor))
      guard index + 1 < steps.count else { break }
      data = try data.replacing(
        features: preprocessor.applied(to: data.features), after: type(of: step).typeName)
    }
    return FittedPipeline(steps: fitted)
  }
}

/// The steps of a pipeline after fitting.
struct FittedPipeline: Codable, Sendable {
  let steps: [Registered<any FittedPreprocessor>]

  /// The features after all steps.
  ///
  /// - Throws: `ModelingError` if a step changes the number of rows.
  func applied(to features: Features) throws -> Features {
    var result = features
    for step in steps {
      result = try step.value.applied(to: result)
      try result.requireRows(of: features, after: type(of: step.value).typeName)
    }
    return result
  }
}

extension Dataset {
  fileprivate func replacing(features: Features, after step: String) throws -> Dataset {
    try features.requireRows(of: self.features, after: step)
    return replacing(features: features)
  }
}

extension Features {
  fileprivate func requireRows(of original: Features, after step: String) throws {
    guard rowCount == original.rowCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(step)” made \(rowCount.counted("row")) of \(original.rowCount), but a learner needs one row of features "
          + "for each row of the target")
    }
  }
}
