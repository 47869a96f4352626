import Estimators
import Testing

@Suite struct NeighborsTests {
  @Test func theMeanOfTheNearestIsPredicted() throws {
    let data = try Dataset(features: Matrix(column: [0, 1, 2, 10]), target: [1, 2, 6, 100])
    let model = try NeighborsRegression(neighbors: 2).fitted(to: data)
    let predictions = try model.predictions(from: Matrix(column: [0.2, 1.8, 50]))
    #expect(predictions.elements == [1.5, 4, 53])
  }

  @Test func nearerNeighborsCountMoreIfAsked() throws {
    let data = try Dataset(features: Matrix(column: [0, 3, 100]), target: [0, 3, 7])
    let model = try NeighborsRegression(neighbors: 2, byDistance: true).fitted(to: data)
    // Weights of 1 and 1/2.
    let predictions = try model.predictions(from: Matrix(column: [1, 3]))
    #expect(abs(predictions[0, 0] - 1) < 1e-15)
    #expect(predictions[1, 0] == 3)
  }

  @Test func neighborsAtNoDistanceShareTheSay() throws {
    let data = try Dataset(features: Matrix(column: [5, 5, 6]), target: [1, 3, 100])
    let model = try NeighborsRegression(neighbors: 3, byDistance: true).fitted(to: data)
    #expect(try model.predictions(from: Matrix(column: [5])).elements == [2])
  }

  @Test func theFirstOfEquallyFarRowsCounts() throws {
    let data = try Dataset(features: Matrix(column: [1, -1, 1, -1]), target: [1, 2, 3, 4])
    for (count, expected) in [(1, 1.0), (2, 1.5), (3, 2.0)] {
      let model = try NeighborsRegression(neighbors: count).fitted(to: data)
      #expect(try model.predictions(from: Matrix(column: [0])).elements == [expected])
    }
  }

  /// Products of such numbers have no digits left for the distances.
  @Test func distancesAreExactFarFromTheOrigin() throws {
    let places = (0..<3000).map { 1e9 + Double($0 * 7919 % 3000) * 1e-4 }
    let data = try Dataset(
      features: Matrix(rows: places.map { [$0, -$0] }), target: (0..<3000).map(Double.init))
    let model = try NeighborsRegression(neighbors: 1).fitted(to: data)
    #expect(try model.predictions(from: data.features).elements == data.target.copied().elements)
  }

  @Test func rowsOfManyBlocksAreAllSeen() throws {
    var generator = SeededGenerator(seed: 1)
    let rows = (0..<2500).map { _ in (0..<3).map { _ in generator.fraction() } }
    let unseen = (0..<150).map { _ in (0..<3).map { _ in generator.fraction() } }
    let data = try Dataset(features: Matrix(rows: rows), target: rows.indices.map(Double.init))
    let predictions = try NeighborsRegression(neighbors: 4).fitted(to: data)
      .predictions(from: Matrix(rows: unseen))
    for (place, row) in unseen.enumerated() {
      let distances = rows.map { zip($0, row).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      let nearest = rows.indices.sorted { distances[$0] < distances[$1] }.prefix(4)
      #expect(abs(predictions[place, 0] - Double(nearest.reduce(0, +)) / 4) < 1e-9)
    }
  }

  @Test func theSharesOfClassesAreProbabilities() throws {
    let data = try Dataset(
      features: Matrix(column: [0, 1, 2, 9]), labels: ["b", "a", "b", "c"], classes: ["a", "b", "c", "never"])
    let model = try NeighborsClassifier(neighbors: 3).fitted(to: data)
    let probabilities = try model.probabilities(from: Matrix(column: [0.9]))
    #expect(probabilities.elements == [1.0 / 3, 2.0 / 3, 0, 0])
    #expect(try model.predictions(from: Matrix(column: [0.9])).elements == [1])
  }

  @Test func moreNeighborsThanRowsAreAnError() throws {
    let data = try Dataset(features: Matrix(column: [1, 2]), target: [1, 2])
    let error = #expect(throws: ModelingError.self) { try NeighborsRegression(neighbors: 3).fitted(to: data) }
    #expect(error?.description == "“neighbors” asks for 3 neighbors among 2 training rows; ask for fewer")
    let classes = try Dataset(features: Matrix(column: [1, 2]), labels: ["x", "y"])
    #expect(throws: ModelingError.self) { try NeighborsClassifier(neighbors: 3).fitted(to: classes) }
  }

  @Test func otherColumnsAreAnError() throws {
    let data = try Dataset(features: Matrix(column: [1, 2]), target: [1, 2])
    let model = try NeighborsRegression(neighbors: 1).fitted(to: data)
    #expect(throws: ModelingError.self) { try model.predictions(from: Matrix(rows: [[1, 2]])) }
    #expect(
      try model.predictions(from: Matrix<Double>(rowCount: 0, columnCount: 1, repeating: 0)).rowCount == 0)
  }

  @Test(arguments: [false, true]) func nothingIsNearToANaN(byDistance: Bool) throws {
    let rows = Matrix(rows: [[0.0, 0], [1, 0], [0, 1], [1, 1]])
    let unseen = Matrix(rows: [[0.1, 0], [.nan, 0], [0.9, 1], [1, .infinity]])
    let numbers = try Dataset(features: rows, targets: Matrix(rows: [[1.0, 2], [3, 4], [5, 6], [7, 8]]))
    let regression = try NeighborsRegression(neighbors: 1, byDistance: byDistance).fitted(to: numbers)
      .predictions(from: unseen)
    #expect(regression.row(0) == [1, 2] && regression.row(2) == [7, 8])
    #expect([1, 3].flatMap { regression.row($0) }.allSatisfy { $0.isNaN })
    let labels = try Dataset(features: rows, labels: ["b", "a", "a", "b"])
    let classifier = try NeighborsClassifier(neighbors: 1, byDistance: byDistance).fitted(to: labels)
    let probabilities = try classifier.probabilities(from: unseen)
    #expect(probabilities.row(0) == [0, 1] && probabilities.row(2) == [0, 1])
    #expect([1, 3].flatMap { probabilities.row($0) }.allSatisfy { $0.isNaN })
    let classes = try classifier.predictions(from: unseen)
    #expect(classes[0, 0] == 1 && classes[1, 0].isNaN && classes[2, 0] == 1 && classes[3, 0].isNaN)
  }
}
