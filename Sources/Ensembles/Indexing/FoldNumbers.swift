/// The fold that predicts each row.
struct FoldNumbers {
  /// The number of folds.
  let foldCount: Int

  /// The fold of each row, counted from 0.
  private(set) var numbers: [Int]

  /// Folds of almost equal size.
  ///
  /// - Parameters:
  ///   - foldCount: The number of folds.
  ///   - order: All rows, in the order in which they are dealt with.
  init(consecutive foldCount: Int, in order: some Collection<Int>) {
    self.foldCount = foldCount
    numbers = Array(repeating: 0, count: order.count)
    var rows = order.makeIterator()
    for (fold, block) in RowBlocks(rowCount: order.count, blockCount: foldCount).enumerated() {
      for _ in block {
        guard let row = rows.next() else { break }
        numbers[row] = fold
      }
    }
  }

  /// Folds of almost equal size, in which every class has almost the same number of rows.
  ///
  /// Both differ by one row at most. Dealing out the rows class by class tells how many rows of each class a fold
  /// gets; which ones is decided by their order, the first rows go to the first fold.
  ///
  /// - Parameters:
  ///   - foldCount: The number of folds.
  ///   - classes: The class of each row, counted from 0.
  ///   - order: All rows, in the order in which they are dealt with.
  init(stratified foldCount: Int, by classes: [Int], in order: some Collection<Int>) {
    self.foldCount = foldCount
    numbers = Array(repeating: 0, count: classes.count)
    var members: [[Int]] = Array(repeating: [], count: (classes.max() ?? -1) + 1)
    for row in order { members[classes[row]].append(row) }
    var dealt = 0
    for rows in members {
      var shares = Array(repeating: rows.count / foldCount, count: foldCount)
      for extra in 0..<rows.count % foldCount { shares[(dealt + extra) % foldCount] += 1 }
      var next = 0
      for (fold, share) in shares.enumerated() {
        for row in rows[next..<next + share] { numbers[row] = fold }
        next += share
      }
      dealt += rows.count
    }
  }

  /// Folds that were decided on elsewhere.
  init(_ numbers: [Int], foldCount: Int) {
    self.foldCount = foldCount
    self.numbers = numbers
  }

  /// One fit a fold, which learns from the rows of all other folds.
  func folds(repetition: Int = 0) -> [Fold] {
    var tests: [[Range<Int>]] = Array(repeating: [], count: foldCount)
    var start = 0
    for end in 1..<numbers.count + 1 where end == numbers.count || numbers[end] != numbers[start] {
      tests[numbers[start]].append(start..<end)
      start = end
    }
    return tests.map { ranges in
      let test = RangeSet(ranges)
      return Fold(repetition: repetition, train: test.inverted(of: numbers.count), test: test)
    }
  }
}
