import Arrays
import SystemPackage
import Testing

@testable import EnsemblesTool

@Suite("The choice of the target")
struct TargetChoiceTests {
  @Test(
    "A word is a column by its name, else by its number, else a file",
    arguments: [
      ("y", .name("y")), ("1", .name("1")), ("0", .index(0)), ("-1", .index(-1)), ("y.csv", .name("y.csv")),
      ("./y", .file("./y")), ("./y.csv", .file("./y.csv")), ("z.npy", .file("z.npy")),
    ] as [(String, TargetChoice)])
  func meaning(word: String, choice: TargetChoice) throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y,1,y.csv\n1,2,3,4\n", to: "d.csv")
    let columns = try TableColumns(of: folder.path.appending("d.csv"), header: .present)
    #expect(try TargetChoice(word, among: columns) == choice)
  }

  @Test("The header alone is read")
  func header() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y\nnonsense", to: "d.csv")
    #expect(try TableColumns(of: folder.path.appending("d.csv")).names == ["x", "y"])
  }
}
