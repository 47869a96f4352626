/// A dense table of numbers, row by row.
///
/// ```swift
/// var scores = Matrix<Double>(rows: [[1, 2], [3, 4]])
/// scores[0, 1] = 5
/// ```
///
/// A matrix is a value: copies share their numbers until one of them is written to.
///
/// The numbers lie row after row without gaps; the first is aligned to 64 bytes. They are on the heap if they take
/// little memory. A large matrix, of more than a mebibyte unless `Parallel(mapping:)` says otherwise, lives in
/// memory that other processes can map, so that a job in another process gets it without a copy; once it has
/// been given to one, or to a forked child, it is copied before it is written to. The numbers of a
/// matrix that was opened as a mapping of a file are in that file: they are read when they are first used, crossing
/// to another process is a mapping of the file, and they are copied if they are ever written to. They are aligned
/// as they are in the file.
public struct Matrix<Element: MatrixElement>: Sendable {
  /// The number of rows, possibly zero.
  public let rowCount: Int

  /// The number of columns, possibly zero.
  public let columnCount: Int

  @usableFromInline package private(set) var storage: MatrixStorage<Element>

  package init(rowCount: Int, columnCount: Int, storage: MatrixStorage<Element>) {
    precondition(rowCount >= 0 && columnCount >= 0 && storage.elements.count == rowCount * columnCount)
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.storage = storage
  }

  /// Creates a matrix whose numbers the closure writes, row by row.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows, zero or more.
  ///   - columnCount: The number of columns, zero or more.
  ///   - initializer: Gets uninitialised memory for `rowCount * columnCount` numbers, row-major, and must
  ///     write all of them.
  public init(
    rowCount: Int, columnCount: Int,
    initializingWith initializer: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix cannot have fewer than no rows or columns")
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    precondition(!overflow, "a matrix of \(rowCount)×\(columnCount) does not fit into the address space")
    let storage = MatrixStorage<Element>(uninitializedCount: count)
    try initializer(storage.elements)
    self.init(rowCount: rowCount, columnCount: columnCount, storage: storage)
  }

  /// Creates a matrix that holds one number everywhere.
  public init(rowCount: Int, columnCount: Int, repeating value: Element) {
    self.init(rowCount: rowCount, columnCount: columnCount) { $0.initialize(repeating: value) }
  }

  /// Creates a matrix from its rows, which must all have the same number of columns.
  public init(rows: [[Element]]) {
    let width = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == width }, "the rows of a matrix have the same length")
    self.init(rowCount: rows.count, columnCount: width) { _ = $0.initialize(from: rows.joined()) }
  }

  /// Creates a matrix of one column.
  public init(column: [Element]) {
    self.init(rowCount: column.count, columnCount: 1) { _ = $0.initialize(from: column) }
  }

  /// Creates a matrix from row-major numbers, of which there must be `rowCount * columnCount`.
  public init(rowCount: Int, columnCount: Int, elements: some Collection<Element>) {
    self.init(rowCount: rowCount, columnCount: columnCount) { target in
      precondition(elements.count == target.count, "a matrix needs as many numbers as it has places")
      _ = target.initialize(from: elements)
    }
  }

  /// Creates a matrix with the numbers of another, each converted to the nearest of this precision.
  public init<Other: MatrixElement>(_ other: Matrix<Other>) {
    if let same = other as? Matrix<Element> {
      self = same
      return
    }
    self.init(rowCount: other.rowCount, columnCount: other.columnCount) { target in
      other.withUnsafeElements { source in
        for index in source.indices { target.initializeElement(at: index, to: Element(source[index])) }
      }
    }
  }

  /// The number at a row and a column, both counted from zero.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place")
      return storage.elements[row * columnCount + column]
    }
    set {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place")
      makeUnique()
      storage.elements[row * columnCount + column] = newValue
    }
  }

  /// The numbers of one row, copied.
  public func row(_ row: Int) -> [Element] {
    precondition(row >= 0 && row < rowCount, "no such row")
    return Array(storage.elements[row * columnCount..<(row + 1) * columnCount])
  }

  /// The numbers of one column, copied.
  public func column(_ column: Int) -> [Element] {
    precondition(column >= 0 && column < columnCount, "no such column")
    return (0..<rowCount).map { storage.elements[$0 * columnCount + column] }
  }

  /// All numbers, row by row, copied.
  public var elements: [Element] { Array(storage.elements) }

  /// Calls a closure with the numbers, row by row.
  ///
  /// The buffer is valid during the call only.
  @inlinable
  public func withUnsafeElements<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.elements)) }
  }

  /// Calls a closure that may change the numbers, row by row.
  ///
  /// The buffer is valid during the call only.
  ///
  /// - Complexity: O(1), but a copy of all numbers when another matrix shares them or they are in a file.
  public mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    return try withExtendedLifetime(storage) { try body(storage.elements) }
  }

  @usableFromInline
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage), storage.isWritable {
      storage.willWrite()
      return
    }
    let copy = MatrixStorage<Element>(uninitializedCount: storage.elements.count)
    _ = copy.elements.initialize(from: storage.elements)
    storage = copy
  }
}

extension Matrix: Equatable {
  /// Whether two matrices have the same shape and equal numbers.
  ///
  /// As for numbers, nothing equals a NaN.
  public static func == (left: Matrix, right: Matrix) -> Bool {
    left.rowCount == right.rowCount && left.columnCount == right.columnCount
      && left.storage.elements.elementsEqual(right.storage.elements)
  }
}

extension Matrix: CustomStringConvertible {
  /// The shape and, for a small matrix, the numbers.
  public var description: String {
    let shape = "Matrix<\(Element.self)> \(rowCount)×\(columnCount)"
    guard rowCount <= 8, columnCount <= 8 else { return shape }
    return shape + " " + String(describing: (0..<rowCount).map { row($0) })
  }
}
