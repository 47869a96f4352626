/// A trace in the Trace Event Format.
struct TraceDocument {
  let lanes: [TraceLane]
  let ownProcess: Int32
  private var text = ""
  private var isFirst = true

  init(lanes: [TraceLane], ownProcess: Int32) {
    self.lanes = lanes
    self.ownProcess = ownProcess
  }

  /// The document, UTF-8 encoded.
  consuming func bytes() -> [UInt8] {
    text = #"{"displayTimeUnit":"ms","traceEvents":["#
    var named: Set<Int32> = []
    var dropped = 0
    for lane in lanes {
      let contents = lane.contents
      dropped += contents.dropped
      if contents.spans.isEmpty { continue }
      let process = lane.process ?? ownProcess
      if named.insert(process).inserted {
        append(
          name: "process_name", process: process, lane: 0,
          arguments: #""name":"\#(lane.process == nil ? "program" : "worker process")""#)
      }
      append(
        name: "thread_name", process: process, lane: lane.number,
        arguments: #""name":"\#(Self.escaped(lane.name))""#)
      append(
        name: "thread_sort_index", process: process, lane: lane.number,
        arguments: #""sort_index":\#(lane.number)"#)
      for span in contents.spans { append(span, process: process, lane: lane.number) }
    }
    text += "]"
    if dropped > 0 { text += #","otherData":{"dropped":"\#(dropped)"}"# }
    text += "}\n"
    return Array(text.utf8)
  }

  private mutating func append(_ span: TraceLane.Span, process: Int32, lane: Int) {
    let name: String
    let category: String
    var arguments = #""call":\#(span.call)"#
    switch span.subject {
    case .tasks(let tasks, let worker):
      name =
        tasks.count == 1 ? "task \(tasks.lowerBound)" : "tasks \(tasks.lowerBound)–\(tasks.upperBound - 1)"
      category = "tasks"
      arguments += #","worker":\#(worker),"tasks":\#(tasks.count)"#
    case .call(let backend, let workers, let tasks):
      name = "call \(span.call)"
      category = "call"
      arguments += #","backend":"\#(Self.escaped(backend))","workers":\#(workers)"#
      if let tasks { arguments += #","tasks":\#(tasks)"# }
    }
    switch span.end {
    case .done: break
    case .failed: arguments += #","failed":true"#
    case .lost: arguments += #","lost":true"#
    }
    separate()
    text += #"{"name":"\#(name)","cat":"\#(category)","ph":"X","ts":\#(Self.microseconds(span.begin))"#
    text +=
      #","dur":\#(Self.microseconds(span.length)),"pid":\#(process),"tid":\#(lane),"args":{\#(arguments)}}"#
  }

  private mutating func append(name: String, process: Int32, lane: Int, arguments: String) {
    separate()
    text += #"{"name":"\#(name)","ph":"M","pid":\#(process),"tid":\#(lane),"args":{\#(arguments)}}"#
  }

  private mutating func separate() {
    text += isFirst ? "\n" : ",\n"
    isFirst = false
  }

  /// Microseconds to the nanosecond, so that spans which follow each other do not overlap by rounding.
  static func microseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    let rest = nanoseconds % 1000
    return "\(nanoseconds / 1000).\(rest < 100 ? "0" : "")\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A text as it stands between the quotation marks of a JSON string.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
