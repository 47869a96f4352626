internal import Parallelism

/// One call that has its tasks done on a cluster; for one thread, which waits in it.
final class DaskCall {
  /// What a batch is to take, so that the way to the cluster and back, some 20 ms, does not matter.
  private static let aim = Duration.milliseconds(500)

  private let tasks: RemoteTasks
  private let bridge: Bridge
  private let environment: [String: String]
  private let variables: [UInt8]
  private let mailbox = Mailbox()
  private var machine: CallStateMachine
  /// What is under way, and what it refers to.
  private var flights: [UInt32: (batch: RemoteBatch, attachments: [String])] = [:]
  /// How many batches refer to each attachment.
  private var users: [String: Int] = [:]

  init(_ tasks: RemoteTasks, workers: Int, over bridge: Bridge, environment: [String: String]) {
    self.tasks = tasks
    self.bridge = bridge
    self.environment = environment
    variables = tasks.topLevelVariables
    machine = CallStateMachine(workers: workers)
  }

  /// Does all tasks.
  func run() throws {
    bridge.join(mailbox)
    defer {
      bridge.leave(mailbox)
      for name in users.keys { bridge.forget(name) }
    }
    tasks.whenStopped { [mailbox] in mailbox.post(.stopped) }
    while true {
      switch machine.next {
      case .take(let worker): send(as: worker)
      case .wait: try handle(mailbox.next())
      case .end: return
      }
    }
  }

  private func send(as worker: Int) {
    bridge.announce(to: tasks.logger)
    guard var batch = tasks.take(for: worker, lasting: Self.aim) else { return machine.foundNothing() }
    guard let (request, attachments) = batch.requestWithAttachments() else { return }
    for attachment in attachments {
      users[attachment.id, default: 0] += 1
      if users[attachment.id] == 1 { bridge.share(attachment) }
    }
    let names = attachments.map(\.id)
    let number = bridge.submit(
      BridgeRequest.Batch(
        name: tasks.typeName, taskLimit: tasks.taskLimit, environment: environment, variables: variables,
        attachments: names, request: request),
      for: mailbox)
    flights[number] = (batch, names)
    machine.sent(number, tasks: batch.tasks, worker: worker)
  }

  private func handle(_ event: CallEvent) throws {
    var failure: (any Error)?
    for effect in machine.take(event) {
      do {
        try carryOut(effect)
      } catch {
        failure = failure ?? error
      }
    }
    guard let failure else { return }
    // An answer that makes no sense leaves the others under way.
    for effect in machine.take(.stopped) { try carryOut(effect) }
    throw failure
  }

  private func carryOut(_ effect: CallStateMachine.Effect) throws {
    switch effect {
    case .complete(let number, let reply, let took): try land(number)?.complete(with: reply, took: took)
    case .lose(let number, let running, let cause): land(number)?.lost(running: running, to: cause)
    case .exceed(let number, let job): land(number)?.taskExceededLimit(job)
    case .cancel(let numbers): bridge.cancel(numbers)
    case .fail(let error): throw error
    }
  }

  /// The batch of a number, which is under way no longer.
  private func land(_ number: UInt32) -> RemoteBatch? {
    guard let flight = flights.removeValue(forKey: number) else { return nil }
    for name in flight.attachments {
      users[name, default: 1] -= 1
      guard users[name] == 0 else { continue }
      users[name] = nil
      bridge.forget(name)
    }
    return flight.batch
  }
}
