import Evaluation
import Foundation

extension Case {
  /// What all contestants came to.
  struct Outcome {
    var records: [Record]
    /// Whether ours gave up, for another reason than that it is not built yet.
    var hasFailed: Bool
  }

  /// Lets ours and the peers take turns, and tells what came of it, one record a peer.
  ///
  /// The first round is not counted: it starts programs and pools, and touches memory for the first time. A steady
  /// case has one round only.
  func measured(rounds: Int, suite: String, versions: Record.Versions, places: Places) -> Outcome {
    let cluster = cluster.map { Cluster($0, places: places) }
    defer { cluster?.end() }
    let participants = ([ours] + peers).map {
      Participant($0, of: self, places: places, missing: cluster?.missing)
    }
    let load = Self.disturbing {
      for round in isSteady ? 1...1 : 0...rounds {
        // Nobody is measured for the sake of what ours cannot do.
        for participant in participants where participants[0].missing == nil {
          // Threads that spin for more work after a call would take it from whoever is next.
          usleep(10_000)
          participant.measure(counts: round > 0)
        }
      }
      for participant in participants { participant.end() }
    }
    let records = records(of: participants, suite: suite, versions: versions, load: load)
    return Outcome(records: records, hasFailed: participants[0].hasFailed)
  }

  private func records(
    of participants: [Participant], suite: String, versions: Record.Versions, load: Record.Load
  ) -> [Record] {
    let mine = participants[0]
    let rivals = participants.dropFirst()
    let figures = mine.missing == nil ? mine.figures : []
    let firstPeer = rivals.first.flatMap { $0.missing == nil ? $0.figures : nil }
    return (rivals.isEmpty ? [nil] : rivals.map(Optional.some)).map { rival in
      let theirs = rival.flatMap { $0.missing == nil ? $0.figures : nil } ?? []
      var versions = versions
      versions.peer = rival?.version
      return Record(
        suite: suite, case: name, measures: measures, unit: unit,
        ours: Summary(figures)?.shortened, oursMissing: mine.missing,
        peer: rival?.entry.contestant.name, theirs: Summary(theirs)?.shortened, theirsMissing: rival?.missing,
        ratio: unit.ratio(ours: figures, theirs: theirs)?.shortened,
        target: target, met: target.isMet(by: figures, firstPeer: firstPeer), load: load, versions: versions)
    }
  }

  /// How busy the machine was, with others too, while a body ran and all that it started.
  private static func disturbing(_ body: () -> Void) -> Record.Load {
    let (load, times, own, start) = (Machine.load, Machine.times, Machine.ownTime, ContinuousClock.now)
    body()
    Machine.reapOrphans()
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    var disturbance = Disturbance(
      machine: Machine.times - times, own: Machine.ownTime - own, elapsed: elapsed,
      processors: Machine.processors)
    disturbance.others = disturbance.others.shortened
    disturbance.stolen = disturbance.stolen.shortened
    return Record.Load(before: load, after: Machine.load, disturbance: disturbance)
  }
}
