/// The columns that a model learns from: some rows and columns of a matrix of either precision, dense or sparse.
///
/// A value of this type is a view. Taking rows or columns of it copies nothing.
public struct Features: Sendable {
  enum Source {
    case float(MatrixView<Float>)
    case double(MatrixView<Double>)
    case sparseFloat(SparseMatrixView<Float>)
    case sparseDouble(SparseMatrixView<Double>)
  }

  let source: Source

  /// The number of rows: one for each example.
  public let rowCount: Int

  /// The number of columns: one for each feature.
  public let columnCount: Int

  private init(_ source: Source) {
    self.source = source
    (rowCount, columnCount) =
      switch source {
      case .float(let view): (view.rowCount, view.columnCount)
      case .double(let view): (view.rowCount, view.columnCount)
      case .sparseFloat(let view): (view.rowCount, view.columnCount)
      case .sparseDouble(let view): (view.rowCount, view.columnCount)
      }
  }

  /// All rows and columns of a view.
  public init<Element: MatrixElement>(_ view: MatrixView<Element>) {
    switch view {
    case let view as MatrixView<Float>: self.init(.float(view))
    case let view as MatrixView<Double>: self.init(.double(view))
    default: self.init(.double(Matrix<Double>(converting: view).view))
    }
  }

  /// All rows and columns of a matrix.
  public init<Element: MatrixElement>(_ matrix: Matrix<Element>) { self.init(matrix.view) }

  /// All rows and columns of a view of a sparse matrix.
  public init<Element: MatrixElement>(_ view: SparseMatrixView<Element>) {
    switch view {
    case let view as SparseMatrixView<Float>: self.init(.sparseFloat(view))
    case let view as SparseMatrixView<Double>: self.init(.sparseDouble(view))
    default: self.init(.double(view.matrix(as: Double.self).view))
    }
  }

  /// All rows and columns of a sparse matrix.
  public init<Element: MatrixElement>(_ matrix: SparseMatrix<Element>) { self.init(matrix.view) }

  /// Whether most numbers are zeros that are not stored.
  public var isSparse: Bool {
    switch source {
    case .float, .double: false
    case .sparseFloat, .sparseDouble: true
    }
  }

  /// The precision in which the numbers are held.
  package var precision: Precision {
    switch source {
    case .float, .sparseFloat: .float
    case .double, .sparseDouble: .double
    }
  }

  /// The number at a row and a column.
  public subscript(row: Int, column: Int) -> Double {
    switch source {
    case .float(let view): Double(view[row, column])
    case .double(let view): view[row, column]
    case .sparseFloat(let view): Double(view[row, column])
    case .sparseDouble(let view): view[row, column]
    }
  }

  /// Some of the rows, counted within these features, in ascending order.
  public func rows(_ rows: RangeSet<Int>) -> Features { self.rows(RowRanges(rows)) }

  /// Some of the rows, counted within these features, in ascending order.
  package func rows(_ rows: RowRanges) -> Features {
    switch source {
    case .float(let view): Features(.float(view.view(rows: rows)))
    case .double(let view): Features(.double(view.view(rows: rows)))
    case .sparseFloat(let view): Features(.sparseFloat(view.view(rows: rows)))
    case .sparseDouble(let view): Features(.sparseDouble(view.view(rows: rows)))
    }
  }

  /// Some of the columns, counted within these features, in the order given.
  public func columns(_ columns: [Int]) -> Features {
    switch source {
    case .float(let view): Features(.float(view.view(columns: columns)))
    case .double(let view): Features(.double(view.view(columns: columns)))
    case .sparseFloat(let view): Features(.sparseFloat(view.view(columns: columns)))
    case .sparseDouble(let view): Features(.sparseDouble(view.view(columns: columns)))
    }
  }

  /// Visits the numbers as blocks of `limit` rows, of which the last may have fewer, in order.
  ///
  /// A block points into the matrix where that is dense and holds `Double` and rows and columns are neighbours, and
  /// to a copy of those rows otherwise, which has all zeros of a sparse matrix. It is valid during the call only.
  public func forEachRowBlock(of limit: Int, _ body: (RowBlock<Double>) throws -> Void) rethrows {
    switch source {
    case .float(let view): try view.forEachRowBlock(of: limit, as: Double.self, body)
    case .double(let view): try view.forEachRowBlock(of: limit, as: Double.self, body)
    case .sparseFloat(let view): try view.forEachRowBlock(of: limit, as: Double.self, body)
    case .sparseDouble(let view): try view.forEachRowBlock(of: limit, as: Double.self, body)
    }
  }

  /// Visits the numbers that are stored, row by row: of dense features all, of sparse ones those that may not be 0.
  ///
  /// - Parameter body: Receives the row, the column and the number.
  public func forEachStored(_ body: (_ row: Int, _ column: Int, _ value: Double) throws -> Void) rethrows {
    switch source {
    case .sparseFloat(let view): try view.forEachStored { try body($0, $1, Double($2)) }
    case .sparseDouble(let view): try view.forEachStored(body)
    case .float, .double:
      try forEachRowBlock(of: 256) { block in
        for row in 0..<block.rowCount {
          for (column, value) in block.row(row).enumerated() {
            try body(block.rows.lowerBound + row, column, value)
          }
        }
      }
    }
  }

  /// A dense matrix of its own with these numbers.
  public func matrix() -> Matrix<Double> {
    switch source {
    case .float(let view): Matrix(converting: view)
    case .double(let view): view.copied()
    case .sparseFloat(let view): view.matrix()
    case .sparseDouble(let view): view.matrix()
    }
  }
}

/// What can be read as features: `Features` themselves, a dense or sparse matrix, or a view of one.
public protocol FeatureSource: Sendable {
  /// The rows and columns to learn from or to predict for.
  var features: Features { get }
}

extension Features: FeatureSource {
  /// These features.
  public var features: Features { self }
}

extension Matrix: FeatureSource {
  /// All rows and columns of this matrix.
  public var features: Features { Features(self) }
}

extension MatrixView: FeatureSource {
  /// All rows and columns of this view.
  public var features: Features { Features(self) }
}

extension SparseMatrix: FeatureSource {
  /// All rows and columns of this matrix.
  public var features: Features { Features(self) }
}

extension SparseMatrixView: FeatureSource {
  /// All rows and columns of this view.
  public var features: Features { Features(self) }
}
