import Glibc

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
    try write("batches/coded", [0] + batch(jobs, .coded))
    try write("batches/raw", [1] + batch(rawJobs, .raw))
    try write("batches/text", [2] + batch(texts, .coded))
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

  private func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = "\(folder)/\(name)"
    mkdir("\(folder)/\(name.prefix { $0 != "/" })", 0o777)
    guard let file = fopen(path, "w") else { throw Unwritable(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Unwritable(path: path) }
  }

  struct Unwritable: Error { let path: String }
}
