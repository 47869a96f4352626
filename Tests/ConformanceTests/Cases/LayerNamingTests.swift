import Testing

@testable import Conformance

@Suite("The names that mlens gives learners")
struct LayerNamingTests {
  struct Example: Sendable {
    /// Cases as `name: learner, learner`, with a plus sign where there is preprocessing.
    var cases: [String]
    /// What mlens 0.2.3 called the learners, in the order of their columns.
    var names: [String]
  }

  @Test(
    arguments: [
      Example(cases: [": a10, a2, a1, a"], names: ["a", "a1", "a10", "a2"]),
      Example(cases: [": Z b, a, M"], names: ["a", "m", "z-b"]),
      Example(cases: [": Z, a, M"], names: ["M", "Z", "a"]),
      Example(cases: [": ols, ols, a"], names: ["a", "ols-1", "ols-2"]),
      Example(cases: [": ä, z, é"], names: ["z", "ä", "é"]),
      Example(cases: ["k+: z, b", "j+: y"], names: ["j.y", "k.b", "k.z"]),
      Example(cases: ["zz: a", "sc+: b", "k+: c"], names: ["k.c", "sc.b", "a"]),
      Example(cases: ["s2+: ols, x", "s1+: ols"], names: ["s1.ols-1", "s2.ols-2", "s2.x-1"]),
      Example(cases: ["s1+: s1, x", "s2+: s2, t u"], names: ["s1.s1-1", "s1.x", "s2.s2-1", "s2.t-u"]),
      Example(cases: ["s1+: a", "s2+: b c"], names: ["s1.a-1", "s2.b-c"]),
      Example(cases: ["My Case+: a b", "Other+: b"], names: ["my-case.a-b", "other.b"]),
      Example(cases: ["Sc+: a", "no+: b"], names: ["a", "no.b"]),
      Example(cases: ["B: a", "a: c"], names: ["c", "a-1"]),
      Example(cases: ["c+: a__b, a_c"], names: ["c.a", "c.a_c"]),
    ])
  func names(example: Example) throws {
    let layer = EnsembleRecipe.Layer(
      cases: example.cases.map { text in
        let (head, learners) = (text.prefix { $0 != ":" }, text.drop { $0 != ":" }.dropFirst(2))
        let name = head.filter { $0 != "+" }
        return EnsembleRecipe.PreprocessingCase(
          name: name.isEmpty ? nil : name, steps: head.hasSuffix("+") ? [Scale()] : [],
          learners: learners.split(separator: ", ").map { .init(name: String($0), estimator: OLS()) })
      },
      propagatedColumns: [], predictsProbabilities: false, indexParameters: [:])
    #expect(try LayerNaming(layer).columns.map(\.recordedName) == example.names)
  }
}
