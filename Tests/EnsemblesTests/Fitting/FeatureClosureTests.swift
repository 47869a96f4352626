import Ensembles
import Estimators
import Foundation
import SystemPackage
import Testing

/// Steps that are closures, which stay in their process.
@Suite struct FeatureClosureTests {
  private let stack = SuperLearner(folds: 2, precision: .double) {
    Layer {
      Preprocessing(
        named: "front",
        FeatureClosure("squares") { features in
          Features(Matrix(column: features.columns([0]).matrix().elements.map { $0 * $0 }))
        }
      ) { Echo().named("squared") }
    }
  } meta: {
    Echo()
  }

  private func mistake(_ body: () async throws -> Void) async -> String? {
    await #expect(throws: ModelingError.self) { try await body() }?.message
  }

  @Test(arguments: [.sequential, .threads] as [any Backend])
  func aClosureChangesWhatLearnersSee(backend: any Backend) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    let model = try await stack.fitted(to: countingData(rows: 4), on: parallel)
    #expect(try await model.predictions(from: Matrix(column: [3.0, 5]), on: parallel) == [9, 25])
  }

  @Test(arguments: [.processes, .forks] as [any Backend])
  func whereItWouldHaveToTravelItIsRefusedBeforeTheFirstFit(backend: any Backend) async throws {
    let parallel = Parallel(workers: 1, on: backend)
    let message = await mistake { _ = try await stack.fitted(to: countingData(rows: 4), on: parallel) }
    #expect(
      message
        == "“front” of layer-1 cannot be fitted in another process, because “squares” is a closure, which cannot "
        + "be written down; write a type that conforms to Preprocessor in its place, or fit on threads")
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])
    let other = await mistake {
      _ = try await evaluator.evaluation(
        of: [Candidate(Mean())],
        preprocessing: [Transformer(named: "front", Pipeline([FeatureClosure("same") { $0 }]))],
        over: countingData(rows: 4), on: parallel)
    }
    #expect(
      other?.contains("“front” cannot be fitted in another process, because “same” is a closure") == true)
  }

  @Test func aCheckpointAndAModelFolderRefuseIt() async throws {
    let path = FilePath(NSTemporaryDirectory()).appending("ensembles-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    let message = await mistake {
      _ = try await stack.fitted(to: countingData(rows: 4), checkpoint: path)
    }
    #expect(message?.contains("cannot be kept in a checkpoint, because “squares” is a closure") == true)
    let model = try await stack.fitted(to: countingData(rows: 4))
    let other = await mistake { try model.save(to: path) }
    #expect(other?.contains("“squares” is a closure") == true)
    #expect(!FileManager.default.fileExists(atPath: path.string))
  }

  @Test func otherShapesAreNamed() throws {
    let data = try countingData(rows: 4)
    let wider = try FeatureClosure("same") { $0 }.fitted(to: data)
    #expect(throws: ModelingError.self) { try wider.applied(to: Matrix(rows: [[1.0, 2]])) }
    let shorter = try FeatureClosure("shorter") { $0.rows(RangeSet(0..<1)) }.fitted(to: data)
    let error = #expect(throws: ModelingError.self) { try shorter.applied(to: data.features) }
    #expect(error?.message.contains("“shorter” made 1 row of 4") == true)
  }

  @Test func closuresAreEqualToThemselvesOnly() throws {
    let one = FeatureClosure("one") { $0 }
    #expect(one == one)
    #expect(one != FeatureClosure("one") { $0 })
    #expect(throws: ModelingError.self) { try JSONEncoder().encode(one) }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FeatureClosure.self, from: Data("{}".utf8))
    }
    #expect(
      try FeatureClosure().fitted(to: countingData(rows: 2)).applied(to: Matrix(column: [7.0]))[0, 0] == 7)
  }
}
