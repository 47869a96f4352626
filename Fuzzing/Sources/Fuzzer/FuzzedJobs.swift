import Parallelism

/// A job that crosses by its `Codable` conformance, and comes back.
struct CodedJob: Job {
  var value: FuzzedValue
  func run() -> FuzzedValue { value }

  init(value: FuzzedValue) { self.value = value }
}

/// A job that crosses as it stands in memory; it fails for some values.
struct RawJob: Job, BitwiseCopyable {
  var value: Double
  var count: Int64

  func run() throws -> Double {
    if count == 7 { throw RawJobError(count: count) }
    return value
  }

  init(value: Double, count: Int64) {
    self.value = value
    self.count = count
  }
}

/// An error that comes back as it is.
struct RawJobError: Error, Codable {
  var count: Int64

  init(count: Int64) { self.count = count }
}

/// A job that is one text.
struct TextJob: Job {
  var text: String
  func run() -> [String: Int] { [text: text.utf8.count] }

  init(text: String) { self.text = text }
}
