import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the tests let worker processes do.
struct Squaring: Job {
  var value: Double
  func run() -> Double { value * value }
}

struct Greeting: Job {
  var name: String
  func run() -> String { "hello \(name)" }
}

/// Tells which process runs it.
struct Identification: Job {
  var number = 0
  func run() -> Int { Int(getpid()) }
}

struct ReadingVariable: Job {
  var name: String
  func run() -> String? { getenv(name).map { String(cString: $0) } }
}

struct ListingDescriptors: Job {
  func run() -> [Int32] { (0..<256).filter { fcntl($0, F_GETFD) >= 0 } }
}

/// An error that crosses as it is.
struct Refusal: Error, Codable, Equatable {
  var reason: String
}

/// An error that cannot.
enum Silence: Error {
  case complete
}

/// What becomes of a worker or its job.
enum Fate: String, Codable, CaseIterable {
  case fine, refuses, isSilent, isCancelled, traps, exits, isKilled, endsItsGroup, stays
}

struct Destiny: Job {
  var fate: Fate
  var text = "word"

  func run() throws -> String {
    switch fate {
    case .fine: break
    case .refuses: throw Refusal(reason: text)
    case .isSilent: throw Silence.complete
    case .isCancelled: throw CancellationError()
    case .traps: fatalError(text)
    case .exits:
      let lines = Array("one line\nlast line\n".utf8)
      write(2, lines, lines.count)
      exit(3)
    case .isKilled: kill(getpid(), SIGKILL)
    case .endsItsGroup: kill(0, SIGTERM)
    case .stays: while true { pause() }
    }
    return text
  }
}

struct Chatter: Job {
  var number: Int

  func run() -> Int {
    print("chatter \(number)")
    return number
  }
}

struct LargeResult: Job {
  var count: Int
  func run() -> [Double] { (0..<count).map(Double.init) }
}

/// Encodes itself as something that it does not decode.
struct Riddle: Codable, Sendable {
  init() {}

  init(from decoder: any Decoder) throws {
    _ = try decoder.singleValueContainer().decode(Int.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("text")
  }
}

/// Refuses to be encoded.
struct Secret: Codable, Sendable {
  init() {}
  init(from decoder: any Decoder) throws {}
  func encode(to encoder: any Encoder) throws { throw Refusal(reason: "secret") }
}

struct Passing<Value: Codable & Sendable>: Job {
  var value: Value
  func run() -> Bool { true }
}

struct MakingRiddle: Job {
  var number = 0
  func run() -> Riddle { Riddle() }
}

struct MakingSecret: Job {
  var number = 0
  func run() -> Secret { Secret() }
}

/// Opens a named pipe, writes a byte to it, and keeps it open for as long as the process lives.
struct Presence: Job {
  var path: String
  /// Keep the worker busy until it is killed.
  var stays = false

  func run() -> Int {
    let descriptor = open(path, O_WRONLY)
    var byte: UInt8 = 1
    write(descriptor, &byte, 1)
    while stays { pause() }
    return Int(getpid())
  }
}

/// Ends its worker the first few times, as bytes in a file count them.
struct Unlucky: Job {
  var number: Int
  /// Where the times are counted; without it the job is fine.
  var counter: String?
  var times = 0

  func run() throws -> Int {
    guard let counter else { return number }
    let descriptor = open(counter, O_RDWR | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    let before = lseek(descriptor, 0, SEEK_END)
    guard before < times else { return number }
    var byte: UInt8 = 1
    write(descriptor, &byte, 1)
    kill(getpid(), SIGKILL)
    return -1
  }
}

/// Takes memory, touches it, and dies.
struct Glutton: Job {
  var bytes: Int

  func run() -> Int {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    memset(memory, 1, bytes)
    kill(getpid(), SIGKILL)
    return 0
  }
}

/// Two of these wait for each other, so that it takes two workers to do them.
struct Encounter: Job {
  /// A pipe that nobody else opens.
  var path: String
  var reads: Bool
  /// Whether one who comes after they have met need not wait: a forked child that gets stuck is replaced, and its
  /// task done again, when its partner has gone on.
  var isOnce = false

  func run() -> Int {
    let mark = path + "-met"
    guard !isOnce || access(mark, F_OK) != 0 else { return Int(getpid()) }
    // To open a pipe for one direction waits for somebody who opens it for the other.
    close(open(path, reads ? O_RDONLY : O_WRONLY))
    if isOnce { close(open(mark, O_WRONLY | O_CREAT, 0o600)) }
    return Int(getpid())
  }
}

/// Two of these meet; then one kills the parent, and both go on until somebody stops them.
struct Patricide: Job {
  var presence: Presence
  var encounter: Encounter

  func run() -> Int {
    _ = presence.run()
    _ = encounter.run()
    if encounter.reads { kill(getppid(), SIGKILL) }
    while true { pause() }
  }
}
