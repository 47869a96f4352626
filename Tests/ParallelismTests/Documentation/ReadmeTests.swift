import Parallelism
import Testing

/// What the README shows works here as it stands there.
@Suite(.timeLimit(.minutes(30)))
struct ReadmeTests {
  @Test func jobsRunInProcesses() async throws {
    let inputs = (0..<10).map(Double.init)
    let far = try await Parallel(on: .processes).run(inputs.map(SquareRoot.init))
    #expect(zip(inputs, far).allSatisfy { abs($0 - $1 * $1) < 1e-12 })
    #expect(far.count == 10)
  }
}

struct SquareRoot: Job {
  var value: Double
  func run() throws -> Double { value.squareRoot() }
}
