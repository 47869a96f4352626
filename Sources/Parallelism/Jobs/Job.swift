/// A task that can be done in another process: its input as a value, and what to do with it.
///
/// ```swift
/// struct SquareRoot: Job {
///   var value: Double
///   func run() throws -> Double { value.squareRoot() }
/// }
///
/// let roots = try await Parallel(on: .processes).run(inputs.map(SquareRoot.init))
/// ```
///
/// Everything that ``run()`` reads must be in the value: a worker process is this program started anew, with none
/// of the values that the program has computed since. Static properties and global variables are initialised there
/// when they are first used, but the top-level variables of a `main.swift` are not, since `main` does not run: a job
/// that reads one finds zeros.
///
/// A worker finds the type by its name. It must therefore not be private, nor stand within a function; a type like
/// this is refused when jobs are given to a backend that needs the name.
public protocol Job: Codable, Sendable {
  /// What a job comes to.
  associatedtype Output: Codable & Sendable

  /// Does the job.
  ///
  /// It runs synchronously on a thread of its own, so it may block.
  ///
  /// - Returns: The result.
  /// - Throws: Any error, which ends the call that the job belongs to.
  func run() throws -> Output
}
