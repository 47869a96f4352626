internal import MemoryMapping

/// A table of numbers that several tasks write to at once, also from other processes.
///
/// ```swift
/// struct FillRow: Job {
///   var row: Int
///   var table: SharedMatrix<Double>
///
///   func run() -> Int {
///     table.withUnsafeMutableRow(row) { $0.update(repeating: Double(row)) }
///     return row
///   }
/// }
///
/// let table = try SharedMatrix<Double>(rowCount: 100, columnCount: 8)
/// try await Parallel(on: .processes).run((0..<100).map { FillRow(row: $0, table: table) })
/// let result = table.matrix()
/// ```
///
/// Other than ``Matrix``, this is a reference: whoever has it, in this process, in a worker process or in a forked
/// child, sees and changes the same numbers. Rows lie one after the other without gaps, in memory that begins a page.
///
/// What a task has written is seen by the caller when the call has returned, as on threads. Tasks that run at the same
/// time must keep to numbers of their own, by rows as a rule: to write a number while another task reads or writes it
/// is an error that nothing detects.
///
/// It can be encoded for a process of this machine only, as a field of a job or of its result.
///
/// SAFETY: the segment lives as long as this object. Who writes to a number that others use at the time breaks the
/// contract of the type, as with memory behind an unsafe pointer.
public final class SharedMatrix<Element: MatrixElement>: @unchecked Sendable {
  /// The number of rows, possibly zero.
  public let rowCount: Int

  /// The number of columns, possibly zero.
  public let columnCount: Int

  @usableFromInline let elements: UnsafeMutableBufferPointer<Element>
  private let segment: SharedSegment

  /// Creates a table of zeros.
  ///
  /// - Throws: `SharedMemoryError` if the system refuses the memory.
  public init(rowCount: Int, columnCount: Int) throws {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix cannot have fewer than no rows or columns")
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    let (size, sizeOverflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    precondition(
      !overflow && !sizeOverflow, "a matrix of \(rowCount)×\(columnCount) does not fit into the address space"
    )
    self.rowCount = rowCount
    self.columnCount = columnCount
    segment = try SharedSegment(byteCount: max(size, 1))
    elements = UnsafeMutableBufferPointer(
      start: segment.base.bindMemory(to: Element.self, capacity: count), count: count)
  }

  /// Creates a table with the numbers of a matrix, copied.
  ///
  /// - Throws: `SharedMemoryError` if the system refuses the memory.
  public convenience init(_ matrix: Matrix<Element>) throws {
    try self.init(rowCount: matrix.rowCount, columnCount: matrix.columnCount)
    matrix.withUnsafeElements { _ = elements.update(fromContentsOf: $0) }
  }

  /// The number at a row and a column, both counted from zero.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place")
      return elements[row * columnCount + column]
    }
    set {
      precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place")
      elements[row * columnCount + column] = newValue
    }
  }

  /// Calls a closure that may change one row.
  ///
  /// The buffer is valid during the call only.
  @inlinable
  public func withUnsafeMutableRow<Result>(
    _ row: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutableRows(row..<row + 1, body)
  }

  /// Calls a closure that may change some rows, which lie one after the other.
  ///
  /// The buffer is valid during the call only.
  @inlinable
  public func withUnsafeMutableRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "no such row")
    return try withExtendedLifetime(self) {
      try body(
        UnsafeMutableBufferPointer(
          rebasing: elements[rows.lowerBound * columnCount..<rows.upperBound * columnCount]))
    }
  }

  /// The numbers as they are now, copied.
  public func matrix() -> Matrix<Element> {
    Matrix(rowCount: rowCount, columnCount: columnCount) { _ = $0.initialize(fromContentsOf: elements) }
  }

  /// The numbers as they are now, not copied: nobody may write to this table any more.
  package func frozen() -> Matrix<Element> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      storage: MatrixStorage(
        in: segment, bytes: UnsafeRawBufferPointer(segment.bytes), count: rowCount * columnCount))
  }

  private enum CodingKeys: String, CodingKey {
    case rows, columns, segment
  }

  /// Decodes a reference to the same numbers.
  ///
  /// - Throws: `DecodingError` if the value did not come from a process of this machine, or makes no sense.
  public required init(from decoder: any Decoder) throws {
    func corrupted(_ message: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: message))
    }
    guard let inbox = decoder.userInfo[.segmentInbox] as? any SegmentInbox else {
      throw corrupted("a shared matrix can only come from a process of the same machine")
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rowCount = try container.decode(Int.self, forKey: .rows)
    columnCount = try container.decode(Int.self, forKey: .columns)
    let count: Int
    do {
      count = try ClaimedShape(rowCount: rowCount, columnCount: columnCount)
        .elementCount(elementSize: MemoryLayout<Element>.stride)
    } catch {
      throw corrupted("the shape \(rowCount)×\(columnCount) of the matrix \(error.clause)")
    }
    let reference = try container.decode(SegmentReference.self, forKey: .segment)
    do {
      segment = try reference.resolve(from: inbox).segment
    } catch {
      throw corrupted("\(error)")
    }
    guard segment.access == .readWrite, segment.bytes.count >= count * MemoryLayout<Element>.stride else {
      throw corrupted("\(count) numbers do not fit into \(segment.bytes.count) bytes, or may not be written")
    }
    elements = UnsafeMutableBufferPointer(
      start: segment.base.bindMemory(to: Element.self, capacity: count), count: count)
  }
}

extension SharedMatrix: Codable {
  /// Encodes a reference to the numbers, for a process of this machine.
  ///
  /// - Throws: `EncodingError` by any other encoder: encode ``matrix()`` instead.
  public func encode(to encoder: any Encoder) throws {
    guard let outbox = encoder.userInfo[.segmentOutbox] as? any SegmentOutbox else {
      throw EncodingError.invalidValue(
        self,
        EncodingError.Context(
          codingPath: encoder.codingPath,
          debugDescription:
            "a shared matrix can only be sent to a process of the same machine; encode what matrix() returns instead"
        ))
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rowCount, forKey: .rows)
    try container.encode(columnCount, forKey: .columns)
    let reference = SegmentReference(
      to: UnsafeRawBufferPointer(segment.bytes), of: segment, access: .readWrite, through: outbox)
    try container.encode(reference, forKey: .segment)
  }
}
