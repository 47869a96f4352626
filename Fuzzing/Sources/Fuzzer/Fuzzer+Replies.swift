@testable import Parallelism

extension Fuzzer {
  /// Reads what the input claims to be an answer, with results of the type that the first byte chooses.
  static func replies(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: data, count: count)
    guard let choice = input.first else { return 0 }
    var reader = WireReader(Array(input.dropFirst()))
    guard let reply = try? JobReply(from: &reader) else { return 0 }
    for case (_, .threw(let thrown)) in reply.failures { _ = thrown.error }
    do {
      for _ in reply.succeeded(from: 0).joined() {
        switch choice % 3 {
        case 0: _ = try WireDecoder.read(CodedJob.Output.self, from: &reader)
        case 1: _ = try WireDecoder.read(RawJob.Output.self, from: &reader)
        default: _ = try WireDecoder.read(TextJob.Output.self, from: &reader)
        }
      }
    } catch {
      // What is wrong with the input is told.
    }
    return 0
  }
}
