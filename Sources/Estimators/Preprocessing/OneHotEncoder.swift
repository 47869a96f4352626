/// Makes of a column of categories one column for each of them, of which the one of the row's category is 1.
///
/// ```swift
/// Preprocessing(OneHotEncoder(unknown: .zeros), Standardizer()) { LogisticRegression() }
/// ```
///
/// The new columns stand where the old one stood, in the order of the categories: by number, a missing value (NaN) last
/// if there was one in the fit. Of a column of words each has its column, so that a fold of the examples may lack some;
/// of other columns, the numbers that were there in the fit. The rest stays as it is. Examples of weight 0 are passed
/// over.
///
/// - Complexity: O(*n* *p* log *n*) to fit, O(*n* *q*) for *q* columns of the result.
public struct OneHotEncoder: Preprocessor {
  /// What becomes of a category that was not there in the fit.
  public enum Unknown: String, CaseIterable, Codable, Hashable, Sendable {
    /// It is an error.
    case error
    /// All columns are 0.
    case zeros
  }

  /// The name in recipe files.
  public static let typeName = "one-hot"
  /// One line for lists of preprocessing steps.
  public static let summary = "makes of a column of categories one column for each"
  /// The parameters.
  public static let parameters: [Parameter<OneHotEncoder>] = [
    .columns("columns", \.columns, "the columns; none means those of words or, where there are none, all"),
    Parameter(
      "unknown", domain: "“error” or “zeros”", "what becomes of a category that was not there in the fit",
      get: { .text($0.unknown.rawValue) }, set: { $0.unknown = $1 },
      convert: { (value) -> Unknown? in
        guard case .text(let word) = value else { return nil }
        return Unknown(rawValue: word)
      }),
    .flag("dropFirst", \.dropFirst, "whether the first category of each column has no column of its own"),
  ]

  /// The number of different categories of a column at most: beyond this a mistake is likelier than a wish.
  private static let mostCategories = 1 << 16

  /// The columns, counted from 0; an empty list means those that hold words or, where none does, all.
  public var columns: [Int]

  /// What becomes of a category that was not there in the fit.
  public var unknown: Unknown

  /// Whether the first category of each column has no column of its own: all zeros mean it.
  public var dropFirst: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init([]) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - columns: The columns, counted from 0; an empty list means those that hold words or, where none does, all.
  ///   - unknown: What becomes of a category that was not there in the fit.
  ///   - dropFirst: Whether the first category of each column has no column of its own.
  public init(_ columns: [Int] = [], unknown: Unknown = .error, dropFirst: Bool = false) {
    self.columns = columns
    self.unknown = unknown
    self.dropFirst = dropFirst
  }

  /// Finds the categories of each column.
  ///
  /// - Throws: `ModelingError` if a column is not there or is listed twice, if no example counts, or if a column has more
  ///   than 65,536 categories.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> OneHotColumns {
    let count = data.features.columnCount
    for (place, column) in columns.enumerated() {
      guard column < count, !columns[..<place].contains(column) else {
        throw ModelingError(
          .invalidParameter,
          column < count
            ? "“\(Self.typeName)” lists column \(column) twice; list it once"
            : "“\(Self.typeName)” asks for column \(column), but the features have \(count.counted("column")), counted "
              + "from 0")
      }
    }
    let weights = data.weights
    guard data.rowCount > 0, weights?.contains(where: { $0 > 0 }) ?? true else {
      throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one row of positive weight")
    }
    let chosen =
      !columns.isEmpty ? columns : data.categories.isEmpty ? Array(0..<count) : Array(data.categories.keys)
    let encoded = try chosen.sorted().map { column in
      let all = data.features.columns([column]).matrix().elements
      let present = all.indices.filter { weights?[$0] ?? 1 > 0 }.map { all[$0] }
      let words = data.categories[column]
      let declared = Set((words ?? []).indices.map(Double.init))
      let values = declared.union(present.filter { !$0.isNaN }).sorted()
      guard values.count <= Self.mostCategories else {
        throw ModelingError(
          .invalidParameter,
          "\(data.named(column)) has \(values.count) different values, which are too many for “\(Self.typeName)”; name the "
            + "columns of categories")
      }
      return OneHotColumns.Encoded(
        column: column, values: values, hasMissing: present.contains(where: \.isNaN), words: words)
    }
    return OneHotColumns(
      columnCount: count, encoded: encoded, unknown: unknown, dropsFirst: dropFirst)
  }
}

