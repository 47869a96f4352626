/// How much each of the neighbors of a row counts.
struct NeighborWeighting {
  /// Whether nearer neighbors count more: each as much as the reciprocal of its distance.
  let byDistance: Bool

  /// The weights of neighbors: positive numbers with a sum of 1.
  ///
  /// Neighbors at no distance rule out all others.
  func weights(of neighbors: [NeighborSearch.Neighbor]) -> [Double] {
    guard byDistance, let nearest = neighbors.first?.squaredDistance else {
      return [Double](repeating: 1 / Double(neighbors.count), count: neighbors.count)
    }
    // Relative to the nearest, so that no reciprocal overflows.
    let terms = neighbors.map { neighbor in
      nearest == 0
        ? (neighbor.squaredDistance == 0 ? 1 : 0) : (nearest / neighbor.squaredDistance).squareRoot()
    }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }

  /// Checks that there are as many training rows as neighbors are asked for.
  static func require(_ count: Int, among rowCount: Int, for typeName: String) throws {
    guard count <= rowCount else {
      throw ModelingError(
        .tooFewRows,
        "“\(typeName)” asks for \(count.counted("neighbor")) among \(rowCount.counted("training row")); ask for fewer"
      )
    }
  }
}
