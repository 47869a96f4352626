extension Layer {
  /// Whether nothing that sees the layer's input minds missing values, which are NaN.
  package var acceptsMissing: Bool {
    routes.allSatisfy { learner, step in
      step.map { type(of: $0).acceptsMissing } ?? learner.acceptsMissing
    }
  }

  /// Whether nothing that sees the layer's input minds categories.
  package var acceptsCategories: Bool {
    routes.allSatisfy { learner, step in
      step.map { type(of: $0).acceptsCategories } ?? learner.estimator.map { type(of: $0).acceptsCategories }
        ?? false
    }
  }

  /// The learners, each with the first step before it, if there is one.
  private var routes: [(learner: Learner, step: (any Preprocessor)?)] {
    groups.flatMap { group in
      group.learners.map { learner in
        (learner, group.transformers.first { $0.name == learner.transformer }?.pipeline.steps.first)
      }
    }
  }
}
