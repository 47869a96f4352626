import Testing

@testable import Ensembles

@Suite struct FitScheduleTests {
  @Test func unitsWithoutPrerequisitesStartAtOnce() {
    let schedule = FitSchedule(prerequisites: [nil, nil, nil])
    #expect(schedule.initial == [0, 1, 2])
    #expect(!schedule.isDone)
    #expect(FitSchedule(prerequisites: []).isDone)
  }

  @Test func aUnitStartsWhenItsOwnPrerequisiteHasEnded() {
    // Two transformers, two learners after the first, one after the second, one on its own.
    var schedule = FitSchedule(prerequisites: [nil, nil, 0, 0, 1, nil])
    #expect(schedule.initial == [0, 1, 5])
    #expect(schedule.succeed(1) == [4])
    #expect(schedule.succeed(5) == [])
    #expect(schedule.succeed(0) == [2, 3])
    #expect(schedule.remaining == 3)
    #expect(schedule.succeed(4) == [] && schedule.succeed(3) == [])
    #expect(!schedule.isDone)
    #expect(schedule.succeed(2) == [])
    #expect(schedule.isDone)
  }

  @Test func whatDependsOnAFailureIsSkipped() {
    var schedule = FitSchedule(prerequisites: [nil, 0, 0, nil])
    schedule.fail(0)
    #expect(schedule.remaining == 1)
    schedule.fail(3)
    #expect(schedule.isDone)
  }
}
