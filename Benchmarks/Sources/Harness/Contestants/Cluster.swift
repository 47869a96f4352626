import Foundation

/// A program that runs while contestants are measured, who use it together: a Dask cluster.
///
/// It speaks their protocol so far that it greets, with the address of the scheduler in place of a version, and ends
/// when its input does.
final class Cluster {
  /// Where contestants look for the address.
  static let variable = "DASK_SCHEDULER_ADDRESS"

  /// Why there is none.
  let missing: String?
  private let session: Session?

  init(_ program: Contestant, places: Places) {
    do {
      let session = try Session(command: places.command(of: program))
      setenv(Self.variable, session.version, 1)
      (self.session, missing) = (session, nil)
    } catch let absence as AbsentContestant {
      (session, missing) = (nil, absence.reason)
    } catch {
      (session, missing) = (nil, "there is no cluster: \(error)")
    }
  }

  func end() {
    unsetenv(Self.variable)
    session?.end()
  }
}
