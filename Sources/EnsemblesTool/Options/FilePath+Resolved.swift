import Foundation
import SystemPackage

extension FilePath {
  /// Where the path leads, from the root and with all symbolic links followed, whether or not anything is there.
  var resolved: FilePath {
    // As many links as Linux follows before it calls them a loop.
    var linksLeft = 40
    let start = FilePath(FileManager.default.currentDirectoryPath).pushing(self)
    var result: FilePath = "/"
    var rest = Array(start.components.reversed())
    while let component = rest.popLast() {
      switch component.kind {
      case .currentDirectory: break
      case .parentDirectory: result.removeLastComponent()
      case .regular:
        let next = result.appending(component)
        guard linksLeft > 0,
          let link = try? FileManager.default.destinationOfSymbolicLink(atPath: next.string)
        else {
          result = next
          continue
        }
        linksLeft -= 1
        let target = FilePath(link)
        if target.isAbsolute { result = "/" }
        rest.append(contentsOf: target.components.reversed())
      }
    }
    return result
  }

  /// Whether the path leads to a folder or to something below it, whether or not these are there.
  func lies(in folder: FilePath) -> Bool { resolved.starts(with: folder.resolved) }
}
