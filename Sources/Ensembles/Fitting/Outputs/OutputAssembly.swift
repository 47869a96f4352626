/// Makes the output of a layer of the table of what its fits have predicted.
struct OutputAssembly {
  /// Where a column of the output comes from.
  enum Source: Hashable {
    /// The mean of a column over the repetitions of its group.
    case mean(column: Int, repetitions: Int)
    /// The most probable class, by the mean of the probabilities over the repetitions.
    case mostProbable(columns: Range<Int>, repetitions: Int)
    /// The class that most repetitions have found.
    case majority(column: Int, repetitions: Int)
  }

  /// The columns of the output, in order.
  let sources: [Source]
  let table: PredictionTable

  /// Says where the columns of a layer's output are.
  ///
  /// - Parameters:
  ///   - layout: The columns of the table.
  ///   - output: What learners hand on.
  ///   - isClassification: Whether they tell classes apart.
  ///   - propagatedCount: The number of columns of the layer's input that come first.
  ///   - table: What was predicted.
  ///   - isKept: Whether a learner, by group and place, is part of the layer.
  init(
    layout: TableLayout, output: LearnerOutput, isClassification: Bool, propagatedCount: Int,
    table: PredictionTable, isKept: (Int, Int) -> Bool
  ) {
    self.table = table
    var sources = (0..<propagatedCount).map { Source.mean(column: $0, repetitions: 1) }
    for (group, learners) in layout.columns.enumerated() {
      let repetitions = layout.groupRepetitions[group]
      for (learner, partitions) in learners.enumerated() where isKept(group, learner) {
        for columns in partitions {
          let predictions = columns.first..<columns.first + columns.predictions
          let probabilities = predictions.upperBound..<columns.first + columns.count
          if isClassification, output == .probabilities {
            sources += probabilities.map { .mean(column: $0, repetitions: repetitions) }
          } else if isClassification, repetitions > 1 {
            sources.append(
              probabilities.isEmpty
                ? .majority(column: columns.first, repetitions: repetitions)
                : .mostProbable(columns: probabilities, repetitions: repetitions))
          } else {
            sources += predictions.map { .mean(column: $0, repetitions: repetitions) }
          }
        }
      }
    }
    self.sources = sources
  }

  /// The output, in the precision of the table.
  ///
  /// Where the table is the output already, nothing is copied: nobody may write to the table any more.
  func output() -> Features {
    switch table.repetitions {
    case .float(let matrices): Features(output(of: matrices))
    case .double(let matrices): Features(output(of: matrices))
    }
  }

  private func output<Element>(of matrices: [SharedMatrix<Element>]) -> Matrix<Element> {
    let first = matrices[0]
    if sources == (0..<first.columnCount).map({ .mean(column: $0, repetitions: 1) }) { return first.frozen() }
    return Matrix(rowCount: first.rowCount, columnCount: sources.count) { target in
      for row in 0..<first.rowCount {
        for (column, source) in sources.enumerated() {
          target.initializeElement(
            at: row * sources.count + column, to: value(of: source, row: row, in: matrices))
        }
      }
    }
  }

  private func value<Element>(of source: Source, row: Int, in matrices: [SharedMatrix<Element>]) -> Element {
    func mean(_ column: Int, _ repetitions: Int) -> Double {
      var sum = 0.0
      for matrix in matrices.prefix(repetitions) { sum += Double(matrix[row, column]) }
      return sum / Double(repetitions)
    }
    switch source {
    case .mean(let column, 1): return matrices[0][row, column]
    case .mean(let column, let repetitions): return Element(mean(column, repetitions))
    case .majority(let column, let repetitions):
      return Element(mostFrequent(matrices.prefix(repetitions).map { Double($0[row, column]) }))
    case .mostProbable(let columns, let repetitions):
      var best = (column: columns.lowerBound, probability: -Double.infinity)
      for column in columns {
        let probability = mean(column, repetitions)
        if probability > best.probability { best = (column, probability) }
      }
      return Element(best.column - columns.lowerBound)
    }
  }
}
