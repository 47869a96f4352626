/// Finds what somebody may have meant who wrote a word that does not exist.
package enum Spelling {
  /// The candidate that is nearest to a word, if one is near enough to have been meant.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let word = Array(word.lowercased())
    let ranked = candidates.map { (name: $0, distance: distance(word, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    let longest = max(word.count, best.name.count)
    return best.distance <= max(1, longest / 3) ? best.name : nil
  }

  /// The end of an error message: the nearest candidate or, where none is near, all of them.
  package static func hint(for word: String, among candidates: [String]) -> String {
    if let nearest = nearest(to: word, among: candidates) { return "; did you mean “\(nearest)”?" }
    if candidates.isEmpty { return "; it has none" }
    return "; there are " + candidates.sorted().map { "“\($0)”" }.joined(separator: ", ")
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into
  /// another: the optimal string alignment distance of Damerau and Levenshtein.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let replaced = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
        var best = min(previous[column] + 1, current[column - 1] + 1, replaced)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforePrevious[column - 2] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
