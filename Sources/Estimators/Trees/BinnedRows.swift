/// The features of all rows as the numbers of their bins, one byte each.
struct BinnedRows {
  let rowCount: Int
  let columns: [ColumnBins]

  /// The byte of a row and a column is at `row * rowStride + column * columnStride`.
  let codes: UncheckedBuffer<UInt8>
  let rowStride: Int
  let columnStride: Int

  /// Which bytes are neighbours.
  enum Layout {
    /// Those of a row: for loops that look at all columns of a row at once.
    case rows
    /// Those of a column: for loops that look at one column after another.
    case columns
  }

  /// Reads the features, which takes eight bytes for each number of some columns at a time.
  ///
  /// - Parameters:
  ///   - features: At least one row.
  ///   - weights: The weight of each row, or nil if all weigh the same.
  ///   - limit: How many bins a column may have.
  ///   - categories: The columns that hold categories, whose numbers are places of words.
  ///   - layout: Which bytes are neighbours.
  ///   - known: The bins of each column, or nil to find them, which weights and limit are for.
  /// - Throws: `CancellationError` if the task was cancelled.
  init(
    _ features: Features, weights: [Int64]?, limit: Int, categories: Set<Int>, layout: Layout,
    bins known: [ColumnBins]? = nil
  ) throws {
    let (rowCount, columnCount) = (features.rowCount, features.columnCount)
    let (rowStride, columnStride) = layout == .rows ? (columnCount, 1) : (1, rowCount)
    let codes = UncheckedBuffer<UInt8>(repeating: 0, count: rowCount * columnCount)
    var columns: [ColumnBins] = []
    columns.reserveCapacity(columnCount)
    let binning = ColumnBinning(rowCount: rowCount, weights: weights, limit: limit)
    try Self.forEachColumn(of: features) { column, keys, start in
      let bins =
        known.map { binning.fitting($0[column], to: keys, from: start) }
        ?? binning.bins(of: keys, from: start, areCategories: categories.contains(column))
      binning.write(
        keys, from: start, as: bins, to: codes, from: column * columnStride, stride: rowStride)
      columns.append(bins)
    }
    self.rowCount = rowCount
    self.columns = columns
    self.codes = codes
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// Finds the bins of all columns, without putting anything into them.
  ///
  /// - Parameters:
  ///   - features: At least one row.
  ///   - weights: The weight of each row, or nil if all weigh the same.
  ///   - limit: How many bins a column may have.
  ///   - categories: The columns that hold categories.
  /// - Returns: The same as `columns` of the binned rows.
  /// - Throws: `CancellationError` if the task was cancelled.
  static func bins(
    of features: Features, weights: [Int64]?, limit: Int, categories: Set<Int>
  ) throws -> [ColumnBins] {
    let binning = ColumnBinning(rowCount: features.rowCount, weights: weights, limit: limit)
    var columns: [ColumnBins] = []
    try forEachColumn(of: features) { column, keys, start in
      columns.append(
        binning.bins(of: keys, from: start, areCategories: categories.contains(column)))
    }
    return columns
  }

  /// Calls a closure with each column: its number, and where its keys begin.
  private static func forEachColumn(
    of features: Features, _ body: (Int, UncheckedBuffer<UInt64>, Int) -> Void
  ) throws {
    let (rowCount, columnCount) = (features.rowCount, features.columnCount)
    let atOnce = max(1, min(columnCount, keysAtOnce / max(1, rowCount)))
    let keys = UncheckedBuffer<UInt64>(repeating: 0, count: rowCount * atOnce)
    for first in stride(from: 0, to: columnCount, by: atOnce) {
      try Task.checkCancellation()
      let group = first..<min(first + atOnce, columnCount)
      read(features, columns: group, into: keys)
      for column in group { body(column, keys, (column - first) * rowCount) }
    }
  }

  /// Writes the keys of some columns, column after column.
  private static func read(
    _ features: Features, columns: Range<Int>, into keys: UncheckedBuffer<UInt64>
  ) {
    let rowCount = features.rowCount
    let part = columns.count == features.columnCount ? features : features.columns(Array(columns))
    part.forEachRowBlock(of: 256) { block in
      for column in 0..<block.columnCount {
        let start = column * rowCount + block.rows.lowerBound
        for row in 0..<block.rowCount {
          keys[start + row] = KeySorter.key(of: block.row(row)[column])
        }
      }
    }
  }
}

/// How many numbers are read at a time: 64 MiB of them.
private let keysAtOnce = 1 << 23

/// What finding the bins of one column after another needs.
private final class ColumnBinning {
  let weights: [Int64]?
  let limit: Int

