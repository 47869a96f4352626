private import Foundation
internal import MemoryMapping
internal import SystemPackage

/// The finished units of the fits to one data set, in a folder: a file for each, named by its key.
///
/// A file appears whole or not at all, whatever dies, and has a digest that tells what a power cut has damaged. Two runs
/// may use the folder at once: both write the same under one name, timings apart, and each finds what the other has
/// finished. Units of other recipes stay and are not found. See the README beside this file.
struct CheckpointFolder: UnitStore {
  /// From the root, so that worker processes find it from wherever they are.
  private let path: String

  private static let manifestName = "manifest.json"
  private static let suffix = ".unit"

  /// Opens the folder of a data set, or makes it, and removes what runs that were killed have half written.
  ///
  /// - Parameters:
  ///   - path: The folder. The one that it is in must be there.
  ///   - data: What is fitted to.
  /// - Throws: `FileError` if the folder cannot be made or read, belongs to another data set or a later version, or
  ///   holds other things than a checkpoint.
  init(at path: FilePath, for data: Dataset) throws {
    self.path = URL(filePath: path.string).path
    let own = CheckpointManifest(of: data)
    let folder = FilePath(self.path)
    if let found = try Self.manifest(in: folder, called: path) {
      if let difference = found.difference(from: own) { throw Self.unusable(path, difference) }
      sweepReplacements(in: folder, of: Self.isOwn)
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = try encoder.encode(own)
    try withReplacement(ofFile: folder.appending(Self.manifestName)) { try _ = $0.writeAll(text) }
  }

  func contains(_ key: UnitKey) -> Bool { FileManager.default.fileExists(atPath: file(of: key).string) }

  func load(_ key: UnitKey) throws -> StoredUnit? {
    let file = file(of: key)
    guard FileManager.default.fileExists(atPath: file.string) else { return nil }
    let entry = try SealedFile.value(Entry.self, from: file)
    guard entry.key == key else {
      throw FileError(path: file, operation: "use", reason: "it was stored under the name \(entry.key).unit")
    }
    return entry.unit
  }

  func store(_ unit: StoredUnit, as key: UnitKey) throws {
    try SealedFile.write(Entry(key: key, unit: unit), to: file(of: key))
  }

  /// What a file holds: names of files can be changed.
  private struct Entry: Codable {
    var key: UnitKey
    var unit: StoredUnit
  }

  private func file(of key: UnitKey) -> FilePath { FilePath(path).appending(key.description + Self.suffix) }

  /// Whether a name is one that this type gives to files.
  private static func isOwn(_ name: String) -> Bool {
    name == manifestName || name.hasSuffix(suffix) && UnitKey(String(name.dropLast(suffix.count))) != nil
  }

  private static func unusable(_ path: FilePath, _ reason: String) -> FileError {
    FileError(path: path, operation: "go on from the checkpoint", reason: reason)
  }

  /// What a folder says it holds, or nil if it holds nothing; then it has been made if it was not there.
  private static func manifest(in folder: FilePath, called path: FilePath) throws -> CheckpointManifest? {
    let files = FileManager.default
    if !files.fileExists(atPath: folder.string) {
      do {
        try files.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
      } catch let error where !files.fileExists(atPath: folder.string) {
        throw FileError(path: path, operation: "make the checkpoint", reason: error.localizedDescription)
      }
    }
    let names: [String]
    do {
      names = try files.contentsOfDirectory(atPath: folder.string)
    } catch {
      throw unusable(path, error.localizedDescription)
    }
    guard names.contains(manifestName) else {
      // Another run may be writing its manifest, or was killed while it did.
      guard names.allSatisfy({ $0.hasPrefix(".\(manifestName).") }) else {
        throw unusable(path, "the folder holds other things; choose another one")
      }
      return nil
    }
    do {
      let file = try MappedFile(folder.appending(manifestName))
      let text = withExtendedLifetime(file) { Data(file.bytes) }
      return try JSONDecoder().decode(CheckpointManifest.self, from: text)
    } catch {
      throw unusable(path, "its \(manifestName) cannot be read; remove the folder, or choose another one")
    }
  }
}
