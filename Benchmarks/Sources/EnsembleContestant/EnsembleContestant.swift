import Ensembles
import Exchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Stacks of linear learners, forests and boosters; with an argument, the fit whose memory a parent measures.
@main
struct EnsembleContestant {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case (nil, _):
      await answerRequests(
        as: "threads",
        with: [
          "stack": StackWorkloads.stack, "tasks": StackWorkloads.tasks, "row": StackWorkloads.row,
          "mapped": MappedFit.peak, "forest": TreeWorkloads.stack, "forestScore": TreeWorkloads.score,
          "boosters": TreeWorkloads.boosters,
        ])
    case ("fit", 2): try await MappedFit.fit(in: CommandLine.arguments[2])
    default:
      print("usage: EnsembleContestant [fit FOLDER]")
      exit(2)
    }
  }
}
