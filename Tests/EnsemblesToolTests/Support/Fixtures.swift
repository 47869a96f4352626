import Arrays
import Foundation
import SystemPackage

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

  /// Rows of four features and a target that they tell nearly.
  static func patternedRows(_ count: Int) -> [[Double]] {
    (0..<count).map { row in
      let numbers = (1...4).map { Double((row * (7 + 12 * $0)) % 97) / 13 }
      return numbers + [numbers.reduce(0) { $0 * 0.5 + $1 } + Double(row % 5)]
    }
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

  /// A recipe of numbers that says everything there is to say.
  static let fullRecipe = """
    ensemble: subsemble
    partitions: 2
    folds: 2
    task: regression
    scorer: mae
    precision: float64
    seed: 11
    shuffled: true
    prediction: bagged
    keepFoldModels: true
    onLearnerFailure: drop
    onePass: false
    layers:
      - name: base
        propagate: [0]
        partitions: 1
        learners:
          - ols
          - ridge: {penalty: 0.5}
            name: mild
          - preprocessing: [standardize, {columns: {columns: [1]}}]
            name: scaled
            learners: [lasso]
      - indexer: {fold: {folds: 4, assignment: shuffled(3)}}
        precision: float32
        scorer: r2
        seed: 5
        shuffled: false
        output: predictions
        learners: ols
        groups:
          - name: repeated
            indexer: {repeated-fold: {folds: 3, repetitions: 2, seed: 4}}
            learners: [ridge, elastic-net: {mixing: 0.9}]
          - indexer: {clustered-subset: {clustering: {k-means: {clusters: 2}}, folds: 2}}
            learners: [ridge]
    meta:
      learners: [nnls]
      scorer: rmse

    """

  /// What it means.
  static let fullRecipeDescription = """
    ensemble   subsemble, partitions 2, folds 2
    task       regression
    scorer     mae
    precision  float64
    seed       11
    options    shuffled; prediction bagged; keepFoldModels; onLearnerFailure drop; not in one pass

    base: propagates columns 0
      for this layer: indexer subset (partitions 1, folds 2)
      preprocessing “scaled”: standardize, columns
      mild: ridge (penalty 0.5, intercept true)
      ols: ols (intercept true)
      scaled.lasso: lasso (penalty 1.0, intercept true, tolerance 1e-09, maximumSweeps 10000)
    layer-2:
      for this layer: indexer fold (folds 4, assignment shuffled(3)); precision float32; \
    scorer r2; seed 5; not shuffled; output predictions
      group “group-1”:
        ols: ols (intercept true)
      group “repeated”: indexer repeated-fold (folds 3, repetitions 2, seed 4)
        elastic-net: elastic-net (penalty 1.0, mixing 0.9, intercept true, tolerance 1e-09, maximumSweeps 10000)
        ridge-1: ridge (penalty 1.0, intercept true)
      group “group-3”: indexer clustered-subset (clustering k-means, folds 2, seed 0, clusters 2, \
    starts 3, tolerance 0.0001, maximumSteps 300)
        ridge-2: ridge (penalty 1.0, intercept true)
    meta:
      for this layer: scorer rmse
      nnls: nnls (normalized false)

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

  /// Writes an `.npz` file of a sparse matrix.
  static func writeSparse(_ rows: [[Double]], to path: FilePath) throws {
    try NPZFile.write(SparseMatrix(Matrix(rows: rows)), to: path)
  }
}
