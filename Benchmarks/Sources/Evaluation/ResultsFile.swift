package import Foundation

/// The results of all cases that were ever measured, each from the last time that it was.
package struct ResultsFile: Sendable, Hashable {
  package var records: [Record]

  package init(records: [Record] = []) {
    self.records = records
  }

  package init(json: Data) throws {
    records = try JSONDecoder().decode([Record].self, from: json)
  }

  /// Puts records in the place of those of the same cases, and new cases at the end.
  package mutating func replace(with new: [Record]) {
    for (key, group) in Self.grouped(new) {
      let place = records.firstIndex { Self.key($0) == key } ?? records.endIndex
      records.removeAll { Self.key($0) == key }
      records.insert(contentsOf: group, at: min(place, records.endIndex))
    }
  }

  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(records) + Data("\n".utf8)
  }

  private static func key(_ record: Record) -> [String] { [record.suite, record.case] }

  /// The records of each case together, in the order of their first ones.
  private static func grouped(_ records: [Record]) -> [([String], [Record])] {
    var groups: [([String], [Record])] = []
    for record in records {
      if let place = groups.firstIndex(where: { $0.0 == key(record) }) {
        groups[place].1.append(record)
      } else {
        groups.append((key(record), [record]))
      }
    }
    return groups
  }
}
