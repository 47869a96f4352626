internal import Ensembles
internal import Foundation

/// Something that the parameters of every recipe must do.
struct ParameterPromise<C: Configurable> {
  /// What they must do, as a sentence.
  let sentence: String
  /// Throws what they do in place of that.
  let check: @Sendable (C) throws -> Void

  private init(_ sentence: String, check: @escaping @Sendable (C) throws -> Void) {
    self.sentence = sentence
    self.check = check
  }

  /// All of them, for recipes of a kind that has a name.
  ///
  /// - Parameter kind: The name with its article, such as “an indexer”.
  /// - Returns: One for each thing that recipes must do.
  static func all(of kind: String) -> [ParameterPromise] {
    [
      ParameterPromise("\(kind) with defaults has parameters within their ranges") { _ in
        try C().validate()
      },
      ParameterPromise("every parameter has a name of its own") { _ in
        var seen: Set<String> = []
        for parameter in C.parameters where !seen.insert(parameter.name).inserted {
          throw Breach("“\(parameter.name)” is listed twice")
        }
      },
      ParameterPromise("a parameter that is set by name reads as it was set") { recipe in
        var copy = C()
        for parameter in C.parameters { try copy.set(parameter.name, to: parameter.value(of: recipe)) }
        for parameter in C.parameters {
          let (found, expected) = (parameter.value(of: copy), parameter.value(of: recipe))
          guard found == expected else {
            throw Breach("“\(parameter.name)” reads as \(found) after it was set to \(expected)")
          }
        }
      },
      ParameterPromise("setting a parameter to the value that it has changes nothing") { recipe in
        var copy = recipe
        for parameter in C.parameters {
          try copy.set(parameter.name, to: parameter.value(of: copy))
          guard copy == recipe else { throw Breach("“\(parameter.name)” changed the recipe") }
        }
      },
      ParameterPromise("\(kind) that was encoded and decoded is the same") { recipe in
        let decoded = try JSONDecoder().decode(C.self, from: JSONEncoder().encode(recipe))
        guard decoded == recipe else { throw Breach("it was decoded as \(decoded)") }
      },
    ]
  }
}
