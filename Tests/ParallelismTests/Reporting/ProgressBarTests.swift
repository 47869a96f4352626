import Testing

@testable import Parallelism

@Suite struct ProgressBarTests {
  private static func text(
    _ completed: Int, of total: Int?, failed: Int = 0, elapsed: Duration = .seconds(1),
    estimate: Duration? = nil, label: String = "", unicode: Bool = true, columns: Int = 80
  ) -> String {
    let progress = ParallelProgress(
      completed: completed, failed: failed, total: total, elapsed: elapsed, estimate: estimate)
    return ProgressBarText(progress, label: label, unit: "tasks", showsUnicode: unicode).fitting(columns)
  }

  @Test func aLineSaysHowFarTheWorkIs() {
    #expect(
      Self.text(
        23, of: 40, failed: 2, elapsed: .milliseconds(2500), estimate: .milliseconds(1900), label: "sums")
        == "[███████████▌        ] sums: 23 of 40 tasks, 2 failed, 2.5 s, 1.9 s left")
    #expect(Self.text(7, of: nil) == "7 tasks, 1.0 s")
    #expect(Self.text(0, of: 0) == "0 of 0 tasks, 1.0 s")
  }

  @Test(arguments: [
    (0, "                    "), (1, "▏                   "), (4, "▌                   "),
    (8, "█                   "), (159, "███████████████████▉"), (160, "████████████████████"),
    (200, "████████████████████"),
  ])
  func theBarGrowsInEighthsOfACell(completed: Int, bar: String) {
    #expect(Self.text(completed, of: 160).hasPrefix("[\(bar)] "))
  }

  @Test(arguments: [(0, ""), (7, ""), (8, "#"), (159, "###################"), (160, "####################")])
  func withoutUnicodeTheBarIsASCII(completed: Int, bar: String) {
    let text = Self.text(completed, of: 160, unicode: false)
    #expect(text.hasPrefix("[" + bar + String(repeating: " ", count: 20 - bar.count) + "] "))
    #expect(text.utf8.allSatisfy { $0 < 128 })
  }

  @Test func aNarrowTerminalShowsWhatMattersMost() {
    func fitting(_ columns: Int) -> String {
      Self.text(3, of: 4, estimate: .seconds(2), label: "sums", columns: columns)
    }
    #expect(fitting(49) == "[██████▊  ] sums: 3 of 4 tasks, 1.0 s, 2.0 s left")
    #expect(fitting(45) == "sums: 3 of 4 tasks, 1.0 s, 2.0 s left")
    #expect(fitting(30) == "sums: 3 of 4 tasks, 1.0 s")
    #expect(fitting(20) == "sums: 3 of 4 tasks")
    #expect(fitting(15) == "3 of 4 tasks")
    #expect(fitting(8) == "3 of 4 t")
    #expect(fitting(0) == "")
    #expect(fitting(-1) == "")
  }

  @Test(arguments: 0...90)
  func noLineIsWiderThanTheTerminal(columns: Int) {
    let text = Self.text(
      3, of: 400_000, failed: 1, estimate: .seconds(4000), label: "très long label", columns: columns)
    #expect(text.count <= columns)
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(Self.text(1, of: nil, label: "漢字🙂", columns: 23) == "漢字🙂: 1 tasks, 1.0 s")
    #expect(Self.text(1, of: nil, label: "漢字🙂", columns: 21) == "漢字🙂: 1 tasks")
  }

  @Test func aLabelCannotMoveTheCursor() {
    #expect(Self.text(1, of: nil, label: "a\n\u{1B}[2Jb\r") == "a  [2Jb : 1 tasks, 1.0 s")
  }

  @Test(arguments: [
    (Duration.zero, "0.0 s"), (.milliseconds(59_900), "59.9 s"), (.seconds(60), "1:00 min"),
    (.seconds(605), "10:05 min"), (.seconds(3600), "1:00:00 h"), (.seconds(90_061), "25:01:01 h"),
  ])
  func times(time: Duration, text: String) {
    #expect(ProgressBarText.time(time) == text)
  }
}

@Suite struct ProgressBarDrawingTests {
  private let written = Locked("")
  private let width = Locked(40)
  private var output: String { written.withLock { $0 } }

  private func bar(_ label: String = "", clearsAtEnd: Bool = false, isTerminal: Bool = true) -> ProgressBar {
    ProgressBar(
      label, unit: "tasks",
      to: Screen(
        write: { [written] text in written.withLock { $0 += text } },
        isTerminal: isTerminal, columns: { [width] in width.withLock { $0 } }, showsUnicode: false),
      clearsAtEnd: clearsAtEnd,
      verbosity: 5)
  }

