extension FlatTrees: Codable {
  private enum CodingKeys: String, CodingKey {
    case nodes, roots, predictions
  }

  /// Encodes trees: a row of four numbers for each node, one for each leaf.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let rows = Matrix<Double>(rowCount: nodes.count, columnCount: 4) { target in
      for (place, node) in nodes.enumerated() {
        let isLeaf = node.question < 0
        target.initializeElement(at: 4 * place, to: isLeaf ? -1 : Double(node.question >> 1))
        target.initializeElement(at: 4 * place + 1, to: node.threshold)
        target.initializeElement(at: 4 * place + 2, to: Double(node.next))
        target.initializeElement(at: 4 * place + 3, to: isLeaf ? 0 : Double(node.question & 1))
      }
    }
    try container.encode(rows, forKey: .nodes)
    try container.encode(roots, forKey: .roots)
    try container.encode(
      Matrix(rowCount: leafCount, columnCount: outputCount, elements: predictions), forKey: .predictions)
  }

  /// Decodes trees in which every walk from a root ends at a leaf.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rows = try container.decode(Matrix<Double>.self, forKey: .nodes)
    let leaves = try container.decode(Matrix<Double>.self, forKey: .predictions)
    roots = try container.decode([Int].self, forKey: .roots)
    outputCount = leaves.columnCount
    predictions = leaves.elements
    func damaged(_ what: String, _ key: CodingKeys) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: what)
    }
    guard outputCount > 0, predictions.allSatisfy(\.isFinite) else {
      throw damaged("the leaves of trees need predictions, all of them finite", .predictions)
    }
    guard roots.first == 0, rows.columnCount == 4, rows.rowCount <= Int32.max,
      zip(roots, roots.dropFirst() + [rows.rowCount]).allSatisfy(<)
    else {
      throw damaged("trees need four numbers for each node, and at least one node each", .roots)
    }
    nodes.reserveCapacity(rows.rowCount)
    for (root, end) in zip(roots, roots.dropFirst() + [rows.rowCount]) {
      for place in root..<end {
        let isLeaf = rows[place, 0] == -1
        guard let column = Int32(exactly: rows[place, 0]), let next = Int32(exactly: rows[place, 2]),
          rows[place, 3] == 0 || rows[place, 3] == 1, !rows[place, 1].isNaN,
          isLeaf
            ? (0..<leaves.rowCount).contains(Int(next))
            : column >= 0 && column < Int32.max / 2 && Int(next) > place - root && Int(next) < end - root - 1
        else {
          throw damaged("node \(place - root) of a tree leads nowhere", .nodes)
        }
        nodes.append(
          Node(
            threshold: rows[place, 1], question: isLeaf ? -1 : column << 1 | Int32(rows[place, 3]), next: next
          ))
      }
    }
  }

  /// Whether all questions are about some columns.
  func asksOnly(aboutColumnsBelow count: Int) -> Bool {
    nodes.allSatisfy { $0.question < 0 || $0.question >> 1 < Int32(clamping: count) }
  }
}
