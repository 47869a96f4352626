/// How long tasks take, and what follows for those that are left.
struct TaskPace {
  /// Tasks that a worker has taken, and for how long it has had them.
  struct Running {
    var tasks: Int
    var age: Duration
  }

  /// How many tasks have been timed.
  private(set) var count = 0.0
  /// Seconds a task: each counts in proportion to its number, so that later ones tell more of what is to come.
  private(set) var mean = 0.0
  /// How many seconds workers have spent on tasks that are done.
  private(set) var busy = 0.0

  /// Takes note of tasks that one worker has done one after the other.
  mutating func add(_ tasks: Int, took time: Duration) {
    guard tasks > 0 else { return }
    let seconds = time / .seconds(1)
    let later = count + Double(tasks)
    let earlierShare = count * (count + 1) / (later * (later + 1))
    mean = mean * earlierShare + seconds / Double(tasks) * (1 - earlierShare)
    count = later
    busy += seconds
  }

  /// Takes note of what another worker has done.
  mutating func merge(_ other: TaskPace) {
    guard other.count > 0 else { return }
    mean = (mean * count + other.mean * other.count) / (count + other.count)
    count += other.count
    busy += other.busy
  }

  /// How long it takes to do what is left.
  ///
  /// - Parameters:
  ///   - left: How many tasks are not done, those that run included.
  ///   - running: What workers have taken.
  ///   - elapsed: How long the work has been going on.
  /// - Returns: `nil` if nothing is known yet.
  func remaining(left: Int, running: [Running], elapsed: Duration) -> Duration? {
    guard left > 0 else { return .zero }
    guard count > 0, elapsed > .zero else { return nil }
    var work = Double(left) * mean
    var active = busy
    var longest = 0.0
    var waiting = left
    for batch in running {
      let age = batch.age / .seconds(1)
      let expected = Double(batch.tasks) * mean
      let spent = min(age, expected)
      work -= spent
      active += age
      longest = max(longest, expected - spent)
      waiting -= batch.tasks
    }
    if waiting > 0 { longest = max(longest, mean) }
    // Less than the workers that there are, where they wait for each other, for the processor or for input.
    let atOnce = active / (elapsed / .seconds(1))
    guard atOnce > 0 else { return elapsed * (Double(left) / count) }
    return .seconds(max(work / atOnce, longest))
  }
}
