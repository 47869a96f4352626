import Arrays
import Foundation
import SystemPackage
import Testing

@Suite struct NPZFileTests {
  struct Expectation: Decodable, Sendable {
    var shape: [Int]
    var rows: [Int]
    var columns: [Int]
    var values: [String]
  }

  static func expectations() throws -> [String: Expectation] {
    let path = Fixtures.folder.appending("sparse.json").string
    return try JSONDecoder().decode([String: Expectation].self, from: Data(contentsOf: URL(filePath: path)))
  }

  static func path(_ name: String) -> FilePath { Fixtures.folder.appending("\(name).npz") }

  @Test(arguments: try expectations().keys.sorted()) func aMatrixIsReadAsSciPyReadsIt(name: String) throws {
    let expected = try #require(try Self.expectations()[name])
    let matrix = try NPZFile(at: Self.path(name)).sparseMatrix(as: Double.self)
    #expect([matrix.rowCount, matrix.columnCount] == expected.shape)
    var rows: [Int] = []
    var columns: [Int] = []
    var values: [Double] = []
    matrix.view.forEachStored { row, column, value in
      guard value != 0 else { return }
      rows.append(row)
      columns.append(column)
      values.append(value)
    }
    #expect(rows == expected.rows)
    #expect(columns == expected.columns)
    #expect(values == expected.values.compactMap(Double.init))
  }

  @Test func numbersAreRoundedToThePrecision() throws {
    let matrix = try NPZFile(at: Self.path("sparse-stored")).sparseMatrix(as: Float.self)
    // 1e-300 is nearest to 0.
    #expect(matrix.matrix() == Matrix<Float>(rows: [[0, 1.5, 0], [0, 0, 0], [-2, 0, 0]]))
  }

  @Test func namesAreThoseOfTheArrays() throws {
    #expect(
      try Set(NPZFile(at: Self.path("sparse-stored")).arrayNames) == [
        "indices", "indptr", "format", "shape", "data",
      ])
  }

  @Test(arguments: [("sparse-refused-csc", "layout “csc”"), ("sparse-refused-dense", "no array “format”")])
  func anythingElseIsRefused(name: String, what: String) throws {
    let file = try NPZFile(at: Self.path(name))
    let error = #expect(throws: ArrayFileError.self) { try file.sparseMatrix(as: Double.self) }
    #expect(error?.code == .unsupported)
    #expect(error?.description.contains("\(name).npz") == true)
    #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
  }

  @Test func whatIsWrittenIsRead() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("matrix.npz")
      for dense in [SparseMatrixTests.dense, Matrix(rowCount: 0, columnCount: 4, repeating: 0)] {
        let matrix = SparseMatrix(dense)
        try NPZFile.write(matrix, to: path)
        #expect(try NPZFile(at: path).sparseMatrix(as: Double.self) == matrix)
      }
      let floats = SparseMatrix(Matrix<Float>(rows: [[0, 0.1]]))
      try NPZFile.write(floats, to: path)
      #expect(try NPZFile(at: path).sparseMatrix(as: Float.self) == floats)
    }
  }

  @Test(arguments: ["sparse-stored", "sparse-deflated", "sparse-unsorted-twice"])
  func aDamagedFileIsAnErrorOrReadsTheSame(name: String) throws {
    let original = try NPZFile(at: Self.path(name)).sparseMatrix(as: Double.self)
    let contents = try bytes(of: Self.path(name))
    try withTemporaryFolder { folder in
      let path = folder.appending("damaged.npz")
      for place in contents.indices {
        for damage in [UInt8(0xFF), 1] {
          var damaged = contents
          damaged[place] ^= damage
          try Data(damaged).write(to: URL(filePath: path.string))
          do {
            let matrix = try NPZFile(at: path).sparseMatrix(as: Double.self)
            // Times and other attributes mean nothing here.
            #expect(matrix == original, "byte \(place)")
          } catch is ArrayFileError {}
        }
      }
      for length in 0..<contents.count {
        try Data(contents[..<length]).write(to: URL(filePath: path.string))
        #expect(throws: ArrayFileError.self, "\(length) bytes") {
          try NPZFile(at: path).sparseMatrix(as: Double.self)
        }
      }
    }
  }
}
