import Arrays
import Estimators
import Foundation
import SystemPackage

@testable import Ensembles

extension Corpus {
  func writeModels() throws {
    let numbers = (0..<12).map { Double($0 * $0 % 7) }
    let features = Matrix<Double>(rowCount: 12, columnCount: 2, elements: numbers + numbers.reversed())
    let data = try Dataset(features: features, target: numbers)
    let labelled = try Dataset(features: features, labels: (0..<12).map { $0 % 2 })
    let inner = SuperLearner(folds: 2) {
      Layer { OrdinaryLeastSquares() }
    } meta: {
    }
    try write(
      "models/stack", for: data,
      SuperLearner(folds: 2) {
        Layer(propagating: [1]) {
          OrdinaryLeastSquares()
          Preprocessing(Standardizer()) { RidgeRegression() }
        }
      } meta: {
        RidgeRegression()
      })
    try write(
      "models/bagged", for: data,
      SuperLearner(folds: 2, options: EnsembleOptions(prediction: .bagged)) {
        Layer { LassoRegression() }
      } meta: {
      })
    try write(
      "models/nested", for: data,
      SuperLearner(folds: 2) {
        Layer { Preprocessing(EnsemblePreprocessor(inner)) { RidgeRegression() } }
      } meta: {
      })
    try write(
      "models/classes", for: labelled,
      SuperLearner(folds: 2) {
        Layer(output: .probabilities) { LogisticRegression() }
      } meta: {
      })
  }

  /// A tree that asks about numbers and about categories.
  func writeTrees() throws {
    let rows: [[Double]] = (0..<12).map { [Double($0 % 4), Double($0)] }
    let target = rows.map { (1...2).contains($0[0]) ? 90 : $0[1] }
    let data = try Dataset(features: Matrix(rows: rows), target: target)
      .categorized(by: [0: ["a", "b", "c", "d"]])
    try write(
      "models/trees", for: data,
      SuperLearner(folds: 2) {
        Layer { DecisionTreeRegression(depth: 2) }
      } meta: {
      })
  }

  private func write<Index: Indexer>(
    _ name: String, for data: Dataset, _ ensemble: StackedEnsemble<Index>
  ) throws {
    let model = try EnsemblePreprocessor(ensemble).fitted(to: data).model
    let place = FuzzedFolder.shared.path.appending("stored")
    try model.save(to: place)
    let arrays = try FileManager.default.contentsOfDirectory(atPath: place.appending("arrays").string)
      .sorted()
    precondition(arrays.count <= Fuzzer.arrayCount, "an input has room for \(Fuzzer.arrayCount) arrays")
    var manifest = try compact(place.appending("manifest.json"))
    // Long names would leave no room for the rest.
    for (number, array) in arrays.enumerated() {
      manifest = manifest.replacingOccurrences(of: "\"\(array.dropLast(4))\"", with: "\"a\(number)\"")
    }
    let report = try compact(place.appending("report.json"))
    let contents = arrays.map { array in
      FileManager.default.contents(atPath: place.appending("arrays").appending(array).string).map {
        [UInt8]($0)
      }
        ?? []
    }
    try write(name, FuzzedParts.joined([Array(manifest.utf8), Array(report.utf8)] + contents))
  }

  private func compact(_ file: FilePath) throws -> String {
    let text = try Data(contentsOf: URL(filePath: file.string))
    let value = try JSONSerialization.jsonObject(with: text)
    let data = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  func writeArrays() throws {
    let place = FuzzedFolder.shared.path.appending("array")
    func write(_ name: String, _ choice: UInt8, _ store: (FilePath) throws -> Void) throws {
      unlink(place.string)
      try store(place)
      try self.write(
        name, [choice] + (FileManager.default.contents(atPath: place.string).map { [UInt8]($0) } ?? []))
    }
    let numbers = Matrix<Double>(rowCount: 2, columnCount: 3, elements: [1, 0, 2, 0, 0, -1])
    try write("arrays/double", 0) { try NPYFile.write(numbers, to: $0) }
    try write("arrays/float", 0) { try NPYFile.write(Matrix<Float>(numbers), to: $0) }
    try write("arrays/vector", 0) { try NPYFile.write(vector: [1.0, 2], to: $0) }
    try write("arrays/sparse", 1) { try NPZFile.write(SparseMatrix(numbers), to: $0) }
    try write("arrays/sparse-float", 1) { try NPZFile.write(SparseMatrix(Matrix<Float>(numbers)), to: $0) }
  }
}
