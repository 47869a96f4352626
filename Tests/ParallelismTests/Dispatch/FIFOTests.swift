import Testing

@testable import Parallelism

struct FIFOTests {
  @Test(arguments: [1, 2, 3, 7, 100])
  func elementsLeaveInTheOrderInWhichTheyCame(burst: Int) {
    var queue = FIFO<Int>()
    var next = 0
    var left: [Int] = []
    for _ in 0..<10 {
      for _ in 0..<burst {
        queue.append(next)
        next += 1
      }
      for _ in 0..<burst / 2 { if let element = queue.popFirst() { left.append(element) } }
    }
    #expect(queue.count == next - left.count)
    while let element = queue.popFirst() { left.append(element) }
    #expect(left == Array(0..<next))
    #expect(queue.popFirst() == nil)
  }

  @Test func aPlaceCanBeFilledLater() {
    var queue = FIFO<String>()
    for word in ["one", "two", "three"] { queue.append(word) }
    _ = queue.popFirst()
    queue[1] = "drei"
    #expect(queue[0] == "two")
    #expect(queue[1] == "drei")
  }
}
