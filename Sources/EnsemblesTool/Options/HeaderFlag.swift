import ArgumentParser
import Arrays
import SystemPackage

/// Whether the first line of the data names the columns.
struct HeaderFlag: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: "Whether the first line of a text file names the columns. (default: if all its cells are words)")
  var header: Bool?

  /// What the reader of text files is told.
  var mode: CSVFile.Header {
    header.map { $0 ? .present : .absent } ?? .automatic
  }

  /// Checks that a file can have a header, if something is said of one.
  func validate(for file: String) throws {
    guard header != nil, (try? TableFormat(of: FilePath(file)))?.delimiter == nil else { return }
    throw ValidationError(
      "“--header” and “--no-header” are for .csv, .tsv and .txt files, and “\(file)” is none")
  }
}
