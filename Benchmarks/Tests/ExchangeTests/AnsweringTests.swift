import Testing

@testable import Exchange

@Suite struct AnsweringTests {
  private struct Refusal: Error, CustomStringConvertible {
    var description: String { "no\nmemory" }
  }

  private let workloads: [String: Workload] = [
    "double": { 2 * Double(try $0["value"]) },
    "refuse": { _ in throw Refusal() },
    "later": { _ in throw NotBuiltYet() },
  ]

  @Test(arguments: [
    ("double value=4", Reply.measured(8)),
    ("double", .failed(reason: "the workload “double” needs the parameter value")),
    ("refuse", .failed(reason: "no\nmemory")),
    ("later", .absent(reason: "not built yet")),
    ("unheard-of", .absent(reason: "not built yet")),
  ])
  func answers(line: String, expected: Reply) async {
    #expect(await reply(to: line, with: workloads) == expected)
  }

  @Test(arguments: [("shortest", 0, "longest", 0), ("shortest", 1, "longest", 5)])
  func callsOncePerCallAndATenthBefore(
    shortest: String, least: Int, longest: String, most: Int
  ) async throws {
    var calls = 0
    let request = Request("call", ["calls": 50, shortest: least, longest: most])
    let time = try await nanosecondsOfCall(request) { calls += 1 }
    #expect(calls == 50 + 6)
    #expect(time >= 0)
  }
}
