/// The target and the weights of the rows as whole numbers, whose sums are exact in any order.
///
/// A histogram that is the difference of two others is then the same to the last bit as one that was counted, a row of
/// weight 2 the same as the row twice, and what is grown does not depend on the order of rows.
struct TreeTarget {
  /// What is learned.
  enum Kind {
    /// Several numbers, or one. Two classes are one number: whether a row is of the second.
    case numbers(Int)
    /// One of three classes or more.
    case classes(Int)
  }

  let kind: Kind

  /// What makes rows alike: the numbers of each, row by row, or the class.
  let values: [Int64]

  /// What a row adds to histograms: its numbers times its weight and then its weight, or its weight alone, which
  /// counts for its class.
  let increments: [Int64]

  /// The weight of a row of weight 1.
  let unitWeight: Double

  /// The number of each output that whole numbers count from, and what a whole 1 means.
  private let centres: [Double]
  private let resolution: Double
  /// By what sums of numbers are to be multiplied before they are divided by sums of weights.
  private let weightScale: Double
  /// The targets themselves, row by row: leaves of rows that are alike give back their numbers unrounded.
  private let originals: [Double]
  private let classCount: Int?

  /// How many numbers a place of a histogram has.
  var slotWidth: Int {
    switch kind {
    case .numbers(let count): count + 1
    case .classes(let count): count
    }
  }

  /// How many numbers a row adds to a histogram.
  var incrementWidth: Int {
    switch kind {
    case .numbers(let count): count + 1
    case .classes: 1
    }
  }

  /// How many numbers a leaf predicts.
  var outputCount: Int { classCount ?? centres.count }

  /// The targets of numbers.
  ///
  /// - Parameters:
  ///   - data: The examples, all of positive weight.
  ///   - weights: The weights of them.
  init(numbersOf data: Dataset, weights: TreeWeights) {
    let (rowCount, width) = (data.rowCount, data.target.columnCount)
    let originals = data.target.copied().elements
    var (least, greatest) = (Array(originals[0..<width]), Array(originals[0..<width]))
    for place in originals.indices {
      least[place % width] = min(least[place % width], originals[place])
      greatest[place % width] = max(greatest[place % width], originals[place])
    }
    let centres = zip(least, greatest).map { $0 / 2 + $1 / 2 }
    let reach = zip(zip(least, greatest), centres).map { max($0.0.1 - $0.1, $0.1 - $0.0.0) }.max() ?? 0
    // The greatest product of a sum of weights and a number keeps below 2⁶².
    let bits = min(44, 61 - Int(weights.bound.exponent))
    let exponent = reach > 0 ? Swift.min(1000, bits - Int(reach.exponent) - 1) : 0
    let resolution = Double(sign: .plus, exponent: -exponent, significand: 1)
    var values = [Int64](repeating: 0, count: originals.count)
    var increments = [Int64](repeating: 0, count: rowCount * (width + 1))
    for row in 0..<rowCount {
      for output in 0..<width {
        let place = row * width + output
        let value = ((originals[place] - centres[output]) / resolution).rounded()
        values[place] = Int64(value)
        increments[row * (width + 1) + output] = Int64((weights.scaled(row) * value).rounded())
      }
      increments[row * (width + 1) + width] = weights.whole(row)
    }
    kind = .numbers(width)
    classCount = nil
    unitWeight = weights.unit
    weightScale = weights.wholeScale
    (self.values, self.increments, self.centres) = (values, increments, centres)
    (self.originals, self.resolution) = (originals, resolution)
  }

  /// The targets of classes.
  ///
  /// - Parameters:
  ///   - data: The examples, all of positive weight.
  ///   - classCount: The number of classes.
  ///   - weights: The weights of the examples.
  init(classesOf data: Dataset, classCount: Int, weights: TreeWeights) {
    let originals = data.target.copied().elements
    values = originals.map { Int64($0) }
    if classCount > 2 {
      kind = .classes(classCount)
      increments = originals.indices.map(weights.whole)
    } else {
      kind = .numbers(1)
      increments = originals.indices.flatMap { row in
        [originals[row] == 1 ? weights.whole(row) : 0, weights.whole(row)]
      }
    }
    unitWeight = weights.unit
    (centres, resolution, weightScale) = ([0], 1, 1)
    self.originals = originals
    self.classCount = classCount
  }

  /// The weight that sums of a place of a histogram say.
  func weight(of sums: [Int64]) -> Int64 {
    switch kind {
    case .numbers(let count): sums[count]
    case .classes: sums.reduce(0, +)
    }
  }

  /// What a leaf predicts.
  ///
  /// - Parameters:
  ///   - sums: The sums over its rows.
  ///   - row: One of the rows if all are alike, else nil.
  /// - Returns: A number for each output or class.
  func prediction(for sums: [Int64], alike row: Int?) -> [Double] {
    let total = Double(weight(of: sums))
    guard let classCount else {
      let width = centres.count
      return (0..<width).map { output in
        row.map { originals[$0 * width + output] }
          ?? centres[output] + Double(sums[output]) * weightScale / total * resolution
      }
    }
    guard classCount < 3 else { return sums.map { Double($0) / total } }
    return classCount == 1 ? [1] : [Double(sums[1] - sums[0]) / total, Double(sums[0]) / total]
  }
}

/// The weights of rows in two scales: one for products with targets, and one of whole numbers.
struct TreeWeights {
  /// The weights, scaled by a power of two so that they are near 1 if they were not whole; nil if all are 1.
  private let scaled: [Double]?

  /// What scaled weights are multiplied by to become whole ones: a power of two.
  let wholeScale: Double

  /// The whole weight of a row of weight 1.
  let unit: Double

  /// A bound of the sums of scaled weights.
  let bound: Double

  /// Scales weights.
  ///
  /// - Parameters:
  ///   - weights: The weights, all positive, or nil if all are 1.
  ///   - rowCount: The number of rows.
  ///   - isResampled: Whether rows may be taken up to `mostCopies` times, as many as there are rows together.
  init(_ weights: [Double]?, rowCount: Int, isResampled: Bool) {
    guard let weights, let greatest = weights.max() else {
      (scaled, wholeScale, unit, bound) = (nil, 1, 1, Double(rowCount))
      return
    }
    let mean = weights.reduce(0) { $0 + $1 / Double(rowCount) }
    let isWhole = greatest <= 1024 && weights.allSatisfy { $0 == $0.rounded() }
    let scale =
      isWhole ? 1 : Double(sign: .plus, exponent: max(-1000, min(1000, -Int(mean.exponent))), significand: 1)
    let scaled = weights.map { $0 * scale }
    let sum = scaled.reduce(0, +)
    bound = isResampled ? min(Double(rowCount) * greatest * scale, Double(Self.mostCopies) * sum) : sum
    wholeScale = isWhole ? 1 : Double(sign: .plus, exponent: max(0, 51 - Int(bound.exponent)), significand: 1)
    unit = scale * wholeScale
    self.scaled = scaled
  }

  /// How often a row may be taken into one sample.
  ///
  /// That it were drawn more often has a probability below 10⁻⁸⁰.
  static let mostCopies = 64

  func scaled(_ row: Int) -> Double { scaled?[row] ?? 1 }

  /// The whole weight of a row, at least 1.
  func whole(_ row: Int) -> Int64 {
    scaled.map { Swift.max(1, Int64(($0[row] * wholeScale).rounded())) } ?? 1
  }

  /// The whole weights of all rows, or nil if all are the same.
  func all(_ rowCount: Int) -> [Int64]? { scaled == nil ? nil : (0..<rowCount).map(whole) }
}
