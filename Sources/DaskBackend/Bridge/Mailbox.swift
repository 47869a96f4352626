internal import Dispatch
internal import Synchronization

/// What a call hears, from whatever thread, for the one thread that does it.
final class Mailbox: Sendable {
  private let letters = Mutex<[CallEvent]>([])
  private let arrival = DispatchSemaphore(value: 0)

  func post(_ event: CallEvent) {
    letters.withLock { $0.append(event) }
    arrival.signal()
  }

  /// Waits for the next event, which comes in the order of posting.
  func next() -> CallEvent {
    while true {
      arrival.wait()
      if let event = letters.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return event }
    }
  }
}
