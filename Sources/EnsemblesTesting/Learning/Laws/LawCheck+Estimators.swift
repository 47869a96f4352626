internal import Ensembles

extension LawCheck {
  /// The laws of estimators alone.
  static func forEstimators<E: Estimator>() -> [LawCheck] where S == EstimatorSubject<E> {
    [
      LawCheck(.constantTargets) { subject in
        let data = try subject.sample.get()
        let value = data.classes == nil ? 3.25 : 1
        let constant = try data.with(
          targets: Matrix(rowCount: data.rowCount, columnCount: data.target.columnCount, repeating: value))
        let found = try subject.outputs(fittedTo: constant).values
        let expected = Matrix<Double>(
          rowCount: found.rowCount, columnCount: found.columnCount, repeating: value)
        try Outputs(values: found).requireAgreement(
          with: Outputs(values: expected), within: subject.tolerance, "where all targets are \(value)")
      },
      LawCheck(.refusals) { subject in
        let data = try subject.sample.get()
        let count = data.rowCount
        let wrong =
          data.classes == nil
          ? try Dataset(features: data.features, labels: (0..<count).map { $0 % 2 })
          : try Dataset(features: data.features, target: (0..<count).map(Double.init))
        let cases: [(String, Dataset)] = [
          ("a target of the other kind", wrong), ("no row", data.rows(RangeSet())),
          ("no column", data.replacing(features: data.features.columns([]))),
        ]
        for (name, data) in cases {
          try requireRefusal(of: name) { _ = try subject.fittedAlone(to: data) }
        }
      },
      LawCheck(.onePass) { subject in
        guard let estimator = subject.recipe as? any CrossFitting else { return }
        try requireOnePass(estimator, on: subject.sample.get())
      },
      LawCheck(.joining) { subject in
        guard let type = E.Model.self as? any JoinableModel.Type else { return }
        let data = try subject.sample.get()
        let halves = [0..<data.rowCount / 2, data.rowCount / 2..<data.rowCount]
        let models = try halves.map { try subject.fitted(to: data.rows(RangeSet($0))) }
        try requireJoining(type, models, on: data.features)
      },
    ]
  }

  private static func requireOnePass<C: CrossFitting>(_ estimator: C, on data: Dataset) throws {
    guard C.Statistics.numberCount(for: data) != nil else { return }
    let empty = C.Statistics(forRowsOf: data)
    var (first, second) = (empty, empty)
    first.add(rowsOf: data.rows(RangeSet(0..<data.rowCount / 3)))
    second.add(rowsOf: data.rows(RangeSet(data.rowCount / 3..<data.rowCount)))
    first.add(second)
    guard let model = try estimator.fitted(to: first, in: FittingContext()) else { return }
    let subject = EstimatorSubject(estimator, data: data, tolerance: 1e-8)
    try subject.outputs(of: model, for: data.features).requireAgreement(
      with: subject.outputs(fittedTo: data), within: 1e-8, "a model of sums")
  }

  private static func requireJoining<M: JoinableModel>(
    _ type: M.Type, _ models: [any FittedModel], on features: Features
  ) throws {
    let joined = try M(sideBySide: models.compactMap { $0 as? M }).predictions(from: features)
    let apart = try models.map { try $0.shapedPredictions(from: features) }
    let expected = Matrix<Double>(
      rows: (0..<features.rowCount).map { row in apart.flatMap { $0.row(row) } })
    try Outputs(values: joined).requireAgreement(
      with: Outputs(values: expected), within: 1e-9, "models side by side")
  }
}
