/// What a forked child is asked: it has the tasks already, and needs only their numbers.
struct ForkRequest: Equatable {
  let tasks: Range<Int>

  init(tasks: Range<Int>) {
    self.tasks = tasks
  }

  init(_ body: [UInt8]) throws(WireError) {
    var reader = WireReader(body)
    let (lower, upper): (Int64, Int64) = (try reader.fixed(), try reader.fixed())
    guard lower <= upper, let lower = Int(exactly: lower), let upper = Int(exactly: upper) else {
      throw WireError("no tasks have the numbers from \(lower) up to \(upper)")
    }
    tasks = lower..<upper
  }

  var body: [UInt8] {
    var writer = WireWriter()
    writer.write(fixed: Int64(tasks.lowerBound))
    writer.write(fixed: Int64(tasks.upperBound))
    return writer.bytes
  }
}
