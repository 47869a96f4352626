internal import Ensembles

/// An indexer to check, with what it is tried on.
struct IndexerSubject<I: Indexer> {
  let indexer: I
  let samples: [Dataset]
  let allowsOverlap: Bool

  /// The data sets that the indexer has a plan for, with the plans.
  ///
  /// - Throws: The refusal, if it has none.
  func plans() throws -> [(data: Dataset, plan: CrossFittingPlan)] {
    var plans: [(data: Dataset, plan: CrossFittingPlan)] = []
    var refusals: [any Error] = []
    for data in samples {
      do {
        plans.append((data, try indexer.plan(for: data)))
      } catch {
        refusals.append(error)
      }
    }
    if plans.isEmpty, let refusal = refusals.first {
      throw Breach("there is no plan for \(samples.count) of \(samples.count) data sets: \(refusal)")
    }
    return plans
  }
}

/// Something that ensembles rely on.
struct IndexerLaw<I: Indexer> {
  /// What an indexer must do, as a sentence.
  let sentence: String
  /// Throws what an indexer does in place of that.
  let check: (IndexerSubject<I>) throws -> Void

  init(_ sentence: String, check: @escaping (IndexerSubject<I>) throws -> Void) {
    self.sentence = sentence
    self.check = check
  }

  static var all: [IndexerLaw] { plans + parameters }
}

// MARK: - Plans

extension IndexerLaw {
  private static var plans: [IndexerLaw] {
    [
      IndexerLaw("a plan is for all rows, and every fit has rows, all of which are there") { subject in
        for (data, plan) in try subject.plans() {
          try plan.requireSoundness(for: data.rowCount, by: I.typeName)
        }
      },
      IndexerLaw("every row with an output is predicted once by each partition and repetition, others never")
      {
        for (data, plan) in try $0.plans() where !plan.folds.isEmpty {
          try requireSinglePredictions(plan, rowCount: data.rowCount)
        }
      },
      IndexerLaw("no fit learns from a row that it predicts") { subject in
        guard !subject.allowsOverlap else { return }
        for (_, plan) in try subject.plans() {
          for (index, fold) in plan.folds.enumerated() {
            if let row = fold.test.ranges.joined().first(where: fold.train.contains) {
              throw Breach("fold \(index) learns from row \(row), which it predicts (both counted from 0)")
            }
          }
        }
      },
      IndexerLaw("the same data set gets the same plan") { subject in
        for (data, plan) in try subject.plans() where try subject.indexer.plan(for: data) != plan {
          throw Breach("a second plan for \(data.rowCount) rows was another one")
        }
      },
      IndexerLaw("for few rows there is a sound plan or a ModelingError") { subject in
        for data in subject.samples {
          for rowCount in 0..<min(8, data.rowCount) {
            let few = data.rows(RangeSet(0..<rowCount))
            let plan: CrossFittingPlan
            do {
              plan = try subject.indexer.plan(for: few)
            } catch is ModelingError {
              continue
            } catch {
              throw Breach("the error for \(rowCount) rows is not a ModelingError but \(error)")
            }
            try plan.requireSoundness(for: rowCount, by: I.typeName)
          }
        }
      },
    ]
  }

  private static func requireSinglePredictions(_ plan: CrossFittingPlan, rowCount: Int) throws {
    let runs = Dictionary(grouping: plan.folds) { [$0.partition, $0.repetition] }
    for (run, folds) in runs {
      var counts = Array(repeating: 0, count: rowCount)
      for fold in folds {
        for row in fold.test.ranges.joined() where counts.indices.contains(row) { counts[row] += 1 }
      }
      for (row, count) in counts.enumerated() where count != (plan.outputRows.contains(row) ? 1 : 0) {
        throw Breach(
          "row \(row) is predicted \(count) times by partition \(run[0]), repetition \(run[1]) (all counted from 0)"
        )
      }
    }
  }
}

// MARK: - Parameters

extension IndexerLaw {
  private static var parameters: [IndexerLaw] {
    ParameterPromise<I>.all(of: "an indexer").map { promise in
      IndexerLaw(promise.sentence) { try promise.check($0.indexer) }
    }
  }
}
