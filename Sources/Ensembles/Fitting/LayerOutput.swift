/// What a layer predicts: the features that the next layer sees.
public struct LayerOutput: Sendable {
  /// The name of the layer.
  public var layer: String

  /// The names of the columns: first those of the propagated ones, then those of the learners.
  public var columnNames: [String]

  /// The rows of the layer's input that the rows of the matrix belong to, in order.
  public var rows: RangeSet<Int>

  /// One row for each of `rows`, one column for each name.
  public var matrix: Matrix<Double>
}
