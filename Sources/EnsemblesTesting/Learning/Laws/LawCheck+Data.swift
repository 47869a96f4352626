internal import Ensembles

extension LawCheck {
  static var weights: [LawCheck] {
    [
      LawCheck(.weightsRepeat) { subject in
        guard subject.acceptsWeights else { return }
        let data = try subject.sample.get()
        let counts = (0..<data.rowCount).map { $0 % 3 == 0 ? 2 : 1 }
        let copies = try data.copies(
          of: (0..<data.rowCount).flatMap { Array(repeating: $0, count: counts[$0]) })
        try subject.outputs(fittedTo: data.weighted(by: counts.map(Double.init))).requireAgreement(
          with: subject.outputs(fittedTo: copies), within: subject.tolerance, "weights of 2")
      },
      LawCheck(.zeroWeightsDrop) { subject in
        guard subject.acceptsWeights else { return }
        let data = try subject.sample.get()
        let weights = (0..<data.rowCount).map { $0 % 4 == 1 ? 0.0 : 1 }
        let kept = try data.copies(of: (0..<data.rowCount).filter { weights[$0] > 0 })
        let (ofWeighted, ofKept) = (
          try subject.fitted(to: data.weighted(by: weights)), try subject.fitted(to: kept)
        )
        try subject.outputs(of: ofWeighted, for: kept.features).requireAgreement(
          with: subject.outputs(of: ofKept, for: kept.features), within: subject.tolerance, "weights of 0")
        try subject.outputs(fittedTo: data.weighted(by: weights.map { _ in 1 })).requireAgreement(
          with: subject.outputs(fittedTo: data), within: subject.tolerance, "weights of 1")
      },
    ]
  }

  static var storageOfNumbers: [LawCheck] {
    [
      LawCheck(.views) { subject in
        let data = try subject.sample.get()
        let rows = RangeSet([1..<data.rowCount / 2, data.rowCount / 2 + 1..<data.rowCount])
        let order = [Int]((0..<data.features.columnCount).reversed())
        let view = data.rows(rows).replacing(features: data.rows(rows).features.columns(order))
        let copied = try data.copies(of: Array(rows.ranges.joined()))
        let copy = try copied.with(
          features: Features(copied.features.columns(order).matrix()), targets: copied.target.copied())
        let (ofView, ofCopy) = (try subject.fitted(to: view), try subject.fitted(to: copy))
        try subject.outputs(of: ofView, for: view.features).requireEquality(
          with: subject.outputs(of: ofCopy, for: copy.features), "a view")
      },
      LawCheck(.precision) { subject in
        let data = try subject.sample.get()
        let floats = Matrix<Float>(data.features.matrix())
        let doubles = Matrix<Double>(floats)
        func outputs(_ features: Features) throws -> Outputs {
          try subject.outputs(of: subject.fitted(to: data.replacing(features: features)), for: features)
        }
        let expected = try outputs(doubles.features)
        try outputs(floats.features).requireAgreement(
          with: expected, within: subject.tolerance, "numbers held as Float")
        try outputs(SparseMatrix(doubles).features).requireAgreement(
          with: expected, within: subject.tolerance, "numbers held sparsely")
      },
    ]
  }
}