  private let rowCount: Int
  /// Not there before something is sorted: it takes 16 bytes a row, or 32.
  private lazy var sorter = KeySorter(count: rowCount, hasCompanions: weights != nil)
  /// The keys of the greatest number of each bin, then keys above all numbers.
  private let bounds = UncheckedBuffer<UInt64>(repeating: .max, count: 256)

  init(rowCount: Int, weights: [Int64]?, limit: Int) {
    self.rowCount = rowCount
    self.weights = weights
    self.limit = limit
  }

  func bins(
    of keys: UncheckedBuffer<UInt64>, from start: Int, areCategories: Bool
  ) -> ColumnBins {
    let (unsorted, companions) = (sorter.keys, sorter.companions)
    for row in 0..<rowCount { unsorted[row] = keys[start + row] }
    if let weights {
      for row in 0..<rowCount { companions[row] = weights[row] }
    }
    sorter.sort()
    let (sorted, sortedWeights) = (sorter.keys, sorter.companions)
    var (distinct, distinctWeights): ([UInt64], [Int64]) = ([], [])
    var place = 0
    while place < rowCount, sorted[place] != KeySorter.missing {
      let key = sorted[place]
      var weight: Int64 = 0
      while place < rowCount, sorted[place] == key {
        weight += weights == nil ? 1 : sortedWeights[place]
        place += 1
      }
      distinct.append(key)
      distinctWeights.append(weight)
    }
    let hasMissing = place < rowCount
    return areCategories
      ? ColumnBins(
        categories: distinct.map { Int(KeySorter.number(of: $0)) }, weights: distinctWeights, limit: limit,
        hasMissing: hasMissing)
      : ColumnBins(
        dividing: distinct, weights: distinctWeights, limit: limit, hasMissing: hasMissing)
  }

  /// Bins that were found elsewhere, so that all of these numbers have one.
  func fitting(_ bins: ColumnBins, to keys: UncheckedBuffer<UInt64>, from start: Int) -> ColumnBins {
    var (least, greatest, hasMissing) = (UInt64.max, UInt64.min, false)
    for row in 0..<rowCount {
      let key = keys[start + row]
      if key == KeySorter.missing {
        hasMissing = true
      } else {
        least = min(least, key)
        greatest = max(greatest, key)
      }
    }
    if let table = bins.binsOfCategories {
      let isKnown = (0..<rowCount).allSatisfy { bins.bin(ofKey: keys[start + $0], in: table) != bins.count }
      return bins.covering(nil, hasMissing: !isKnown)
    }
    let range = least <= greatest ? KeySorter.number(of: least)...KeySorter.number(of: greatest) : nil
    return bins.covering(range, hasMissing: hasMissing)
  }

  func write(
    _ keys: UncheckedBuffer<UInt64>, from start: Int, as bins: ColumnBins,
    to codes: UncheckedBuffer<UInt8>, from first: Int, stride: Int
  ) {
    if let table = bins.binsOfCategories {
      for row in 0..<rowCount {
        codes[first + row * stride] = UInt8(bins.bin(ofKey: keys[start + row], in: table))
      }
      return
    }
    for bin in 0..<bounds.count { bounds[bin] = bin < bins.count ? KeySorter.key(of: bins.upper[bin]) : .max }
    for row in 0..<rowCount {
      codes[first + row * stride] = Self.bin(of: keys[start + row], among: bounds)
    }
  }

  /// The number of bounds that are below a key: its bin, and for the key of a missing value the number of bins.
  @inline(__always)
  private static func bin(of key: UInt64, among bounds: UncheckedBuffer<UInt64>) -> UInt8 {
    var bin = bounds[127] < key ? 128 : 0
    bin += bounds[bin + 63] < key ? 64 : 0
    bin += bounds[bin + 31] < key ? 32 : 0
    bin += bounds[bin + 15] < key ? 16 : 0
    bin += bounds[bin + 7] < key ? 8 : 0
    bin += bounds[bin + 3] < key ? 4 : 0
    bin += bounds[bin + 1] < key ? 2 : 0
    bin += bounds[bin] < key ? 1 : 0
    return UInt8(truncatingIfNeeded: bin)
  }
}
