#if os(Linux)
  import Arrays
  import Foundation
  import Parallelism
  import Testing

  /// What is left of a program that is killed while others compute for it and a large matrix is shared with them.
  ///
  /// One after the other, since they use much memory.
  @Suite(.serialized, .timeLimit(.minutes(30)))
  struct ParentDeathTests {
    @Test func nothingIsLeftOfWorkers() async throws {
      let scene = try Scene()
      await #expect(processExitsWith: .signal(SIGKILL)) { [place = scene.place as Place] in
        place.settle()
        let matrix = largeMatrix()
        _ = try await Parallel(workers: 2, on: .processes, batching: .size(1)).run(
          [true, false].map { Heir(matrix: matrix, place: place, kills: $0) })
      }
      await scene.expectNothingIsLeft()
    }

    @Test(
      .disabled(
        if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
    func nothingIsLeftOfForks() async throws {
      let scene = try Scene()
      await #expect(processExitsWith: .signal(SIGKILL)) { [place = scene.place as Place] in
        place.settle()
        let matrix = largeMatrix()
        _ = try await Parallel(workers: 2, on: .forks, batching: .size(1)).map([true, false]) {
          Heir(matrix: matrix, place: place, kills: $0).run()
        }
      }
      await scene.expectNothingIsLeft()
    }

    /// Where a program and its workers leave traces of their life, that its end can be seen.
    private struct Scene: ~Copyable {
      let place: Place
      private let presence = NamedPipe()
      private let meeting = NamedPipe(isRead: false)
      private let before = Self.sharedFiles()

      init() throws {
        let name = UUID().uuidString
        let folder = FileManager.default.temporaryDirectory.appending(path: "test-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        place = Place(name: name, folder: folder.path(), presence: presence.path, meeting: meeting.path)
      }

      deinit { try? FileManager.default.removeItem(atPath: place.folder) }

      /// Must be called when the program has just ended.
      func expectNothingIsLeft() async {
        let start = ContinuousClock.now
        // The end comes when no process has the pipe that both workers had opened.
        #expect(await presence.awaitEnd() == 2)
        let time = start.duration(to: .now)
        // A second on a machine that has nothing else to do: others have their share of it.
        #expect(time < .seconds(1) * (1 + Self.loadPerProcessor()))
        #expect(Self.processes(named: place.name) == [])
        #expect(Self.sharedFiles().subtracting(before) == [])
        #expect((try? FileManager.default.contentsOfDirectory(atPath: place.folder)) == [])
      }

      private static func loadPerProcessor() -> Double {
        var load = 0.0
        getloadavg(&load, 1)
        return load / Double(ProcessInfo.processInfo.activeProcessorCount)
      }

      private static func sharedFiles() -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? [])
      }

      /// The processes that were started with that name in their environment.
      private static func processes(named name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter {
          guard Int($0) != nil, let file = fopen("/proc/\($0)/environ", "r") else { return false }
          defer { fclose(file) }
          var bytes = [UInt8](repeating: 0, count: 1 << 18)
          let count = fread(&bytes, 1, bytes.count, file)
          return String(decoding: bytes[..<count], as: UTF8.self).contains(name)
        }
      }
    }
  }

  /// 400 MB, a row a page.
  private func largeMatrix() -> Matrix<Double> {
    Matrix(rowCount: 100_000, columnCount: 512, repeating: 1)
  }

  /// Where a program that will be killed finds what it needs.
  struct Place: Codable, Sendable {
    /// Stands in the environment of whatever the program starts.
    var name: String
    /// The folder for its temporary files.
    var folder: String
    var presence: String
    var meeting: String

    /// Makes this process the one that lives here.
    func settle() {
      setenv("PARENT_DEATH_TESTS", name, 1)
      setenv("TMPDIR", folder, 1)
    }
  }

  /// Two of these look at all of a matrix and meet; then one kills the parent, and both go on until somebody stops them.
  struct Heir: Job {
    var matrix: Matrix<Double>
    var place: Place
    var kills: Bool

    func run() -> Int {
      let pages = TouchingPages(matrix: matrix, rows: 0..<matrix.rowCount)
      var sum = pages.run().sum
      _ = Presence(path: place.presence).run()
      _ = Encounter(path: place.meeting, reads: kills).run()
      if kills { kill(getppid(), SIGKILL) }
      while sum > 0 { sum += pages.run().sum }
      return 0
    }
  }
#endif
