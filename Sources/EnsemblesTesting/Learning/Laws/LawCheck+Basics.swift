internal import Ensembles
internal import Foundation
internal import SystemPackage

extension LawCheck {
  static var basics: [LawCheck] {
    [
      LawCheck(.parameters) { subject in
        for promise in ParameterPromise<S.Recipe>.all(of: "a recipe") { try promise.check(subject.recipe) }
      },
      LawCheck(.shapes) { subject in
        let data = try subject.sample.get()
        let columnCount = data.features.columnCount
        let fitted = try subject.fitted(to: data)
        let whole = try subject.outputs(of: fitted, for: data.features)
        try subject.requireSoundness(
          of: whole, from: fitted, rowCount: data.rowCount, columnCount: columnCount, for: data)
        for rows in [0..<0, 0..<1, data.rowCount / 2..<data.rowCount / 2 + 1] {
          let outputs = try subject.outputs(of: fitted, for: data.features.rows(RangeSet(rows)))
          try subject.requireSoundness(
            of: outputs, from: fitted, rowCount: rows.count, columnCount: columnCount, for: data)
          let among = Outputs(
            values: whole.values.view(rows: RangeSet(rows)).copied(),
            probabilities: whole.probabilities?.view(rows: RangeSet(rows)).copied())
          try outputs.requireAgreement(with: among, within: subject.tolerance, "a row alone")
        }
      },
      LawCheck(.seeds) { subject in
        let data = try subject.sample.get()
        for seed: UInt64 in [0, 7] {
          try subject.outputs(fittedTo: data, seed: seed).requireEquality(
            with: subject.outputs(fittedTo: data, seed: seed), "a second fit with seed \(seed)")
        }
      },
      LawCheck(.storage) { subject in
        let data = try subject.sample.get()
        let fitted = try subject.fitted(to: data)
        let expected = try subject.outputs(of: fitted, for: data.features)
        let decoded = try storedAsJSON(fitted)
        try subject.outputs(of: decoded, for: data.features).requireEquality(
          with: expected, "what was decoded")
        try await requireStorage(in: subject.ensemble(), of: data)
      },
    ]
  }

  private static func storedAsJSON<Value: Codable>(_ value: Value) throws -> Value {
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    // As model folders do.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Value.self, from: encoder.encode(value))
  }

  private static func requireStorage(
    in stored: (ensemble: SequentialEnsemble, registry: Registry), of data: Dataset
  ) async throws {
    let model = try await stored.ensemble.fitted(to: data, on: Parallel(workers: 1, on: .sequential))
    let folder = FileManager.default.temporaryDirectory.appending(component: "checked-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try model.save(to: FilePath(folder.path(percentEncoded: false)))
    let loaded = try EnsembleModel(
      contentsOf: FilePath(folder.path(percentEncoded: false)), registry: stored.registry)
    let (expected, found) = (
      try await model.predictionMatrix(from: data.features),
      try await loaded.predictionMatrix(from: data.features)
    )
    try Outputs(values: found).requireEquality(with: Outputs(values: expected), "the model of a folder")
  }
}
