import Ensembles
import Estimators
import Foundation
import SystemPackage

/// Fits a stack to most of the patients, stores it, loads it again, and predicts the patients held out.
@main
struct Diabetes {
  static func main() async throws {
    // 1. Read the data, and keep the last hundred rows away from the fit.
    let table = try CSVFile(at: FilePath(try dataPath()))
    let features = Features(table.matrix.view(columns: Array(0..<10)))
    let target = table.matrix.column(10)
    let (known, heldOut) = (0..<342, 342..<442)
    let training = try Dataset(
      features: features.rows(RangeSet(known)), target: Array(target[known]),
      featureNames: table.columnNames.map { Array($0[..<10]) })

    // 2. Fit four learners side by side, and a ridge regression to what they predict for patients they have not seen.
    let stack = SuperLearner(folds: 5) {
      Layer {
        OrdinaryLeastSquares()
        RidgeRegression(penalty: 0.1)
        LassoRegression(penalty: 0.5)
        Preprocessing(named: "strongest", ColumnSubset([2, 3, 8]), Standardizer()) {
          OrdinaryLeastSquares().named("ols")
        }
      }
    } meta: {
      RidgeRegression()
    }
    print("Fitting \(known.count) patients, 5 folds:\n")
    let fitted = try await stack.fitted(to: training)
    print(fitted.report)

    // 3. Store the model, and forget it.
    let folder = FilePath(FileManager.default.temporaryDirectory.path)
      .appending("diabetes-\(ProcessInfo.processInfo.processIdentifier).model")
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try fitted.save(to: folder)
    let model = try EnsembleModel(contentsOf: folder, registry: .standard)

    // 4. Predict the patients held out, with the ensemble and with each learner of the first layer.
    let unseen = features.rows(RangeSet(heldOut))
    let truth = Array(target[heldOut])
    let error = Scorer.rootMeanSquaredError
    let predictions = try await model.predictions(from: unseen)
    let learners = try await model.layerOutputs(from: unseen)[0]

    print("\nPredicting \(heldOut.count) patients held out, with the model stored and loaded again (rmse):\n")
    for (column, name) in learners.columnNames.enumerated() {
      print(try line(name, error.score(of: learners.matrix.column(column), against: truth)))
    }
    print(try line("the ensemble", error.score(of: predictions, against: truth)))
    print("\nWhich learner will be best nobody knows beforehand. The ensemble does not have to choose one.")
  }

  private static func line(_ name: String, _ score: Double) -> String {
    "  " + name.padding(toLength: 16, withPad: " ", startingAt: 0) + String(format: "%.3f", score)
  }

  private static func dataPath() throws -> String {
    guard let url = Bundle.module.url(forResource: "diabetes", withExtension: "csv") else {
      throw CocoaError(.fileNoSuchFile)
    }
    return url.path
  }
}
