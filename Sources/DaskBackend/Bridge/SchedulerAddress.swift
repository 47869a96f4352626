internal import FoundationEssentials

/// The address of a scheduler, as far as it matters here.
struct SchedulerAddress: Hashable {
  let text: String
  let isEncrypted: Bool
  let host: String

  /// Reads what Dask writes: `tls://host:port`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - origin: Where it comes from, for the error.
  /// - Throws: `DaskError` if that is no address.
  init(_ text: String, from origin: String) throws(DaskError) {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let host = Self.host(of: parts[1]) else {
      throw DaskError(
        .invalidAddress,
        "\(origin) is no address of a Dask scheduler: it should look like tls://host:8786 or tcp://127.0.0.1:8786"
      )
    }
    guard ["tcp", "tls"].contains(parts[0]) else {
      throw DaskError(
        .invalidAddress, "\(origin) begins with \(parts[0])://: only tls:// and tcp:// are understood")
    }
    self.text = text
    self.host = host
    isEncrypted = parts[0] == "tls"
  }

  /// Finds out the address.
  ///
  /// - Parameters:
  ///   - scheduler: Where the scheduler is.
  ///   - variable: The value of an environment variable.
  ///   - contents: The contents of a file.
  /// - Returns: The address.
  /// - Throws: `DaskError` if there is none.
  static func of(
    _ scheduler: DaskScheduler, variable: (String) -> String?, contents: (String) -> [UInt8]?
  ) throws(DaskError) -> SchedulerAddress {
    switch scheduler.place {
    case .address(let text): return try SchedulerAddress(text, from: "“\(text)”")
    case .environment:
      guard let text = variable(Self.variable), !text.isEmpty else {
        throw DaskError(
          .invalidAddress, "no scheduler is named: give its address, or set \(Self.variable) to it")
      }
      return try SchedulerAddress(text, from: "“\(text)” in \(Self.variable)")
    case .file(let path):
      guard let bytes = contents(path) else {
        throw DaskError(.invalidAddress, "the scheduler file “\(path)” cannot be read")
      }
      guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)) else {
        throw DaskError(.invalidAddress, "the scheduler file “\(path)” does not tell an address")
      }
      return try SchedulerAddress(file.address, from: "“\(file.address)” in the scheduler file “\(path)”")
    }
  }

  static let variable = "DASK_SCHEDULER_ADDRESS"

  /// What a scheduler writes to its file, as far as it matters here.
  private struct File: Decodable {
    let address: String
  }

  /// Whether what goes to this address stays on this machine.
  var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }

  /// Refuses what others could listen to.
  func requireSecure(unless isInsecure: Bool) throws(DaskError) {
    guard !isEncrypted, !isLoopback, !isInsecure else { return }
    throw DaskError(
      .insecure,
      """
      \(text) is on another machine and not encrypted, so that whoever reaches it can run programs there: use tls:// \
      and certificates, or allow it by insecure: true
      """)
  }

  /// The host before a port, which may stand in brackets.
  private static func host(of rest: Substring) -> String? {
    guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    let isMeant = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"/@?#[]".utf8.contains($0) }
    return host.isEmpty || !isMeant ? nil : String(host)
  }
}
