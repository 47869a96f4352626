/// The coarsest parts of a data set's rows that several training sets can be put together from.
///
/// Of folds these are the folds: the training set of each is made of all parts but one. Whatever plans the rows, what
/// is known of the parts gives what is known of every training set.
struct RowParts: Hashable, Sendable {
  /// The rows of each part, in the order of their first rows.
  let parts: [RowRanges]

  /// For each training set the parts that it is made of, as ranges of places among `parts`.
  let sets: [[Range<Int>]]

  /// Finds the parts.
  ///
  /// If there are more than the limit, there are none: sets that have little in common share little work.
  ///
  /// - Parameters:
  ///   - sets: The rows of each training set, in ascending order.
  ///   - limit: The largest number of parts.
  /// - Complexity: O(*sets* · *ranges*).
  init?(of sets: [RowRanges], limit: Int) {
    let rowCount = sets.compactMap(\.ranges.last?.upperBound).max() ?? 0
    var refinement = Refinement(rowCount: rowCount)
    for set in sets {
      refinement.cut(along: set)
      guard refinement.memberships.count <= limit + 1 else { return nil }
    }
    // Rows of no training set are no part.
    let labels = refinement.memberships.indices.filter { refinement.memberships[$0].contains(true) }
    guard labels.count <= limit else { return nil }
    var ranges = [[Range<Int>]](repeating: [], count: refinement.memberships.count)
    for piece in refinement.pieces { ranges[piece.label].append(piece.rows) }
    parts = labels.map { RowRanges(ranges[$0]) }
    self.sets = sets.indices.map { set in
      RangeSet(rowCount: labels.count) { refinement.memberships[labels[$0]][set] }.ranges.map { $0 }
    }
  }
}

/// Rows cut into pieces, those of one label being in the same sets.
private struct Refinement {
  private(set) var pieces: [(rows: Range<Int>, label: Int)]
  /// For each label whether its rows are in each of the sets.
  private(set) var memberships: [[Bool]]

  init(rowCount: Int) {
    pieces = rowCount > 0 ? [(0..<rowCount, 0)] : []
    memberships = rowCount > 0 ? [[]] : []
  }

  /// Tells the rows of a set from all others.
  mutating func cut(along set: RowRanges) {
    var next: [(rows: Range<Int>, label: Int)] = []
    next.reserveCapacity(pieces.count + 2 * set.ranges.count)
    // The new label of the rows of an old one, outside and inside of the set.
    var labels = [Int?](repeating: nil, count: 2 * memberships.count)
    var refined: [[Bool]] = []
    let old = memberships
    func append(_ rows: Range<Int>, _ label: Int, isInside: Bool) {
      guard !rows.isEmpty else { return }
      let new = labels[2 * label + (isInside ? 1 : 0)] ?? refined.count
      if new == refined.count {
        labels[2 * label + (isInside ? 1 : 0)] = new
        refined.append(old[label] + [isInside])
      }
      if let last = next.last, last.label == new, last.rows.upperBound == rows.lowerBound {
        next[next.count - 1].rows = last.rows.lowerBound..<rows.upperBound
      } else {
        next.append((rows, new))
      }
    }
    var index = 0
    for piece in pieces {
      var start = piece.rows.lowerBound
      while start < piece.rows.upperBound {
        while index < set.ranges.count, set.ranges[index].upperBound <= start { index += 1 }
        let range = index < set.ranges.count ? set.ranges[index] : nil
        let inside = (range?.lowerBound ?? .max).clamped(to: start...piece.rows.upperBound)
        append(start..<inside, piece.label, isInside: false)
        let end = max(inside, min(range?.upperBound ?? 0, piece.rows.upperBound))
        append(inside..<end, piece.label, isInside: true)
        start = end
      }
    }
    (pieces, memberships) = (next, refined)
  }
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
