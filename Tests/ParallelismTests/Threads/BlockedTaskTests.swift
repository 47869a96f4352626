import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct BlockedTaskTests {
  private struct Mishap: Error {}

  @Test func theHandlerRunsWhileTheOperationDoes() async throws {
    let call = CancellableCall()
    let handled = Tally()
    try await call.run {
      withBlockedTaskCancellationHandler {
        #expect(handled.value == 0)
        call.cancel()
        #expect(handled.value == 1)
      } onCancel: {
        handled.add(1)
      }
    }
    #expect(handled.value == 1)
  }

  @Test func theHandlerRunsAtOnceInACancelledTask() async throws {
    let call = CancellableCall()
    let handled = Tally()
    try await call.run {
      call.cancel()
      withBlockedTaskCancellationHandler {
        #expect(handled.value == 1)
      } onCancel: {
        handled.add(1)
      }
    }
    #expect(handled.value == 1)
  }

  @Test func theHandlerIsForgottenAfterwards() async throws {
    let call = CancellableCall()
    let living = Tally()
    let handled = Tally()
    try await call.run {
      let output = withBlockedTaskCancellationHandler {
        "done"
      } onCancel: { [held = Counted(0, in: living)] in
        handled.add(1 + held.number)
      }
      #expect(output == "done")
      #expect(living.value == 0)
      call.cancel()
    }
    #expect(handled.value == 0)
  }

  @Test func anErrorPassesAndTheHandlerIsForgotten() async throws {
    let call = CancellableCall()
    let handled = Tally()
    try await call.run {
      #expect(throws: Mishap.self) {
        try withBlockedTaskCancellationHandler {
          throw Mishap()
        } onCancel: {
          handled.add(1)
        }
      }
      call.cancel()
    }
    #expect(handled.value == 0)
  }

  @Test func handlersNest() async throws {
    let call = CancellableCall()
    let outer = Tally()
    let inner = Tally()
    try await call.run {
      withBlockedTaskCancellationHandler {
        withBlockedTaskCancellationHandler {
        } onCancel: {
          inner.add(10)
        }
        withBlockedTaskCancellationHandler {
          call.cancel()
        } onCancel: {
          inner.add(1)
        }
      } onCancel: {
        outer.add(1)
      }
    }
    #expect(outer.value == 1)
    #expect(inner.value == 1)
  }

  @Test func withoutATaskNobodyCancels() async {
    let handled = Tally()
    let output: Int = await withCheckedContinuation { continuation in
      let thread = PoolThread(name: "bare") { _ in
        continuation.resume(
          returning: withBlockedTaskCancellationHandler {
            7
          } onCancel: {
            handled.add(1)
          })
      }
      if thread == nil { continuation.resume(returning: 0) }
    }
    #expect(output == 7)
    #expect(handled.value == 0)
  }
}
