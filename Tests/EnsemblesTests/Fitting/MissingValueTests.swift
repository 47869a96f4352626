import Ensembles
import Estimators
import Foundation
import SystemPackage
import Testing

/// Columns of words and missing values, from the data to predictions.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct MissingValueTests {
  /// Two columns of numbers, some of them missing, and one of words.
  private func houses() throws -> Dataset {
    var rows: [[Double]] = []
    var target: [Double] = []
    for row in 0..<60 {
      let (age, size) = (Double(row % 11), Double(row * row % 13))
      rows.append([row % 7 == 3 ? .nan : age, size, row % 9 == 4 ? .nan : Double(row % 3)])
      let worths: [Double] = [5, -5, 9]
      target.append(age - size + worths[row % 3])
    }
    return try Dataset(features: Matrix(rows: rows), target: target, featureNames: ["age", "size", "color"])
      .categorized(by: [2: ["blue", "red", "violet"]])
  }

  private func stack() -> SuperLearner {
    SuperLearner(folds: 3, seed: 4) {
      Layer {
        DecisionTreeRegression(depth: 4)
        Preprocessing(OneHotEncoder(), Imputer(.median, addingIndicators: true), Standardizer()) {
          RidgeRegression()
          OrdinaryLeastSquares()
        }
        Preprocessing(named: "rest", ColumnSubset([1])) { RidgeRegression() }
      }
    } meta: {
      RidgeRegression()
    }
  }

  private func message(
    _ data: Dataset, _ ensemble: SuperLearner, sourceLocation: SourceLocation = #_sourceLocation
  ) async -> String {
    let error = await #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
      try await ensemble.fitted(to: data)
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test func everyBackendGivesTheSameBits() async throws {
    let data = try houses()
    var found: [[Double]] = []
    for backend in [.sequential, .threads, .processes, .forks] as [any Backend] {
      let parallel = Parallel(workers: 2, on: backend)
      let model = try await stack().fitted(to: data, on: parallel)
      #expect(model.acceptsMissing)
      found.append(try await model.predictions(from: data.features, on: parallel))
    }
    #expect(found.count == 4 && found.allSatisfy { $0 == found[0] })
    #expect(found[0].allSatisfy { $0.isFinite })
  }

  @Test func modelFoldersKeepTheWords() async throws {
    let (data, folder) = (try houses(), try Folder())
    let model = try await stack().fitted(to: data)
    try model.save(to: folder.appending("houses"))
    let read = try EnsembleModel(contentsOf: folder.appending("houses"), registry: .standard)
    #expect(read.categories == [2: ["blue", "red", "violet"]])
    #expect(try await read.predictions(from: data.features) == model.predictions(from: data.features))
    let manifest = folder.appending("houses").appending("manifest.json").string
    let text = try String(contentsOfFile: manifest, encoding: .utf8)
    try text.replacingOccurrences(of: "\"2\" : [", with: "\"3\" : [").write(
      toFile: manifest, atomically: true, encoding: .utf8)
    let error = #expect(throws: ModelingError.self) {
      try EnsembleModel(contentsOf: folder.appending("houses"), registry: .standard)
    }
    #expect(error?.message.contains("words of column 3") == true)
  }

  @Test func aLearnerThatNeedsNumbersNamesThePlace() async throws {
    let numbers = try Dataset(
      features: houses().features.columns([0, 1]), target: houses().target.copied().elements,
      featureNames: ["age", "size"])
    let plain = await message(
      numbers,
      SuperLearner(folds: 2) {
        Layer {
          DecisionTreeRegression()
          RidgeRegression()
        }
      } meta: {
        RidgeRegression()
      })
    #expect(plain.contains("NaN in row 3 (counted from 0), column “age”"))
    // The scaler would make a whole column missing of one value.
    let scaled = await message(
      numbers,
      SuperLearner(folds: 2) {
        Layer { Preprocessing(Standardizer()) { DecisionTreeRegression() } }
      } meta: {
        RidgeRegression()
      })
    #expect(scaled.contains("NaN in row 3 (counted from 0), column “age”"))
    let chosen = await message(
      numbers,
      SuperLearner(folds: 2) {
        Layer { Preprocessing(ColumnSubset([1, 0])) { RidgeRegression() } }
      } meta: {
        RidgeRegression()
      })
    #expect(chosen.contains("behind “column-choice”") && chosen.contains("column 1"))
  }

  @Test func whatIsHandedOnMustSuitTheNextLayer() async throws {
    let data = try houses()
    let numbers = try Dataset(
      features: data.features.columns([0, 1]), target: data.target.copied().elements,
      featureNames: ["age", "size"])
    func stack(_ column: Int) -> SuperLearner {
      SuperLearner(folds: 2) {
        Layer(propagating: [column]) { DecisionTreeRegression() }
      } meta: {
        RidgeRegression()
      }
    }
    #expect(await message(numbers, stack(0)).contains("NaN in row 3 (counted from 0), column “age”"))
    let model = try await stack(1).fitted(to: numbers)
    #expect(try await model.predictions(from: numbers.features).allSatisfy { $0.isFinite })
    // Only what reaches the next layer matters to it, in new rows too.
    let unseen = Matrix<Double>(rows: [[1, 2], [.nan, 2], [1, .nan]])
    #expect(try await model.predictions(from: unseen.view(rows: RangeSet(0..<2))).allSatisfy { $0.isFinite })
    let error = await #expect(throws: ModelingError.self) { try await model.predictions(from: unseen) }
    #expect(error?.message.contains("NaN in row 2 (counted from 0), column “size”") == true)
  }

  @Test func wordsAreForWhomTheyAreMeant() async throws {
    let data = try houses()
    let full = try Imputer().fitted(to: data).applied(to: data)
    let plain = await message(
      full,
      SuperLearner(folds: 2) {
        Layer { RidgeRegression() }
      } meta: {
        RidgeRegression()
      })
    #expect(plain.contains("“ridge” learns from numbers alone, but column 2 (counted from 0) holds words"))
    let behind = await message(
      data,
      SuperLearner(folds: 2) {
        Layer { Preprocessing(Imputer()) { RidgeRegression() } }
      } meta: {
        RidgeRegression()
      })
    #expect(behind.contains("holds words; put the step “one-hot” before it"))
    let error = #expect(throws: ModelingError.self) { try RidgeRegression().fitted(to: full) }
    #expect(error?.code == .unsuitableTarget)
    _ = try DecisionTreeRegression().fitted(to: full)
  }

  @Test func anEvaluatorLetsCasesDecide() async throws {
    let data = try houses()
    let cases = [
      Transformer(named: "filled", Pipeline([OneHotEncoder(), Imputer()])),
      Transformer(named: "chosen", Pipeline([ColumnSubset([0, 1])])),
      Transformer(named: "plain", Pipeline([])),
    ]
    func evaluation(_ estimator: any Estimator, after name: String) async throws -> Evaluation {
      try await Evaluator(folds: FoldIndexer(folds: 3)).evaluation(
        of: [Candidate(estimator, after: [name])], preprocessing: cases, over: data)
    }
    let result = try await evaluation(RidgeRegression(), after: "filled")
    #expect(result.description.contains("ridge"))
    _ = try await evaluation(DecisionTreeRegression(), after: "plain")
    for (name, words) in [("chosen", "behind “column-choice”"), ("plain", "NaN in row 3")] {
      let error = await #expect(throws: (any Error).self) {
        try await evaluation(RidgeRegression(), after: name)
      }
      #expect(error.map { "\($0)".contains(words) } == true, "\(error as Any)")
    }
  }

  @Test func checkpointsTellWordsApart() async throws {
    let (data, folder) = (try houses(), try Folder())
    _ = try await stack().fitted(to: data, checkpoint: folder.appending("units"))
    let others = try data.categorized(by: [2: ["blue", "green", "violet"]])
    await #expect(throws: (any Error).self) {
      try await stack().fitted(to: others, checkpoint: folder.appending("units"))
    }
  }
}
