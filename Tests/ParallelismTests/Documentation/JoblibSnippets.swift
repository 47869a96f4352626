import Parallelism
import Synchronization
import Testing

/// What the page “Coming from joblib” shows, compiled and run.
///
/// A block of code on the page is the text between `// snippet:` and `// end` here, which `PageTests` compares.
@Suite(.timeLimit(.minutes(30)))
struct JoblibSnippets {
  private let names = ["ada", "grace", "barbara", "frances"]
  private var jobs: [NameLength] { names.map(NameLength.init) }

  @Test func n_jobs() async throws {
    // snippet: n_jobs
    let four = try await Parallel(workers: 4).map(names) { $0.count }  // n_jobs=4
    let all = try await Parallel(workers: .all).map(names) { $0.count }  // n_jobs=-1
    let most = try await Parallel(workers: .all(except: 1)).map(names) { $0.count }  // n_jobs=-2
    // end
    #expect(four == [3, 5, 7, 7])
    #expect(all == four && most == four)
  }

  @Test(
    .disabled(
      if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  func backend() async throws {
    // snippet: backend
    let lengths = try await Parallel(on: .threads).map(names) { $0.count }  // "threading"
    let same = try await Parallel(on: .sequential).map(names) { $0.count }  // "sequential"
    let far = try await Parallel(on: .processes).run(jobs)  // "loky"
    let risky = try await Parallel(on: .forks).map(names) { $0.count }  // "multiprocessing", with any closure

    let chosen = try BackendCatalogue.standard.backend(named: "threads")  // by a name that a user gives
    let again = try await Parallel(on: chosen).map(names) { $0.count }
    // end
    #expect(lengths == [3, 5, 7, 7])
    #expect([same, far, risky, again].allSatisfy { $0 == lengths })
  }

  @Test func return_as() async throws {
    var lengths: [Int] = []
    // snippet: return_as
    let list = try await Parallel().map(names) { $0.count }  // "list"

    for try await length in Parallel().results(of: names, { $0.count }) {  // "generator"
      lengths.append(length)
    }
    // "generator_unordered"
    for try await length in Parallel().results(of: names, ordered: .completion, { $0.count }) {
      lengths.append(length)
    }
    // end
    #expect(list == [3, 5, 7, 7])
    #expect(Array(lengths.prefix(4)) == list)
    #expect(lengths.suffix(4).sorted() == list)
  }

  @Test func prefer() async throws {
    // snippet: prefer
    let lengths = try await Parallel(placement: .prefer(.processes)).run(jobs)
    // end
    #expect(lengths == [3, 5, 7, 7])
  }

  @Test func require() async throws {
    // snippet: require
    let letters = Tally()
    _ = try await Parallel(placement: .require(.sharedMemory)).map(names) { letters.add($0.count) }
    // end
    #expect(letters.value == 22)
  }

  @Test func verbose() async throws {
    let written = CapturedLines()
    // snippet: verbose
    let lines = ProgressLines(verbosity: 10) { written.append($0) }
    let lengths = try await Parallel(workers: 2).map(names, progress: lines.show) { $0.count }
    // end
    #expect(lengths == [3, 5, 7, 7])
    #expect(written.lines.last?.contains("Done 4 out of 4 | elapsed:") == true)
  }

  @Test func timeout() async throws {
    // snippet: timeout
    // timeout=30, for the next result
    let lengths = try await Parallel().map(names, stall: .seconds(30)) { $0.count }

    // for the whole call
    let bounded = try await Parallel().map(names, deadline: .seconds(600)) { $0.count }
    // for each task, which is ended
    let limited = try await Parallel(on: .processes).run(jobs, taskLimit: .seconds(30))
    // end
    #expect(lengths == [3, 5, 7, 7])
    #expect(bounded == lengths && limited == lengths)
  }

  @Test func pre_dispatch() async throws {
    var lengths: [Int] = []
    // snippet: pre_dispatch
    // "1.5*n_jobs"
    for try await length in Parallel().results(of: names, lookahead: .perWorker(1.5), { $0.count }) {
      lengths.append(length)
    }
    for try await length in Parallel().results(of: names, lookahead: .all, { $0.count }) {  // "all"
      lengths.append(length)
    }
    // end
    #expect(lengths == [3, 5, 7, 7, 3, 5, 7, 7])
  }

  @Test func batch_size() async throws {
    // snippet: batch_size
    // "auto", the default, on threads too
    let lengths = try await Parallel(batching: .automatic).map(names) { $0.count }
    let pairs = try await Parallel(batching: .size(2)).map(names) { $0.count }  // batch_size=2
    // end
    #expect(lengths == [3, 5, 7, 7])
    #expect(pairs == lengths)
  }

  @Test func temp_folder_max_nbytes_mmap_mode() async throws {
    // snippet: temp_folder, max_nbytes, mmap_mode
    let standard = MappingPolicy.above(.mebibytes(1))  // max_nbytes="1M"
    let lengths = try await Parallel(on: .processes, mapping: standard).run(jobs)
    let copied = try await Parallel(on: .processes, mapping: .never).run(jobs)  // max_nbytes=None
    let writable = MappingPolicy.above(.mebibytes(1), access: .copyOnWrite)  // mmap_mode="c"
    let changed = try await Parallel(on: .processes, mapping: writable).run(jobs)
    // end
    #expect(lengths == [3, 5, 7, 7])
    #expect(copied == lengths && changed == lengths)
  }

  @Test func inner_max_num_threads() async throws {
    // snippet: inner_max_num_threads
    let lengths = try await Parallel(on: .processes, innerThreads: 2).run(jobs)
    // end
    #expect(lengths == [3, 5, 7, 7])
  }

  @Test func parallel_config() async throws {
    // snippet: parallel_config
    let lengths = try await withParallel(Parallel(workers: 2, on: .processes)) {
      try await Parallel().run(jobs)
    }
    // end
    #expect(lengths == [3, 5, 7, 7])
  }

  @Test func delayed() async throws {
    // snippet: delayed
    let lengths = try await Parallel().map(names) { $0.count }  // a closure, where memory is shared or copied
    let far = try await Parallel(on: .processes).run(jobs)  // a Job, where it is not
    // end
    #expect(lengths == far)
  }

  @Test func effective_n_jobs() throws {
    // snippet: effective_n_jobs
    let workers = try Parallel(workers: .all(except: 1)).effectiveWorkers()  // effective_n_jobs(-2)
    let processors = try Parallel(workers: .all).effectiveWorkers()  // cpu_count()
    // end
    #expect(workers == max(1, processors - 1))
  }
}

/// What a snippet writes.
private final class CapturedLines: Sendable {
  private let written = Mutex<[String]>([])

  var lines: [String] { written.withLock { $0 } }

  func append(_ line: String) {
    written.withLock { $0.append(line) }
  }
}

/// The job of the snippets.
struct NameLength: Job {
  var name: String
  func run() -> Int { name.count }
}
