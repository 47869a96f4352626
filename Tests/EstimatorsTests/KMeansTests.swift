import Estimators
import Foundation
import Testing

@Suite struct KMeansTests {
  /// Three groups of points, far apart.
  private let points = Matrix<Double>(
    rows: (0..<600).map { row in
      let centre = [[0.0, 0], [50, 0], [0, 50]][row % 3]
      return [centre[0] + Double(row * 7 % 11) / 10, centre[1] + Double(row * 5 % 13) / 10]
    })

  private func data(_ features: Matrix<Double>) throws -> Dataset {
    try Dataset(features: features, target: [Double](repeating: 0, count: features.rowCount))
  }

  @Test func groupsThatAreApartAreFound() throws {
    let clusters = try KMeans(clusters: 3).fitted(to: data(points))
    let found = try clusters.partitions(of: points)
    for row in 0..<600 { #expect(found[row] == found[row % 3]) }
    #expect(Set(found).count == 3)
    #expect(clusters.partitionCount == 3)
  }

  @Test func theSameSeedGivesTheSameBitsForViewsToo() throws {
    let rows = RangeSet([1..<300, 301..<600])
    let view = try data(points).rows(rows)
    let copy = try data(points.view(rows: rows).copied())
    let recipe = KMeans(clusters: 5)
    let context = FittingContext(seed: 9)
    #expect(try recipe.fitted(to: view, in: context) == recipe.fitted(to: copy, in: context))
  }

  @Test func asManyClustersAsRowsThatDifferAreMade() throws {
    let rows = Matrix<Double>(rows: [[1], [1], [2], [2], [2], [9]])
    let clusters = try KMeans(clusters: 3).fitted(to: data(rows))
    #expect(clusters.means.elements.sorted() == [1, 2, 9])
    #expect(Set(try clusters.partitions(of: rows)).count == 3)
    let error = #expect(throws: ModelingError.self) { try KMeans(clusters: 4).fitted(to: data(rows)) }
    #expect(error?.message.contains("4 clusters of 3 rows") == true)
  }

  @Test func noClusterStaysEmpty() throws {
    // Many clusters of few points: from some of the starts a cluster loses all of its rows.
    let values = Matrix(column: (0..<60).map { Double($0 * $0 % 61 * ($0 % 5)) })
    for seed in 0..<30 {
      let clusters = try KMeans(clusters: 25, starts: 1)
        .fitted(to: data(values), in: FittingContext(seed: UInt64(seed)))
      #expect(Set(try clusters.partitions(of: values)).count == 25, "seed \(seed)")
    }
  }

  @Test func columnsFarFromZeroKeepTheirDigits() throws {
    let far = Matrix<Double>(rows: (0..<100).map { [1e9 + Double($0 % 2)] })
    let found = try KMeans(clusters: 2).fitted(to: data(far)).partitions(of: far)
    for row in 0..<100 { #expect(found[row] == found[row % 2]) }
    #expect(found[0] != found[1])
  }

  @Test func badInputIsRefused() throws {
    #expect(throws: ModelingError.self) { try KMeans(clusters: 0).fitted(to: data(points)) }
    #expect(throws: ModelingError.self) {
      try KMeans(clusters: 1).fitted(to: data(Matrix<Double>(rows: [[.nan]])))
    }
    let none = try data(Matrix<Double>(rowCount: 0, columnCount: 2, elements: []))
    #expect(throws: ModelingError.self) { try KMeans(clusters: 1).fitted(to: none) }
    let huge = try data(Matrix<Double>(rows: [[1e200], [-1e200]]))
    #expect(throws: ModelingError.self) { try KMeans(clusters: 2).fitted(to: huge) }
    let clusters = try KMeans(clusters: 2).fitted(to: data(points))
    #expect(throws: ModelingError.self) { try clusters.partitions(of: Matrix<Double>(rows: [[1]])) }
    #expect(try clusters.partitions(of: Matrix<Double>(rowCount: 0, columnCount: 2, elements: [])) == [])
  }

  @Test func clustersAreStoredAndDamagedOnesRefused() throws {
    let clusters = try KMeans(clusters: 3).fitted(to: data(points))
    let stored = try JSONEncoder().encode(clusters)
    #expect(try JSONDecoder().decode(ClusterMeans.self, from: stored) == clusters)
    let empty = try JSONEncoder().encode(["means": Matrix<Double>(rowCount: 0, columnCount: 2, elements: [])])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ClusterMeans.self, from: empty) }
  }
}
