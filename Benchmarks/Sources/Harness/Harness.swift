import ArgumentParser
import Evaluation
import Foundation

/// Measures cases, ours and the peers' in turn, prints a table and keeps the results.
@main
struct Harness: ParsableCommand {
  /// Fewer say too little to be kept.
  static let fewestRounds = 7

  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures this library next to its peers.",
    discussion: """
      Run it from the root of the repository, as make bench does. A figure is the median of the rounds, after one \
      that is not counted; ours and the peers take turns in each round. Results of \(fewestRounds) rounds or more \
      replace those of the same cases in the results file.
      """)

  @Option(help: "The suite to measure: \(Suite.all.map(\.name).joined(separator: ", ")). All if not given.")
  var suite: String?

  @Option(name: .customLong("case"), help: "Only the cases whose names contain this.")
  var pattern: String?

  @Option(help: "How many rounds count.")
  var rounds = 9

  @Option(help: "The file that keeps the results.")
  var results = "Benchmarks/results.json"

  @Flag(help: "Lists the cases and measures nothing.")
  var list = false

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("\(rounds) rounds give no figure: ask for 1 or more.") }
    guard try !cases().isEmpty else {
      throw ValidationError("No case has “\(pattern ?? "")” in its name; --list names them all.")
    }
  }

  func run() throws {
    let cases = try cases()
    if list {
      for (suite, measured) in cases {
        say(
          "\(suite)  \(measured.name): \(measured.measures); \(measured.target.figure) \(measured.unit.rawValue)"
        )
      }
      return
    }
    let outcomes = measure(cases)
    let records = outcomes.flatMap(\.records)
    say("\n\(Table(records).text)\n\n\(Self.legend)")
    try keep(records)
    if outcomes.contains(where: \.hasFailed) { throw ExitCode.failure }
  }

  /// The cases that were asked for, with the names of their suites.
  private func cases() throws -> [(suite: String, measured: Case)] {
    let suites = Suite.all.filter { suite == nil || $0.name == suite }
    guard !suites.isEmpty else {
      throw ValidationError(
        "There is no suite “\(suite ?? "")”, only \(Suite.all.map(\.name).joined(separator: ", ")).")
    }
    return suites.flatMap { suite in
      suite.cases.filter { pattern.map($0.name.contains) ?? true }.map { (suite.name, $0) }
    }
  }

  private func measure(_ cases: [(suite: String, measured: Case)]) -> [Case.Outcome] {
    // A contestant that ended is an answer that fails, not the end of this program.
    signal(SIGPIPE, SIG_IGN)
    Machine.adoptOrphans()
    let repository = URL(filePath: FileManager.default.currentDirectoryPath)
    let products = (Bundle.main.executableURL ?? repository).deletingLastPathComponent()
    let places = Places(products: products, repository: repository)
    let versions = Record.Versions.current(repository: repository)
    say("\(versions.swift), commit \(versions.library), Linux \(versions.kernel), \(versions.cpu)")
    say("load average before: \(Machine.load)")
    let outcomes = cases.enumerated().map { index, entry in
      let start = ContinuousClock.now
      let outcome = entry.measured.measured(
        rounds: rounds, suite: entry.suite, versions: versions, places: places)
      let disturbance = outcome.records[0].load.disturbance
      say(
        "\(index + 1)/\(cases.count) \(entry.measured.name): \(((ContinuousClock.now - start) / .seconds(1)).figure) s,"
          + " others \(disturbance.others.percentage), stolen \(disturbance.stolen.percentage)"
          + (disturbance.isNoisy ? ", noisy" : ""))
      return outcome
    }
    say("load average after: \(Machine.load)")
    return outcomes
  }

  private static let legend = """
    ratio: how many times better ours is, median over the pairs of a round; more than 1× is in our favour.
    noisy: other programs and the host took more than \(Disturbance.noisyShare.percentage) of the processors' time.
    """

  private func keep(_ records: [Record]) throws {
    guard rounds >= Self.fewestRounds else {
      say("\(results) is left as it was: \(rounds) rounds are fewer than \(Self.fewestRounds).")
      return
    }
    let url = URL(filePath: results)
    var file = ResultsFile()
    if FileManager.default.fileExists(atPath: url.path) {
      file = try ResultsFile(json: try Data(contentsOf: url))
    }
    file.replace(with: records)
    try file.json().write(to: url, options: .atomic)
    say("\(results) has the results.")
  }
}

extension Double {
  /// A share of one.
  fileprivate var percentage: String { String(format: "%.1f %%", self * 100) }
}

/// Prints a line at once, wherever it goes: a run takes minutes, and somebody may be watching a log.
private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
