import Evaluation
import Exchange
import Foundation
import Testing

@testable import Harness

/// Cases whose contestants are shell scripts, in a folder that looks like what setup makes.
@Suite struct MeasuringTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
  private let versions = Record.Versions(swift: "6", library: "a", peer: nil, kernel: "1", cpu: "2")

  private func outcome(
    ours: String?, peers: [String: String?], unit: FigureUnit = .nanosecondsPerTask, startsAnew: Bool = false,
    isSteady: Bool = false, rounds: Int = 3
  ) throws -> Case.Outcome {
    defer { try? FileManager.default.removeItem(at: folder) }
    let places = Places(products: folder.appending(path: "products"), repository: folder)
    for place in [
      places.products, places.peers.appending(path: "bin"), places.peers.appending(path: "absent"),
    ] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    func write(_ script: String, to place: URL) throws {
      try Data("#!/bin/sh\n\(script)\n".utf8).write(to: place)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
    }
    if let ours { try write(ours, to: places.products.appending(path: "ours")) }
    for case (let name, let script?) in peers {
      try write(script, to: places.peers.appending(path: "bin/\(name)"))
    }
    try Data("no compiler\n".utf8).write(to: places.peers.appending(path: "absent/lost"))

    func entry(_ contestant: Contestant) -> Case.Entry {
      Case.Entry(
        contestant: contestant, request: Request("parallel"),
        baseline: unit == .speedUp ? Request("loop") : nil)
    }
    let measured = Case(
      name: "case", measures: "scripts", unit: unit, target: .atMost(100), startsAnew: startsAnew,
      isSteady: isSteady,
      ours: entry(Contestant(name: "ours", program: .built("ours"))),
      peers: peers.keys.sorted().map { entry(Contestant(name: $0, program: .compiled($0))) })
    return measured.measured(rounds: rounds, suite: "suite", versions: versions, places: places)
  }

  private static let counting = "echo ready v1; i=0; while read r; do i=$((i+1)); echo $i; done"

  @Test func discardsTheFirstRound() throws {
    let records = try outcome(ours: Self.counting, peers: ["peer": Self.counting]).records
    #expect(records.count == 1)
    #expect(records[0].ours == Summary([2, 3, 4]))
    #expect(records[0].theirs == Summary([2, 3, 4]))
    #expect(records[0].ratio == 1)
    #expect(records[0].versions.peer == "v1")
    #expect(records[0].met == true)
  }

  @Test func startsAnewEachRoundIfAsked() throws {
    let records = try outcome(ours: Self.counting, peers: ["peer": Self.counting], startsAnew: true).records
    #expect(records[0].ours == Summary([1, 1, 1]))
  }

  @Test func measuresASteadyCaseOnce() throws {
    let records = try outcome(ours: Self.counting, peers: ["peer": Self.counting], isSteady: true).records
    #expect(records[0].ours == Summary([1]))
    #expect(records[0].theirs == Summary([1]))
  }

  @Test func dividesByTheBaseline() throws {
    let ours = "echo ready v; while read r; do case $r in loop) echo 40;; *) echo 20;; esac; done"
    let records = try outcome(ours: ours, peers: [:], unit: .speedUp).records
    #expect(records[0].ours?.median == 2)
    #expect(records[0].peer == nil)
  }

  @Test func goesOnWithoutAPeer() throws {
    let outcome = try outcome(
      ours: Self.counting,
      peers: ["good": Self.counting, "lost": nil, "weak": "echo ready v; read r; echo failed oh no"])
    let records = outcome.records
    #expect(records.map(\.peer) == ["good", "lost", "weak"])
    #expect(records.map(\.theirsMissing) == [nil, "peer absent: no compiler", "failed: oh no"])
    #expect(records.map { $0.theirs?.rounds } == [3, nil, nil])
    #expect(records.allSatisfy { $0.ours?.rounds == 3 })
    #expect(!outcome.hasFailed)
  }

  @Test(arguments: [
    (nil, "not built yet", false),
    ("echo ready v; read r; echo absent not built yet", "not built yet", false),
    ("echo ready v; read r; echo failed badly", "failed: badly", true),
  ])
  func saysWhyThereIsNoFigureOfOurs(script: String?, reason: String, hasFailed: Bool) throws {
    let outcome = try outcome(ours: script, peers: ["peer": Self.counting])
    #expect(outcome.records[0].ours == nil)
    #expect(outcome.records[0].oursMissing == reason)
    #expect(outcome.records[0].met == nil)
    #expect(outcome.hasFailed == hasFailed)
  }
}
