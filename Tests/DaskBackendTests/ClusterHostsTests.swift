import DaskBackend
import Foundation
import Parallelism
import Testing

/// Hosts that share no network, no memory and no build folder with this one, where the machine allows to make some.
@Suite(
  .enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"),
  .enabled(
    if: TestCluster.hostsAddress != nil,
    "there are no other hosts: run make test-dask where namespaces are allowed"),
  .serialized, .timeLimit(.minutes(10)))
struct ClusterHostsTests {
  /// The folder of this program, which the others do not see.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  private static func start(_ certificates: Certificates) async throws -> (TestCluster, DaskCluster) {
    let cluster = try await TestCluster.start(
      workers: [], certificates: certificates.folder, host: TestCluster.hostsAddress ?? "")
    var backend = cluster.backend
    backend.certificates = certificates.node()
    return (cluster, backend)
  }

  @Test func hostsThatShareNothingDoJobsAndOneMayBeLost() async throws {
    let certificates = try Certificates()
    defer { certificates.remove() }
    let (cluster, backend) = try await Self.start(certificates)
    defer { backend.shutDown() }
    for _ in 0..<3 { try await cluster.tell("host 1 \(Self.products.path)") }

    let values = Shared((0..<400_000).map(Double.init))
    let sums = try await Parallel(on: backend, batching: .size(1)).run(
      (0..<40).map { Sum(part: $0 * 10_000..<($0 + 1) * 10_000, values: values) })
    let expected: [Double] = (0..<40).map { (part: Int) -> Double in
      1e4 * (Double(part) * 1e4 + (1e4 - 1) / 2)
    }
    #expect(sums == expected)

    let begun = AsyncStream<Void>.makeStream()
    async let fault: Void = {
      for await _ in begun.stream { break }
      try await cluster.tell("unplug worker-2")
    }()
    let results = try await Parallel(on: backend, batching: .size(2)).run(
      (0..<200).map { Doubling(number: $0, pause: 0.02) }
    ) { if $0.completed > 10 { begun.continuation.yield() } }
    begun.continuation.finish()
    try await fault
    #expect(results == (0..<200).map { 2 * $0 })
  }

  @Test func aHostWithoutNativeLibrariesRunsWhatNeedsNone() async throws {
    let certificates = try Certificates()
    defer { certificates.remove() }
    let (cluster, backend) = try await Self.start(certificates)
    defer { backend.shutDown() }
    let libraries = Self.libraries
    try await cluster.tell("host 1 \(libraries.joined(separator: " "))")

    let program = Process()
    program.executableURL = Self.products.appending(path: "ClusterPrimes")
    program.environment = ProcessInfo.processInfo.environment.merging([
      "DASK_SCHEDULER_ADDRESS": cluster.address,
      "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": certificates.path("ca.pem"),
      "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": certificates.path("node.pem"),
      "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY": certificates.path("node.key"),
      "PATH": "\(URL(filePath: TestCluster.python ?? "").deletingLastPathComponent().path):/usr/bin:/bin",
    ]) { $1 }
    let pipe = Pipe()
    program.standardOutput = pipe
    try program.run()
    let output = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile())
      }
    }
    #expect(String(decoding: output, as: UTF8.self) == "17984 primes are less than 200000\n")

    // The tests of all modules are one program, which is linked with the native libraries.
    guard !libraries.isEmpty else { return }
    let error = try await #require(throws: ParallelError.self) {
      _ = try await Parallel(on: backend).run([Doubling(number: 1)])
    }
    let cause = try #require(error.underlying as? DaskError)
    #expect(cause.code == .programRefused)
    #expect(Self.names.contains { cause.description.contains("\($0).so") }, "\(cause)")
  }

  private static let names = ["libopenblas", "libsvm", "liblinear"]

  /// The native libraries that this program has mapped.
  private static var libraries: [String] {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let paths = Set(maps.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) })
    return paths.filter { path in names.contains { path.contains("/\($0)") } }.sorted()
  }
}
