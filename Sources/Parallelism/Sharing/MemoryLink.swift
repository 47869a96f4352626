internal import CWorkerStart
internal import MemoryMapping
internal import SystemPackage

/// What a process and another one that it talks to share of their memory.
///
/// While a value is encoded through the link, it collects the segments that the value refers to; what the other side
/// does not have of them is sent ahead of the message. While one is decoded, it has those that the other side sent.
/// One message at a time is written or read.
final class MemoryLink: SegmentOutbox, SegmentInbox, Sendable {
  /// What is done with the segments that come.
  enum Role {
    /// They belong to the message that they came with, and are dropped with it: those of results.
    case parent
    /// They stay until the other side has no use for them, since further jobs will refer to them.
    case worker
  }

  /// What is to be sent ahead of a message.
  struct Departure {
    let notice: SegmentNotice
    let files: [SegmentFile]
  }

  private struct State {
    var ledger = SegmentLedger()
    /// What the message that is being written refers to.
    var enclosed: [SharedSegment] = []
    var arrivals: [SegmentIdentity: Arrival] = [:]
    /// From which size on the values of this side live in segments, as the other side wants it.
    var threshold = SegmentPolicy().threshold
  }

  /// A segment that has come.
  struct Arrival {
    /// Missing if this process may not have so many open files.
    let file: SegmentFile?
    let byteCount: Int
    fileprivate var mappings: [SegmentAccess: SharedSegment] = [:]
    /// What was decoded of it, to be found again by further jobs.
    fileprivate var decoded: (any AnyObject & Sendable)?

    init(file: SegmentFile?, byteCount: Int) {
      self.file = file
      self.byteCount = byteCount
    }
  }

  /// Gets a segment that did not come by itself.
  typealias Fetch = @Sendable (SegmentIdentity, SegmentAccess) throws -> Arrival

  private let role: Role
  private let fetch: Fetch?
  private let state = Locked(State())

  /// - Parameters:
  ///   - role: What is done with the segments that come.
  ///   - fetch: Gets those that do not come by themselves, where segments go one way only: to this side.
  init(_ role: Role, fetch: Fetch? = nil) {
    self.role = role
    self.fetch = fetch
  }

  /// What a job gets, it may keep for long, and other jobs get the same.
  ///
  /// A result is one value of its receiver.
  var access: SegmentAccess { role == .worker ? .copyOnWrite : SegmentPolicy.current.access }

  /// For encoders of values that go to the other side, and decoders of those that come from there.
  var userInfo: [CodingUserInfoKey: Any] {
    fetch == nil ? [.segmentOutbox: self, .segmentInbox: self] : [.segmentInbox: self]
  }

  /// For tasks that the other side wants to be done: which of their values live in segments.
  var policy: SegmentPolicy { SegmentPolicy(threshold: state.withLock { $0.threshold }) }
}

/// What is sent.
extension MemoryLink {
  func enclose(_ segment: SharedSegment) {
    state.withLock { $0.enclosed.append(segment) }
  }

  /// Is told before a message is written.
  func beginMessage() {
    state.withLock { $0.enclosed = [] }
  }

  /// What the message that was written last refers to, each segment once.
  var enclosures: [SharedSegment] {
    var known: Set<SegmentIdentity> = []
    return state.withLock { $0.enclosed }.filter { known.insert($0.identity).inserted }
  }

  /// What the other side must be told before it gets the message that was written last; `nil` if it knows all of that.
  func depart() -> Departure? {
    let threshold = role == .worker ? SegmentPolicy().threshold : SegmentPolicy.current.threshold
    return state.withLock { state in
      defer {
        state.enclosed = []
        // A parent drops what came with a message, so that the next one needs all that it refers to.
        if role == .worker { state.ledger.forget() }
      }
      return state.ledger.notice(of: state.enclosed, threshold: threshold)
        .map { Departure(notice: $0.notice, files: $0.files) }
    }
  }

  /// What the other side should know soon, if there is no message for it.
  func farewell() -> Departure? {
    state.withLock { $0.ledger.farewell() }.map { Departure(notice: $0, files: []) }
  }
}

/// What comes.
extension MemoryLink {
  /// Takes note of what the other side has sent.
  ///
  /// - Parameters:
  ///   - notice: What it says.
  ///   - descriptors: One for each new segment; a negative one stands for one that could not be received.
  func accept(_ notice: SegmentNotice, descriptors: [Int32]) {
    let files = descriptors.map { $0 < 0 ? nil : SegmentFile(FileDescriptor(rawValue: $0)) }
    let gone = state.withLock { state in
      state.threshold = notice.threshold
      let gone = notice.gone.map { state.arrivals.removeValue(forKey: $0) }
      for (arrival, file) in zip(notice.new, files) {
        state.arrivals[arrival.identity] = Arrival(file: file, byteCount: arrival.byteCount)
      }
      return gone
    }
    // Not under the lock: what was decoded may do anything at its end.
    withExtendedLifetime(gone) {}
  }

  /// Forgets the segments that came with a message that has been read.
  func endMessage() {
    guard role == .parent else { return }
    state.withLock { $0.arrivals = [:] }
  }

  /// Forgets a segment that came, if nobody else does.
  func forget(_ identity: SegmentIdentity) {
    // Not under the lock: what was decoded may do anything at its end.
    let gone = state.withLock { $0.arrivals.removeValue(forKey: identity) }
    withExtendedLifetime(gone) {}
  }

  func segment(_ identity: SegmentIdentity, for access: SegmentAccess) throws -> SharedSegment {
    // What is fetched to be looked at may be nothing to write to.
    let isMissing = { (arrival: Arrival?) in
      arrival.map { access == .readWrite && $0.mappings[access] == nil } ?? true
    }
    if let fetch, state.withLock({ isMissing($0.arrivals[identity]) }) {
      let arrival = try fetch(identity, access)
      state.withLock { state in
        if state.arrivals[identity] == nil { state.arrivals[identity] = arrival }
      }
    }
    return try state.withLock { state in
      // What this side has given to the other comes back as what it is. What has come from there before does not: its
      // receiver may write to it, and whoever gets it now as well.
      if let own = state.ledger.segment(identity), access != .readWrite || own.access == .readWrite,
        own.access != .copyOnWrite || state.arrivals[identity] == nil
      {
        return own
      }
      guard var arrival = state.arrivals[identity] else {
        throw SharedMemoryError(operation: "find shared memory", reason: "it did not come with the message")
      }
      if let mapping = arrival.mappings[access] { return mapping }
      guard let file = arrival.file else {
        throw SharedMemoryError(operation: "receive shared memory", errno: .tooManyOpenFiles)
      }
      let mapping = try SharedSegment(
        receiving: file, identity: identity, byteCount: arrival.byteCount, access: access)
      if access != .copyOnWrite {
        arrival.mappings[access] = mapping
        state.arrivals[identity] = arrival
      }
      return mapping
    }
  }

  /// Keeps what was decoded of a segment for as long as the segment.
  func keep(_ decoded: some AnyObject & Sendable, for identity: SegmentIdentity) {
    guard role == .worker else { return }
    state.withLock { $0.arrivals[identity]?.decoded = decoded }
  }
}
