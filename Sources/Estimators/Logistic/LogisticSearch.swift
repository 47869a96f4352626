/// The search for the minimum of a logistic loss.
struct LogisticSearch {
  let loss: LogisticLoss
  let tolerance: Double
  let maximumSteps: Int
  let typeName: String

  /// Newton's method with steps that are halved until the loss falls.
  func newton() throws -> [Double] {
    var unknowns = [Double](repeating: 0, count: loss.unknownCount)
    var current = loss.value(at: unknowns, curved: true)
    for _ in 0..<maximumSteps {
      try Task.checkCancellation()
      try requireMinimum(current)
      guard let step = loss.step(current) else { throw notConverged() }
      // Near a minimum steps shrink to nothing. Where the loss falls for ever they do not, however flat it is.
      let isSmall = largest(step) <= 1e-4 * (1 + largest(unknowns))
      if isFlat(current), isSmall { return zip(unknowns, step).map { $0 + $1 } }
      guard let next = descend(from: unknowns, current, along: step, curved: true) else {
        guard isFlat(current), isSmall || loss.isPenalised else { throw notConverged() }
        return unknowns
      }
      (unknowns, current) = next
    }
    throw notConverged()
  }

  /// L-BFGS: the last slopes stand for the curvature.
  func quasiNewton() throws -> [Double] {
    var unknowns = [Double](repeating: 0, count: loss.unknownCount)
    var current = loss.value(at: unknowns, curved: false)
    var memory: [(change: [Double], slopeChange: [Double], product: Double)] = []
    for _ in 0..<maximumSteps {
      try Task.checkCancellation()
      try requireMinimum(current)
      if isFlat(current) { return unknowns }
      let direction = Self.direction(current.slope, memory)
      guard let next = descend(from: unknowns, current, along: direction, curved: false) else {
        // Old slopes may point nowhere; the steepest descent is tried before giving up.
        guard !memory.isEmpty else { throw notConverged() }
        memory = []
        continue
      }
      let change = zip(next.unknowns, unknowns).map { $0 - $1 }
      let slopeChange = zip(next.value.slope, current.slope).map { $0 - $1 }
      let product = dot(change, slopeChange)
      if product > Double.ulpOfOne * dot(slopeChange, slopeChange) {
        if memory.count == 10 { memory.removeFirst() }
        memory.append((change, slopeChange, product))
      }
      (unknowns, current) = next
    }
    throw notConverged()
  }

  /// The direction of descent by the two loops of L-BFGS.
  private static func direction(
    _ slope: [Double], _ memory: [(change: [Double], slopeChange: [Double], product: Double)]
  ) -> [Double] {
    var direction = slope.map { -$0 }
    guard let last = memory.last else {
      let length = dot(slope, slope).squareRoot()
      return direction.map { $0 / max(1, length) }
    }
    var shares: [Double] = []
    for entry in memory.reversed() {
      let share = dot(entry.change, direction) / entry.product
      for place in direction.indices { direction[place] -= share * entry.slopeChange[place] }
      shares.append(share)
    }
    let scale = last.product / dot(last.slopeChange, last.slopeChange)
    for place in direction.indices { direction[place] *= scale }
    for (entry, share) in zip(memory, shares.reversed()) {
      let correction = share - dot(entry.slopeChange, direction) / entry.product
      for place in direction.indices { direction[place] += correction * entry.change[place] }
    }
    return direction
  }

  /// The first point along a direction, halving, where the loss falls enough (Armijo's rule).
  private func descend(
    from unknowns: [Double], _ current: LogisticLoss.Value, along direction: [Double], curved: Bool
  ) -> (unknowns: [Double], value: LogisticLoss.Value)? {
    let fall = dot(current.slope, direction)
    guard fall < 0 else { return nil }
    var length = 1.0
    // Below this differences of losses are nothing but rounding.
    let noise = 8 * Double.ulpOfOne * abs(current.loss)
    while length > 1e-10 {
      let point = zip(unknowns, direction).map { $0 + length * $1 }
      let value = loss.value(at: point, curved: curved)
      if value.loss <= current.loss + 1e-4 * length * fall + noise { return (point, value) }
      length /= 2
    }
    return nil
  }

  private func isFlat(_ value: LogisticLoss.Value) -> Bool {
    largest(value.slope) <= tolerance * loss.totalWeight
  }

  /// Without a penalty the loss of classes that can be separated falls towards zero for ever.
  private func requireMinimum(_ value: LogisticLoss.Value) throws {
    guard value.loss.isFinite else { throw ModelingError.overflow(in: typeName) }
    guard loss.isPenalised || value.loss > 1e-7 * loss.totalWeight else {
      throw ModelingError(
        .notConverged,
        "“\(typeName)” has no best coefficients, because the features separate the classes without error; set a "
          + "penalty above 0")
    }
  }

  private func notConverged() -> ModelingError {
    ModelingError(
      .notConverged,
      "“\(typeName)” did not converge in \(maximumSteps) steps; "
        + (loss.isPenalised
          ? "allow a larger tolerance than \(tolerance), more steps, or a larger penalty"
          : "the features may separate some of the classes: set a penalty above 0"))
  }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for place in left.indices { sum += left[place] * right[place] }
  return sum
}

private func largest(_ numbers: [Double]) -> Double { numbers.reduce(0) { max($0, abs($1)) } }
