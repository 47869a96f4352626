/// Does the tasks of a batch one after the other and puts together what is to be answered.
struct ReplyWriter<Output: Sendable> {
  let form: ValueForm<Output>
  /// Whether a task that fails leaves the others to be done.
  let goesOn: Bool
  /// What the encoder gives to results.
  var userInfo: [CodingUserInfoKey: Any] = [:]

  /// A task cannot be done, since it is not what it should be.
  struct Undecodable: Error {
    let reason: String
  }

  /// Does the tasks.
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - begin: Is told before a task is looked at.
  ///   - task: Does the task at a place in the batch.
  /// - Returns: The answer.
  func reply(to count: Int, begin: (Int) -> Void, task: (Int) throws -> Output) -> [UInt8] {
    switch form.way {
    case .raw:
      var reply = JobReply()
      let outputs = [Output](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        reply = run(count, begin: begin) { index in
          do {
            buffer.initializeElement(at: initializedCount, to: try task(index))
            initializedCount += 1
            return nil
          } catch {
            return Self.outcome(error)
          }
        }
      }
      var values = WireWriter()
      values.write(raw: outputs)
      return reply.body(values: values)
    case .coded(let write, _):
      var values = WireWriter(userInfo: userInfo)
      let reply = run(count, begin: begin) { index in
        let output: Output
        do {
          output = try task(index)
        } catch {
          return Self.outcome(error)
        }
        do {
          try write(output, &values)
          return nil
        } catch {
          return .resultNotEncodable("\(error)")
        }
      }
      return reply.body(values: values)
    }
  }

  private func run(
    _ count: Int, begin: (Int) -> Void, task: (Int) -> JobReply.Outcome?
  ) -> JobReply {
    var reply = JobReply()
    for index in 0..<count {
      begin(index)
      reply.completed = index + 1
      guard let outcome = task(index) else { continue }
      reply.failures.append((index, outcome))
      if !goesOn { break }
    }
    return reply
  }

  private static func outcome(_ error: any Error) -> JobReply.Outcome {
    switch error {
    case is CancellationError: .cancelled
    case let error as Undecodable: .jobUndecodable(error.reason)
    default: .threw(ThrownError(error))
    }
  }
}
