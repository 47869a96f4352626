internal import CPlatform
internal import Logging
internal import Parallelism
internal import Synchronization
internal import SystemPackage

/// A connection with a cluster, for all calls of this process to it.
///
/// Calls send from their threads; one thread of the bridge's own takes what comes and passes it on to them.
final class Bridge: Sendable {
  private struct State {
    var threads: Int?
    var welcome: BridgeReply.Welcome?
    var isAnnounced = false
    var calls: [ObjectIdentifier: Mailbox] = [:]
    var batches: [UInt32: Mailbox] = [:]
    var lastNumber: UInt32 = 0
    /// What the bridge is about to map.
    var shared: [String: RemoteAttachment] = [:]
    /// Why nothing comes of it any more.
    var end: DaskError?
    var isLeaving = false
  }

  private let process: BridgeProcess
  private let python: String
  private let address: String
  private let state = Mutex(State())
  /// One frame at a time, and none to a channel that is closed: its descriptor may be somebody else's by then.
  private let isOpen = Mutex(true)

  /// Starts the process that connects.
  ///
  /// - Throws: `DaskError` if it cannot be started.
  init(_ settings: BridgeSettings) throws(DaskError) {
    guard RemoteWorker.isPossible else {
      throw DaskError(
        .unsupported,
        "a program that is linked with Parallelism as a dynamic library cannot run jobs on a cluster: link it statically"
      )
    }
    try settings.requireCertificates()
    python = settings.python
    address = settings.address.text
    let arguments = settings.arguments(
      process: ProcessEnvironment.identifier, path: ProcessEnvironment.program)
    process = try BridgeProcess.start(python: python, arguments: arguments)
    for text in [PackageResources.bridge_py, PackageResources.worker_py] {
      let size = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
      _ = send(size + text)
    }
    listen()
  }

  /// Whether it can be used.
  var isAlive: Bool { state.withLock { $0.end == nil && !$0.isLeaving } }

  /// How many threads the cluster has, once that is known.
  var threads: Int? { state.withLock { $0.threads } }

  /// Has a call told of the cluster: how large it is, and when it is lost.
  func join(_ mailbox: Mailbox) {
    let event: CallEvent? = state.withLock { state in
      if let end = state.end { return .lostCluster(end) }
      state.calls[ObjectIdentifier(mailbox)] = mailbox
      return state.threads.map { .capacity($0) }
    }
    if let event { mailbox.post(event) }
  }

  func leave(_ mailbox: Mailbox) {
    state.withLock { state in
      state.calls[ObjectIdentifier(mailbox)] = nil
      state.batches = state.batches.filter { $0.value !== mailbox }
    }
  }

  /// Sends a batch, what comes of which the mailbox will get.
  ///
  /// - Returns: The number of the batch.
  func submit(_ batch: BridgeRequest.Batch, for mailbox: Mailbox) -> UInt32 {
    let number = state.withLock { state in
      repeat { state.lastNumber &+= 1 } while state.batches[state.lastNumber] != nil
      state.batches[state.lastNumber] = mailbox
      return state.lastNumber
    }
    say(.submit(batch, number: number))
    return number
  }

  func cancel(_ numbers: [UInt32]) {
    state.withLock { state in
      for number in numbers { state.batches[number] = nil }
    }
    say(.cancel(numbers))
  }

  /// Lets batches refer to an attachment, until `forget` is called as often.
  func share(_ attachment: RemoteAttachment) {
    state.withLock { $0.shared[attachment.id] = attachment }
    say(.share(name: attachment.id, path: attachment.path))
  }

  func forget(_ name: String) {
    say(.forget(name: name))
  }

  /// Ends the connection.
  func close() {
    state.withLock { $0.isLeaving = true }
    say(.leave)
  }

  /// Tells a logger of the cluster, unless one was told before.
  func announce(to logger: Logger?) {
    guard let logger else { return }
    let welcome: BridgeReply.Welcome? = state.withLock { state in
      defer { if state.welcome != nil { state.isAnnounced = true } }
      return state.isAnnounced ? nil : state.welcome
    }
    guard let welcome else { return }
    let dashboard = welcome.dashboard.isEmpty ? "" : "; its dashboard: \(welcome.dashboard)"
    logger.notice(
      "connected with the Dask cluster at \(address), which has \(welcome.threads) threads\(dashboard)",
      metadata: [
        "scheduler": "\(address)", "threads": "\(welcome.threads)", "dashboard": "\(welcome.dashboard)",
        "versions": "\(welcome.versions)",
      ])
  }

