import Estimators
import Foundation
import Synchronization
import Testing

/// An archive in memory, of the kind that a model folder is.
private final class Shelf: ArrayArchive {
  private let matrices = Mutex<[String: Matrix<Double>]>([:])

  func store<Element: MatrixElement>(
    _ matrix: Matrix<Element>, at codingPath: [any CodingKey]
  ) throws -> String {
    let name = codingPath.map(\.stringValue).joined(separator: "-")
    matrices.withLock { $0[name] = Matrix<Double>(matrix) }
    return name
  }

  func matrix<Element: MatrixElement>(named name: String, as type: Element.Type) throws -> Matrix<Element> {
    Matrix<Element>(try #require(matrices.withLock { $0[name] }))
  }

  var names: [String] { matrices.withLock { $0.keys.sorted() } }
}

@Suite struct ForestModelTests {
  private func forest() throws -> ForestModel {
    try RandomForestRegression(trees: 3).fitted(to: treeData(rows: 120), in: FittingContext(seed: 4))
  }

  @Test func modelsAreStoredToTheLastBit() throws {
    let (encoder, decoder, shelf) = (JSONEncoder(), JSONDecoder(), Shelf())
    let model = try forest()
    #expect(try decoder.decode(ForestModel.self, from: encoder.encode(model)) == model)
    let classifier = try ExtraTreesClassifier(trees: 2).fitted(to: treeData(rows: 90, classes: 3))
    #expect(try decoder.decode(ForestClassifierModel.self, from: encoder.encode(classifier)) == classifier)
    encoder.userInfo[.arrayArchive] = shelf
    decoder.userInfo[.arrayArchive] = shelf
    let text = try encoder.encode(model)
    #expect(shelf.names == ["trees-nodes", "trees-predictions"])
    #expect(text.count < 1000)
    let loaded = try decoder.decode(ForestModel.self, from: text)
    #expect(loaded == model)
    let features = try treeData(rows: 50, seed: 2).features
    #expect(try loaded.predictions(from: features) == model.predictions(from: features))
  }

  @Test func aThresholdThatIsInfiniteIsStored() throws {
    let data = try Dataset(features: Matrix<Double>(column: [1, 2, .nan]), target: [5, 5, 2])
    let model = try DecisionTreeRegression().fitted(to: data)
    #expect(try JSONDecoder().decode(ForestModel.self, from: JSONEncoder().encode(model)) == model)
  }

  /// A model as text, of which one number is changed.
  private func damaged(
    _ matrix: String, row: Int, column: Int, to number: Double, roots: [Int]? = nil, featureCount: Int = 1
  ) throws -> Data {
    // A root that asks whether column 0 is up to 0.5, and two leaves.
    var nodes: [[Double]] = [[0, 0.5, 1, 1], [-1, 0, 0, 0], [-1, 0, 1, 0]]
    var predictions: [[Double]] = [[0.25], [0.75]]
    if matrix == "nodes" { nodes[row][column] = number } else { predictions[row][column] = number }
    struct Trees: Encodable {
      var nodes: Matrix<Double>
      var roots: [Int]
      var predictions: Matrix<Double>
    }
    struct Model: Encodable {
      var featureCount: Int
      var featureImportances: [Double]
      var trees: Trees
    }
    return try JSONEncoder().encode(
      Model(
        featureCount: featureCount, featureImportances: [1],
        trees: Trees(nodes: Matrix(rows: nodes), roots: roots ?? [0], predictions: Matrix(rows: predictions)))
    )
  }

  @Test func aStoredTreeCanBeWrittenByHand() throws {
    let model = try JSONDecoder().decode(ForestModel.self, from: damaged("nodes", row: 0, column: 1, to: 0.5))
    #expect(
      try model.predictions(from: Matrix<Double>(column: [0.5, 0.6, .nan])).elements == [0.25, 0.75, 0.25])
  }

