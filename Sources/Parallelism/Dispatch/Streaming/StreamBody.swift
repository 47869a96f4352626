/// What the tasks of a stream do with their inputs.
struct StreamBody<Input: Sendable, Output: Sendable>: Sendable {
  /// The closure of the caller.
  enum Form: Sendable {
    /// Runs on a thread that it may block.
    case blocking(@Sendable (Input) throws -> Output)
    /// Shares a thread with others whenever it awaits.
    case suspending(@Sendable (Input) async throws -> Output)
  }

  let form: Form
  let attempts: Int
  /// What stands in the place of the result of a task that failed; without it, the failure ends the stream.
  let substitute: (@Sendable (ParallelError) -> Output)?

  /// What a task comes to: its result, or what stands in its place, or what the caller is told.
  typealias Outcome = Result<Output, any Error>

  /// Calls a closure until it returns or may not be tried again.
  ///
  /// - Parameters:
  ///   - input: Its input.
  ///   - body: The closure.
  ///   - place: Which task this is.
  ///   - earlierErrors: What the attempts threw that were made elsewhere.
  ///   - mayBegin: Is asked before each attempt whether the result is still wanted.
  /// - Returns: What the task comes to.
  func run(
    _ input: Input, _ body: (Input) throws -> Output, at place: TaskPlace,
    after earlierErrors: [any Error] = [], mayBegin: () -> Bool
  ) -> Outcome {
    var errors = earlierErrors
    while mayTry(after: errors), mayBegin() {
      do {
        return .success(try body(input))
      } catch {
        errors.append(error)
      }
    }
    return outcome(of: place, errors, isWanted: mayBegin)
  }

  /// Calls an asynchronous closure until it returns or may not be tried again.
  ///
  /// - Parameters:
  ///   - input: Its input.
  ///   - body: The closure.
  ///   - place: Which task this is.
  ///   - earlierErrors: What the attempts threw that were made elsewhere.
  ///   - mayBegin: Is asked before each attempt whether the result is still wanted.
  /// - Returns: What the task comes to.
  func run(
    _ input: Input, awaiting body: (Input) async throws -> Output, at place: TaskPlace,
    after earlierErrors: [any Error] = [], mayBegin: () -> Bool
  ) async -> Outcome {
    var errors = earlierErrors
    while mayTry(after: errors), mayBegin() {
      do {
        return .success(try await body(input))
      } catch {
        errors.append(error)
      }
    }
    return outcome(of: place, errors, isWanted: mayBegin)
  }

  private func mayTry(after errors: [any Error]) -> Bool {
    errors.count < attempts && !(errors.last is CancellationError)
  }

  private func outcome(of place: TaskPlace, _ errors: [any Error], isWanted: () -> Bool) -> Outcome {
    guard let last = errors.last else { return .failure(CancellationError()) }
    let earlier = Array(errors.dropLast())
    // A task that was cancelled because the stream ends has not failed.
    if last is CancellationError, substitute == nil || !isWanted() { return .failure(last) }
    let error = place.failure(last, after: earlier)
    let failure = (last as? any TaskErrorInPlace)?.error(at: error) ?? error
    return substitute.map { .success($0(failure)) } ?? .failure(failure)
  }
}
