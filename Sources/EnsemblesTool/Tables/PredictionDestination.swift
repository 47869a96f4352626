import Arrays
import Foundation
import MemoryMapping
import SystemPackage

/// Where predictions go.
enum PredictionDestination {
  case standardOutput
  case file(FilePath, TableFormat)

  init(_ word: String) throws {
    self = word == "-" ? .standardOutput : .file(FilePath(word), try TableFormat(of: FilePath(word)))
  }

  /// Finds out whether predictions can be written there, before they are made.
  func rehearse(besides data: FilePath) throws {
    switch self {
    case .standardOutput: try StandardOutput.requireOpen()
    case .file(let path, _):
      func resolved(_ path: FilePath) -> String { URL(filePath: path.string).resolvingSymlinksInPath().path }
      guard resolved(path) != resolved(data) else {
        throw ToolError("the predictions would replace the data in “\(data)”; choose another output")
      }
      try rehearseReplacement(ofFile: path)
    }
  }

  func write(_ predictions: Matrix<Double>, columnNames: [String]) throws {
    let names = columnNames.count == 1 ? ["prediction"] : columnNames
    switch self {
    case .standardOutput:
      try StandardOutput.write { try CSVFile.write(predictions.view, columnNames: names, to: $0) }
    case .file(let path, let format):
      if let delimiter = format.delimiter {
        try CSVFile.write(predictions, columnNames: names, to: path, delimiter: delimiter)
      } else if predictions.columnCount == 1 {
        try NPYFile.write(vector: predictions.elements, to: path)
      } else {
        try NPYFile.write(predictions, to: path)
      }
    }
  }
}
