import ArgumentParser
import Ensembles
import Estimators
import SystemPackage

/// `ensembles predict`: predicts with a stored model.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predicts with a stored model.",
    discussion: """
      Where both the model and the table know the names of columns, these decide: other columns, such as the target, \
      are ignored. Otherwise the table must have exactly the columns that the model was fitted to.

      A model of one meta learner predicts one column. A .npy file of it is an array of one dimension.
      """)

  @Argument(help: "The folder of the model.")
  var model: String

  @Option(help: ArgumentHelp("The table to predict for: a .npy, .csv or .tsv file.", valueName: "file"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Where the predictions go: a .npy, .csv or .tsv file, or “-” for text on the standard output.",
      valueName: "file"))
  var output = "-"

  @OptionGroup var engine: EngineOptions

  @OptionGroup var header: HeaderFlag

  func validate() throws {
    try header.validate(for: data)
    guard output != "-" else { return }
    do {
      _ = try TableFormat(of: FilePath(output))
    } catch let error as ToolError {
      throw ValidationError(error.description)
    }
  }

  func run() async throws {
    let destination = try PredictionDestination(output)
    try destination.rehearse(besides: FilePath(data))
    try engine.rehearseTrace(besides: self.model, data, output)
    let model = try EnsembleModel(contentsOf: FilePath(model), registry: .standard)
    let table = try Table(contentsOf: FilePath(data), header: header.mode)
    let features = try table.features(for: model)
    let predictions: Matrix<Double>
    do {
      predictions = try await engine.run { parallel in
        try await Interruption.cancelling {
          try await model.predictionMatrix(from: features, on: parallel)
        }
      }
    } catch let error as ModelingError {
      throw ToolError("“\(data)”: \(error)")
    }
    try destination.write(predictions, columnNames: model.outputNames)
  }
}
