import Arrays

/// Numbers that are all different, a third of them negative.
func sample<Element: MatrixElement>(_ rowCount: Int, _ columnCount: Int) -> Matrix<Element> {
  let count = rowCount * columnCount
  return Matrix(
    rowCount: rowCount, columnCount: columnCount,
    elements: (0..<count).map { Element($0 % 3 == 0 ? -$0 : $0) / 8 })
}

/// The bits of numbers, so that zeros with different signs differ and a NaN equals itself.
func bits(_ matrix: Matrix<Double>) -> [UInt64] { matrix.elements.map(\.bitPattern) }

func bits(_ matrix: Matrix<Float>) -> [UInt32] { matrix.elements.map(\.bitPattern) }
