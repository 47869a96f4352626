import Ensembles
import Foundation
import SystemPackage

/// What a stored model is, for people.
struct ModelDescription {
  let text: String

  init(of model: EnsembleModel, at path: FilePath) {
    let ensemble = model.ensemble
    let parameters = ensemble.parameters.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }
    var facts: [(String, String)] = [
      ("model", path.string),
      ("indexer", ensemble.indexer + parameters.joined()),
      ("seed", String(ensemble.seed)),
      ("precision", model.precision.rawValue),
      ("fitted to", "\(model.report.rowCount) rows of \(model.featureCount) features"),
      ("features", model.featureNames?.joined(separator: ", ") ?? "without names"),
      ("predicts", model.outputNames.joined(separator: ", ")),
    ]
    for (column, words) in model.categories.sorted(by: { $0.key < $1.key }) {
      facts.append(
        ("words of \(model.featureNames?[column] ?? String(column))", words.joined(separator: ", ")))
    }
    if let labels = model.classLabels { facts.append(("classes", labels.joined(separator: ", "))) }
    facts.append(("arrays", Self.arraySize(of: path)))
    text = [
      NamedLines.text(facts), model.outline.flatMap { $0.lines() }.joined(separator: "\n"),
      model.report.description,
    ].joined(separator: "\n\n")
  }

  private static func arraySize(of path: FilePath) -> String {
    let files = FileManager.default.enumerator(atPath: path.string)?.compactMap { $0 as? String } ?? []
    let sizes = files.filter { $0.hasSuffix(".npy") }.map { name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path.appending(name).string)
      return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
    return "\(sizes.count) files, \(sizes.reduce(0, +)) bytes"
  }
}
