/// What a layer is made of, for descriptions of it: names and parameters, and nothing that was learned.
package struct LayerOutline: Sendable {
  package let name: String
  /// The columns of the input that the next layer sees too, counted from 0.
  package let propagatedColumns: [Int]
  package let transformers: [(name: String, stepTypes: [String])]
  /// In the order of their columns.
  package let learners: [(name: String, estimator: any Estimator)]
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
      transformers: layer.transformers.map { transformer in
        (transformer.name, transformer.pipeline.steps.map { type(of: $0).typeName })
      },
      learners: layer.learners.map { ($0.name.description, $0.estimator) })
  }
}

extension EnsembleModel {
  /// What the layers are made of, in order, the meta learners last.
  package var outline: [LayerOutline] {
    layers.map { layer in
      LayerOutline(
        name: layer.name, propagatedColumns: layer.propagatedColumns,
        transformers: layer.transformers.map { transformer in
          let steps = transformer.pipelines.first?.steps ?? []
          return (transformer.name, steps.map { type(of: $0.value).typeName })
        },
        learners: layer.learners.map { ($0.name.description, $0.estimator.value) })
    }
  }
}
