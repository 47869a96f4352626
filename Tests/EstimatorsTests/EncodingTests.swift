import Estimators
import Foundation
import Testing

/// Missing values and categories next to scikit-learn, made by `Fixtures/make_encoding_fixtures.py`.
struct EncodingCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Step: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var weighted: Bool
    var result: [[Double]]
  }

  private struct File: Decodable {
    var cases: [EncodingCase]
  }

  var name: String
  var features: [[Double?]]
  var weights: [Double]
  var unseen: [[Double?]]
  var steps: [Step]

  var testDescription: String { name }

  static let all: [EncodingCase] = {
    do {
      let url = try #require(Bundle.module.url(forResource: "encoding", withExtension: "json"))
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    } catch {
      Issue.record(error)
      return []
    }
  }()
}

/// A matrix whose missing values are NaN.
private func matrix(_ rows: [[Double?]]) -> Matrix<Double> {
  Matrix(rows: rows.map { row in row.map { $0 ?? .nan } })
}

private func applied<P: Preprocessor>(
  _ step: P, fittedTo data: Dataset, _ parameters: [String: ParameterValue], to unseen: Matrix<Double>
) throws -> Matrix<Double> {
  var step = step
  for (name, value) in parameters { try step.set(name, to: value) }
  return try step.fitted(to: data).applied(to: unseen).matrix()
}

@Suite struct EncodingReferenceTests {
  @Test func thereAreCases() {
    #expect(EncodingCase.all.map(\.steps.count) == [8, 8, 8, 12, 8, 12, 12, 12, 12])
  }

  @Test(arguments: EncodingCase.all)
  func stepsAgreeWithScikitLearn(_ reference: EncodingCase) throws {
    let plain = try Dataset(features: matrix(reference.features), target: reference.weights)
    for step in reference.steps {
      let data = step.weighted ? try plain.weighted(by: reference.weights) : plain
      let found = try applied(
        Registry.standard.preprocessor(named: step.type).init(), fittedTo: data, step.parameters,
        to: matrix(reference.unseen))
      #expect(found.rowCount == step.result.count && found.columnCount == step.result[0].count)
      for (row, expected) in step.result.enumerated() {
        for (column, value) in expected.enumerated() {
          #expect(
            abs(found[row, column] - value) <= 1e-9 * max(1, abs(value)),
            "\(step.type) \(step.parameters), weighted: \(step.weighted), row \(row), column \(column)")
        }
      }
    }
  }
}

@Suite struct ImputerTests {
  @Test func aColumnThatAnInfinityIsInTheWayOfIsNamed() throws {
    let features = Matrix<Double>(rows: [[0, 1], [0, .nan], [0, .infinity]])
    let data = try Dataset(features: features, target: [1, 2, 3])
    let error = #expect(throws: ModelingError.self) { try Imputer(.mean).fitted(to: data) }
    #expect(error?.message.contains("column 1 (counted from 0), because row 2 of it holds inf") == true)
  }

  private let features = Matrix<Double>(rows: [[1, .nan], [3, .nan], [.nan, .nan]])

  private func data() throws -> Dataset { try Dataset(features: features, target: [1, 2, 3]) }

  @Test func columnsWithoutAnyValueAreFilledToo() throws {
    let step = try Imputer(.median, value: 9, addingIndicators: true).fitted(to: data())
    #expect(step.fillings == [2, 9])
    #expect(
      try step.applied(to: features).matrix() == Matrix(rows: [[1, 9, 0, 1], [3, 9, 0, 1], [2, 9, 1, 1]]))
  }

  @Test func rowsThatDoNotCountDecideNothing() throws {
    let step = try Imputer(.mostFrequent, addingIndicators: true).fitted(
      to: Dataset(features: Matrix<Double>(column: [5, 5, 2, .nan]), target: [1, 2, 3, 4])
        .weighted(by: [0, 0, 1, 0]))
    #expect(step.fillings == [2] && step.indicated == [])
    let nothing = try data().weighted(by: [1, 0, 0]).rows(RangeSet(1..<3))
    let error = #expect(throws: ModelingError.self) { try Imputer().fitted(to: nothing) }
    #expect(error?.code == .tooFewRows)
  }

  @Test func categoriesGetTheMostFrequentAndStay() throws {
    let colors = try Dataset(
      features: Matrix<Double>(rows: [[0, 4], [1, .nan], [1, 8], [.nan, 6]]), target: [1, 2, 3, 4],
      featureNames: ["color", "size"]
    ).categorized(by: [0: ["green", "red"]])
    let result = try Imputer().fitted(to: colors).applied(to: colors)
    #expect(result.features.matrix() == Matrix(rows: [[0, 4], [1, 6], [1, 8], [1, 6]]))
    #expect(result.categories == [0: ["green", "red"]])
    // A constant that is the place of no word is an error, not a category.
    let constant = try Imputer(.constant, value: 7).fitted(to: colors)
    let error = #expect(throws: ModelingError.self) { try constant.applied(to: colors) }
    #expect(error?.message.contains("7") == true)
  }

  @Test func aMeanThatOverflowsIsAnError() throws {
    let huge = try Dataset(features: Matrix<Double>(column: [1e308, 1e308, .nan]), target: [1, 2, 3])
    #expect(throws: ModelingError.self) { try Imputer().fitted(to: huge) }
  }

  @Test(arguments: [
    #"{"fillings":[1],"indicated":[1]}"#, #"{"fillings":[1],"indicated":[-1]}"#, #"{"fillings":[1]}"#,
  ])
  func damagedFillingsAreRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FilledColumns.self, from: Data(json.utf8))
    }
  }

  @Test func wrongParametersAreNamed() throws {
    var step = Imputer()
    let error = #expect(throws: ModelingError.self) { try step.set("strategy", to: .text("average")) }
    #expect(error?.message.contains("“mean”, “median”, “most-frequent” or “constant”") == true)
    let infinite = Imputer(.constant, value: .infinity)
    #expect(throws: ModelingError.self) { try infinite.fitted(to: data()) }
  }
}

