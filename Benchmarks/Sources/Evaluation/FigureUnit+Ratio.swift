extension FigureUnit {
  /// How many times better ours was than a peer: the median over the rounds, each with the peer of the same round.
  ///
  /// More than 1 is in our favour, for times and for speed-ups.
  ///
  /// - Returns: The ratio, or `nil` if there is no round of both.
  package func ratio(ours: [Double], theirs: [Double]) -> Double? {
    Summary(zip(ours, theirs).map { isBetterHigher ? $0 / $1 : $1 / $0 })?.median
  }
}
