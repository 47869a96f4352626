import Ensembles
import EnsemblesTesting
import Foundation
import Testing

@Suite struct CheckEstimatorTests {
  @Test func anEstimatorThatKeepsTheLawsPasses() async throws {
    try await checkEstimator(FaultyMean(shift: 2))
    try await checkEstimator(FaultyShares())
  }

  @Test(arguments: Fault.allCases) func anEstimatorThatBreaksALawIsTold(fault: Fault) async throws {
    let faults = await #expect(throws: LearningFaults.self) {
      try await Fault.$current.withValue(fault) { try await checkEstimator(FaultyMean()) }
    }
    #expect(faults?.faults.contains { $0.law == fault.law } == true, "\(faults?.description ?? "")")
    #expect(faults?.description.contains("“test-faulty-mean” breaks") == true)
  }

  @Test func everyLawHasAFault() {
    #expect(Set(Fault.allCases.map(\.law)) == Set(LearningLaw.all))
    #expect(Set(LearningLaw.all).count == LearningLaw.all.count)
  }

  @Test func probabilitiesThatAreNoneAreTold() async {
    let faults = await #expect(throws: LearningFaults.self) {
      try await Fault.$current.withValue(.predictsNaN) { try await checkEstimator(FaultyShares()) }
    }
    #expect(faults?.faults.contains { $0.law == .shapes } == true)
  }

  @Test func whatATypeIsExemptFromIsNotTold() async throws {
    try await Fault.$current.withValue(.countsWeightsOnce) { try await checkEstimator(ExemptMean()) }
    let faults = await Fault.$current.withValue(.countsWeightsOnce) {
      await learningFaults(of: ExemptMean(), tolerance: 1e-6)
    }
    #expect(faults.map(\.law) == [.weightsRepeat])
  }

  @Test func dataThatCannotBeLearnedFromIsTold() async throws {
    let words = try Dataset(features: Matrix<Double>(rows: [[1], [2]]), labels: ["a", "b"])
    let faults = await #expect(throws: LearningFaults.self) {
      try await checkEstimator(FaultyMean(), data: words)
    }
    #expect(faults?.description.contains("predicts numbers, but the target has classes") == true)
  }
}

/// What can be wrong with an estimator.
enum Fault: CaseIterable, Sendable {
  case hasDefaultsOutOfRange, predictsARowTooFew, predictsNaN, draws, storesDigitsOnly, isOffForConstants
  case countsWeightsOnce, countsRowsOfWeightZero, tellsViewsApart, tellsPrecisionsApart, dividesByZero
  case failsWithAnything, refusesNoNaN, choosesNoColumn, drawsByC, dependsOnTheThread, addsSumsWrongly
  case joinsInReverse

  @TaskLocal static var current: Fault?

  /// The law that is broken.
  var law: LearningLaw {
    switch self {
    case .hasDefaultsOutOfRange: .parameters
    case .predictsARowTooFew, .predictsNaN: .shapes
    case .draws: .seeds
    case .storesDigitsOnly: .storage
    case .isOffForConstants: .constantTargets
    case .countsWeightsOnce: .weightsRepeat
    case .countsRowsOfWeightZero: .zeroWeightsDrop
    case .tellsViewsApart: .views
    case .tellsPrecisionsApart: .precision
    case .dividesByZero, .failsWithAnything: .oddData
    case .refusesNoNaN: .missing
    case .choosesNoColumn: .refusals
    case .drawsByC: .isolation
    case .dependsOnTheThread: .concurrency
    case .addsSumsWrongly: .onePass
    case .joinsInReverse: .joining
    }
  }
}

/// Predicts the mean of the target, and has one fault at most.
struct FaultyMean: CrossFitting {
  struct Anything: Error {}

  static let typeName = "test-faulty-mean"
  static let summary = "the mean with a fault"
  static let acceptsWeights = true
  static var acceptsMissing: Bool { Fault.current == .refusesNoNaN }
  static let parameters: [Parameter<FaultyMean>] = [
    .number("shift", \.shift, .atLeast(0), "what is added and subtracted again")
  ]

  var shift: Double

  init() { self.init(shift: Fault.current == .hasDefaultsOutOfRange ? -1 : 0) }

  init(shift: Double) { self.shift = shift }

  func fitted(to data: Dataset, in context: FittingContext) throws -> FaultyMeanModel {
    var sums = MeanSums(forRowsOf: data)
    sums.add(rowsOf: data)
    guard sums.weight > 0 else { throw ModelingError(.tooFewRows, "no row counts") }
    let features = data.features
    let isConstant = (1..<max(1, data.rowCount)).allSatisfy { data.target[$0, 0] == data.target[0, 0] }
    let isUniform = (0..<data.rowCount).allSatisfy { features[$0, 0] == features[0, 0] }
    let error: Double =
      switch Fault.current {
      case .draws: .random(in: 0...1)
      case .isOffForConstants: isConstant ? 0.5 : 0
      case .tellsViewsApart: Double("\(features)".utf8.count) / 1e6
      case .tellsPrecisionsApart: features.isSparse ? 0.5 : 0
      case .dividesByZero: isUniform ? .nan : 0
      case .refusesNoNaN: features.matrix().elements.contains(where: \.isNaN) ? .nan : 0
      case .drawsByC: Double(random() % 2) * 0
      case .dependsOnTheThread: Double(ObjectIdentifier(Thread.current).hashValue) / 0x1p64
      default: 0
      }
    if Fault.current == .failsWithAnything, isUniform { throw Anything() }
    return FaultyMeanModel(
      means: sums.totals.map { $0 / sums.weight + error }, featureCount: features.columnCount)
  }

