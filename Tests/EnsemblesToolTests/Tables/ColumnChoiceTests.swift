import Arrays
import SystemPackage
import Testing

@testable import EnsemblesTool

@Suite("The choice of columns")
struct ColumnChoiceTests {
  private func columns(_ folder: TemporaryFolder) throws -> TableColumns {
    try folder.write("x,y,1,y.csv,\"a,b\"\n1,2,3,4,5\n", to: "d.csv")
    return try TableColumns(of: folder.path.appending("d.csv"), header: .present)
  }

  @Test(
    "A word is a column by its name, else by its number, else a file, else several columns",
    arguments: [
      ("y", .columns([1])), ("1", .columns([2])), ("0", .columns([0])), ("-1", .columns([4])),
      ("y.csv", .columns([3])), ("./y", .file("./y")), ("./y.csv", .file("./y.csv")),
      ("z.npy", .file("z.npy")), ("a,b", .columns([4])), ("x,y", .columns([0, 1])),
      ("-1,x", .columns([4, 0])),
    ] as [(String, ColumnChoice)])
  func meaning(word: String, choice: ColumnChoice) throws {
    let folder = try TemporaryFolder()
    #expect(try ColumnChoice(word, as: .target, among: columns(folder)) == choice)
  }

  @Test(
    "What is neither is refused, in the words of its role",
    arguments: [
      (ColumnRole.target, "z", "the target “z” is neither a column of"),
      (.weights, "z", "the weights “z” are neither"),
      (.weights, "x,y", "the weights “x,y” are neither a column"),
      (.ignored, "x,q", "a column to ignore “q” is no column"),
      (.target, "x,", "the target “” is neither"), (.groups, "9", "has no column 9; it has 5"),
    ])
  func refusals(role: ColumnRole, word: String, words: String) throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: ToolError.self) {
      try ColumnChoice(word, as: role, among: columns(folder))
    }
    #expect(try #require(error).description.contains(words))
  }

  @Test("The columns of a sparse file are counted, however large its numbers are")
  func sparse() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("x.npz")
    try Fixtures.writeSparse([[1, 0, 1e39], [0, 2, 0]], to: path)
    #expect(try TableColumns(of: path).count == 3)
  }

  @Test("The header alone is read")
  func header() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y\nnonsense", to: "d.csv")
    let columns = try TableColumns(of: folder.path.appending("d.csv"))
    #expect(columns.names == ["x", "y"])
    #expect(columns.count == 2)
  }
}
