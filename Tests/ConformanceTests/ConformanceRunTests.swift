import Conformance
import SystemPackage
import Testing

@Suite("A run over a folder")
struct ConformanceRunTests {
  private let folder: CaseFolder

  init() throws { folder = try CaseFolder() }

  // MARK: - What must not go unnoticed

  struct Change: Sendable {
    let file: String
    let old: String
    let new: String
    /// What the failure must name.
    let culprit: String

    init(_ file: String, _ old: String, _ new: String, names culprit: String) {
      (self.file, self.old, self.new, self.culprit) = (file, old, new, culprit)
    }
  }

  @Test(
    "A number that differs is a failure that names its place",
    arguments: [
      Change("ensembles/blend-half.json", "61.78023147583008", "61.7804", names: "layers[0].output[0, 0]"),
      Change("ensembles/blend-half.json", "26.287405014038086", "26.33", names: "prediction[0]"),
      Change("ensembles/blend-half.json", "169.38520578838745", "169.3856", names: "scores.mean.layer-1/b"),
      Change(
        "ensembles/super-learner-2-layers.json", "42.97405705265854", "43.1",
        names: "scores.deviation.layer-2/d"),
      Change("tutorial.json", "-0.2789192711405353", "-0.2789192741405353", names: "map_learners[2].coef[0]"),
      Change("tutorial.json", "0.3665536046028137", "0.3665566046028137", names: "[0, 0]"),
      Change("tutorial.json", "0x1.be757297b0c50p-2", "0x1.be757297b0c51p-2", names: "y is"),
      Change("tutorial.json", "0.22054634988307953", "0.2206", names: "[0, 0]"),
      Change("tutorial.json", "-5.843194217335215", "-5.8433", names: "stack_learners.ols-2[0].coef[0]"),
      Change("lowlevel.json", "225.49499053244648", "225.5", names: "scores[0][1]"),
      Change("lowlevel.json", "401.99188042910197", "402.1", names: "learner_subset2x2.scores[2][1]"),
      Change("lowlevel.json", "-119.94872283935547", "-119.949", names: "learner_temporal"),
      Change("lowlevel.json", "84.35182189941406", "84.353", names: "group_fit_return_names[0][0, 0]"),
      Change("lowlevel.json", "106.06450653076172", "106.0647", names: "layer_fit[0, 1]"),
      Change("lowlevel.json", "-52.52206802368164", "-52.5222", names: "layer_predict[0, 1]"),
      Change("lowlevel.json", #""w": {"#, #""w": {"1": 0,"#, names: "layer_columns.w"),
      Change("misc.json", "4.9385", "4.93851", names: "assembled.score-s"),
      Change("misc.json", "15.061 ", "15.062 ", names: "table_decimals3"),
      Change("misc.json", "87.85775756835938", "87.8579", names: "blend_train_X[0, 1]"),
      Change("evaluator.json", "-160.31155053", "-160.31155153", names: "train_score-m"),
      Change("evaluator.json", "5.7634281", "5.7634291", names: "raw.test_score-s.no.b.0"),
      Change("misc.json", "my-model", "my_model", names: "my-model"),
      Change("misc.json", "0.5634713834792322", "0.5634713834", names: "rmse"),
      Change("misc.json", #""y": ["#, #""y": [7,"#, names: "metrics"),
    ])
  func perturbed(change: Change) async throws { try await requireFailure(of: change) }

  /// Checks that a changed file has failures, and that all of them name the culprit.
  private func requireFailure(of change: Change) async throws {
    try folder.copy(change.file, replacing: change.old, with: change.new)
    let failures = try await folder.results().filter(\.hasFailed)
    #expect(!failures.isEmpty)
    for failure in failures { #expect(failure.description.contains(change.culprit), "\(failure)") }
  }

  @Test(
    "Another shape is a failure",
    arguments: [
      ("[26.287405014038086, ", "["), ("[[61.78023147583008, ", "[["),
      (#""name": "layer-2", "output""#, #""name": "meta", "output""#), ("layer-1/b", "layer-1/c"),
    ])
  func shapes(old: String, new: String) async throws {
    try folder.copy("ensembles/blend-half.json", replacing: old, with: new)
    #expect(Tally(try await folder.results()).description == "0 passed, 1 failed")
  }

  @Test(
    "A key that nobody reads is a failure that names it",
    arguments: [
      Change("ensembles/blend-half.json", #""train":"#, #""shuffled": true, "train":"#, names: "“shuffled”"),
      Change(
        "ensembles/blend-half.json", #""testSize":"#, #""shuffle": true, "testSize":"#, names: "“shuffle”"),
      Change("ensembles/blend-half.json", #""offset":"#, #""ridge": 1, "offset":"#, names: "“ridge”"),
      Change("ensembles/blend-half.json", #""scores":"#, #""times": {}, "scores":"#, names: "“times”"),
      Change(
        "ensembles/probabilities-blend.json", #""classification":"#, #""ranks": true, "classification":"#,
        names: "“ranks”"),
      Change("tutorial.json", #""note":"#, #""remark": 1, "note":"#, names: "“remark”"),
      Change("evaluator.json", #""columns":"#, #""folds": 1, "columns":"#, names: "“folds”"),
      Change("lowlevel.json", #""feature_span":"#, #""spread": 1, "feature_span":"#, names: "“spread”"),
    ])
  func unknownKeys(change: Change) async throws { try await requireFailure(of: change) }

  @Test(
    "A file that cannot be read is a failure that names it, and the others are run",
    arguments: [
      "", "{", "{\"cases\": [", "[1, 2]", "7", "{\"recipe\": {}}", "{\"something\": 1}",
      "{\"cases\": [{\"indexer\": \"FoldIndex\"}]}", "{\"recipe\": 1, \"recipe\": 2}",
    ])
  func malformed(text: String) async throws {
    try folder.write(text, to: "broken.json")
    try folder.copy("ensembles/blend-half.json", replacing: "half", with: "half")
    let results = try await folder.results()
    #expect(Tally(results).description == "1 passed, 1 failed")
    #expect(results.first?.description.hasPrefix("FAIL broken: ") == true)
  }

  @Test("A folder without cases is a failure, and so is one that is not there")
  func empty() async throws {
    #expect(Tally(try await folder.results()).failed == 1)
    try folder.write(try CaseFolder.committed("recipes.json"), to: "recipes.json")
    #expect(Tally(try await folder.results()).failed == 1)
    let missing = try ConformanceRun(of: folder.path.appending("missing"))
    #expect(Tally(await missing.results()).failed == 1)
  }

  @Test("A table that is nowhere is a failure that names it")
  func missingTable() async throws {
    try folder.copy("ensembles/blend-half.json", replacing: "diabetes.csv", with: "absent.csv")
    let result = try #require(try await folder.results().first)
    #expect(result.hasFailed && result.description.contains("absent.csv"))
  }

  // MARK: - What is not built yet

  @Test(
    "A feature that is not on the list is a failure",
    arguments: [
      ("\"estimator\": \"OLS\"", "\"estimator\": \"SVR\"", "estimator SVR"),
      ("\"class\": \"BlendEnsemble\"", "\"class\": \"VotingEnsemble\"", "ensemble class VotingEnsemble"),
    ])
  func unlisted(old: String, new: String, feature: String) async throws {
    try folder.copy("ensembles/blend-half.json", replacing: old, with: new)
    let result = try #require(try await folder.results().first)
    #expect(result.hasFailed && result.description.contains("“\(feature)”"))
  }

  @Test("A feature on the list is neither passed nor failed, and its reason is printed")
  func listed() async throws {
    try folder.copy("ensembles/blend-half.json", replacing: "\"OLS\"", with: "\"SVR\"")
    let results = try await folder.results(
      unsupported: UnsupportedFeatures(reasons: ["estimator SVR": "nobody wrote it"]))
    #expect(Tally(results).description == "0 passed, 0 failed")
    #expect(
      results.map(\.description) == ["UNSUPPORTED ensembles/blend-half: estimator SVR: nobody wrote it"])
  }

  @Test("A feature on the list that no case needs is a failure where the list belongs to the cases")
  func outdated() async throws {
    try folder.copy("ensembles/blend-half.json", replacing: "half", with: "half")
    let list = UnsupportedFeatures(reasons: ["time travel": "hard"])
    #expect(Tally(try await folder.results(unsupported: list)).failed == 0)
    let strict = try await folder.results(unsupported: list, mustNeedEveryFeature: true)
    #expect(strict.filter(\.hasFailed).count == 1)
    #expect(strict.last?.description.contains("“time travel”") == true)
  }

  // MARK: - What needs no new code

  @Test("A recipe with other names in a file of another name passes")
  func renamed() async throws {
    let text = try CaseFolder.committed("ensembles/super-learner-propagating.json")
      .replacing("\"a\"", with: "\"Alpha 1\"").replacing("layer-1/a", with: "layer-1/alpha-1")
      .replacing("super-learner-propagating", with: "unheard-of")
    try folder.write(text, to: "anywhere/deeper/unheard-of.json")
    let results = try await folder.results()
    #expect(results.map(\.hasPassed) == [true], "\(results)")
    #expect(results.first?.name == "anywhere/deeper/unheard-of")
  }

  @Test("A table of the folder is preferred to the committed one")
  func ownTable() async throws {
    try folder.copy("ensembles/blend-half.json", replacing: "diabetes.csv", with: "own.csv")
    try folder.write(try CaseFolder.committed("diabetes.csv"), to: "own.csv")
    #expect(Tally(try await folder.results()).description == "1 passed, 0 failed")
    try folder.write(
      try CaseFolder.committed("diabetes.csv").replacing("151.0", with: "152.0"), to: "own.csv")
    #expect(Tally(try await folder.results()).failed == 1)
  }

  @Test(
    "A count of rows and a fraction of them are told apart",
    arguments: [("1", "PASS"), ("1.0", "FAIL"), ("0.25", "PASS"), ("0.5", "FAIL"), ("3", "FAIL")])
  func counts(testSize: String, verdict: String) async throws {
    try folder.write(
      """
      {"cases": [{"indexer": "BlendIndex", "params": {"test_size": \(testSize)}, "n": 4,
        "folds": [{"train": [0, 3], "test": [3, 4]}], "folds_array": [{"train": [0, 1, 2], "test": [3]}],
        "partitions": [null], "n_samples": 4, "n_test_samples": 1, "partitions_attr": 1}]}
      """, to: "blend.json")
    let result = try #require(try await folder.results().first)
    #expect(result.description.hasPrefix("\(verdict) "), "\(result)")
  }

  @Test(
    "A plan that no layer could be fitted by must be refused",
    arguments: [
      ("0.1", "[0, 4]", "[4, 4]", "FIXED"), ("1.0", "[0, 0]", "[0, 4]", "FIXED"),
      ("0.5", "[0, 4]", "[4, 4]", "FAIL"), ("0.5", "[0, 2]", "[2, 5]", "FAIL"),
    ])
  func senselessPlans(testSize: String, train: String, test: String, verdict: String) async throws {
    try folder.write(
      """
      {"cases": [{"indexer": "BlendIndex", "params": {"test_size": \(testSize)}, "n": 4,
        "folds": [{"train": \(train), "test": \(test)}], "partitions": [null], "n_samples": 4}]}
      """, to: "blend.json")
    let result = try #require(try await folder.results().first)
    #expect(result.description.hasPrefix("\(verdict) "), "\(result)")
  }

  /// A plan for four rows in two clusters, with mlens' folds.
  private static func clusters(test: String, chunk: String, rule: String) -> String {
    """
    {"cases": [{"indexer": "ClusteredSubsetIndex", "params": {"partitions": 2, "folds": 2}, "n": 4,
      "X": [[-1.0], [-2.0], [1.0], [2.0]], "partition_rule": "\(rule)",
      "folds": [{"train": \(chunk), "test": \(test)}, {"train": [[1, 2]], "test": [[0, 1], [2, 4]]},
        {"train": [[2, 3]], "test": [[0, 2], [3, 4]]}, {"train": [[3, 4]], "test": [[0, 3]]}],
      "partitions": [[[0, 2]], [[2, 4]]], "n_samples": 4, "n_test_samples": 4, "partitions_attr": 2}]}
    """
  }

  @Test(
    "Clusters have mlens' partitions, and folds that learn from the rest of theirs",
    arguments: [
      ("[[1, 4]]", "[[0, 1]]", "label = X[:,0] > 0", "FIXED"),
      ("[[1, 3]]", "[[0, 1]]", "label = X[:,0] > 0", "FAIL"),
      ("[[0, 1], [2, 4]]", "[[1, 2]]", "label = X[:,0] > 0", "FAIL"),
      ("[[1, 4]]", "[[0, 1]]", "label = X[:,0] > 1.5", "FAIL"),
      ("[[1, 4]]", "[[0, 1]]", "label = by hand", "FAIL"),
    ])
  func clusters(test: String, chunk: String, rule: String, verdict: String) async throws {
    try folder.write(Self.clusters(test: test, chunk: chunk, rule: rule), to: "clusters.json")
    let result = try #require(try await folder.results().first)
    #expect(result.description.hasPrefix("\(verdict) "), "\(result)")
  }

  @Test("Labels may be any numbers, and a fold without one of them is a bug of mlens")
  func labels() async throws {
    let table = try CaseFolder.committed("iris.csv").split(separator: "\n").map { $0.split(separator: ",") }
    func write(_ label: (Int, Substring) -> String) throws {
      let lines = table.enumerated().map { row, cells in
        (cells.dropLast().map(String.init) + [label(row, cells[cells.count - 1])]).joined(separator: ",")
      }
      try folder.write(lines.joined(separator: "\n"), to: "own.csv")
    }
    try folder.copy("ensembles/probabilities-blend.json", replacing: "iris.csv", with: "own.csv")
    // Probabilities do not depend on what the labels are called, as long as they keep their order.
    try write { _, label in label == "0.0" ? "-3" : label == "1.0" ? "2.5" : "10" }
    #expect(Tally(try await folder.results()).description == "1 passed, 0 failed")
    try write { row, label in row < 60 && label == "2.0" ? "1.0" : String(label) }
    let result = try #require(try await folder.results().first)
    #expect(result.description.hasPrefix("FIXED "), "\(result)")
  }

  @Test(
    "An error must be one here too",
    arguments: [("5", "4", "PASS"), ("4", "4", "FAIL"), ("2.0", "4", "PASS"), ("1", "4", "PASS")])
  func refusals(folds: String, rows: String, verdict: String) async throws {
    try folder.write(
      """
      {"cases": [{"indexer": "FoldIndex", "params": {"folds": \(folds)}, "n": \(rows),
        "error": {"type": "ValueError", "message": "no"}}]}
      """, to: "fold.json")
    let result = try #require(try await folder.results().first)
    #expect(result.description.hasPrefix("\(verdict) "), "\(result)")
  }
}
