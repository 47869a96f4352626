/// Ensemble selection: the choice of learners whose mean scores best.
struct GreedySearch {
  let inputs: CombinationInputs
  let scorer: Scorer
  let rounds: Int
  let initial: Int
  let bags: Int
  let typeName: String

  /// The weight of each learner, which sum to 1.
  func weights(in context: FittingContext) throws -> [Double] {
    let count = inputs.learnerCount
    guard bags > 1 else { return try weights(among: Array(0..<count)) }
    var generator = SeededGenerator(seed: context.seed)
    var sums = [Double](repeating: 0, count: count)
    for _ in 0..<bags {
      let bag = generator.permutation(of: count).prefix((count + 1) / 2).sorted()
      for (learner, weight) in try weights(among: bag).enumerated() { sums[learner] += weight }
    }
    return sums.map { $0 / Double(bags) }
  }

  private func weights(among candidates: [Int]) throws -> [Double] {
    var state = Choices(inputs)
    // Of learners that score the same the first is taken.
    let alone = try candidates.map { (learner: $0, score: try score(state, adding: $0)) }
    let ranked = alone.sorted {
      isBetter($0.score, than: $1.score) || ($0.score == $1.score && $0.learner < $1.learner)
    }
    var best: (score: Double, counts: [Int])?
    for round in 0..<max(rounds, min(initial, ranked.count)) {
      var chosen = ranked[min(round, ranked.count - 1)]
      if round >= min(initial, ranked.count) {
        try Task.checkCancellation()
        chosen = (candidates[0], try score(state, adding: candidates[0]))
        for learner in candidates.dropFirst() {
          let candidate = try score(state, adding: learner)
          if isBetter(candidate, than: chosen.score) { chosen = (learner, candidate) }
        }
      } else if round > 0 {
        chosen.score = try score(state, adding: chosen.learner)
      }
      state.add(chosen.learner)
      // What the start chose stands, however it scores; later rounds count as far as they help.
      let isStart = round < min(initial, ranked.count)
      if isStart || best.map({ isBetter(chosen.score, than: $0.score) }) ?? true {
        best = (chosen.score, state.counts)
      }
    }
    let counts = best?.counts ?? state.counts
    let total = Double(counts.reduce(0, +))
    return counts.map { Double($0) / total }
  }

  private func isBetter(_ left: Double, than right: Double) -> Bool {
    scorer.greaterIsBetter ? left > right : left < right
  }

  /// The score of the mean of what was chosen and one more.
  private func score(_ choices: Choices, adding learner: Int) throws -> Double {
    let mean = choices.mean(adding: learner)
    let classes = inputs.data.classes
    let judged =
      classes != nil && scorer.input == .predictions ? mean.mostProbable : mean
    let score = try scorer.score(of: judged, against: inputs.data)
    guard !score.isNaN else {
      throw ModelingError(
        .notFinite, "“\(typeName)” cannot choose by “\(scorer.name)”, which is not a number for these inputs")
    }
    return score
  }
}

/// What was chosen: how often each learner, and the sums of their inputs.
private struct Choices {
  let inputs: CombinationInputs
  private(set) var counts: [Int]
  private var sums: Matrix<Double>

  init(_ inputs: CombinationInputs) {
    self.inputs = inputs
    counts = [Int](repeating: 0, count: inputs.learnerCount)
    sums = Matrix(rowCount: inputs.data.rowCount, columnCount: inputs.outputCount, repeating: 0)
  }

  mutating func add(_ learner: Int) {
    sums = sums(adding: learner, dividedBy: 1)
    counts[learner] += 1
  }

  func mean(adding learner: Int) -> Matrix<Double> {
    sums(adding: learner, dividedBy: Double(counts.reduce(1, +)))
  }

  private func sums(adding learner: Int, dividedBy divisor: Double) -> Matrix<Double> {
    let outputs = inputs.outputCount
    return Matrix(rowCount: sums.rowCount, columnCount: outputs) { target in
      sums.withUnsafeElements { sums in
        inputs.data.features.forEachRowBlock(of: 1024) { block in
          for row in 0..<block.rowCount {
            let values = block.row(row)
            let start = (block.rows.lowerBound + row) * outputs
            for output in 0..<outputs {
              target.initializeElement(
                at: start + output,
                to: (sums[start + output] + values[learner * outputs + output]) / divisor)
            }
          }
        }
      }
    }
  }
}

extension Matrix<Double> {
  /// For each row the column of the greatest number, the first of several.
  fileprivate var mostProbable: Matrix<Double> {
    Matrix(
      column: (0..<rowCount).map { row in
        var best = 0
        for column in 1..<max(1, columnCount) where self[row, column] > self[row, best] { best = column }
        return Double(best)
      })
  }
}
