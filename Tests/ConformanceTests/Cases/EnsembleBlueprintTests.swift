import Arrays
import Ensembles
import Estimators
import Testing

@testable import Conformance

@Suite("What mlens does for some names only")
struct EnsembleBlueprintTests {
  @Test("Preprocessing takes effect here, whatever its name", arguments: ["sc", "Sc", "S C"])
  func preprocessing(name: String) async throws {
    let features = Matrix<Double>(rows: [[1, 5], [2, 3], [3, 8], [4, 1], [5, 9], [6, 2]])
    let data = try Dataset(features: features, target: [2, 4, 6, 8, 10, 12])
    let stack = SuperLearner(folds: 2) {
      Layer {
        Preprocessing(named: name, ColumnSubset([1])) { OLS() }
        Preprocessing(named: "other", ColumnSubset([0])) { OLS() }
      }
    } meta: {
    }
    let output = try await stack.fittedWithOutputs(to: data).outputs[0].matrix
    // The first column alone gives the target exactly, the second one does not.
    let isExact = (0..<2).map { column in
      zip(output.column(column), data.target.copied().elements).allSatisfy { abs($0 - $1) < 1e-9 }
    }
    #expect(Set(isExact) == [true, false])
  }

  @Test("A case whose preprocessing mlens leaves out is named")
  func lost() throws {
    let node = try JSONNode(
      parsing: """
        {"name": "x", "data": {"file": "x.csv", "train": [0, 9], "predict": [9, 12]},
         "ensemble": {"class": "SuperLearner", "folds": 3},
         "layers": [{"cases": [
           {"name": "Sc", "preprocessing": [{"Scale": {}}], "learners": [{"name": "a", "estimator": "OLS"}]},
           {"name": "no", "preprocessing": [], "learners": [{"name": "b", "estimator": "OLS"}]}]}]}
        """)
    let blueprint = try EnsembleBlueprint(EnsembleRecipe(node))
    #expect(blueprint.casesWithoutTheirSteps == ["Sc"])
    #expect(Set(blueprint.recordedNames.values) == ["layer-1/a", "layer-1/b"])
  }
}
