/// One search of k-means.
struct ClusterSearch {
  let data: Dataset
  /// What is subtracted from each column, so that numbers far from zero keep their digits.
  let offsets: [Double]
  let clusterCount: Int

  /// The centres, one after another, less `offsets`.
  private(set) var centres: [Double] = []

  private var width: Int { offsets.count }

  init(data: Dataset, offsets: [Double], clusterCount: Int) {
    self.data = data
    self.offsets = offsets
    self.clusterCount = clusterCount
  }

  /// Draws rows as centres, each with a probability that grows with the square of its distance from those before.
  ///
  /// - Throws: `ModelingError` if there are fewer different rows than clusters.
  mutating func drawMeans(with generator: inout SeededGenerator) throws {
    // Squared distances from the nearest centre, times weights; at first the weights alone.
    var chances = data.weights ?? [Double](repeating: 1, count: data.rowCount)
    var last: [Double] = []
    for chosen in 0..<clusterCount {
      try Task.checkCancellation()
      if chosen > 0 { limit(&chances, byDistanceFrom: last, isFirst: chosen == 1) }
      let total = chances.reduce(0, +)
      guard total > 0 else {
        throw ModelingError(
          .tooFewRows,
          "“\(KMeans.typeName)” cannot make \(clusterCount) clusters of \(chosen == 1 ? "1 row" : "\(chosen) rows") "
            + "that differ; ask for fewer clusters")
      }
      last = row(Self.place(of: generator.fraction() * total, in: chances))
      centres += last
    }
  }

  /// Moves rows and centres in turn.
  ///
  /// - Returns: The sum of the squared distances, times weights.
  mutating func run(steps: Int, tolerance: Double) throws -> Double {
    for _ in 0..<steps {
      try Task.checkCancellation()
      let step = assign()
      let moved = move(to: step)
      if moved <= tolerance, !step.hasEmpty { break }
    }
    return assign().inertia
  }

  private struct Step {
    var sums: [Double]
    var weights: [Double]
    var inertia = 0.0
    /// The rows that are farthest from their centres: row, its cluster, squared distance, from far to near.
    var farthest: [(row: Int, cluster: Int, weight: Double, distance: Double)] = []
    var hasEmpty: Bool { weights.contains(0) }
  }

  private func assign() -> Step {
    var step = Step(
      sums: [Double](repeating: 0, count: centres.count),
      weights: [Double](repeating: 0, count: clusterCount))
    let width = width
    let weights = data.weights
    ClusterDistances(centres: centres, offsets: offsets).forEachNearest(in: data.features) {
      row, values, cluster, distance in
      let weight = weights?[row] ?? 1
      guard weight > 0 else { return }
      for column in 0..<width { step.sums[cluster * width + column] += weight * values[column] }
      step.weights[cluster] += weight
      step.inertia += weight * distance
      if step.farthest.count == clusterCount, distance <= step.farthest[clusterCount - 1].distance { return }
      let place = step.farthest.firstIndex { $0.distance < distance } ?? step.farthest.count
      step.farthest.insert((row, cluster, weight, distance), at: place)
      if step.farthest.count > clusterCount { step.farthest.removeLast() }
    }
    return step
  }

  /// Puts the centres amid their rows, and returns the sum of their squared movements.
  private mutating func move(to step: Step) -> Double {
    var (sums, weights) = (step.sums, step.weights)
    var candidates = step.farthest[...]
    for cluster in 0..<clusterCount where weights[cluster] == 0 {
      // The row leaves its cluster, which must not be emptied by that.
      guard let far = candidates.first(where: { weights[$0.cluster] > $0.weight }) else { continue }
      candidates.removeAll { $0.row == far.row }
      for (column, value) in row(far.row).enumerated() {
        sums[far.cluster * width + column] -= far.weight * value
        sums[cluster * width + column] = far.weight * value
      }
      weights[far.cluster] -= far.weight
      weights[cluster] = far.weight
    }
    var moved = 0.0
    for cluster in 0..<clusterCount where weights[cluster] > 0 {
      for place in cluster * width..<(cluster + 1) * width {
        let centre = sums[place] / weights[cluster]
        moved += (centre - centres[place]) * (centre - centres[place])
        centres[place] = centre
      }
    }
    return moved
  }

  private func row(_ row: Int) -> [Double] { (0..<width).map { data.features[row, $0] - offsets[$0] } }

  /// Makes each chance at most the weight times the squared distance from a new centre.
  private func limit(_ chances: inout [Double], byDistanceFrom centre: [Double], isFirst: Bool) {
    let width = width
    data.features.forEachRowBlock(of: 1024) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          var distance = 0.0
          for column in 0..<width {
            let difference = values[column] - offsets[column] - centre[column]
            distance += difference * difference
          }
          let place = block.rows.lowerBound + row
          let chance = distance * (weights?[row] ?? 1)
          chances[place] = isFirst ? chance : min(chances[place], chance)
        }
      }
    }
  }

  /// The place at which a running sum exceeds a number; the last place that adds to it if rounding hides that.
  private static func place(of number: Double, in chances: [Double]) -> Int {
    var sum = 0.0
    var last = 0
    for (place, chance) in chances.enumerated() where chance > 0 {
      sum += chance
      last = place
      if sum > number { return place }
    }
    return last
  }
}
