/// A layer of a fitted ensemble.
struct FittedLayer: Sendable {
  let name: String
  let featureCount: Int
  let propagatedColumns: [Int]
  /// The precision in which its output is kept for the next layer, or nil for that of the ensemble.
  let precision: Precision?
  let output: LearnerOutput
  /// The classes of the target, if it has any.
  let classLabels: [String]?
  let groups: [FittedGroup]

  /// The names of the output's columns.
  let columnNames: [String]
  /// Whether nothing that sees the layer's input minds missing values.
  let acceptsMissing: Bool

  init(
    name: String, featureCount: Int, propagatedColumns: [Int], precision: Precision?, output: LearnerOutput,
    classLabels: [String]?, groups: [FittedGroup]
  ) {
    self.name = name
    self.featureCount = featureCount
    self.propagatedColumns = propagatedColumns
    self.precision = precision
    self.output = output
    self.classLabels = classLabels
    self.groups = groups
    columnNames =
      propagatedColumns.map(Self.columnName)
      + groups.flatMap { group in
        group.learners.flatMap { learner in
          (0..<group.partitionCount).flatMap { partition in
            let name = Self.name(learner.name.description, partition: partition, of: group.partitionCount)
            return learner.columnNames(name, output, classLabels)
          }
        }
      }
    acceptsMissing = groups.allSatisfy { group in
      group.learners.allSatisfy { learner in
        group.transformer(of: learner)?.voters.first?.acceptsMissing ?? learner.acceptsMissing
      }
    }
  }

  /// The name of a propagated column.
  static func columnName(_ column: Int) -> String { "column \(column)" }

  /// The name of a learner's models for one of several partitions.
  static func name(_ learner: String, partition: Int, of count: Int) -> String {
    learner + (count > 1 ? "--\(partition)" : "")
  }

  /// The names of the columns of one model: of probabilities if there are labels, else of so many predictions.
  static func columnNames(_ name: String, count: Int, labels: [String]?) -> [String] {
    if let labels { return labels.map { "\(name)[\($0)]" } }
    return count == 1 ? [name] : (0..<count).map { "\(name)[\($0)]" }
  }
}

/// The part of a fitted layer whose learners were fitted to the same rows.
struct FittedGroup: Codable, Sendable {
  /// Where a fold model belongs.
  struct Fold: Codable, Sendable {
    let partition: Int
    let repetition: Int
  }

  let name: String
  let partitionCount: Int
  /// The folds whose models are kept.
  let folds: [Fold]
  let transformers: [FittedTransformer]
  /// In the order of their columns.
  let learners: [FittedLearner]

  /// The transformer whose result a learner sees, if there is one.
  func transformer(of learner: FittedLearner) -> FittedTransformer? {
    learner.name.transformer.flatMap { name in transformers.first { $0.name == name } }
  }

  /// Whether new data is predicted by the fold models.
  var isBagged: Bool { learners.first.map { $0.models.isEmpty } ?? false }
}

/// The fitted pipelines of a transformer.
struct FittedTransformer: Codable, Sendable {
  let name: String
  /// One for each partition, or none where fold models predict.
  let pipelines: [FittedPipeline]
  /// One for each fold that is kept.
  let foldPipelines: [FittedPipeline]

  /// Those that predict new data.
  var voters: [FittedPipeline] { pipelines.isEmpty ? foldPipelines : pipelines }
}

/// The models of a learner.
struct FittedLearner: Codable, Sendable {
  let name: LearnerName
  /// What was fitted, or nil for a learner that had been fitted before.
  let estimator: Registered<any Estimator>?
  /// One for each partition, or none where fold models predict.
  let models: [Registered<any FittedModel>]
  /// One for each fold that is kept.
  let foldModels: [Registered<any FittedModel>]

  /// Whether a NaN among the features stands for a missing value.
  var acceptsMissing: Bool { estimator.map { type(of: $0.value).acceptsMissing } ?? false }

  /// Those that predict new data.
  var voters: [Registered<any FittedModel>] { models.isEmpty ? foldModels : models }

  /// The names of the columns that one partition's models predict.
  func columnNames(_ name: String, _ output: LearnerOutput, _ classLabels: [String]?) -> [String] {
    FittedLayer.columnNames(
      name, count: voters.first?.value.outputCount ?? 0, labels: output == .probabilities ? classLabels : nil)
  }
}
