import Ensembles

/// A group and a layer that are fitted by themselves.
///
/// The file has what they gave, but not what they are made of. In both, two `OLS` with offsets of 0 and 100 see the
/// features less their means. The group has 2 folds. The layer has 3 and propagates the second column; its learners
/// were given in the reverse order of their columns.
struct LayerCase: Sendable {
  private let recorded: [String: JSONNode]
  private let data: LearnerCase.Rows

  static func cases(
    of recorded: [String: JSONNode], named name: String, data: LearnerCase.Rows
  ) throws -> [Case] {
    let layerCase = LayerCase(recorded: recorded, data: data)
    return try recorded.sorted { $0.key < $1.key }.map { key, node in
      let run: @Sendable (JSONNode) async throws -> Agreement =
        switch key {
        case "group_fit_return_names": layerCase.group
        case "layer_fit": layerCase.fit
        case "layer_predict": layerCase.predict
        case "layer_columns": layerCase.columns
        default: throw node.error("is no case that this driver knows")
        }
      return Case(name: "\(name)/\(key)") { try await run(node) }
    }
  }

  // MARK: - Cases

  /// The outputs of the members of the group.
  private func group(_ node: JSONNode) async throws -> Agreement {
    let outputs = try node.elements()
    let names = outputs.indices.map { "member-\($0)" }
    let group = Self.group(named: names, indexer: FoldIndexer(folds: 2, assignment: .consecutive))
    let output = try await fitted(Layer(groups: [group])).output
    try requireEqual(names.map { "sc.\($0)" }, output.columnNames, at: "the columns of the group")
    var comparison = Comparison(tolerance: 1e-6)
    for (column, theirs) in outputs.enumerated() {
      try comparison.compare(
        Matrix(column: output.matrix.column(column)), with: theirs.matrix(), in: theirs.path)
    }
    return .agrees("\(outputs.count) outputs, largest error \(comparison.largestError.briefly)")
  }

  private func fit(_ node: JSONNode) async throws -> Agreement {
    try compare(await fitted(layer()).output.matrix, with: node)
  }

  private func predict(_ node: JSONNode) async throws -> Agreement {
    try compare(await fitted(layer()).model.predictionMatrix(from: data.unseen().features), with: node)
  }

  /// The first column of each learner, by partition.
  private func columns(_ node: JSONNode) async throws -> Agreement {
    let output = try await fitted(layer()).output
    for (name, places) in try node.members().sorted(by: { $0.key < $1.key }) {
      let place = try places.object(keys: ["0"]).required("0").integer()
      try requireEqual(output.columnNames.firstIndex(of: "sc.\(name)"), place, at: places.path)
    }
    return .agrees("the columns \(output.columnNames.joined(separator: ", "))")
  }

  // MARK: - What is fitted

  private func layer() throws -> Layer {
    let names = try recorded["layer_columns"].map { try $0.members().keys.sorted() } ?? ["w", "x"]
    let group = Self.group(
      named: names.reversed(), indexer: FoldIndexer(folds: 3, assignment: .consecutive))
    return Layer(groups: [group], propagating: [1])
  }

  private static func group(named names: [String], indexer: any Indexer) -> LearnerGroup {
    LearnerGroup(
      indexer: indexer,
      learners: names.enumerated().map { place, name in
        Learner(OLS(offset: 100 * Double(place)), named: name, after: "sc")
      },
      transformers: [Transformer(named: "sc", Pipeline([Scale()]))])
  }

  private func fitted(_ layer: Layer) async throws -> (model: EnsembleModel, output: LayerOutput) {
    let ensemble = StackedEnsemble(indexer: FullIndexer(), layers: [layer], meta: nil)
    let (model, outputs) = try await ensemble.fittedWithOutputs(to: data.training())
    return (model, outputs[0])
  }

  private func compare(_ ours: Matrix<Double>, with node: JSONNode) throws -> Agreement {
    var comparison = Comparison(tolerance: 1e-6)
    try comparison.compare(ours, with: node.matrix(), in: node.path)
    return .agrees("\(comparison.count) numbers, largest error \(comparison.largestError.briefly)")
  }
}
