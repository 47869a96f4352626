import Estimators
import Testing

@testable import Ensembles

/// Estimators whose models predict another number of columns than the target has.
@Suite struct OutputWidthTests {
  private func stack(_ learner: Learner, output: LearnerOutput = .predictions) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2),
      layers: [
        Layer(
          groups: [LearnerGroup(learners: [learner, Mean().named("z")])], propagating: [0], output: output)
      ],
      meta: Layer(named: "meta", learners: [Learner(Mean())]), precision: .double)
  }

  @Test func everyPromisedColumnHasItsPlace() async throws {
    let (model, outputs) = try await stack(Quantiles(count: 3).named("q")).fittedWithOutputs(
      to: countingData(rows: 4))
    #expect(outputs[0].columnNames == ["column 0", "q[0]", "q[1]", "q[2]", "z"])
    #expect(outputs[0].matrix.row(0) == [0, 2, 2.5, 3, 2.5])
    #expect(outputs[0].matrix.row(3) == [3, 0, 0.5, 1, 0.5])
    let report = model.report
    #expect(report.learners[0].scores.isEmpty)
    #expect(report.learners[0].withoutScore?.contains("1 column") == true)
    #expect(report.learners[1].scores.count == 2)
    #expect(report.description.contains("“q”"))
    let new = try await model.layerOutputs(from: Matrix<Double>(rows: [[7]]))
    #expect(new[0].matrix.elements == [7, 0, 1.5, 3, 1.5])
  }

  @Test func aBaggedStackAndASoloQuantileFit() async throws {
    var bagged = stack(Quantiles(count: 2).named("q"))
    bagged.options.prediction = .bagged
    let model = try await bagged.fitted(to: countingData(rows: 4))
    #expect(
      try await model.layerOutputs(from: Matrix<Double>(rows: [[7]]))[0].matrix.elements == [7, 1, 2, 1.5])
    var last = stack(Learner(Mean()))
    last.meta = Layer(named: "meta", learners: [Learner(Quantiles(count: 2))])
    let quantiles = try await last.fitted(to: countingData(rows: 4))
    #expect(quantiles.outputNames == ["test-quantiles[0]", "test-quantiles[1]"])
    #expect(try await quantiles.predictionMatrix(from: Matrix<Double>(rows: [[7]])).elements == [0, 3])
    await #expect(throws: ModelingError.self) {
      try await quantiles.predictions(from: Matrix<Double>(rows: [[7]]))
    }
  }

  @Test func theNextLayerIsPlannedForThem() async throws {
    var wide = stack(Quantiles(count: 3).named("q"))
    wide.layers.append(Layer(propagating: [4]) { Mean() })
    _ = try await wide.fitted(to: countingData(rows: 4))
    wide.layers[0].groups[0].learners.append(Picky(number: 0).named("never"))
    wide.layers[1].propagatedColumns = [6]
    let error = await #expect(throws: ModelingError.self) { try await wide.fitted(to: countingData(rows: 4)) }
    #expect(error?.message.contains("propagates column 6, but its input has 6 columns") == true)
  }

  @Test(arguments: [0, -1]) func aPromiseOfNothingIsRefused(count: Int) async throws {
    let error = await #expect(throws: ModelingError.self) {
      try await stack(Quantiles(count: count).named("q")).fitted(to: countingData(rows: 4))
    }
    #expect(error?.message.contains("“q” of layer-1 promises \(count) columns") == true)
  }
}

/// Predicts as many numbers as it is told, evenly spread from the smallest to the largest of the target.
struct Quantiles: Estimator {
  struct Model: FittedModel {
    static let typeName = "test-quantiles-model"
    var values: [Double]
    var featureCount: Int
    var outputCount: Int { values.count }

    func predictions(from features: Features) throws -> Matrix<Double> {
      Matrix(rows: (0..<features.rowCount).map { _ in values })
    }
  }

  static let typeName = "test-quantiles"
  static let summary = "evenly spread numbers"
  static let parameters: [Parameter<Quantiles>] = []

  var count = 2

  func outputCount(for data: Dataset) -> Int { count }

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    let target = data.target.copied().elements
    let (low, high) = (target.min() ?? 0, target.max() ?? 0)
    return Model(
      values: (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) },
      featureCount: data.features.columnCount)
  }
}
