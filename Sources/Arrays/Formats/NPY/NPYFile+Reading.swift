internal import MemoryMapping

extension NPYFile {
  /// Reads all numbers, converted to a precision.
  ///
  /// Floating-point numbers are rounded to the nearest of that precision. Integers must have an exact
  /// counterpart. Booleans become zero and one.
  ///
  /// - Throws: ``ArrayFileError`` with the subscripts of the first integer without an exact counterpart, or
  ///   of the first finite number beyond the range of the precision.
  /// - Complexity: O(*rows* · *columns*).
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public func matrix<Element: MatrixElement>(as type: Element.Type = Element.self) throws -> Matrix<Element> {
    switch (elementType.kind, elementType.byteCount) {
    case (.floatingPoint, 4): try converted(from: UInt32.self) { nearest(to: Float(bitPattern: $0)) }
    case (.floatingPoint, _): try converted(from: UInt64.self) { nearest(to: Double(bitPattern: $0)) }
    case (.signedInteger, 1): try converted(from: Int8.self) { Element(exactly: $0) }
    case (.signedInteger, 2): try converted(from: Int16.self) { Element(exactly: $0) }
    case (.signedInteger, 4): try converted(from: Int32.self) { Element(exactly: $0) }
    case (.signedInteger, _): try converted(from: Int64.self) { Element(exactly: $0) }
    case (.unsignedInteger, 1): try converted(from: UInt8.self) { Element(exactly: $0) }
    case (.unsignedInteger, 2): try converted(from: UInt16.self) { Element(exactly: $0) }
    case (.unsignedInteger, 4): try converted(from: UInt32.self) { Element(exactly: $0) }
    case (.unsignedInteger, _): try converted(from: UInt64.self) { Element(exactly: $0) }
    case (.boolean, _): try converted(from: UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  /// The nearest number, or nothing if a finite number would become infinite.
  @inline(__always)
  private func nearest<Element: MatrixElement>(to number: some BinaryFloatingPoint) -> Element? {
    let rounded = Element(number)
    return rounded.isFinite || !number.isFinite ? rounded : nil
  }

  @inline(__always)
  private func converted<Stored: FixedWidthInteger & BitwiseCopyable, Element: MatrixElement>(
    from type: Stored.Type, _ convert: (Stored) -> Element?
  ) throws -> Matrix<Element> {
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[dataOffset...])
    // Both integers have one byte order on this machine and another in the other kind of file.
    let isSwapped = elementType.isBigEndian != NPYElementType(Element.precision).isBigEndian
    func number(at index: Int) -> Element? {
      let stored = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
      return convert(isSwapped ? stored.byteSwapped : stored)
    }
    let (rowStride, columnStride) = isStoredRowByRow ? (columnCount, 1) : (1, rowCount)
    return try Matrix(rowCount: rowCount, columnCount: columnCount) { target in
      // Bands of a few rows keep each cache line of a column-major file at hand until all of it is used.
      for band in stride(from: 0, to: rowCount, by: Self.bandHeight) {
        let rows = band..<min(band + Self.bandHeight, rowCount)
        if columnStride == 1 {
          for index in rows.lowerBound * rowStride..<rows.upperBound * rowStride {
            guard let value = number(at: index) else { throw notRepresentable(index, as: Element.self) }
            target.initializeElement(at: index, to: value)
          }
          continue
        }
        for column in 0..<columnCount {
          for row in rows {
            let index = row * columnCount + column
            guard let value = number(at: row + column * columnStride) else {
              throw notRepresentable(index, as: Element.self)
            }
            target.initializeElement(at: index, to: value)
          }
        }
      }
    }
  }

  private static var bandHeight: Int { 64 }

  private func notRepresentable<Element: MatrixElement>(
    _ index: Int, as type: Element.Type
  ) -> ArrayFileError {
    let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
    return ArrayFileError(
      path: path, code: .notRepresentable,
      place: .init(subscripts: shape.count == 1 ? [row] : [row, column]),
      message: "this number of type \(elementType) has no "
        + (elementType.kind == .floatingPoint ? "finite" : "exact")
        + " counterpart in \(Element.precision.rawValue)")
  }
}
