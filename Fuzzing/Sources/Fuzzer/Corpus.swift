import Glibc

@testable import MemoryMapping
@testable import Parallelism

/// The inputs that the fuzzers start from.
struct Corpus {
  private let folder: String

  static func write(to folder: String) throws { try Corpus(folder: folder).write() }

  private func write() throws {
    let jobs = [CodedJob(value: .example), CodedJob(value: .example)]
    let rawJobs = (1...3).map { RawJob(value: Double($0), count: Int64($0)) }
    let texts = ["", "a", "“ü”"].map(TextJob.init)

    try write("frames/hello", frame(.hello, [UInt8](repeating: 1, count: 16)))
    try write("frames/two", frame(.jobs, [1, 2, 3]) + frame(.leave, []))
    // The bytes that descriptors come with; then another notice.
    try write(
      "frames/memory", frame(.memory, notice(4096).body) + [0] + frame(.memory, notice(4096, gone: true).body)
    )
    // One file, “a” at “/b”, and a request of two bytes.
    try write(
      "frames/attached", frame(.attachedJobs, [1, 0, 0, 0, 1, 0, 0, 0, 97, 2, 0, 0, 0, 47, 98, 7, 8]))
    try write("batches/coded", [0] + batch(jobs, .coded))
    try write("batches/raw", [1] + batch(rawJobs, .raw))
    try write("batches/text", [2] + batch(texts, .coded))
    // A name that the runtime takes for the beginning of one.
    try write("batches/prefix", [3, 1, UInt8(ascii: "$")])
    for (choice, type) in ["coded", "raw", "text"].enumerated() {
      let bodies = try [body(jobs, .coded), body(rawJobs, .coded), body(texts, .coded)]
      try write("replies/\(type)", [UInt8(choice)] + JobBatch.run(bodies[choice]) { _ in })
    }
    let failing = try body([RawJob(value: 1, count: 7)], .raw)
    try write("replies/failure", [1] + JobBatch.run(failing) { _ in })
    try write(
      "replies/unknown",
      [1] + JobReply(completed: 1, failures: [(0, .typeNotFound)]).body(values: WireWriter()))
    try write("values/everything", [0] + value(FuzzedValue.example))
    try write("values/tree", [1] + value(FuzzedValue.example.tree))
    try write("values/table", [2] + value(["a": [1, nil], "b": []]))
    try write("values/rows", [3] + value([[1.0, 2], []]))
    try write("values/set", [4] + value(Set<UInt8>([9])))
    try write("values/handmade", [5] + value(FuzzedValue.example.handmade))
    try write("values/numbered", [6] + value([1: "a", 2: nil] as [Int: String?]))
    try write("values/text", [7] + value("“ü”"))
    try writeMemory()
    try writeVariables()
    try writeModels()
    try writeTrees()
    try writeArrays()
    try writeUnits()
  }

  private func writeMemory() throws {
    let padding = [UInt8](repeating: 0, count: ExternalArray.offset)
    let external: [UInt8] = {
      let output = WireOutput()
      output.write(.external)
      output.write(fixed: 1 as UInt64)
      output.write(fixed: 2 as UInt64)
      return Array(output.bytes)
    }()
    let numbers = try padding + value([1.0, 2])
    try write("memory/array", crossing(0, of: numbers, external))
    try write("memory/lost", crossing(0, flags: 0b10, of: numbers, external))
    try write(
      "memory/bytes", crossing(1, of: padding + value([1, 2, 3] as [UInt8]), value([[7]] as [[UInt8]])))
    let words = try padding + value([1, 2] as [Int16])
    try write("memory/set", crossing(5, flags: 1, of: words, external))
    for (number, access) in [SegmentAccess.readOnly, .copyOnWrite, .readWrite].enumerated() {
      let reference = FuzzedReference.OfView(segment: FuzzedReference(byteCount: 8, access: access))
      try write("memory/view-\(number)", crossing(2, flags: 1, of: [UInt8](0..<16), value(reference)))
    }
    let table = try value(["a": [1, 2], "b": []])
    let shared = FuzzedReference.OfShared(content: FuzzedReference(byteCount: table.count))
    try write("memory/shared", crossing(3, of: table, value(shared)))
    let attached = FuzzedReference.OfShared(content: shared.content, attachments: [shared.content])
    try write("memory/attachments", crossing(3, of: table, value(attached)))
    let end = try value(FuzzedReference.OfChain(numbers: [1]))
    let last = FuzzedReference.OfChain(next: .init(content: FuzzedReference(byteCount: end.count)))
    try write("memory/chain", crossing(4, of: end, value(last)))
    try write("memory/ring", crossing(4, of: value(last), value(last)))
  }

  /// A segment, what is told of it, and a value that refers to it.
  private func crossing(
    _ type: UInt64, flags: UInt64 = 0, of content: [UInt8], _ value: [UInt8]
  ) -> [UInt8] {
    var writer = WireWriter()
    writer.write(varint: type)
    writer.write(varint: flags)
    for part in [content, notice(content.count).body] {
      writer.write(count: part.count)
      writer.write(contentsOf: part)
    }
    return writer.bytes + value
  }

  private func notice(_ byteCount: Int, gone: Bool = false) -> SegmentNotice {
    let identity = SegmentIdentity(high: 1, low: 2)
    return SegmentNotice(
      threshold: 1 << 20, gone: gone ? [identity] : [],
      new: gone ? [] : [.init(identity: identity, byteCount: byteCount)])
  }

  private func writeVariables() throws {
    func variable(_ place: UInt64, size: Int, type: Any.Type? = nil) -> TopLevelVariable {
      TopLevelVariable(name: "variable", place: place, size: size, type: type)
    }
    let size = MemoryLayout<FuzzedValue>.size
    try write(
      "variables/everything",
      TopLevelValues.body(
        [
          variable(0x10, size: 8), variable(0x18, size: 2), variable(0x20, size: 16), variable(0x30, size: 8),
        ],
        [.untouched, .bytes([1, 2]), .coded(type: "text", value("“ü”")), .forbidden("not this one")]))
    try write(
      "variables/coded",
      TopLevelValues.body(
        [variable(.max, size: size), variable(0, size: 8), variable(1, size: 1)],
        [
          .coded(type: "value", value(FuzzedValue.example)), .coded(type: "numbers", value([1.0])),
          .coded(type: "flag", value(true)),
        ]))
  }

  private func frame(_ kind: Frame.Kind, _ body: [UInt8]) -> [UInt8] {
    Frame.header(kind, bodySize: body.count) + body
  }

  private func body<J: Job>(_ jobs: [J], _ form: JobForm) throws -> [UInt8] {
    try JobBatch.body(name: JobName(J.self), form: form, jobs: jobs[...])
  }

  /// A batch without the name of the type, which the fuzzer adds.
  private func batch<J: Job>(_ jobs: [J], _ form: JobForm) throws -> [UInt8] {
    var name = WireWriter()
    name.write(text: try JobName(J.self).text)
    return Array(try body(jobs, form).dropFirst(name.count))
  }

  private func value(_ value: some Encodable) throws -> [UInt8] { try Fuzzer.encoded(value) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = "\(folder)/\(name)"
    mkdir("\(folder)/\(name.prefix { $0 != "/" })", 0o777)
    guard let file = fopen(path, "w") else { throw Unwritable(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Unwritable(path: path) }
  }

  struct Unwritable: Error { let path: String }
}
