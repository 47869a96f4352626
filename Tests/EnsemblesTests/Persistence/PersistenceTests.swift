import Estimators
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import Ensembles

/// A folder of its own for each test, removed at its end.
private final class TemporaryFolder {
  let path = FilePath(FileManager.default.temporaryDirectory.path)
    .appending("ensembles-tests-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  var contents: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path.string).sorted()) ?? []
  }
}

@Suite struct PersistenceTests {
  private let folder = try? TemporaryFolder()
  private let registry: Registry = {
    var registry = Registry.standard
    registry.register(Mean.self)
    registry.register(LargestSeen.self)
    return registry
  }()

  private func path(_ name: String) throws -> FilePath { try #require(folder).path.appending(name) }

  private func fittedModel(seed: UInt64 = 3) async throws -> EnsembleModel {
    let stack = SuperLearner(folds: 3, seed: seed) {
      Layer(propagating: [1]) {
        OrdinaryLeastSquares()
        LassoRegression(penalty: 0.01)
        Preprocessing(ColumnSubset([2, 0]), Standardizer()) { RidgeRegression() }
        Preprocessing(named: "seen", LargestSeen()) { Mean() }
      }
    } meta: {
      RidgeRegression()
    }
    return try await stack.fitted(to: sampleData(rows: 50))
  }

  private func edit(_ file: FilePath, _ change: (String) -> String) throws {
    let text = try String(contentsOfFile: file.string, encoding: .utf8)
    let changed = change(text)
    #expect(changed != text, "the edit must change something")
    try changed.write(toFile: file.string, atomically: false, encoding: .utf8)
  }

  @Test func aLoadedModelPredictsTheSameBits() async throws {
    let model = try await fittedModel()
    let place = try path("model")
    try model.save(to: place)
    let loaded = try EnsembleModel(contentsOf: place, registry: registry)
    let unseen = try sampleData(rows: 20, seed: 9).features
    #expect(try await loaded.predictions(from: unseen) == model.predictions(from: unseen))
    #expect(loaded.report.description == model.report.description)
    #expect(loaded.ensemble == model.ensemble)
    #expect(loaded.featureCount == 4)
    #expect(folder?.contents == ["model"])
  }

  @Test func savingTwiceGivesTheSameBytes() async throws {
    let model = try await fittedModel()
    let (one, two) = (try path("one"), try path("two"))
    try model.save(to: one)
    try EnsembleModel(contentsOf: one, registry: registry).save(to: two)
    for name in try FileManager.default.subpathsOfDirectory(atPath: one.string) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: one.appending(name).string, isDirectory: &isFolder)
      guard !isFolder.boolValue else { continue }
      let left = FileManager.default.contents(atPath: one.string + "/" + name)
      #expect(left != nil && left == FileManager.default.contents(atPath: two.string + "/" + name), "\(name)")
    }
  }

  @Test func aModelReplacesAModelAndNothingElse() async throws {
    let place = try path("model")
    try await fittedModel(seed: 1).save(to: place)
    try await fittedModel(seed: 2).save(to: place)
    #expect(try EnsembleModel(contentsOf: place, registry: registry).ensemble.seed == 2)

    let other = try path("thesis")
    try FileManager.default.createDirectory(atPath: other.string, withIntermediateDirectories: false)
    try "years of work".write(toFile: other.appending("text").string, atomically: false, encoding: .utf8)
    let model = try await fittedModel()
    #expect(throws: (any Error).self) { try model.save(to: other) }
    #expect(throws: (any Error).self) { try model.save(to: other.appending("text")) }
    #expect(throws: (any Error).self) { try model.save(to: path("no/such/folder")) }
    #expect(try String(contentsOfFile: other.appending("text").string, encoding: .utf8) == "years of work")
    #expect(folder?.contents == ["model", "thesis"])
  }

  @Test func aFolderWithMoreThanAModelInItStays() async throws {
    let model = try await fittedModel()
    // Programs of other kinds have a manifest too.
    let app = try path("app")
    try FileManager.default.createDirectory(atPath: app.string, withIntermediateDirectories: false)
    try "{}".write(toFile: app.appending("manifest.json").string, atomically: false, encoding: .utf8)
    #expect(throws: (any Error).self) { try model.save(to: app) }

    for name in ["notes.txt", "arrays/notes.txt"] {
      let place = try path("model-\(name.count)")
      try model.save(to: place)
      let notes = place.string + "/" + name
      try "mine".write(toFile: notes, atomically: false, encoding: .utf8)
      let error = #expect(throws: (any Error).self) { try model.save(to: place) }
      #expect("\(error as Any)".contains("holds other things"))
      #expect(try String(contentsOfFile: notes, encoding: .utf8) == "mine")
    }
    #expect(try String(contentsOfFile: app.appending("manifest.json").string, encoding: .utf8) == "{}")
  }

  @Test func scoresThatAreNotFiniteAreStored() async throws {
    let odd = Scorer(name: "odd", greaterIsBetter: true) { truth, _ in
      truth.count % 2 == 0 ? .nan : -.infinity
    }
    let stack = SuperLearner(folds: 2, scorer: odd) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let place = try path("model")
    try await stack.fitted(to: sampleData(rows: 5)).save(to: place)
    let scores = try EnsembleModel(contentsOf: place, registry: registry).report.learners[0].scores
    #expect(scores[0] == -.infinity && scores[1].isNaN)
  }

  @Test func aFolderWithoutAManifestIsRefused() throws {
    for name in ["missing", ""] {
      let place = try path(name)
      let error = #expect(throws: (any Error).self) {
        try EnsembleModel(contentsOf: place, registry: registry)
      }
      #expect("\(error as Any)".contains("manifest.json"))
    }
  }

  @Test(arguments: [
    (#""format" : 2"#, #""format" : 3"#, "format 3"),
    (#""format" : 2"#, #""form" : 2"#, "“format” is missing"),
    (#""type" : "ols""#, #""type" : "olz""#, "did you mean “ols”"),
    (#""rows" : 4"#, #""rows" : 5"#, "4×1"),
    (#""rows" : 4"#, #""rows" : 9223372036854775807"#, "9223372036854775807"),
    (#""rows" : 4"#, #""rows" : -4"#, "-4"),
    (#""array" : "layers"#, #""array" : "../../layers"#, "no name of an array"),
    (#""penalty" : 0.01"#, #""penalty" : -1"#, "“penalty”"),
    (#""featureCount" : 4"#, #""featureCount" : 7"#, "layer-1"),
    (#""layers" : ["#, #""layers" : 3, "x" : ["#, "layers"),
    (#""partitionCount" : 1"#, #""partitionCount" : -1"#, "for -1 partitions"),
    (#""partitionCount" : 1"#, #""partitionCount" : 1000000000000"#, "for 1000000000000 partitions"),
    (#""ensemble" :"#, #""categories" : { "0" : ["a", "a"] }, "ensemble" :"#, "a word of column 0 twice"),
    ("{", "", "damaged"),
    (
      #""transformers" : ["#,
      #""transformers" : [ { "name" : "seen", "pipelines" : [], "foldPipelines" : [] }, "#,
      "two transformers"
    ),
    (#""name" : "seen","#, #""name" : "seem","#, "lacks preprocessing"),
  ])
  func aDamagedManifestIsRefusedByName(original: String, damage: String, word: String) async throws {
    let place = try path("model")
    try await fittedModel().save(to: place)
    try edit(place.appending("manifest.json")) { text in
      text.range(of: original).map { text.replacingCharacters(in: $0, with: damage) } ?? text
    }
    let error = #expect(throws: (any Error).self) { try EnsembleModel(contentsOf: place, registry: registry) }
    #expect("\(error as Any)".contains(word), "\(error as Any)")
    #expect("\(error as Any)".contains("model"))
  }

  @Test func aModelThatIsReplacedMeanwhileIsReadAnew() async throws {
    let place = try path("model")
    func model(_ target: [Double]) async throws -> EnsembleModel {
      let stack = SuperLearner(folds: 2) {
        Layer {
          Interrupting()
          OrdinaryLeastSquares()
        }
      } meta: {
        RidgeRegression()
      }
      let data = try Dataset(features: Matrix(column: (0..<20).map(Double.init)), target: target)
      return try await stack.fitted(to: data)
    }
    let first = try await model((0..<20).map { Double($0 % 7) })
    let second = try await model((0..<20).map { Double($0 * $0) })
    try first.save(to: place)
    // Once the first model of the first is read, but none of its arrays.
    Interrupting.interruption.withLock { $0 = { #expect(throws: Never.self) { try second.save(to: place) } } }
    var registry = Registry.standard
    registry.register(Interrupting.self)
    let loaded = try EnsembleModel(contentsOf: place, registry: registry)
    #expect(Interrupting.interruption.withLock { $0 == nil })
    let unseen = Matrix<Double>(rows: [[3], [40]])
    #expect(try await loaded.predictions(from: unseen) == second.predictions(from: unseen))
  }

  @Test func arraysAreChecked() async throws {
    let place = try path("model")
    try await fittedModel().save(to: place)
    let arrays = place.appending("arrays")
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: arrays.string).sorted().first)
    let file = arrays.appending(name)
    let whole = try #require(FileManager.default.contents(atPath: file.string))

    try whole.dropLast(1).write(to: URL(filePath: file.string))
    #expect(throws: (any Error).self) { try EnsembleModel(contentsOf: place, registry: registry) }
    try NPYFile.write(Matrix<Double>(rowCount: 3, columnCount: 1, repeating: 0), to: file)
    #expect(throws: (any Error).self) { try EnsembleModel(contentsOf: place, registry: registry) }
    try NPYFile.write(Matrix<Float>(rowCount: 4, columnCount: 1, repeating: 0), to: file)
    #expect(throws: (any Error).self) { try EnsembleModel(contentsOf: place, registry: registry) }
    try NPYFile.write(Matrix(column: [1, .nan]), to: file)
    let notFinite = #expect(throws: (any Error).self) {
      try EnsembleModel(contentsOf: place, registry: registry)
    }
    #expect("\(notFinite as Any)".contains("not finite"))
    try FileManager.default.removeItem(atPath: file.string)
    let error = #expect(throws: (any Error).self) { try EnsembleModel(contentsOf: place, registry: registry) }
    #expect("\(error as Any)".contains(name))
    try whole.write(to: URL(filePath: file.string))
    _ = try EnsembleModel(contentsOf: place, registry: registry)
  }

  @Test func endlessTimesInAReportArePrinted() async throws {
    let place = try path("model")
    try await fittedModel().save(to: place)
    let report = place.appending("report.json")
    let text = try String(contentsOfFile: report.string, encoding: .utf8)
    let start = try #require(text.range(of: #""fitTimes" : ["#)).upperBound
    try (text[..<start] + "[9223372036854775807, 0], [9223372036854775807, 0]," + text[start...])
      .write(toFile: report.string, atomically: false, encoding: .utf8)
    let loaded = try EnsembleModel(contentsOf: place, registry: registry)
    #expect(loaded.report.description.contains("e+"))
  }

  @Test(arguments: [
    (#""weights" : ["#, #""weights" : [ [1, 2],"#), (#""inputs" : ["#, #""inputs" : [ "more","#),
  ])
  func weightsThatDoNotFitTheirInputsAreRefused(original: String, damage: String) async throws {
    let place = try path("model")
    try await fittedModel().save(to: place)
    try edit(place.appending("report.json")) { text in
      // The inner list of weights is the last one of that name.
      text.range(of: original, options: .backwards).map { text.replacingCharacters(in: $0, with: damage) }
        ?? text
    }
    let error = #expect(throws: ModelingError.self) {
      try EnsembleModel(contentsOf: place, registry: registry)
    }
    #expect(error?.message.contains("one weight for each output") == true, "\(error as Any)")
  }

  @Test func aTypeThatIsNotRegisteredIsNamed() async throws {
    let place = try path("model")
    try await fittedModel().save(to: place)
    let error = #expect(throws: ModelingError.self) {
      try EnsembleModel(contentsOf: place, registry: .standard)
    }
    #expect(error?.code == .unknownName)
    #expect(error?.message.contains("test-largest-seen-fitted") == true)
  }
}

/// Does something, once, while its model is read.
struct Interrupting: Estimator {
  struct Model: FittedModel {
    static let typeName = "test-interrupting-model"
    var featureCount: Int
    var outputCount: Int { 1 }

    init(featureCount: Int) { self.featureCount = featureCount }

    init(from decoder: any Decoder) throws {
      featureCount = try decoder.singleValueContainer().decode(Int.self)
      let interruption = Interrupting.interruption.withLock { interruption in
        defer { interruption = nil }
        return interruption
      }
      interruption?()
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(featureCount)
    }

    func predictions(from features: Features) throws -> Matrix<Double> {
      Matrix(rowCount: features.rowCount, columnCount: 1, repeating: 1)
    }
  }

  static let typeName = "test-interrupting"
  static let summary = "does something while its model is read"
  static let parameters: [Parameter<Interrupting>] = []
  static let interruption = Mutex<(@Sendable () -> Void)?>(nil)

  func fitted(to data: Dataset, in context: FittingContext) throws -> Model {
    Model(featureCount: data.features.columnCount)
  }
}
