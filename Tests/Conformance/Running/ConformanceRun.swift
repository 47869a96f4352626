import Foundation
package import SystemPackage

/// Runs every case in a folder.
package struct ConformanceRun {
  /// The committed cases.
  package static let committedFolder = sources.appending("Golden")

  private static let sources = FilePath(#filePath).removingLastComponent().removingLastComponent()

  private let folder: FilePath
  private let unsupported: UnsupportedFeatures
  private let mustNeedEveryFeature: Bool

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - folder: Where the cases are, in it and in the folders within it.
  ///   - unsupported: What is not built yet; nil for the committed list.
  ///   - mustNeedEveryFeature: Whether a feature of the list that no case needs is a failure; nil for the
  ///     committed cases alone, which the list belongs to.
  /// - Throws: `FileError` if the committed list cannot be read.
  package init(
    of folder: FilePath, unsupported: UnsupportedFeatures? = nil, mustNeedEveryFeature: Bool? = nil
  ) throws {
    self.folder = folder
    self.unsupported =
      try unsupported ?? UnsupportedFeatures(contentsOf: Self.sources.appending("unsupported.json"))
    self.mustNeedEveryFeature =
      mustNeedEveryFeature ?? (Self.resolved(folder) == Self.resolved(Self.committedFolder))
  }

  private static func resolved(_ path: FilePath) -> String {
    URL(filePath: path.string).resolvingSymlinksInPath().path()
  }

  /// Runs the cases, ordered by name of file.
  ///
  /// - Parameter observer: Called with each result as it comes.
  /// - Returns: All results. There is at least one: a folder without any case gives a failure.
  package func results(observer: (CaseResult) -> Void = { _ in }) async -> [CaseResult] {
    var results: [CaseResult] = []
    var needed: Set<String> = []
    func record(_ name: String, _ verdict: CaseResult.Verdict) {
      let result = CaseResult(name: name, verdict: verdict)
      observer(result)
      results.append(result)
    }

    for path in filePaths() {
      let name = String(path.dropLast(".json".count))
      let file = CaseFile(path: folder.appending(path), name: name, data: DataFolder(folder: folder))
      do {
        for item in try file.cases() {
          do {
            switch try await item.run() {
            case .agrees(let what): record(item.name, .passed(what))
            case .fixes(let bug): record(item.name, .fixed(bug))
            }
          } catch let missing as UnsupportedFeature {
            needed.insert(missing.name)
            record(item.name, verdict(on: missing))
          } catch {
            record(item.name, .failed("\(error)"))
          }
        }
      } catch {
        record(name, .failed("\(error)"))
      }
    }
    if results.isEmpty { record(folder.string, .failed("there is no case in this folder")) }
    if mustNeedEveryFeature {
      for feature in unsupported.reasons.keys.filter({ !needed.contains($0) }).sorted() {
        record("unsupported.json", .failed("“\(feature)” is listed, but no case needs it any more"))
      }
    }
    return results
  }

  private func verdict(on missing: UnsupportedFeature) -> CaseResult.Verdict {
    guard let reason = unsupported.reasons[missing.name] else {
      return .failed("it needs “\(missing.name)”, which is not on the list of what is not built yet")
    }
    return .unsupported(feature: missing.name, reason: reason)
  }

  /// The paths of case files within the folder, in order.
  private func filePaths() -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".json") }.sorted()
  }
}

/// How many cases have passed and failed.
package struct Tally: CustomStringConvertible {
  package let passed: Int
  package let failed: Int

  /// Counts results.
  ///
  /// What is not built yet counts as neither.
  package init(_ results: [CaseResult]) {
    passed = results.count { $0.hasPassed }
    failed = results.count { $0.hasFailed }
  }

  /// The last line that is printed.
  package var description: String { "\(passed) passed, \(failed) failed" }
}
