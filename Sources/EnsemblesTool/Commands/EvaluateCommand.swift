import ArgumentParser
import Ensembles
import Estimators
import SystemPackage

/// `ensembles evaluate`: tells how well the ensemble of a recipe predicts rows that it has not seen.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Cross-validates every learner, the meta learners and the whole ensemble of a recipe.",
    discussion: """
      The rows are cut into folds. For each of them the whole ensemble is fitted to the others, with folds of its own \
      inside, and predicts the rows left out. No model is stored.

      Folds are stratified where the target has labels. With “--groups” they keep groups together.

      \(DataOptions.discussion)
      """)

  @Argument(help: "The recipe: a YAML or JSON file.")
  var recipe: String

  @OptionGroup var source: DataOptions

  @Option(help: "How many folds the rows are cut into.")
  var folds = 5

  @Flag(help: "Shuffles the rows before they are cut into folds.")
  var shuffled = false

  @Option(
    help: ArgumentHelp(
      "What is measured, with commas between; what the recipe says if absent.", valueName: "name,…"))
  var scorers: String?

  @OptionGroup var engine: EngineOptions

  @Option(help: "Where random numbers start, instead of the recipe's seed.")
  var seed: UInt64?

  @Option(help: "How the table is printed.")
  var format = OutputFormat.table

  func validate() throws {
    guard folds >= 2 else { throw ValidationError("“--folds” must be a whole number of at least 2") }
    do {
      _ = try namedScorers()
    } catch let error as ModelingError {
      throw ValidationError(error.message)
    }
  }

  func run() async throws {
    var recipe = try Recipe(contentsOf: FilePath(recipe), registry: .standard)
    if let seed { recipe.seed = seed }
    let ensemble = try recipe.ensemble()
    try engine.rehearseTrace(besides: self.recipe, source.data)
    try StandardOutput.requireOpen()
    let training = try TrainingData(DataPlan(source, for: recipe))
    try recipe.requireSuitable(training.dataset)

    try await engine.run {
      try await evaluation(of: ensemble, on: training, $0)
    } deliver: { result in
      switch format {
      case .table: try StandardOutput.print(result.description)
      case .json: try StandardOutput.print(try JSONText.encode(result))
      }
    }
  }

  private func evaluation(
    of ensemble: any Ensemble, on training: TrainingData, _ parallel: Parallel
  ) async throws -> EnsembleEvaluation {
    let indexer: any Indexer =
      source.groups == nil ? FoldIndexer(folds: folds) : GroupedFoldIndexer(folds: folds)
    let (scorers, isShuffled) = (try namedScorers(), shuffled)
    do {
      return try await Interruption.cancelling {
        try await ProgressLine.showing("folds", as: ProgressLine.State.init(evaluating:)) { observer in
          try await ensemble.evaluation(
            over: training.dataset, folds: indexer, scorers: scorers, shuffled: isShuffled, on: parallel,
            progress: observer)
        }
      }
    } catch let failure as EvaluationFailure {
      if let cause = failure.underlying as? ModelingError, cause.code == .notFinite {
        try training.requireFinite()
      }
      throw failure
    }
  }

  private func namedScorers() throws -> [Scorer] {
    try scorers.map { try $0.split(separator: ",").map { try Scorer.named(String($0)) } } ?? []
  }
}

extension ProgressLine.State {
  /// How far the evaluation of an ensemble is.
  fileprivate init(evaluating progress: EvaluationProgress) {
    self.init(completed: progress.completed, total: progress.total, label: "evaluation")
  }
}
