/// How a tree grows.
struct TreeGrowth {
  var rule: SplitRule
  /// The most questions from the root to a leaf.
  var depth: Int
  /// The least weight of a leaf, as a whole weight of the target.
  var leastWeight: Int64
  /// How many columns are considered for a split.
  var columnsPerSplit: Int
}

/// Grows trees on the same binned rows, one after another.
///
/// A tree grows from its root, and on the way waits a list of nodes, not a stack of calls: it may be as deep as there
/// are rows.
final class TreeGrower {
  private let growth: TreeGrowth
  private let target: TreeTarget
  private let binned: BinnedRows
  private let rows: SampledRows
  private let search: SplitSearch

  // The histogram of one column, for nodes that have no histogram of all.
  private let columnHistogram: UncheckedBuffer<Int64>
  private let occupied = UncheckedBuffer<UInt64>(repeating: 0, count: 4)

  // Histograms of all columns, for nodes of many rows.
  private let firstSlots: UncheckedBuffer<Int32>
  private let histogramSize: Int
  private let histograms: UncheckedBuffer<Int64>
  private var freeHistograms: [Int] = []

  /// Which bin each category has.
  let tables: CategoryTables

  private let columnOrder: UncheckedBuffer<Int32>
  private var waiting: [Waiting] = []

  /// A node whose rows are known and that has not been looked at.
  private struct Waiting {
    let node: Int
    let places: Range<Int>
    let depth: Int
    let sums: [Int64]
    /// Where its histogram of all columns is, if it has one.
    let histogram: Int?
  }

  init(_ growth: TreeGrowth, target: TreeTarget, binned: BinnedRows) {
    self.growth = growth
    self.target = target
    self.binned = binned
    let columnCount = binned.columns.count
    var slots = 0
    firstSlots = UncheckedBuffer(
      binned.columns.map { bins in
        defer { slots += bins.slotCount }
        return Int32(slots)
      })
    histogramSize = slots * target.slotWidth
    // Lighter children are looked at first: where rows weigh the same, no more histograms wait than a node can be
    // halved times. Where they do not and histograms run out, nodes go without, and find the same splits.
    let halvings = Int.bitWidth - max(1, binned.rowCount / Self.leastRows).leadingZeroBitCount
    let isWhole = Self.countsAllColumns(growth, columnCount: columnCount) && histogramSize <= Self.mostNumbers
    let histogramCount = isWhole && binned.rowCount >= Self.leastRows ? halvings + 2 : 0
    histograms = UncheckedBuffer(repeating: 0, count: histogramCount * histogramSize)
    freeHistograms = (0..<histogramCount).reversed().map { $0 }
    rows = SampledRows(of: target, rowCount: binned.rowCount)
    search = SplitSearch(target: target, leastWeight: growth.leastWeight)
    columnHistogram = UncheckedBuffer(repeating: 0, count: 256 * target.slotWidth)
    tables = CategoryTables(of: binned.columns)
    columnOrder = UncheckedBuffer(repeating: 0, count: columnCount)
  }

  /// Whether histograms of all columns pay: where few of them are considered, counting those alone is less work.
  static func countsAllColumns(_ growth: TreeGrowth, columnCount: Int) -> Bool {
    2 * growth.columnsPerSplit > columnCount
  }

  /// Nodes with fewer rows look at one column after another, which takes a time in proportion to their rows, not to the
  /// number of bins.
  private static let leastRows = 256

  /// The most numbers of a histogram of all columns: 16 MiB of them.
  private static let mostNumbers = 1 << 21

  /// Grows a tree.
  ///
  /// - Parameters:
  ///   - isResampled: Whether the rows are taken by chance, some of them several times.
  ///   - seed: Where random numbers start.
  ///   - trees: Where the tree is added.
  /// - Returns: How much the splits by each column lower the loss together.
  /// - Throws: `CancellationError` if the task was cancelled.
  func grow(
    isResampled: Bool, seed: UInt64, into trees: inout FlatTrees
  ) throws -> [Double] {
    var generator = SeededGenerator(seed: seed)
    for column in 0..<columnOrder.count { columnOrder[column] = Int32(column) }
    if isResampled { rows.resample(of: target, with: &generator) } else { rows.takeAll() }
    var gains = [Double](repeating: 0, count: binned.columns.count)
    let root = trees.nodes.count
    trees.roots.append(root)
    trees.nodes.append(FlatTrees.Node())
    let everything = 0..<rows.count
    waiting.append(
      Waiting(
        node: 0, places: everything, depth: 0, sums: rows.sums(of: everything),
        histogram: wantsHistogram(rowCount: rows.count, depth: 0) ? counted(everything) : nil))
    while let node = waiting.popLast() {
      if node.places.count >= 1 << 16 { try Task.checkCancellation() }
      guard let split = split(of: node, &generator) else {
        if let histogram = node.histogram { freeHistograms.append(histogram) }
        addLeaf(for: node, at: root, to: &trees)
        continue
      }
      let middle = rows.part(node.places, at: split, in: binned)
      let child = trees.nodes.count - root
      let weights = addChildren(of: node, from: child, parted: middle)
      let missingGoesLeft = split.sawMissing ? split.missingGoesLeft : weights.left >= weights.right
      trees.nodes[root + node.node] =
        if let sides = split.sides {
          trees.question(
            about: split.column, sides.left(missingGoesLeft: missingGoesLeft),
            table: tables.places[split.column], next: child)
        } else {
          FlatTrees.Node(
            threshold: split.threshold, question: Int32(split.column) << 1 | (missingGoesLeft ? 1 : 0),
            next: Int32(child))
        }
      trees.nodes.append(FlatTrees.Node())
      trees.nodes.append(FlatTrees.Node())
      gains[split.column] += split.gain * (Double(weights.left) + Double(weights.right))
    }
    return gains
  }

