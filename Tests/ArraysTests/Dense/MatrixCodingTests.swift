import Arrays
import Foundation
import Synchronization
import Testing

private struct UnknownArray: Error {}

/// An archive in memory.
private final class Shelf: ArrayArchive {
  private let double = Mutex<[String: Matrix<Double>]>([:])

  func store<Element: MatrixElement>(
    _ matrix: Matrix<Element>, at codingPath: [any CodingKey]
  ) throws -> String {
    let name = codingPath.map(\.stringValue).joined(separator: ".")
    double.withLock { $0[name] = Matrix<Double>(matrix) }
    return name
  }

  func matrix<Element: MatrixElement>(named name: String, as type: Element.Type) throws -> Matrix<Element> {
    guard let matrix = double.withLock({ $0[name] }) else { throw UnknownArray() }
    return Matrix<Element>(matrix)
  }

  var names: [String] { double.withLock { $0.keys.sorted() } }
}

private struct Model<Element: MatrixElement>: Codable {
  var weights: Matrix<Element>
  var layers: [Matrix<Element>]
}

@Suite struct MatrixCodingTests {
  private func roundTrip<Element: MatrixElement>(_ matrix: Matrix<Element>) throws -> Matrix<Element> {
    try JSONDecoder().decode(Matrix<Element>.self, from: JSONEncoder().encode(matrix))
  }

  @Test func doublesKeepTheirBits() throws {
    var generator = SystemRandomNumberGenerator()
    let random = (0..<5000).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
    let special: [Double] = [
      0, -0.0, 0.1, .pi, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .infinity, -.infinity, .nan, 9_007_199_254_740_994, 1e22, 123_456_789,
    ]
    let matrix = Matrix(column: special + random)
    #expect(try bits(roundTrip(matrix)) == bits(matrix))
  }

  @Test func floatsKeepTheirBits() throws {
    var generator = SystemRandomNumberGenerator()
    let random = (0..<5000).map { _ in Float(bitPattern: generator.next()) }.filter { !$0.isNaN }
    let special: [Float] = [
      0, -0.0, 0.1, .pi, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .infinity, -.infinity, .nan, 16_777_218, 16_777_216, 7.038531e-26,
    ]
    let matrix = Matrix(column: special + random)
    #expect(try bits(roundTrip(matrix)) == bits(matrix))
  }

  @Test(arguments: [(0, 0), (0, 4), (4, 0), (2, 3)])
  func shapesSurvive(rowCount: Int, columnCount: Int) throws {
    let matrix: Matrix<Float> = sample(rowCount, columnCount)
    let decoded = try roundTrip(matrix)
    #expect((decoded.rowCount, decoded.columnCount) == (rowCount, columnCount))
    #expect(decoded == matrix)
  }

  @Test func theTextIsWhatOtherProgramsRead() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Matrix<Double>(rows: [[1.5, -.infinity]])), as: UTF8.self)
    #expect(text == #"{"columns":2,"elements":[1.5,"-inf"],"rows":1,"type":"float64"}"#)
  }

  @Test(arguments: [
    (#"{"type":"float64","rows":2,"columns":2,"elements":[1,2,3]}"#, "has 4 numbers, but there are only 3"),
    (#"{"type":"float64","rows":2,"columns":1,"elements":[1,2,3]}"#, "has 2 numbers, but there are more"),
    (#"{"type":"float64","rows":-1,"columns":-1,"elements":[1]}"#, "shape -1×-1 of the matrix is negative"),
    (
      #"{"type":"float64","rows":4611686018427387904,"columns":4,"elements":[]}"#,
      "does not fit into the address space"
    ),
    (#"{"type":"float64","rows":1152921504606846976,"columns":1,"elements":[]}"#, "does not fit"),
    (#"{"type":"float64","rows":9223372036854775807,"columns":0,"elements":[]}"#, "is too large"),
    (#"{"type":"float64","rows":1000000000000,"columns":2,"elements":[1]}"#, "are only 1"),
    (#"{"type":"float32","rows":1,"columns":1,"elements":[1]}"#, "is of float32, not of float64"),
    (#"{"type":"float64","rows":1,"columns":1,"array":"a"}"#, "there is no archive"),
  ])
  func contradictionsAreCorruptedData(text: String, reason: String) throws {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix<Double>.self, from: Data(text.utf8))
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(context.debugDescription.contains(reason))
  }

  @Test(arguments: [
    #"{"type":"float64","rows":1,"columns":1,"elements":["1"]}"#,
    #"{"type":"float64","rows":1,"columns":1,"elements":[null]}"#,
    #"{"type":"float64","rows":1,"columns":1}"#,
    #"{"type":"float16","rows":1,"columns":1,"elements":[1]}"#,
    #"{"rows":1,"columns":1,"elements":[1]}"#,
    #"{"type":"float64","rows":1.5,"columns":1,"elements":[1]}"#,
    "[1]",
  ])
  func otherTextsAreNoMatrices(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix<Double>.self, from: Data(text.utf8))
    }
  }

  // MARK: Archives

  @Test func anArchiveTakesTheNumbers() throws {
    let shelf = Shelf()
    let encoder = JSONEncoder()
    encoder.userInfo[.arrayArchive] = shelf
    encoder.outputFormatting = .sortedKeys
    let model = Model<Double>(weights: sample(2, 3), layers: [sample(1, 1), sample(0, 2)])
    let data = try encoder.encode(model)
    #expect(shelf.names.count == 3)
    #expect(
      String(decoding: data, as: UTF8.self).hasSuffix(
        #""weights":{"array":"weights","columns":3,"rows":2,"type":"float64"}}"#))
    let decoder = JSONDecoder()
    decoder.userInfo[.arrayArchive] = shelf
    let decoded = try decoder.decode(Model<Double>.self, from: data)
    #expect(decoded.weights == model.weights)
    #expect(decoded.layers == model.layers)
  }

  @Test func anArchiveThatDisagreesIsRefused() throws {
    let shelf = Shelf()
    _ = try shelf.store(sample(2, 3) as Matrix<Double>, at: [])
    let decoder = JSONDecoder()
    decoder.userInfo[.arrayArchive] = shelf
    let text = #"{"type":"float64","rows":3,"columns":2,"array":""}"#
    let error = #expect(throws: DecodingError.self) {
      try decoder.decode(Matrix<Double>.self, from: Data(text.utf8))
    }
    #expect("\(String(describing: error))".contains("is 2×3, not 3×2"))
  }
}
