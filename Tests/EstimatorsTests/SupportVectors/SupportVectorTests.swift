import Estimators
import Foundation
import Testing

private let regressions = [
  Recipe(estimator: SupportVectorRegression()), Recipe(estimator: LinearSupportVectorRegression()),
]
private let classifiers = [
  Recipe(estimator: SupportVectorClassifier()), Recipe(estimator: LinearSupportVectorClassifier()),
  Recipe(estimator: OneVersusRestLogisticRegression()),
]

@Suite struct SupportVectorTests {
  @Test(.timeLimit(.minutes(30)), arguments: [1e16, 1e160]) func numbersThatTheSearchNeverEndsWithAreRefused(
    size: Double
  ) throws {
    let features = Matrix<Double>(rows: [[size, -3], [-3, size]])
    let regression = try Dataset(features: features, target: [0, 1])
    let classes = try Dataset(features: features, labels: ["a", "b"])
    let large = try Dataset(features: Matrix(column: [1, 2, 3]), target: [1e160, 2e160, 3e160])
    let errors = [
      #expect(throws: ModelingError.self) { try LinearSupportVectorRegression().fitted(to: regression) },
      #expect(throws: ModelingError.self) { try LinearSupportVectorClassifier().fitted(to: classes) },
      #expect(throws: ModelingError.self) { try OneVersusRestLogisticRegression().fitted(to: classes) },
      #expect(throws: ModelingError.self) { try LinearSupportVectorRegression().fitted(to: large) },
    ]
    #expect(errors.allSatisfy { $0?.message.contains("scale them first") == true })
  }

  @Test func moreFoldsThanRowsAreAsManyAsRows() throws {
    let features = Matrix<Double>(column: [0, 1, 0.5, 5, 6, 5.5])
    let data = try Dataset(features: features, labels: ["a", "a", "a", "b", "b", "b"])
    func probabilities(_ folds: Int) throws -> Matrix<Double> {
      try SupportVectorClassifier(calibrationFolds: folds).fitted(to: data).probabilities(from: data.features)
    }
    #expect(try probabilities(.max) == probabilities(6))
  }

  private let features = randomMatrix(160, 3)
  private var target: [Double] { (0..<160).map { features[$0, 0] * 3 - features[$0, 1] } }
  private var labels: [Int] { (0..<160).map { features[$0, 0] > 0.4 ? 4 : features[$0, 1] > 0 ? 1 : 2 } }

  private func numbers() throws -> Dataset { try Dataset(features: features, target: target) }
  private func classes() throws -> Dataset {
    try Dataset(features: features, labels: labels, classes: Array(0..<5))
  }

