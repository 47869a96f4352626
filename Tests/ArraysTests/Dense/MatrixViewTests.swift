import Arrays
import Testing

/// A view and, made by plain array operations, the rows that it should show.
struct Scene: CustomTestStringConvertible {
  var name: String
  var view: MatrixView<Double>
  var rows: [[Double]]

  var testDescription: String { name }

  static let all: [Scene] = shapes.flatMap { shape in
    rowChoices(shape.0).flatMap { rowChoice in
      columnChoices(shape.1).map { columnChoice in
        Scene(shape: shape, rows: rowChoice, columns: columnChoice)
      }
    }
  }

  private static let shapes = [(7, 5), (1, 4), (6, 1), (3, 0), (0, 2), (1, 1)]

  private static func rowChoices(_ count: Int) -> [RangeSet<Int>] {
    var choices = [RangeSet(0..<count), RangeSet()]
    if count > 0 { choices += [RangeSet(0..<1), RangeSet(count - 1..<count)] }
    if count > 3 { choices += [RangeSet([0..<2, 3..<count]), RangeSet([1..<2, 3..<4]), RangeSet(2..<4)] }
    return choices
  }

  private static func columnChoices(_ count: Int) -> [[Int]] {
    var choices = [Array(0..<count), [], Array((0..<count).reversed())]
    if count > 0 { choices += [[0], [count - 1, 0, 0]] }
    if count > 3 { choices += [[1, 2, 3], [0, 2, 4 % count], [3, 1]] }
    return choices
  }

  private init(shape: (Int, Int), rows rowSet: RangeSet<Int>, columns: [Int]) {
    let matrix: Matrix<Double> = sample(shape.0, shape.1)
    let table = (0..<shape.0).map(matrix.row)
    name = "\(shape.0)×\(shape.1), rows \(rowSet.ranges.map { $0 }), columns \(columns)"
    view = matrix.view(rows: rowSet).view(columns: columns)
    rows = rowSet.ranges.flatMap { $0 }.map { row in columns.map { table[row][$0] } }
  }

  init(name: String, view: MatrixView<Double>, rows: [[Double]]) {
    self.name = name
    self.view = view
    self.rows = rows
  }

  var columnCount: Int { view.columnCount }
}

@Suite struct MatrixViewTests {
  /// Every number of a view, through each way to read it.
  private func check(_ scene: Scene, _ location: SourceLocation = #_sourceLocation) {
    let view = scene.view
    #expect(view.rowCount == scene.rows.count, sourceLocation: location)
    let subscripted = (0..<view.rowCount).map { row in (0..<view.columnCount).map { view[row, $0] } }
    #expect(subscripted == scene.rows, sourceLocation: location)
    let copy = view.copied()
    #expect((copy.rowCount, copy.columnCount) == (view.rowCount, view.columnCount))
    #expect((0..<copy.rowCount).map(copy.row) == scene.rows, sourceLocation: location)
    let narrow = Matrix<Float>(converting: view)
    #expect((0..<narrow.rowCount).map { narrow.row($0).map(Double.init) } == scene.rows)
  }

  @Test(arguments: Scene.all)
  func showsTheChosenNumbers(scene: Scene) { check(scene) }

  @Test(arguments: Scene.all)
  func viewsOfViewsCountWithinTheView(scene: Scene) {
    let count = scene.rows.count
    var rowSets = [RangeSet<Int>(), RangeSet(0..<count), RangeSet(count / 2..<count)]
    if count > 2 { rowSets.append(RangeSet([0..<1, 2..<count])) }
    let columnLists = [Array((0..<scene.columnCount).reversed()), Array(0..<scene.columnCount / 2)]
    for rowSet in rowSets {
      for columns in columnLists {
        let rows = rowSet.ranges.flatMap { $0 }.map { row in columns.map { scene.rows[row][$0] } }
        check(Scene(name: "", view: scene.view.view(rows: rowSet).view(columns: columns), rows: rows))
        check(Scene(name: "", view: scene.view.view(columns: columns).view(rows: rowSet), rows: rows))
      }
    }
  }

