/// Consecutive ranges of almost equal size, the first ones a row longer where it does not divide.
package struct RowBlocks: RandomAccessCollection {
  let rowCount: Int
  let blockCount: Int

  /// Creates the ranges of a number of rows, some of them empty if there are fewer rows than blocks.
  package init(rowCount: Int, blockCount: Int) {
    self.rowCount = rowCount
    self.blockCount = blockCount
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { blockCount }

  package subscript(block: Int) -> Range<Int> { start(of: block)..<start(of: block + 1) }

  private func start(of block: Int) -> Int {
    block * (rowCount / blockCount) + Swift.min(block, rowCount % blockCount)
  }
}
