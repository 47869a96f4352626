/// How the workers of a cluster come by the program whose jobs they are to do.
///
/// A file is only used if its SHA-256 is that of the program that makes the call. The libraries that the program is
/// linked with must be on every machine; one that is built as `make static` builds the tool brings all but the system's.
public struct DaskProgram: Sendable, Hashable {
  /// Where it is on the machines of the cluster, unless it is there where it is here.
  let path: String?
  /// Whether machines that have no copy, or another build, are sent one.
  let isSent: Bool

  /// Machines that have it where it is here, by a shared file system or in a container's image, use that; others are
  /// sent a copy once, and keep it.
  public static let sent = DaskProgram(path: nil, isSent: true)

  /// Machines have it where it is here.
  public static let inPlace = DaskProgram(path: nil, isSent: false)

  /// Machines have it elsewhere.
  ///
  /// - Parameter path: The path of the program on every machine of the cluster.
  /// - Returns: That way.
  public static func inPlace(at path: String) -> DaskProgram { DaskProgram(path: path, isSent: false) }
}
