import Arrays
import Testing

@Suite struct MatrixTests {
  @Test func rowsColumnsAndElements() {
    let matrix = Matrix<Double>(rows: [[1, 2, 3], [4, 5, 6]])
    #expect((matrix.rowCount, matrix.columnCount) == (2, 3))
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(2) == [3, 6])
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(Matrix(column: [1.5, 2]).elements == [1.5, 2])
    #expect(Matrix<Float>(rowCount: 2, columnCount: 2, repeating: 7).elements == [7, 7, 7, 7])
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0)])
  func emptyShapes(rowCount: Int, columnCount: Int) {
    let matrix = Matrix<Float>(rowCount: rowCount, columnCount: columnCount, repeating: 1)
    #expect(matrix.elements.isEmpty)
    #expect(matrix == Matrix(rowCount: rowCount, columnCount: columnCount, elements: []))
    #expect(matrix.view.copied() == matrix)
    #expect(matrix != Matrix(rowCount: 1, columnCount: 1, repeating: 1))
  }

  @Test func copiesAreIndependent() {
    let original = Matrix<Double>(rows: [[1, 2], [3, 4]])
    var copy = original
    copy[0, 1] = 9
    copy.withUnsafeMutableElements { $0[3] = 8 }
    #expect(original.elements == [1, 2, 3, 4])
    #expect(copy.elements == [1, 9, 3, 8])
  }

  @Test func comparesAsNumbersDo() {
    #expect(Matrix(rows: [[0.0]]) == Matrix(rows: [[-0.0]]))
    #expect(Matrix(rows: [[Double.nan]]) != Matrix(rows: [[Double.nan]]))
    #expect(Matrix(rows: [[1.0, 2]]) != Matrix(rows: [[1], [2]]))
  }

  @Test func convertsBetweenPrecisions() {
    let double = Matrix<Double>(rows: [[0.1, 16_777_217, -1e-50], [.infinity, .nan, 1e300]])
    let float = Matrix<Float>(double)
    let row = float.row(0)
    #expect(row == [0.1 as Float, 16_777_216, -0.0])
    #expect(row[2].sign == .minus)
    #expect(float[1, 0] == .infinity && float[1, 1].isNaN && float[1, 2] == .infinity)
    #expect(Matrix<Double>(float)[0, 0] == 0.100000001490116119384765625)
  }

  @Test func anInitializerThatThrowsMakesNoMatrix() {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try Matrix<Double>(rowCount: 1000, columnCount: 1000) { _ in throw Refusal() }
    }
  }

  @Test func describesItself() {
    #expect(Matrix<Double>(rows: [[1, 2]]).description == "Matrix<Double> 1×2 [[1.0, 2.0]]")
    #expect(Matrix<Double>(rowCount: 9, columnCount: 2, repeating: 0).description == "Matrix<Double> 9×2")
    #expect(
      Matrix<Float>(rowCount: 0, columnCount: 2, repeating: 0).description == "Matrix<Float> 0×2 []")
  }

  @Test func shapesThatNoMemoryHoldsAreProgrammerErrors() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rowCount: .max, columnCount: 2, repeating: 0)
    }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>(rows: [[1], [2, 3]]) }
    await #expect(processExitsWith: .failure) { _ = sample(2, 2)[0, 2] as Double }
  }
}
