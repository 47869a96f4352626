public import SystemPackage

/// What can be fitted to a data set and gives an ensemble's model.
public protocol Ensemble: Sendable {
  /// Where random numbers start.
  var seed: UInt64 { get set }

  /// What it is measured by, or nil for what suits the target.
  var scorer: Scorer? { get }

  /// Fits the ensemble.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - parallel: Where the fits run. The result does not depend on it.
  ///   - checkpoint: A folder that keeps every finished fit for the next time, or nil for none.
  ///   - progress: Called before the first fit of a layer and after each, never twice at the same time.
  /// - Returns: The model.
  /// - Throws: `ModelingError`, `LearnerFailure`, `FileError` about the checkpoint, `CancellationError`.
  func fitted(
    to data: Dataset, on parallel: Parallel, checkpoint: FilePath?,
    progress: (@Sendable (FittingProgress) -> Void)?
  ) async throws -> EnsembleModel
}

extension Ensemble {
  /// Nil: what suits the target.
  public var scorer: Scorer? { nil }

  /// Fits the ensemble without a checkpoint.
  public func fitted(
    to data: Dataset, on parallel: Parallel, progress: (@Sendable (FittingProgress) -> Void)?
  ) async throws -> EnsembleModel {
    try await fitted(to: data, on: parallel, checkpoint: nil, progress: progress)
  }
}

/// How far the fit of an ensemble is.
public struct FittingProgress: Hashable, Sendable {
  /// The name of the layer that is being fitted.
  public var layer: String

  /// Its place among all layers, counted from 0.
  public var layerIndex: Int

  /// The number of layers, the meta learners included.
  public var layerCount: Int

  /// The number of fits of this layer that are done.
  public var completed: Int

  /// The number of fits of this layer.
  public var total: Int

  /// The number of fits of this layer that a checkpoint had already.
  public var found: Int
}

/// An ensemble, without its type.
struct EnsembleDefinition: Sendable {
  var indexer: any Indexer
  var layers: [Layer]
  var meta: Layer?
  var scorer: Scorer?
  var precision: Precision
  var seed: UInt64
  var options: EnsembleOptions
}
