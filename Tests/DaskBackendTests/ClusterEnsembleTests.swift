import DaskBackend
import Ensembles
import Estimators
import Foundation
import Parallelism
import Testing

@Suite(.enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .timeLimit(.minutes(10)))
struct ClusterEnsembleTests {
  @Test func aSuperLearnerHasTheBitsOfALocalFit() async throws {
    let features = Matrix<Double>(rowCount: 300, columnCount: 4) { target in
      for place in 0..<1200 { target.initializeElement(at: place, to: Double((place * 7919) % 1013) / 100) }
    }
    let target = (0..<300).map { row in Double((row * 31) % 17) + features[row, 1] * features[row, 2] }
    let data = try Dataset(features: Features(features), target: target)
    let stack = SuperLearner(folds: 4) {
      Layer(propagating: [0]) {
        OrdinaryLeastSquares()
        LassoRegression(penalty: 0.1)
        Preprocessing(named: "scaled", Standardizer()) { RidgeRegression(penalty: 2) }
        DecisionTreeRegression(depth: 4)
      }
    } meta: {
      RidgeRegression()
    }
    let here = try await stack.fitted(to: data)
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let there = try await stack.fitted(to: data, on: Parallel(on: cluster.backend))
    let (expected, found) = try await (
      here.predictions(from: data.features), there.predictions(from: data.features)
    )
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(there.report.learners.map(\.scores) == here.report.learners.map(\.scores))
  }

  @Test func theToolFitsOnACluster() async throws {
    let cluster = try await TestCluster.start()
    let folder = FileManager.default.temporaryDirectory.appending(path: "cluster-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = (0..<200).map { "\($0 % 13),\($0 * $0 % 7),\(Double($0 % 13) - 0.5 * Double($0 % 7))" }
    try (["a,b,y"] + rows).joined(separator: "\n").write(
      to: folder.appending(path: "data.csv"), atomically: true, encoding: .utf8)
    try "folds: 3\nlearners: [ols, tree, neighbors]\nmeta: ridge\n".write(
      to: folder.appending(path: "recipe.yaml"), atomically: true, encoding: .utf8)
    let fit = ["fit", "recipe.yaml", "--data", "data.csv", "--target", "y", "--seed", "3"]
    let scheduler = ["--backend", "dask", "--scheduler", cluster.address]
    for (model, place) in [("here", ["--backend", "threads"]), ("there", scheduler)] {
      let (status, error) = try await Self.tool(fit + place + ["--output", model], in: folder)
      #expect(status == EXIT_SUCCESS, "\(error)")
      let (end, _) = try await Self.tool(
        ["predict", model, "--data", "data.csv", "--output", "\(model).csv"], in: folder)
      #expect(end == EXIT_SUCCESS)
    }
    let predictions = try ["here.csv", "there.csv"].map { try Data(contentsOf: folder.appending(path: $0)) }
    #expect(predictions[0] == predictions[1] && predictions[0].count > 200)
  }

  private static func tool(_ arguments: [String], in folder: URL) async throws -> (
    status: Int32, error: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "ensembles")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let python = URL(filePath: TestCluster.python ?? "").deletingLastPathComponent().path
    process.environment = ProcessInfo.processInfo.environment.merging(["PATH": "\(python):/usr/bin:/bin"]) {
      $1
    }
    let errors = Pipe()
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, errors)
    try process.run()
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        continuation.resume(
          returning: (process.terminationStatus, String(decoding: text, as: UTF8.self)))
      }
    }
  }
}
