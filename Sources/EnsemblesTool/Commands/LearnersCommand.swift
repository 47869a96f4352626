import ArgumentParser
import Estimators

/// `ensembles learners`: lists what can stand in a recipe.
struct LearnersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learners",
    abstract: "Lists the learners, preprocessing steps, ensembles and scorers that can stand in a recipe.")

  @Option(help: "How the list is printed.")
  var format = OutputFormat.table

  func run() throws {
    let catalogue = Catalogue(of: .standard)
    switch format {
    case .table: try StandardOutput.print(catalogue.description)
    case .json: try StandardOutput.print(try JSONText.encode(catalogue))
    }
  }
}
