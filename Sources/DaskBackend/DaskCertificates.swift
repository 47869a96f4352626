/// The files by which a program and a Dask cluster know each other, all in the PEM format.
public struct DaskCertificates: Sendable, Hashable {
  /// The file with the certificates of those who sign for the cluster.
  public var authority: String

  /// The file with this program's certificate.
  public var certificate: String

  /// The file with the key of this program's certificate.
  public var key: String

  /// Names the files.
  ///
  /// - Parameters:
  ///   - authority: The file with the certificates of those who sign for the cluster.
  ///   - certificate: The file with this program's certificate.
  ///   - key: The file with the key of this program's certificate.
  public init(authority: String, certificate: String, key: String) {
    self.authority = authority
    self.certificate = certificate
    self.key = key
  }
}
