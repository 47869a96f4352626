extension LightGBMSettings: BoosterSettings {
  static var library: BoostingLibrary { .lightGBM }

  /// What every call is told: one thread, which is a setting of the whole process, and no messages.
  static let silent = "num_threads=1 verbosity=-1"

  func trained(on request: BoostingRequest) throws -> [String] {
    let library = try LightGBMLibrary.opened()
    let parameters = try parameters(for: request, names: library.parameterNames)
    let data = try LightGBMDataset(
      request.training, binnedBy: request.bins, parameters: parameters, library: library)
    let heldOut = try request.heldOut.map {
      try LightGBMDataset($0.examples, parameters: parameters, reference: data, library: library)
    }
    return try request.labels.indices.map { output in
      try data.set("label", to: request.labels[output])
      if let labels = request.heldOut?.labels[output] { try heldOut?.set("label", to: labels) }
      return try LightGBMBooster.trained(
        on: data, heldOut: heldOut, parameters: parameters, rounds: rounds, patience: patience,
        library: library)
    }
  }

  /// The parameters as LightGBM spells them.
  ///
  /// - Parameters:
  ///   - request: What they are for.
  ///   - names: The names of all parameters, each with its other names.
  /// - Returns: Names and values, separated by spaces.
  /// - Throws: `ModelingError` if there is no parameter of some name, or if it is not for the caller to set.
  private func parameters(for request: BoostingRequest, names: [String: [String]]) throws -> String {
    // A fraction of few rows could be none, which LightGBM refuses.
    let isSampled = rowFraction < 1 && rowFraction * Double(request.training.data.rowCount) >= 1
    var values = [
      "num_leaves": "\(maximumLeaves)", "max_depth": "\(maximumDepth == 0 ? -1 : maximumDepth)",
      "learning_rate": "\(learningRate)", "min_data_in_leaf": "\(minimumRows)",
      "bagging_fraction": "\(rowFraction)", "bagging_freq": isSampled ? "1" : "0",
      "feature_fraction": "\(columnFraction)", "lambda_l2": "\(penalty)", "max_bin": "\(maximumBins)",
      "objective": request.classCount.map { $0 == 2 ? "binary" : "multiclass" } ?? "regression",
      "seed": "\(request.librarySeed)", "deterministic": "true", "force_col_wise": "true",
    ]
    if let count = request.classCount, count > 2 { values["num_class"] = "\(count)" }
    if let columns = Self.categoricalFeature(of: request.training.data) {
      values["categorical_feature"] = columns
    }
    var known: Set<String> = []
    for (given, value) in others {
      let name = try Self.name(of: given, among: names, for: request)
      guard known.insert(name).inserted else {
        throw ModelingError(
          .invalidParameter,
          "“others” of “\(request.typeName)” names “\(name)” twice, by different names; leave out one")
      }
      guard name != "boosting" || value.lowercased() != "dart" || request.heldOut == nil else {
        throw ModelingError.unmeasuredRounds(of: request.typeName, "\(given)=\(value)")
      }
      values[name] = value
    }
    return Self.silent + " "
      + values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  /// The columns of categories as LightGBM spells them, if there are any.
  static func categoricalFeature(of data: Dataset) -> String? {
    data.categories.isEmpty ? nil : data.categories.keys.sorted().map(String.init).joined(separator: ",")
  }

  /// LightGBM's main name of a parameter that was given by one of its names.
  ///
  /// - Throws: `ModelingError` if there is none, or if it is not for the caller to set.
  private static func name(
    of given: String, among names: [String: [String]], for request: BoostingRequest
  ) throws -> String {
    guard let name = names[given] != nil ? given : names.first(where: { $0.value.contains(given) })?.key
    else {
      throw ModelingError(
        .unknownName,
        "LightGBM has no parameter “\(given)”, which “others” of “\(request.typeName)” names"
          + Spelling.hint(for: given, among: names.keys.sorted()))
    }
    if let ours = declared[name] {
      throw ModelingError(
        .invalidParameter,
        "“others” of “\(request.typeName)” names “\(given)”, which is its parameter “\(ours)”; set that instead"
      )
    }
    let isManaged =
      switch name {
      case "objective": request.classCount != nil
      case "categorical_feature": !request.training.data.categories.isEmpty
      default: managed.contains(name)
      }
    guard !isManaged else {
      throw ModelingError(
        .invalidParameter,
        "“others” of “\(request.typeName)” names “\(given)”, which the learner sets itself; leave it out")
    }
    return name
  }

  /// LightGBM's names of the parameters that have one here.
  private static let declared = [
    "num_iterations": "rounds", "learning_rate": "learningRate", "num_leaves": "maximumLeaves",
    "max_depth": "maximumDepth", "min_data_in_leaf": "minimumRows", "bagging_fraction": "rowFraction",
    "feature_fraction": "columnFraction", "lambda_l2": "penalty", "max_bin": "maximumBins",
    "early_stopping_round": "patience",
  ]

  /// Parameters that must be what they are for a fit to be silent, repeatable and on one thread, and for losses to be
  /// the smaller the better; and those of LightGBM's own program, which reads and writes files.
  private static let managed: Set = [
    "num_threads", "verbosity", "seed", "deterministic", "force_col_wise", "force_row_wise", "num_class",
    "metric",
    "first_metric_only", "early_stopping_min_delta", "config", "task", "data", "valid", "input_model",
    "output_model",
    "output_result", "convert_model", "saved_feature_importance_type", "snapshot_freq", "save_binary",
    "machines",
    "num_machines", "local_listen_port", "machine_list_filename", "tree_learner", "device_type",
    "pre_partition", "two_round",
  ]
}
