import Arrays
import Foundation
import SystemPackage
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct NPYFileMappingTests {
  @Test(arguments: [
    "f8-little-rows", "f8-row", "f8-column", "f8-vector", "f8-one", "f8-nothing", "f8-no-rows",
  ])
  func showsTheNumbers(name: String) throws {
    let file = try NPYFile(at: Fixtures.path(name))
    let mapped = try file.mappedMatrix(as: Double.self)
    #expect(try bits(mapped) == bits(file.matrix()))
    #expect((mapped.rowCount, mapped.columnCount) == (file.rowCount, file.columnCount))
  }

  @Test(arguments: [
    ("f8-big-rows", "its numbers are of type >f8"),
    ("f4-little-rows", "its numbers are of type <f4"),
    ("i8-little", "its numbers are of type <i8"),
    ("f8-little-columns", "it is stored column by column"),
  ])
  func saysWhyItCannotMap(name: String, reason: String) throws {
    let path = Fixtures.path(name)
    let error = #expect(throws: ArrayFileError.self) { try NPYFile(at: path).mappedMatrix(as: Double.self) }
    #expect(error?.code == .notMappable)
    #expect(
      error?.description == "“\(path)”: the array cannot be mapped as float64: \(reason); read it instead")
  }

  @Test func doesNotMapWhatIsNotAligned() throws {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
    for padding in 0..<8 {
      let text = header + String(repeating: " ", count: padding)
      let bytes =
        [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
        + withUnsafeBytes(of: 2.5) { Array($0) }
      try withFile(bytes) { path in
        let file = try NPYFile(at: path)
        #expect(try file.matrix(as: Double.self).elements == [2.5])
        if file.dataOffset % 8 == 0 {
          #expect(try file.mappedMatrix(as: Double.self).elements == [2.5])
        } else {
          let error = #expect(throws: ArrayFileError.self) { try file.mappedMatrix(as: Double.self) }
          #expect(error?.message.contains("not aligned") == true)
        }
        #expect(try NPYFile.load(Double.self, from: path).elements == [2.5])
      }
    }
  }

  @Test func writingToAMappedMatrixLeavesTheFileAlone() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("a.npy")
      try NPYFile.write(sample(3, 2) as Matrix<Double>, to: path)
      let before = try bytes(of: path)
      var matrix = try NPYFile(at: path).mappedMatrix(as: Double.self)
      let other = matrix
      matrix[1, 1] = 99
      #expect(matrix[1, 1] == 99)
      #expect(other == sample(3, 2))
      #expect(try bytes(of: path) == before)
    }
  }

  @Test func aMappedMatrixSurvivesTheReplacementOfItsFile() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("a.npy")
      try NPYFile.write(sample(3, 2) as Matrix<Double>, to: path)
      let matrix = try NPYFile(at: path).mappedMatrix(as: Double.self)
      try NPYFile.write(Matrix(rowCount: 1, columnCount: 1, repeating: 7.0), to: path)
      #expect(matrix == sample(3, 2))
    }
  }

  #if canImport(Glibc)
    /// The file is a hole behind its header: a page of it is in memory only once somebody has touched it, or
    /// one close to it, which the system then reads ahead.
    @Test func readsNoNumberBeforeItIsUsed() throws {
      try withTemporaryFolder { folder in
        let path = folder.appending("hole.npy")
        let (rowCount, columnCount) = (1 << 20, 32)
        let size = 256 << 20
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rowCount), \(columnCount))}"
        let padded = header + String(repeating: " ", count: 118 - header.utf8.count)
        let start = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(padded.utf8.count), 0] + Array(padded.utf8)
        try Data(start).write(to: URL(filePath: path.string))
        #expect(truncate(path.string, start.count + size) == 0)

        let matrix = try NPYFile(at: path).mappedMatrix(as: Double.self)
        try matrix.withUnsafeElements { elements in
          let address = try #require(UnsafeMutableRawPointer(mutating: elements.baseAddress))
          let page = sysconf(Int32(_SC_PAGESIZE))
          let start = address - Int(bitPattern: address) % page
          func isResident() throws -> [Bool] {
            var flags: [UInt8] = Array(repeating: 0, count: size / page)
            try #require(mincore(start, size, &flags) == 0)
            return flags.map { $0 & 1 == 1 }
          }
          let before = try isResident()
          #expect(before.count { $0 } * page < 8 << 20, "more than what is read ahead of the header")
          let middle = before.count / 2
          #expect(!before[middle])
          #expect(matrix[rowCount / 2, 0] == 0)
          let after = try isResident()
          #expect(after[middle] || after[middle - 1], "otherwise this test could not fail")
        }
      }
    }
  #endif
}
