import Ensembles
import EnsemblesTesting
import Testing

@Suite struct CheckIndexerTests {
  @Test func anIndexerThatKeepsTheLawsPasses() throws {
    try checkIndexer(FoldIndexer(folds: 3))
  }

  /// Each with a word of a law that it must be seen to break.
  @Test(arguments: [
    (FaultyIndexer.Fault.predictsARowTwice, "once"), (.learnsFromWhatItPredicts, "learns from a row"),
    (.leavesAFitWithoutRows, "every fit has rows"), (.throwsAnythingForFewRows, "few rows"),
    (.forgetsAParameter, "reads as it was set"), (.isNotEncoded, "encoded"),
    (.listsAParameterTwice, "a name of its own"),
    (.hasDefaultsOutOfRange, "with defaults"), (.refusesAll, "for all rows"),
  ])
  func anIndexerThatBreaksALawIsTold(fault: FaultyIndexer.Fault, law: String) {
    let faults = #expect(throws: IndexerFaults.self) {
      try FaultyIndexer.$current.withValue(fault) { try checkIndexer(FaultyIndexer(folds: 3)) }
    }
    #expect(faults?.faults.contains { $0.law.contains(law) } == true, "\(faults?.description ?? "")")
  }

  @Test func aPlanThatIsAnotherEachTimeIsTold() {
    let faults = #expect(throws: IndexerFaults.self) { try checkIndexer(Fickle()) }
    #expect(faults?.faults.contains { $0.law.contains("the same plan") } == true)
  }

  @Test func overlapCanBeAllowed() throws {
    try FaultyIndexer.$current.withValue(.learnsFromWhatItPredicts) {
      try checkIndexer(FaultyIndexer(folds: 3), allowingOverlap: true)
    }
  }

  @Test func givenDataMustGetAPlan() throws {
    let data = try Dataset(
      features: Matrix<Double>(rowCount: 2, columnCount: 1, repeating: 0), target: [1, 2])
    try checkIndexer(FoldIndexer(folds: 2), data: data)
    #expect(throws: IndexerFaults.self) { try checkIndexer(FoldIndexer(folds: 3), data: data) }
  }
}

/// An indexer of consecutive folds with one fault.
struct FaultyIndexer: Indexer {
  enum Fault {
    case predictsARowTwice, learnsFromWhatItPredicts, leavesAFitWithoutRows, throwsAnythingForFewRows
    case forgetsAParameter, isNotEncoded, listsAParameterTwice, hasDefaultsOutOfRange, refusesAll
  }

  struct Anything: Error {}

  @TaskLocal static var current: Fault?

  static let typeName = "test-faulty"
  static let summary = "folds with a fault"
  static var parameters: [Parameter<FaultyIndexer>] {
    let folds = Parameter<FaultyIndexer>(
      "folds", domain: "a whole number above 1", "the number of folds", get: { .integer($0.folds) },
      set: { $0.folds = current == .forgetsAParameter ? 2 : $1 },
      convert: { (value) -> Int? in
        guard case .integer(let number) = value, number > 1 else { return nil }
        return number
      })
    return current == .listsAParameterTwice ? [folds, folds] : [folds]
  }

  var folds: Int

  init() { folds = Self.current == .hasDefaultsOutOfRange ? 0 : 2 }

  init(folds: Int) { self.folds = folds }

  init(from decoder: any Decoder) throws {
    folds = Self.current == .isNotEncoded ? 2 : try decoder.singleValueContainer().decode(Int.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(folds)
  }

  func plan(for data: Dataset) throws -> CrossFittingPlan {
    if Self.current == .refusesAll { throw ModelingError(.tooFewRows, "never") }
    if Self.current == .throwsAnythingForFewRows, data.rowCount < folds { throw Anything() }
    let plan = try FoldIndexer(folds: folds, assignment: .consecutive).plan(for: data)
    var faulty = plan.folds
    switch Self.current {
    case .predictsARowTwice: faulty[0].test.formUnion(RangeSet(0..<data.rowCount - 1))
    case .learnsFromWhatItPredicts: faulty[0].train = RangeSet(0..<data.rowCount)
    case .leavesAFitWithoutRows: faulty[0].train = RangeSet()
    default: break
    }
    return CrossFittingPlan(rowCount: data.rowCount, partitions: plan.partitions, folds: faulty)
  }
}

/// Has another plan each time.
private struct Fickle: Indexer {
  static let typeName = "test-fickle"
  static let summary = "folds at random"
  static let parameters: [Parameter<Fickle>] = []

  func plan(for data: Dataset) throws -> CrossFittingPlan {
    try FoldIndexer(folds: 2, assignment: .shuffled(seed: .random(in: 0 ... .max))).plan(for: data)
  }
}