  private func say(_ request: BridgeRequest) {
    // Who cannot be told any more is heard of by the thread that listens.
    _ = send(request.frame)
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    isOpen.withLock { isOpen in
      guard isOpen else { return false }
      return bytes.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
          let count = process.send(UnsafeRawBufferPointer(rebasing: rest))
          guard count > 0 else { return false }
          rest = rest.dropFirst(count)
        }
        return true
      }
    }
  }
}

/// What comes.
extension Bridge {
  private func listen() {
    let start = Unmanaged.passRetained(self)
    let error = cplatform_start_thread(
      "dask-bridge", 1 << 20,
      { context in
        guard let context else { return }
        Unmanaged<Bridge>.fromOpaque(context).takeRetainedValue().hear()
      }, start.toOpaque())
    if error != 0 {
      start.release()
      _ = part()
      end(DaskError(.connectionLost, "the system refuses to start a thread: \(Errno(rawValue: error))"))
    }
  }

  private func hear() {
    var reason: DaskError?
    while let reply = receive() {
      if case .fatal(let error) = reply {
        reason = error
      } else {
        take(reply)
      }
    }
    let manner = part()
    end(
      reason
        ?? DaskError(.connectionLost, "the Python process that talked to the cluster has ended: \(manner)"))
  }

  /// Ends the process, which may have said what makes no sense, and closes the channel.
  ///
  /// - Returns: How the process ended, in words.
  private func part() -> String {
    // Whoever is sending hears that there is nobody any more, and lets go of the channel.
    process.kill()
    let manner = process.awaitEnd()
    isOpen.withLock { isOpen in
      isOpen = false
      try? process.channel.close()
    }
    return manner
  }

  private func take(_ reply: BridgeReply) {
    switch reply {
    case .ready(let welcome):
      state.withLock { $0.welcome = welcome }
      tell(threads: welcome.threads)
    case .capacity(let threads): tell(threads: threads)
    case .ended(let number, let end):
      state.withLock { $0.batches.removeValue(forKey: number) }?.post(.ended(number, end))
    case .shared(let name):
      let attachment = state.withLock { $0.shared.removeValue(forKey: name) }
      withExtendedLifetime(attachment) {}
    case .fatal: break
    }
  }

  private func tell(threads: Int) {
    let calls = state.withLock { state in
      state.threads = threads
      return Array(state.calls.values)
    }
    for call in calls { call.post(.capacity(threads)) }
  }

  private func end(_ error: DaskError) {
    let (told, calls) = state.withLock { state in
      // What comes then is only how Python leaves.
      let told =
        state.isLeaving
        ? DaskError(.connectionLost, "the connection with the cluster at \(address) was shut down meanwhile")
        : inContext(error)
      state.end = told
      state.shared = [:]
      defer { state.calls = [:] }
      return (told, Array(state.calls.values))
    }
    for call in calls { call.post(.lostCluster(told)) }
  }

  /// The error of the bridge, as the caller is to read it.
  private func inContext(_ error: DaskError) -> DaskError {
    switch error.code {
    case .unreachable:
      DaskError(.unreachable, "the scheduler at \(address) cannot be used: \(error.description)")
    case .pythonMissing:
      DaskError(.pythonMissing, "\(error.description): \(DaskError.installation(python))")
    default: DaskError(error.code, "the cluster at \(address) is lost: \(error.description)")
    }
  }

  private func receive() -> BridgeReply? {
    guard let header = receive(count: BridgeReply.headerSize), let size = BridgeReply.bodySize(header),
      let body = receive(count: size)
    else { return nil }
    return try? BridgeReply(header: header, body: body)
  }

  /// Takes memory as bytes come, so that a wrong count costs nothing.
  private func receive(count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let step = min(count - bytes.count, max(1 << 20, 3 * bytes.count))
      var received = 0
      bytes.append(addingCapacity: step) { span in
        span.withUnsafeMutableBufferPointer { buffer, initializedCount in
          let space = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: step)
          received = (try? process.channel.read(into: space)) ?? 0
          initializedCount = max(0, received)
        }
      }
      guard received > 0 else { return nil }
    }
    return bytes
  }
}
