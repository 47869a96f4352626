/// Grown trees, node after node.
struct FlatTrees: Equatable {
  /// A question about one column, or a leaf.
  struct Node: Equatable, BitwiseCopyable {
    /// Numbers up to this go to the first child, greater ones to the second, which is its neighbour.
    var threshold = 0.0
    /// Twice the column, plus 1 if missing values go to the first child; −1 for a leaf.
    var question: Int32 = -1
    /// The first child, counted from the root of the tree; of a leaf the row of its prediction.
    var next: Int32 = 0
  }

  /// The nodes of all trees; the root of a tree is its first node.
  var nodes: [Node] = []

  /// Where each tree begins among the nodes.
  var roots: [Int] = []

  /// The predictions of all leaves, one after another.
  var predictions: [Double] = []

  /// How many numbers a leaf predicts.
  let outputCount: Int

  init(outputCount: Int) { self.outputCount = outputCount }

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
    let outputs = outputCount
    var means = Matrix<Double>(rowCount: features.rowCount, columnCount: outputs, repeating: 0)
    let treeCount = Double(roots.count)
    means.withUnsafeMutableElements { sums in
      nodes.withUnsafeBufferPointer { nodes in
        predictions.withUnsafeBufferPointer { predictions in
          features.forEachRowBlock(of: 512) { block in
            let first = block.rows.lowerBound * outputs
            for root in roots {
              for row in 0..<block.rowCount {
                let leaf = Self.leaf(of: block.row(row), from: root, nodes) * outputs
                for output in 0..<outputs {
                  sums[first + row * outputs + output] += predictions[leaf + output]
                }
              }
            }
            for place in first..<first + block.rowCount * outputs { sums[place] /= treeCount }
          }
        }
      }
    }
    return means
  }

  // SAFETY: Questions, children and leaves are those of the tree and of features of as many columns as it was grown on:
  // growing makes no others, reading stored trees refuses others, and callers check the number of columns.
  @inline(__always)
  private static func leaf(
    of row: UnsafeBufferPointer<Double>, from root: Int, _ nodes: UnsafeBufferPointer<Node>
  ) -> Int {
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
