import Foundation
import Modeling
import Testing

@Suite struct DatasetTests {
  @Test(arguments: [
    ([1, 2], "there are 2 weights for 3 rows"),
    ([1, 2, 3, 4], "there are 4 weights for 3 rows"),
    ([], "there are 0 weights for 3 rows"),
    ([1, -0.5, 2], "the weight of row 1 (counted from 0) is -0.5, but a weight is 0 or a positive number"),
    ([1, 2, .nan], "the weight of row 2 (counted from 0) is nan, but a weight is 0 or a positive number"),
    (
      [.infinity, 2, 1], "the weight of row 0 (counted from 0) is inf, but a weight is 0 or a positive number"
    ),
    ([0, 0, 0], "all weights are 0, so that there is nothing to learn from"),
    (
      [1e308, 1e308, 1e308],
      "the weights go up to 1e+308 in 3 rows, which a Double cannot sum or divide; scale them"
    ),
    (
      [.leastNonzeroMagnitude, 0, 0],
      "the weights go up to 5e-324 in 3 rows, which a Double cannot sum or divide; scale them"
    ),
  ])
  func weightsThatDoNotSuitAreNamed(weights: [Double], sentence: String) throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1], [2], [3]]), target: [1, 2, 3])
    let error = #expect(throws: ModelingError.self) { try data.weighted(by: weights) }
    #expect(error?.message == sentence)
  }

  @Test func countsMustAgree() {
    let features = Matrix<Double>(rows: [[1], [2]])
    let short = #expect(throws: ModelingError.self) { try Dataset(features: features, target: [1]) }
    #expect(short?.code == .mismatchedShapes)
    #expect(short?.message.contains("2 rows") == true && short?.message.contains("1 value") == true)
    #expect(throws: ModelingError.self) {
      try Dataset(features: features, target: [1, 2], featureNames: ["a", "b"])
    }
  }

  @Test func rowsOfRowsAreCountedWithin() throws {
    let data = try Dataset(
      features: Matrix(column: (0..<10).map(Double.init)), target: (0..<10).map { Double(-$0) })
    let part = data.rows(RangeSet([2..<5, 7..<10])).rows(RangeSet([1..<4]))
    #expect(part.features.matrix().elements == [3, 4, 7])
    #expect(part.target.copied().elements == [-3, -4, -7])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], [0, 1023, 1024, 2499])
  func aNumberThatIsNotFiniteIsFound(value: Double, row: Int) throws {
    var matrix = Matrix<Double>(rowCount: 2500, columnCount: 3, repeating: 1)
    try Dataset(features: matrix, target: matrix.column(0)).requireFinite()
    matrix[row, 2] = value
    let names = ["age", "sex", "bmi"]
    let inFeatures = #expect(throws: ModelingError.self) {
      try Dataset(features: matrix, target: matrix.column(0), featureNames: names).requireFinite()
    }
    #expect(inFeatures?.code == .notFinite)
    #expect(inFeatures?.message.contains("row \(row) (counted from 0), column “bmi”") == true)
    let inTarget = #expect(throws: ModelingError.self) {
      try Dataset(features: Matrix(column: matrix.column(0)), target: matrix.column(2)).requireFinite()
    }
    #expect(inTarget?.message.contains("target") == true && inTarget?.message.contains("row \(row)") == true)
  }

  @Test func numbersWhoseSumOverflowsAreFinite() throws {
    let matrix = Matrix<Double>(rowCount: 4, columnCount: 4, repeating: .greatestFiniteMagnitude)
    try matrix.features.requireFinite()
  }

  @Test func floatsAreReadAsDoubles() {
    let features = Features(Matrix<Float>(rows: [[0.1, 2], [3, 4]]).view(columns: [1, 0]))
    #expect(features[0, 1] == Double(Float(0.1)))
    #expect(features.columns([1]).matrix().elements == [Double(Float(0.1)), 3])
  }

  /// Folds of groups depend on the numbers.
  @Test func groupsKeepTheirNumbersOnTheWay() throws {
    let data = try Dataset(
      features: Matrix(column: (0..<6).map(Double.init)), target: Array(repeating: 0, count: 6)
    )
    .grouped(by: ["a", "b", "a", "c", "b", "c"])
    #expect(data.groups == [0, 1, 0, 2, 1, 2])
    let part = data.rows(RangeSet([1..<2, 3..<6]))
    let decoded = try JSONDecoder().decode(Dataset.self, from: JSONEncoder().encode(part))
    #expect(decoded.groups == [1, 2, 1, 2] && decoded.groups == part.groups)
  }

  @Test(arguments: [
    ("[0,-1]", "the group of row 1 (counted from 0) is -1"), ("[0]", "groups of 1 row for 2 rows"),
  ])
  func storedGroupsThatDoNotSuitAreNamed(numbers: String, sentence: String) throws {
    let data = try Dataset(features: Matrix(column: [1.0, 2]), target: [0, 0]).grouped(by: ["a", "b"])
    let text = String(decoding: try JSONEncoder().encode(data), as: UTF8.self)
    #expect(text.contains("\"groups\":[0,1]"))
    let other = text.replacingOccurrences(of: "\"groups\":[0,1]", with: "\"groups\":\(numbers)")
    let error = #expect(throws: ModelingError.self) {
      try JSONDecoder().decode(Dataset.self, from: Data(other.utf8))
    }
    #expect(error?.message.contains(sentence) == true)
  }
}

@Suite struct CategoryTests {
  private func data() throws -> Dataset {
    try Dataset(
      features: Matrix<Double>(rows: [[1, 0], [2, 1], [3, .nan]]), target: [1, 2, 3],
      featureNames: ["size", "color"])
  }

  @Test func rowsAndWeightsKeepThem() throws {
    let words = [1: ["blue", "red"]]
    let data = try data().categorized(by: words)
    #expect(data.categories == words)
    #expect(data.rows(RangeSet(1..<3)).categories == words)
    #expect(try data.weighted(by: [1, 2, 3]).categories == words)
    #expect(try data.grouped(by: ["a", "b", "b"]).categories == words)
    #expect(data.replacing(features: data.features).categories.isEmpty)
    let decoded = try JSONDecoder().decode(
      Dataset.self, from: JSONEncoder().encode(data.rows(RangeSet(0..<2))))
    #expect(decoded.categories == words)
    #expect(try data.categorized(by: [:]).categories.isEmpty)
  }

  @Test(arguments: [
    ([2: ["blue"]], "column 2"), ([-1: ["blue"]], "column -1"),
    ([1: ["blue", "blue"]], "the category “blue” of the column “color” is listed twice"),
    ([1: ["blue"]], "row 1 (counted from 0) holds 1.0 in the column “color”"),
    ([0: ["a", "b", "c"]], "row 2 (counted from 0) holds 3.0 in the column “size”"),
  ])
  func wordsThatDoNotSuitAreNamed(words: [Int: [String]], sentence: String) throws {
    let error = #expect(throws: ModelingError.self) { try data().categorized(by: words) }
    #expect(error?.message.contains(sentence) == true)
  }
}
