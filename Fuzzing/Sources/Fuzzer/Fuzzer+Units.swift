import Estimators

@testable import Ensembles

extension Fuzzer {
  /// Looks for a finished unit in a checkpoint.
  ///
  /// The first byte says which, and whether the rest of the input is its file or the contents of one, which then has
  /// the right digest. What is found does what a unit's outcome can do.
  static func units(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: data, count: count)
    guard let choice = bytes.first else { return -1 }
    let fuzzed = FuzzedUnits.shared
    let unit = fuzzed.units[Int(choice >> 1) % fuzzed.units.count]
    let contents = Array(bytes.dropFirst())
    guard let name = try? fuzzed.file(of: unit),
      FuzzedFolder.shared.write(choice & 1 == 0 ? contents : SealedFile.sealed(contents), to: name) != nil
    else { return -1 }

    struct Missing: Error {}
    guard let outcome = try? fuzzed.outcome(of: unit, otherwise: { throw Missing() }) else { return 0 }
    precondition(outcome.complaint == nil, "what is of no use is not taken")
    switch unit.member {
    case .transformer:
      guard let pipeline = outcome.pipeline?.pipeline else { preconditionFailure("a pipeline was fitted") }
      _ = try? pipeline.applied(to: fuzzed.data.features)
    case .learner:
      guard let model = outcome.model?.value else { preconditionFailure("a model was fitted") }
      _ = try? model.predictions(from: fuzzed.data.features)
    }
    return 0
  }
}