/// Columns of categories of features of a known width, each of which becomes several.
public struct OneHotColumns: FittedPreprocessor, Hashable {
  /// The categories of a column.
  public struct Encoded: Codable, Hashable, Sendable {
    /// The column, counted from 0.
    public let column: Int
    /// The numbers of the categories, in ascending order.
    public let values: [Double]
    /// Whether a missing value, NaN, is one more.
    public let hasMissing: Bool
    /// The words that the numbers are places of, if it is a column of words.
    public let words: [String]?

    /// The number of categories, a missing value included.
    var count: Int { values.count + (hasMissing ? 1 : 0) }

    /// The place of a category among all, or nil if it is none of them.
    func place(of value: Double) -> Int? {
      if value.isNaN { return hasMissing ? values.count : nil }
      var (low, high) = (0, values.count)
      while low < high {
        let middle = (low + high) / 2
        if values[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low < values.count && values[low] == value ? low : nil
    }
  }

  /// The name in stored models.
  public static let typeName = "one-hot-columns"
  /// A missing value is a category, and stays missing in other columns.
  public static let acceptsMissing = true
  /// They become numbers.
  public static let acceptsCategories = true

  /// The number of columns that features must have.
  public let columnCount: Int

  /// The columns of categories, in ascending order.
  public let encoded: [Encoded]

  /// What becomes of a category that was not there in the fit.
  public let unknown: OneHotEncoder.Unknown

  /// Whether the first category of each column has no column of its own.
  public let dropsFirst: Bool

  init(columnCount: Int, encoded: [Encoded], unknown: OneHotEncoder.Unknown, dropsFirst: Bool) {
    self.columnCount = columnCount
    self.encoded = encoded
    self.unknown = unknown
    self.dropsFirst = dropsFirst
  }

  /// Reads stored categories.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      columnCount: container.decode(Int.self, forKey: .columnCount),
      encoded: container.decode([Encoded].self, forKey: .encoded),
      unknown: container.decode(OneHotEncoder.Unknown.self, forKey: .unknown),
      dropsFirst: container.decode(Bool.self, forKey: .dropsFirst))
    let columns = encoded.map(\.column)
    guard columns.allSatisfy({ $0 >= 0 && $0 < columnCount }),
      zip(columns, columns.dropFirst()).allSatisfy(<),
      encoded.allSatisfy({ zip($0.values, $0.values.dropFirst()).allSatisfy(<) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .encoded, in: container,
        debugDescription:
          "columns and their categories stand in ascending order, among \(columnCount) columns")
    }
  }

  /// The number of columns of the result.
  private var resultWidth: Int {
    columnCount + encoded.reduce(0) { $0 + $1.count - 1 - (dropsFirst ? min(1, $1.count) : 0) }
  }

  /// The features without categories: a matrix of their own.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns or, unless unknown categories are zeros, if
  ///   there is one that was not there in the fit.
  public func applied(to features: Features) throws -> Features {
    guard features.columnCount == columnCount else {
      throw ModelingError(
        .mismatchedShapes,
        "categories of \(columnCount.counted("column")) were given features of \(features.columnCount.counted("column"))"
      )
    }
    let width = resultWidth
    let first = dropsFirst ? 1 : 0
    var isKnown = true
    let result = Matrix<Double>(rowCount: features.rowCount, columnCount: width) { target in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          var place = (block.rows.lowerBound + row) * width
          var next = encoded.makeIterator()
          var encoding = next.next()
          for column in 0..<columnCount {
            guard let categories = encoding, categories.column == column else {
              target.initializeElement(at: place, to: values[column])
              place += 1
              continue
            }
            let found = categories.place(of: values[column])
            if found == nil { isKnown = false }
            for category in min(first, categories.count)..<categories.count {
              target.initializeElement(at: place, to: category == found ? 1 : 0)
              place += 1
            }
            encoding = next.next()
          }
        }
      }
    }
    if !isKnown, unknown == .error { throw unknownCategory(in: features) }
    return Features(result)
  }

  /// The error about the first category that was not there in the fit.
  private func unknownCategory(in features: Features) -> ModelingError {
    for row in 0..<features.rowCount {
      for categories in encoded {
        let value = features[row, categories.column]
        guard categories.place(of: value) == nil else { continue }
        let what =
          value.isNaN ? (categories.words == nil ? "no value (NaN)" : "no word that is known") : "\(value)"
        return ModelingError(
          .unknownName,
          "row \(row) (counted from 0) holds \(what) in column \(categories.column) (counted from 0), which “\(OneHotEncoder.typeName)” "
            + "did not meet in its fit; let “unknown” be “zeros”, or remove the row")
      }
    }
    preconditionFailure("a category was unknown")
  }
}
