import Foundation
import Testing

@Suite("The example ParallelMechanics")
struct ParallelMechanicsTests {
  /// What mlens 0.2.3 gives in its tutorial.
  private let recorded: [(step: String, numbers: [Float])] = [
    (
      "map ols",
      [
        0.3665536, 0.36335272, 0.3601518, 0.3569509, 0.35375,
        0.48689735, 0.52471155, 0.56252575, 0.60033995, 0.63815415,
      ]
    ),
    (
      "stack ols-3",
      [
        0.22054635, 0.22811265, 0.235679, 0.24324532, 0.25081167,
        0.27373537, 0.23783192, 0.20192847, 0.16602501, 0.09709236,
      ]
    ),
    (
      "process ols-1",
      [
        0.3665536, 0.36335272, 0.3601518, 0.3569509, 0.35375,
        0.48689735, 0.52471155, 0.56252575, 0.60033995, 0.63815415,
      ]
    ),
    (
      "process ols-3",
      [
        0.22054635, 0.22811265, 0.235679, 0.24324532, 0.25081167,
        0.27373537, 0.23783192, 0.20192847, 0.16602501, 0.09709236,
      ]
    ),
    (
      "predict ols",
      [
        0.35990342, 0.35965845, 0.35941347, 0.35916847, 0.3589235,
        0.35867852, 0.35843354, 0.35818857, 0.3579436, 0.35769862,
      ]
    ),
    (
      "transform ols",
      [
        0.3665536, 0.36335272, 0.3601518, 0.3569509, 0.35375,
        0.48689735, 0.52471155, 0.56252575, 0.60033995, 0.63815415,
      ]
    ),
  ]

  @Test("It prints the numbers of the tutorial")
  func numbers() async throws {
    let folder = try TemporaryFolder()
    let executable = Tool.executable.deletingLastPathComponent().appending(path: "ParallelMechanics")
    let outcome = try await Tool(folder: folder).run(executable, [])
    #expect(outcome.code == 0)
    #expect(outcome.error.isEmpty)
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.map { $0.prefix(2).joined(separator: " ") } == recorded.map(\.step))
    #expect(lines.map { $0.dropFirst(2).map { Float($0) } } == recorded.map { $0.numbers.map(Optional.some) })
    #expect(try folder.names.isEmpty)
  }
}
