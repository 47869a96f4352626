extension XGBoostSettings: BoosterSettings {
  static var library: BoostingLibrary { .xgBoost }

  func trained(on request: BoostingRequest) throws -> [String] {
    let parameters = try parameters(for: request)
    let library = try XGBoostLibrary.opened()
    let data = try XGBoostMatrix(request.training, library: library)
    let heldOut = try request.heldOut.map { try XGBoostMatrix($0.examples, library: library) }
    return try request.labels.indices.map { output in
      try data.set("label", to: request.labels[output])
      if let labels = request.heldOut?.labels[output] { try heldOut?.set("label", to: labels) }
      return try XGBoostBooster.trained(
        on: data, heldOut: heldOut, parameters: parameters, rounds: rounds, patience: patience,
        library: library)
    }
  }

  /// The parameters as XGBoost spells them.
  private func parameters(for request: BoostingRequest) throws -> [(name: String, value: String)] {
    var values = [
      "max_depth": "\(maximumDepth)", "learning_rate": "\(learningRate)",
      "min_child_weight": "\(minimumWeight)",
      "subsample": "\(rowFraction)", "colsample_bytree": "\(columnFraction)", "lambda": "\(penalty)",
      "max_bin": "\(maximumBins)", "tree_method": "hist", "seed": "\(request.librarySeed)",
      "objective": request.classCount.map { $0 == 2 ? "binary:logistic" : "multi:softprob" }
        ?? "reg:squarederror",
      // Without it a parameter that does not exist goes unnoticed.
      "validate_parameters": "1",
    ]
    if let count = request.classCount, count > 2 { values["num_class"] = "\(count)" }
    for (name, value) in others {
      if let ours = Self.declared[name] {
        throw ModelingError(
          .invalidParameter,
          "“others” of “\(request.typeName)” names “\(name)”, which is its parameter “\(ours)”; set that instead"
        )
      }
      let isManaged = Self.managed.contains(name) || (name == "objective" && request.classCount != nil)
      guard !isManaged, name != "booster" || value != "gblinear" else {
        throw ModelingError(
          .invalidParameter,
          name == "booster"
            ? "“\(request.typeName)” boosts trees; for a linear model use “\(ElasticNetRegression.typeName)”"
            : "“others” of “\(request.typeName)” names “\(name)”, which the learner sets itself; leave it out"
        )
      }
      if request.heldOut != nil {
        guard name != "booster" || value != "dart" else {
          throw ModelingError.unmeasuredRounds(of: request.typeName, "\(name)=\(value)")
        }
        guard name != "objective" || !value.hasPrefix("rank:") else {
          throw ModelingError(
            .invalidParameter,
            "“others” of “\(request.typeName)” names “\(name)=\(value)”, whose measure of held-out rows grows as a model "
              + "gets better, so that no smallest loss tells when to stop; set “patience” to 0 and hold no rows out, or "
              + "choose another objective")
        }
      }
      values[name] = value
    }
    return values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// XGBoost's names, and other names, of the parameters that have one here.
  private static let declared = [
    "learning_rate": "learningRate", "eta": "learningRate", "max_depth": "maximumDepth",
    "min_child_weight": "minimumWeight", "subsample": "rowFraction", "colsample_bytree": "columnFraction",
    "lambda": "penalty", "reg_lambda": "penalty", "max_bin": "maximumBins", "num_round": "rounds",
    "n_estimators": "rounds", "early_stopping_rounds": "patience",
  ]

  /// Parameters that must be what they are for a fit to be silent, repeatable and on one thread, and for losses to be
  /// the smaller the better.
  private static let managed: Set = [
    "nthread", "n_jobs", "verbosity", "seed", "random_state", "num_class", "eval_metric",
    "disable_default_eval_metric",
    "validate_parameters", "device", "gpu_id", "process_type", "updater", "multi_strategy", "num_target",
  ]
}
