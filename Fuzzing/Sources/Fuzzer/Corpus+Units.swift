import Foundation

@testable import Ensembles

extension Corpus {
  func writeUnits() throws {
    let fuzzed = FuzzedUnits.shared
    var pipelines: [FitUnit: FittedPipeline] = [:]
    for (place, unit) in fuzzed.units.enumerated() {
      let outcome = try fuzzed.outcome(of: unit) {
        try fuzzed.work.outcome(
          of: unit, after: fuzzed.work.prerequisite(of: unit).flatMap { pipelines[$0] }, into: fuzzed.table)
      }
      pipelines[unit] = outcome.pipeline?.pipeline
      let file = FuzzedFolder.shared.path.appending(try fuzzed.file(of: unit))
      let bytes = FileManager.default.contents(atPath: file.string).map { [UInt8]($0) } ?? []
      try write("units/\(place)", [UInt8(place << 1 | 1)] + bytes.dropFirst(SealedFile.sealed([]).count))
      if place == 0 { try write("units/file", [0] + bytes) }
    }
  }
}
