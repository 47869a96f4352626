import Foundation
import SystemPackage

/// What `Fixtures/make_fixtures.py` has written.
enum Fixtures {
  /// An array as NumPy sees it.
  struct Expectation: Decodable {
    var shape: [Int]
    var descr: String
    var fortran: Bool
    /// Row by row, as text that NumPy reads back.
    var numbers: [String]
  }

  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .appending("Fixtures")

  static func path(_ name: String) -> FilePath { folder.appending("\(name).npy") }

  static func readable() throws -> [String: Expectation] { try decode("expected.json") }

  /// The words that errors must contain, by the name of the file.
  static func refused() throws -> [String: String] { try decode("refused.json") }

  private static func decode<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: URL(filePath: folder.appending(name).string)))
  }
}
