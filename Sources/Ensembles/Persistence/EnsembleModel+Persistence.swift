private import Foundation
internal import MemoryMapping
public import SystemPackage

extension EnsembleModel {
  /// Stores the model as a folder: `manifest.json`, `report.json` and one `.npy` file for each array.
  ///
  /// The folder appears whole or not at all. A stored model of the same name is replaced in one step.
  ///
  /// - Throws: `FileError` if the folder cannot be written, or if something that is no stored model is there
  ///   already.
  public func save(to path: FilePath) throws {
    try withReplacement(ofFolder: path, isReplaceable: Self.isModelOrEmpty) { folder in
      let archive = ModelArchive(folder: folder.appending(arraysFolder))
      try FileManager.default.createDirectory(
        atPath: archive.folder.string, withIntermediateDirectories: false)
      let encoder = JSONEncoder()
      // A score may be infinite, or none at all: a measure may be anybody's.
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try Self.write(encoder.encode(report), to: folder.appending(reportFile))
      encoder.userInfo[.arrayArchive] = archive
      try Self.write(encoder.encode(ModelManifest(self)), to: folder.appending(manifestFile))
    }
  }

  /// Finds out whether a model could be saved as a folder, before the fit whose result it shall hold.
  ///
  /// - Throws: `FileError` as `save(to:)` would.
  package static func requireSavable(to path: FilePath) throws {
    try rehearseReplacement(ofFolder: path, isReplaceable: isModelOrEmpty)
  }

  /// Loads a stored model.
  ///
  /// Nothing that the folder holds is run: it names types, and values of those are created.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - registry: The types that the model may name.
  /// - Throws: `FileError` or `ArrayFileError` if a file is missing or damaged; `ModelingError` if the model is
  ///   of a later format, names a type that is not registered, or has parts that do not fit together.
  public init(contentsOf path: FilePath, registry: Registry) throws {
    // Whoever saves another model there meanwhile exchanges the whole folder, of which one part must not stand beside
    // a part of the other.
    while true {
      let folder = Self.identity(of: path)
      let result = Result { try Self(partsOf: path, registry: registry) }
      guard Self.identity(of: path) == folder else { continue }
      self = try result.get()
      return
    }
  }

  /// What tells a stored model from one that takes its place, or nil if there is none.
  private static func identity(of path: FilePath) -> [String]? {
    let arrays = path.appending(arraysFolder).string
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: arrays) else { return nil }
    let time = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate
    let numbers = [FileAttributeKey.systemNumber, .systemFileNumber].map { "\(attributes[$0] as Any)" }
    return numbers + ["\(time as Any)"]
  }

  private init(partsOf path: FilePath, registry: Registry) throws {
    let manifest = path.appending(manifestFile)
    let data: Data
    do {
      data = try Self.read(manifest)
    } catch let error as FileError {
      throw FileError(
        path: path, operation: "load a model from",
        reason: "its \(manifestFile) cannot be read (\(error.reason))")
    }
    do {
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let format = try decoder.decode(ModelManifest.Header.self, from: data).format
      guard (1...ModelManifest.currentFormat).contains(format) else {
        throw ModelingError(
          .unreadableModel,
          "it has format \(format), but this version reads formats up to \(ModelManifest.currentFormat)")
      }
      var registry = registry
      registry.register(fitted: EnsemblePreprocessor.Fitted.self)
      decoder.userInfo[.registry] = registry
      decoder.userInfo[.arrayArchive] = ModelArchive(folder: path.appending(arraysFolder))
      let report = try decoder.decode(Report.self, from: Self.read(path.appending(reportFile)))
      self = try decoder.decode(ModelManifest.self, from: data).model(report: report)
    } catch let error as DecodingError {
      throw ModelingError(.unreadableModel, "the model “\(path)” is damaged: \(error.sentence)")
    } catch let error as ModelingError {
      throw ModelingError(error.code, "the model “\(path)” cannot be loaded: \(error.message)")
    }
  }

  private static func write(_ data: Data, to path: FilePath) throws {
    do {
      try data.write(to: URL(filePath: path.string))
    } catch {
      throw FileError(path: path, operation: "write", reason: error.localizedDescription)
    }
  }

  private static func read(_ path: FilePath) throws -> Data {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { Data(file.bytes) }
  }

  /// Whether a folder may give way to a model: it holds nothing, or a model and nothing besides.
  private static func isModelOrEmpty(_ path: FilePath) throws -> Bool {
    let contents = try FileManager.default.contentsOfDirectory(atPath: path.string)
    guard !contents.isEmpty else { return true }
    guard Set(contents).isSubset(of: [manifestFile, reportFile, arraysFolder]),
      let manifest = try? read(path.appending(manifestFile)),
      (try? JSONDecoder().decode(ModelManifest.Header.self, from: manifest)) != nil
    else { return false }
    guard contents.contains(arraysFolder) else { return true }
    let arrays = path.appending(arraysFolder)
    return try FileManager.default.contentsOfDirectory(atPath: arrays.string)
      .allSatisfy { $0.hasSuffix(ModelArchive.suffix) && (try? MappedFile(arrays.appending($0))) != nil }
  }
}

private let manifestFile = "manifest.json"
private let reportFile = "report.json"
private let arraysFolder = "arrays"

extension DecodingError {
  /// What is wrong, and where.
  fileprivate var sentence: String {
    let (context, what): (Context, String) =
      switch self {
      case .keyNotFound(let key, let context): (context, "“\(key.stringValue)” is missing")
      case .typeMismatch(_, let context), .valueNotFound(_, let context):
        (context, "a value has the wrong type")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (Context(codingPath: [], debugDescription: ""), "\(self)")
      }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return place.isEmpty ? what : "at \(place.joined(separator: ".")), \(what)"
  }
}
