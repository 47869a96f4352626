internal import Parallelism

extension Law {
  /// Of streams of results.
  static let streams: [Law] = [
    Law("a stream delivers every result, in the order of the inputs or as tasks end") { subject in
      for order in [ResultOrder.input, .completion] {
        var results: [Int] = []
        for try await result in subject.parallel().results(of: 0..<500, ordered: order, { $0 + 1 }) {
          results.append(result)
        }
        if order == .completion { results.sort() }
        try Breach.unless(results, is: Array(1...500), "it delivered")
      }
    },
    Law("a stream that is left early takes no more inputs") { subject in
      let taken = Calls()
      let inputs = AnySequence(
        sequence(first: 0) { number in
          taken.note(number)
          return number + 1
        })
      for try await result in subject.parallel().results(of: inputs, lookahead: .count(8), { $0 })
      where result == 20 {
        break
      }
      let count = taken.numbers.count
      guard count <= 40 else { throw Breach("\(count) were taken for 21 results and a lookahead of 8") }
    },
    Law("a failure ends a stream") { subject in
      _ = try await Breach.unlessThrown(.taskFailed) {
        for try await _ in subject.parallel().results(
          of: 0...,
          { number in
            if number == 30 { throw Mishap(number: number) }
          })
        {}
      }
    },
  ]
}
