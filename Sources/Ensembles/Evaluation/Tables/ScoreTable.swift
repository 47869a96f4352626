/// Scores and times of learners, put together from what was measured fold by fold.
///
/// ```swift
/// var table = ScoreTable(columns: [.score("rmse"), .time("fit")])
/// table.append(ScoreTable.Entry(learner: "ols", fold: 0, values: ["rmse": 1.5, "fit": 0.1]))
/// table.append(ScoreTable.Entry(learner: "ols", fold: 1, values: ["rmse": 2.5]))
/// table.rows[0].spreads["rmse"]?.mean   // 2
/// print(table)
/// ```
public struct ScoreTable: Codable, Hashable, Sendable {
  /// What is measured.
  public struct Column: Codable, Hashable, Sendable {
    /// What the numbers of a column are.
    public enum Unit: String, Codable, Hashable, Sendable {
      /// Numbers in the unit of a measure.
      case score
      /// Seconds.
      case time
    }

    /// The name, by which entries refer to it.
    public let name: String

    /// What the numbers are.
    public let unit: Unit

    /// A column of scores.
    public static func score(_ name: String) -> Column { Column(name: name, unit: .score) }

    /// A column of times in seconds.
    public static func time(_ name: String) -> Column { Column(name: name, unit: .time) }
  }

  /// What a line of the table is about.
  public struct Subject: Codable, Hashable, Sendable {
    /// The name of the layer, or nil where there are no layers.
    public var layer: String?

    /// The name of the preprocessing, or nil for none.
    public var preprocessing: String?

    /// The name of the learner.
    public var learner: String

    /// The partition of the rows, counted from 0.
    public var partition: Int

    /// Creates a subject.
    public init(
      layer: String? = nil, preprocessing: String? = nil, learner: String, partition: Int = 0
    ) {
      self.layer = layer
      self.preprocessing = preprocessing
      self.learner = learner
      self.partition = partition
    }
  }

  /// What was measured of one learner in one fold.
  public struct Entry: Codable, Hashable, Sendable {
    /// The learner.
    public var subject: Subject

    /// The fold, counted from 0, or nil for a fit to all rows.
    public var fold: Int?

    /// What was measured, by the names of columns; what is missing counts nowhere.
    public var values: [String: Double]

    /// Creates an entry.
    public init(
      layer: String? = nil, preprocessing: String? = nil, learner: String, partition: Int = 0,
      fold: Int? = nil, values: [String: Double]
    ) {
      subject = Subject(layer: layer, preprocessing: preprocessing, learner: learner, partition: partition)
      self.fold = fold
      self.values = values
    }
  }

  /// What was measured of one learner in all folds.
  public struct Row: Hashable, Sendable {
    /// The learner.
    public let subject: Subject

    /// The name as one word: “layer-1/scaled.ridge--0”, where the partition follows if there are several.
    public let name: String

    /// Mean and deviation over the folds, by the names of columns; none for columns of which nothing is known.
    public let spreads: [String: Spread]
  }

  /// What is measured, in the order of the printed columns.
  public let columns: [Column]

  /// What was measured, in the order in which it was added.
  public private(set) var entries: [Entry]

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - columns: What is measured, each under a name of its own.
  ///   - entries: What was measured.
  public init(columns: [Column], entries: [Entry] = []) {
    self.columns = columns
    self.entries = entries
  }

  /// Adds what was measured in one fold.
  ///
  /// Values of names that are no columns stand in no row.
  public mutating func append(_ entry: Entry) { entries.append(entry) }

  /// One row for each learner and partition, in the order of their first entries.
  public var rows: [Row] {
    var subjects: [Subject] = []
    var values: [Subject: [String: [Double]]] = [:]
    for entry in entries {
      if values[entry.subject] == nil {
        subjects.append(entry.subject)
        values[entry.subject] = [:]
      }
      for column in columns {
        guard let value = entry.values[column.name] else { continue }
        values[entry.subject, default: [:]][column.name, default: []].append(value)
      }
    }
    let isPartitioned = subjects.contains { $0.partition > 0 }
    return subjects.map { subject in
      Row(
        subject: subject, name: subject.name(withPartition: isPartitioned),
        spreads: (values[subject] ?? [:]).compactMapValues(Spread.init(of:)))
    }
  }
}

extension ScoreTable.Subject {
  fileprivate func name(withPartition isPartitioned: Bool) -> String {
    (layer.map { $0 + "/" } ?? "") + (preprocessing.map { $0 + "." } ?? "") + learner
      + (isPartitioned ? "--\(partition)" : "")
  }
}

extension ScoreTable: CustomStringConvertible {
  /// A line for each learner, with mean and deviation of scores and the mean of times.
  public var description: String {
    let rows = rows
    let isPartitioned = rows.contains { $0.subject.partition > 0 }
    let words: [(header: String, cells: [String?])] = [
      ("layer", rows.map(\.subject.layer)), ("preprocessing", rows.map(\.subject.preprocessing)),
      ("learner", rows.map(\.subject.learner)),
      ("partition", rows.map { isPartitioned ? String($0.subject.partition) : nil }),
    ]
    let present = words.filter { $0.header == "learner" || $0.cells.contains { $0 != nil } }
    return TextTable(
      header: present.map(\.header)
        + columns.flatMap { $0.unit == .score ? [$0.name, "± folds"] : [$0.name] },
      rows: rows.enumerated().map { place, row in
        present.map { $0.cells[place] ?? "" } + columns.flatMap { $0.cells(of: row.spreads[$0.name]) }
      }, leftAligned: Set(present.indices)
    ).description
  }
}

extension ScoreTable.Column {
  /// The texts of a number in this column.
  func cells(of spread: Spread?) -> [String] {
    switch unit {
    case .score:
      [spread.map { TextTable.number($0.mean) } ?? "–", spread.map { TextTable.number($0.deviation) } ?? "–"]
    case .time: [spread.map { TextTable.time(seconds: $0.mean) } ?? "–"]
    }
  }
}
