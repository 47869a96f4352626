/// Where the iterator of a stream gets its results from.
protocol ResultSource<Output>: AnyObject {
  associatedtype Output: Sendable

  /// The next result if it is at hand.
  func takeReady() -> Output?

  /// The next result, or `nil` after the last one or after an error.
  func next(isolation: isolated (any Actor)?) async throws -> Output?

  /// Cancels what runs, for nobody will ask again.
  func abandon()
}
