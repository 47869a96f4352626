import Arrays
import Ensembles
import SystemPackage

/// Which columns of the data serve for what, and which files beside it, before any of them is read.
struct DataPlan {
  let path: FilePath
  let header: CSVFile.Header
  /// Whether the target is taken for labels whatever it looks like.
  let hasLabels: Bool
  /// Whether columns of words are features too.
  let acceptsCategories: Bool
  private let acceptsMissing: Bool
  private let choices: [(role: ColumnRole, choice: ColumnChoice)]
  private let columnCount: Int

  /// Decides what the words of the command line mean.
  ///
  /// - Throws: `ToolError` if a word is neither a column nor a file, or if a column would serve twice.
  init(_ options: DataOptions, for recipe: Recipe) throws {
    path = FilePath(options.data)
    header = options.header.mode
    hasLabels = options.labels || recipe.targetKind == .classes
    acceptsCategories = recipe.layers.first?.acceptsCategories ?? false
    acceptsMissing = recipe.layers.first?.acceptsMissing ?? false
    let columns = try TableColumns(of: path, header: header)
    columnCount = columns.count
    let words: [(ColumnRole, String?)] = [
      (.target, options.target), (.weights, options.weights), (.groups, options.groups),
      (.ignored, options.ignore), (.categories, options.categories),
    ]
    choices = try words.compactMap { role, word in
      try word.map { (role, try ColumnChoice($0, as: role, among: columns)) }
    }
    var owners: [Int: ColumnRole] = [:]
    for (role, choice) in choices {
      for column in choice.columns {
        if let owner = owners.updateValue(role, forKey: column) {
          let label = columns.label(of: column)
          throw ToolError(
            owner == role
              ? "the column “\(label)” is named twice as \(role.noun); name it once"
              : "the column “\(label)” cannot serve as \(owner.noun) and as \(role.noun)")
        }
      }
    }
  }

  /// The columns of the data that are no features.
  var takenColumns: Set<Int> {
    Set(choices.filter { $0.role != .categories }.flatMap(\.choice.columns))
  }

  /// The columns of the data that are features, in order.
  var features: [Int] {
    let taken = takenColumns
    return (0..<columnCount).filter { !taken.contains($0) }
  }

  /// In which columns a value may be missing.
  var missing: CSVFile.Missing { acceptsMissing ? .allowed(in: features) : .refused }

  /// What the columns hold that are not of numbers alone.
  var contents: [Int: CSVFile.Contents] {
    var contents: [Int: CSVFile.Contents] = [:]
    if acceptsCategories { for column in features { contents[column] = .numbersOrWords } }
    for (role, choice) in choices {
      for column in choice.columns { contents[column] = self.contents(of: role) }
    }
    return contents
  }

  /// Where the columns of a role are, or nil if nothing was said.
  func choice(for role: ColumnRole) -> ColumnChoice? { choices.first { $0.role == role }?.choice }

  func contents(of role: ColumnRole) -> CSVFile.Contents {
    switch role {
    case .target: hasLabels ? .words : .numbersOrWords
    case .weights: .numbers
    case .groups, .categories: .words
    case .ignored: .ignored
    }
  }
}
