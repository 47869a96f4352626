/// Combines the predictions of learners by choosing them one after another, each as often as it helps.
///
/// Each round adds the learner with which the mean of those chosen scores best; a learner can be chosen again. The
/// weight of a learner is the share of its choices, up to the round with the best score of all. The best learners
/// alone are chosen at first, which guards against chance when there are many; and with `bags`, the whole is repeated
/// for random halves of the learners, and the weights averaged.
///
/// Of several outputs all have the same weights. The columns of a learner are neighbours, one for each output.
///
/// - Complexity: O(*n* *m* *r*) time for each bag, O(*n*) memory for *n* rows, *m* learners and *r* rounds.
///
/// Source: R. Caruana, A. Niculescu-Mizil, G. Crew and A. Ksikes, “Ensemble selection from libraries of models”, ICML
/// 2004.
public struct GreedySelection: Estimator {
  /// The name in recipe files.
  public static let typeName = "greedy"
  /// One line for lists of learners.
  public static let summary = "weights by choosing inputs one after another, as often as each helps"
  /// Scores take weights of examples into account.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it weighs what learners predict and adds nothing to it"
  ]
  /// The parameters.
  public static let parameters: [Parameter<GreedySelection>] = [
    .scorer("scorer", \.scorer, of: .numbers, "what is made best"),
    .integer("rounds", \.rounds, .atLeast(1), "choices that are made"),
    .integer("initial", \.initial, .atLeast(1), "learners that are chosen at first, the best alone"),
    .integer("bags", \.bags, .atLeast(1), "repetitions with random halves of the learners; 1 means with all"),
  ]

  /// The name of the scorer of numbers that is made best.
  public var scorer: String

  /// How many choices are made.
  public var rounds: Int

  /// How many of the choices are the best learners alone.
  public var initial: Int

  /// How often the whole is repeated for a random half of the learners; 1 means once, with all of them.
  public var bags: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(scorer: "rmse") }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - scorer: The name of a scorer of numbers.
  ///   - rounds: How many choices are made, at least 1.
  ///   - initial: How many of the choices are the best learners alone, at least 1.
  ///   - bags: How often the whole is repeated for a random half of the learners, at least 1.
  public init(scorer: String, rounds: Int = 50, initial: Int = 1, bags: Int = 1) {
    self.scorer = scorer
    self.rounds = rounds
    self.initial = initial
    self.bags = bags
  }

  /// Fits to a data set whose features are the predictions of learners.
  ///
  /// - Throws: `ModelingError` if the columns are not as many for each output, or if a score is not defined or not a
  ///   number; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let inputs = try CombinationInputs(data, typeName: Self.typeName)
    let search = GreedySearch(
      inputs: inputs, scorer: try Scorer.named(scorer), rounds: rounds, initial: initial, bags: bags,
      typeName: Self.typeName)
    let weights = try search.weights(in: context)
    return inputs.model([[Double]](repeating: weights, count: inputs.outputCount))
  }
}

/// Combines the probabilities of classifiers by choosing them one after another, each as often as it helps.
///
/// It chooses as `GreedySelection` does. Inputs are one column for each class from every classifier, those of a
/// classifier next to each other, as a layer writes them whose output is probabilities. A scorer of predictions
/// measures the classes that are most probable.
public struct GreedyClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "greedy-classifier"
  /// One line for lists of learners.
  public static let summary = "weights for probabilities by choosing classifiers as often as each helps"
  /// Scores take weights of examples into account.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it weighs what learners predict and adds nothing to it"
  ]
  /// The parameters.
  public static let parameters: [Parameter<GreedyClassifier>] = [
    .scorer("scorer", \.scorer, of: .classes, "what is made best"),
    .integer("rounds", \.rounds, .atLeast(1), "choices that are made"),
    .integer("initial", \.initial, .atLeast(1), "classifiers that are chosen at first, the best alone"),
    .integer(
      "bags", \.bags, .atLeast(1), "repetitions with random halves of the classifiers; 1 means with all"),
  ]

  /// The name of the scorer of classes that is made best.
  public var scorer: String

  /// How many choices are made.
  public var rounds: Int

  /// How many of the choices are the best classifiers alone.
  public var initial: Int

  /// How often the whole is repeated for a random half of the classifiers; 1 means once, with all of them.
  public var bags: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(scorer: "log-loss") }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - scorer: The name of a scorer of classes.
  ///   - rounds: How many choices are made, at least 1.
  ///   - initial: How many of the choices are the best classifiers alone, at least 1.
  ///   - bags: How often the whole is repeated for a random half of the classifiers, at least 1.
  public init(scorer: String, rounds: Int = 50, initial: Int = 1, bags: Int = 1) {
    self.scorer = scorer
    self.rounds = rounds
    self.initial = initial
    self.bags = bags
  }

  /// Fits to a data set whose features are the probabilities of classifiers.
  ///
  /// - Throws: `ModelingError` if the columns are no probabilities, as many for each class, or if a score is not
  ///   defined or not a number; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> CombinedProbabilities {
    guard data.classes != nil else { throw ModelingError.needsClasses(Self.typeName) }
    let inputs = try CombinationInputs(data, typeName: Self.typeName)
    let search = GreedySearch(
      inputs: inputs, scorer: try Scorer.named(scorer), rounds: rounds, initial: initial, bags: bags,
      typeName: Self.typeName)
    return CombinedProbabilities(weights: try search.weights(in: context), classCount: inputs.outputCount)
  }
}

extension Parameter {
  /// A parameter that is the name of a scorer for targets of a kind.
  fileprivate static func scorer(
    _ name: String, _ path: any WritableKeyPath<Root, String> & Sendable, of kind: TargetKind,
    _ summary: String
  ) -> Parameter {
    let names = Scorer.all.filter { $0.targetKind == kind }.map(\.name)
    return Parameter(
      name, domain: "one of " + names.map { "“\($0)”" }.joined(separator: ", "), summary,
      get: { .text($0[keyPath: path]) }, set: { $0[keyPath: path] = $1 },
      convert: { (value) -> String? in
        guard case .text(let text) = value, names.contains(text) else { return nil }
        return text
      })
  }
}
