import Arrays
import Foundation
import MemoryMapping
import Testing

@Suite struct SharedMatrixTests {
  @Test(arguments: [(0, 0), (0, 4), (4, 0), (1, 1), (300, 7)]) func isZeroAtFirst(
    rowCount: Int, columnCount: Int
  ) throws {
    let shared = try SharedMatrix<Float>(rowCount: rowCount, columnCount: columnCount)
    #expect(shared.matrix() == Matrix(rowCount: rowCount, columnCount: columnCount, repeating: 0))
  }

  @Test func holdsWhatIsWritten() throws {
    let shared = try SharedMatrix(Matrix<Double>(rows: [[1, 2], [3, 4], [5, 6]]))
    shared[1, 1] = 40
    shared.withUnsafeMutableRow(2) { $0.update(repeating: 9) }
    shared.withUnsafeMutableRows(0..<1) { $0[0] = -1 }
    shared.withUnsafeMutableRows(3..<3) { #expect($0.isEmpty) }
    #expect(shared.matrix() == Matrix(rows: [[-1, 2], [3, 40], [9, 9]]))
    #expect(shared[2, 0] == 9)
  }

  @Test func aMatrixOfItIsACopy() throws {
    let shared = try SharedMatrix<Double>(rowCount: 1, columnCount: 1)
    let before = shared.matrix()
    shared[0, 0] = 1
    #expect(before[0, 0] == 0)
  }

  @Test(arguments: [SegmentAccess.readOnly, .copyOnWrite]) func everybodySeesWhatIsWritten(
    access: SegmentAccess
  ) throws {
    let mailbox = Mailbox(access: access)
    let shared = try SharedMatrix<Double>(rowCount: 3, columnCount: 2)
    let one = try mailbox.cross(shared)
    let other = try mailbox.cross(shared)
    one[0, 0] = 1
    other[2, 1] = 2
    shared[1, 0] = 3
    for matrix in [shared, one, other] {
      #expect(matrix.matrix() == Matrix(rows: [[1, 0], [3, 0], [0, 2]]))
    }
  }

  @Test func aForkedChildWritesToIt() async {
    await #expect(processExitsWith: .success) {
      let shared = try SharedMatrix<Double>(rowCount: 2, columnCount: 2)
      let child = inForkedChild {
        shared[1, 0] = 5
        return 0
      }
      #expect(child == 0)
      #expect(shared[1, 0] == 5)
    }
  }

  @Test func otherEncodersRefuseIt() throws {
    let shared = try SharedMatrix<Double>(rowCount: 2, columnCount: 2)
    let error = #expect(throws: EncodingError.self) { try JSONEncoder().encode(shared) }
    #expect(error.map { "\($0)" }?.contains("matrix()") == true)
    let data = try Mailbox().encode(shared)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SharedMatrix<Double>.self, from: data) }
  }

  @Test func mustBeAsLargeAsItSays() throws {
    let mailbox = Mailbox()
    let data = try mailbox.encode(try SharedMatrix<Double>(rowCount: 2, columnCount: 2))
    var value = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    value["rows"] = 1000
    let changed = try JSONSerialization.data(withJSONObject: value)
    #expect(throws: DecodingError.self) { try mailbox.decode(SharedMatrix<Double>.self, from: changed) }
  }
}
