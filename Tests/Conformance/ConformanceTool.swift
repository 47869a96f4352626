import ArgumentParser
import SystemPackage

@main
struct ConformanceTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Compares this package with recorded results of mlens.",
    discussion: """
      Prints a line for each case and ends with how many have passed and failed. A bug of mlens that is not one \
      of ours counts as passed. The exit code is 1 if a case has failed.
      """)

  @Argument(help: "The folder of the cases. (default: the committed ones)", completion: .directory)
  var folder: String?

  func run() async throws {
    let folder = folder.map { FilePath($0) } ?? ConformanceRun.committedFolder
    let tally = Tally(try await ConformanceRun(of: folder).results { print($0) })
    print(tally)
    if tally.failed > 0 { throw ExitCode.failure }
  }
}
