/// How far the fit of an ensemble has come: which layer is next, and what those before it gave.
///
/// It fits nothing itself. Whoever does is told what to fit next, and tells what that gave.
struct FitCourse {
  let fitting: EnsembleFitting
  private(set) var stages: [EnsembleFitting.Stage]
  /// The place of the layer that is being fitted.
  private(set) var index = -1

  private let data: Dataset
  private let store: (any UnitStore)?
  /// What the next layer sees, and which rows of the data these are.
  private var input: Dataset
  private var rows: RangeSet<Int>
  /// The plans of the next layers that were made in advance.
  private var plans: ArraySlice<LayerPlans>
  /// What the columns of the layer that is being fitted are called if none of its learners is dropped.
  private var columnNames: [String] = []
  private var layers: [FittedLayer] = []
  private var outputs: [LayerOutput] = []
  private var findings = Report.Findings()

  /// Plans what can be planned in advance, and opens the checkpoint.
  ///
  /// - Parameters:
  ///   - fitting: The ensemble.
  ///   - data: What it is fitted to.
  ///   - stages: Its layers, which suit the data.
  /// - Throws: `ModelingError` naming what is not as it must be; `FileError` about the checkpoint.
  init(_ fitting: EnsembleFitting, _ data: Dataset, _ stages: [EnsembleFitting.Stage]) throws {
    self.fitting = fitting
    self.data = data
    self.stages = stages
    plans = try fitting.foreseeablePlans(for: data, stages)[...]
    if fitting.checkpoint != nil {
      for stage in stages { try stage.layer.requireTravellingTypes(for: .checkpoint) }
    }
    store = try fitting.checkpoint.map { try CheckpointFolder(at: $0, for: data) } ?? fitting.store
    input = data
    rows = RangeSet(0..<data.rowCount)
  }

  /// The layer that is being fitted.
  var stage: EnsembleFitting.Stage { stages[index] }

  private var isLast: Bool { index + 1 == stages.count }

  /// The fit of the next layer, or nil if there is none.
  ///
  /// - Throws: `ModelingError` if its input is not as it must be.
  mutating func nextLayer() throws -> LayerFitting? {
    guard !isLast else { return nil }
    index += 1
    try stage.requireColumns(of: input)
    let plans = try plans.popFirst() ?? fitting.plans(of: stage, for: input)
    columnNames = stage.columnNames(partitionCounts: plans.plans.map(\.partitions.count), input)
    return LayerFitting(
      layer: stage.layer, settings: stage.settings, plans: plans.plans, data: input,
      predictsTrainingRows: !isLast || fitting.kept != .none, store: store,
      withoutFolds: plans.withoutFolds)
  }

  /// Notes what the fit of the layer gave.
  ///
  /// - Throws: `ModelingError` if a column of categories is none any more.
  mutating func note(_ result: LayerFitting.Result) throws {
    findings.scores += result.scores
    findings.dropped += result.dropped
    if isLast { findings.weights = result.layer.weights(of: layers.last?.columnNames ?? data.inputNames) }
    layers.append(result.layer)
    guard let output = result.output else { return }
    let outputRows = RowRanges(rows).rows(at: RowRanges(output.rows)).rows
    if fitting.kept == .all || fitting.kept == .last && isLast {
      outputs.append(
        LayerOutput(
          layer: result.layer.name, columnNames: result.layer.columnNames,
          rows: fitting.kept == .all ? output.rows : outputRows, matrix: output.features.matrix()))
    }
    guard !isLast else { return }
    // Later layers know columns by their numbers, which have become others behind those of dropped learners.
    if !result.dropped.isEmpty {
      stages[index + 1].layer.propagatedColumns = stages[index + 1].layer.propagatedColumns.compactMap {
        columnNames.indices.contains($0) ? result.layer.columnNames.firstIndex(of: columnNames[$0]) : $0
      }
    }
    input = try input.rows(output.rows)
      .replaced(by: output.features, propagating: stage.layer.propagatedColumns)
    rows = outputRows
  }

  /// The model and the outputs that are kept, once all layers have been fitted.
  var result: (model: EnsembleModel, outputs: [LayerOutput]) {
    let definition = fitting.definition
    let model = EnsembleModel(
      ensemble: EnsembleSummary(definition), precision: definition.precision, featureNames: data.featureNames,
      categories: data.categories, layers: layers,
      report: Report(scorer: stages[0].settings.scorer, rowCount: data.rowCount, findings))
    return (model, outputs)
  }
}

extension Dataset {
  /// The same examples as the next layer sees them.
  ///
  /// - Parameters:
  ///   - output: What a layer has given for them.
  ///   - columns: Those of its input that come first there, with the words that their numbers stand for.
  /// - Returns: As many examples.
  /// - Throws: `ModelingError` if a column of categories is none any more.
  func replaced(by output: Features, propagating columns: [Int]) throws -> Dataset {
    let words = columns.enumerated().compactMap { place, column in
      categories[column].map { (place, $0) }
    }
    return try replacing(features: output).categorized(by: Dictionary(uniqueKeysWithValues: words))
  }

  /// What the columns of the features are called in a report.
  fileprivate var inputNames: [String] {
    featureNames ?? (0..<features.columnCount).map(FittedLayer.columnName)
  }
}
