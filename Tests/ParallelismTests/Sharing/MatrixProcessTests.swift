import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30))) struct MatrixProcessTests {
  private let parallel = Parallel(workers: 2, on: .processes, batching: .size(1))

  /// 4 MB: row r holds r.
  private func matrix(_ rowCount: Int = 1 << 16) -> Matrix<Double> {
    Matrix(rowCount: rowCount, columnCount: 8) { target in
      for index in target.indices { target.initializeElement(at: index, to: Double(index / 8)) }
    }
  }

  private func jobs(_ matrix: Matrix<Double>, count: Int = 8) -> [SummingRows] {
    let step = matrix.rowCount / count
    return (0..<count).map { SummingRows(matrix: matrix, rows: $0 * step..<($0 + 1) * step) }
  }

  private func sums(_ jobs: [SummingRows]) -> [Double] {
    jobs.map { 8 * $0.rows.reduce(0) { $0 + Double($1) } }
  }

  @Test func twoJobsSeeTheSameBytes() async throws {
    let jobs = jobs(matrix())
    let sightings = try await parallel.run(jobs)
    #expect(sightings.map(\.sum) == sums(jobs))
    for (_, own) in Dictionary(grouping: sightings, by: \.process) {
      #expect(Set(own.map(\.address)).count == 1)
    }
    #expect(try await parallel.run(jobs).map(\.sum) == sums(jobs))
  }

  @Test(arguments: [
    MappingPolicy.never, .above(.bytes(0)), .standard, .above(.gibibytes(1), access: .copyOnWrite),
  ])
  func everyPolicyGivesTheSameResults(policy: MappingPolicy) async throws {
    try await withParallel(Parallel(mapping: policy)) {
      for rowCount in [1, 1 << 16] {
        let matrix = matrix(rowCount)
        let echoes = try await parallel.run([Echo(value: matrix), Echo(value: matrix)])
        #expect(echoes == [matrix, matrix])
      }
    }
  }

  @Test(arguments: [MappingPolicy.Access.readOnly, .copyOnWrite])
  func whatAJobWritesIsItsOwn(access: MappingPolicy.Access) async throws {
    var parallel = parallel
    parallel.mapping = .above(.mebibytes(1), access: access)
    let matrix = matrix()
    let results = try await parallel.run((1...6).map { Scribbling(matrix: matrix, number: Double($0)) })
    #expect(results == (1...6).map { [0, Double($0), 0, 0] })
    #expect(matrix[0, 0] == 0)
  }

  @Test(arguments: [MappingPolicy.Access.readOnly, .copyOnWrite])
  func aJobThatHasTheOnlyCopyWritesToItsPages(access: MappingPolicy.Access) async throws {
    var parallel = parallel
    parallel.mapping = .above(.mebibytes(1), access: access)
    let matrix = matrix()
    let sum = matrix.withUnsafeElements { $0.reduce(0, +) }
    for result in try await parallel.run((0..<4).map { _ in Consuming(box: .init(matrix)) }) {
      #expect(result.isInPlace == (access == .copyOnWrite))
      #expect(result.sum == sum + 1)
    }
    #expect(matrix[0, 0] == 0)
  }

  @Test func resultsAreOrdinaryValues() async throws {
    var results = try await parallel.run([20_000, 30_000, 40_000].map { MakingMatrix(rowCount: $0) })
    for index in results.indices {
      let number = Double(results[index].rowCount)
      #expect(results[index][0, 7] == number)
      results[index][0, 7] = -1
      #expect(results[index][0, 7] == -1)
      #expect(results[index][1, 7] == number)
    }
    // They can go on to others.
    let again = try await parallel.run(results.map { Echo(value: $0) })
    #expect(again == results)
  }

  @Test func aWorkerGivesTheSameMatrixBackAgainAndAgain() async throws {
    let parallel = Parallel(workers: 1, on: .processes, batching: .size(1))
    let tables = try await parallel.run((0..<3).map { ReadingTable(number: $0) })
    #expect(tables == [ReadingTable.table, ReadingTable.table, ReadingTable.table])
  }

  @Test func manyWorkersWriteIntoOneMatrix() async throws {
    let table = try SharedMatrix<Double>(rowCount: 50, columnCount: 3)
    _ = try await parallel.run((0..<50).map { FillingRow(row: $0, table: table) })
    #expect(table.matrix() == Matrix(rows: (0..<50).map { .init(repeating: Double($0), count: 3) }))
    let back = try await parallel.run([Echo(value: table)])[0]
    back[0, 0] = 9
    #expect(table[0, 0] == 9)
  }

  @Test(arguments: backends) func manyThreadsWriteIntoOneMatrix(backend: any Backend) async throws {
    let table = try SharedMatrix<Double>(rowCount: 50, columnCount: 3)
    _ = try await Parallel(workers: 2, on: backend).map(0..<50) { FillingRow(row: $0, table: table).run() }
    #expect(table.matrix() == Matrix(rows: (0..<50).map { .init(repeating: Double($0), count: 3) }))
  }

  @Test func viewsRebuildExactly() async throws {
    let matrix = matrix()
    let views = [
      matrix.view(rows: RangeSet(65_535..<65_536)), matrix.view(columns: [7, 0, 7]),
      matrix.view(rows: RangeSet([1..<3, 60_000..<60_001])).view(columns: [2]), matrix.view,
    ]
    for (view, back) in zip(views, try await parallel.run(views.map { Echo(value: $0) })) {
      #expect(back.rows == view.rows)
      #expect(back.copied() == view.copied())
    }
  }

  @Test func aMappedFileIsMappedThere() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = FilePath(folder.path()).appending("numbers.npy")
    try NPYFile.write(matrix(), to: path)
    let mapped: Matrix<Double> = try NPYFile(at: path).mappedMatrix()
    // Its name means nothing to the workers.
    try FileManager.default.removeItem(atPath: path.string)
    let jobs = jobs(mapped)
    #expect(try await parallel.run(jobs).map(\.sum) == sums(jobs))
  }

  @Test func largeFieldsAndResultsCross() async throws {
    let bytes = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
    #expect(try await parallel.run([Echo(value: bytes), Echo(value: [])]) == [bytes, []])
    let texts = (0..<100_000).map { "text number \($0)" }
    #expect(try await parallel.run([Echo(value: texts)]) == [texts])
  }

  @Test func concurrentCallsDoNotMixTheirValues() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<6 {
        group.addTask {
          // Memory is used again when these are gone, so that addresses repeat.
          for round in 0..<5 {
            let value = Matrix<Double>(
              rowCount: 140_000, columnCount: 1, repeating: Double(number * 10 + round))
            let sums = try await Parallel(workers: 2, on: .processes).run(
              (0..<2).map { SummingRows(matrix: value, rows: $0 * 70_000..<($0 + 1) * 70_000) }
            ).map(\.sum)
            guard sums == [Double](repeating: 70_000 * Double(number * 10 + round), count: 2) else {
              return false
            }
          }
          return true
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func manyCallsLeaveNoDescriptors() async {
    await #expect(processExitsWith: .success) {
      let parallel = Parallel(workers: 1, on: .processes)
      func own() -> Int { (0..<1024).count { fcntl(Int32($0), F_GETFD) >= 0 } }
      func call(_ times: Int) async throws {
        for number in 0..<times {
          let value = Matrix<Double>(rowCount: 140_000, columnCount: 1, repeating: Double(number))
          #expect(try await parallel.run([Echo(value: value)]) == [value])
          let array = [Double](repeating: 1, count: 140_000)
          _ = try await parallel.run([SummingShared(values: Shared(array), part: 0..<1)])
          _ = try? await parallel.run([Echo(value: [array]), Echo(value: [array])])
        }
      }
      try await call(3)
      let before = (own(), try await parallel.run([CountingDescriptors()])[0])
      try await call(60)
      let after = (own(), try await parallel.run([CountingDescriptors()])[0])
      #expect(abs(before.0 - after.0) <= 8 && abs(before.1 - after.1) <= 8, "\(before) \(after)")
    }
  }

  @Test func aFailedTaskLeavesNothingMapped() async {
    await #expect(processExitsWith: .success) {
      let parallel = Parallel(workers: 1, on: .processes)
      for _ in 0..<5 {
        let value = Matrix<Double>(rowCount: 140_000, columnCount: 1, repeating: 1)
        _ = try? await parallel.run([Echo(value: MatrixAndSecret(matrix: value, secret: Secret()))])
        let back = try await parallel.run([Echo(value: value)])
        #expect(back == [value])
      }
    }
  }
}

/// Cannot be encoded although a part of it has been.
struct MatrixAndSecret: Codable, Sendable {
  var matrix: Matrix<Double>
  var secret: Secret
}
