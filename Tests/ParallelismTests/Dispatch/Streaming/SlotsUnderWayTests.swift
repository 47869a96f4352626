import Testing

@testable import Parallelism

struct SlotsUnderWayTests {
  /// Tasks 3 to 6 and 7 to 8.
  private func slots() -> SlotsUnderWay {
    var slots = SlotsUnderWay()
    #expect(slots.add([30, 40, 50, 60], from: 3) == 3..<7)
    #expect(slots.add([70, 80], from: 7) == 7..<9)
    return slots
  }

  @Test func tasksKeepTheirSlots() {
    let slots = slots()
    #expect(slots.slots(of: 4..<6) == [40, 50])
    #expect(slots.slots(of: 3..<9) == [30, 40, 50, 60, 70, 80])
    #expect(slots.slots(of: 5..<5) == [])
  }

  @Test(arguments: [0..<2, 2..<4, 8..<10])
  func tasksThatWereNotTakenHaveNone(tasks: Range<Int>) {
    var slots = slots()
    #expect(slots.slots(of: tasks) == nil)
    #expect(slots.take(tasks) == nil)
    // Nothing of it was taken.
    #expect(slots.slots(of: 3..<9)?.count == 6)
  }

  @Test func eachTaskIsDoneOnce() {
    var slots = slots()
    #expect(slots.take(6..<8) == [60, 70])
    for tasks in [6..<7, 7..<8, 5..<7, 3..<9] {
      #expect(slots.slots(of: tasks) == nil)
      #expect(slots.take(tasks) == nil)
    }
    #expect(slots.take(3..<6) == [30, 40, 50])
    #expect(!slots.isEmpty)
    #expect(slots.take(8..<9) == [80])
    #expect(slots.isEmpty)
  }
}
