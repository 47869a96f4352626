import Testing

@testable import Parallelism

struct PatienceTests {
  @Test func missesMakeOneLookAroundLessOften() {
    var patience = Patience()
    let looks = (0..<200).filter { _ in
      let looks = patience.begins()
      if looks { patience.end(found: false) }
      return looks
    }
    #expect(looks == [0, 2, 6, 14, 30, 62, 126, 190])
  }

  @Test func whatIsFoundRestoresIt() {
    var patience = Patience()
    for _ in 0..<10 where patience.begins() { patience.end(found: false) }
    while !patience.begins() {}
    patience.end(found: true)
    let looks = patience.begins()
    #expect(looks)
  }
}
