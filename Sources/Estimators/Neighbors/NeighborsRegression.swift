/// The mean target of the training rows that are nearest.
///
/// Distances are Euclidean and depend on the units of the columns: standardize them first if those differ. The search is
/// exact; of training rows that are equally far the first count. All training rows stay in the model.
///
/// Cross-fitting measures each distance between a held-out row and a row of its training set once. So there is nothing
/// for the folds to share, and *n* rows take O(*n*² *p*) time however many folds there are.
///
/// - Complexity: O(*n* *p*) time and memory for a fit to *n* rows and *p* columns, O(*n* *p*) time to predict a row.
///
/// Source: T. M. Cover and P. E. Hart, “Nearest neighbor pattern classification”, IEEE Trans. Inf. Theory 13 (1967);
/// weights by S. A. Dudani, “The distance-weighted k-nearest-neighbor rule”, IEEE Trans. Syst. Man Cybern. 6 (1976).
public struct NeighborsRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "neighbors"
  /// One line for lists of learners.
  public static let summary = "the mean target of the nearest training rows"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// The parameters.
  public static let parameters: [Parameter<NeighborsRegression>] = [
    .integer("neighbors", \.neighbors, .atLeast(1), "number of neighbors"),
    .flag("byDistance", \.byDistance, "whether nearer neighbors count more"),
  ]

  /// The number of neighbors, at least 1.
  public var neighbors: Int

  /// Whether each neighbor counts as much as the reciprocal of its distance.
  public var byDistance: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(neighbors: 5) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - neighbors: The number of neighbors, at least 1.
  ///   - byDistance: Whether each neighbor counts as much as the reciprocal of its distance.
  public init(neighbors: Int, byDistance: Bool = false) {
    self.neighbors = neighbors
    self.byDistance = byDistance
  }

  /// Keeps the rows of a data set.
  ///
  /// - Throws: `ModelingError` if there are fewer rows than neighbors.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> NeighborsModel {
    try NeighborWeighting.require(neighbors, among: data.rowCount, for: Self.typeName)
    return NeighborsModel(
      rows: data.features.matrix(), targets: Features(data.target).matrix(), neighbors: neighbors,
      byDistance: byDistance)
  }
}

/// Training rows and their targets.
public struct NeighborsModel: FittedModel, Equatable {
  /// The name in stored models.
  public static let typeName = "neighbors-model"

  /// The training rows.
  public let rows: Matrix<Double>

  /// One row for each training row, one column for each output.
  public let targets: Matrix<Double>

  /// The number of neighbors of a prediction.
  public let neighbors: Int

  /// Whether each neighbor counts as much as the reciprocal of its distance.
  public let byDistance: Bool

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { rows.columnCount }

  /// The number of columns that predictions have.
  public var outputCount: Int { targets.columnCount }

  init(rows: Matrix<Double>, targets: Matrix<Double>, neighbors: Int, byDistance: Bool) {
    self.rows = rows
    self.targets = targets
    self.neighbors = neighbors
    self.byDistance = byDistance
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Matrix<Double>.self, forKey: .rows)
    targets = try container.decode(Matrix<Double>.self, forKey: .targets)
    neighbors = try container.decode(Int.self, forKey: .neighbors)
    byDistance = try container.decode(Bool.self, forKey: .byDistance)
    guard neighbors > 0, neighbors <= rows.rowCount, targets.rowCount == rows.rowCount,
      targets.columnCount > 0,
      rows.withUnsafeElements({ $0.allSatisfy(\.isFinite) }),
      targets.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container,
        debugDescription:
          "a model of neighbors needs as many targets as rows, of finite numbers, and enough of them")
    }
  }

  /// The weighted mean of the targets of the nearest training rows.
  ///
  /// A row that holds a NaN has NaN for a prediction.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*n* *p*) for each row, of *n* training rows.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let weighting = NeighborWeighting(byDistance: byDistance)
    let outputs = targets.columnCount
    var predictions = Matrix<Double>(rowCount: features.rowCount, columnCount: outputs, repeating: 0)
    predictions.withUnsafeMutableElements { predictions in
      NeighborSearch(rows).forEachRow(of: features, nearest: neighbors) { row, nearest in
        guard !nearest.isEmpty else {
          for output in 0..<outputs { predictions[row * outputs + output] = .nan }
          return
        }
        for (neighbor, weight) in zip(nearest, weighting.weights(of: nearest)) {
          for output in 0..<outputs {
            predictions[row * outputs + output] += weight * targets[neighbor.row, output]
          }
        }
      }
    }
    return predictions
  }
}
