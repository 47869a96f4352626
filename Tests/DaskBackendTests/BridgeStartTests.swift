import DaskBackend
import Foundation
import Parallelism
import Testing

/// What is said where the bridge cannot be had; no cluster is needed to find out.
struct BridgeStartTests {
  private func failure(_ cluster: DaskCluster) async throws -> DaskError {
    let error = try await #require(throws: ParallelError.self) {
      _ = try await Parallel(on: cluster).run([Doubling(number: 1)])
    }
    #expect(error.code == .backendFailed)
    return try #require(error.underlying as? DaskError)
  }

  @Test func aMissingPythonIsAnsweredWithTheLineThatInstallsWhatIsNeeded() async throws {
    let error = try await failure(DaskCluster(scheduler: "tcp://127.0.0.1:1", python: "no-such-python"))
    #expect(error.code == .pythonMissing)
    #expect(error.description.contains("no-such-python -m pip install distributed"))
  }

  @Test func aPythonWithoutDaskIsAnsweredWithTheLineThatInstallsIt() async throws {
    let bare = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID())")
    defer { try? FileManager.default.removeItem(at: bare) }
    try Data("#!/bin/sh\nexec python3 -I -S \"$@\"\n".utf8).write(to: bare)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: bare.path)
    let error = try await failure(DaskCluster(scheduler: "tcp://127.0.0.1:1", python: bare.path))
    #expect(error.code == .pythonMissing)
    #expect(error.description.contains("\(bare.path) -m pip install distributed"), "\(error)")
  }

  @Test func anotherMachineWithoutEncryptionIsRefusedBeforeAnythingStarts() async throws {
    let error = try await failure(DaskCluster(scheduler: "tcp://10.0.0.1:8786", python: "no-such-python"))
    #expect(error.code == .insecure)
  }

  @Test func aCertificateThatCannotBeReadIsNamed() async throws {
    let missing = DaskCertificates(
      authority: "/nowhere/ca.pem", certificate: "/nowhere/c.pem", key: "/nowhere/k")
    let error = try await failure(
      DaskCluster(scheduler: "tls://10.0.0.1:8786", certificates: missing, python: "no-such-python"))
    #expect(error.code == .unreadableCertificate && error.description.contains("/nowhere/ca.pem"))
  }

  @Test func closuresAreRefused() async throws {
    let error = try await #require(throws: ParallelError.self) {
      _ = try await Parallel(on: .dask(scheduler: "tcp://127.0.0.1:1")).map([1]) { $0 }
    }
    #expect(error.code == .closureNotSendable)
  }

  @Test(
    .enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .timeLimit(.minutes(10)))
  func aSchedulerThatDoesNotAnswerIsNamed() async throws {
    let error = try await failure(
      DaskCluster(scheduler: "tcp://127.0.0.1:1", python: TestCluster.python ?? "", patience: .seconds(1)))
    #expect(error.code == .unreachable && error.description.contains("tcp://127.0.0.1:1"))
  }
}
