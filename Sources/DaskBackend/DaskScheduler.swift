/// Where the scheduler of a Dask cluster is.
///
/// ```swift
/// .dask(scheduler: "tls://cluster.example:8786")
/// .dask(scheduler: .file("/shared/scheduler.json"))
/// ```
public struct DaskScheduler: Sendable, Hashable, ExpressibleByStringLiteral {
  enum Place: Hashable {
    case address(String)
    case file(String)
    case environment
  }

  let place: Place

  /// Where the environment variable `DASK_SCHEDULER_ADDRESS` says.
  public static let environment = DaskScheduler(place: .environment)

  /// At an address.
  ///
  /// - Parameter text: The address as Dask writes it: `tls://host:8786`, or `tcp://127.0.0.1:8786`.
  /// - Returns: That place.
  public static func address(_ text: String) -> DaskScheduler { DaskScheduler(place: .address(text)) }

  /// At the address that the scheduler has written to a file.
  ///
  /// - Parameter path: What the scheduler was given as `--scheduler-file`.
  /// - Returns: That place.
  public static func file(_ path: String) -> DaskScheduler { DaskScheduler(place: .file(path)) }

  /// The same as ``address(_:)``.
  public init(stringLiteral text: String) {
    self = .address(text)
  }

  private init(place: Place) {
    self.place = place
  }
}
