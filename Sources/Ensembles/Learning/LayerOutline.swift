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

  /// Learners that are fitted to the same rows.
  package struct Group: Sendable {
    package let name: String
    package let transformers: [(name: String, stepTypes: [String])]
    /// In the order of their columns.
    package let learners: [Learner]
  }

  package let name: String
  /// The columns of the input that the next layer sees too, counted from 0.
  package let propagatedColumns: [Int]
  package let groups: [Group]

  /// The learners of all groups.
  package var learners: [Learner] { groups.flatMap(\.learners) }
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
      groups: layer.groups.map { group in
        LayerOutline.Group(
          name: group.name,
          transformers: group.transformers.map { transformer in
            (transformer.name, transformer.pipeline.steps.map { type(of: $0).typeName })
          },
          learners: group.learners.map { named in
            LayerOutline.Learner(
              name: named.name.description, estimator: named.learner.estimator,
              typeName: named.learner.typeName)
          })
      })
  }
}

extension EnsembleModel {
  /// What the layers are made of, in order, the meta learners last.
  package var outline: [LayerOutline] {
    layers.map { layer in
      LayerOutline(
        name: layer.name, propagatedColumns: layer.propagatedColumns, groups: layer.groups.map(\.outline))
    }
  }
}

extension FittedGroup {
  fileprivate var outline: LayerOutline.Group {
    LayerOutline.Group(
      name: name,
      transformers: transformers.map { transformer in
        (transformer.name, (transformer.voters.first?.steps ?? []).map { type(of: $0.value).typeName })
      },
      learners: learners.map { learner in
        let estimator = learner.estimator?.value
        let model = learner.voters.first?.value
        return LayerOutline.Learner(
          name: learner.name.description, estimator: estimator,
          typeName: estimator.map { type(of: $0).typeName } ?? model.map { type(of: $0).typeName } ?? "")
      })
  }
}
