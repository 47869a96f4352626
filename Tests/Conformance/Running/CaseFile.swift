import SystemPackage

/// A file of cases.
///
/// What kind of cases it holds is told by its keys, so that a file may have any name.
struct CaseFile {
  let path: FilePath

  /// The path within the folder of cases, without the extension: how the names of its cases begin.
  let name: String

  let data: DataFolder

  /// The cases.
  ///
  /// - Throws: `CaseError` or `FileError` if the file cannot be read or is of no known kind.
  func cases() throws -> [Case] {
    let root = try JSONNode(contentsOf: path)
    if case .list(let elements) = root.value, !elements.isEmpty, elements.allSatisfy(isRecipe) {
      // Recipes alone are what results are recorded from.
      return []
    }
    let cases = try cases(of: root)
    guard !cases.isEmpty else { throw CaseError("there is no case in this file") }
    return cases
  }

  private func cases(of root: JSONNode) throws -> [Case] {
    let keys = Set(try root.members().keys)
    if keys.contains("recipe") { return try EnsembleCase.cases(of: root, named: name, data: data) }
    if keys.isSuperset(of: ["X", "y", "folds"]) { return try TutorialCase.cases(of: root, named: name) }
    if keys.isSuperset(of: ["scorer", "cases"]) {
      return try EvaluatorCase.cases(of: root, named: name, data: data)
    }
    if keys.isSuperset(of: ["data", "cases"]) {
      return try LearnerCase.cases(of: root, named: name, data: data)
    }
    if !keys.isDisjoint(with: ["cases", "utilities"]) {
      return try IndexerCase.cases(of: root, named: name) + UtilityCase.cases(of: root, named: name)
    }
    if !keys.isDisjoint(with: MiscellanyCase.sections) {
      return try MiscellanyCase.cases(of: root, named: name, data: data)
    }
    throw CaseError("no kind of case file has the keys \(keys.sorted().joined(separator: ", "))")
  }

  private func isRecipe(_ node: JSONNode) -> Bool {
    guard case .object(let members) = node.value else { return false }
    return members["ensemble"] != nil && members["layers"] != nil
  }
}
