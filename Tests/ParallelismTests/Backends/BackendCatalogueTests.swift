import Parallelism
import Testing

@Suite struct BackendCatalogueTests {
  @Test(arguments: BackendCatalogue.standard.names)
  func aBackendIsFoundByItsOwnName(name: String) throws {
    #expect(try BackendCatalogue.standard.backend(named: name).name == name)
  }

  @Test func anUnknownNameIsRefusedWithThoseThereAre() {
    let error = #expect(throws: ParallelError.self) {
      _ = try BackendCatalogue.standard.backend(named: "thread")
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.description.contains("“thread”") == true)
    #expect(error?.description.contains("sequential, threads") == true)
  }

  @Test func aBackendCanBeAddedUnderANameOfItsOwn() async throws {
    var catalogue = BackendCatalogue.standard
    try catalogue.add(CooperativeBackend(), named: "cooperative")
    try catalogue.add(CooperativeBackend())
    #expect(catalogue.names.contains("CooperativeBackend"))
    let parallel = Parallel(on: try catalogue.backend(named: "cooperative"))
    #expect(try await parallel.map(0..<4) { $0 + 1 } == [1, 2, 3, 4])
  }

  @Test func aNameIsGivenOnce() {
    var catalogue = BackendCatalogue.standard
    #expect(throws: ParallelError.self) { try catalogue.add(CooperativeBackend(), named: "threads") }
  }
}
