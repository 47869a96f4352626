/// The rows that one tree is grown on, in the order in which its nodes hold them, and the loops over them.
///
/// A place of a histogram, a slot, is as many numbers as the target says; the slots of a column are one for each of its
/// bins. What is added and subtracted are whole numbers.
final class SampledRows {
  private let kind: TreeTarget.Kind
  private let slotWidth: Int
  /// What makes rows alike, as many numbers a row as `valueWidth`.
  private let values: UncheckedBuffer<Int64>
  private let valueWidth: Int
  /// What each row adds, as many numbers as `incrementWidth`.
  private let increments: UncheckedBuffer<Int64>
  private let incrementWidth: Int
  private let order: UncheckedBuffer<Int32>
  private let spare: UncheckedBuffer<Int32>

  /// How many rows there are: those of the sample, each once.
  private(set) var count = 0

  init(of target: TreeTarget, rowCount: Int) {
    kind = target.kind
    slotWidth = target.slotWidth
    values = UncheckedBuffer(target.values)
    valueWidth = target.values.count / rowCount
    increments = UncheckedBuffer(target.increments)
    incrementWidth = target.incrementWidth
    order = UncheckedBuffer(repeating: 0, count: rowCount)
    spare = UncheckedBuffer(repeating: 0, count: rowCount)
  }

  /// Takes every row once.
  func takeAll() {
    count = order.count
    for row in 0..<count { order[row] = Int32(row) }
  }

  /// Takes as many rows as there are by chance, some of them several times, which multiplies what they add.
  func resample(of target: TreeTarget, with generator: inout SeededGenerator) {
    // The other order has no use yet: how often each row is taken stands there.
    for row in 0..<spare.count { spare[row] = 0 }
    for _ in 0..<spare.count {
      let row = generator.number(below: spare.count)
      if spare[row] < Int32(TreeWeights.mostCopies) { spare[row] += 1 }
    }
    count = 0
    for row in 0..<spare.count where spare[row] > 0 {
      order[count] = Int32(row)
      count += 1
      for place in row * incrementWidth..<(row + 1) * incrementWidth {
        increments[place] = target.increments[place] &* Int64(spare[row])
      }
    }
  }

  /// The row at a place of the order.
  func row(at place: Int) -> Int { Int(order[place]) }

  /// Whether all rows of some places have the same target.
  func areAlike(_ places: Range<Int>) -> Bool {
    let first = Int(order[places.lowerBound]) * valueWidth
    for place in places.dropFirst() {
      let row = Int(order[place]) * valueWidth
      for output in 0..<valueWidth where values[row + output] != values[first + output] { return false }
    }
    return true
  }

  /// The sums over the rows of some places: what their slot would be if all had the same bin.
  func sums(of places: Range<Int>) -> [Int64] {
    var sums = [Int64](repeating: 0, count: slotWidth)
    for place in places {
      let row = Int(order[place])
      if case .classes = kind {
        sums[Int(values[row])] += increments[row]
      } else {
        for number in 0..<slotWidth { sums[number] += increments[row * slotWidth + number] }
      }
    }
    return sums
  }
}

// MARK: - Counting

extension SampledRows {
  /// Adds the rows of some places to a histogram of all columns.
  ///
  /// - Parameters:
  ///   - places: Places of the order.
  ///   - binned: The bins of the rows.
  ///   - firstSlots: The number of slots before each column.
  ///   - histograms: Where the rows are added.
  ///   - start: Where in `histograms` the first slot is.
  func add(
    _ places: Range<Int>, of binned: BinnedRows, firstSlots: UncheckedBuffer<Int32>,
    to histograms: UncheckedBuffer<Int64>, from start: Int
  ) {
    let (codes, rowStride, columnStride) = (binned.codes, binned.rowStride, binned.columnStride)
    let (order, increments, values) = (self.order, self.increments, self.values)
    let (slotWidth, columnCount) = (self.slotWidth, firstSlots.count)
    switch kind {
    case .numbers(1):
      for place in places {
        let row = Int(order[place])
        let (number, weight) = (increments[2 * row], increments[2 * row + 1])
        var code = row * rowStride
        for column in 0..<columnCount {
          let slot = start + 2 * (Int(firstSlots[column]) + Int(codes[code]))
          histograms[slot] &+= number
          histograms[slot + 1] &+= weight
          code += columnStride
        }
      }
    case .numbers:
      for place in places {
        let row = Int(order[place])
        for column in 0..<columnCount {
          let code = Int(codes[row * rowStride + column * columnStride])
          let slot = start + slotWidth * (Int(firstSlots[column]) + code)
          for number in 0..<slotWidth { histograms[slot + number] &+= increments[row * slotWidth + number] }
        }
      }
    case .classes:
      for place in places {
        let row = Int(order[place])
        let (label, weight) = (start + Int(values[row]), increments[row])
        for column in 0..<columnCount {
          let code = Int(codes[row * rowStride + column * columnStride])
          histograms[label + slotWidth * (Int(firstSlots[column]) + code)] &+= weight
        }
      }
    }
  }

