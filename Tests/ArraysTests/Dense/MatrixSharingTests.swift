import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@Suite struct MatrixSharingTests {
  private func counting(_ rowCount: Int, _ columnCount: Int) -> Matrix<Double> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount, elements: (0..<rowCount * columnCount).map(Double.init))
  }

  private func address(_ matrix: Matrix<some MatrixElement>) -> UnsafeRawPointer? {
    matrix.withUnsafeElements { UnsafeRawPointer($0.baseAddress) }
  }

  /// The limit is the last size that is sent.
  @Test(arguments: [(1024, 0), (1025, 1)]) func onlyLargeMatricesCross(count: Int, segments: Int) throws {
    try withSegments(above: 8192) {
      let mailbox = Mailbox()
      let matrix = counting(count, 1)
      let crossed = try mailbox.cross(matrix)
      #expect(crossed == matrix)
      #expect(mailbox.sent.count == segments)
    }
  }

  @Test func aMebibyteIsTheLimit() throws {
    let mailbox = Mailbox()
    _ = try mailbox.encode(counting(131_072, 1))
    #expect(mailbox.sent.isEmpty)
    _ = try mailbox.encode(counting(131_073, 1))
    #expect(mailbox.sent.count == 1)
  }

  @Test func nothingCrossesWhereThatIsTurnedOff() throws {
    try withSegments(above: nil) {
      let mailbox = Mailbox()
      let matrix = counting(300, 1000)
      let crossed = try mailbox.cross(matrix)
      #expect(crossed == matrix)
      #expect(mailbox.sent.isEmpty)
    }
  }

  @Test func nothingIsCopiedHoweverOftenItCrosses() throws {
    try withSegments {
      let mailbox = Mailbox()
      let matrix = counting(100, 20)
      let copies = try [mailbox.cross(matrix), mailbox.cross(matrix)] + mailbox.cross([matrix, matrix])
      #expect(mailbox.sent.count == 1)
      #expect(copies.allSatisfy { $0 == matrix })
      #expect(Set(copies.map(address)).count == 1)
      #expect(address(copies[0]) != address(matrix))
    }
  }

  @Test func notANumberCrossesInEitherForm() throws {
    for threshold in [4096, nil] {
      try withSegments(above: threshold) {
        let matrix = Matrix<Double>(rowCount: 1000, columnCount: 1, repeating: .infinity)
        let crossed = try Mailbox().cross(matrix)
        #expect(crossed == matrix)
      }
    }
  }

  @Test func twoMatricesAreTwoSegments() throws {
    try withSegments {
      let mailbox = Mailbox()
      let crossed = try mailbox.cross([counting(100, 20), counting(100, 20)])
      #expect(mailbox.sent.count == 2)
      #expect(address(crossed[0]) != address(crossed[1]))
    }
  }

  private struct Nested: Codable, Equatable {
    var name: String
    var parts: [String: [Matrix<Float>]]
    var rest: Matrix<Float>?
  }

  @Test func crossesWithinOtherValues() throws {
    try withSegments {
      let large = Matrix<Float>(rowCount: 2000, columnCount: 1, repeating: 2)
      let small = Matrix<Float>(rowCount: 2, columnCount: 1, repeating: 3)
      let nested = Nested(name: "a", parts: ["x": [large, small], "y": [large]], rest: small)
      let mailbox = Mailbox()
      let crossed = try mailbox.cross(nested)
      #expect(crossed == nested)
      #expect(mailbox.sent.count == 1)
    }
  }

  @Test func theSenderCopiesBeforeItWrites() throws {
    try withSegments {
      var matrix = counting(100, 20)
      let before = address(matrix)
      matrix[0, 0] = 1
      #expect(address(matrix) == before)
      let crossed = try Mailbox().cross(matrix)
      matrix[0, 0] = 2
      #expect(address(matrix) != before)
      #expect(crossed[0, 0] == 1)
      let after = address(matrix)
      matrix[0, 0] = 3
      #expect(address(matrix) == after)
    }
  }

  @Test(arguments: [SegmentAccess.readOnly, .copyOnWrite]) func theReceiverHasAValue(access: SegmentAccess)
    throws
  {
    try withSegments {
      let matrix = counting(100, 20)
      let mailbox = Mailbox(access: access)
      var one = try mailbox.cross(matrix)
      let other = try mailbox.cross(matrix)
      let before = address(one)
      one[99, 19] = -1
      #expect(one[99, 19] == -1)
      #expect((address(one) == before) == (access == .copyOnWrite))
      #expect(other == matrix)
      #expect(matrix[99, 19] == 1999)
      // What it has become crosses, not what it was.
      #expect(try Mailbox().cross(one) == one)
    }
  }

  @Test func aMappedFileCrosses() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("a.npy")
      let matrix = counting(30, 4)
      try NPYFile.write(matrix, to: path)
      let mapped: Matrix<Double> = try NPYFile(at: path).mappedMatrix()
      let mailbox = Mailbox()
      var crossed = try mailbox.cross(mapped)
      #expect(mailbox.sent.count == 1)
      // Other numbers in the same file, whatever its name means by now.
      try NPYFile.write(counting(1, 1), to: path)
      #expect(crossed == matrix)
      crossed[0, 0] = 5
      #expect(mapped == matrix)
    }
  }

  @Test(arguments: [0, 3]) func matricesWithoutNumbersCross(rowCount: Int) throws {
    try withSegments(above: 0) {
      let matrix = Matrix<Double>(rowCount: rowCount, columnCount: 0, repeating: 0)
      let mailbox = Mailbox()
      let crossed = try mailbox.cross(matrix)
      #expect(crossed == matrix)
      #expect(mailbox.sent.isEmpty)
    }
  }

  @Test func aForkedChildWritesToItsOwnCopy() async {
    await #expect(processExitsWith: .success) {
      try withSegments {
        var matrix = Matrix<Double>(rowCount: 100, columnCount: 20, repeating: 1)
        let child = inForkedChild {
          matrix[0, 0] = 7
          return matrix[0, 0] == 7 ? 0 : 1
        }
        #expect(child == 0)
        #expect(matrix[0, 0] == 1)
      }
    }
  }
}

