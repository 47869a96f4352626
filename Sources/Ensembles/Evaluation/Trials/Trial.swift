/// An estimator with the parameters of one draw, behind one case of preprocessing.
struct Trial: Sendable {
  /// The place of the preprocessing case, or nil for the features as they are.
  let preprocessing: Int?
  let preprocessingName: String?
  let candidate: String
  let draw: Int
  let parameters: [String: ParameterValue]
  let estimator: any Estimator
  /// Where the random numbers of its fits start.
  ///
  /// All draws of a candidate have them in common, so that they differ by their parameters alone.
  let context: FittingContext

  var name: String { (preprocessingName.map { $0 + "." } ?? "") + "\(candidate).\(draw)" }
}

extension Evaluator {
  /// All trials, case by case, candidate by candidate.
  ///
  /// - Throws: `ModelingError` naming what does not suit.
  func trials(
    of candidates: [Candidate], _ search: ParameterSearch, after cases: [String],
    acceptingMissing acceptances: [Bool?], for data: Dataset
  ) throws -> [Trial] {
    guard !candidates.isEmpty else {
      throw ModelingError(.invalidEnsemble, "there are no candidates to evaluate; give at least one")
    }
    let scorers = try settledScorers(for: data)
    for candidate in candidates { try candidate.requireSuitable(data, scorers) }
    try data.requireFiniteTarget()
    var acceptsMissing = true

    var trials: [Trial] = []
    var names: Set<[String?]> = []
    for place in [nil] + cases.indices.map(Optional.some) {
      let name = place.map { cases[$0] }
      for candidate in candidates where try candidate.isTried(after: name, among: cases) {
        guard names.insert([name, candidate.settledName]).inserted else {
          throw ModelingError(
            .invalidEnsemble,
            "two candidates are named “\(candidate.settledName)”\(name.map { " after “\($0)”" } ?? ""); rename one"
          )
        }
        trials += try self.trials(of: candidate, search, after: place, named: name)
        let first = place.flatMap { acceptances[$0] } ?? type(of: candidate.estimator).acceptsMissing
        acceptsMissing = acceptsMissing && first
      }
    }
    if !acceptsMissing { try data.features.requireFinite { data.featureNames?[$0] } }
    return trials
  }

  private func trials(
    of candidate: Candidate, _ search: ParameterSearch, after place: Int?, named preprocessing: String?
  ) throws -> [Trial] {
    let name = candidate.settledName
    let context = seeds(.candidate, name, after: preprocessing)
    let draws = try candidate.parameters.draws(
      by: search, in: seeds(.draws, name, after: preprocessing), of: name)
    return try draws.enumerated().map { draw, parameters in
      Trial(
        preprocessing: place, preprocessingName: preprocessing, candidate: name, draw: draw,
        parameters: parameters, estimator: try candidate.estimator.setting(parameters, as: name),
        context: context)
    }
  }

  /// Checks the names of cases and the parameters of their steps.
  ///
  /// - Throws: `ModelingError` naming what is wrong.
  func requireSound(_ preprocessing: [Transformer], _ ensembles: [EnsembleCase] = []) throws {
    var names: Set<String> = []
    for name in preprocessing.map(\.name) + ensembles.map(\.name) {
      guard !name.isEmpty else {
        throw ModelingError(.invalidEnsemble, "a preprocessing case has no name; give it one")
      }
      guard names.insert(name).inserted else {
        throw ModelingError(.invalidEnsemble, "two preprocessing cases are named “\(name)”; rename one")
      }
    }
    for transformer in preprocessing { try transformer.pipeline.validate() }
  }
}

extension Evaluator {
  /// What random numbers are for.
  enum Purpose: Int {
    case shuffling, preprocessing, candidate, draws
  }

  /// Where random numbers start.
  ///
  /// Names are told apart by what no byte of a name is.
  func seeds(_ purpose: Purpose, _ name: String = "", after preprocessing: String? = nil) -> FittingContext {
    FittingContext(seed: seed).part(purpose.rawValue).part(named: preprocessing ?? "").part(-1)
      .part(named: name).part(-1)
  }
}

extension Candidate {
  /// Whether the candidate is tried after a case, or on the features as they are.
  fileprivate func isTried(after name: String?, among cases: [String]) throws -> Bool {
    guard let preprocessing else { return (name == nil) == cases.isEmpty }
    if let unknown = preprocessing.first(where: { !cases.contains($0) }) {
      throw ModelingError(
        .unknownName,
        "the candidate “\(settledName)” is to be tried after “\(unknown)”, which is no preprocessing case"
          + Spelling.hint(for: unknown, among: cases))
    }
    return name.map(preprocessing.contains) ?? preprocessing.isEmpty
  }

  fileprivate func requireSuitable(_ data: Dataset, _ scorers: [Scorer]) throws {
    guard !settledName.isEmpty else {
      throw ModelingError(.invalidEnsemble, "a candidate's name is empty; give it one")
    }
    do {
      // Whether words reach it is known behind the preprocessing.
      try type(of: estimator).requireSuitable(data.withoutCategories)
    } catch let error as ModelingError {
      throw ModelingError(error.code, "the candidate “\(settledName)” does not suit: \(error.message)")
    }
    guard let scorer = scorers.first(where: { $0.input == .probabilities }),
      !Learner(estimator).knowsProbabilities
    else { return }
    throw ModelingError(
      .unsuitableTarget,
      "the candidate “\(settledName)” knows no probabilities, which “\(scorer.name)” measures; measure its "
        + "predictions, or leave it out")
  }
}

extension Estimator {
  /// The estimator with other parameters.
  fileprivate func setting(_ parameters: [String: ParameterValue], as name: String) throws -> Self {
    var result = self
    do {
      for (parameter, value) in parameters.sorted(by: { $0.key < $1.key }) {
        try result.set(parameter, to: value)
      }
      try result.validate()
    } catch let error as ModelingError {
      throw ModelingError(error.code, "the candidate “\(name)” cannot be tried: \(error.message)")
    }
    return result
  }
}
