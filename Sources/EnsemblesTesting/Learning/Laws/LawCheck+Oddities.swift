internal import Ensembles

extension LawCheck {
  static var oddities: [LawCheck] {
    [
      LawCheck(.oddData) { subject in
        for (name, data) in try OddData.all(from: subject.sample.get()) {
          do {
            let fitted = try subject.fittedAlone(to: data)
            guard try subject.outputs(of: fitted, for: data.features).isFinite else {
              throw Breach("an output is not finite")
            }
          } catch let error as ModelingError {
            guard !error.message.isEmpty else { throw Breach("\(name): the error says nothing") }
          } catch {
            throw Breach("\(name): \(error)")
          }
        }
      },
      LawCheck(.missing) { subject in
        let data = try subject.sample.get()
        var holed = data.features.matrix()
        let width = holed.columnCount
        holed.withUnsafeMutableElements { numbers in
          for row in stride(from: 3, to: data.rowCount, by: 5) { numbers[row * width + row % width] = .nan }
        }
        let damaged = data.replacing(features: holed.features)
        guard subject.acceptsMissing else {
          try requireRefusal(of: "a NaN", naming: ["row 3", "column \(3 % width)"]) {
            _ = try subject.fittedAlone(to: damaged)
          }
          return
        }
        let fitted = try subject.fittedAlone(to: damaged)
        let nothing = Matrix<Double>(rowCount: 1, columnCount: width, repeating: .nan)
        for features in [damaged.features, nothing.features] {
          let outputs = try subject.outputs(of: fitted, for: features)
          guard outputs.isFinite || S.Fitted.self is any FittedPreprocessor.Type else {
            throw Breach("a prediction from a missing value is not finite")
          }
        }
      },
      LawCheck(.refusals) { subject in
        let data = try subject.sample.get()
        let width = data.features.columnCount
        let fitted = try subject.fitted(to: data)
        for columns in [Array(0..<width) + [0], Array(0..<width - 1)] {
          try requireRefusal(of: "\(columns.count.counted("column")) after a fit to \(width)") {
            _ = try subject.outputs(of: fitted, for: data.features.columns(columns))
          }
        }
      },
    ]
  }

  /// Checks that something is refused with a `ModelingError`.
  static func requireRefusal(of what: String, naming words: [String] = [], _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ModelingError {
      guard !error.message.isEmpty, words.allSatisfy(error.message.contains) else {
        throw Breach(
          "the error about \(what) does not name \(words.joined(separator: ", ")): “\(error.message)”")
      }
      return
    } catch {
      throw Breach("the error about \(what) is not a ModelingError but \(error)")
    }
    throw Breach("\(what) was not refused")
  }
}

/// Data sets that are easily forgotten.
private enum OddData {
  static func all(from data: Dataset) throws -> [(name: String, data: Dataset)] {
    let (count, width) = (data.rowCount, data.features.columnCount)
    func replacing(_ number: (_ row: Int, _ column: Int) -> Double) -> Dataset {
      data.replacing(
        features: Features(
          Matrix<Double>(
            rowCount: count, columnCount: width,
            elements: (0..<count * width).map { number($0 / width, $0 % width) })))
    }
    // The first row of each class, or of the first targets.
    let different = Array(0..<count).reduce(into: [Int]()) { chosen, row in
      if chosen.count < 3, !chosen.contains(where: { data.target[$0, 0] == data.target[row, 0] }) {
        chosen.append(row)
      }
    }
    let few = try data.copies(of: different)
    var all: [(String, Dataset)] = [
      ("one row", data.rows(RangeSet(0..<1))), ("two rows", data.rows(RangeSet(0..<2))),
      ("one row many times", try data.copies(of: Array(repeating: 0, count: 12))),
      ("constant columns", replacing { _, column in Double(column) + 0.1 }),
      ("columns of zeros", replacing { _, _ in 0 }),
      ("one column", data.replacing(features: data.features.columns([0]))),
      ("a column twice", data.replacing(features: data.features.columns(Array(0..<width) + [0]))),
      (
        "more columns than rows",
        few.replacing(features: few.features.columns((0..<4 * width).map { $0 % width }))
      ),
      ("numbers of 1e300", replacing { data.features[$0, $1] * 1e300 }),
      ("numbers of 1e-300", replacing { data.features[$0, $1] * 1e-300 }),
      ("columns of different units", replacing { data.features[$0, $1] * ($1 % 2 == 0 ? 1e8 : 1e-8) }),
    ]
    for number in Set([0, (data.classes?.count ?? 1) - 1]).sorted() {
      all.append(
        (
          "one target",
          try data.with(
            targets: Matrix(rowCount: count, columnCount: data.target.columnCount, repeating: Double(number)))
        ))
    }
    if data.classes == nil {
      let targets = data.target.copied().elements
      all += [
        (
          "targets of 1e300",
          try data.with(
            targets: Matrix(
              rowCount: count, columnCount: data.target.columnCount, elements: targets.map { $0 * 1e300 }))
        ),
        (
          "targets of 1e-300",
          try data.with(
            targets: Matrix(
              rowCount: count, columnCount: data.target.columnCount, elements: targets.map { $0 * 1e-300 }))
        ),
        (
          "two outputs",
          try data.with(targets: Matrix(rows: (0..<count).map { [data.target[$0, 0], Double($0 % 7)] }))
        ),
      ]
    } else {
      all.append(
        ("a class without rows", try data.copies(of: (0..<count).filter { data.target[$0, 0] != 1 })))
      all.append(
        (
          "a class of one row",
          try data.copies(of: (0..<count).filter { data.target[$0, 0] != 1 } + different)
        ))
      all.append(
        (
          "the only class",
          try Dataset(features: data.features, labels: Array(repeating: "ash", count: count))
        ))
    }
    return all
  }
}
