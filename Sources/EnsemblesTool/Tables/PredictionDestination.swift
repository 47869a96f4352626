import Arrays
import MemoryMapping
import SystemPackage

/// Where predictions go.
enum PredictionDestination {
  case standardOutput
  case file(FilePath, TableFormat)

  /// Decides what a word means.
  ///
  /// - Throws: `ToolError` if it is a file of no format that can be written.
  init(_ word: String) throws {
    guard word != "-" else {
      self = .standardOutput
      return
    }
    let path = FilePath(word)
    let format = try TableFormat(of: path)
    guard format != .npz else {
      throw ToolError(
        "predictions are not sparse: write them to a \(TableFormat.list([.npy, .csv, .tsv, .txt])) file")
    }
    self = .file(path, format)
  }

  /// Finds out whether predictions can be written there, before they are made.
  func rehearse(besides data: FilePath) throws {
    switch self {
    case .standardOutput: try StandardOutput.requireOpen()
    case .file(let path, _):
      guard path.resolved != data.resolved else {
        throw ToolError("the predictions would replace the data in “\(data)”; choose another output")
      }
      try rehearseReplacement(ofFile: path)
    }
  }

  /// Finds out whether labels can be written there.
  func requireLabels(_ labels: [String]) throws {
    guard case .file(let path, .npy) = self, let word = labels.first(where: { Double($0) == nil }) else {
      return
    }
    throw ToolError(
      "“\(path)” can hold numbers alone, but “\(word)” is a label; write to a text file such as .csv, or ask for "
        + "“--probabilities”")
  }

  /// Writes a column of labels: words in a text, numbers in an array.
  func write(labels: [String]) throws {
    switch self {
    case .standardOutput:
      try StandardOutput.write { try CSVFile.write(words: labels, columnName: "prediction", to: $0) }
    case .file(let path, let format):
      guard let delimiter = format.delimiter else {
        return try NPYFile.write(vector: labels.map { Double($0) ?? .nan }, to: path)
      }
      try withReplacement(ofFile: path) { file in
        try CSVFile.write(words: labels, columnName: "prediction", to: file, delimiter: delimiter)
      }
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
