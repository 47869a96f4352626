import ArgumentParser
import Ensembles
import Estimators
import SystemPackage

/// `ensembles fit`: fits the ensemble of a recipe and stores the model.
struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fits the ensemble of a recipe to a table and stores the model.",
    discussion: """
      The recipe is a YAML or JSON file:

      ensemble: super-learner        # or blend, subsemble, clustered-subsemble, temporal, sequential
      folds: 5                       # a parameter of that ensemble
      task: regression               # or classification; what the target says if absent
      scorer: rmse
      precision: float32             # or float64, of what layers hand to the next
      seed: 7
      layers:
        - propagate: [0, 1]          # columns that the next layer sees too
          folds: 3                   # for this layer only, as well as precision, scorer, seed and others
          learners:
            - ols                    # with its defaults
            - ridge: {penalty: 0.1}  # with parameters
            - lasso: {penalty: 0.5}
              name: sparse           # with a name
            - preprocessing: [standardize, {columns: {columns: [0, 2]}}]
              name: scaled
              learners: [ridge]      # these see what the steps make
        - groups:                    # learners that are cross-fitted each in their own way
            - indexer: {repeated-fold: {folds: 3, repetitions: 2}}
              learners: [ols]
            - indexer: full
              learners: [ridge]
      meta: ridge

      These can stand at the top as well: indexer (instead of ensemble), shuffled: true, output: probabilities (of \
      classifiers), prediction: bagged (by the models of the folds), keepFoldModels: true, onLearnerFailure: drop, \
      onePass: false (each linear learner is fitted on its own). A single layer may do without “layers”: its \
      “learners” then stand at the top. “ensembles learners” lists what can stand in a recipe.

      \(DataOptions.discussion)

      The model is a folder, which appears whole at the end or not at all.

      With a checkpoint, every finished fit is kept in a folder. A run that was interrupted or killed goes on from \
      there when the same command is given again, and gives the same model. Remove the folder when the model is done.
      """)

  @Argument(help: "The recipe: a YAML or JSON file.")
  var recipe: String

  @OptionGroup var source: DataOptions

  @Option(help: ArgumentHelp("The folder to store the model in.", valueName: "model"))
  var output: String

  @OptionGroup var engine: EngineOptions

  @Option(help: "Where random numbers start, instead of the recipe's seed.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "A folder that keeps finished fits, for a run that is interrupted.", valueName: "folder"))
  var checkpoint: String?

  @Option(help: "How the report is printed.")
  var format = OutputFormat.table

  func run() async throws {
    // Whatever can be wrong is looked at before the long work: first what is small.
    var recipe = try Recipe(contentsOf: FilePath(recipe), registry: .standard)
    if let seed { recipe.seed = seed }
    let ensemble = try recipe.ensemble()
    try requireOutputOfItsOwn()
    try EnsembleModel.requireSavable(to: FilePath(output))
    try engine.rehearseTrace(besides: self.recipe, source.data)
    try StandardOutput.requireOpen()
    let training = try TrainingData(DataPlan(source, for: recipe))
    try recipe.requireSuitable(training.dataset)

    try await engine.run {
      try await Self.fit(ensemble, to: training, on: $0, checkpoint: checkpoint.map { FilePath($0) })
    } deliver: { model in
      try model.save(to: FilePath(output))
      do {
        try StandardOutput.print(try format.text(of: model.report))
      } catch let error as ToolError {
        throw ToolError("the model is stored in “\(output)”, but its report is lost: \(error)")
      }
    }
  }

  /// Checks that nothing but the model is to be written into its folder.
  ///
  /// A folder that holds other things does not give way to a model, so that the finished fit would be lost.
  private func requireOutputOfItsOwn() throws {
    for (noun, path) in [("trace", engine.trace), ("checkpoint", checkpoint)] {
      guard let path, FilePath(path).lies(in: FilePath(output)) else { continue }
      throw ToolError(
        "“\(output)” is for the model alone, and so not for the \(noun) “\(path)”; choose another place for that"
      )
    }
  }

  private static func fit(
    _ ensemble: any Ensemble, to training: TrainingData, on parallel: Parallel, checkpoint: FilePath?
  ) async throws -> EnsembleModel {
    var parallel = parallel
    if checkpoint != nil { parallel.logger = StandardErrorLog.logger }
    do {
      return try await Interruption.cancelling { [parallel] in
        try await ProgressLine.showing("fits", as: ProgressLine.State.init(fitting:)) { observer in
          try await ensemble.fitted(
            to: training.dataset, on: parallel, checkpoint: checkpoint, progress: observer)
        }
      }
    } catch let error as ModelingError where error.code == .notFinite {
      try training.requireFinite()
      throw error
    }
  }
}
