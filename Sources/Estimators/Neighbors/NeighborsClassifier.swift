/// The classes of the training rows that are nearest.
///
/// The probability of a class is its share among the neighbors. Distances, and what is kept, are those of
/// ``NeighborsRegression``.
///
/// - Complexity: O(*n* *p*) time and memory for a fit to *n* rows and *p* columns, O(*n* *p*) time to predict a row.
///
/// Source: T. M. Cover and P. E. Hart, “Nearest neighbor pattern classification”, IEEE Trans. Inf. Theory 13 (1967).
public struct NeighborsClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "neighbors-classifier"
  /// One line for lists of learners.
  public static let summary = "the classes of the nearest training rows"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// The parameters.
  public static let parameters: [Parameter<NeighborsClassifier>] = [
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
  public func fitted(to data: Dataset, in context: FittingContext) throws -> NeighboringClasses {
    guard let classes = data.classes else { throw ModelingError.needsClasses(Self.typeName) }
    try NeighborWeighting.require(neighbors, among: data.rowCount, for: Self.typeName)
    return NeighboringClasses(
      rows: data.features.matrix(), classes: (0..<data.rowCount).map { Int(data.target[$0, 0]) },
      classCount: classes.count, neighbors: neighbors, byDistance: byDistance)
  }
}

/// Training rows and their classes.
public struct NeighboringClasses: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "neighboring-classes"

  /// The training rows.
  public let rows: Matrix<Double>

  /// The number of the class of each training row.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of neighbors of a prediction.
  public let neighbors: Int

  /// Whether each neighbor counts as much as the reciprocal of its distance.
  public let byDistance: Bool

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { rows.columnCount }

  init(rows: Matrix<Double>, classes: [Int], classCount: Int, neighbors: Int, byDistance: Bool) {
    self.rows = rows
    self.classes = classes
    self.classCount = classCount
    self.neighbors = neighbors
    self.byDistance = byDistance
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Matrix<Double>.self, forKey: .rows)
    classes = try container.decode([Int].self, forKey: .classes)
    let classCount = try container.decode(Int.self, forKey: .classCount)
    self.classCount = classCount
    neighbors = try container.decode(Int.self, forKey: .neighbors)
    byDistance = try container.decode(Bool.self, forKey: .byDistance)
    guard neighbors > 0, neighbors <= rows.rowCount, classes.count == rows.rowCount,
      classes.allSatisfy({ $0 >= 0 && $0 < classCount }),
      rows.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: container,
        debugDescription:
          "a model of neighbors needs a class that exists for each row of finite numbers, and enough rows"
      )
    }
  }

  /// The share of each class among the nearest training rows.
  ///
  /// A row that holds a NaN has NaN for the probability of each class.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*n* *p*) for each row, of *n* training rows.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let weighting = NeighborWeighting(byDistance: byDistance)
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    probabilities.withUnsafeMutableElements { probabilities in
      NeighborSearch(rows).forEachRow(of: features, nearest: neighbors) { row, nearest in
        guard !nearest.isEmpty else {
          for column in 0..<classCount { probabilities[row * classCount + column] = .nan }
          return
        }
        for (neighbor, weight) in zip(nearest, weighting.weights(of: nearest)) {
          probabilities[row * classCount + classes[neighbor.row]] += weight
        }
      }
    }
    return probabilities
  }
}
