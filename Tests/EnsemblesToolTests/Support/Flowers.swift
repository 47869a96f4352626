/// Rows of three kinds that two features tell apart almost well, with a target of words.
enum Flowers {
  static let kinds = ["setosa", "versicolor", "virginica"]

  /// Two features and the number of the kind.
  static let rows: [(a: Double, b: Double, kind: Int)] = (0..<90).map { row in
    let kind = row % 3
    let noise = Double((row * 37) % 19) / 19 - 0.5
    return (Double(kind) * 2 + noise * 3, Double((row * 11) % 7) - Double(kind), kind)
  }

  /// Text with a header, and words as the target.
  static let csv =
    "a,b,kind\n" + rows.map { "\($0.a),\($0.b),\(kinds[$0.kind])\n" }.joined()

  /// The same with the number of the kind as the target, counted from 10 downwards.
  static let numbered = "a,b,kind\n" + rows.map { "\($0.a),\($0.b),\(10 - $0.kind)\n" }.joined()

  static let recipe = "learners: [logistic, {logistic: {penalty: 10}}]\nmeta: logistic\n"
}
