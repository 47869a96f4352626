import Estimators
import Foundation
import MemoryMapping
import Synchronization
import SystemPackage
import Testing

@testable import Ensembles

@Suite struct CheckpointTests {
  private let folder: Folder
  private let log = RecordingLog()
  private var path: FilePath { folder.appending("checkpoint") }
  private var parallel: Parallel { Parallel(workers: 2, logger: log.logger) }

  init() throws { folder = try Folder() }

  private func stack(_ penalty: Double = 1) -> SuperLearner {
    SuperLearner(folds: 3, seed: 5) {
      Layer(propagating: [1]) {
        OrdinaryLeastSquares()
        SeedTeller()
        Preprocessing(Standardizer()) { RidgeRegression(penalty: penalty) }
      }
    } meta: {
      RidgeRegression()
    }
  }

  /// A layer of four slots of three learners and a transformer, and four slots of the meta learner.
  private let unitCounts = [16, 4]

  private func units() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path.string).filter { $0.hasSuffix(".unit") }.sorted()
  }

  /// The stored model, without what depends on time.
  private func bytes(of model: EnsembleModel) throws -> [String: Data] {
    let path = folder.appending("model")
    try model.save(to: path)
    var contents = try Folder.contents(of: path)
    #expect(contents.removeValue(forKey: "report.json") != nil)
    return contents
  }

  @Test(arguments: [
    Parallel(workers: 2, on: .threads), Parallel(on: .sequential), Parallel(workers: 2, on: .forks),
    Parallel(workers: 2, on: .processes),
  ])
  func whatIsThereIsNotFittedAgain(backend: Parallel) async throws {
    var parallel = backend
    parallel.logger = log.logger
    let data = try sampleData(rows: 60)
    let plain = try bytes(of: try await stack().fitted(to: data))
    let first = try await stack().fitted(to: data, on: parallel, checkpoint: path)
    #expect(try bytes(of: first) == plain)
    #expect(try units().count == 20)
    let before = try Folder.contents(of: path)
    let seen = Mutex<[FittingProgress]>([])
    let again = try await stack().fitted(to: data, on: parallel, checkpoint: path) { progress in
      seen.withLock { $0.append(progress) }
    }
    #expect(try bytes(of: again) == plain)
    #expect(again.report.learners.map(\.fitTimes) == first.report.learners.map(\.fitTimes))
    #expect(try Folder.contents(of: path) == before)
    #expect(seen.withLock { $0.allSatisfy { $0.found == $0.total && $0.total == unitCounts[$0.layerIndex] } })
    #expect(
      log.messages == [
        "info: layer-1: 0 of 16 fits are in the checkpoint, 16 are to be made",
        "info: meta: 0 of 4 fits are in the checkpoint, 4 are to be made",
        "info: layer-1: 16 of 16 fits are in the checkpoint, 0 are to be made",
        "info: meta: 4 of 4 fits are in the checkpoint, 0 are to be made",
      ])
  }

  @Test func whatIsMissingIsFitted() async throws {
    let data = try sampleData(rows: 60)
    let plain = try bytes(of: try await stack().fitted(to: data, checkpoint: path))
    let all = try units()
    for name in all.prefix(7) { try FileManager.default.removeItem(atPath: path.appending(name).string) }
    #expect(try bytes(of: try await stack().fitted(to: data, on: parallel, checkpoint: path)) == plain)
    #expect(try units() == all)
    #expect(!log.messages.contains { $0.hasPrefix("warning") })
  }

  @Test func unitsOfOtherParametersAreNotFound() async throws {
    let data = try sampleData(rows: 60)
    _ = try await stack().fitted(to: data, checkpoint: path)
    let plain = try bytes(of: try await stack(2).fitted(to: data))
    #expect(try bytes(of: try await stack(2).fitted(to: data, on: parallel, checkpoint: path)) == plain)
    // The ridge of the first layer is another, and so is the input of the meta learner.
    #expect(log.messages.first == "info: layer-1: 12 of 16 fits are in the checkpoint, 4 are to be made")
    #expect(try units().count == 28)
  }

  /// What may have become of a file.
  enum Damage: String, CaseIterable {
    case empty, zeros, halfZeros, truncated, longer, garbage, flipped, otherVersion, renamed, folder
  }

  @Test(arguments: Damage.allCases)
  func damagedFilesAreFittedAgain(damage: Damage) async throws {
    let data = try sampleData(rows: 60)
    let plain = try bytes(of: try await stack().fitted(to: data, checkpoint: path))
    let all = try units()
    for (index, name) in all.enumerated() {
      let url = URL(filePath: path.appending(name).string)
      var bytes = try Data(contentsOf: url)
      switch damage {
      case .empty: bytes = Data()
      // As a power cut leaves it: of the right length, but not all of it was on the disk.
      case .zeros: bytes = Data(count: bytes.count)
      case .halfZeros: bytes = bytes.prefix(bytes.count / 2) + Data(count: bytes.count - bytes.count / 2)
      case .truncated: bytes = bytes.dropLast(1)
      case .longer: bytes.append(0)
      case .garbage: bytes = Data((0..<200).map { UInt8(($0 * 37 + index) % 256) })
      case .flipped: bytes[bytes.count / 2] ^= 4
      case .otherVersion: bytes[7] = UInt8(ascii: "9")
      case .renamed:
        // The next one's contents; the first is done, so that each is still what it was.
        if index + 1 < all.count {
          bytes = try Data(contentsOf: URL(filePath: path.appending(all[index + 1]).string))
        }
      case .folder:
        try FileManager.default.removeItem(at: url)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        continue
      }
      try bytes.write(to: url)
    }
    #expect(try bytes(of: try await stack().fitted(to: data, on: parallel, checkpoint: path)) == plain)
    let warnings = log.messages.filter { $0.hasPrefix("warning: ") }
    #expect(warnings.count == (damage == .renamed ? 19 : 20))
    #expect(warnings.allSatisfy { $0.contains("a fit was made without its checkpoint: cannot ") })
    #expect(try units() == all)
    guard damage != .folder else { return }
    // They have been replaced.
    let second = RecordingLog()
    _ = try await stack().fitted(to: data, on: Parallel(logger: second.logger), checkpoint: path)
    #expect(second.messages.allSatisfy { $0.contains(" 0 are to be made") })
  }

  @Test func damagedFitsGetTheBinsThatTheOthersHad() async throws {
    let ensemble = SuperLearner(folds: 3, seed: 5) {
      Layer { RandomForestRegression(trees: 3, bins: 8, sharedBinning: true) }
    } meta: {
      RidgeRegression()
    }
    let data = try sampleData(rows: 200)
    let plain = try bytes(of: try await ensemble.fitted(to: data, checkpoint: path))
    for name in try units() {
      let url = URL(filePath: path.appending(name).string)
      try Data(contentsOf: url).dropLast(1).write(to: url)
      #expect(try bytes(of: try await ensemble.fitted(to: data, checkpoint: path)) == plain, "\(name)")
    }
  }

  @Test func whatKilledRunsHaveHalfWrittenGoes() async throws {
    let data = try sampleData(rows: 60)
    _ = try await stack().fitted(to: data, checkpoint: path)
    let all = try units()
    let halves = [
      ".\(all[0]).1-a.partial", ".0123456789abcdef0123456789abcdef.unit.1-b.partial",
      ".manifest.json.1-c.partial",
    ]
    let others = [
      "letter.txt", ".letter.txt.1-a.partial", ".letter.unit.1-a.partial", "\(all[0]).1-a.partial",
    ]
    for name in halves + others { try folder.write("half", to: "checkpoint/\(name)") }
    _ = try await stack().fitted(to: data, on: parallel, checkpoint: path)
    #expect(
      try Folder.contents(of: path).keys.sorted() == (all + ["manifest.json"] + others).sorted())
    #expect(log.messages.allSatisfy { $0.contains(" 0 are to be made") })
  }

  @Test func anotherDataSetIsRefused() async throws {
    let data = try sampleData(rows: 60)
    let other = try sampleData(rows: 61, seed: 3)
    _ = try await stack().fitted(to: data, checkpoint: path)
    let before = try Folder.contents(of: path)
    let error = await #expect(throws: FileError.self) {
      try await stack().fitted(to: other, checkpoint: path)
    }
    #expect(
      error?.description
        == "cannot go on from the checkpoint “\(path)”: it belongs to a data set of 60 rows, 4 features and 1 output "
        + "with the digest \(Digest(data)), not to this one of 61 rows, 4 features and 1 output with the digest "
        + "\(Digest(other)); choose another folder, or remove it")
    #expect(try Folder.contents(of: path) == before)
    // Weights are part of the data.
    let weighted = try data.weighted(by: (0..<60).map { Double($0 % 3 + 1) })
    await #expect(throws: FileError.self) {
      try await SuperLearner(folds: 2) {
        Layer { OrdinaryLeastSquares() }
      } meta: {
      }
      .fitted(to: weighted, checkpoint: path)
    }
  }

  @Test(arguments: [
    ("{\"format\": 1", "its manifest.json cannot be read; remove the folder, or choose another one"),
    ("{}", "its manifest.json cannot be read; remove the folder, or choose another one"),
    (
      "{\"format\": 2, \"rows\": 1, \"columns\": 1, \"outputs\": 1, \"digest\": \"\"}",
      "it has format 2, but this version writes format 1; choose another folder"
    ),
  ])
  func strangeManifestsAreRefused(text: String, reason: String) async throws {
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
    try folder.write(text, to: "checkpoint/manifest.json")
    let error = await #expect(throws: FileError.self) {
      try await stack().fitted(to: sampleData(rows: 60), checkpoint: path)
    }
    #expect(error?.reason == reason)
    #expect(try Folder.contents(of: path).keys.sorted() == ["manifest.json"])
  }

  @Test func otherFoldersAreRefused() async throws {
    try folder.write("mine", to: "letter.txt")
    let data = try sampleData(rows: 60)
    let full = await #expect(throws: FileError.self) {
      try await stack().fitted(to: data, checkpoint: folder.path)
    }
    #expect(full?.reason == "the folder holds other things; choose another one")
    let file = await #expect(throws: FileError.self) {
      try await stack().fitted(to: data, checkpoint: folder.appending("letter.txt"))
    }
    #expect(file?.operation == "go on from the checkpoint")
    let orphan = await #expect(throws: FileError.self) {
      try await stack().fitted(to: data, checkpoint: folder.appending("none/checkpoint"))
    }
    #expect(orphan?.operation == "make the checkpoint")
    #expect(try Folder.contents(of: folder.path).keys.sorted() == ["letter.txt"])
  }

  @Test func aWrongEnsembleMakesNoFolder() async throws {
    await #expect(throws: ModelingError.self) {
      try await SuperLearner(folds: 100) {
        Layer { OrdinaryLeastSquares() }
      } meta: {
      }
      .fitted(to: sampleData(rows: 60), checkpoint: path)
    }
    #expect(!FileManager.default.fileExists(atPath: path.string))
  }

  private struct Hidden: Estimator {
    static let typeName = "test-hidden"
    static let summary = "a type without a name"
    static let parameters: [Parameter<Hidden>] = []
    func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
      Mean.Model(value: 0, featureCount: data.features.columnCount)
    }
  }

  @Test func typesThatCannotBeFoundAreRefused() async throws {
    let error = await #expect(throws: ModelingError.self) {
      try await SuperLearner(folds: 2) {
        Layer { Hidden() }
      } meta: {
      }
      .fitted(to: sampleData(rows: 60), checkpoint: path)
    }
    #expect(error?.message.hasPrefix("“test-hidden” of layer-1 cannot be kept in a checkpoint") == true)
    #expect(!FileManager.default.fileExists(atPath: path.string))
  }

  @Test func twoFitsMayUseOneFolder() async throws {
    let data = try sampleData(rows: 60)
    let plain = try bytes(of: try await stack().fitted(to: data))
    async let one = stack().fitted(to: data, checkpoint: path)
    async let other = stack().fitted(to: data, checkpoint: path)
    let models = try await [one, other]
    for model in models { #expect(try bytes(of: model) == plain) }
    #expect(try units().count == 20)
    _ = try await stack().fitted(to: data, on: parallel, checkpoint: path)
    #expect(log.messages.allSatisfy { $0.contains(" 0 are to be made") })
  }

  @Test func afterAFailureTheRestIsKept() async throws {
    let data = try countingData(rows: 8)
    func stack(_ number: Double) -> SuperLearner {
      SuperLearner(folds: 2) {
        Layer {
          Mean()
          Picky(number: number)
        }
      } meta: {
      }
    }
    await #expect(throws: LearnerFailure.self) {
      try await stack(3).fitted(to: data, on: Parallel(on: .sequential), checkpoint: path)
    }
    #expect(try !units().isEmpty)
    _ = try await stack(-1).fitted(to: data, on: parallel, checkpoint: path)
    #expect(log.messages.first?.contains("layer-1: 0 of") == false)
  }
}
