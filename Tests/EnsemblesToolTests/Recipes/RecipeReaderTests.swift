import Ensembles
import Estimators
import SystemPackage
import Testing

@testable import EnsemblesTool

@Suite("Recipes")
struct RecipeReaderTests {
  private func recipe(_ text: String) throws -> Recipe {
    try RecipeReader(registry: .standard).recipe(from: RecipeText(text, path: "r.yaml").root())
  }

  private func description(_ text: String) throws -> String { try RecipeDescription(of: recipe(text)).text }

  @Test("Every part of a recipe is read")
  func everything() throws {
    let recipe = try recipe(
      """
      ensemble: blend
      testSize: 0.25
      trainSize: 30
      scorer: r2
      precision: float64
      seed: 18446744073709551615
      layers:
        - name: base
          propagate: [1, 0]
          testSize: 7
          learners:
            - ols
            - lasso: {penalty: 2, intercept: false}
              name: Sparse
            - preprocessing: [standardize, {columns: {columns: [0, 2]}}]
              name: scaled
              learners: [ridge, {ridge: {penalty: 1e-3}, name: weak}]
        - learners: elastic-net
      meta:
        - ridge
      """)
    #expect(recipe.kind == .blend)
    #expect(recipe.indexer as? BlendIndexer == BlendIndexer(testSize: 0.25, trainSize: 30))
    #expect(recipe.scorer?.name == "r2")
    #expect(recipe.precision == .double)
    #expect(recipe.seed == .max)
    try #require(recipe.layers.count == 2)
    let base = recipe.layers[0]
    #expect(base.name == "base")
    #expect(base.propagatedColumns == [1, 0])
    #expect(base.indexer as? BlendIndexer == BlendIndexer(testSize: 7, trainSize: 30))
    #expect(base.learners.map(\.name) == [nil, "Sparse", nil, "weak"])
    #expect(base.learners.map(\.transformer) == [nil, nil, "scaled", "scaled"])
    #expect(base.learners[1].estimator as? LassoRegression == LassoRegression(penalty: 2, intercept: false))
    #expect(base.learners[3].estimator as? RidgeRegression == RidgeRegression(penalty: 0.001))
    try #require(base.transformers.count == 1)
    let steps = base.transformers[0].pipeline.steps
    #expect(steps.count == 2)
    #expect(steps.last as? ColumnSubset == ColumnSubset([0, 2]))
    #expect(recipe.layers[1].learners.count == 1)
    #expect(recipe.layers[1].indexer == nil)
    #expect(recipe.meta?.learners.count == 1)
  }

  @Test("What is not said has a default")
  func defaults() throws {
    let recipe = try recipe("learners: ols")
    #expect(recipe.kind == .superLearner)
    #expect(recipe.indexer as? FoldIndexer == FoldIndexer(folds: 5))
    #expect(recipe.scorer?.name == nil)
    #expect(recipe.options == EnsembleOptions())
    #expect(recipe.targetKind == nil)
    #expect(recipe.precision == .float)
    #expect(recipe.seed == 0)
    #expect(recipe.meta == nil)
    #expect(try recipe.ensemble().seed == 0)
  }

  @Test(
    "Every ensemble has its indexer, whose parameters are keys of the recipe",
    arguments: [
      ("super-learner\nfolds: 3\nassignment: stratified", FoldIndexer(folds: 3, assignment: .stratified)),
      ("blend\ntestSize: 9", BlendIndexer(testSize: 9)),
      ("subsemble\npartitions: 3\nfolds: 4", SubsetIndexer(partitions: 3, folds: 4)),
      ("temporal\nstepSize: 2\nwindow: 7\nlag: 1", TemporalIndexer(stepSize: 2, window: 7, lag: 1)),
      ("sequential", FullIndexer()),
    ] as [(String, any Indexer)])
  func kinds(text: String, indexer: any Indexer) throws {
    let recipe = try recipe("ensemble: \(text)\nlearners: ols")
    #expect(AnyHashable(recipe.indexer) == AnyHashable(indexer))
  }

