/// Grown trees, node after node.
struct FlatTrees: Equatable {
  /// A question about one column, or a leaf.
  struct Node: Equatable, BitwiseCopyable {
    /// Numbers up to this go to the first child, greater ones to the second, which is its neighbour; of a question
    /// about categories, the number of the set that goes to the first.
    var threshold = 0.0
    /// Twice the column, plus 1 if missing values go to the first child, plus `aboutCategories` if it is a question about
    /// them; −1 for a leaf.
    var question: Int32 = -1
    /// The first child, counted from the root of the tree; of a leaf the row of its prediction.
    var next: Int32 = 0

    /// The bit of a question about categories, which is above those of all columns.
    static let aboutCategories: Int32 = 1 << 30

    /// The column of a question.
    @inline(__always)
    var column: Int32 { (question & ~Self.aboutCategories) >> 1 }
  }

  /// The nodes of all trees; the root of a tree is its first node.
  var nodes: [Node] = []

  /// Where each tree begins among the nodes.
  var roots: [Int] = []

  /// The predictions of all leaves, one after another.
  var predictions: [Double] = []

  /// What goes to the first child of each node that asks about categories.
  var categorySets: [CategorySet] = []

  /// The bins of the categories of all columns, to which sets refer.
  var categoryTables: [UInt8] = []

  /// How many numbers a leaf predicts.
  let outputCount: Int

  init(outputCount: Int) { self.outputCount = outputCount }

  /// Adds a set of categories.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - bins: The bins that go to the first child.
  ///   - table: Where the bins of the column's categories are.
  ///   - child: The first child, counted from the root.
  /// - Returns: The node that asks whether the category of a row is in the set.
  mutating func question(about column: Int, _ bins: BinSet, table: Range<Int>, next child: Int) -> Node {
    categorySets.append(CategorySet(bins: bins, tableStart: table.lowerBound, tableCount: table.count))
    return Node(
      threshold: Double(categorySets.count - 1),
      question: Node.aboutCategories | Int32(column) << 1 | (bins.contains(ColumnBins.absent) ? 1 : 0),
      next: Int32(child))
  }

  /// The depth of the deepest leaf: the most questions that are asked of a row.
  var depth: Int {
    var deepest = 0
    for (tree, root) in roots.enumerated() {
      let end = tree + 1 < roots.count ? roots[tree + 1] : nodes.count
      var depths = [Int](repeating: 0, count: end - root)
      // A child comes after its parent.
      for place in depths.indices where nodes[root + place].question >= 0 {
        let child = Int(nodes[root + place].next)
        depths[child] = depths[place] + 1
        depths[child + 1] = depths[place] + 1
        deepest = max(deepest, depths[place] + 1)
      }
    }
    return deepest
  }

  /// The number of leaves of all trees.
  var leafCount: Int { outputCount == 0 ? 0 : predictions.count / outputCount }
}

// MARK: - Predicting

extension FlatTrees {
  /// The mean of what the trees predict.
  ///
  /// Trees are summed in order, so that the bits do not depend on how rows are divided.
  func means(for features: Features) -> Matrix<Double> {
    nodes.withUnsafeBufferPointer { nodes in
      // Trees that ask about numbers alone need not look at each node what it asks about.
      guard !categorySets.isEmpty else { return means(for: features, by: NumberWalk(nodes: nodes)) }
      return categorySets.withUnsafeBufferPointer { sets in
        categoryTables.withUnsafeBufferPointer { tables in
          means(for: features, by: CategoryWalk(nodes: nodes, sets: sets, tables: tables))
        }
      }
    }
  }

  private func means(for features: Features, by walk: some TreeWalk) -> Matrix<Double> {
    let outputs = outputCount
    var means = Matrix<Double>(rowCount: features.rowCount, columnCount: outputs, repeating: 0)
    let treeCount = Double(roots.count)
    means.withUnsafeMutableElements { sums in
      predictions.withUnsafeBufferPointer { predictions in
        features.forEachRowBlock(of: 512) { block in
          let first = block.rows.lowerBound * outputs
          for root in roots {
            for row in 0..<block.rowCount {
              let leaf = walk.leaf(of: block.row(row), from: root) * outputs
              for output in 0..<outputs {
                sums[first + row * outputs + output] += predictions[leaf + output]
              }
            }
          }
          for place in first..<first + block.rowCount * outputs { sums[place] /= treeCount }
        }
      }
    }
    return means
  }
}

/// The way of a row from the root of a tree to a leaf.
private protocol TreeWalk {
  /// The row of the leaf's prediction.
  func leaf(of row: UnsafeBufferPointer<Double>, from root: Int) -> Int
}

/// Walks where all questions are about numbers.
// SAFETY: Questions, children and leaves are those of the tree and of features of as many columns as it was grown on:
// growing makes no others, reading stored trees refuses others, and callers check the number of columns.
private struct NumberWalk: TreeWalk {
  let nodes: UnsafeBufferPointer<FlatTrees.Node>

  @inline(__always)
  func leaf(of row: UnsafeBufferPointer<Double>, from root: Int) -> Int {
    guard let row = row.baseAddress, let nodes = nodes.baseAddress.map({ $0 + root }) else { return 0 }
    var node = nodes.pointee
    while node.question >= 0 {
      let value = row[Int(node.question >> 1)]
      let isMissing = value.isNaN ? node.question & 1 ^ 1 : 0
      node = nodes[Int(node.next + (value > node.threshold ? 1 : isMissing))]
    }
    return Int(node.next)
  }
}

/// Walks where some questions are about categories.
// SAFETY: As for `NumberWalk`; the sets and their tables are those that the nodes were grown or read with.
private struct CategoryWalk: TreeWalk {
  let nodes: UnsafeBufferPointer<FlatTrees.Node>
  let sets: UnsafeBufferPointer<CategorySet>
  let tables: UnsafeBufferPointer<UInt8>

  @inline(__always)
  func leaf(of row: UnsafeBufferPointer<Double>, from root: Int) -> Int {
    guard let row = row.baseAddress, let nodes = nodes.baseAddress.map({ $0 + root }),
      let sets = sets.baseAddress, let tables = tables.baseAddress
    else { return 0 }
    var node = nodes.pointee
    while node.question >= 0 {
      let value = row[Int(node.column)]
      let goesRight: Int32 =
        if node.question & FlatTrees.Node.aboutCategories != 0 {
          sets[Int(node.threshold)].contains(value, tables: tables) ? 0 : 1
        } else {
          value > node.threshold ? 1 : value.isNaN ? node.question & 1 ^ 1 : 0
        }
      node = nodes[Int(node.next + goesRight)]
    }
    return Int(node.next)
  }
}
