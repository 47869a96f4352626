/// What the folder of a checkpoint says of itself: which data set it belongs to.
struct CheckpointManifest: Codable {
  /// Changes whenever folders of before could not be read any more.
  private static let currentFormat = 1

  private var format = Self.currentFormat
  private var rows: Int
  private var columns: Int
  private var outputs: Int
  private var digest: String

  /// What the checkpoint of a data set says.
  ///
  /// - Complexity: O(*rows* · *columns*).
  init(of data: Dataset) {
    rows = data.rowCount
    columns = data.features.columnCount
    outputs = data.target.columnCount
    digest = Digest(data).description
  }

  /// Why a checkpoint that says this is not one of another's data set, or nil if it is.
  func difference(from other: CheckpointManifest) -> String? {
    guard format == other.format else {
      return "it has format \(format), but this version writes format \(other.format); choose another folder"
    }
    guard digest == other.digest else {
      return
        "it belongs to a data set of \(description), not to this one of \(other.description); choose another "
        + "folder, or remove it"
    }
    return nil
  }

  private var description: String {
    "\(rows.counted("row")), \(columns.counted("feature")) and \(outputs.counted("output")) with the digest \(digest)"
  }
}
