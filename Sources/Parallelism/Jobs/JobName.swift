/// The name by which another process that runs the same program finds a type of jobs.
package struct JobName: Hashable {
  let text: String

  /// The name of a type of jobs.
  ///
  /// - Throws: `ParallelError` if the type has no name that another process understands. The name of a private or
  ///   local type holds an address.
  init<J: Job>(_ type: J.Type) throws(ParallelError) {
    let key = ObjectIdentifier(type)
    if let text = Self.texts.withLock({ $0[key] }) {
      self.text = text
      return
    }
    guard let text = Self.travellingName(of: type) else {
      throw ParallelError(
        code: .jobTypeNotFound,
        reason: """
          jobs of type \(type) cannot be sent to a worker process, which has no way to find \
          this type by name: declare it, and every type in its generic arguments, outside of functions and \
          without private or fileprivate
          """)
    }
    self.text = text
    Self.texts.withLock { $0[key] = text }
  }

  /// Those of types that jobs were given of.
  ///
  /// To find a name, and the type of a name, takes the runtime longer than a small batch of jobs does.
  private static let texts = Locked<[ObjectIdentifier: String]>([:])

  /// The last type that was found.
  private static let lastFound = Locked<(text: String, type: any Job.Type)?>(nil)

  /// The name of any type, or `nil` if it means something in this process only.
  package static func travellingName(of type: Any.Type) -> String? {
    guard let text = _mangledTypeName(type), let found = _typeByName(text), found == type else { return nil }
    return text
  }

  /// The type of a name that came from another process.
  static func jobType(named text: String) -> (any Job.Type)? {
    if let last = lastFound.withLock({ $0 }), last.text == text { return last.type }
    guard let type = type(named: text) as? any Job.Type else { return nil }
    lastFound.withLock { $0 = (text, type) }
    return type
  }

  /// Whether a byte is a letter, a digit or an underscore of ASCII.
  private static func occursInNames(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The type of a name that came from another process.
  package static func type(named text: String) -> Any.Type? {
    // Names may contain addresses, behind bytes below the space, which the runtime would follow; and it does not survive
    // some that no type has, such as a lone dollar sign.
    guard !text.isEmpty, text.utf8.allSatisfy(Self.occursInNames) else { return nil }
    return _typeByName(text)
  }
}
