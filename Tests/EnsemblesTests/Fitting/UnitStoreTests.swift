import Estimators
import Synchronization
import Testing

@testable import Ensembles

@Suite struct UnitStoreTests {
  private func stack(_ penalty: Double = 1, folds: Int = 3) -> SuperLearner {
    SuperLearner(folds: folds) {
      Layer {
        OrdinaryLeastSquares()
        Preprocessing(Standardizer()) { RidgeRegression(penalty: penalty) }
      }
    } meta: {
      RidgeRegression()
    }
  }

  @Test func finishedUnitsAreNotFittedAgain() async throws {
    let store = MemoryStore(number: 1)
    let data = try sampleData(rows: 60)
    let model = try await stack().fitted(to: data, keepingUnitsIn: store)
    // Four slots of two learners and a transformer, and four of the meta learner.
    #expect(MemoryStore.counts(of: 1) == .init(stored: 16, found: 0))
    let again = try await stack().fitted(to: data, keepingUnitsIn: store)
    #expect(MemoryStore.counts(of: 1) == .init(stored: 16, found: 16))
    let plain = try await stack().fitted(to: data)
    for other in [again, plain] {
      #expect(try await other.predictions(from: data.features) == model.predictions(from: data.features))
      #expect(other.report.learners.map(\.scores) == model.report.learners.map(\.scores))
    }
  }

  @Test func whatAUnitDependsOnIsInItsKey() async throws {
    let store = MemoryStore(number: 2)
    let data = try sampleData(rows: 60)
    _ = try await stack().fitted(to: data, keepingUnitsIn: store)
    let first = MemoryStore.counts(of: 2)
    // Another penalty leaves the first learner and the pipelines; the meta learner sees other numbers.
    _ = try await stack(2).fitted(to: data, keepingUnitsIn: store)
    #expect(MemoryStore.counts(of: 2) == .init(stored: first.stored + 8, found: 8))
    // Other data leaves nothing.
    let other = MemoryStore.counts(of: 2)
    _ = try await stack().fitted(to: sampleData(rows: 60, seed: 3), keepingUnitsIn: store)
    #expect(MemoryStore.counts(of: 2) == .init(stored: other.stored + 16, found: other.found))
  }

  @Test func digestsTellDataApart() throws {
    let data = try sampleData(rows: 10)
    #expect(Digest(data) == Digest(data))
    #expect(Digest(data) != Digest(try sampleData(rows: 10, seed: 2)))
    #expect(Digest(data) != Digest(try data.weighted(by: [Double](repeating: 1, count: 10))))
    #expect(Digest(data).description.count == 32)
    var small = Digest()
    small.mix(1)
    #expect(
      small.description
        == {
          var other = Digest(); other.mix(1); return other.description
        }())
  }
}

/// Keeps units in this process.
private struct MemoryStore: UnitStore {
  struct Counts: Equatable {
    var stored = 0
    var found = 0
  }

  private static let units = Mutex<[Int: [UnitKey: StoredUnit]]>([:])
  private static let counts = Mutex<[Int: Counts]>([:])

  static func counts(of number: Int) -> Counts { counts.withLock { $0[number] ?? Counts() } }

  var number: Int

  func contains(_ key: UnitKey) -> Bool { Self.units.withLock { $0[number]?[key] != nil } }

  func load(_ key: UnitKey) throws -> StoredUnit? {
    let unit = Self.units.withLock { $0[number]?[key] }
    if unit != nil { Self.counts.withLock { $0[number, default: Counts()].found += 1 } }
    return unit
  }

  func store(_ unit: StoredUnit, as key: UnitKey) throws {
    Self.units.withLock { $0[number, default: [:]][key] = unit }
    Self.counts.withLock { $0[number, default: Counts()].stored += 1 }
  }
}
