import Testing

@testable import Parallelism

struct TopLevelSymbolTests {
  @Test(
    arguments: [
      ("$s4Demo6inputsSaySdGvp", "Demo.inputs", [Double].self),
      ("$s4Demo5maybeSiSgvp", "Demo.maybe", Int?.self),
      ("$s4Demo6hidden33_132D18D14250E3FAFD4592E516BCF6A0LLSSvp", "Demo.hidden", String.self),
      ("$s16ParallelismTests5firstAA8GreetingVvp", "ParallelismTests.first", Greeting.self),
      ("$s16ParallelismTests3allSDySSAA8GreetingVGvp", "ParallelismTests.all", [String: Greeting].self),
      ("$s16ParallelismTests4pairAA8GreetingV_AA4FateOtvp", "ParallelismTests.pair", nil),
      ("$s4Demo5thingAA7MissingCvp", "Demo.thing", nil),
    ] as [(String, String, Any.Type?)])
  func namesAndTypesAreFound(text: String, name: String, type: Any.Type?) throws {
    let symbol = try #require(TopLevelSymbol(text))
    #expect(symbol.qualifiedName == name)
    if let type { #expect(symbol.type == type) }
    if text.contains("Missing") { #expect(symbol.type == nil) }
  }

  @Test(arguments: [
    "", "$s", "main", "$s4Demo", "$s4Demo3FooV", "$s4Demo3runyyF", "$sSi", "$s4Demo3FooV3barSivp",
  ])
  func otherSymbolsAreNone(text: String) {
    #expect(TopLevelSymbol(text) == nil)
  }

  @Test func tokensNameTheirVariables() {
    #expect(TopLevelSymbol.names(ofToken: "$s4Demo10otherArray_Wz") == ["Demo.otherArray"])
    #expect(TopLevelSymbol.names(ofToken: "$s4Demo1p_1q_Wz") == ["Demo.p", "Demo.q"])
    #expect(TopLevelSymbol.names(ofToken: "nonsense").isEmpty)
  }

  /// A test bundle has no `main.swift`; what it finds would be variables that `main` does not set.
  @Test func variablesOfOtherFilesAreLeftAlone() {
    #expect(!TopLevelVariable.all.contains { $0.name == "backends" || $0.name == "workerCounts" })
  }

  @Test func jobsFindVariablesOfOtherFiles() async throws {
    #expect(try await Parallel(workers: 1, on: .processes).run([CountingBackends()]) == [backends.count])
  }
}

/// Reads a global variable.
struct CountingBackends: Job {
  func run() -> Int { backends.count }
}
