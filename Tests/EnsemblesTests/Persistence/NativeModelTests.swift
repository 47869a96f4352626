import Ensembles
import Estimators
import Parallelism
import Testing

/// Learners over native libraries, in ensembles that are stored and that cross to other processes.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct NativeModelTests {
  private static let backends: [any Backend] = [.sequential, .threads, .processes, .forks]

  private func numbers() -> SuperLearner {
    SuperLearner(folds: 2, seed: 6) {
      Layer {
        SupportVectorRegression(cost: 2)
        LinearSupportVectorRegression()
        if BoostingLibrary.all.allSatisfy(\.isAvailable) {
          LightGBMRegression(LightGBMSettings(rounds: 5, minimumRows: 5, rowFraction: 0.7))
          XGBoostRegression(XGBoostSettings(rounds: 5, rowFraction: 0.7))
        }
      }
    } meta: {
      RidgeRegression()
    }
  }

  private func classes() -> SuperLearner {
    SuperLearner(folds: 2, seed: 7) {
      Layer(output: .probabilities) {
        SupportVectorClassifier()
        LinearSupportVectorClassifier()
        OneVersusRestLogisticRegression()
        if BoostingLibrary.all.allSatisfy(\.isAvailable) {
          LightGBMClassifier(LightGBMSettings(rounds: 5, minimumRows: 5, rowFraction: 0.7))
          XGBoostClassifier(XGBoostSettings(rounds: 5, rowFraction: 0.7))
        }
      }
    } meta: {
      LogisticRegression()
    }
  }

  private func labelled() throws -> Dataset {
    let data = try sampleData(rows: 90)
    let labels = (0..<90).map {
      data.target[$0, 0] > 0.4 ? "high" : data.target[$0, 0] > -0.4 ? "middle" : "low"
    }
    return try Dataset(features: data.features, labels: labels)
  }

  @Test func everyBackendGivesTheSameBits() async throws {
    let unseen = try sampleData(rows: 20, seed: 9).features
    let (data, labelled) = (try sampleData(rows: 90), try labelled())
    var found: [[Double]] = []
    for backend in Self.backends {
      let parallel = Parallel(workers: 2, on: backend)
      let numbers = try await numbers().fitted(to: data, on: parallel)
      let classes = try await classes().fitted(to: labelled, on: parallel)
      found.append(
        try await numbers.predictions(from: unseen, on: parallel)
          + classes.probabilities(from: unseen, on: parallel).elements)
    }
    #expect(found.count == 4 && found.allSatisfy { $0 == found[0] })
    #expect(found[0].count == 20 * 4)
  }

  @Test func modelFoldersHoldAllOfThem() async throws {
    let folder = try Folder()
    let unseen = try sampleData(rows: 20, seed: 9).features
    let numbers = try await numbers().fitted(to: sampleData(rows: 90))
    try numbers.save(to: folder.appending("numbers"))
    let readNumbers = try EnsembleModel(contentsOf: folder.appending("numbers"), registry: .standard)
    #expect(try await readNumbers.predictions(from: unseen) == numbers.predictions(from: unseen))
    let classes = try await classes().fitted(to: labelled())
    try classes.save(to: folder.appending("classes"))
    let readClasses = try EnsembleModel(contentsOf: folder.appending("classes"), registry: .standard)
    #expect(try await readClasses.probabilities(from: unseen) == classes.probabilities(from: unseen))
  }
}
