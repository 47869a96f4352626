import Testing

@testable import Evaluation

@Suite struct DisturbanceTests {
  /// user nice system idle iowait irq softirq steal guest guest_nice, in hundredths of a second.
  private let statistics = """
    cpu  1000 200 300 9000 50 10 20 70 900 0
    cpu0 500 100 150 4500 25 5 10 35 450 0
    ctxt 12345
    """

  @Test func countsWhatRanAndWhatWasStolen() throws {
    let times = try #require(ProcessorTimes(statistics: statistics, ticksPerSecond: 100))
    #expect(abs(times.busy - 15.3) < 1e-9)
    #expect(abs(times.stolen - 0.7) < 1e-9)
  }

  @Test(arguments: ["", "cpu0 1 2 3 4 5 6 7 8", "cpu  1 2 3"])
  func readsNothingElse(text: String) {
    #expect(ProcessorTimes(statistics: text, ticksPerSecond: 100) == nil)
  }

  @Test(arguments: [
    (10.0, 0.0, 10.0, 0.0, 0.0, false),
    (12, 0, 10, 0.1, 0, true),
    (10, 1.2, 10, 0, 0.06, true),
    (10.8, 0.1, 10, 0.04, 0.005, false),
    (9, 0, 10, 0, 0, false),
  ])
  func isWhatOthersHad(
    busy: Double, stolen: Double, own: Double, others: Double, stolenShare: Double, isNoisy: Bool
  ) {
    let disturbance = Disturbance(
      machine: ProcessorTimes(busy: busy, stolen: stolen), own: own, elapsed: 10, processors: 2)
    #expect(abs(disturbance.others - others) < 1e-9)
    #expect(abs(disturbance.stolen - stolenShare) < 1e-9)
    #expect(disturbance.isNoisy == isNoisy)
  }
}
