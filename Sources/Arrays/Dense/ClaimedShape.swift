/// The shape that a file or an archive claims for a matrix, not yet believed.
struct ClaimedShape {
  var rowCount: Int
  var columnCount: Int

  /// How many rows or columns are believed when there is not one number to prove them.
  ///
  /// Without a limit, a few bytes that claim 2⁶² rows without columns would keep every loop over rows busy
  /// for ever.
  static let emptyExtentLimit = 1 << 20

  /// How many numbers such a matrix has.
  ///
  /// - Throws: A `Problem`, if no matrix of numbers of that size can have this shape.
  func elementCount(elementSize: Int) throws(Problem) -> Int {
    guard rowCount >= 0, columnCount >= 0 else { throw Problem(clause: "is negative") }
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    guard !overflow, !count.multipliedReportingOverflow(by: elementSize).overflow else {
      throw Problem(clause: "does not fit into the address space")
    }
    guard count > 0 || max(rowCount, columnCount) <= Self.emptyExtentLimit else {
      throw Problem(clause: "is too large for an array without a single number")
    }
    return count
  }

  /// Why a shape is impossible.
  struct Problem: Error {
    /// Completes "the shape …".
    var clause: String
  }
}
