/// A call could not do all of its tasks.
///
/// Every backend throws errors of this type, so that backends can be exchanged without touching the code that
/// catches. `CancellationError` alone is thrown as it is.
public struct ParallelError: Error, CustomStringConvertible {
  /// What went wrong.
  ///
  /// More codes may come: give a `switch` over them a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name of the code, as in the source.
    public let description: String

    /// A task threw; ``ParallelError/underlying`` is what it threw.
    public static let taskFailed = Code(description: "taskFailed")
    /// A count of workers below one was asked for.
    public static let invalidWorkerCount = Code(description: "invalidWorkerCount")
    /// A value that means nothing was given for an option of the call.
    public static let invalidArgument = Code(description: "invalidArgument")
    /// The call had not ended when its time was over.
    public static let deadlineExceeded = Code(description: "deadlineExceeded")
    /// No result arrived for too long.
    public static let stalled = Code(description: "stalled")
    /// The input could not give its next element; ``ParallelError/underlying`` is what it threw.
    public static let inputFailed = Code(description: "inputFailed")
    /// A stream of results was asked for a second iterator.
    public static let alreadyIterated = Code(description: "alreadyIterated")
    /// One call was given more than four thousand million tasks.
    public static let tooManyTasks = Code(description: "tooManyTasks")
    /// The backend could not run its workers, or left tasks undone.
    public static let backendFailed = Code(description: "backendFailed")
    /// A worker process ended while it ran a task; ``ParallelError/underlying`` is a ``WorkerDeath``.
    public static let workerDied = Code(description: "workerDied")
    /// A job or its result could not be encoded or decoded.
    public static let codingFailed = Code(description: "codingFailed")
    /// The type of a job has no name that another process understands.
    public static let jobTypeNotFound = Code(description: "jobTypeNotFound")
    /// The backend runs jobs only, and was given a closure.
    public static let closureNotSendable = Code(description: "closureNotSendable")
    /// A task took longer than the limit for one task.
    public static let taskLimitExceeded = Code(description: "taskLimitExceeded")
  }

  /// What went wrong.
  public let code: Code

  /// The position of the task among the inputs of the call, where one task is to blame.
  public let taskIndex: Int?

  /// The name of the type that describes the task: for `map`, that of its input.
  public let taskType: String?

  /// What the task was given, shortened to a line: for tasks in other processes.
  public let taskDescription: String?

  /// The worker that ran the task, counted from zero.
  public let worker: Int?

  /// How often the task was started; zero where no task is to blame.
  public let attempts: Int

  /// What the task or the backend threw: the value itself, or a ``RemoteError`` in its place if it was thrown in
  /// another process and cannot travel.
  public let underlying: (any Error)?

  /// What the attempts before the last one threw, the first one first.
  public let earlierErrors: [any Error]

  private let reason: String

  /// Whether what the cause says of itself is part of the description.
  ///
  /// It is asked only then: how a worker ended may not be known before.
  private let namesCause: Bool

  init(code: Code, reason: String, underlying: (any Error)? = nil) {
    self.code = code
    self.reason = reason
    self.underlying = underlying
    taskIndex = nil
    taskType = nil
    worker = nil
    attempts = 0
    earlierErrors = []
    taskDescription = nil
    namesCause = false
  }

  /// A failure that is best told in the words of its cause.
  init(code: Code, reason: String, cause: any Error) {
    self.code = code
    self.reason = reason
    underlying = cause
    taskIndex = nil
    taskType = nil
    worker = nil
    attempts = 0
    earlierErrors = []
    taskDescription = nil
    namesCause = true
  }

  /// The failure of a task in another process, after others of its attempts.
  init(
    _ failure: TaskFailure, of task: Int, typeName: String, description: String?, earlierErrors: [any Error]
  ) {
    code = failure.code
    attempts = earlierErrors.count + 1
    let times = earlierErrors.isEmpty ? "" : "failed \(attempts) times and at last "
    reason = "task \(task) (\(description ?? typeName)) \(times)\(failure.manner)"
    taskIndex = task
    taskType = typeName
    taskDescription = description
    worker = failure.worker
    underlying = failure.cause
    self.earlierErrors = earlierErrors
    namesCause = failure.cause != nil
  }

  init(
    taskIndex: Int, taskType: Any.Type, worker: Int, underlying: any Error, earlierErrors: [any Error] = []
  ) {
    code = .taskFailed
    attempts = earlierErrors.count + 1
    let times = earlierErrors.isEmpty ? "" : " \(attempts) times, at last"
    reason = "task \(taskIndex) (\(taskType)) failed\(times) on worker \(worker): \(underlying)"
    self.taskIndex = taskIndex
    self.taskType = String(describing: taskType)
    self.worker = worker
    self.underlying = underlying
    self.earlierErrors = earlierErrors
    taskDescription = nil
    namesCause = false
  }

  /// Whether the call took too long.
  @usableFromInline var isTimeout: Bool { code == .deadlineExceeded || code == .stalled }

  /// One sentence that names the task or the value to blame.
  public var description: String {
    guard namesCause, let underlying else { return reason }
    return "\(reason): \(underlying)"
  }
}
