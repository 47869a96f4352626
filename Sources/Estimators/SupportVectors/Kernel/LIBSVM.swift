internal import CLIBSVM

/// The machines of LIBSVM: the one file that calls the library.
///
/// Its probabilities and its cross-validation are not used: they call the C library's `rand`, whose state is one for the
/// whole process. Nor are its files, for which it sets the locale of the process.
// SAFETY: the rows live until the model, which points into them, has been copied out and freed, and every array has the
// length that the library was told.
enum LIBSVM {
  enum Task {
    /// Numbers, where errors within a margin cost nothing.
    case regression(margin: Double)
    /// Classes, each pair of which has a score that is positive for the first.
    case classification
  }

  struct Settings {
    var formula: KernelFormula
    var cost: Double
    var tolerance: Double
    var cacheMebibytes: Int
  }

  /// The name and version of the library.
  static let description = "LIBSVM \(LIBSVM_VERSION / 100).\(LIBSVM_VERSION % 100)"

  /// Messages go to the terminal unless the library, that is all of the process, is told otherwise.
  private static let silence: Void = svm_set_print_string_function { _ in }

  /// Fits to rows.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - order: The rows in the order in which the library sees them, with the labels in `target`.
  ///   - target: Numbers; or places of classes, of which each occurs and 0 comes first.
  ///   - task: What is fitted.
  ///   - settings: The kernel and the parameters of the search.
  ///   - typeName: The name of the learner in errors.
  /// - Returns: The scores: one for numbers, else one for each pair of classes.
  /// - Throws: `ModelingError` if the library refuses the parameters or a kernel overflows.
  static func solve(
    _ features: Features, order: [Int], target: [Double], task: Task, settings: Settings, for typeName: String
  ) throws -> KernelExpansion {
    _ = silence
    try features.requireFinite(in: settings.formula, for: typeName)
    let rows = NodeRows(features, order: order, hasConstant: false) { svm_node(index: $0, value: $1) }
    var parameters = svm_parameter()
    parameters.kernel_type =
      switch settings.formula.kernel {
      case .linear: Int32(LINEAR)
      case .polynomial: Int32(POLY)
      case .radial: Int32(RBF)
      case .sigmoid: Int32(SIGMOID)
      }
    parameters.gamma = settings.formula.gamma
    parameters.coef0 = settings.formula.offset
    parameters.degree = Int32(clamping: settings.formula.degree)
    parameters.C = settings.cost
    parameters.eps = settings.tolerance
    parameters.cache_size = Double(settings.cacheMebibytes)
    parameters.shrinking = 1
    parameters.probability = 0
    switch task {
    case .regression(let margin):
      parameters.svm_type = Int32(EPSILON_SVR)
      parameters.p = margin
    case .classification: parameters.svm_type = Int32(C_SVC)
    }
    return try rows.withRows(target) { nodes, labels in
      var examples = svm_problem(l: Int32(clamping: order.count), y: labels, x: nodes)
      if let reason = svm_check_parameter(&examples, &parameters) {
        throw ModelingError(
          .libraryFailure, "LIBSVM refuses the parameters of “\(typeName)”: \(String(cString: reason))")
      }
      var model = svm_train(&examples, &parameters)
      defer { svm_free_and_destroy_model(&model) }
      guard let fitted = model?.pointee else {
        throw ModelingError(.libraryFailure, "LIBSVM made no model for “\(typeName)”")
      }
      return try expansion(of: fitted, features: features, order: order, settings.formula, for: typeName)
    }
  }

  /// Copies a model.
  private static func expansion(
    of model: svm_model, features: Features, order: [Int], _ formula: KernelFormula, for typeName: String
  ) throws -> KernelExpansion {
    let (classes, count) = (Int(model.nr_class), Int(model.l))
    // A regression has one score, and LIBSVM says that it has two classes.
    let scores = classes * (classes - 1) / 2
    let chosen = (0..<count).map { order[Int(model.sv_indices?[$0] ?? 1) - 1] }
    let vectors = features.rows(of: chosen)
    var weights = Matrix<Double>(rowCount: count, columnCount: scores, repeating: 0)
    let isClassification = model.param.svm_type == Int32(C_SVC)
    let counts = isClassification ? (0..<classes).map { Int(model.nSV[$0]) } : [count, 0]
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var score = 0
    for i in 0..<classes {
      for j in i + 1..<classes {
        for row in starts[i]..<starts[i + 1] { weights[row, score] = model.sv_coef[j - 1]?[row] ?? 0 }
        for row in starts[j]..<starts[j + 1] { weights[row, score] = model.sv_coef[i]?[row] ?? 0 }
        score += 1
      }
    }
    let result = KernelExpansion(
      formula: formula, vectors: vectors, weights: weights, constants: (0..<scores).map { -model.rho[$0] })
    guard result.isSound else { throw ModelingError.overflow(in: typeName) }
    return result
  }
}

extension Features {
  /// Some rows, in any order, as a matrix of its own.
  fileprivate func rows(of numbers: [Int]) -> Matrix<Double> {
    let ascending = numbers.sorted()
    let matrix = rows(RangeSet(ascending, within: 0..<rowCount)).matrix()
    let places = Dictionary(uniqueKeysWithValues: zip(ascending, 0...))
    return Matrix(
      rowCount: numbers.count, columnCount: columnCount,
      elements: numbers.flatMap { matrix.row(places[$0] ?? 0) })
  }
}
