/// What a layer is made of, for descriptions of it: names and parameters, and nothing that was learned.
package struct LayerOutline: Sendable {
  /// A learner of the layer.
  package struct Learner: Sendable {
    package let name: String
    /// What was fitted, or nil for a learner that had been fitted before.
    package let estimator: (any Estimator)?
    /// The name of the type of the estimator or the model.
    package let typeName: String
  }

  package let name: String
  /// The columns of the input that the next layer sees too, counted from 0.
  package let propagatedColumns: [Int]
  package let transformers: [(name: String, stepTypes: [String])]
  /// In the order of their columns.
  package let learners: [Learner]
}

extension Layer {
  /// Settles and checks the names and the parameters of this layer.
  ///
  /// - Parameter position: The layer's place in its ensemble, counted from 0.
  /// - Returns: The names and what they stand for.
  /// - Throws: `ModelingError` if two names clash, a transformer is missing or not needed, or a parameter is out
  ///   of range.
  package func outline(position: Int) throws -> LayerOutline {
    let layer = try ResolvedLayer(self, position: position)
    return LayerOutline(
      name: layer.name, propagatedColumns: layer.propagatedColumns,
      transformers: layer.groups.flatMap(\.transformers).map { transformer in
        (transformer.name, transformer.pipeline.steps.map { type(of: $0).typeName })
      },
      learners: layer.learners.map { named in
        LayerOutline.Learner(
          name: named.name.description, estimator: named.learner.estimator, typeName: named.learner.typeName)
      })
  }
}

extension EnsembleModel {
  /// What the layers are made of, in order, the meta learners last.
  package var outline: [LayerOutline] {
    layers.map { layer in
      LayerOutline(
        name: layer.name, propagatedColumns: layer.propagatedColumns,
        transformers: layer.groups.flatMap(\.transformers).map { transformer in
          let steps = transformer.voters.first?.steps ?? []
          return (transformer.name, steps.map { type(of: $0.value).typeName })
        },
        learners: layer.groups.flatMap(\.learners).map { learner in
          let estimator = learner.estimator?.value
          let model = (learner.models + learner.foldModels).first?.value
          return LayerOutline.Learner(
            name: learner.name.description, estimator: estimator,
            typeName: estimator.map { type(of: $0).typeName } ?? model.map { type(of: $0).typeName } ?? "")
        })
    }
  }
}
