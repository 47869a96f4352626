import Ensembles
import EnsemblesTesting
import Testing

@Suite struct IndexerLawTests {
  static let indexers: [any Indexer] = [
    FoldIndexer(), FoldIndexer(folds: 7, assignment: .consecutive),
    FoldIndexer(folds: 3, assignment: .stratified),
    FoldIndexer(folds: 4, assignment: .shuffled(seed: .max)), BlendIndexer(),
    BlendIndexer(testSize: 3, trainSize: 0.5),
    FullIndexer(), SubsetIndexer(), SubsetIndexer(partitions: 1, folds: 3),
    SubsetIndexer(partitions: 4, folds: 5),
    TemporalIndexer(), TemporalIndexer(stepSize: 4, burnIn: 7, window: 5, lag: 2),
    GroupedFoldIndexer(folds: 3),
    RepeatedFoldIndexer(), RepeatedFoldIndexer(folds: 3, repetitions: 4, seed: .max),
    ClusteredSubsetIndexer<ThresholdPartitioner>(),
    ClusteredSubsetIndexer(
      clustering: ThresholdPartitioner(column: 1, thresholds: [10, 25, 40]), folds: 3, seed: 9),
  ]

  @Test(arguments: indexers) func anIndexerKeepsTheLaws(indexer: any Indexer) throws {
    try checkIndexer(indexer)
  }

  @Test func foldsFromElsewhereKeepTheLaws() throws {
    let data = try Dataset(
      features: Matrix<Double>(rowCount: 9, columnCount: 1, repeating: 1), target: (0..<9).map(Double.init))
    try checkIndexer(CustomIndexer(assigning: [1, 1, nil, 0, 0, nil, 7, 7, 7]), data: data)
    let crossed = [
      Fold(train: RangeSet(0..<3), test: RangeSet(3..<9)),
      Fold(repetition: 1, train: RangeSet(0..<3), test: RangeSet(3..<6)),
      Fold(repetition: 1, train: RangeSet(1..<2), test: RangeSet(6..<9)),
    ]
    try checkIndexer(CustomIndexer(crossed), data: data)
  }

  @Test func everyIndexerIsFoundByName() throws {
    #expect(IndexerCatalogue.types.map { $0.typeName } == IndexerCatalogue.types.map { $0.typeName }.sorted())
    for type in IndexerCatalogue.types {
      #expect(try ObjectIdentifier(IndexerCatalogue.type(named: type.typeName)) == ObjectIdentifier(type))
    }
    let error = #expect(throws: ModelingError.self) { try IndexerCatalogue.type(named: "subsett") }
    #expect(error?.message == "no indexer is called “subsett”; did you mean “subset”?")
  }
}
