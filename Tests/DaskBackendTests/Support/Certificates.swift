import DaskBackend
import Foundation

/// Certificates for a test, of an authority of its own.
struct Certificates {
  let folder: URL

  static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first(
    where: FileManager.default.isExecutableFile)
  static var arePossible: Bool { openssl != nil }

  /// Makes an authority and what it signs: `ca.pem`, `node.pem` and `node.key`.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try openssl(
      "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem")
    try openssl("req -newkey rsa:2048 -nodes -subj /CN=node -keyout node.key -out node.csr")
    try openssl("x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -in node.csr -out node.pem")
  }

  private func openssl(_ arguments: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.openssl ?? "")
    process.arguments = arguments.split(separator: " ").map(String.init)
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Those of a node, and of the authority that its peers must be signed by.
  func node(trusting authority: Certificates? = nil) -> DaskCertificates {
    DaskCertificates(
      authority: (authority ?? self).path("ca.pem"), certificate: path("node.pem"), key: path("node.key"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