  @Test("Clusters are found by any partitioner, from the seed of the ensemble")
  func clusters() throws {
    let text =
      "ensemble: clustered-subsemble\nclustering: {k-means: {clusters: 4}}\nfolds: 3\nseed: 5\nlearners: ols"
    let recipe = try recipe(text)
    let clustered = try #require(recipe.indexer as? ClusteredSubsetIndexer<KMeans>)
    #expect(clustered.folds == 3)
    #expect(clustered.clustering.clusters == 4)
    let ensemble = try recipe.ensemble()
    let stack = try #require(ensemble as? StackedEnsemble<ClusteredSubsetIndexer<KMeans>>)
    #expect(stack.indexer.seed == 5)
    #expect(stack.seed == 5)
  }

  @Test("Clusters of layers and groups follow the seed of the ensemble, unless they have their own indexer")
  func clustersOfLayers() throws {
    var recipe = try recipe(
      """
      ensemble: clustered-subsemble
      seed: 5
      layers:
        - folds: 3
          learners: ols
        - learners: ols
          groups:
            - clustering: {k-means: {clusters: 4}}
              learners: ridge
            - indexer: {clustered-subset: {clustering: {k-means: {clusters: 2}}, seed: 9}}
              learners: lasso
      """)
    // As the option “--seed” does.
    recipe.seed = 11
    let ensemble = try recipe.ensemble()
    let stack = try #require(ensemble as? StackedEnsemble<ClusteredSubsetIndexer<KMeans>>)
    func seed(_ indexer: (any Indexer)?) -> UInt64? { (indexer as? ClusteredSubsetIndexer<KMeans>)?.seed }
    #expect(stack.indexer.seed == 11)
    try #require(stack.layers.count == 2)
    #expect(seed(stack.layers[0].indexer) == 11)
    #expect(stack.layers[1].groups.map { seed($0.indexer) } == [nil, 11, 9])
  }

