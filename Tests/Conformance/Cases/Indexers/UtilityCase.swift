import Ensembles

/// What mlens computes ranges of rows with, compared with what takes its place here.
enum UtilityCase {
  static func cases(of root: JSONNode, named name: String) throws -> [Case] {
    guard let node = try root.object(keys: ["meta", "cases", "utilities"]).optional("utilities") else {
      return []
    }
    let utilities = try node.object(keys: ["partition", "make_tuple", "prune_train"])
    func cases(_ key: String, _ run: @escaping @Sendable (JSONNode) throws -> Agreement) throws -> [Case] {
      try (utilities.optional(key)?.elements() ?? []).enumerated().map { index, node in
        Case(name: "\(name)/\(key)[\(index)]") { try run(node) }
      }
    }
    return try cases("partition", partition) + cases("make_tuple", makeTuple)
      + cases("prune_train", pruneTrain)
  }

  private static func partition(_ node: JSONNode) throws -> Agreement {
    let item = try node.object(keys: ["n", "p", "sizes"])
    let (rows, blocks) = (try item.required("n").integer(), try item.required("p").integer())
    guard rows >= 0, blocks > 0 else { throw node.error("must have rows and blocks to cut them into") }
    let sizes = RowBlocks(rowCount: rows, blockCount: blocks).map(\.count)
    try requireEqual(sizes, item.required("sizes").integers(), at: "sizes")
    return .agrees("sizes of row blocks")
  }

  private static func makeTuple(_ node: JSONNode) throws -> Agreement {
    let item = try node.object(keys: ["arr", "out"])
    let numbers = try item.required("arr").integers()
    guard numbers.allSatisfy({ $0 < Int.max }) else { throw node.error("has a row beyond all rows") }
    let rows = RangeSet(numbers.map { $0..<$0 + 1 })
    try requireEqual(RecordedRanges(rows), RecordedRanges(item.required("out")), at: "out")
    return .agrees("ranges of a set of rows")
  }

  /// The rows before a fold and those after it.
  ///
  /// mlens keeps an empty range where both are, and does not join neighbours.
  private static func pruneTrain(_ node: JSONNode) throws -> Agreement {
    let item = try node.object(keys: ["args", "out"])
    let bounds = try item.required("args").integers()
    guard bounds.count == 4, bounds[0] <= bounds[1], bounds[2] <= bounds[3] else {
      throw try item.required("args").error("must be two ranges")
    }
    let rows = RangeSet([bounds[0]..<bounds[1], bounds[2]..<bounds[3]])
    try requireEqual(rows, RecordedRanges(item.required("out")).rows, at: "out")
    return .agrees("rows on both sides of a fold")
  }
}
