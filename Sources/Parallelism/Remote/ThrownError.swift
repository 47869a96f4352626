/// An error on its way back from a worker.
struct ThrownError {
  private let typeName: String
  private let description: String
  /// The name to find the type by and the encoded value; both empty if it does not travel.
  private let travellingName: String
  private let value: [UInt8]

  init(_ error: any Error) {
    typeName = String(reflecting: type(of: error))
    description = String(describing: error)
    if let codable = error as? any Error & Codable, let name = JobName.travellingName(of: type(of: error)),
      let value = Self.encoded(codable)
    {
      travellingName = name
      self.value = value
    } else {
      travellingName = ""
      value = []
    }
  }

  init(from reader: inout WireReader) throws(WireError) {
    typeName = try reader.text()
    description = try reader.text()
    travellingName = try reader.text()
    value = Array(try reader.raw(reader.count(ofSize: 1)))
  }

  func write(to writer: inout WireWriter) {
    writer.write(text: typeName)
    writer.write(text: description)
    writer.write(text: travellingName)
    writer.write(count: value.count)
    writer.write(contentsOf: value)
  }

  /// The error itself, or what is known of it.
  var error: any Error {
    if let type = JobName.type(named: travellingName) as? any (Error & Codable).Type,
      let error = Self.decoded(type, from: value)
    {
      return error
    }
    return RemoteError(typeName: typeName, description: description)
  }

  private static func encoded(_ error: some Encodable) -> [UInt8]? {
    var writer = WireWriter()
    do { try WireEncoder.write(error, to: &writer) } catch { return nil }
    return writer.bytes
  }

  private static func decoded<Failure: Error & Codable>(
    _ type: Failure.Type, from bytes: [UInt8]
  ) -> (any Error)? {
    var reader = WireReader(bytes)
    return try? WireDecoder.read(type, from: &reader)
  }
}
