/// A cluster could not do what it was asked.
///
/// Calls throw it as ``/Parallelism/ParallelError/underlying`` of a ``/Parallelism/ParallelError``.
public struct DaskError: Error, Sendable, CustomStringConvertible {
  /// What went wrong.
  ///
  /// More codes may come: give a `switch` over them a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name of the code, as in the source.
    public let description: String

    /// There is no address of a scheduler, or none that means anything.
    public static let invalidAddress = Code(description: "invalidAddress")
    /// The scheduler is on another machine, and would be talked to without encryption.
    public static let insecure = Code(description: "insecure")
    /// A file with a certificate or a key cannot be read.
    public static let unreadableCertificate = Code(description: "unreadableCertificate")
    /// There is no Python, or it lacks the package `distributed`.
    public static let pythonMissing = Code(description: "pythonMissing")
    /// Nobody answers as the scheduler should, or the certificates of one side do not satisfy the other.
    public static let unreachable = Code(description: "unreachable")
    /// The scheduler, or the process that talks to it, went away during a call.
    public static let connectionLost = Code(description: "connectionLost")
    /// A worker cannot run this program, or has another build of it.
    public static let programRefused = Code(description: "programRefused")
    /// Several workers in turn died at the same batch.
    public static let workersDied = Code(description: "workersDied")
    /// The program cannot use a cluster at all.
    public static let unsupported = Code(description: "unsupported")
  }

  /// What went wrong.
  public let code: Code

  /// One sentence that names what is to blame and what to do.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
