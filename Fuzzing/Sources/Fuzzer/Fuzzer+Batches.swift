@testable import Parallelism

extension Fuzzer {
  /// Does what the input claims to be a batch of jobs; the first byte chooses the type of the jobs.
  static func batches(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: data, count: count)
    guard let choice = input.first else { return 0 }
    var writer = WireWriter()
    do {
      switch choice % 4 {
      case 0: writer.write(text: try JobName(CodedJob.self).text)
      case 1: writer.write(text: try JobName(RawJob.self).text)
      case 2: writer.write(text: try JobName(TextJob.self).text)
      default: break
      }
    } catch {
      preconditionFailure("\(error)")
    }
    writer.write(raw: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(input)[1...]))
    var begun = 0
    let answer = JobBatch.run(writer.bytes) { begun = max(begun, $0 + 1) }
    var reader = WireReader(answer)
    guard let reply = try? JobReply(from: &reader) else { preconditionFailure("the answer cannot be read") }
    precondition(reply.completed - reply.failures.count <= begun, "jobs were done that were not begun")
    return 0
  }
}