  private func report(_ completed: Int, at milliseconds: Int, isFinal: Bool = false) -> ParallelProgress {
    ParallelProgress(completed: completed, elapsed: .milliseconds(milliseconds), isFinal: isFinal)
  }

  @Test func theLineIsDrawnOverAndStays() {
    let bar = bar()
    bar.show(report(0, at: 0))
    bar.show(report(1, at: 100))
    bar.show(report(2, at: 200, isFinal: true))
    #expect(
      output
        == "\r\u{1B}[K0 tasks, 0.0 s\r\u{1B}[K1 tasks, 0.1 s\r\u{1B}[K2 tasks, 0.2 s\n")
  }

  @Test func theLineIsClearedIfAskedFor() {
    let bar = bar(clearsAtEnd: true)
    bar.show(report(1, at: 100))
    bar.show(report(2, at: 200, isFinal: true))
    #expect(output == "\r\u{1B}[K1 tasks, 0.1 s\r\u{1B}[K")
  }

  @Test func itIsDrawnTwentyTimesASecondAtMost() {
    let bar = bar()
    for time in 0..<1000 { bar.show(report(time, at: time)) }
    bar.show(report(1000, at: 1000, isFinal: true))
    #expect(output.split(separator: "\r").count == 21)
    #expect(output.hasSuffix("\r\u{1B}[K1000 tasks, 1.0 s\n"))
  }

  @Test func theNextCallIsDrawnAtOnce() {
    let bar = bar()
    bar.show(report(5, at: 5000))
    bar.show(report(0, at: 0))
    #expect(output.hasSuffix("\r\u{1B}[K0 tasks, 0.0 s"))
  }

  @Test func aTerminalMayChangeItsWidth() {
    let bar = bar()
    bar.show(report(1, at: 0))
    width.withLock { $0 = 8 }
    bar.show(report(2, at: 100))
    #expect(output == "\r\u{1B}[K1 tasks, 0.0 s\r\u{1B}[K2 tasks")
  }

  @Test func linesScrollAboveTheBar() {
    let bar = bar()
    bar.show(report(1, at: 100))
    bar.write("hello")
    bar.show(report(2, at: 200, isFinal: true))
    bar.write("bye")
    #expect(
      output
        == "\r\u{1B}[K1 tasks, 0.1 s\r\u{1B}[Khello\n1 tasks, 0.1 s\r\u{1B}[K2 tasks, 0.2 s\n\r\u{1B}[Kbye\n")
  }

  @Test func whatIsDrawnCanBeCleared() {
    let bar = bar()
    bar.clear()
    #expect(output == "")
    bar.show(report(1, at: 100))
    bar.clear()
    bar.clear()
    #expect(output == "\r\u{1B}[K1 tasks, 0.1 s\r\u{1B}[K")
  }

  @Test func withoutATerminalThereAreLines() async throws {
    let bar = bar("sums", isTerminal: false)
    bar.write("hello")
    _ = try await Parallel(workers: 1).map(0..<20, progress: bar.show) { $0 }
    #expect(output.hasPrefix("hello\n[sums]: Done 17 out of 20 | elapsed: "))
    #expect(output.split(separator: "\n").count == 3)
    #expect(!output.contains("\u{1B}"))
  }

  @Test func aRealCallEndsItsLine() async throws {
    let bar = bar()
    _ = try await Parallel(workers: 2).map(0..<50, progress: bar.show) { $0 }
    #expect(output.hasSuffix(" s\n"))
    #expect(output.contains("50 of 50 tasks"))
  }

  @Test func aCallThatFailsEndsItsLine() async throws {
    struct Mishap: Error {}
    let bar = bar()
    _ = try? await Parallel(workers: 1).map(0..<50, progress: bar.show) { if $0 == 3 { throw Mishap() } }
    #expect(output.contains("3 of 50 tasks, 1 failed"))
    #expect(output.hasSuffix("\n"))
  }
}

@Suite struct ScreenTests {
  @Test(arguments: [
    (["LANG": "en_US.UTF-8"], true), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false),
    (["LC_ALL": "", "LC_CTYPE": "de_DE.utf8", "LANG": "C"], true), ([:], false), (["LANG": "POSIX"], false),
  ])
  func theLocaleTellsWhetherThereIsUnicode(environment: [String: String], isUnicode: Bool) {
    #expect(Screen.showsUnicode { environment[$0] } == isUnicode)
  }

  @Test(arguments: [
    (["TERM": "xterm"], true), (["TERM": "dumb"], false), (["TERM": ""], false), ([:], false),
  ])
  func aTerminalMustKnowHowToClearALine(environment: [String: String], can: Bool) {
    #expect(Screen.canRedraw { environment[$0] } == can)
  }

  @Test func whatIsNotOpenIsNoTerminal() {
    #expect(!Screen(descriptor: -1).isTerminal)
  }
}
