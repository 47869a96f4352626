import Foundation

/// Files to run the tool on, made without the code that reads them.
enum Fixtures {
  /// Rows of two features, and a target that is exactly 3 + 2 a − b.
  static let rows: [[Double]] = (0..<40).map { row in
    let a = Double(row % 7) - 3
    let b = Double((row * 5) % 11) / 4
    return [a, b, 3 + 2 * a - b]
  }

  /// The rows as text, with a header.
  static let csv = "a,b,y\n" + text(of: rows)

  /// The rows as lines of text.
  static func text(of rows: [[Double]], separator: String = ",") -> String {
    rows.map { $0.map { "\($0)" }.joined(separator: separator) + "\n" }.joined()
  }

  /// A recipe that fits the rows exactly.
  static let exactRecipe = "learners: ols\n"

  /// A recipe with two layers' worth of everything.
  static let recipe = """
    folds: 4
    scorer: mae
    seed: 7
    layers:
      - propagate: [0]
        learners:
          - ols
          - ridge: {penalty: 0.5}
          - lasso: {penalty: 0.1}
            name: sparse
          - preprocessing: [standardize, {columns: {columns: [1]}}]
            name: scaled
            learners: [ridge]
    meta: ridge
    """

  /// The same recipe in JSON.
  static let recipeJSON = """
    {"folds": 4, "scorer": "mae", "seed": 7,
     "layers": [{"propagate": [0], "learners": [
       "ols", {"ridge": {"penalty": 0.5}}, {"lasso": {"penalty": 0.1}, "name": "sparse"},
       {"preprocessing": ["standardize", {"columns": {"columns": [1]}}], "name": "scaled", "learners": ["ridge"]}]}],
     "meta": "ridge"}
    """

  /// An `.npy` file with a header of one's own making.
  static func npy(header: String, data: Data) -> Data {
    let text = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]) + Data(text.utf8) + data
  }

  /// An `.npy` file of 64-bit numbers.
  static func npy(shape: [Int], _ numbers: [Double], isColumnMajor: Bool = false) -> Data {
    let extents = shape.map { "\($0)," }.joined()
    let order = isColumnMajor ? "True" : "False"
    return npy(
      header: "{'descr': '<f8', 'fortran_order': \(order), 'shape': (\(extents)), }",
      data: numbers.withUnsafeBytes { Data($0) })
  }

  /// The numbers of an `.npy` file of 64-bit numbers with a header of 118 bytes, as all short ones have.
  static func numbers(of npy: Data) -> [Double] {
    Array(npy.dropFirst(128)).withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }
}
