/// Where one task waits for another to let it pass.
///
/// Opening it before anybody waits lets the next one pass at once. Whoever has passed looks for itself what has
/// changed; the gate says only that something may have.
final class AsyncGate: Sendable {
  private enum State {
    case shut, open
    case awaited(CheckedContinuation<Void, Never>)
  }

  private let state = Locked(State.shut)

  /// Lets the one pass who waits, or the next one to come.
  func open() {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      if case .awaited(let waiter) = state {
        state = .shut
        return waiter
      }
      state = .open
      return nil
    }
    waiter?.resume()
  }

  /// Waits until the gate is open, and shuts it.
  func pass() async {
    await withCheckedContinuation { waiter in
      let mayPass = state.withLock { state in
        switch state {
        case .open:
          state = .shut
          return true
        case .shut:
          state = .awaited(waiter)
          return false
        case .awaited:
          preconditionFailure("two tasks wait at one gate")
        }
      }
      if mayPass { waiter.resume() }
    }
  }
}
