import Foundation
import Testing

@testable import Ensembles

@Suite struct ParameterSpaceTests {
  private func numbers(_ space: ParameterSpace, _ count: Int = 2000, seed: UInt64 = 3) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      switch space.draw(from: &generator) {
      case .number(let number): number
      case .integer(let number): Double(number)
      default: .nan
      }
    }
  }

  @Test func uniformDrawsFillTheirRange() {
    let drawn = numbers(.uniform(-2...6))
    #expect(drawn.allSatisfy { (-2...6).contains($0) })
    #expect(abs(drawn.reduce(0, +) / 2000 - 2) < 0.3)
    #expect((drawn.min() ?? 9) < -1.9 && (drawn.max() ?? -9) > 5.9)
  }

  @Test(arguments: [1e-3...1e3, 1e-300...1e300, Double.leastNonzeroMagnitude...1, 2...3])
  func logUniformDrawsAreThoseOfTheExponential(_ range: ClosedRange<Double>) {
    var generator = SeededGenerator(seed: 11)
    var drawing = generator
    for _ in 0..<100 {
      let fraction = Double(generator.next() >> 11) * 0x1p-53
      let exponent = log(range.lowerBound) * (1 - fraction) + log(range.upperBound) * fraction
      guard case .number(let drawn) = ParameterSpace.logUniform(range).draw(from: &drawing) else {
        Issue.record("a number is drawn")
        return
      }
      #expect(range.contains(drawn))
      // Numbers below the normal ones have few digits.
      if drawn > 1e-300 { #expect(abs(log(drawn) - exponent) < 1e-9) }
    }
  }

  @Test func aRangeOfOneNumberGivesIt() {
    #expect(numbers(.uniform(4...4), 5) == [4, 4, 4, 4, 4])
    #expect(numbers(.logUniform(0.5...0.5), 3) == [0.5, 0.5, 0.5])
    #expect(numbers(.integers(-7 ... -7), 2) == [-7, -7])
  }

  @Test func integersAndChoicesAreAllDrawn() {
    #expect(Set(numbers(.integers(-1...2))) == [-1, 0, 1, 2])
    #expect(Set(numbers(.values([0.5, 8]))) == [0.5, 8])
    let wide = numbers(.integers(-(1 << 61)...1 << 61), 50)
    #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
  }

  @Test(arguments: [
    (ParameterSpace.choice([]), "no values"), (.uniform(0 ... .infinity), "without an end"),
    (.logUniform(0...1), "above 0"), (.logUniform(-1...1), "above 0"),
    (.integers(.min ... .max), "smaller range"),
    (.integers(0 ... .max), "smaller range"),
  ])
  func defectsAreNamed(_ space: ParameterSpace, _ what: String) {
    #expect(space.defect?.contains(what) == true)
  }
}
