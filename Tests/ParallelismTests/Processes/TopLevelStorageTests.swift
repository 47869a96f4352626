import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What becomes of a variable of eight bytes, here one of the test's own, when a worker is told of its values.
@Suite(.timeLimit(.minutes(30))) struct TopLevelStorageTests {
  @Test(arguments: [
    TopLevelVariable.Content.bytes([5, 0, 0, 0, 0, 0, 0, 1]), .coded(type: "Si", encoded(5)),
  ])
  func whatBecomesZeroIsZeroAgain(content: TopLevelVariable.Content) throws {
    let states = try values(after: [content, .untouched, content, .untouched])
    let zeros = [UInt8](repeating: 0, count: 8)
    #expect(states[0] != zeros)
    #expect(states[1] == zeros)
    #expect(states[2] == states[0])
    #expect(states[3] == zeros)
  }

  /// It may be one of another file, which the parent does not use and jobs do.
  @Test func whatWasNeverGivenAnythingIsLeftToJobs() throws {
    let states = try values(after: [.untouched, .untouched], startingWith: 7)
    let sevens = [UInt8](repeating: 7, count: 8)
    #expect(states == [sevens, sevens])
  }

  #if os(Linux)
    // In processes of their own, since a signal handler is part of it.

    /// How a process ends by a fault that nobody forgives; the thread sanitizer reports it and exits.
    private static let fault: ExitTest.Condition =
      Sanitizers.includeThreads ? .exitCode(66) : .signal(SIGSEGV)

    @Test func whatWasForbiddenMayBeZeroLater() async {
      await #expect(processExitsWith: .success) {
        let states = try values(after: [.forbidden("not this one"), .untouched])
        let zeros = [UInt8](repeating: 0, count: 8)
        guard states[0] != zeros, states[1] == zeros else { exit(2) }
      }
    }

    @Test func whatIsForbiddenAgainHasThePageThatItHad() async {
      await #expect(processExitsWith: .success) {
        let states = try values(after: [.forbidden("one"), .forbidden("another"), .forbidden("one")])
        guard states[0] != states[1], states[0] == states[2] else { exit(2) }
      }
    }

    /// A job may have kept what the variable held before.
    @Test(arguments: 0..<3) func everyPageSaysWhatItIs(number: Int) async {
      let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        [number = number as Int] in
        let states = try values(after: (0..<3).map { .forbidden("this is number \($0)") })
        let address = states[number].withUnsafeBytes { $0.load(as: UnsafeMutableRawPointer?.self) }
        address?.storeBytes(of: 1, as: Int.self)
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("this is number \(number)"))
    }

    @Test(arguments: 1...3) func aFaultElsewhereEndsTheProcess(calls: Int) async {
      await #expect(processExitsWith: Self.fault) { [calls = calls as Int] in
        _ = try values(after: (0..<calls).map { .forbidden("this is number \($0)") })
        UnsafeMutableRawPointer(bitPattern: 8)?.storeBytes(of: 1, as: Int.self)
      }
    }

    @Test func aSignalThatIsSentEndsTheProcess() async {
      await #expect(processExitsWith: Self.fault) {
        _ = try values(after: [.forbidden("not this one")])
        raise(SIGSEGV)
      }
    }
  #endif
}

/// The bytes of the variable after each frame.
///
/// - Parameters:
///   - contents: What each frame says of it.
///   - byte: What it consists of before.
/// - Returns: Eight bytes a frame.
/// - Throws: What a worker would.
private func values(
  after contents: [TopLevelVariable.Content], startingWith byte: UInt8 = 0
) throws -> [[UInt8]] {
  try withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { memory in
    memory.initializeMemory(as: UInt8.self, repeating: byte)
    let address = memory.baseAddress
    var storage = TopLevelStorage { _ in address }
    let variable = TopLevelVariable(name: "variable", place: 0x10, size: 8, type: Int.self)
    return try contents.map { content in
      try storage.apply(TopLevelValues.body([variable], [content]))
      return Array(memory)
    }
  }
}

private func encoded(_ value: Int) -> [UInt8] {
  var writer = WireWriter()
  try? WireEncoder.write(value, to: &writer)
  return writer.bytes
}
