import Testing

@testable import DaskBackend

struct SchedulerAddressTests {
  private static func address(
    _ scheduler: DaskScheduler, variables: [String: String] = [:], files: [String: String] = [:]
  ) throws -> SchedulerAddress {
    try SchedulerAddress.of(
      scheduler, variable: { variables[$0] }, contents: { files[$0].map { Array($0.utf8) } })
  }

  @Test(arguments: [
    ("tls://cluster.example:8786", "cluster.example", true), ("tcp://127.0.0.1:1", "127.0.0.1", false),
    ("tls://[::1]:8786", "::1", true), ("tcp://[fe80::1]:8786", "fe80::1", false),
  ])
  func addressesAreUnderstood(text: String, host: String, isEncrypted: Bool) throws {
    let address = try Self.address(.address(text))
    #expect(address.text == text && address.host == host && address.isEncrypted == isEncrypted)
  }

  @Test(arguments: [
    "", "cluster.example", "cluster.example:8786", "tls://cluster.example", "tls://:8786", "tls://host:",
    "tls://host:0",
    "tls://host:65536", "tls://ho st:1", "tls://user@host:1", "tls://host/path:1", "ucx://host:1",
    "inproc://1/2/3:4",
  ])
  func othersAreRefusedByName(text: String) throws {
    let error = try #require(throws: DaskError.self) { try Self.address(.address(text)) }
    #expect(error.code == .invalidAddress)
    #expect(error.description.contains("“\(text)”"))
  }

  @Test func theVariableIsHonoured() throws {
    let named = try Self.address(.environment, variables: ["DASK_SCHEDULER_ADDRESS": "tls://there:1"])
    #expect(named.text == "tls://there:1")
    let error = try #require(throws: DaskError.self) { try Self.address(.environment) }
    #expect(error.description.contains("DASK_SCHEDULER_ADDRESS"))
  }

  @Test func aSchedulerFileIsHonoured() throws {
    let file =
      #"{"type": "Scheduler", "id": "x", "address": "tls://there:1", "workers": {"a": {"address": "b"}}}"#
    #expect(try Self.address(.file("f"), files: ["f": file]).text == "tls://there:1")
    for (contents, part) in [(nil, "cannot be read"), ("{}", "does not tell"), (#"{"address": "x"}"#, "“x”")]
    {
      let error = try #require(throws: DaskError.self) {
        try Self.address(.file("f"), files: contents.map { ["f": $0] } ?? [:])
      }
      #expect(error.code == .invalidAddress && error.description.contains("“f”"))
      #expect(error.description.contains(part))
    }
  }

  @Test(arguments: [
    ("tcp://127.0.0.1:1", true), ("tcp://127.8.9.10:1", true), ("tcp://localhost:1", true),
    ("tcp://[::1]:1", true),
    ("tls://there:1", true), ("tcp://there:1", false), ("tcp://10.0.0.1:1", false),
    ("tcp://127.0.0.1.example:1", false),
    ("tcp://127.0.0:1", false), ("tcp://[::2]:1", false), ("tcp://0.0.0.0:1", false),
    ("tcp://127.0.0.x:1", false),
  ])
  func otherMachinesNeedEncryption(text: String, isAllowed: Bool) throws {
    let address = try Self.address(.address(text))
    try address.requireSecure(unless: true)
    if isAllowed {
      try address.requireSecure(unless: false)
    } else {
      let error = try #require(throws: DaskError.self) { try address.requireSecure(unless: false) }
      #expect(error.code == .insecure && error.description.contains(text))
    }
  }
}
