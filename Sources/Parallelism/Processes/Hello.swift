internal import CWorkerStart

/// What a worker says first, so that two programs which do not understand each other part at once.
struct Hello: Equatable {
  /// To be raised when anything in the frames changes.
  static let protocolVersion: UInt64 = 3

  private var words: [UInt64]

  /// What this process would say.
  static let own: Hello = {
    var identity = [UInt64](repeating: 0, count: Int(CWORKER_IDENTITY_WORDS))
    _ = cworker_identity(&identity)
    return Hello(words: [protocolVersion] + identity)
  }()

  private init(words: [UInt64]) {
    self.words = words
  }

  init(_ body: [UInt8]) throws {
    var reader = WireReader(body)
    words = []
    while !reader.isAtEnd { words.append(try reader.fixed()) }
  }

  var body: [UInt8] {
    var writer = WireWriter()
    for word in words { writer.write(fixed: word) }
    return writer.bytes
  }
}
