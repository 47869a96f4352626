/// Clusters of rows around their means, each row in the cluster whose mean is nearest.
///
/// The sum of the squared distances from the means is made small by moving rows and means in turn (Lloyd's
/// algorithm), from means that are drawn far apart from each other (k-means++). The best of several starts is kept. A
/// cluster that loses all of its rows begins anew at the row that is farthest from its mean.
///
/// Distances depend on the units of the columns: standardize them first if those differ. Weights count as
/// repetitions.
///
/// - Complexity: O(*n* *p* *k*) time for each step, O(*n* + *p* *k*) memory for *n* rows, *p* columns and *k* clusters.
///
/// Source: S. P. Lloyd, “Least squares quantization in PCM”, IEEE Trans. Inf. Theory 28 (1982); D. Arthur and
/// S. Vassilvitskii, “k-means++: the advantages of careful seeding”, SODA 2007.
public struct KMeans: Partitioner {
  /// The name in recipe files.
  public static let typeName = "k-means"
  /// One line for lists of partitioners.
  public static let summary = "clusters of rows around their means"
  /// The parameters.
  public static let parameters: [Parameter<KMeans>] = [
    .integer("clusters", \.clusters, .atLeast(1), "number of clusters"),
    .integer("starts", \.starts, .atLeast(1), "searches, of which the best is kept"),
    .number("tolerance", \.tolerance, .atLeast(0), "movement of the means, relative, that ends a search"),
    .integer("maximumSteps", \.maximumSteps, .atLeast(1), "steps of a search at most"),
  ]

  /// The number of clusters, at least 1.
  public var clusters: Int

  /// How many searches there are, of which the best is kept.
  public var starts: Int

  /// A search ends when the squared movements of all means sum to no more than this, relative to the mean squared
  /// deviation of the columns.
  public var tolerance: Double

  /// How many steps a search has at most.
  public var maximumSteps: Int

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(clusters: 2) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - clusters: The number of clusters, at least 1.
  ///   - starts: How many searches there are, at least 1.
  ///   - tolerance: The relative movement that ends a search, at least 0.
  ///   - maximumSteps: How many steps a search has at most, at least 1.
  public init(clusters: Int, starts: Int = 3, tolerance: Double = 1e-4, maximumSteps: Int = 300) {
    self.clusters = clusters
    self.starts = starts
    self.tolerance = tolerance
    self.maximumSteps = maximumSteps
  }

  /// Fits to the features of a data set.
  ///
  /// - Throws: `ModelingError` if fewer rows differ than there are clusters, or if squares of the numbers overflow;
  ///   `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ClusterMeans {
    let moments = try WeightedMoments(data)
    let means = moments.featureMeans
    let deviations = moments.featureDeviations(from: means)
    let spread = deviations.reduce(0) { $0 + $1 * $1 } / Double(max(1, deviations.count))
    guard spread.isFinite else { throw ModelingError.overflow(in: Self.typeName) }
    var generator = SeededGenerator(seed: context.seed)
    var best: (centres: [Double], inertia: Double)?
    for _ in 0..<starts {
      var search = ClusterSearch(data: data, offsets: means, clusterCount: clusters)
      try search.drawMeans(with: &generator)
      let inertia = try search.run(steps: maximumSteps, tolerance: tolerance * spread)
      if best.map({ inertia < $0.inertia }) ?? true { best = (search.centres, inertia) }
    }
    let centres = best?.centres ?? []
    let width = means.count
    return ClusterMeans(
      means: Matrix(
        rowCount: clusters, columnCount: width,
        elements: centres.indices.map { centres[$0] + means[$0 % width] }))
  }
}

/// What k-means has learned: the mean of each cluster.
public struct ClusterMeans: FittedPartitioner, Equatable {
  /// The name in stored models.
  public static let typeName = "cluster-means"

  /// The means: one row for each cluster, one column for each feature.
  public let means: Matrix<Double>

  /// The number of clusters.
  public var partitionCount: Int { means.rowCount }

  init(means: Matrix<Double>) { self.means = means }

  /// Reads stored means.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    means = try container.decode(Matrix<Double>.self, forKey: .means)
    guard means.rowCount > 0, means.withUnsafeElements({ $0.allSatisfy(\.isFinite) }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .means, in: container, debugDescription: "clusters need at least one mean, of finite numbers")
    }
  }

  /// The cluster whose mean is nearest to each row, the first of several that are equally near.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  public func partitions(of features: Features) throws -> [Int] {
    guard features.columnCount == means.columnCount else {
      throw ModelingError(
        .mismatchedShapes,
        "clusters of \(means.columnCount.counted("column")) were given features of "
          + features.columnCount.counted("column"))
    }
    let width = means.columnCount
    // Distances from a point amid the clusters keep the digits of columns that are far from zero.
    let offsets = (0..<width).map { column in means.column(column).reduce(0, +) / Double(means.rowCount) }
    let elements = means.elements
    let centres = elements.indices.map { elements[$0] - offsets[$0 % width] }
    var partitions = [Int](repeating: 0, count: features.rowCount)
    let distances = ClusterDistances(centres: centres, offsets: offsets)
    distances.forEachNearest(in: features) { row, _, cluster, _ in partitions[row] = cluster }
    return partitions
  }
}
