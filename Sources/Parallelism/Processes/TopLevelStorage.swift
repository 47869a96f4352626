internal import CWorkerStart

/// The top-level variables of a worker, as its parent wants them.
///
/// SAFETY: a place comes from the parent, which runs the same program and has found a variable of this size and type
/// there. No job runs meanwhile.
struct TopLevelStorage {
  /// Where the variable of a place stands.
  private let locate: (UInt64) -> UnsafeMutableRawPointer?
  /// The places of variables that the parent has given something.
  private var given: Set<UInt64> = []
  /// The pages that must not be touched, by what they say of it.
  private var pages: [String: UnsafeMutableRawPointer] = [:]

  init(locate: @escaping (UInt64) -> UnsafeMutableRawPointer? = { cworker_variable($0) }) {
    self.locate = locate
  }

  /// Gives the variables their values.
  ///
  /// - Parameter body: The body of a frame.
  /// - Throws: `WireError` if the body makes no sense, or what decoding throws; no variable has changed then.
  mutating func apply(_ body: [UInt8]) throws {
    let assignments = try TopLevelValues.assignments(in: body).map { assignment in
      guard let address = locate(assignment.place) else {
        throw WireError("no variable stands at \(assignment.place)")
      }
      return (address: address, assignment: assignment)
    }
    var forbidden: [(address: UnsafeMutableRawPointer, size: Int, text: String)] = []
    for (address, assignment) in assignments {
      let (place, size) = (assignment.place, assignment.size)
      switch assignment.content {
      case .untouched:
        // What never had a value may be a variable of another file, in which jobs keep something.
        guard given.contains(place) else { continue }
        address.initializeMemory(as: UInt8.self, repeating: 0, count: size)
      case .bytes(let bytes):
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(start: address, count: size).copyMemory(from: $0)
        }
      case .value(let value): Self.initialize(address, to: value)
      case .forbidden(let text): forbidden.append((address, size, text))
      }
      given.insert(place)
    }
    try forbid(forbidden)
  }

  /// The value that was there before, if any, is never freed: what is there may be none.
  private static func initialize<Value>(_ address: UnsafeMutableRawPointer, to value: Value) {
    address.initializeMemory(as: Value.self, to: value)
  }

  /// Fills variables with addresses that name them when they are used.
  private mutating func forbid(
    _ variables: [(address: UnsafeMutableRawPointer, size: Int, text: String)]
  ) throws {
    try makePages(saying: Array(Set(variables.map(\.text)).subtracting(pages.keys)))
    for variable in variables {
      let page = pages[variable.text]
      for offset in stride(from: 0, to: variable.size - 7, by: 8) {
        variable.address.storeBytes(of: page, toByteOffset: offset, as: UnsafeMutableRawPointer?.self)
      }
    }
  }

  private mutating func makePages(saying texts: [String]) throws {
    guard !texts.isEmpty else { return }
    // For the signal handler, which cannot wait for anybody to free them.
    let copies = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count)
    for (index, text) in texts.enumerated() {
      let text = text.utf8CString
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
      copy.initialize(from: Array(text), count: text.count)
      (copies + index).initialize(to: UnsafePointer(copy))
    }
    var new = [UnsafeMutableRawPointer?](repeating: nil, count: texts.count)
    guard cworker_forbid(copies, texts.count, &new) == 0 else {
      throw WireError("there is no memory to guard top-level variables with")
    }
    for (text, page) in zip(texts, new) { pages[text] = page }
  }
}
