/// What the line of a ``ProgressBar`` says.
struct ProgressBarText {
  private let progress: ParallelProgress
  private let label: String
  private let unit: String
  private let showsUnicode: Bool

  /// As wide as a bar gets, and the narrowest one that still says something.
  private static let cells = 6...20

  init(_ progress: ParallelProgress, label: String, unit: String, showsUnicode: Bool) {
    self.progress = progress
    self.label = Self.printable(label)
    self.unit = Self.printable(unit)
    self.showsUnicode = showsUnicode
  }

  /// The line, in no more columns than there are: what matters least goes first.
  func fitting(_ columns: Int) -> String {
    let count =
      progress.total.map { "\(progress.completed) of \($0) \(unit)" } ?? "\(progress.completed) \(unit)"
    let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
    let elapsed = ", \(Self.time(progress.elapsed))"
    let left = progress.isFinal ? "" : progress.estimate.map { ", \(Self.time($0)) left" } ?? ""
    let title = label.isEmpty ? "" : "\(label): "
    let whole = title + count + failed + elapsed + left
    if let total = progress.total, total > 0 {
      // Two brackets and a space.
      let cells = min(Self.cells.upperBound, columns - 3 - Self.columns(of: whole))
      if cells >= Self.cells.lowerBound {
        let done = Double(min(max(progress.completed, 0), total)) / Double(total)
        return "[\(bar(done, cells: cells))] \(whole)"
      }
    }
    let shorter = [whole, title + count + failed + elapsed, title + count + failed, count + failed]
    return shorter.first { Self.columns(of: $0) <= columns } ?? Self.prefix(of: count, columns: columns)
  }

  private func bar(_ done: Double, cells: Int) -> String {
    guard showsUnicode else {
      let full = Int(done * Double(cells))
      return String(repeating: "#", count: full) + String(repeating: " ", count: cells - full)
    }
    let (full, eighths) = Int(done * Double(cells * 8)).quotientAndRemainder(dividingBy: 8)
    // In Unicode the whole block is followed by those of seven eighths, six eighths and so on.
    let part = Unicode.Scalar(0x2590 - UInt32(eighths)).map { eighths > 0 ? String(Character($0)) : "" } ?? ""
    let rest = cells - full - (eighths > 0 ? 1 : 0)
    return String(repeating: "█", count: full) + part + String(repeating: " ", count: rest)
  }

  /// A time as people read it: seconds, then minutes, then hours.
  static func time(_ duration: Duration) -> String {
    if duration < .seconds(60) { return duration.inTenths(of: .seconds(1)) + " s" }
    let seconds = Int(duration / .seconds(1))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60)) h" : "\(minutes):\(two(seconds % 60)) min"
  }

  /// A text without anything that moves the cursor.
  private static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      result.append(isControl ? " " : scalar)
    }
    return String(result)
  }

  private static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  private static func prefix(of text: String, columns: Int) -> String {
    var left = columns
    return String(
      text.prefix { character in
        left -= Self.columns(of: character)
        return left >= 0
      })
  }

  /// Two for East Asian characters and pictures, one for all others.
  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
