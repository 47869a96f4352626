/// An error that a job threw in another process, where the error itself could not be brought back.
///
/// Errors that are `Codable` and whose type has a name outside of its file come back as they are.
public struct RemoteError: Error, Sendable, CustomStringConvertible {
  /// The name of the type of the error.
  public let typeName: String

  /// What the error said of itself.
  public let description: String
}
