internal import Synchronization

/// Counts finished tasks and tells a watch and an observer, the latter one call at a time and without a lock.
@usableFromInline
final class ProgressMeter: Sendable {
  private let total: Int?
  private let start = ContinuousClock.now
  private let observer: (@Sendable (ParallelProgress) -> Void)?
  private let watch: Watch?

  /// Tasks that are done and not yet told.
  ///
  /// Whoever makes it more than zero tells them, and all that end meanwhile.
  private let untold = Atomic(0)
  /// Touched only by the one who tells.
  private let told = Atomic(0)

  /// How far the call has come, in words.
  var summary: String { "\(told.load(ordering: .relaxed))\(total.map { " of \($0)" } ?? "") tasks were done" }

  init(total: Int?, watch: Watch?, observer: (@Sendable (ParallelProgress) -> Void)?) {
    self.total = total
    self.watch = watch
    self.observer = observer
  }

  /// Counts one more task.
  @usableFromInline
  func count() {
    watch?.beginWaiting()
    guard untold.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue == 0 else { return }
    var news = 1
    while news > 0 {
      let completed = told.wrappingAdd(news, ordering: .relaxed).newValue
      observer?(ParallelProgress(completed: completed, total: total, elapsed: start.duration(to: .now)))
      news = untold.wrappingSubtract(news, ordering: .acquiringAndReleasing).newValue
    }
  }
}
