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
/// when they are first used.
///
/// The top-level variables of a `main.swift` get their values from `main`, which does not run in a worker. Those that
/// are plain bytes or `Codable`, of up to a mebibyte, are sent to it as they were when the call was made. A job that
/// uses another ends its worker, and the error names the variable. The program must have kept its symbols for this; in
/// one that was stripped, jobs find zeros.
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