/// Values of the wrong kind, as only another program could send them.
@Suite struct MatrixReferenceTests {
  private func broken(_ change: (inout [String: Any]) -> Void) throws -> (Mailbox, Data) {
    let mailbox = Mailbox()
    let data = try withSegments {
      try mailbox.encode(Matrix<Double>(rowCount: 100, columnCount: 20, repeating: 1))
    }
    var value = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&value)
    return (mailbox, try JSONSerialization.data(withJSONObject: value))
  }

  @Test(arguments: ["offset", "byteCount", "high", "low", "access"], [-1, 1, 4, 16001, 1 << 62])
  func wrongReferencesAreErrors(key: String, number: Int) throws {
    let (mailbox, data) = try broken { value in
      var reference = value["segment"] as? [String: Any] ?? [:]
      reference[key] = number
      value["segment"] = reference
    }
    // Access 1 is that of a mapping of one's own.
    if key == "access", number == 1 {
      #expect(throws: Never.self) { try mailbox.decode(Matrix<Double>.self, from: data) }
    } else {
      #expect(throws: DecodingError.self) { try mailbox.decode(Matrix<Double>.self, from: data) }
    }
  }

  @Test(arguments: ["rows", "columns"], [-1, 21, 1 << 62]) func wrongShapesAreErrors(key: String, number: Int)
    throws
  {
    let (mailbox, data) = try broken { $0[key] = number }
    #expect(throws: DecodingError.self) { try mailbox.decode(Matrix<Double>.self, from: data) }
  }

  @Test func anotherPrecisionIsAnError() throws {
    let (mailbox, data) = try broken { _ in }
    #expect(throws: DecodingError.self) { try mailbox.decode(Matrix<Float>.self, from: data) }
  }

  @Test func aReferenceMeansNothingElsewhere() throws {
    let (_, data) = try broken { _ in }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Double>.self, from: data) }
    #expect(throws: DecodingError.self) { try Mailbox().decode(Matrix<Double>.self, from: data) }
  }
}
