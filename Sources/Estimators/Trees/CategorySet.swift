/// The categories that go to the first child of a node.
///
/// They are told by their bins, so that a set is small however many words there are; which bin a category has is in a
/// table that all sets of a column share.
struct CategorySet: Equatable, BitwiseCopyable {
  /// The bins that go to the first child; that of absent categories stands for missing values too.
  var bins: BinSet
  /// Where the table of the column begins among those of all.
  var tableStart: Int
  /// How many categories the table has.
  var tableCount: Int

  /// Whether a number goes to the first child.
  ///
  /// What is no place of a word that occurred goes where missing values go.
  @inline(__always)
  func contains(_ value: Double, tables: UnsafePointer<UInt8>) -> Bool {
    // NaN is not less than anything.
    guard value >= 0, value < Double(tableCount) else { return bins.contains(ColumnBins.absent) }
    let category = Int(value)
    // SAFETY: the category is within the table, and that within those of all: growing makes no others, and reading
    // stored trees refuses others.
    return bins.contains(Double(category) == value ? tables[tableStart + category] : ColumnBins.absent)
  }
}

/// The bins of the categories of all columns that hold any, one column after another.
struct CategoryTables {
  var bins: [UInt8] = []
  /// Where the table of each column is; empty for numbers.
  var places: [Range<Int>] = []

  init(of columns: [ColumnBins]) {
    for column in columns {
      let start = bins.count
      bins += column.binsOfCategories ?? []
      places.append(start..<bins.count)
    }
  }
}