  @Test(arguments: regressions + classifiers)
  func fitsSideBySideEqualThoseOneAfterAnother(_ recipe: Recipe) async throws {
    let data = recipe.isClassifier ? try classes() : try numbers()
    let alone = try anyModel(recipe.estimator, data).predictions(from: features)
    let together = try await withThrowingTaskGroup(of: Matrix<Double>.self) { group in
      for _ in 0..<8 { group.addTask { try anyModel(recipe.estimator, data).predictions(from: features) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 8 && together.allSatisfy { $0 == alone })
  }

  @Test(arguments: classifiers)
  func probabilitiesSumToOneAndKnowTheClasses(_ recipe: Recipe) throws {
    let model = try #require(try anyModel(recipe.estimator, classes()) as? any ClassifierModel)
    let probabilities = try model.probabilities(from: features)
    #expect(probabilities.columnCount == 5)
    for row in 0..<160 {
      #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12)
      #expect(probabilities[row, 0] == 0 && probabilities[row, 3] == 0)
      #expect(probabilities.row(row).allSatisfy { 0...1 ~= $0 })
    }
    #expect(try Scorer.accuracy.score(of: model.predictions(from: features), against: classes()) > 0.8)
    // Better than to say how frequent the classes are, which is a loss of about 1.05.
    #expect(try Scorer.logLoss.score(of: probabilities, against: classes()) < 0.6)
  }

  @Test(arguments: classifiers)
  func twoClassesAndOneAreFitted(_ recipe: Recipe) throws {
    let two = try Dataset(
      features: features, labels: target.map { $0 > 0 ? "up" : "down" }, classes: ["none", "up", "down"])
    let model = try #require(try anyModel(recipe.estimator, two) as? any ClassifierModel)
    #expect(try Scorer.accuracy.score(of: model.predictions(from: features), against: two) > 0.95)
    #expect(try Scorer.logLoss.score(of: model.probabilities(from: features), against: two) < 0.4)
    let one = try Dataset(features: features, labels: target.map { _ in 7 }, classes: [3, 7])
    let certain = try #require(try anyModel(recipe.estimator, one) as? any ClassifierModel)
    #expect(try certain.predictions(from: features).elements.allSatisfy { $0 == 1 })
    #expect(try certain.probabilities(from: features.view(rows: RangeSet(0..<1))).elements == [0, 1])
  }

  @Test(arguments: [0, 2])
  func withoutCalibrationTheClassHasProbabilityOne(classCount: Int) throws {
    let data =
      classCount == 2 ? try Dataset(features: features, labels: target.map { $0 > 0 ? 1 : 0 }) : try classes()
    for recipe: any Estimator in [
      SupportVectorClassifier(calibrationFolds: 0),
      LinearSupportVectorClassifier(cost: 1, calibrationFolds: 0),
    ] {
      let model = try #require(try anyModel(recipe, data) as? any ClassifierModel)
      let predictions = try model.predictions(from: features)
      let probabilities = try model.probabilities(from: features)
      for row in 0..<160 { #expect(probabilities[row, Int(predictions[row, 0])] == 1) }
    }
  }

  @Test(arguments: classifiers)
  func rareClassesAreCalibratedToo(_ recipe: Recipe) throws {
    // One class has a single row, which some fold holds out.
    let labels = (0..<40).map { $0 == 11 ? "rare" : features[$0, 0] > 0 ? "up" : "down" }
    let data = try Dataset(features: features.view(rows: RangeSet(0..<40)), labels: labels)
    let model = try #require(try anyModel(recipe.estimator, data) as? any ClassifierModel)
    let probabilities = try model.probabilities(from: features)
    for row in 0..<160 { #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12) }
  }

  @Test(arguments: regressions + classifiers)
  func modelsAreStoredAndReadWithTheSameBits(_ recipe: Recipe) throws {
    func roundTrip<Model: FittedModel>(_ model: Model) throws -> any FittedModel {
      try JSONDecoder().decode(Model.self, from: JSONEncoder().encode(model))
    }
    let model = try anyModel(recipe.estimator, recipe.isClassifier ? classes() : numbers())
    let read = try roundTrip(model)
    #expect(try read.predictions(from: features) == model.predictions(from: features))
    if let model = model as? any ClassifierModel, let read = read as? any ClassifierModel {
      #expect(try read.probabilities(from: features) == model.probabilities(from: features))
    }
    #expect(throws: ModelingError.self) { try model.predictions(from: randomMatrix(2, 4)) }
    #expect(try model.predictions(from: features.view(rows: RangeSet())).rowCount == 0)
  }

  @Test func damagedModelsAreRefused() throws {
    let model = try SupportVectorClassifier().fitted(to: classes())
    let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    for (whole, part) in [
      (#""classes":[1,2,4]"#, #""classes":[1,2]"#), (#""classCount":5"#, #""classCount":4"#),
    ] {
      #expect(text.contains(whole))
      let damaged = Data(text.replacingOccurrences(of: whole, with: part).utf8)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(SupportVectorClassifierModel.self, from: damaged)
      }
    }
  }

  @Test(arguments: regressions + classifiers)
  func oneRowAndConstantFeaturesAreFitted(_ recipe: Recipe) throws {
    let constant = Matrix<Double>(rowCount: 12, columnCount: 2, repeating: 4)
    for features in [randomMatrix(1, 2), constant] {
      let data =
        recipe.isClassifier
        ? try Dataset(features: features, labels: (0..<features.rowCount).map { $0 % 2 })
        : try Dataset(features: features, target: [Double](repeating: 3, count: features.rowCount))
      let predictions = try anyModel(recipe.estimator, data).predictions(from: features).elements
      #expect(predictions.allSatisfy { recipe.isClassifier ? $0 == 0 || $0 == 1 : abs($0 - 3) < 2 })
    }
  }

  @Test(arguments: regressions + classifiers)
  func viewsFloatsAndSparseFeaturesEqualCopies(_ recipe: Recipe) throws {
    let narrow = Matrix<Float>(features)
    let rows = RangeSet([3..<60, 61..<62, 80..<160])
    let columns = [2, 0]
    func data(_ features: Features, _ rows: [Int]) throws -> Dataset {
      recipe.isClassifier
        ? try Dataset(features: features, labels: rows.map { labels[$0] }, classes: Array(0..<5))
        : try Dataset(features: features, target: rows.map { target[$0] })
    }
    let view = try data(narrow.features.columns(columns), Array(0..<160)).rows(rows)
    let copy = Matrix<Double>(narrow).features.columns(columns).rows(rows).matrix()
    let expected = try anyModel(recipe.estimator, data(copy.features, Array(rows.ranges.joined())))
    #expect(
      try anyModel(recipe.estimator, view).predictions(from: copy) == expected.predictions(from: copy))
    let sparse = SparseMatrix(Matrix<Double>(narrow)).features.columns(columns).rows(rows)
    #expect(
      try anyModel(recipe.estimator, data(sparse, Array(rows.ranges.joined()))).predictions(from: copy)
        == expected.predictions(from: copy))
  }

  @Test func severalOutputsAreFittedEachOnItsOwn() throws {
    let second = (0..<160).map { features[$0, 2] * features[$0, 2] }
    let both = try Dataset(
      features: features, targets: Matrix(rows: (0..<160).map { [target[$0], second[$0]] }))
    for recipe in regressions {
      let predictions = try anyModel(recipe.estimator, both).predictions(from: features)
      for (column, target) in [target, second].enumerated() {
        let alone = try anyModel(recipe.estimator, Dataset(features: features, target: target))
        for (ours, theirs) in zip(predictions.column(column), try alone.predictions(from: features).elements)
        {
          #expect(abs(ours - theirs) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: Kernel.allCases)
  func hugeNumbersAreRefusedByName(_ kernel: Kernel) throws {
    let data = try Dataset(
      features: Matrix<Double>(rows: [[1e200, 1], [-1e200, 2], [3, 3]]), target: [0, 1, 2])
    let error = #expect(throws: ModelingError.self) {
      try SupportVectorRegression(kernel: kernel, gamma: 1).fitted(to: data)
    }
    #expect(error?.code == .notFinite)
    #expect(error?.message.contains("“support-vector”") == true)
  }

  @Test func weightsAndWrongParametersAreRefused() throws {
    let weighted = try numbers().weighted(by: [Double](repeating: 2, count: 160))
    for recipe in regressions {
      func open(_ estimator: some Estimator) throws { _ = try estimator.fitted(to: weighted) }
      #expect(throws: ModelingError.self) { try open(recipe.estimator) }
    }
    var recipe = SupportVectorClassifier()
    #expect(throws: ModelingError.self) { try recipe.set("calibrationFolds", to: .integer(1)) }
    let error = #expect(throws: ModelingError.self) { try recipe.set("kernel", to: .text("gaussian")) }
    #expect(error?.message.contains("linear, polynomial, rbf, sigmoid") == true)
    try recipe.set("kernel", to: .text("polynomial"))
    #expect(recipe.kernel == .polynomial)
    #expect(throws: ModelingError.self) { try anyModel(SupportVectorRegression(cost: 0), numbers()) }
  }

  @Test(
    arguments: classifiers + [
      Recipe(estimator: SupportVectorClassifier(calibrationFolds: 0)),
      Recipe(estimator: LinearSupportVectorClassifier(cost: 1, calibrationFolds: 0)),
    ])
  func aNaNIsOfNoClass(_ recipe: Recipe) throws {
    let unseen = Matrix(rows: [features.row(0), [.nan, 0, 0], features.row(1)])
    let two = try Dataset(features: features, labels: target.map { $0 > 0 ? 1 : 0 })
    for data in [try classes(), two] {
      let model = try #require(try anyModel(recipe.estimator, data) as? any ClassifierModel)
      #expect(try model.predictions(from: unseen).elements.map(\.isNaN) == [false, true, false])
      let probabilities = try model.probabilities(from: unseen)
      #expect(probabilities.row(1).map(\.isNaN) == [Bool](repeating: true, count: model.classCount))
      for row in [0, 2] { #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12) }
    }
  }

  @Test(arguments: regressions) func aNaNHasNoNumber(_ recipe: Recipe) throws {
    let unseen = Matrix(rows: [features.row(0), [.nan, 0, 0], features.row(1)])
    let predictions = try anyModel(recipe.estimator, numbers()).predictions(from: unseen)
    #expect(predictions.elements.map(\.isNaN) == [false, true, false])
  }
}

extension Recipe {
  fileprivate var isClassifier: Bool { type(of: estimator).targetKind == .classes }
}
