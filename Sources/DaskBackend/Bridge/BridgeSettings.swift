internal import SystemPackage

/// With what a bridge is started: who has the same can share one.
struct BridgeSettings: Hashable {
  let address: SchedulerAddress
  let certificates: DaskCertificates?
  let program: DaskProgram
  let python: String
  let patience: Duration

  /// - Throws: `DaskError` if the cluster must not or cannot be talked to.
  init(_ cluster: DaskCluster) throws(DaskError) {
    address = try SchedulerAddress.of(
      cluster.scheduler, variable: ProcessEnvironment.value, contents: ProcessEnvironment.contents)
    try address.requireSecure(unless: cluster.isInsecure)
    certificates = address.isEncrypted ? cluster.certificates : nil
    program = cluster.program
    python = cluster.python
    patience = cluster.patience
  }

  /// Refuses certificates that cannot be read, which Python would only call an error.
  func requireCertificates() throws(DaskError) {
    guard let certificates else { return }
    for path in [certificates.authority, certificates.certificate, certificates.key] {
      do {
        try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec).close()
      } catch {
        throw DaskError(.unreadableCertificate, "“\(path)” cannot be read: \(error)")
      }
    }
  }

  /// What bridge.py is told when it is started, where this program runs from that path.
  func arguments(process: Int32, path: String) -> [String] {
    var arguments = [
      "--address", address.text, "--program", "/proc/\(process)/exe", "--path", program.path ?? path,
      "--timeout",
      "\(patience / .seconds(1))",
    ]
    if program.isSent { arguments.append("--ship") }
    if let certificates {
      arguments += [
        "--tls-ca", certificates.authority, "--tls-cert", certificates.certificate, "--tls-key",
        certificates.key,
      ]
    }
    return arguments
  }
}
