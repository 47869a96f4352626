#if os(Linux)
  import Foundation
  import Synchronization
  import SystemPackage
  import Testing

  /// Fits with a checkpoint, each killed at a random moment while units are being fitted.
  @Suite("Fits that are killed")
  struct KilledFitTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    /// The units of the layer and of the meta learner: each learner is fitted to every fold and to all rows.
    private let layerCount = 4 * 11
    private let metaCount = 11
    private var total: Int { layerCount + metaCount }
    private let killCount = 100

    init() throws {
      folder = try TemporaryFolder()
      tool = Tool(folder: folder)
      try folder.write("a,b,c,d,y\n" + Fixtures.text(of: Fixtures.patternedRows(300)), to: "d.csv")
      try folder.write(
        """
        folds: 10
        seed: 3
        learners: [ols, ridge, {lasso: {penalty: 0.1}}, {elastic-net: {penalty: 0.1}}]
        meta: ridge
        """, to: "r.yaml")
    }

    /// A stored model, without what depends on time.
    private func model(_ name: String) throws -> [String: Data] {
      var contents = try folder.contents(below: name)
      #expect(contents.removeValue(forKey: "report.json") != nil)
      return contents
    }

    /// The files of the units in the checkpoint.
    ///
    /// Each holds the time that the fit took: those of two fits differ.
    private func units() throws -> [String: Data] {
      try folder.contents(below: "c").filter { $0.key.hasSuffix(".unit") }
    }

    @Test("A hundred kills, and the model is that of a fit which nobody disturbed", .timeLimit(.minutes(30)))
    func kills() async throws {
      let plain = try await tool("fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "plain")
      #expect(plain.code == 0)
      let expected = try model("plain")

      var kills = 0
      while kills < killCount {
        try folder.makeFolder("c")
        var isComplete = false
        while !isComplete {
          // When there have been enough, the last fit may go on to its end.
          let outcome = try await run(killedAfter: kills < killCount ? .random(in: 1...8) : nil)
          isComplete = outcome == .complete
          if outcome == .killedWithinFits { kills += 1 }
        }
        #expect(try model("m") == expected)
        #expect(try Set(folder.contents(below: "c").keys) == Set(units().keys).union(["manifest.json"]))
        for name in ["m", "c"] {
          try FileManager.default.removeItem(atPath: folder.path.appending(name).string)
        }
      }
      #expect(try folder.names == ["d.csv", "r.yaml", "plain", "log"])
    }

    private enum Outcome {
      case complete, killedWithinFits, killedLater
    }

    /// Gives the command once more.
    ///
    /// - Parameter count: After so many units have been stored, the process is killed, a random moment later; nil for
    ///   never.
    /// - Returns: How it has ended.
    /// - Throws: An error if the process cannot be started.
    private func run(killedAfter count: Int?) async throws -> Outcome {
      let before = try units()
      try folder.write("", to: "log")
      let process = try tool.process(
        Tool.executable,
        ["fit", "r.yaml", "--data", "d.csv", "--target", "y", "--output", "m", "--checkpoint", "c"],
        output: nil, error: FileHandle(forWritingAtPath: folder.path.appending("log").string))
      let watch = try ArrivalWatch(folder.path.appending("c"))
      let target = KillTarget()
      let code = try await Tool.end(of: process) { identifier in
        guard let count else { return }
        Thread.detachNewThread {
          guard watch.waits(for: count, suffix: ".unit") else { return }
          // The moment of the kill is what is tried: nothing waits for it.
          Thread.sleep(forTimeInterval: .random(in: 0...0.005))
          target.kill(identifier)
        }
      }
      target.end()
      watch.end()

      let after = try units()
      // What was stored is found, and none of it is fitted again.
      #expect(before.allSatisfy { after[$0.key] == $0.value })
      let found = min(before.count, layerCount)
      let lines = [
        "layer-1: \(found) of \(layerCount) fits are in the checkpoint, \(layerCount - found) are to be made",
        "meta: \(before.count - found) of \(metaCount) fits are in the checkpoint, "
          + "\(metaCount - before.count + found) are to be made",
      ]
      let words = try folder.lines(of: "log")
      #expect(words.count == 2 || code != 0 && words.count == 1)
      #expect(words == lines.prefix(words.count).map { "ensembles: " + $0 })
      guard code != 0 else {
        #expect(after.count == total)
        return .complete
      }
      #expect(code == -SIGKILL)
      guard after.count < total else { return .killedLater }
      #expect(after.count >= before.count + (count ?? 0))
      #expect(try !folder.names.contains("m"))
      return .killedWithinFits
    }

    /// Whether a process can still be killed: later its number may be that of another.
    private final class KillTarget: Sendable {
      private let isRunning = Mutex(true)

      func kill(_ identifier: pid_t) {
        isRunning.withLock { if $0 { _ = Foundation.kill(identifier, SIGKILL) } }
      }

      func end() { isRunning.withLock { $0 = false } }
    }
  }
#endif
