import Exchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One contestant of several, by the name that is its argument.
@main
struct ParallelContestant {
  static let contestants: [String: [String: Workload]] = [
    "threads": ThreadWorkloads.all,
    "processes": ProcessWorkloads.all,
    "forks": ForkWorkloads.all,
    "concurrentPerform": ConcurrentPerformWorkloads.all,
    "task-group": TaskGroupWorkloads.all,
  ]

  static func main() async {
    guard let name = CommandLine.arguments.dropFirst().first, let workloads = contestants[name] else {
      print("usage: ParallelContestant \(contestants.keys.sorted().joined(separator: "|"))")
      exit(2)
    }
    await answerRequests(as: name, with: workloads)
  }
}
