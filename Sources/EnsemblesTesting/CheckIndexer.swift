public import Ensembles

/// Checks that an indexer does all that ensembles rely on, and throws what it does not.
///
/// ```swift
/// @Test func mineIsAnIndexer() throws {
///   try checkIndexer(MyIndexer(folds: 3), data: visits)
/// }
/// ```
///
/// A law about few rows is tried on the first rows of the data set. An indexer that traps ends the test run in place of
/// being told.
///
/// - Parameters:
///   - indexer: The indexer.
///   - data: Examples that it must have a plan for; nil for some of the checker's own, one data set with numbers to
///     predict and one with classes, of which it must have a plan for one at least.
///   - allowingOverlap: Whether fits may learn from rows that they predict.
/// - Throws: ``IndexerFaults`` with every law that is broken.
public func checkIndexer<I: Indexer>(
  _ indexer: I, data: Dataset? = nil, allowingOverlap: Bool = false
) throws {
  let subject = IndexerSubject(
    indexer: indexer, samples: try data.map { [$0] } ?? Samples.all(), allowsOverlap: allowingOverlap)
  var faults: [IndexerFaults.Fault] = []
  for law in IndexerLaw<I>.all {
    do {
      try law.check(subject)
    } catch {
      faults.append(IndexerFaults.Fault(law: law.sentence, finding: "\(error)"))
    }
  }
  guard faults.isEmpty else { throw IndexerFaults(indexer: I.typeName, faults: faults) }
}

/// Examples to try indexers on.
private enum Samples {
  /// 60 rows each, in 12 groups of different sizes.
  static func all() throws -> [Dataset] {
    let rows = 0..<60
    let features = Matrix<Double>(
      rows: rows.map { (row: Int) -> [Double] in [Double(row % 7), Double(row), Double(row * row % 11)] })
    let groups = rows.map { (row: Int) -> Int in (row * row / 5) % 12 }
    let target = rows.map { (row: Int) -> Double in Double(row % 5) }
    let labels = rows.map { (row: Int) -> String in row % 7 == 0 ? "rare" : row % 2 == 0 ? "even" : "odd" }
    let numbers = try Dataset(features: features, target: target)
    let classes = try Dataset(features: features, labels: labels)
    return try [numbers.grouped(by: groups), classes.grouped(by: groups)]
  }
}
