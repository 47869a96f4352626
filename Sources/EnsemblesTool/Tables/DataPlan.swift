import Arrays
import SystemPackage

/// Which columns of the data serve for what, and which files beside it, before any of them is read.
struct DataPlan {
  let path: FilePath
  let header: CSVFile.Header
  /// Whether the target is taken for labels whatever it looks like.
  let hasLabels: Bool
  private let choices: [(role: ColumnRole, choice: ColumnChoice)]

  /// Decides what the words of the command line mean.
  ///
  /// - Throws: `ToolError` if a word is neither a column nor a file, or if a column would serve twice.
  init(_ options: DataOptions, hasLabels: Bool) throws {
    path = FilePath(options.data)
    header = options.header.mode
    self.hasLabels = hasLabels
    let columns = try TableColumns(of: path, header: header)
    let words: [(ColumnRole, String?)] = [
      (.target, options.target), (.weights, options.weights), (.groups, options.groups),
      (.ignored, options.ignore),
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
  var takenColumns: Set<Int> { Set(choices.flatMap(\.choice.columns)) }

  /// What the columns hold that are no features.
  var contents: [Int: CSVFile.Contents] {
    var contents: [Int: CSVFile.Contents] = [:]
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
    case .groups: .words
    case .ignored: .ignored
    }
  }
}
