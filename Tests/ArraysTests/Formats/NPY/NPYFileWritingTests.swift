import Arrays
import MemoryMapping
import SystemPackage
import Testing

@Suite struct NPYFileWritingTests {
  /// What NumPy has written is what comes out again, to the last byte.
  @Test(arguments: [
    "f8-little-rows", "f8-one", "f8-row", "f8-column", "f8-no-rows", "f8-no-columns", "f8-extremes", "wide",
  ])
  func writesTheBytesOfNumPy(name: String) throws {
    try withTemporaryFolder { folder in
      let matrix = try NPYFile.load(Double.self, from: Fixtures.path(name))
      try NPYFile.write(matrix, to: folder.appending("out.npy"))
      #expect(try bytes(of: folder.appending("out.npy")) == bytes(of: Fixtures.path(name)))
      #expect(try names(in: folder) == ["out.npy"])
    }
  }

  @Test(arguments: ["f4-little-rows", "f4-row", "f4-column", "f4-no-rows", "f4-extremes"])
  func writesTheBytesOfNumPyInSinglePrecision(name: String) throws {
    try withTemporaryFolder { folder in
      let matrix = try NPYFile.load(Float.self, from: Fixtures.path(name))
      try NPYFile.write(matrix, to: folder.appending("out.npy"))
      #expect(try bytes(of: folder.appending("out.npy")) == bytes(of: Fixtures.path(name)))
    }
  }

  @Test func writesArraysOfOneDimension() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("out.npy")
      for name in ["f8-vector", "f8-nothing"] {
        try NPYFile.write(vector: NPYFile.load(Double.self, from: Fixtures.path(name)).elements, to: path)
        #expect(try bytes(of: path) == bytes(of: Fixtures.path(name)))
      }
      for name in ["f4-vector", "f4-nothing"] {
        try NPYFile.write(vector: NPYFile.load(Float.self, from: Fixtures.path(name)).elements, to: path)
        #expect(try bytes(of: path) == bytes(of: Fixtures.path(name)))
      }
    }
  }

  @Test(arguments: [[0, 1, 2, 3], [1, 2], [3, 0, 0], []])
  func writesViewsAsTheirCopies(columns: [Int]) throws {
    try withTemporaryFolder { folder in
      let view = (sample(50, 4) as Matrix<Double>)
        .view(rows: RangeSet([0..<7, 9..<10, 20..<50])).view(columns: columns)
      try NPYFile.write(view, to: folder.appending("view.npy"))
      try NPYFile.write(view.copied(), to: folder.appending("copy.npy"))
      #expect(try bytes(of: folder.appending("view.npy")) == bytes(of: folder.appending("copy.npy")))
      #expect(try NPYFile.load(from: folder.appending("view.npy")) == view.copied())
    }
  }

  /// Several blocks, and one row that is longer than a block.
  @Test(arguments: [(300_000, 1), (5, 200_000)])
  func writesMoreThanOneBlock(rowCount: Int, columnCount: Int) throws {
    try withTemporaryFolder { folder in
      let matrix: Matrix<Double> = sample(rowCount, columnCount)
      let half = matrix.view(columns: Array(0..<max(1, columnCount / 2)))
      try NPYFile.write(matrix, to: folder.appending("whole.npy"))
      try NPYFile.write(half, to: folder.appending("half.npy"))
      #expect(try NPYFile.load(from: folder.appending("whole.npy")) == matrix)
      #expect(try NPYFile(at: folder.appending("half.npy")).matrix() == half.copied())
    }
  }

  @Test func systemErrorsAreFileErrors() throws {
    try withTemporaryFolder { folder in
      let matrix = Matrix<Float>(rows: [[1]])
      for path in [folder, folder.appending("no/out.npy")] {
        let error = #expect(throws: FileError.self) { try NPYFile.write(matrix, to: path) }
        #expect(error?.path == path)
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test func theHeaderOfALargeShapeIsAligned() throws {
    try withTemporaryFolder { folder in
      let matrix = Matrix<Float>(rowCount: 0, columnCount: 1 << 20, repeating: 0)
      try NPYFile.write(matrix, to: folder.appending("out.npy"))
      let file = try NPYFile(at: folder.appending("out.npy"))
      #expect(file.dataOffset % 64 == 0)
      #expect(try file.matrix() == matrix)
    }
  }
}
