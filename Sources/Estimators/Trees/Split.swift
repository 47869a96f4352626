/// How the rows of a node are parted by one column.
struct Split {
  /// How much the loss falls, divided by the weight of the node; −1 for none.
  var gain = -1.0
  var column = 0
  /// The last bin whose rows go left.
  var lastLeft = 0
  /// Whether missing values go left.
  var missingGoesLeft = false
  /// Whether rows of the node have missing values, which is why these go where they go.
  var sawMissing = false
  /// Numbers up to this go left.
  var threshold = 0.0
  /// Of a column of categories, which bins go where, in place of what goes by order.
  var sides: Sides?

  /// The bins of a node by their side, that of missing values included if rows have it.
  struct Sides {
    var left = BinSet()
    var right = BinSet()

    /// The bins that go left when those that no row of the node has go where missing values go.
    func left(missingGoesLeft: Bool) -> BinSet { missingGoesLeft ? right.complement : left }
  }
}

/// Which split of a column is considered.
enum SplitRule {
  /// The one that lowers the loss most.
  case best
  /// One at a number between the least and the greatest, or at a set of categories, that is drawn by chance.
  case random
}