  @Test(arguments: Scene.all, [1, 2, 3, 1000, Int.max])
  func blocksCoverAllRowsInOrder(scene: Scene, limit: Int) {
    func collect<Target: MatrixElement>(as type: Target.Type) -> [[Double]] {
      var rows: [[Double]] = []
      scene.view.forEachRowBlock(of: limit, as: Target.self) { block in
        #expect(block.rows.lowerBound == rows.count)
        #expect(block.rowCount > 0 && block.rowCount <= limit)
        #expect(block.columnCount == scene.columnCount && block.rowStride >= block.columnCount)
        for row in 0..<block.rowCount { rows.append(block.row(row).map { Double($0) }) }
      }
      return rows
    }
    #expect(collect(as: Double.self) == scene.rows)
    #expect(collect(as: Float.self) == scene.rows)
  }

  @Test(arguments: Scene.all, [1, 2, Int.max])
  func blocksOfSomeRowsAreThoseRows(scene: Scene, limit: Int) {
    for first in 0...scene.rows.count {
      for end in first...scene.rows.count {
        var rows: [[Double]] = []
        scene.view.forEachRowBlock(of: limit, in: first..<end, as: Double.self) { block in
          #expect(block.rows.lowerBound == first + rows.count)
          for row in 0..<block.rowCount { rows.append(Array(block.row(row))) }
        }
        #expect(rows == Array(scene.rows[first..<end]))
      }
    }
  }

  @Test func blocksOfNeighboursAreNotCopied() {
    let matrix: Matrix<Double> = sample(20, 4)
    // Rows of the view 0-2 are 2-4 of the matrix, 3-8 are 10-15: blocks of three never cross between them.
    let view = matrix.view(rows: RangeSet([2..<5, 10..<16])).view(columns: [1, 2])
    let firstRows = [0: 2, 3: 10, 6: 13]
    matrix.withUnsafeElements { elements in
      view.forEachRowBlock(of: 3) { (block: RowBlock<Double>) in
        let first = firstRows[block.rows.lowerBound] ?? -1
        #expect(elements.baseAddress.map { $0 + first * 4 + 1 } == block.base)
        #expect(block.rowStride == 4)
      }
    }
  }

  @Test(arguments: Scene.all, [1, 2, 3, 1000])
  func blocksAreCutByTheViewAlone(scene: Scene, limit: Int) {
    var lengths: [Int] = []
    scene.view.forEachRowBlock(of: limit, as: Double.self) { lengths.append($0.rowCount) }
    let whole = [Int](repeating: limit, count: scene.rows.count / limit)
    let rest = scene.rows.count % limit
    #expect(lengths == whole + (rest > 0 ? [rest] : []))
  }

  @Test func anErrorEndsTheVisit() {
    struct Enough: Error {}
    var visits = 0
    #expect(throws: Enough.self) {
      try (sample(10, 2) as Matrix<Double>).view.forEachRowBlock(of: 3, as: Float.self) { _ in
        visits += 1
        if visits == 2 { throw Enough() }
      }
    }
    #expect(visits == 2)
  }

  @Test func rowsOfTheBaseAreFound() {
    let view = (sample(10, 1) as Matrix<Double>).view(rows: RangeSet([1..<3, 5..<6, 8..<10]))
    #expect((0..<5).map(view.baseRow) == [1, 2, 5, 8, 9])
  }

  @Test func placesOutsideAreProgrammerErrors() async {
    await #expect(processExitsWith: .failure) {
      _ = sample(2, 2).view(rows: RangeSet(0..<3)) as MatrixView<Float>
    }
    await #expect(processExitsWith: .failure) {
      _ = sample(2, 2).view(rows: RangeSet(-1..<1)) as MatrixView<Float>
    }
    await #expect(processExitsWith: .failure) { _ = sample(2, 2).view(columns: [2]) as MatrixView<Float> }
    await #expect(processExitsWith: .failure) {
      _ = (sample(4, 4) as Matrix<Float>).view(rows: RangeSet(1..<3)).view(rows: RangeSet(1..<3))
    }
    for place in [(0, 2), (0, -1), (2, 0), (-1, 0)] {
      await #expect(processExitsWith: .failure) { [row = place.0 as Int, column = place.1 as Int] in
        _ = (sample(4, 4) as Matrix<Float>).view(rows: RangeSet(1..<3)).view(columns: [1, 2])[row, column]
      }
    }
    await #expect(processExitsWith: .failure) {
      (sample(4, 4) as Matrix<Float>).view.forEachRowBlock(of: 0) { (_: RowBlock<Float>) in }
    }
  }
}