  private func addLeaf(for node: Waiting, at root: Int, to trees: inout FlatTrees) {
    let isAlike = rows.areAlike(node.places)
    trees.nodes[root + node.node] = FlatTrees.Node(next: Int32(trees.leafCount))
    trees.predictions += target.prediction(
      for: node.sums, alike: isAlike ? rows.row(at: node.places.lowerBound) : nil)
  }

  // MARK: - Splits

  private func split(of node: Waiting, _ generator: inout SeededGenerator) -> Split? {
    let weight = target.weight(of: node.sums)
    guard node.depth < growth.depth, node.places.count > 1, weight / 2 >= growth.leastWeight,
      !rows.areAlike(node.places)
    else { return nil }
    search.begin(node.sums, weight: weight)
    let columnCount = columnOrder.count
    for place in 0..<columnCount {
      if growth.columnsPerSplit < columnCount {
        // One column that parts the rows is found if there is any, even among those that are not drawn at first.
        if place >= growth.columnsPerSplit, search.best.gain >= 0 { break }
        let other = place + generator.number(below: columnCount - place)
        (columnOrder[place], columnOrder[other]) = (columnOrder[other], columnOrder[place])
      }
      look(at: Int(columnOrder[place]), for: node, &generator)
    }
    return search.best.gain >= 0 ? search.best : nil
  }

  private func look(at column: Int, for node: Waiting, _ generator: inout SeededGenerator) {
    if let histogram = node.histogram {
      search.look(
        at: column, binned.columns[column], in: histograms,
        from: histogram * histogramSize + Int(firstSlots[column]) * target.slotWidth, rule: growth.rule,
        &generator)
    } else {
      rows.add(node.places, of: column, in: binned, to: columnHistogram, occupied: occupied)
      search.look(
        at: column, binned.columns[column], clearing: columnHistogram, occupied, rule: growth.rule,
        &generator)
    }
  }

  // MARK: - Children

  /// Lets both children of a node wait, the lighter so that it is looked at first.
  ///
  /// - Returns: The weights of the children.
  private func addChildren(
    of node: Waiting, from child: Int, parted middle: Int
  ) -> (left: Int64, right: Int64) {
    let left = node.places.lowerBound..<middle
    let right = middle..<node.places.upperBound
    let leftIsSmaller = left.count < right.count
    let smaller = leftIsSmaller ? left : right
    let smallerSums = rows.sums(of: smaller)
    let largerSums = zip(node.sums, smallerSums).map { $0 - $1 }
    let histograms = histograms(ofChildrenOf: node, smaller: smaller)
    let depth = node.depth + 1
    let first = Waiting(
      node: child, places: left, depth: depth, sums: leftIsSmaller ? smallerSums : largerSums,
      histogram: leftIsSmaller ? histograms.smaller : histograms.larger)
    let second = Waiting(
      node: child + 1, places: right, depth: depth, sums: leftIsSmaller ? largerSums : smallerSums,
      histogram: leftIsSmaller ? histograms.larger : histograms.smaller)
    // By weight, not by the number of rows: a row of weight 2 is the row twice, for the order of random numbers too.
    let weights = (left: target.weight(of: first.sums), right: target.weight(of: second.sums))
    waiting += weights.left < weights.right ? [second, first] : [first, second]
    return weights
  }

  /// Counts the smaller child, and makes of its parent's histogram that of the larger one.
  private func histograms(
    ofChildrenOf node: Waiting, smaller: Range<Int>
  ) -> (smaller: Int?, larger: Int?) {
    guard let own = node.histogram else { return (nil, nil) }
    let depth = node.depth + 1
    guard wantsHistogram(rowCount: node.places.count - smaller.count, depth: depth),
      let counted = counted(smaller)
    else {
      freeHistograms.append(own)
      return (nil, nil)
    }
    subtract(counted, from: own)
    guard wantsHistogram(rowCount: smaller.count, depth: depth) else {
      freeHistograms.append(counted)
      return (nil, own)
    }
    return (counted, own)
  }

  private func wantsHistogram(rowCount: Int, depth: Int) -> Bool {
    histograms.count > 0 && rowCount >= Self.leastRows && depth < growth.depth
  }

  /// Counts some rows in a histogram of all columns.
  private func counted(_ places: Range<Int>) -> Int? {
    guard let histogram = freeHistograms.popLast() else { return nil }
    let start = histogram * histogramSize
    for number in start..<start + histogramSize { histograms[number] = 0 }
    rows.add(places, of: binned, firstSlots: firstSlots, to: histograms, from: start)
    return histogram
  }

  private func subtract(_ part: Int, from whole: Int) {
    let (part, whole) = (part * histogramSize, whole * histogramSize)
    for number in 0..<histogramSize { histograms[whole + number] &-= histograms[part + number] }
  }
}
