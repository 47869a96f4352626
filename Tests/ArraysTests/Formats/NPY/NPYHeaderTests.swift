import Arrays
import Testing

/// Headers that NumPy does not write: unusual ones that it reads, and harmful ones.
@Suite struct NPYHeaderTests {
  private static func file(_ header: String, version: UInt8 = 1, data: Int = 48) -> [UInt8] {
    let length = header.utf8.count
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 255), UInt8(length >> 8)]
    if version > 1 { bytes += [0, 0] }
    return bytes + Array(header.utf8) + Array(repeating: 0, count: data)
  }

  private func shape(_ bytes: [UInt8]) throws -> [Int] { try withFile(bytes) { try NPYFile(at: $0).shape } }

  private func refusal(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) throws -> String? {
    try withFile(bytes) { path in
      let error = #expect(throws: ArrayFileError.self, sourceLocation: location) { try NPYFile(at: path) }
      #expect(error?.path == path, sourceLocation: location)
      return error?.description
    }
  }

  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr':'<f8','fortran_order':False,'shape':(2,3)}",
    #"{"shape": (2,3,) , "fortran_order" :False, "descr": "<f8"}"#,
    " \t{ 'fortran_order' : False,\n 'shape' : ( 2 , 3 ) , 'descr' : '<f8' , } \r\n ",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }",
    "{'descr': '=f8', 'fortran_order': (False), 'shape': (2, (3)), }",
    "{'descr': 'f8', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3), }",
  ])
  func readsEverySpelling(header: String) throws {
    #expect(try shape(Self.file(header)) == [2, 3])
    #expect(try shape(Self.file(header, version: 2)) == [2, 3])
    #expect(try shape(Self.file(header, version: 3)) == [2, 3])
  }

  @Test func oneParenthesizedNumberIsNoTuple() throws {
    #expect(
      try refusal(Self.file("{'descr': '<f8', 'fortran_order': False, 'shape': (6)}"))?
        .contains("“shape” is no tuple of integers") == true)
    #expect(try shape(Self.file("{'descr': '<f8', 'fortran_order': False, 'shape': (6,)}")) == [6])
  }

  @Test(arguments: [
    ("", "it ends too early"),
    ("   \n", "it ends too early"),
    ("{", "it ends too early"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), ", "it ends too early"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x", "there is more after its end"),
    ("{'descr': '<f8', 'fortran_order': False 'shape': (2, 3)}", "a comma or a closing brace is missing"),
    ("{'descr': '<f8', 'fortran_order' False, 'shape': (2, 3)}", "a colon should follow a key"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}", "a comma or “)” is missing"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2,,3)}", "no value begins like this"),
    ("{'descr': '<f8, 'fortran_order': False, 'shape': (2, 3)}", "a comma or a closing brace is missing"),
    ("{'descr': '<f8", "a string has no end"),
    ("{'descr': '<f8\\", "a string has no end"),
    ("{'descr': '<f8', 'fortran_order': false, 'shape': (2, 3)}", "no value begins like this"),
    ("{'descr': '<f8', 'fortran_order': Perhaps, 'shape': (2, 3)}", "no value begins like this"),
    ("{'descr': '<f8', 'fortran_order': __import__('os'), 'shape': (2, 3)}", "no value begins like this"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
      "does not fit into 64 bits"
    ),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-, 3)}", "does not fit into 64 bits"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'descr': '<f4'}", "a key appears twice"),
    (String(repeating: "(", count: 5000), "nested too deeply"),
    (String(repeating: "{1:[", count: 1000), "nested too deeply"),
    ("[1, 2]", "it is no dictionary"),
    ("{}", "“descr” is missing"),
    ("{'descr': '<f8', 'fortran_order': False}", "“shape” is missing"),
    ("{'descr': '<f8', 'shape': (2, 3)}", "“fortran_order” is missing"),
    ("{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}", "neither True nor False"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': [2, 3]}", "no tuple of integers"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, None)}", "no tuple of integers"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'more': 1}", "keys beside"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3)}", "negative extent -2"),
    ("{'descr': '', 'fortran_order': False, 'shape': (2, 3)}", "unknown type “”"),
    ("{'descr': '<', 'fortran_order': False, 'shape': (2, 3)}", "unknown type “<”"),
    ("{'descr': '<f3', 'fortran_order': False, 'shape': (2, 3)}", "unknown type “<f3”"),
    ("{'descr': '<q8', 'fortran_order': False, 'shape': (2, 3)}", "unknown type “<q8”"),
    ("{'descr': '<i-8', 'fortran_order': False, 'shape': (2, 3)}", "unknown type “<i-8”"),
    ("{'descr': 'é', 'fortran_order': False, 'shape': (2, 3)}", "unknown type"),
    ("{'descr': 8, 'fortran_order': False, 'shape': (2, 3)}", "several fields"),
  ])
  func refusesNonsense(header: String, reason: String) throws {
    for version in [1, 3] as [UInt8] {
      let sentence = try refusal(Self.file(header, version: version))
      #expect(sentence?.contains(reason) == true, "\(sentence ?? "")")
    }
  }

  @Test(arguments: [
    ("(7, 1)", "7×1 numbers of type <f8 need 56 bytes, but 48 follow the header"),
    ("(2, 1000000000000)", "need 16000000000000 bytes, but 48 follow"),
    ("(4611686018427387904, 4)", "does not fit into the address space"),
    ("(4294967296, 4294967296)", "does not fit into the address space"),
    ("(1152921504606846976, 1)", "does not fit into the address space"),
    ("(1152921504606846976,)", "does not fit into the address space"),
    ("(9223372036854775807, 0)", "is too large for an array without a single number"),
    ("(0, 9223372036854775807)", "is too large for an array without a single number"),
    ("(1048577, 0)", "is too large for an array without a single number"),
    ("(9223372036854775807, 9223372036854775807)", "does not fit"),
    ("(1, 1, 6)", "3 dimensions"),
    ("()", "no dimensions"),
  ])
  func believesNoShapeWithoutTheBytes(shape: String, reason: String) throws {
    for order in ["False", "True"] {
      let header = "{'descr': '<f8', 'fortran_order': \(order), 'shape': \(shape)}"
      let sentence = try refusal(Self.file(header))
      #expect(sentence?.contains(reason) == true, "\(sentence ?? "")")
    }
  }

  @Test func everyTruncationOfAFileIsRefused() throws {
    let whole = try bytes(of: Fixtures.path("f8-little-rows"))
    #expect(try shape(whole) == [4, 3])
    for length in 0..<whole.count {
      let sentence = try refusal(Array(whole[..<length]))
      #expect(sentence?.isEmpty == false)
    }
  }

  @Test func bytesAfterTheArrayAreIgnored() throws {
    let whole = try bytes(of: Fixtures.path("f8-little-rows"))
    let expected = try NPYFile(at: Fixtures.path("f8-little-rows")).matrix(as: Double.self)
    try withFile(whole + Array("trailing".utf8)) { path in
      let file = try NPYFile(at: path)
      #expect(try file.matrix() == expected)
      #expect(try file.mappedMatrix() == expected)
    }
  }

  @Test(
    arguments: [
      (Array("hello, this is text".utf8), "does not begin with the mark"),
      (
        [0x93] + Array("NUMPx".utf8) + [1, 0, 10, 0] + Array(repeating: 32, count: 10),
        "does not begin with the mark"
      ),
      (Array("PK".utf8) + [3, 4] + Array(repeating: 0, count: 40), "zip archive"),
      ([0x93] + Array("NUMPY".utf8) + [4, 0, 10, 0] + Array(repeating: 32, count: 10), "version 4.0"),
      ([0x93] + Array("NUMPY".utf8) + [1, 1, 10, 0] + Array(repeating: 32, count: 10), "version 1.1"),
      ([0x93] + Array("NUMPY".utf8) + [0, 0, 10, 0] + Array(repeating: 32, count: 10), "version 0.0"),
      ([0x93] + Array("NUMPY".utf8) + [1, 0, 255, 255, 123, 125], "claims 65535 bytes, but only 2 follow"),
      (
        [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255, 125],
        "claims 4294967295 bytes, but only 1 follow"
      ),
      ([0x93] + Array("NUMPY".utf8) + [3, 0, 3, 0, 0, 0, 0xFF, 0xFE, 0xFD], "not valid UTF-8"),
      ([0x93], "does not begin with the mark"),
    ] as [([UInt8], String)])
  func refusesGarbage(bytes: [UInt8], reason: String) throws {
    let sentence = try refusal(bytes)
    #expect(sentence?.contains(reason) == true, "\(sentence ?? "")")
  }

  @Test func aHeaderOfMegabytesIsRefused() throws {
    let length = 1 << 21
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [2, 0, 0, 0, 32, 0] + Array(repeating: UInt8(ascii: " "), count: length)
    #expect(try refusal(bytes)?.contains("too long for an array of numbers") == true)
  }
}
