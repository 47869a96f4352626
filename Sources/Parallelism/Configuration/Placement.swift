/// Where the tasks of a call should run, for code that leaves the choice of a backend to its surroundings.
///
/// ```swift
/// Parallel(placement: .require(.sharedMemory))  // the closure changes what the caller sees
/// ```
public struct Placement: Sendable, Hashable {
  /// What suits the tasks.
  public struct Hint: Sendable, Hashable {
    enum Kind { case threads, processes }
    let kind: Kind

    /// Tasks that share much memory, or wait for something outside.
    public static let threads = Hint(kind: .threads)
    /// Tasks that may crash, or that use what only one thread of a process can.
    public static let processes = Hint(kind: .processes)
  }

  /// What the tasks cannot do without.
  public struct Constraint: Sendable, Hashable {
    private init() {}

    /// They change memory that the caller sees, as only tasks of the same process do.
    public static let sharedMemory = Constraint()
  }

  enum Request: Hashable {
    case prefer(Hint)
    case require(Constraint)
  }

  let request: Request

  /// Takes the built-in backend that suits, where neither the call nor a scope around it names one.
  ///
  /// A closure runs on threads all the same, since it cannot leave its process.
  ///
  /// - Parameter hint: What suits the tasks.
  /// - Returns: That hint.
  public static func prefer(_ hint: Hint) -> Placement {
    Placement(request: .prefer(hint))
  }

  /// Takes threads where a scope names a backend that cannot do what the tasks need.
  ///
  /// A call that names such a backend itself contradicts itself and throws.
  ///
  /// - Parameter constraint: What the tasks need.
  /// - Returns: That constraint.
  public static func require(_ constraint: Constraint) -> Placement {
    Placement(request: .require(constraint))
  }

  private init(request: Request) {
    self.request = request
  }

  var requiresSharedMemory: Bool { request == .require(.sharedMemory) }
}
