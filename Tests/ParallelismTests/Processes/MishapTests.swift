#if os(Linux)
  import Parallelism
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// What can befall one task among others, whatever keeps them apart.
  @Suite(.timeLimit(.minutes(30)))
  struct MishapTests {
    static let separateBackends: [any Backend] =
      [.processes] + closureBackends.filter { $0.memory == .copied }

    @Test(arguments: separateBackends, Misadventure.Kind.allCases)
    func theTaskHasTheErrorAndTheOthersAreAnswered(backend: any Backend, kind: Misadventure.Kind) async throws
    {
      // A closure is not encoded where there is a copy of it.
      if backend.memory == .copied, [.encodingJob, .decodingJob].contains(kind) { return }
      let jobs = (0..<9).map { Misadventure(number: $0, kind: $0 == 4 ? kind : nil) }
      let outcomes = try await Parallel(workers: 2, on: backend).run(jobs, onFailure: .collect)
      #expect(outcomes.count == 9)
      for (index, outcome) in outcomes.enumerated() {
        switch outcome {
        case .success(let outcome):
          #expect(index != 4 || kind.isHarmless)
          #expect(outcome.number == index)
          #expect(outcome.bytes.count == (kind == .returnsMuch && index == 4 ? Misadventure.much : 0))
          #expect(outcome.bytes.withUnsafeBytes { $0.first ?? 7 == 7 && $0.last ?? 7 == 7 })
        case .failure(let error):
          #expect(index == 4)
          #expect(!kind.isHarmless)
          #expect(error.taskIndex == 4)
          #expect(error.attempts == 1)
          check(error, kind)
        }
      }
      // The next call finds workers that work, with memory.
      let next = (0..<4).map { Misadventure(number: $0, kind: nil) }
      #expect(try await Parallel(workers: 2, on: backend).run(next).map(\.number) == [0, 1, 2, 3])
    }

    private func check(_ error: ParallelError, _ kind: Misadventure.Kind) {
      let death = error.underlying as? WorkerDeath
      switch kind {
      // The thread sanitizer has an allocator of its own, which exits.
      case .runsOutOfMemory where Sanitizers.includeThreads: #expect(death != nil)
      case .traps, .runsOutOfMemory: #expect(death?.signal != nil)
      case .exits: #expect(death?.exitCode == 6)
      case .isKilled: #expect(death?.signal == Int(SIGKILL))
      case .encodingJob, .decodingJob, .encodingResult, .decodingResult:
        #expect(error.code == .codingFailed)
        #expect(error.description.contains("unspeakable"))
        return
      case .scribbles, .returnsMuch: break
      }
      #expect(error.code == .workerDied)
    }
  }

  /// A job that something befalls.
  struct Misadventure: Job {
    enum Kind: String, Codable, CaseIterable {
      case traps, exits, isKilled, runsOutOfMemory, scribbles, returnsMuch
      case encodingJob, decodingJob, encodingResult, decodingResult

      var isHarmless: Bool { self == .scribbles || self == .returnsMuch }
    }

    struct Mark: Codable, Sendable {
      var number: Int
      var kind: Kind?

      func check(_ kind: Kind) throws {
        if self.kind == kind { throw Refusal(reason: "unspeakable") }
      }
    }

    struct Outcome: Codable, Sendable {
      var mark: Mark
      var bytes: [UInt8] = []

      var number: Int { mark.number }

      init(mark: Mark) { self.mark = mark }

      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        mark = try container.decode(Mark.self)
        try mark.check(.decodingResult)
        bytes = try container.decode([UInt8].self)
      }

      func encode(to encoder: any Encoder) throws {
        try mark.check(.encodingResult)
        var container = encoder.unkeyedContainer()
        try container.encode(mark)
        try container.encode(bytes)
      }
    }

    static let much = 200 << 20

    var mark: Mark

    init(number: Int, kind: Kind?) { mark = Mark(number: number, kind: kind) }

    init(from decoder: any Decoder) throws {
      mark = try Mark(from: decoder)
      try mark.check(.decodingJob)
    }

    func encode(to encoder: any Encoder) throws {
      try mark.check(.encodingJob)
      try mark.encode(to: encoder)
    }

    func run() -> Outcome {
      var outcome = Outcome(mark: mark)
      switch mark.kind {
      case .traps: preconditionFailure("trapped")
      case .exits: exit(6)
      case .isKilled: kill(getpid(), SIGKILL)
      case .runsOutOfMemory: outcome.bytes = Self.hoard(beyond: 64 << 20)
      case .scribbles:
        let rubbish = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        for descriptor: Int32 in [1, 2] { write(descriptor, rubbish, rubbish.count) }
      case .returnsMuch: outcome.bytes = [UInt8](repeating: 7, count: Self.much)
      default: break
      }
      return outcome
    }

    /// Takes more memory than this process may have from now on.
    private static func hoard(beyond count: Int) -> [UInt8] {
      AddressSpace.limit(growthTo: count)
      var hoard: [[UInt8]] = []
      // Four times as much, and no more should there be no limit.
      for _ in 0..<(4 * count >> 23) { hoard.append([UInt8](repeating: 1, count: 8 << 20)) }
      return hoard[0]
    }
  }
#endif
