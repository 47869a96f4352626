import Foundation
import Modeling
import Testing

/// Predicts the mean of the target, plus a number.
private struct Mean: Estimator {
  struct Model: FittedModel {
    static let typeName = "mean-model"
    var value: Double
    var featureCount: Int
    var outputCount: Int { 1 }

    func predictions(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      return Matrix(rowCount: features.rowCount, columnCount: 1, repeating: value)
    }
  }

  static let typeName = "mean"
  static let summary = "the mean of the target"
  static let parameters: [Parameter<Mean>] = [.number("offset", \.offset, .within(-1...1), "what is added")]

  var offset = 0.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    let target = data.target.copied().elements
    return Model(
      value: target.reduce(0, +) / Double(target.count) + offset, featureCount: data.features.columnCount)
  }
}

@Suite struct RegistryTests {
  private let registry: Registry = {
    var registry = Registry()
    registry.register(Mean.self)
    return registry
  }()

  private func decode<Value: Sendable>(_ json: String, as type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.userInfo[.registry] = registry
    return try decoder.decode(Registered<Value>.self, from: Data(json.utf8)).value
  }

  @Test func valuesOfDifferentTypesRoundTrip() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let recipe = try encoder.encode(Registered<any Estimator>(Mean(offset: 0.5)))
    #expect(String(decoding: recipe, as: UTF8.self) == #"{"type":"mean","value":{"offset":0.5}}"#)
    let decoded = try decode(String(decoding: recipe, as: UTF8.self), as: (any Estimator).self)
    #expect(decoded as? Mean == Mean(offset: 0.5))

    let model = try Mean().fitted(to: Dataset(features: Matrix<Double>(rows: [[1], [2]]), target: [4, 6]))
    let stored = try encoder.encode(Registered<any FittedModel>(model))
    let loaded = try decode(String(decoding: stored, as: UTF8.self), as: (any FittedModel).self)
    #expect((loaded as? Mean.Model)?.value == 5)
  }

  @Test func unknownTypesAreNamed() {
    let error = #expect(throws: ModelingError.self) {
      try decode(#"{"type":"meen","value":{}}"#, as: (any Estimator).self)
    }
    #expect(error?.code == .unknownName)
    #expect(error?.message.contains("did you mean “mean”") == true)
    #expect(throws: ModelingError.self) {
      try decode(#"{"type":"mean","value":{}}"#, as: (any FittedModel).self)
    }
  }

  @Test func storedParametersAreChecked() {
    let error = #expect(throws: ModelingError.self) {
      try decode(#"{"type":"mean","value":{"offset":2}}"#, as: (any Estimator).self)
    }
    #expect(error?.code == .invalidParameter)
  }

  @Test func fittingAloneChecksDataAndParameters() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1], [.nan]]), target: [1, 2])
    #expect(throws: ModelingError.self) { try Mean().fitted(to: data) }
    #expect(throws: ModelingError.self) { try Mean(offset: 9).fitted(to: data.rows(RangeSet(0..<1))) }
    let empty = #expect(throws: ModelingError.self) { try Mean().fitted(to: data.rows(RangeSet())) }
    #expect(empty?.code == .tooFewRows)
  }
}

@Suite struct FittingContextTests {
  @Test func neighbouringSeedsHaveNoPartsInCommon() {
    var seen: Set<UInt64> = []
    for seed in 0..<64 as Range<UInt64> {
      for number in 0..<64 { seen.insert(FittingContext(seed: seed).part(number).seed) }
    }
    #expect(seen.count == 64 * 64)
  }

  @Test func partsHaveSeedsOfTheirOwn() {
    let root = FittingContext(seed: 1)
    var seen: Set<UInt64> = [root.seed]
    for layer in 0..<10 {
      for learner in 0..<10 {
        for fold in 0..<10 { seen.insert(root.part(layer).part(learner).part(0, fold).seed) }
      }
    }
    #expect(seen.count == 1001)
    #expect(root.part(3).part(4) == FittingContext(seed: 1).part(3, 4))
    #expect(root.part(3, 4) != root.part(4, 3))
  }
}

/// Parts rows by whether the first column is above a number.
private struct Threshold: Partitioner {
  struct Fitted: FittedPartitioner {
    static let typeName = "fitted-threshold"
    var limit: Double
    var partitionCount: Int { 2 }

    func partitions(of features: Features) throws -> [Int] {
      (0..<features.rowCount).map { features[$0, 0] > limit ? 1 : 0 }
    }
  }

  static let typeName = "threshold"
  static let summary = "parts rows by a number"
  static let parameters: [Parameter<Threshold>] = [.number("limit", \.limit, .atLeast(0), "the number")]

  var limit = 1.0

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted { Fitted(limit: limit) }
}

@Suite struct PartitionerRegistryTests {
  private let registry: Registry = {
    var registry = Registry()
    registry.register(Threshold.self)
    return registry
  }()

  private func decode<Value: Sendable>(_ json: String, as type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.userInfo[.registry] = registry
    return try decoder.decode(Registered<Value>.self, from: Data(json.utf8)).value
  }

  @Test func partitionersRoundTrip() throws {
    #expect(registry.partitioners.map { $0.typeName } == ["threshold"])
    let recipe = try JSONEncoder().encode(Registered<any Partitioner>(Threshold(limit: 3)))
    let decoded = try decode(String(decoding: recipe, as: UTF8.self), as: (any Partitioner).self)
    #expect(decoded as? Threshold == Threshold(limit: 3))
    let rows = Matrix<Double>(rows: [[1], [4]])
    let fitted = try Threshold(limit: 3).fitted(to: Dataset(features: rows, target: [0, 0]))
    let stored = try JSONEncoder().encode(Registered<any FittedPartitioner>(fitted))
    let loaded = try decode(String(decoding: stored, as: UTF8.self), as: (any FittedPartitioner).self)
    #expect(try loaded.partitions(of: rows) == [0, 1])
  }

  @Test func aPartitionerThatIsUnknownOrOutOfRangeIsRefused() {
    let unknown = #expect(throws: ModelingError.self) { try registry.partitioner(named: "treshold") }
    #expect(unknown?.message.contains("“threshold”") == true)
    #expect(throws: ModelingError.self) {
      try decode(#"{"type":"threshold","value":{"limit":-1}}"#, as: (any Partitioner).self)
    }
  }

  @Test func fittingAloneChecksTheFeatures() throws {
    let missing = try Dataset(features: Matrix<Double>(rows: [[.nan]]), target: [0])
    #expect(throws: ModelingError.self) { try Threshold().fitted(to: missing) }
    let none = try Dataset(features: Matrix<Double>(rowCount: 0, columnCount: 1, elements: []), target: [])
    #expect(throws: ModelingError.self) { try Threshold().fitted(to: none) }
  }
}
