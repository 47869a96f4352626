import Foundation
import Synchronization
import SystemPackage
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  private let folder: TemporaryFolder
  private let tool: Tool
  private let clock = ContinuousClock()

  init() throws {
    folder = try TemporaryFolder()
    tool = Tool(folder: folder)
    let rows = (0..<300).map { row in
      let numbers = (1...4).map { Double((row * (7 + 12 * $0)) % 97) / 13 }
      return numbers + [numbers.reduce(0) { $0 * 0.5 + $1 } + Double(row % 5)]
    }
    try folder.write("a,b,c,d,y\n" + Fixtures.text(of: rows), to: "d.csv")
  }

  private func fit(_ output: String, _ options: String...) async throws -> Tool.Outcome {
    try await tool.shell(
      "\"$0\" fit r.yaml --data d.csv --target y --output \(output) " + options.joined(separator: " "))
  }

  /// A stored model, without what depends on time.
  private func model(_ name: String) throws -> [String: Data] {
    var contents = try folder.contents(below: name)
    #expect(contents.removeValue(forKey: "report.json") != nil)
    return contents
  }

  private func unitCount() throws -> Int {
    guard FileManager.default.fileExists(atPath: folder.path.appending("c").string) else { return 0 }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path.appending("c").string)
      .count { $0.hasSuffix(".unit") }
  }

  @Test("The second run fits nothing")
  func again() async throws {
    try folder.write(Fixtures.recipe, to: "r.yaml")
    let plain = try await fit("plain")
    #expect(plain.code == 0)
    let first = try await fit("first", "--checkpoint c")
    #expect(
      first.complaints == [
        "ensembles: layer-1: 0 of 25 fits are in the checkpoint, 25 are to be made",
        "ensembles: meta: 0 of 5 fits are in the checkpoint, 5 are to be made",
      ])
    let second = try await fit("second", "--checkpoint c")
    #expect(
      second.complaints == [
        "ensembles: layer-1: 25 of 25 fits are in the checkpoint, 0 are to be made",
        "ensembles: meta: 5 of 5 fits are in the checkpoint, 0 are to be made",
      ])
    #expect(try model("first") == model("plain") && model("second") == model("plain"))
    #expect(try unitCount() == 30)
  }

  @Test("The checkpoint of another table is refused")
  func otherData() async throws {
    try folder.write("learners: ols\n", to: "r.yaml")
    #expect(try await fit("m", "--checkpoint c").code == 0)
    try folder.write("a,y\n" + Fixtures.text(of: (0..<20).map { [Double($0), 1] }), to: "d.csv")
    let outcome = try await fit("n", "--checkpoint c")
    #expect(outcome.code == 1)
    #expect(outcome.complaints.count == 1)
    #expect(outcome.error.contains("“c”: it belongs to a data set of 300 rows, 4 features and 1 output"))
    #expect(try folder.names == ["r.yaml", "d.csv", "m", "c"])
  }

  /// Whether a process can still be killed: later its number may be that of another.
  private final class Running: Sendable {
    private let state = Mutex(true)

    var isRunning: Bool { state.withLock { $0 } }

    func kill(_ identifier: pid_t) {
      state.withLock { isRunning in
        if isRunning { Foundation.kill(identifier, SIGKILL) }
      }
    }

    func end() { state.withLock { $0 = false } }
  }

  @Test(
    "A fit that is killed a hundred times gives the same model, and no fit is made twice",
    .timeLimit(.minutes(5)))
  func kills() async throws {
    // Many short fits, so that each run gets on before it dies.
    try folder.write(
      """
      folds: 60
      seed: 3
      layers:
        - learners: [ols, ridge, {lasso: {penalty: 0.1}}, {elastic-net: {penalty: 0.1}}]
      """, to: "r.yaml")
    let total = 4 * 61
    #expect(try await fit("plain").code == 0)
    let plain = try model("plain")

    // So many, or as many as fit into this time.
    let deadline = clock.now + .seconds(50)
    var kills = 0
    // Those that came once fits were running.
    var reached = 0
    while kills < 100, clock.now < deadline {
      let before = try unitCount()
      try folder.write("", to: "log")
      let process = try tool.process(
        Tool.executable,
        ["fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--checkpoint", "c"],
        output: nil, error: FileHandle(forWritingAtPath: folder.path.appending("log").string))
      // Now and then it dies before its first fit, mostly between any two of them.
      let isEarly = Int.random(in: 0..<8) == 0
      let moment = Double.random(in: 0...0.15)
      let log = folder.path.appending("log").string
      let running = Running()
      let code = try await Tool.end(of: process) { identifier in
        // The moment of the kill is what is tried: it is random, and nothing waits for it.
        Thread.detachNewThread {
          while !isEarly, running.isRunning, (try? Data(contentsOf: URL(filePath: log)))?.isEmpty ?? true {
            Thread.sleep(forTimeInterval: 0.002)
          }
          Thread.sleep(forTimeInterval: moment)
          running.kill(identifier)
        }
      }
      running.end()
      let words = String(decoding: try folder.data(of: "log"), as: UTF8.self)
      if !words.isEmpty {
        reached += 1
        #expect(
          words
            == "ensembles: layer-1: \(before) of \(total) fits are in the checkpoint, \(total - before) are to be made\n"
        )
      }
      #expect(try unitCount() >= before)
      if code == 0 { break }
      #expect(code == -SIGKILL)
      #expect(try !folder.names.contains("m"))
      kills += 1
    }
    #expect(kills > 0 && reached > 0)
    let before = try unitCount()
    let outcome = try await fit("last", "--checkpoint c")
    #expect(outcome.code == 0)
    #expect(
      outcome.complaints == [
        "ensembles: layer-1: \(before) of \(total) fits are in the checkpoint, \(total - before) are to be made"
      ])
    #expect(try model("last") == plain)
    #expect(try unitCount() == total)
  }
}
