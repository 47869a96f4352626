/// What the tasks of a stream do with their inputs.
struct StreamBody<Input: Sendable, Output: Sendable>: Sendable {
  /// Why a task failed at its last attempt.
  struct Failure: Error {
    let error: any Error
    let earlierErrors: [any Error]
  }

  private let attempts: Int
  private let body: @Sendable (Input) throws -> Output

  init(attempts: Int, _ body: @escaping @Sendable (Input) throws -> Output) {
    self.attempts = attempts
    self.body = body
  }

  /// Calls the body until it returns or may not be tried again.
  func run(_ input: Input, while mayTryAgain: () -> Bool) -> Result<Output, Failure> {
    var errors: [any Error] = []
    while true {
      do {
        return .success(try body(input))
      } catch {
        guard errors.count + 1 < attempts, !(error is CancellationError), mayTryAgain() else {
          return .failure(Failure(error: error, earlierErrors: errors))
        }
        errors.append(error)
      }
    }
  }
}
