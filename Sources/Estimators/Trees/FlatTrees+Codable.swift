extension FlatTrees: Codable {
  private enum CodingKeys: String, CodingKey {
    case nodes, roots, predictions, categorySets, categoryTables
  }

  /// Encodes trees: a row of four numbers for each node, one for each leaf and, if there are questions about categories,
  /// one for each set of them.
  ///
  /// The fourth number of a node says whether missing values go to the first child. That of a question about categories
  /// is greater by 2: versions that know none of these refuse it, rather than to take the number of a set for a threshold.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let rows = Matrix<Double>(rowCount: nodes.count, columnCount: 4) { target in
      for (place, node) in nodes.enumerated() {
        let isLeaf = node.question < 0
        let asksAboutCategories = !isLeaf && node.question & Node.aboutCategories != 0
        target.initializeElement(at: 4 * place, to: isLeaf ? -1 : Double(node.column))
        target.initializeElement(at: 4 * place + 1, to: node.threshold)
        target.initializeElement(at: 4 * place + 2, to: Double(node.next))
        target.initializeElement(
          at: 4 * place + 3, to: isLeaf ? 0 : Double(node.question & 1) + (asksAboutCategories ? 2 : 0))
      }
    }
    try container.encode(rows, forKey: .nodes)
    try container.encode(roots, forKey: .roots)
    try container.encode(
      Matrix(rowCount: leafCount, columnCount: outputCount, elements: predictions), forKey: .predictions)
    guard !categorySets.isEmpty else { return }
    try container.encode(Matrix(rows: categorySets.map(\.numbers)), forKey: .categorySets)
    try container.encode(Matrix(column: categoryTables.map(Double.init)), forKey: .categoryTables)
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
    if let sets = try container.decodeIfPresent(Matrix<Double>.self, forKey: .categorySets) {
      let tables = try container.decode(Matrix<Double>.self, forKey: .categoryTables)
      categoryTables = tables.elements.compactMap(UInt8.init(exactly:))
      categorySets = (0..<sets.rowCount).compactMap {
        CategorySet(numbers: sets.row($0), tableCount: categoryTables.count)
      }
      guard categoryTables.count == tables.elements.count, categorySets.count == sets.rowCount else {
        throw damaged("a set of categories is none, or its table is not there", .categorySets)
      }
    }
    nodes.reserveCapacity(rows.rowCount)
    for (root, end) in zip(roots, roots.dropFirst() + [rows.rowCount]) {
      for place in root..<end {
        let isLeaf = rows[place, 0] == -1
        guard let column = Int32(exactly: rows[place, 0]), let next = Int32(exactly: rows[place, 2]),
          let kind = Int32(exactly: rows[place, 3]), 0...(isLeaf ? 1 : 3) ~= kind, !rows[place, 1].isNaN,
          kind < 2 || isSet(rows[place, 1], withAbsent: kind == 3),
          isLeaf
            ? (0..<leaves.rowCount).contains(Int(next))
            : column >= 0 && column < Node.aboutCategories / 2 && Int(next) > place - root
              && Int(next) < end - root - 1
        else {
          throw damaged("node \(place - root) of a tree leads nowhere", .nodes)
        }
        nodes.append(
          Node(
            threshold: rows[place, 1],
            question: isLeaf ? -1 : column << 1 | kind & 1 | (kind >= 2 ? Node.aboutCategories : 0),
            next: next))
      }
    }
  }

  /// Whether a number is that of a set in which absent categories are, or are not.
  private func isSet(_ number: Double, withAbsent hasAbsent: Bool) -> Bool {
    guard let place = Int(exactly: number), categorySets.indices.contains(place) else { return false }
    return categorySets[place].bins.contains(ColumnBins.absent) == hasAbsent
  }

  /// Whether all questions are about some columns.
  func asksOnly(aboutColumnsBelow count: Int) -> Bool {
    nodes.allSatisfy { $0.question < 0 || $0.column < Int32(clamping: count) }
  }
}

extension CategorySet {
  /// The set as numbers: where its table is, how long that is, and the bits of the bins, 32 to a number.
  fileprivate var numbers: [Double] {
    [Double(tableStart), Double(tableCount)]
      + (0..<8).map { Double(bins.words[$0 / 2] >> UInt64($0 % 2 * 32) & 0xffff_ffff) }
  }

  /// A set of those numbers, or nil if they are of none, or of one whose table would be beyond the end of all.
  fileprivate init?(numbers: some Collection<Double>, tableCount count: Int) {
    let parts = numbers.compactMap(UInt32.init(exactly:))
    guard parts.count == 10, numbers.count == 10, Int(parts[0]) + Int(parts[1]) <= count else { return nil }
    var words = SIMD4<UInt64>()
    for part in 0..<8 { words[part / 2] |= UInt64(parts[2 + part]) << UInt64(part % 2 * 32) }
    self.init(bins: BinSet(words: words), tableStart: Int(parts[0]), tableCount: Int(parts[1]))
  }
}
