import Testing

@testable import Parallelism

struct TaskSlotsTests {
  @Test func eachSlotKeepsWhatWasPutThere() {
    let slots = TaskSlots<String, Int?>()
    for slot in 0..<1000 { slots.put("\(slot)", in: slot) }
    #expect((0..<1000).allSatisfy { slots.input(in: $0) == "\($0)" })
    for slot in 0..<1000 { slots.finish(slot, with: slot % 2 == 0 ? slot : nil) }
    #expect((0..<1000).allSatisfy { slots.take(from: $0) == ($0 % 2 == 0 ? $0 : nil) })
    slots.put("again", in: 500)
    #expect(slots.input(in: 500) == "again")
  }

  @Test func whatIsLeftIsReleasedOnce() {
    let living = Tally()
    do {
      let slots = TaskSlots<Counted, Counted>()
      for slot in 0..<200 { slots.put(Counted(slot, in: living), in: slot) }
      for slot in 0..<150 { slots.finish(slot, with: Counted(-slot, in: living)) }
      #expect(living.value == 200)
      for slot in 0..<100 { #expect(slots.take(from: slot).number == -slot) }
      #expect(living.value == 100)
    }
    #expect(living.value == 0)
  }
}
