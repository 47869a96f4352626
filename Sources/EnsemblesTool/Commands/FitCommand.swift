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

      ensemble: super-learner        # or blend; super-learner if absent
      folds: 5                       # a blend has testSize and trainSize
      scorer: rmse                   # or mae, r2
      precision: float32             # or float64, of what layers hand to the next
      seed: 7
      layers:
        - propagate: [0, 1]          # columns that the next layer sees too
          folds: 3                   # for this layer only
          learners:
            - ols                    # with its defaults
            - ridge: {penalty: 0.1}  # with parameters
            - lasso: {penalty: 0.5}
              name: sparse           # with a name
            - preprocessing: [standardize, {columns: {columns: [0, 2]}}]
              name: scaled
              learners: [ridge]      # these see what the steps make
      meta: ridge

      A single layer may do without “layers”: its “learners” then stand at the top. “ensembles learners” lists \
      learners, preprocessing steps, ensembles, scorers and their parameters.

      The data is a .npy, .csv or .tsv file. The target is the name of a column; if there is none of that name, the \
      number of a column, counted from 0 or, with -1 for the last, from the end; else a file with one column. Write \
      ./NAME for a file that is called like a column. All other columns are features.

      The model is a folder, which appears whole at the end or not at all.

      With a checkpoint, every finished fit is kept in a folder. A run that was interrupted or killed goes on from \
      there when the same command is given again, and gives the same model. Remove the folder when the model is done.
      """)

  @Argument(help: "The recipe: a YAML or JSON file.")
  var recipe: String

  @Option(help: ArgumentHelp("The table to learn from.", valueName: "file"))
  var data: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The column or the file that is to be predicted.", valueName: "name|index|file"))
  var target: String

  @Option(help: ArgumentHelp("The folder to store the model in.", valueName: "model"))
  var output: String

  @OptionGroup var engine: EngineOptions

  @Option(help: "Where random numbers start, instead of the recipe's seed.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "A folder that keeps finished fits, for a run that is interrupted.", valueName: "folder"))
  var checkpoint: String?

  @OptionGroup var header: HeaderFlag

  @Option(help: "How the report is printed.")
  var format = OutputFormat.table

  func validate() throws {
    try header.validate(for: data)
  }

  func run() async throws {
    // Whatever can be wrong is looked at before the long work: first what is small.
    let recipe = try Recipe(contentsOf: FilePath(recipe), registry: .standard)
    try EnsembleModel.requireSavable(to: FilePath(output))
    try engine.rehearseTrace(besides: self.recipe, data, output)
    try StandardOutput.requireOpen()
    let path = FilePath(data)
    let target = try TargetChoice(target, among: TableColumns(of: path, header: header.mode))
    let training = try TrainingData(path, target: target, header: header.mode)

    var ensemble = recipe.ensemble
    if let seed { ensemble.seed = seed }
    let model = try await engine.run { [ensemble] in
      try await Self.fit(ensemble, to: training, on: $0, checkpoint: checkpoint.map { FilePath($0) })
    }
    try model.save(to: FilePath(output))
    do {
      try StandardOutput.print(try format.text(of: model.report))
    } catch let error as ToolError {
      throw ToolError("the model is stored in “\(output)”, but its report is lost: \(error)")
    }
  }

  private static func fit(
    _ ensemble: any Ensemble, to training: TrainingData, on parallel: Parallel, checkpoint: FilePath?
  ) async throws -> EnsembleModel {
    var parallel = parallel
    if checkpoint != nil { parallel.logger = StandardErrorLog.logger }
    do {
      return try await Interruption.cancelling { [parallel] in
        try await ProgressLine.showing { observer in
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
