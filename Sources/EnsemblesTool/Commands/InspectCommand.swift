import ArgumentParser
import Arrays
import Ensembles
import Estimators
import Foundation
import SystemPackage

/// `ensembles inspect`: says what is in a file.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what is in a model, a recipe or a table.",
    discussion: """
      A folder is taken for a model, a .yaml, .yml or .json file for a recipe, which is checked as before a fit, and a \
      .npy, .npz, .csv, .tsv or .txt file for a table.
      """)

  @Argument(help: "The folder of a model, or a file.")
  var file: String

  @OptionGroup var header: HeaderFlag

  func validate() throws {
    guard header.header != nil else { return }
    try header.validate(for: file)
  }

  func run() throws {
    try StandardOutput.print(try description())
  }

  private func description() throws -> String {
    let path = FilePath(file)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
      throw ToolError("cannot inspect “\(file)”: there is no such file or folder")
    }
    if isFolder.boolValue {
      return try ModelDescription(of: EnsembleModel(contentsOf: path, registry: .standard), at: path).text
    }
    if ["yaml", "yml", "json"].contains(path.extension?.lowercased()) {
      return try RecipeDescription(of: Recipe(contentsOf: path, registry: .standard)).text
    }
    guard let format = try? TableFormat(of: path) else {
      throw ToolError(
        "cannot inspect “\(file)”: a recipe is a .yaml, .yml or .json file, a table a "
          + "\(TableFormat.list()) file, and a model a folder")
    }
    switch format {
    case .npy: return ArrayDescription(of: try NPYFile(at: path)).text
    case .npz: return try ArrayDescription(of: NPZFile(at: path)).text
    case .csv, .tsv, .txt:
      let count = try TableColumns(of: path, header: header.mode).count
      let contents = Dictionary(
        uniqueKeysWithValues: (0..<count).map { ($0, CSVFile.Contents.numbersOrWords) })
      return TableDescription(
        of: try Table(contentsOf: path, header: header.mode, contents: contents)
      ).text
    }
  }
}
