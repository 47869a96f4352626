/// A fitted layer in a form that needs no registry to be read, for this program alone.
struct PortableLayer: Codable {
  private struct Group: Codable {
    var name: String
    var partitionCount: Int
    var folds: [FittedGroup.Fold]
    var transformers: [Transformer]
    var learners: [Learner]
  }

  private struct Transformer: Codable {
    var name: String
    var pipelines: [PortablePipeline]
    var foldPipelines: [PortablePipeline]
  }

  private struct Learner: Codable {
    var name: LearnerName
    var estimator: Portable<any Estimator>?
    var models: [Portable<any FittedModel>]
    var foldModels: [Portable<any FittedModel>]
  }

  private var name: String
  private var featureCount: Int
  private var propagatedColumns: [Int]
  private var precision: Precision?
  private var output: LearnerOutput
  private var classLabels: [String]?
  private var groups: [Group]

  init(_ layer: FittedLayer) {
    name = layer.name
    featureCount = layer.featureCount
    propagatedColumns = layer.propagatedColumns
    precision = layer.precision
    output = layer.output
    classLabels = layer.classLabels
    groups = layer.groups.map { group in
      Group(
        name: group.name, partitionCount: group.partitionCount, folds: group.folds,
        transformers: group.transformers.map { transformer in
          Transformer(
            name: transformer.name, pipelines: transformer.pipelines.map(PortablePipeline.init),
            foldPipelines: transformer.foldPipelines.map(PortablePipeline.init))
        },
        learners: group.learners.map { learner in
          Learner(
            name: learner.name, estimator: learner.estimator.map { Portable($0.value) },
            models: learner.models.map { Portable($0.value) },
            foldModels: learner.foldModels.map { Portable($0.value) })
        })
    }
  }

  var layer: FittedLayer {
    FittedLayer(
      name: name, featureCount: featureCount, propagatedColumns: propagatedColumns, precision: precision,
      output: output, classLabels: classLabels,
      groups: groups.map { group in
        FittedGroup(
          name: group.name, partitionCount: group.partitionCount, folds: group.folds,
          transformers: group.transformers.map { transformer in
            FittedTransformer(
              name: transformer.name, pipelines: transformer.pipelines.map(\.pipeline),
              foldPipelines: transformer.foldPipelines.map(\.pipeline))
          },
          learners: group.learners.map { learner in
            FittedLearner(
              name: learner.name, estimator: learner.estimator.map { Registered($0.value) },
              models: learner.models.map { Registered($0.value) },
              foldModels: learner.foldModels.map { Registered($0.value) })
          })
      })
  }
}