  /// Adds the rows of some places to the histogram of one column.
  ///
  /// - Parameters:
  ///   - places: Places of the order.
  ///   - column: The column.
  ///   - binned: The bins of the rows.
  ///   - histogram: Where the rows are added, from the first number on.
  ///   - occupied: A bit for each bin, which is set if any row has that bin.
  func add(
    _ places: Range<Int>, of column: Int, in binned: BinnedRows,
    to histogram: UncheckedBuffer<Int64>, occupied: UncheckedBuffer<UInt64>
  ) {
    let (codes, rowStride, first) = (binned.codes, binned.rowStride, column * binned.columnStride)
    let (order, increments, values, slotWidth) = (self.order, self.increments, self.values, self.slotWidth)
    switch kind {
    case .numbers(1):
      for place in places {
        let row = Int(order[place])
        let code = Int(codes[first + row * rowStride])
        histogram[2 * code] &+= increments[2 * row]
        histogram[2 * code + 1] &+= increments[2 * row + 1]
        occupied[code >> 6] |= 1 << UInt64(code & 63)
      }
    case .numbers:
      for place in places {
        let row = Int(order[place])
        let code = Int(codes[first + row * rowStride])
        for number in 0..<slotWidth {
          histogram[code * slotWidth + number] &+= increments[row * slotWidth + number]
        }
        occupied[code >> 6] |= 1 << UInt64(code & 63)
      }
    case .classes:
      for place in places {
        let row = Int(order[place])
        let code = Int(codes[first + row * rowStride])
        histogram[code * slotWidth + Int(values[row])] &+= increments[row]
        occupied[code >> 6] |= 1 << UInt64(code & 63)
      }
    }
  }
}

// MARK: - Parting

extension SampledRows {
  /// Puts the rows of some places that go left before those that go right; both keep their order.
  ///
  /// - Returns: The place of the first row that goes right.
  func part(_ places: Range<Int>, at split: Split, in binned: BinnedRows) -> Int {
    let (codes, rowStride, first) = (binned.codes, binned.rowStride, split.column * binned.columnStride)
    if let left = split.sides?.left {
      return part(places) { left.contains(codes[first + Int($0) * rowStride]) ? 0 : 1 }
    }
    let last = split.lastLeft
    // The bin of missing values is after all others: where those go right nothing is special about it.
    let missing = split.missingGoesLeft ? binned.columns[split.column].count : 256
    return part(places) { row in
      let code = Int(codes[first + Int(row) * rowStride])
      return (code > last ? 1 : 0) & (code != missing ? 1 : 0)
    }
  }

  /// Puts rows that go left before those that go right, of which a closure says 1, and of others 0.
  @inline(__always)
  private func part(_ places: Range<Int>, by goesRight: (Int32) -> Int) -> Int {
    let (order, spare) = (self.order, self.spare)
    var (left, right) = (places.lowerBound, 0)
    for place in places {
      let row = order[place]
      let goesRight = goesRight(row)
      order[left] = row
      spare[right] = row
      left += 1 - goesRight
      right += goesRight
    }
    for place in 0..<right { order[left + place] = spare[place] }
    return left
  }
}
