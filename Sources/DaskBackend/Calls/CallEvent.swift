/// What a call hears from elsewhere.
enum CallEvent: Sendable {
  /// The cluster has so many threads.
  case capacity(Int)
  /// This came of a batch.
  case ended(UInt32, BatchEnd)
  /// Nobody wants the results any more.
  case stopped
  /// Nothing comes of the cluster any more.
  case lostCluster(DaskError)
}
