/// Which units of a layer can start, as those before them end.
///
/// It holds no tasks and calls nobody: whoever runs units tells it which have ended, and is told which may start.
struct FitSchedule {
  /// The units that may start at once, in order.
  let initial: [Int]

  /// The number of units that have neither ended nor been skipped.
  private(set) var remaining: Int

  private let dependents: [Int: [Int]]
  private var isOver: [Bool]

  /// Whether nothing is left to do.
  var isDone: Bool { remaining == 0 }

  /// Creates a schedule.
  ///
  /// - Parameter prerequisites: For each unit the place of the one that must have ended before, if any, which has none
  ///   itself.
  init(prerequisites: [Int?]) {
    var initial: [Int] = []
    var dependents: [Int: [Int]] = [:]
    for (unit, prerequisite) in prerequisites.enumerated() {
      if let prerequisite { dependents[prerequisite, default: []].append(unit) } else { initial.append(unit) }
    }
    self.initial = initial
    self.dependents = dependents
    remaining = prerequisites.count
    isOver = Array(repeating: false, count: prerequisites.count)
  }

  /// Notes that a unit has given what it should.
  ///
  /// - Returns: The units that may start now.
  mutating func succeed(_ unit: Int) -> [Int] {
    end(unit)
    return (dependents[unit] ?? []).filter { !isOver[$0] }
  }

  /// Notes that a unit has failed.
  ///
  /// What depends on it is skipped.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - others: More units that are skipped, none of which has started.
  mutating func fail(_ unit: Int, skipping others: [Int] = []) {
    end(unit)
    for other in (dependents[unit] ?? []) + others { end(other) }
  }

  private mutating func end(_ unit: Int) {
    guard !isOver[unit] else { return }
    isOver[unit] = true
    remaining -= 1
  }
}
