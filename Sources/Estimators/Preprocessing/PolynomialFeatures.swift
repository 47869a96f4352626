/// Adds products of columns: with degree 2, all squares and all products of two.
///
/// The columns come by degree, and within a degree in the order in which one would write them: of *a* and *b*, the columns
/// *a*, *b*, *a*², *ab*, *b*². There is no constant column; learners have an intercept.
///
/// - Complexity: O(*n* *q*) for *q* columns of the result: C(*p* + *d*, *d*) − 1 of *p* columns and degree *d*.
public struct PolynomialFeatures: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "polynomial"
  /// One line for lists of preprocessing steps.
  public static let summary = "adds products of columns"
  /// The parameters.
  public static let parameters: [Parameter<PolynomialFeatures>] = [
    .integer("degree", \.degree, .atLeast(1), "the number of factors at most"),
    .flag("interactionsOnly", \.interactionsOnly, "whether no column is multiplied with itself"),
  ]

  /// The number of columns of a result at most: beyond this a mistake is likelier than a wish.
  private static let mostColumns = 1 << 20

  /// The number of factors of a product at most, at least 1.
  public var degree: Int

  /// Whether no column is multiplied with itself.
  public var interactionsOnly: Bool

  /// Creates a recipe of degree 2.
  public init() { self.init(degree: 2) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - degree: The number of factors of a product at most, at least 1.
  ///   - interactionsOnly: Whether no column is multiplied with itself.
  public init(degree: Int, interactionsOnly: Bool = false) {
    self.degree = degree
    self.interactionsOnly = interactionsOnly
  }

  /// Lists the products, of which there are the same for all data sets of that many columns.
  ///
  /// - Throws: `ModelingError` if there are more than a million of them.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnProducts {
    let width = data.features.columnCount
    var products: [[Int]] = []
    var last: [[Int]] = [[]]
    for _ in 0..<degree {
      if last.isEmpty { break }
      var next: [[Int]] = []
      for factors in last {
        let first = factors.last.map { interactionsOnly ? $0 + 1 : $0 } ?? 0
        guard products.count + next.count + width - first <= Self.mostColumns else {
          throw ModelingError(
            .invalidParameter,
            "“degree” of “\(Self.typeName)” is \(degree), which makes more than a million columns of \(width); give a "
              + "smaller one")
        }
        for column in first..<max(first, width) { next.append(factors + [column]) }
      }
      products += next
      last = next
    }
    return ColumnProducts(products: products, columnCount: width)
  }
}

/// Products of columns of features of a known width.
public struct ColumnProducts: FittedPreprocessor, Hashable {
  /// The name in stored models.
  public static let typeName = "column-products"

  /// The columns that are multiplied, counted from 0, for each column of the result.
  public let products: [[Int]]

  /// The number of columns that features must have.
  public let columnCount: Int

  init(products: [[Int]], columnCount: Int) {
    self.products = products
    self.columnCount = columnCount
  }

  /// Reads stored products.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    products = try container.decode([[Int]].self, forKey: .products)
    columnCount = try container.decode(Int.self, forKey: .columnCount)
    guard products.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0 < columnCount } }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .products, in: container,
        debugDescription: "a product of columns names one that is not among the \(columnCount)")
    }
  }

  /// The products: a matrix of their own.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns, or if a product is too large for a
  ///   `Double`.
  public func applied(to features: Features) throws -> Features {
    guard features.columnCount == columnCount else {
      throw ModelingError(
        .mismatchedShapes,
        "products of \(columnCount.counted("column")) were given features of "
          + features.columnCount.counted("column"))
    }
    var isFinite = true
    let result = Matrix<Double>(rowCount: features.rowCount, columnCount: products.count) { target in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          var place = (block.rows.lowerBound + row) * products.count
          for factors in products {
            var product = 1.0
            for column in factors { product *= values[column] }
            if !product.isFinite { isFinite = false }
            target.initializeElement(at: place, to: product)
            place += 1
          }
        }
      }
    }
    guard isFinite else {
      throw ModelingError(
        .notFinite,
        "a product of columns exceeds what a Double can hold; scale the features before “\(PolynomialFeatures.typeName)”"
      )
    }
    return Features(result)
  }
}
