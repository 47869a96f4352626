import Testing

@testable import Evaluation

extension Record {
  static func sample(
    _ name: String = "threads/tasks", ours: [Double] = [4, 5, 6], oursMissing: String? = nil,
    peer: String? = "rayon",
    theirs: [Double] = [8, 10, 12], theirsMissing: String? = nil, others: Double = 0
  ) -> Record {
    let target = Target.atMost(5)
    return Record(
      suite: "parallel", case: name, measures: "something", unit: .nanosecondsPerTask,
      ours: Summary(ours), oursMissing: oursMissing, peer: peer, theirs: Summary(theirs),
      theirsMissing: theirsMissing,
      ratio: FigureUnit.nanosecondsPerTask.ratio(ours: ours, theirs: theirs), target: target,
      met: target.isMet(by: ours, firstPeer: theirs),
      load: Load(before: 0, after: 1, disturbance: Disturbance(others: others, stolen: 0)),
      versions: Versions(swift: "6.3", library: "abc", peer: "rayon 1.6", kernel: "6.1", cpu: "2 × CPU"))
  }
}
