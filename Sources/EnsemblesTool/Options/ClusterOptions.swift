import ArgumentParser
import DaskBackend

/// Which Dask cluster the work runs on.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where its scheduler is, such as tls://host:8786; DASK_SCHEDULER_ADDRESS tells it otherwise.",
      valueName: "address"))
  var scheduler: String?

  @Option(help: ArgumentHelp("The file that its scheduler has written its address to.", valueName: "file"))
  var schedulerFile: String?

  @Option(help: ArgumentHelp("The certificates of those who sign for the cluster.", valueName: "file"))
  var tlsCa: String?

  @Option(help: ArgumentHelp("The certificate to show to the cluster.", valueName: "file"))
  var tlsCert: String?

  @Option(help: ArgumentHelp("The key of that certificate.", valueName: "file"))
  var tlsKey: String?

  @Flag(help: "Talk to a scheduler on another machine without encryption.")
  var insecure = false

  /// The backend that these options describe.
  ///
  /// - Throws: `ValidationError` if they contradict each other.
  var backend: DaskCluster {
    get throws {
      guard scheduler == nil || schedulerFile == nil else {
        throw ValidationError("give --scheduler or --scheduler-file, not both")
      }
      let place =
        scheduler.map(DaskScheduler.address) ?? schedulerFile.map(DaskScheduler.file) ?? .environment
      return DaskCluster(scheduler: place, certificates: try certificates, isInsecure: insecure)
    }
  }

  private var certificates: DaskCertificates? {
    get throws {
      guard tlsCa != nil || tlsCert != nil || tlsKey != nil else { return nil }
      guard let tlsCa, let tlsCert, let tlsKey else {
        throw ValidationError("--tls-ca, --tls-cert and --tls-key belong together: give all three")
      }
      return DaskCertificates(authority: tlsCa, certificate: tlsCert, key: tlsKey)
    }
  }

  /// Refuses options that would be of no use.
  ///
  /// - Parameter backend: The name of the backend that is used.
  /// - Throws: `ValidationError` that names one.
  func requireUnused(by backend: String) throws {
    let given = [
      ("--scheduler", scheduler != nil), ("--scheduler-file", schedulerFile != nil),
      ("--tls-ca", tlsCa != nil),
      ("--tls-cert", tlsCert != nil), ("--tls-key", tlsKey != nil), ("--insecure", insecure),
    ]
    guard let (option, _) = given.first(where: \.1) else { return }
    throw ValidationError("\(option) is for --backend dask, and the backend is \(backend)")
  }
}
