internal import CLIBLINEAR

/// The solvers of LIBLINEAR that are used: the one file that calls the library.
///
/// They are the three that draw no random numbers. The others call the C library's `rand`, whose state is one for the
/// whole process, so that fits side by side would change each other's results.
// SAFETY: the rows live until the model has been copied out and freed, and every array has the length that the library
// was told.
enum LIBLINEAR {
  enum Solver {
    /// Logistic regression.
    case logistic
    /// Squared hinge loss.
    case squaredHinge
    /// Squared loss beyond a margin.
    case squaredMargin(Double)
  }

  struct Settings {
    var solver: Solver
    var cost: Double
    var intercept: Bool
    var tolerance: Double
  }

  /// Columns of coefficients: one for numbers and for two classes, else one for each class.
  struct Solution {
    /// For each feature, one coefficient for each column.
    var coefficients: [Double]
    var intercepts: [Double]
  }

  /// The name and version of the library.
  static let description = "LIBLINEAR \(LIBLINEAR_VERSION / 100).\(LIBLINEAR_VERSION % 100)"

  /// Messages go to the terminal unless the library, that is all of the process, is told otherwise.
  private static let silence: Void = set_print_string_function { _ in }

  /// Checks that the search can end.
  ///
  /// Where one row outweighs the penalty by more than a `Double` has digits, with as many again for the squares, no step
  /// makes the loss smaller, and the library tries on for ever: two rows with 1e13 do, with 1e12 do not.
  private static func requireModestNumbers(
    _ features: Features, _ target: [Double], cost: Double, for typeName: String
  ) throws {
    let most = 1e25
    var largest = 0.0
    // Rows of sparse features are copied with their zeros.
    features.forEachRowBlock(of: max(1, min(64, 1 << 20 / max(1, features.columnCount)))) { block in
      for row in 0..<block.rowCount {
        largest = max(largest, block.row(row).reduce(0) { $0 + $1 * $1 })
      }
    }
    guard largest * cost <= most, target.allSatisfy({ $0 * $0 * cost <= .greatestFiniteMagnitude / 1e16 })
    else {
      throw ModelingError(
        .notFinite,
        "“\(typeName)” cannot be fitted to numbers as large as the features or the target have; scale them first"
      )
    }
  }

  /// Fits to rows.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - order: The rows in the order in which the library sees them, with the labels in `target`.
  ///   - target: Numbers; or places of classes, of which each occurs and 0 comes first.
  ///   - settings: The solver and its parameters.
  ///   - typeName: The name of the learner in errors.
  /// - Returns: The coefficients, which of two classes are positive for the first.
  /// - Throws: `ModelingError` if the numbers are too large, if the library refuses the parameters, or if it gives
  ///   coefficients that are not finite.
  static func solve(
    _ features: Features, order: [Int], target: [Double], settings: Settings, for typeName: String
  ) throws -> Solution {
    _ = silence
    try requireModestNumbers(features, target, cost: settings.cost, for: typeName)
    let rows = NodeRows(features, order: order, hasConstant: settings.intercept) {
      feature_node(index: $0, value: $1)
    }
    let width = features.columnCount + (settings.intercept ? 1 : 0)
    var parameters = unset_parameter()
    parameters.eps = settings.tolerance
    parameters.C = settings.cost
    switch settings.solver {
    case .logistic: parameters.solver_type = Int32(L2R_LR)
    case .squaredHinge: parameters.solver_type = Int32(L2R_L2LOSS_SVC)
    case .squaredMargin(let margin):
      parameters.solver_type = Int32(L2R_L2LOSS_SVR)
      parameters.p = margin
    }
    return try rows.withRows(target) { nodes, labels in
      // The library's `bias` only describes rows that have the column already.
      var examples = problem(
        l: Int32(clamping: order.count), n: Int32(clamping: width), y: labels, x: nodes,
        bias: settings.intercept ? 1 : -1)
      if let reason = check_parameter(&examples, &parameters) {
        throw ModelingError(
          .libraryFailure, "LIBLINEAR refuses the parameters of “\(typeName)”: \(String(cString: reason))")
      }
      var model = train(&examples, &parameters)
      defer { free_and_destroy_model(&model) }
      guard let weights = model?.pointee.w, let classes = model?.pointee.nr_class else {
        throw ModelingError(.libraryFailure, "LIBLINEAR made no model for “\(typeName)”")
      }
      let columns = classes <= 2 ? 1 : Int(classes)
      let values = Array(UnsafeBufferPointer(start: weights, count: width * columns))
      guard values.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: typeName) }
      let split = features.columnCount * columns
      return Solution(
        coefficients: Array(values[..<split]),
        intercepts: settings.intercept ? Array(values[split...]) : [Double](repeating: 0, count: columns))
    }
  }
}