  func fitted(to statistics: MeanSums, in context: FittingContext) throws -> FaultyMeanModel? {
    FaultyMeanModel(
      means: statistics.totals.map { $0 / statistics.weight }, featureCount: statistics.featureCount)
  }
}

/// What a mean needs to know of rows.
struct MeanSums: TrainingStatistics {
  var totals: [Double]
  var weight = 0.0
  let featureCount: Int

  static func numberCount(for data: Dataset) -> Int? { data.target.columnCount + 1 }

  init(forRowsOf data: Dataset) {
    totals = Array(repeating: 0, count: data.target.columnCount)
    featureCount = data.features.columnCount
  }

  mutating func add(rowsOf data: Dataset) {
    let weights = data.weights
    for row in 0..<data.rowCount {
      let weight =
        switch Fault.current {
        case .countsWeightsOnce: weights?[row] == 0 ? 0.0 : 1
        case .countsRowsOfWeightZero: weights?[row] == 0 ? 1.0 : weights?[row] ?? 1
        default: weights?[row] ?? 1
        }
      self.weight += weight
      // What does not count may be anything.
      guard weight > 0 else { continue }
      for output in totals.indices { totals[output] += weight * data.target[row, output] }
    }
  }

  mutating func add(_ other: MeanSums) {
    for output in totals.indices { totals[output] += other.totals[output] }
    weight += other.weight + (Fault.current == .addsSumsWrongly ? 1 : 0)
  }
}

/// Some means.
struct FaultyMeanModel: JoinableModel {
  static let typeName = "test-faulty-mean-model"

  var means: [Double]
  let featureCount: Int
  var outputCount: Int { means.count }

  init(means: [Double], featureCount: Int) {
    self.means = means
    self.featureCount = featureCount
  }

  init(sideBySide models: [FaultyMeanModel]) {
    let models = Fault.current == .joinsInReverse ? models.reversed() : models
    self.init(means: models.flatMap(\.means), featureCount: models.first?.featureCount ?? 0)
  }

  private enum Key: CodingKey { case means, featureCount }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    means = try container.decode([Double].self, forKey: .means)
    featureCount = try container.decode(Int.self, forKey: .featureCount)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let stored = Fault.current == .storesDigitsOnly ? means.map { ($0 * 1000).rounded() / 1000 } : means
    try container.encode(stored, forKey: .means)
    try container.encode(featureCount, forKey: .featureCount)
  }

  func predictions(from features: Features) throws -> Matrix<Double> {
    if Fault.current != .choosesNoColumn { try requireColumns(of: features) }
    let count = Fault.current == .predictsARowTooFew ? max(0, features.rowCount - 1) : features.rowCount
    let means = Fault.current == .predictsNaN ? means.map { _ in Double.nan } : means
    return Matrix(
      rowCount: count, columnCount: means.count, elements: (0..<count).flatMap { _ in means })
  }
}

/// The mean, which cannot count weights as repetitions.
struct ExemptMean: Estimator {
  static let typeName = "test-exempt-mean"
  static let summary = "the mean of rows that count once"
  static let acceptsWeights = true
  static let exemptions: [LearningLaw: String] = [.weightsRepeat: "rows count once"]
  static let parameters: [Parameter<ExemptMean>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> FaultyMeanModel {
    try FaultyMean().fitted(to: data, in: context)
  }
}

/// Predicts how frequent each class is.
struct FaultyShares: Estimator {
  struct Model: ClassifierModel {
    static let typeName = "test-faulty-shares-model"

    let shares: [Double]
    let featureCount: Int
    var classCount: Int { shares.count }

    func probabilities(from features: Features) throws -> Matrix<Double> {
      try requireColumns(of: features)
      let shares = Fault.current == .predictsNaN ? shares.map { $0 + 0.5 } : shares
      return Matrix(
        rowCount: features.rowCount, columnCount: shares.count,
        elements: (0..<features.rowCount).flatMap { _ in shares })
    }
  }

  static let typeName = "test-faulty-shares"
  static let summary = "how frequent classes are"
  static let parameters: [Parameter<FaultyShares>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    let labels = data.target.copied().elements.map { Int($0) }
    let shares = (0..<(data.classes?.count ?? 0)).map { number in
      Double(labels.count { $0 == number }) / Double(labels.count)
    }
    return Model(shares: shares, featureCount: data.features.columnCount)
  }
}
