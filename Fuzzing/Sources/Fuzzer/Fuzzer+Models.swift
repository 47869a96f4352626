import Estimators
import SystemPackage

@testable import Ensembles

extension Fuzzer {
  /// Loads a stored model whose manifest, report and arrays are parts of the input; what could be loaded predicts a row
  /// or says why it cannot.
  static func models(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var parts = FuzzedParts(Array(UnsafeBufferPointer(start: data, count: count)))
    let folder = FuzzedFolder.shared
    let (manifest, report) = (parts.next(), parts.next())
    guard folder.write(manifest, to: "model/manifest.json") != nil,
      folder.write(report, to: "model/report.json") != nil
    else { return -1 }
    for number in 0..<arrayCount {
      guard folder.write(parts.next(), to: "model/arrays/a\(number).npy") != nil else { return -1 }
    }
    guard
      let model = try? EnsembleModel(contentsOf: folder.path.appending("model"), registry: .standard)
    else { return 0 }
    precondition(!model.report.description.isEmpty, "a report prints something")
    precondition(!model.outline.isEmpty, "a model has layers")
    guard model.featureCount < 1 << 10 else { return 0 }
    let row = Matrix<Double>(rowCount: 1, columnCount: model.featureCount, repeating: 0.5)
    guard let output = try? model.outputInline(for: Features(row)) else { return 0 }
    precondition(output.columnCount == model.outputNames.count, "each column of the output has a name")
    return 0
  }

  /// How many arrays an input may hold, named “a0”, “a1” and so on.
  static var arrayCount: Int { 6 }
}

/// Parts of an input: each is as long as the two bytes before it say, or as what is left.
struct FuzzedParts {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func next() -> [UInt8] {
    let length = rest.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(2)
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }

  static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    parts.flatMap { [UInt8($0.count & 0xFF), UInt8($0.count >> 8)] + $0 }
  }
}
