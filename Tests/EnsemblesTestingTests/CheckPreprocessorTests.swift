import Ensembles
import EnsemblesTesting
import Testing

@Suite struct CheckPreprocessorTests {
  @Test func aStepThatKeepsTheLawsPasses() async throws { try await checkPreprocessor(FaultyCentring()) }

  @Test(arguments: [
    (Fault.predictsARowTooFew, LearningLaw.shapes), (.predictsNaN, .shapes), (.draws, .seeds),
    (.storesDigitsOnly, .storage), (.countsWeightsOnce, .weightsRepeat),
    (.countsRowsOfWeightZero, .zeroWeightsDrop), (.tellsViewsApart, .views),
    (.tellsPrecisionsApart, .precision), (.dividesByZero, .oddData), (.failsWithAnything, .oddData),
    (.choosesNoColumn, .refusals), (.dependsOnTheThread, .concurrency), (.drawsByC, .isolation),
    (.refusesNoNaN, .missing),
  ])
  func aStepThatBreaksALawIsTold(fault: Fault, law: LearningLaw) async {
    let faults = await #expect(throws: LearningFaults.self) {
      try await Fault.$current.withValue(fault) { try await checkPreprocessor(FaultyCentring()) }
    }
    #expect(faults?.faults.contains { $0.law == law } == true, "\(faults?.description ?? "")")
  }
}

/// Subtracts a number from all others: the mean of the first column with the faults of `FaultyMean`.
struct FaultyCentring: Preprocessor {
  struct Fitted: FittedPreprocessor {
    static let typeName = "test-faulty-centred"

    static var acceptsMissing: Bool { Fault.current == .refusesNoNaN }

    let mean: FaultyMeanModel

    func applied(to features: Features) throws -> Features {
      let (matrix, means) = (features.matrix(), try mean.predictions(from: features))
      return Features(
        Matrix<Double>(
          rowCount: means.rowCount, columnCount: matrix.columnCount,
          elements: (0..<means.rowCount).flatMap { row in matrix.row(row).map { $0 - means[row, 0] } }))
    }
  }

  static let typeName = "test-faulty-centring"
  static let summary = "subtracts a mean with a fault"
  static let parameters: [Parameter<FaultyCentring>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    if Fault.current == .refusesNoNaN, data.features.matrix().elements.contains(where: \.isNaN) {
      throw ModelingError(.notFinite, "there is a NaN")
    }
    let first = Matrix(column: data.features.columns([0]).matrix().elements)
    let aimed = try Dataset(features: data.features, targets: first)
    let weighted = try data.weights.map { try aimed.weighted(by: $0) } ?? aimed
    return Fitted(mean: try FaultyMean().fitted(to: weighted, in: context))
  }
}
