extension Setting {
  /// How the jobs of a stream are done.
  func jobForm<J: Job>(taskLimit: Duration?) -> StreamBody<J, J.Output>.Form {
    if backend.memory == .shared { return .blocking { try $0.run() } }
    // Each job is a call of its own, which takes a worker process from those that are kept warm. Workers of the stream
    // only wait for them, and so need no threads.
    return .suspending { [backend] job in
      do {
        return try await Parallel(workers: 1, on: backend).run(
          CollectionOfOne(job), taskLimit: taskLimit)[0]
      } catch let error as ParallelError {
        throw RemoteJobFailure<J>(error: error)
      }
    }
  }
}

extension StreamBody.Form {
  /// The same, with a result that has room for an error.
  func collecting() -> StreamBody<Input, Result<Output, ParallelError>>.Form {
    switch self {
    case .blocking(let body): .blocking { .success(try body($0)) }
    case .suspending(let body): .suspending { .success(try await body($0)) }
    }
  }
}

/// The error of a call that did nothing but one job of a stream.
struct RemoteJobFailure<J: Job>: Error, TaskErrorInPlace {
  let error: ParallelError

  /// What the caller of the stream is told.
  ///
  /// - Parameter place: An error that names the task of the stream.
  /// - Returns: The same error with the names of that task and its worker.
  func error(at place: ParallelError) -> ParallelError {
    guard let task = place.taskIndex, let worker = place.worker, error.taskIndex != nil else { return error }
    return error.asTask(task, worker: worker, earlierErrors: place.earlierErrors)
  }
}

/// What a task throws to say itself what the caller is told.
protocol TaskErrorInPlace: Error {
  /// What the caller is told, given what it would be told of any other error of the task.
  func error(at place: ParallelError) -> ParallelError
}
