/// Backends by name, for programs that let their users choose one.
///
/// ```swift
/// var catalogue = BackendCatalogue.standard
/// try catalogue.add(MyBackend(), named: "mine")
/// let parallel = Parallel(on: try catalogue.backend(named: CommandLine.arguments[1]))
/// ```
public struct BackendCatalogue: Sendable {
  private var backends: [String: any Backend]

  /// The backends of this library, by their ``Backend/name``.
  public static let standard = BackendCatalogue(.sequential, .threads, .processes, .forks)

  /// A catalogue of given backends, each with the name that it has.
  ///
  /// - Parameter backends: The backends. The last one of a name wins.
  public init(_ backends: any Backend...) {
    self.backends = Dictionary(backends.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// What can be asked for, sorted.
  public var names: [String] { backends.keys.sorted() }

  /// Adds a backend.
  ///
  /// - Parameters:
  ///   - backend: The backend.
  ///   - name: What it is asked for by; `nil` means its own ``Backend/name``.
  /// - Throws: ``ParallelError`` with ``ParallelError/Code/invalidArgument`` if another one has the name.
  public mutating func add(_ backend: any Backend, named name: String? = nil) throws(ParallelError) {
    let name = name ?? backend.name
    guard backends[name] == nil else {
      throw ParallelError(
        code: .invalidArgument,
        reason: "there is a backend named “\(name)” already: give this one another name")
    }
    backends[name] = backend
  }

  /// The backend of a name.
  ///
  /// - Parameter name: One of ``names``.
  /// - Returns: The backend.
  /// - Throws: ``ParallelError`` with ``ParallelError/Code/invalidArgument`` that lists the names there are.
  public func backend(named name: String) throws(ParallelError) -> any Backend {
    guard let backend = backends[name] else {
      throw ParallelError(
        code: .invalidArgument,
        reason: "there is no backend named “\(name)”: choose one of \(names.joined(separator: ", "))")
    }
    return backend
  }
}
