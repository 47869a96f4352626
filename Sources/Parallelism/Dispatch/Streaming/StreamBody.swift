/// What the tasks of a stream do with their inputs.
struct StreamBody<Input: Sendable, Output: Sendable>: Sendable {
  /// The closure of the caller.
  enum Form: Sendable {
    /// Runs on a thread that it may block.
    case blocking(@Sendable (Input) throws -> Output)
    /// Shares a thread with others whenever it awaits. It is told which task it does.
    case suspending(@Sendable (Input, TaskPlace) async throws -> Output)
    /// Is not run here: the backend has the tasks done elsewhere.
    case remote(RemoteForm<Input, Output>)
  }

  let form: Form
  /// How often a task is tried; once where that is up to somebody else.
  let attempts: Int
  /// Whether the errors of a task are what the caller is told, as where its tasks are done by the engine elsewhere.
  let namesItsErrors: Bool
  /// What stands in the place of the result of a task that failed; without it, the failure ends the stream.
  let substitute: (@Sendable (ParallelError) -> Output)?
  let taskClock: TaskClock?
  let observer: CallObserver?
  let log: EngineLog?

  /// What a task comes to: its result, or what stands in its place, or what the caller is told.
  typealias Outcome = Result<Output, any Error>

  /// Calls a closure until it returns or may not be tried again.
  ///
  /// - Parameters:
  ///   - input: Its input.
  ///   - body: The closure.
  ///   - place: Which task this is.
  ///   - earlierErrors: What the attempts threw that were made elsewhere.
  ///   - isWanted: Is asked before each attempt whether the result still is.
  /// - Returns: What the task comes to.
  func run(
    _ input: Input, _ body: (Input) throws -> Output, at place: TaskPlace,
    after earlierErrors: [any Error] = [], isWanted: () -> Bool
  ) -> Outcome {
    var errors = earlierErrors
    while mayTry(after: errors), isWanted() {
      tellOfRetry(at: place, after: errors)
      do {
        return .success(try limited(place) { try body(input) })
      } catch {
        errors.append(error)
      }
    }
    return outcome(of: place, errors, isWanted: isWanted)
  }

  /// Calls an asynchronous closure until it returns or may not be tried again.
  ///
  /// - Parameters:
  ///   - input: Its input.
  ///   - body: The closure.
  ///   - place: Which task this is.
  ///   - earlierErrors: What the attempts threw that were made elsewhere.
  ///   - isWanted: Is asked before each attempt whether the result still is.
  /// - Returns: What the task comes to.
  func run(
    _ input: Input, awaiting body: (Input, TaskPlace) async throws -> Output, at place: TaskPlace,
    after earlierErrors: [any Error] = [], isWanted: () -> Bool
  ) async -> Outcome {
    var errors = earlierErrors
    while mayTry(after: errors), isWanted() {
      tellOfRetry(at: place, after: errors)
      do {
        return .success(try await limited(place, awaiting: { try await body(input, place) }))
      } catch {
        errors.append(error)
      }
    }
    return outcome(of: place, errors, isWanted: isWanted)
  }

  private func mayTry(after errors: [any Error]) -> Bool {
    guard let last = errors.last else { return true }
    return errors.count < attempts && !(last is CancellationError) && !last.isLateness
  }

  private func tellOfRetry(at place: TaskPlace, after errors: [any Error]) {
    guard let log, let last = errors.last else { return }
    log.willRetry(
      task: place.task, worker: place.worker, attempt: errors.count + 1, of: attempts, error: last)
  }

  /// Runs an attempt at a task, whose time may be limited.
  ///
  /// - Throws: What the attempt throws, or that it took too long.
  func limited(_ place: @autoclosure () -> TaskPlace, _ attempt: () throws -> Output) throws -> Output {
    guard let taskClock else { return try attempt() }
    return try taskClock.limited(place(), attempt)
  }

  /// Runs an attempt at a task that awaits something.
  ///
  /// - Throws: What the attempt throws, or that it took too long.
  func limited(
    _ place: @autoclosure () -> TaskPlace, awaiting attempt: () async throws -> Output
  ) async throws -> Output {
    guard let taskClock else { return try await attempt() }
    return try await taskClock.limited(place(), awaiting: attempt)
  }

  private func outcome(of place: TaskPlace, _ errors: [any Error], isWanted: () -> Bool) -> Outcome {
    guard let last = errors.last else { return .failure(CancellationError()) }
    let earlier = Array(errors.dropLast())
    // A task that was cancelled because the stream ends has not failed.
    if last is CancellationError, substitute == nil || !isWanted() { return .failure(last) }
    observer?.failed(worker: place.worker, isCollected: substitute != nil)
    let failure = namesItsErrors ? last as? ParallelError : nil
    let error = failure ?? place.failure(last, after: earlier)
    return substitute.map { .success($0(error)) } ?? .failure(error)
  }
}
