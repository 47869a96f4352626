import Estimators
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@testable import Ensembles

@Suite struct FileInputTests {
  private let folder: Folder
  private let rows = [[1.0, 0.0], [0.5, -2.0], [3.0, 0.25]]

  init() throws { folder = try Folder() }

  private func numbers(_ name: String) throws -> Matrix<Double> {
    try Features(contentsOf: folder.appending(name)).matrix()
  }

  @Test(arguments: [("x.csv", "a,b\n", ","), ("x.tsv", "", "\t"), ("x.txt", "", " "), ("X.DAT", "", "   ")])
  func text(name: String, header: String, separator: String) throws {
    let lines = rows.map { $0.map { "\($0)" }.joined(separator: separator) }
    try folder.write(header + lines.joined(separator: "\n") + "\n", to: name)
    #expect(try numbers(name) == Matrix(rows: rows))
  }

  @Test func arrays() throws {
    try NPYFile.write(Matrix<Double>(rows: rows), to: folder.appending("x.npy"))
    #expect(try numbers("x.npy") == Matrix(rows: rows))
    try NPYFile.write(Matrix<Float>(rows: rows.map { $0.map(Float.init) }), to: folder.appending("y.npy"))
    #expect(try Features(contentsOf: folder.appending("y.npy")).precision == .float)
    #expect(try numbers("y.npy") == Matrix(rows: rows))
  }

  @Test func unknownNamesAreRefused() {
    for name in ["x.jpg", "x"] {
      let error = #expect(throws: FileError.self) { try numbers(name) }
      #expect(error?.reason.contains("none of .npy, .npz, .csv, .tsv, .txt and .dat") == true)
    }
    #expect(throws: FileError.self) { try numbers("missing.npy") }
  }

  @Test func sessionsTakeFiles() async throws {
    let data = try sampleData(rows: 40)
    try NPYFile.write(data.features.matrix(), to: folder.appending("x.npy"))
    let lines = data.target.copied().elements.map { "\($0)\n" }
    try folder.write(lines.joined(), to: "y.txt")
    try await withProcessing(indexer: FoldIndexer(folds: 4)) { session in
      let memory = try await session.map(Learner(OrdinaryLeastSquares()), fittedTo: data)
      let mapped = try await session.map(
        Learner(OrdinaryLeastSquares()),
        fittedTo: Dataset(contentsOf: folder.appending("x.npy"), target: folder.appending("y.txt")))
      #expect(memory.outputs[0].matrix(as: Float.self) == mapped.outputs[0].matrix(as: Float.self))
    }
    try folder.write("1\n2\n", to: "short.txt")
    #expect(throws: ModelingError.self) {
      try Dataset(contentsOf: folder.appending("x.npy"), target: folder.appending("short.txt"))
    }
  }
}