  @Test(
    arguments: [
      // Columns that there are not, children before their parent, beyond the end or in no whole place, leaves without a
      // prediction, a side of missing values that is none.
      (0, 0, 1), (0, 0, -2), (0, 0, 0.5), (0, 0, 1e18), (0, 1, .nan), (0, 2, 0), (0, 2, 2), (0, 2, -1),
      (0, 2, 1.5),
      (0, 2, 1e300), (0, 3, 2), (1, 2, 2), (1, 2, -1), (2, 0, 0), (2, 3, .nan),
    ] as [(Int, Int, Double)])
  func treesThatLeadNowhereAreRefused(row: Int, column: Int, number: Double) throws {
    let data = try damaged("nodes", row: row, column: column, to: number)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ForestModel.self, from: data) }
  }

  @Test func otherDamageIsRefused() throws {
    for roots in [[], [1], [0, 0], [0, 3], [0, 2]] as [[Int]] {
      let data = try damaged("nodes", row: 0, column: 1, to: 0.5, roots: roots)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(ForestModel.self, from: data) }
    }
    let infinite = try damaged("predictions", row: 1, column: 0, to: .infinity)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ForestModel.self, from: infinite) }
    let wide = try damaged("nodes", row: 0, column: 1, to: 0.5, featureCount: 2)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ForestModel.self, from: wide) }
    let improbable = try damaged("predictions", row: 1, column: 0, to: 1.5)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ForestClassifierModel.self, from: improbable)
    }
    #expect(throws: Never.self) { try JSONDecoder().decode(ForestModel.self, from: improbable) }
  }

  /// A model as text whose root asks whether the category of column 0 is the first or the third of four, of which the
  /// second never occurred, with missing values on the second side.
  private func asking(
    node: [Double] = [0, 0, 1, 2], set: [Double] = [0, 4, 0b101, 0, 0, 0, 0, 0, 0, 0],
    tables: [Double] = [0, 255, 2, 1]
  ) throws -> Data {
    struct Trees: Encodable {
      var nodes: Matrix<Double>
      var roots = [0]
      var predictions = Matrix<Double>(column: [0.25, 0.75])
      var categorySets: Matrix<Double>
      var categoryTables: Matrix<Double>
    }
    struct Model: Encodable {
      var featureCount = 1
      var featureImportances = [1.0]
      var trees: Trees
    }
    let leaves: [[Double]] = [[-1, 0, 0, 0], [-1, 0, 1, 0]]
    return try JSONEncoder().encode(
      Model(
        trees: Trees(
          nodes: Matrix(rows: [node] + leaves), categorySets: Matrix(rows: [set]),
          categoryTables: Matrix(column: tables))))
  }

  @Test func aQuestionAboutCategoriesCanBeWrittenByHand() throws {
    let features = Matrix<Double>(column: [0, 1, 2, 3, 4, -1, .nan, 1e300])
    let model = try JSONDecoder().decode(ForestModel.self, from: asking())
    #expect(
      try model.predictions(from: features).elements == [0.25, 0.75, 0.25, 0.75, 0.75, 0.75, 0.75, 0.75])
    // The last of the bits is where missing values go.
    let left = try JSONDecoder().decode(
      ForestModel.self, from: asking(node: [0, 0, 1, 3], set: [0, 4, 0b101, 0, 0, 0, 0, 0, 0, 0x8000_0000]))
    #expect(
      try left.predictions(from: features).elements == [0.25, 0.25, 0.25, 0.75, 0.25, 0.25, 0.25, 0.25])
  }

  @Test func questionsAboutCategoriesThatAreNoneAreRefused() throws {
    func refused(_ data: Data, sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(throws: DecodingError.self, sourceLocation: sourceLocation) {
        try JSONDecoder().decode(ForestModel.self, from: data)
      }
    }
    // Sets that are not there, in no whole place, or that send missing values elsewhere than the node.
    for number in [1, -1, 0.5, 1e300, .infinity] { refused(try asking(node: [0, number, 1, 2])) }
    refused(try asking(node: [0, 0, 1, 3]))
    refused(try asking(node: [0, 0, 1, 4]))
    refused(try asking(node: [0x1p29, 0, 1, 2]))
    refused(try asking(node: [-1, 0, 0, 2]))
    // Tables beyond the end, and bits and bins that are none.
    for (place, number) in [
      (0, 1), (0, -1), (1, 5), (1, 0x1p31), (0, 0xffff_ffff), (0, .nan), (2, -1), (2, 0.5), (9, 0x1p32),
    ] as [(Int, Double)] {
      var set: [Double] = [0, 4, 0b101, 0, 0, 0, 0, 0, 0, 0]
      set[place] = number
      refused(try asking(set: set))
    }
    refused(try asking(set: [0, 4, 0b101, 0, 0, 0, 0, 0, 0]))
    refused(try asking(set: [0, 4, 0b101, 0, 0, 0, 0, 0, 0, 0, 0]))
    for bin in [256, -1, 0.5, .nan] { refused(try asking(tables: [0, bin, 2, 1])) }
    refused(try asking(tables: []))
    var text = try #require(String(data: asking(), encoding: .utf8))
    text = text.replacingOccurrences(of: "categoryTables", with: "otherTables")
    refused(Data(text.utf8))
    text = text.replacingOccurrences(of: "categorySets", with: "otherSets")
    refused(Data(text.utf8))
  }

  @Test func modelsOfCategoriesAreStoredToTheLastBit() throws {
    let rows: [[Double]] = (0..<300).map { row in
      let word = row % 11 == 0 ? Double.nan : Double(row % 70)
      return [word, Double(row % 4)]
    }
    let data = try Dataset(features: Matrix(rows: rows), target: (0..<300).map { Double($0 * $0 % 97) })
      .categorized(by: [0: (0..<70).map(\.description)])
    let model = try RandomForestRegression(trees: 3).fitted(to: data)
    let (encoder, decoder, shelf) = (JSONEncoder(), JSONDecoder(), Shelf())
    #expect(try decoder.decode(ForestModel.self, from: encoder.encode(model)) == model)
    encoder.userInfo[.arrayArchive] = shelf
    decoder.userInfo[.arrayArchive] = shelf
    let text = try encoder.encode(model)
    #expect(
      shelf.names == ["trees-categorySets", "trees-categoryTables", "trees-nodes", "trees-predictions"])
    let loaded = try decoder.decode(ForestModel.self, from: text)
    #expect(loaded == model)
    #expect(try loaded.predictions(from: data.features) == model.predictions(from: data.features))
  }

  @Test func predictingWithOtherColumnsIsAnError() throws {
    let model = try forest()
    #expect(throws: ModelingError.self) { try model.predictions(from: Matrix<Double>(rows: [[1]])) }
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func recipesAreStoredAndSetByName(_ sample: TreeSample) throws {
    func check<E: Estimator>(_ estimator: E) throws {
      #expect(try JSONDecoder().decode(E.self, from: JSONEncoder().encode(estimator)) == estimator)
      var changed = E()
      for parameter in E.parameters { try changed.set(parameter.name, to: parameter.value(of: estimator)) }
      #expect(changed == estimator)
      try changed.set("depth", to: .text("unlimited"))
      try changed.set("featuresPerSplit", to: .text("sqrt"))
      #expect(throws: ModelingError.self) { try changed.set("depth", to: .text("deep")) }
      #expect(throws: ModelingError.self) { try changed.set("featuresPerSplit", to: .text("half")) }
      #expect(throws: ModelingError.self) { try changed.set("featuresPerSplit", to: .integer(3)) }
      #expect(try Registry.standard.estimator(named: E.typeName) == E.self)
    }
    try check(sample.estimator)
  }
}