  @Test("Options, groups and what layers decide for themselves are read")
  func settings() throws {
    let recipe = try recipe(Fixtures.fullRecipe)
    #expect(recipe.targetKind == .numbers)
    #expect(
      recipe.options
        == EnsembleOptions(
          prediction: .bagged, keepingFoldModels: true, shuffled: true, onLearnerFailure: .drop,
          inOnePass: false))
    try #require(recipe.layers.count == 2)
    #expect(recipe.layers[0].indexer as? SubsetIndexer == SubsetIndexer(partitions: 1, folds: 2))
    let second = recipe.layers[1]
    #expect(second.indexer as? FoldIndexer == FoldIndexer(folds: 4, assignment: .shuffled(seed: 3)))
    #expect(second.precision == .float)
    #expect(second.scorer?.name == "r2")
    #expect(second.seed == 5)
    #expect(second.isShuffled == false)
    #expect(second.output == .predictions)
    #expect(second.groups.map(\.name) == [nil, "repeated", nil])
    #expect(second.groups.map { $0.learners.count } == [1, 2, 1])
    #expect(
      second.groups[1].indexer as? RepeatedFoldIndexer
        == RepeatedFoldIndexer(folds: 3, repetitions: 2, seed: 4))
    #expect(second.groups[2].indexer is ClusteredSubsetIndexer<KMeans>)
    #expect(recipe.meta?.scorer?.name == "rmse")
    #expect(recipe.meta?.learners.count == 1)
  }

  @Test(
    "Short forms mean the same as long ones",
    arguments: [
      "layers:\n  - learners:\n      - ridge: {}\nmeta:\n  - ols\n",
      "layers: {learners: [ridge]}\nmeta: [ols]\n",
      "layers: [[ridge]]\nmeta: ols\n",
      "learners: ridge\nmeta: {ols: }\n",
      "learners: [{ridge: }]\nmeta: ols\n",
      "learners:\n- &a ridge\nmeta: [ols]\nensemble: super-learner\n",
      #"{"learners": ["ridge"], "meta": "ols", "folds": 5, "seed": 0}"#,
      "\u{FEFF}%YAML 1.1\n---\nlearners: ['ridge']\nmeta: \"ols\"\n...\n",
      "learners: ridge\r\nmeta: ols\r\n",
    ])
  func shortForms(text: String) throws {
    #expect(try description(text) == description("layers: [{learners: [{ridge: {}}]}]\nmeta: [ols]"))
  }

  @Test("An anchor stands for what it marks")
  func anchors() throws {
    let text = "layers:\n  - learners: &base [ols, ridge: {penalty: 3}]\n  - learners: *base\n"
    #expect(
      try description(text)
        == description("layers: [[ols, {ridge: {penalty: 3}}], [ols, {ridge: {penalty: 3}}]]"))
  }

  struct Mistake: CustomTestStringConvertible {
    var text: String
    var error: String
    var testDescription: String { text }

    init(_ text: String, _ error: String) {
      self.text = text
      self.error = error
    }
  }

  @Test(
    "A mistake is answered with its place, what is wrong and the nearest right word",
    arguments: [
      Mistake("", ": the recipe is empty"),
      Mistake("# nothing\n", ": the recipe is empty"),
      Mistake("~", ":1:1: the recipe is empty"),
      Mistake("ridge", ":1:1: a recipe must be a mapping with “layers”, but is “ridge”"),
      Mistake("- ridge", ":1:1: a recipe must be a mapping with “layers”, but is a list"),
      Mistake("folds: 3", ":1:1: the recipe has no layers; give it “layers”, or “learners” for a single one"),
      Mistake("learnrs: ols", ":1:1: “learnrs” is no key of a recipe; did you mean “learners”?"),
      Mistake("learners: ols\n[1]: 2", ":2:1: a key must be a word, but is a list"),
      Mistake("layers:", ":1:8: “layers” is empty; give it at least one"),
      Mistake("layers: []", ":1:9: “layers” is empty; give it at least one"),
      Mistake("layers: [{}]", ":1:10: the layer has no “learners”; give it at least one"),
      Mistake(
        "layers: [ols]", ":1:10: a layer must be a mapping with “learners” or a list of them, but is “ols”"),
      Mistake(
        "layers:\n  - ridge: {}",
        ":2:5: the learner “ridge” stands in a layer itself; move it into the layer's “learners”"),
      Mistake("layers: [{learner: ols}]", ":1:11: “learner” is no key of a layer; did you mean “learners”?"),
      Mistake(
        "layers: [[ols]]\nlearners: ols", ":2:1: “learners” stands beside “layers”; move it into one of them"),
      Mistake("learners: []", ":1:11: “learners” is empty; give it at least one learner"),
      Mistake("meta:\nlearners: ols", ":1:6: “meta” is empty; give it at least one learner"),
      Mistake("learners: rigde", ":1:11: no learner is called “rigde”; did you mean “ridge”?"),
      Mistake("learners: [[ols]]", ":1:12: a learner must be a name or a mapping, but is a list"),
      Mistake("learners: [{}]", ":1:12: the learner has no type, such as “ridge”"),
      Mistake("learners: {name: a}", ":1:11: the learner has no type, such as “ridge”"),
      Mistake(
        "learners: standardize",
        ":1:11: “standardize” is a preprocessing step, not a learner; put it into “preprocessing”"),
      Mistake(
        "learners:\n  - ridge: {penlty: 1}",
        ":2:13: “ridge” has no parameter “penlty”; did you mean “penalty”?"),
      Mistake(
        "learners:\n  - ridge: {penalty: -1}",
        ":2:22: “penalty” of “ridge” must be a number of at least 0, but is -1"),
      Mistake(
        "learners: [ridge: {penalty: '1'}]",
        ":1:29: “penalty” of “ridge” must be a number of at least 0, but is the text “1”"),
      Mistake(
        "learners: [ridge: {intercept: yes}]",
        ":1:31: “intercept” of “ridge” must be true or false, but is the text “yes”"),
      Mistake("learners: [ridge: {penalty: }]", ":1:29: “penalty” has no value"),
      Mistake("learners: [ridge: {penalty: {}}]", ":1:29: “penalty” must be a value, but is a mapping"),
      Mistake(
        "learners: [ridge: 0.1]",
        ":1:19: the parameters of “ridge” must be a mapping, such as {penalty: 1.0}, but are “0.1”"),
      Mistake(
        "learners:\n  - ridge:\n    penalty: 1",
        ":3:5: “penalty” is a parameter of “ridge”; indent it further, to stand below it"),
      Mistake(
        "learners:\n  - ridge:\n    ols:",
        ":3:5: one element of the list has two learners, “ridge” and “ols”; make it two elements"),
      Mistake(
        "learners:\n  - ridge:\n    nam: a", ":3:5: “nam” is no key of a learner; did you mean “name”?"),
      Mistake("learners: [{ols: , name: []}]", ":1:26: the name of a learner must be a word, but is a list"),
      Mistake(
        "learners: [{ols: , name: a}, {ridge: , name: a}]",
        ":1:11: layer-1 has two learners named “a”; rename one"),
      Mistake(
        "learners: {preprocessing: standardise, learners: ols}",
        ":1:27: no preprocessing step is called “standardise”; did you mean “standardize”?"),
      Mistake(
        "learners: {preprocessing: [], learners: ols, nme: a}",
        ":1:46: “nme” is no key of preprocessing; did you mean “name”?"),
      Mistake(
        "learners: {preprocessing: standardize}",
        ":1:11: the preprocessing has no “learners” to see its result; give it at least one"),
      Mistake(
        "learners: {preprocessing: standardize, ols: }",
        ":1:40: the learner “ols” stands beside “preprocessing”; move it into “learners”"),
      Mistake(
        "learners: {learners: ols}",
        ":1:12: “learners” within a layer's learners need “preprocessing” beside them"),
      Mistake(
        "learners: {preprocessing: shift, learners: {preprocessing: shift, learners: ols}}",
        ":1:44: preprocessing cannot stand within preprocessing; list all steps in one"),
      Mistake(
        "learners: {preprocessing: {columns: {columns: [0, -1]}}, learners: ols}",
        ":1:47: “columns” of “columns” must be a list of column numbers, counted from 0, but is [0, -1]"),
      Mistake(
        "learners: {preprocessing: {columns: {columns: [[0]]}}, learners: ols}",
        ":1:48: “columns” has a list within a list"),
      Mistake(
        "folds: 1\nlearners: ols", ":1:8: “folds” of “fold” must be a whole number of at least 2, but is 1"),
      Mistake(
        "learners: ols\nfolds: 2.5",
        ":2:8: “folds” of “fold” must be a whole number of at least 2, but is 2.5"),
      Mistake("fold: 3\nlearners: ols", ":1:1: “fold” is no key of a recipe; did you mean “folds”?"),
      Mistake(
        "testSize: 0.5\nlearners: ols",
        ":1:1: “testSize” is for the ensemble “blend”, and this is “super-learner”"),
      Mistake(
        "ensemble: blended\nlearners: ols", ":1:11: no ensemble is called “blended”; did you mean “blend”?"),
      Mistake("ensemble: [blend]\nlearners: ols", ":1:11: “ensemble” must be a word, but is a list"),
      Mistake("scorer: rsme\nlearners: ols", ":1:9: no scorer is called “rsme”; did you mean “rmse”?"),
      Mistake(
        "precision: float16\nlearners: ols",
        ":1:12: “precision” cannot be “float16”; did you mean “float32”?"),
      Mistake(
        "seed: -1\nlearners: ols",
        ":1:7: “seed” must be a whole number from 0 to 18446744073709551615, but is “-1”"),
      Mistake(
        "learners: ols\npropagate: [0, b]",
        ":2:16: “propagate” must be a list of column numbers, counted from 0, but has “b”"),
      Mistake("folds: 2\nfolds: 3", ":1:1: “folds” stands more than once in one mapping; remove one"),
      Mistake(
        "indexer: fold\nensemble: blend\nlearners: ols",
        ":1:1: “indexer” stands beside “ensemble”, and a “blend” has one of its own; remove one of them"),
      Mistake(
        "indexer: fold\nfolds: 3\nlearners: ols",
        ":2:1: “folds” stands beside “indexer”; write it below the indexer's name"),
      Mistake("indexer: folds\nlearners: ols", ":1:10: no indexer is called “folds”; did you mean “fold”?"),
      Mistake(
        "indexer: custom\nlearners: ols",
        ":1:10: “custom” is for folds that a program decides on; they cannot be written into a recipe"),
      Mistake(
        "indexer: {fold: 3}\nlearners: ols",
        ":1:17: the parameters of “fold” must be a mapping with “folds”, “assignment”, but are “3”"),
      Mistake(
        "indexer: {full: {folds: 3}}\nlearners: ols",
        ":1:18: “folds” is no key of the indexer “full”; it has none"),
      Mistake("indexer: {full: 3}\nlearners: ols", ":1:17: “full” has no parameters, but is given “3”"),
      Mistake(
        "indexer: {fold: {folds: 1}}\nlearners: ols",
        ":1:25: “folds” of “fold” must be a whole number of at least 2, but is 1"),
      Mistake(
        "indexer: {fold: {folds: 3}, full: }\nlearners: ols",
        ":1:10: an indexer must be a name, or a mapping of one name to its parameters"),
      Mistake("indexer: [fold]\nlearners: ols", ":1:10: an indexer must be a word, but is a list"),
      Mistake(
        "ensemble: clustered-subsemble\nclustering: kmeans\nlearners: ols",
        ":2:13: no partitioner is called “kmeans”; did you mean “k-means”?"),
      Mistake(
        "ensemble: clustered-subsemble\nclustering: {k-means: {clusters: 0}}\nlearners: ols",
        ":2:34: “clusters” of “k-means” must be a whole number of at least 1, but is 0"),
      Mistake(
        "ensemble: clustered-subsemble\nclusters: 2\nlearners: ols",
        ":2:1: “clusters” is no key of a recipe; did you mean “clustering”?"),
      Mistake("layers: [{groups: []}]", ":1:19: “groups” is empty; give it at least one, or remove it"),
      Mistake("layers: [{groups: ols}]", ":1:19: a group must be a mapping with “learners”, but is “ols”"),
      Mistake("layers: [{groups: {name: a}}]", ":1:19: the group has no “learners”; give it at least one"),
      Mistake(
        "layers: [{groups: {ridge: }}]",
        ":1:20: the learner “ridge” stands in a group itself; move it into the group's “learners”"),
      Mistake(
        "layers: [{groups: [{name: a, learners: ols}, {name: a, learners: ridge}]}]",
        ":1:19: layer-1 has two groups named “a”; rename one"),
      Mistake(
        "layers: [{groups: {lerners: ols}}]",
        ":1:20: “lerners” is no key of a group; did you mean “learners”?"),
      Mistake(
        "layers: [{indexer: fold, folds: 3, learners: ols}]",
        ":1:26: “folds” stands beside “indexer”; write it below the indexer's name"),
      Mistake(
        "layers: [{testSize: 0.3, learners: ols}]",
        ":1:11: “testSize” is no parameter of this ensemble; give the layer an indexer, as in “indexer: {blend: {testSize: …}}”"
      ),
      Mistake(
        "task: class\nlearners: ols",
        ":1:7: “task” cannot be “class”; there are “classification”, “regression”"),
      Mistake(
        "task: classification\nlearners: ols",
        ":2:11: “ols” predicts numbers, but the task is classification; use a classifier"),
      Mistake(
        "task: regression\nlearners: logistic",
        ":2:11: “logistic” tells classes apart, but the task is regression; use a learner of numbers"),
      Mistake(
        "task: classification\nlearners: logistic\nmeta: ridge",
        ":3:7: “ridge” predicts numbers, but the task is classification; use a classifier"),
      Mistake("shuffled: yes\nlearners: ols", ":1:11: “shuffled” must be true or false, but is “yes”"),
      Mistake(
        "output: probs\nlearners: ols",
        ":1:9: “output” cannot be “probs”; there are “predictions”, “probabilities”"),
      Mistake(
        "prediction: bag\nlearners: ols",
        ":1:13: “prediction” cannot be “bag”; there are “bagged”, “refitted”"),
      Mistake(
        "onLearnerFailure: ignore\nlearners: ols",
        ":1:19: “onLearnerFailure” cannot be “ignore”; there are “drop”, “stop”"),
      Mistake(
        "keepFoldModel: true\nlearners: ols",
        ":1:1: “keepFoldModel” is no key of a recipe; did you mean “keepFoldModels”?"),
      Mistake(
        "learners: ols\nmeta: {learners: ols, folds: 3}",
        ":2:23: “folds” is no key of “meta”; there are “learners”, “output”, “precision”, “scorer”, “seed”, “shuffled”"
      ),
      Mistake(
        "learners: ols\nmeta: {learners: ols, ridge: }",
        ":2:23: the learner “ridge” stands beside “learners”; move it into them"),
      Mistake(
        "learners: ols\nmeta: {learners: , scorer: r2}",
        ":2:18: “meta” is empty; give it at least one learner"),
      Mistake(
        "layers: [{seed: x, learners: ols}]",
        ":1:17: “seed” must be a whole number from 0 to 18446744073709551615, but is “x”"),
      Mistake(
        "layers: [{scorer: rmes, learners: ols}]", ":1:19: no scorer is called “rmes”; did you mean “rmse”?"),
      Mistake(
        "groups: {learners: ols}\nlayers: [[ols]]",
        ":1:1: “groups” stands beside “layers”; move it into one of them"),
      Mistake("learners: !mine ols", ":1:11: a recipe needs no tags such as “!mine”; remove it"),
      Mistake("learners: *base", ":1:11: this is not valid YAML: found undefined alias"),
      Mistake("learners:\n\t- ols", ":2:1: YAML does not indent with tabs; use spaces"),
      Mistake(
        "learners: ols\n---\nmeta: ols", ":2:1: a recipe is one YAML document, but here begins another"),
      Mistake("learners: \u{1}", ":1:11: this is not valid YAML: control characters are not allowed"),
    ])
  func mistakes(_ mistake: Mistake) {
    #expect { try recipe(mistake.text) } throws: { error in
      #expect("\(error)" == "r.yaml" + mistake.error)
      return error is RecipeError
    }
  }

  @Test("Brackets without end are a mistake, not a crash")
  func depth() {
    #expect(throws: RecipeError.self) { try recipe(String(repeating: "[", count: 100_000)) }
    #expect(throws: RecipeError.self) { try recipe(String(repeating: "{a: ", count: 900)) }
  }

  @Test(
    "Unquoted text means what JSON and the core schema of YAML say",
    arguments: [
      ("1", .integer(1)), ("-7", .integer(-7)), ("+3", .integer(3)), ("1e3", .number(1000)),
      (".5", .number(0.5)),
      ("1.", .number(1)), ("100000000000000000000", .number(1e20)), ("true", .flag(true)),
      ("False", .flag(false)),
      ("yes", .text("yes")), ("0x10", .text("0x10")), ("1_000", .text("1_000")), ("nan", .text("nan")),
      ("inf", .text("inf")), (".inf", .number(.infinity)), ("1:30", .text("1:30")), ("e", .text("e")),
      ("-", .text("-")),
    ] as [(String, ParameterValue)])
  func plainText(text: String, value: ParameterValue) {
    #expect(ParameterValue(plain: text) == value)
  }
}
