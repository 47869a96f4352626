import Estimators
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@testable import Ensembles

@Suite struct ProcessingCacheTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func exists(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }

  private func names(in path: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
  }

  private static let tasks: [any GraphNode] = [
    Layer(named: "first", propagating: [1]) {
      OrdinaryLeastSquares()
      Preprocessing(Standardizer()) { RidgeRegression() }
    },
    LassoRegression(penalty: 0.01).named("second"),
  ]

  /// What a session gives in all ways.
  private func outputs(_ cache: ProcessingCache) async throws -> [Matrix<Double>] {
    let data = try sampleData(rows: 60)
    return try await withProcessing(cache: cache, indexer: FoldIndexer(folds: 3)) { session in
      let fitted = try await session.stack(Self.tasks, fittedTo: data, returning: .all)
      let predicted = try await session.stack(fitted.graph, predicting: data.features, returning: .all)
      let transformed = try await session.stack(fitted.graph, transforming: data, returning: .all)
      return (fitted.outputs + predicted + transformed).map { $0.matrix() }
    }
  }

  @Test func aFolderGivesWhatMemoryDoes() async throws {
    let memory = try await outputs(.memory)
    #expect(memory.count == 6)
    #expect(try await outputs(.folder(folder.appending("cache"))) == memory)
    #expect(!exists(folder.appending("cache")))
    #expect(try await outputs(.folder()) == memory)
  }

  @Test func whatWasThereStays() async throws {
    try folder.write("mine", to: "letter.txt")
    try await withProcessing(cache: .folder(folder.path), indexer: FoldIndexer(folds: 2)) { session in
      _ = try await session.stack(Self.tasks, fittedTo: sampleData(rows: 60))
      #expect(try names(in: folder.path).count == 2)
      #expect(try names(in: folder.appending(".ensembles-cache")) == ["owner", "task-1", "task-2"])
    }
    #expect(try names(in: folder.path) == ["letter.txt"])
    // A folder that was made for the session stays if somebody has put a file there.
    let made = folder.appending("made")
    try await withProcessing(cache: .folder(made)) { _ in try folder.write("mine", to: "made/letter.txt") }
    #expect(try names(in: made) == ["letter.txt"])
    // One that was empty before stays as well.
    let empty = folder.appending("empty")
    try FileManager.default.createDirectory(atPath: empty.string, withIntermediateDirectories: false)
    try await withProcessing(cache: .folder(empty)) { _ in }
    #expect(exists(empty))
  }

  @Test func theFolderGoesWhenTheSessionFails() async throws {
    struct Stop: Error {}
    let path = folder.appending("cache")
    await #expect(throws: Stop.self) {
      try await withProcessing(cache: .folder(path)) { _ in
        #expect(exists(path))
        throw Stop()
      }
    }
    #expect(!exists(path))
  }

  @Test func aFolderInUseIsRefused() async throws {
    let path = folder.appending("cache")
    try await withProcessing(cache: .folder(path)) { _ in
      let error = await #expect(throws: FileError.self) {
        try await withProcessing(cache: .folder(path)) { _ in }
      }
      #expect(
        error?.description
          == "cannot use “\(path)”: another session that is under way has its files there; choose another folder"
      )
      #expect(exists(path.appending(".ensembles-cache")))
    }
    #expect(!exists(path))
    try await withProcessing(cache: .folder(path)) { _ in }
  }

  @Test(arguments: [true, false])
  func leftoversAreSwept(isMade: Bool) async throws {
    // As a session leaves it that was killed: nobody holds the lock.
    let path = folder.appending("cache")
    let inner = path.appending(".ensembles-cache")
    try FileManager.default.createDirectory(atPath: inner.string, withIntermediateDirectories: true)
    for name in ["owner", "task-1", "task-2"] + (isMade ? ["made"] : []) {
      try folder.write("left", to: "cache/.ensembles-cache/\(name)")
    }
    let kept = try await withProcessing(cache: .folder(path)) { _ in try names(in: inner) }
    #expect(kept == (isMade ? ["made", "owner"] : ["owner"]))
    #expect(exists(path) != isMade)
    #expect(!exists(inner))
  }

  /// Runs a session in a process of its own, which is killed while the session fits.
  ///
  /// - Parameters:
  ///   - place: The folder of the cache, or that of temporary files.
  ///   - isTemporary: Which of both.
  private func killSession(at place: FilePath, isTemporary: Bool = false) async {
    let place = place.string
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [place = place as String, isTemporary = isTemporary as Bool] in
      if isTemporary { setenv("TMPDIR", place, 1) }
      let cache = ProcessingCache.folder(isTemporary ? nil : FilePath(place))
      try await withProcessing(cache: cache, indexer: FoldIndexer(folds: 2)) { session in
        let data = try sampleData(rows: 60)
        _ = try await session.stack(ProcessingCacheTests.tasks, fittedTo: data)
        // By now there is something to leave behind; the moment of the kill is any.
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: .random(in: 0...0.05))
          kill(getpid(), SIGKILL)
        }
        while true { _ = try await session.stack(ProcessingCacheTests.tasks, fittedTo: data) }
      }
    }
  }

  @Test(arguments: [true, false])
  func whatAKilledSessionLeavesIsSwept(isMade: Bool) async throws {
    let path = folder.appending("cache")
    let inner = path.appending(".ensembles-cache")
    if !isMade {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
      try folder.write("mine", to: "cache/task-1")
    }
    await killSession(at: path)
    #expect(try names(in: inner).count(where: { $0.hasPrefix("task-") }) >= 2)
    // Another's file, which came after the kill.
    try folder.write("mine", to: "cache/.ensembles-cache-of-mine")
    try await withProcessing(cache: .folder(path), indexer: FoldIndexer(folds: 2)) { session in
      #expect(try names(in: inner) == (isMade ? ["made", "owner"] : ["owner"]))
      _ = try await session.stack(Self.tasks, fittedTo: sampleData(rows: 60))
    }
    #expect(try names(in: path) == [".ensembles-cache-of-mine"] + (isMade ? [] : ["task-1"]))
    guard isMade else { return }
    // Without it, the folder goes that the killed session has made.
    try FileManager.default.removeItem(atPath: path.string)
    await killSession(at: path)
    try await withProcessing(cache: .folder(path)) { _ in }
    #expect(!exists(path))
  }

  @Test func whatAKilledSessionLeavesAmongTemporaryFilesIsSwept() async throws {
    try folder.write("mine", to: "swift-ensembles-letter")
    await killSession(at: folder.path, isTemporary: true)
    #expect(try names(in: folder.path).count == 2)
    let place = folder.path.string
    await #expect(processExitsWith: .success) { [place = place as String] in
      setenv("TMPDIR", place, 1)
      let before = try FileManager.default.contentsOfDirectory(atPath: place)
      try await withProcessing(cache: .folder()) { _ in
        let during = try FileManager.default.contentsOfDirectory(atPath: place)
        // The folder of the killed session has given way to another.
        guard during.count == 2, Set(during).intersection(before) == ["swift-ensembles-letter"] else {
          exit(1)
        }
      }
    }
    #expect(try names(in: folder.path) == ["swift-ensembles-letter"])
  }

  @Test func sessionsAmongTemporaryFilesSweepTheirKind() throws {
    let dead = folder.appending("kind-17-abc/.ensembles-cache")
    let other = folder.appending("kind-of-mine/.ensembles-cache")
    for path in [dead, other] {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }
    for name in ["kind-17-abc", "kind-of-mine"] { try folder.write("", to: "\(name)/.ensembles-cache/owner") }
    let first = try OwnedFolder(in: folder.path, prefix: "kind-")
    let second = try OwnedFolder(in: folder.path, prefix: "kind-")
    #expect(try names(in: folder.path).count == 3)
    #expect(!exists(dead) && exists(other) && exists(first.path) && exists(second.path))
    try first.remove()
    try second.remove()
    #expect(try names(in: folder.path) == ["kind-of-mine"])
  }

  @Test func cleaningUpThatFailsIsLogged() async throws {
    let log = RecordingLog()
    let path = folder.appending("cache")
    let result = try await withProcessing(on: Parallel(logger: log.logger), cache: .folder(path)) { _ in
      // Another thing has taken the folder's place.
      try FileManager.default.moveItem(atPath: path.string, toPath: folder.appending("elsewhere").string)
      try folder.write("", to: "cache")
      return 7
    }
    #expect(result == 7)
    #expect(
      log.messages == [
        "warning: the cache of a processing session is left behind: cannot remove the files in “\(path)”: "
          + "Not a directory"
      ])
  }

  @Test func aSessionEndsWithItsClosure() async throws {
    let data = try sampleData(rows: 20)
    let (session, graph) = try await withProcessing(cache: .folder(folder.appending("cache"))) { session in
      (session, try await session.map(Learner(OrdinaryLeastSquares()), fittedTo: data).graph)
    }
    let error = await #expect(throws: ModelingError.self) {
      try await session.map(graph, predicting: data.features)
    }
    #expect(error?.message.contains("has ended") == true)
    await #expect(throws: FileError.self) {
      try await withProcessing { try await $0.map(graph, predicting: data.features) }
    }
  }

  @Test func aGraphInMemoryOutlivesItsSession() async throws {
    let data = try sampleData(rows: 20)
    let fitted = try await withProcessing {
      try await $0.map(Learner(OrdinaryLeastSquares()), fittedTo: data)
    }
    let output = try await withProcessing { try await $0.map(fitted.graph, predicting: data.features) }
    #expect(output[0].features.rowCount == 20)
  }

  @Test func foldersThatCannotBeAreRefused() async throws {
    try folder.write("", to: "file")
    for path in [folder.appending("file"), folder.appending("none/cache")] {
      let error = await #expect(throws: FileError.self) {
        try await withProcessing(cache: .folder(path)) { _ in }
      }
      #expect(error?.path == path)
    }
  }
}