@Suite struct OneHotEncoderTests {
  private func houses() throws -> Dataset {
    try Dataset(
      features: Matrix<Double>(rows: [[2.5, 1, 10], [0.5, 0, 20], [1.5, .nan, 10], [9, 2, 30]]),
      target: [1, 2, 3, 4], featureNames: ["size", "color", "zone"]
    ).categorized(by: [1: ["blue", "red", "violet"]])
  }

  @Test func columnsOfWordsAreEncodedInTheirPlaces() throws {
    let step = try OneHotEncoder().fitted(to: houses())
    let result = try step.applied(to: houses())
    #expect(
      result.features.matrix()
        == Matrix(rows: [
          [2.5, 0, 1, 0, 0, 10], [0.5, 1, 0, 0, 0, 20], [1.5, 0, 0, 0, 1, 10], [9, 0, 0, 1, 0, 30],
        ]))
    #expect(result.categories.isEmpty)
    // Without words all columns are meant, or those that are named.
    let numbers = try Dataset(features: houses().features.columns([2]), target: [1, 2, 3, 4])
    #expect(try OneHotEncoder().fitted(to: numbers).applied(to: numbers.features).columnCount == 3)
    let named = try OneHotEncoder([2], dropFirst: true).fitted(to: houses()).applied(to: houses().features)
    #expect(named.columnCount == 4 && named[1, 2] == 1 && named[3, 3] == 1)
  }

  @Test func unknownCategoriesAreAnErrorOrZeros() throws {
    let few = try houses().rows(RangeSet(0..<2))
    let error = #expect(throws: ModelingError.self) {
      try OneHotEncoder().fitted(to: few).applied(to: houses())
    }
    #expect(error?.message.contains("row 2 (counted from 0) holds no word that is known in column 1") == true)
    let zones = #expect(throws: ModelingError.self) {
      try OneHotEncoder([2]).fitted(to: few).applied(to: houses().features.rows(RangeSet(3..<4)))
    }
    #expect(zones?.message.contains("row 0 (counted from 0) holds 30.0 in column 2") == true)
    let zeros = try OneHotEncoder([1, 2], unknown: .zeros).fitted(to: few).applied(to: houses().features)
    #expect(zeros.matrix().row(2) == [1.5, 0, 0, 0, 1, 0])
    #expect(zeros.matrix().row(3) == [9, 0, 0, 1, 0, 0])
  }

  @Test func wordsThatSomeExamplesLackHaveColumns() throws {
    let few = try houses().rows(RangeSet(0..<2))
    let step = try OneHotEncoder().fitted(to: few)
    #expect(
      try step.applied(to: few.features).matrix() == Matrix(rows: [[2.5, 0, 1, 0, 10], [0.5, 1, 0, 0, 20]]))
    let violet = try houses().features.rows(RangeSet(3..<4))
    #expect(try step.applied(to: violet).matrix().row(0) == [9, 0, 0, 1, 30])
    let light = try houses().weighted(by: [1, 1, 1, 0])
    #expect(try OneHotEncoder().fitted(to: light).applied(to: light.features).columnCount == 6)
  }

  @Test func wrongColumnsAreNamed() throws {
    for (columns, words) in [([3], "column 3"), ([1, 1], "lists column 1 twice")] {
      let error = #expect(throws: ModelingError.self) { try OneHotEncoder(columns).fitted(to: houses()) }
      #expect(error?.message.contains(words) == true)
    }
    let many = try Dataset(
      features: Matrix(column: (0..<70_000).map(Double.init)),
      target: [Double](repeating: 0, count: 70_000), featureNames: ["id"])
    let error = #expect(throws: ModelingError.self) { try OneHotEncoder().fitted(to: many) }
    #expect(error?.message.contains("the column “id” has 70000 different values") == true)
  }

  @Test(arguments: [
    #"{"column":1,"values":[0],"hasMissing":false}"#, #"{"column":0,"values":[1,0],"hasMissing":false}"#,
    #"{"column":-1,"values":[],"hasMissing":true}"#,
  ])
  func damagedCategoriesAreRefused(column: String) {
    let json = #"{"columnCount":1,"unknown":"zeros","dropsFirst":false,"encoded":["# + column + "]}"
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(OneHotColumns.self, from: Data(json.utf8))
    }
  }

  @Test func chosenColumnsKeepNamesAndWords() throws {
    let chosen = try ColumnSubset([1, 0]).fitted(to: houses()).applied(to: houses())
    #expect(chosen.featureNames == ["color", "size"])
    #expect(chosen.categories == [0: ["blue", "red", "violet"]])
  }
}
