import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

/// Files that NumPy has written, and what it finds in them.
@Suite struct NPYFileTests {
  @Test(arguments: try Fixtures.readable().keys.sorted())
  func readsWhatNumPyReads(name: String) throws {
    let expected = try #require(try Fixtures.readable()[name])
    let file = try NPYFile(at: Fixtures.path(name))
    #expect(file.shape == expected.shape)
    #expect(
      (file.rowCount, file.columnCount) == (
        expected.shape[0],
        expected.shape.last.map {
          expected.shape.count == 2 ? $0 : 1
        }
      ))
    #expect(file.dataOffset % 64 == 0)
    // One byte has no order: NumPy writes a bar.
    #expect(file.elementType.description == expected.descr)
    #expect(file.order == (expected.fortran ? .columnMajor : .rowMajor))

    let numbers = try expected.numbers.map { try #require(Double($0)) }
    let double = try file.matrix(as: Double.self)
    #expect((double.rowCount, double.columnCount) == (file.rowCount, file.columnCount))
    #expect(bits(double) == numbers.map(\.bitPattern))
    // Some have no finite or exact counterpart in 32 bits: other tests are about them.
    let isNarrow = numbers.allSatisfy { Float($0).isFinite || !$0.isFinite }
    let isInteger = file.elementType.kind != .floatingPoint
    if isInteger ? numbers.allSatisfy({ Double(Float($0)) == $0 }) : isNarrow {
      #expect(try bits(file.matrix(as: Float.self)) == numbers.map { Float($0).bitPattern })
    }
    #expect(try bits(NPYFile.load(Double.self, from: Fixtures.path(name))) == numbers.map(\.bitPattern))
  }

  @Test(arguments: try Fixtures.refused().keys.sorted())
  func refusesByNameWhatIsNoTableOfNumbers(name: String) throws {
    let word = try #require(try Fixtures.refused()[name])
    let error = #expect(throws: ArrayFileError.self) { try NPYFile(at: Fixtures.path(name)) }
    #expect(error?.code == .unsupported)
    #expect(error?.path == Fixtures.path(name))
    #expect(error?.message.contains(word) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("inexact-i8", [1, 2]), ("inexact-u8", [1, 2]), ("inexact-i4", [1, 0]), ("inexact-i4-columns", [1, 0]),
    ("inexact-vector", [2]),
  ])
  func integersMustBeExact(name: String, subscripts: [Int]) throws {
    let file = try NPYFile(at: Fixtures.path(name))
    let error = #expect(throws: ArrayFileError.self) { try file.matrix(as: Float.self) }
    #expect(error?.code == .notRepresentable)
    #expect(error?.place?.subscripts == subscripts)
    #expect(error?.description.contains("element \(subscripts)") == true)
    if name.hasPrefix("inexact-i4") || name == "inexact-vector" {
      #expect(try file.matrix(as: Double.self).elements.contains(16_777_217))
    } else {
      #expect(throws: ArrayFileError.self) { try file.matrix(as: Double.self) }
    }
  }

  @Test func finiteNumbersMustStayFinite() throws {
    let file = try NPYFile(at: Fixtures.path("f8-extremes"))
    let error = #expect(throws: ArrayFileError.self) { try file.matrix(as: Float.self) }
    #expect(error?.place?.subscripts == [0, 0])
    #expect(error?.message == "this number of type <f8 has no finite counterpart in float32")
  }

  @Test func systemErrorsAreFileErrors() throws {
    try withTemporaryFolder { folder in
      for path in [folder, folder.appending("missing.npy")] {
        let error = #expect(throws: FileError.self) { try NPYFile(at: path) }
        #expect(error?.path == path)
        #expect(throws: FileError.self) { try NPYFile.load(Double.self, from: path) }
      }
      try Data().write(to: URL(filePath: folder.appending("empty.npy").string))
      let error = #expect(throws: ArrayFileError.self) { try NPYFile(at: folder.appending("empty.npy")) }
      #expect(error?.description == "“\(folder.appending("empty.npy"))”: the file is empty")
    }
  }
}
