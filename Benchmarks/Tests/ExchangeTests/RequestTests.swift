import Testing

@testable import Exchange

@Suite struct RequestTests {
  @Test func writesParametersInOrderOfTheirNames() {
    #expect(Request("tasks", ["tasks": 10, "batch": 1]).line == "tasks batch=1 tasks=10")
    #expect(Request("cold").line == "cold")
  }

  @Test(arguments: ["cold", "call calls=20 longest=0 shortest=0", "killed resident=-1"])
  func readsWhatItWrites(line: String) throws {
    #expect(try Request(line: line).line == line)
  }

  @Test(arguments: ["", "  ", "tasks 5", "tasks n=", "tasks =5", "tasks n=1.5", "tasks n=1 n=2"])
  func refusesWhatIsNoRequest(line: String) {
    #expect(throws: ExchangeError.self) { try Request(line: line) }
  }

  @Test func namesTheParameterThatIsMissing() throws {
    let request = Request("tasks", ["batch": 1])
    #expect(try request["batch"] == 1)
    #expect(throws: ExchangeError("the workload “tasks” needs the parameter count")) { try request["count"] }
  }
}
