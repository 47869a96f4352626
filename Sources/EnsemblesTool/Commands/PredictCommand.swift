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

      A model of one meta learner predicts one column. A .npy file of it is an array of one dimension. A model of \
      classes predicts labels or, with “--probabilities”, one column for each class.
      """)

  @Argument(help: "The folder of the model.")
  var model: String

  @Option(
    help: ArgumentHelp("The table to predict for: a .npy, .npz, .csv, .tsv or .txt file.", valueName: "file"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Where the predictions go: a .npy, .csv, .tsv or .txt file, or “-” for text on the standard output.",
      valueName: "file"))
  var output = "-"

  @Flag(help: "Predicts the probability of each class instead of the label.")
  var probabilities = false

  @OptionGroup var engine: EngineOptions

  @OptionGroup var header: HeaderFlag

  func validate() throws {
    try header.validate(for: data)
    guard output != "-" else { return }
    do {
      _ = try PredictionDestination(output)
    } catch let error as ToolError {
      throw ValidationError(error.description)
    }
  }

  func run() async throws {
    let destination = try PredictionDestination(output)
    try destination.rehearse(besides: FilePath(data))
    try engine.rehearseTrace(besides: self.model, data, output)
    let model = try EnsembleModel(contentsOf: FilePath(model), registry: .standard)
    if let labels = model.classLabels {
      try requireOneAnswer(of: model)
      if !probabilities { try destination.requireLabels(labels) }
    } else if probabilities {
      throw ToolError(
        "“\(self.model)” predicts numbers, and so has no probabilities; leave out “--probabilities”")
    }
    let table = try Table(contentsOf: FilePath(data), header: header.mode, for: model)
    let features = try table.features(for: model)
    do {
      try await predict(with: model, for: features, to: destination)
    } catch let error as ModelingError {
      throw ToolError("“\(data)”: \(error)\(table.unknownWordHint)")
    }
  }

  /// Checks that a model of classes has one learner at its end.
  private func requireOneAnswer(of model: EnsembleModel) throws {
    guard let last = model.outline.last, model.lastPredictorCount > 1 else { return }
    let names = last.learners.map { "“\($0.name)”" }.joined(separator: ", ")
    throw ToolError(
      "“\(self.model)” ends in \(model.lastPredictorCount) models of classes (\(names) of \(last.name)), which may "
        + "each say something else; give the recipe one learner under “meta” that decides, and fit it again")
  }

  private func predict(
    with model: EnsembleModel, for features: Features, to destination: PredictionDestination
  ) async throws {
    func run<Result: Sendable>(
      _ body: @escaping @Sendable (Parallel) async throws -> Result, deliver: (Result) throws -> Void
    ) async throws {
      try await engine.run(
        { parallel in try await Interruption.cancelling { try await body(parallel) } }, deliver: deliver)
    }
    if let labels = model.classLabels {
      if probabilities {
        try await run {
          try await model.probabilities(from: features, on: $0)
        } deliver: {
          try destination.write($0, columnNames: labels)
        }
      } else {
        try await run {
          try await model.labels(from: features, on: $0)
        } deliver: {
          try destination.write(labels: $0)
        }
      }
    } else {
      try await run {
        try await model.predictionMatrix(from: features, on: $0)
      } deliver: {
        try destination.write($0, columnNames: model.outputNames)
      }
    }
  }
}
