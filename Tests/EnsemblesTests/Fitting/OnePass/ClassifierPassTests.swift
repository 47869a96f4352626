import Estimators
import Testing

@testable import Ensembles

/// Classifiers that are fitted to sums over the rows.
@Suite struct ClassifierPassTests {
  private func data() throws -> Dataset {
    let features = try sampleData(rows: 1200, columns: 5).features.matrix()
    let labels = (0..<1200).map { row in
      features[row, 0] + features[row, 1] > 0.2 ? "a" : features[row, 2] > features[row, 3] ? "b" : "c"
    }
    let counts = Matrix(
      rowCount: 1200, columnCount: 5, elements: features.elements.map { ($0 * 20).rounded() + 10 })
    return try Dataset(features: counts, labels: labels).weighted(by: (0..<1200).map { Double($0 % 3) })
  }

  private func outputs(
    inOnePass: Bool, on parallel: Parallel = Parallel(on: .sequential)
  ) async throws -> Matrix<Double> {
    let stack = SuperLearner(
      folds: 3, precision: .double, options: EnsembleOptions(inOnePass: inOnePass)
    ) {
      Layer(output: .probabilities) {
        GaussianNaiveBayes()
        MultinomialNaiveBayes()
        LinearDiscriminantAnalysis()
        QuadraticDiscriminantAnalysis()
      }
    } meta: {
      LinearDiscriminantAnalysis(shrinkage: .share(0.1))
    }
    let (_, outputs) = try await stack.fittedWithOutputs(to: data(), on: parallel)
    return Matrix(outputs[0].matrix)
  }

  @Test func onePassAgreesWithFitsOfTheirOwn() async throws {
    let (ours, theirs) = (try await outputs(inOnePass: true), try await outputs(inOnePass: false))
    #expect(ours.rowCount == 1200 && ours.columnCount == 12)
    let difference = zip(ours.elements, theirs.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference <= 1e-8)
    // Had nothing been done together, not a bit would differ.
    #expect(difference > 0)
  }

  @Test(arguments: [.threads, .processes, .forks] as [any Backend])
  func bitsDoNotDependOnTheBackend(backend: any Backend) async throws {
    let expected = try await outputs(inOnePass: true)
    for workers in [1, 3] {
      #expect(
        try await outputs(inOnePass: true, on: Parallel(workers: .exactly(workers), on: backend)) == expected)
    }
  }
}
