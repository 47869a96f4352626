import ArgumentParser

/// What is learned from.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The table to learn from.", valueName: "file"))
  var data: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column or the file that is to be predicted, or several columns with commas between.",
      valueName: "name|index|file"))
  var target: String

  @Flag(help: "Takes the target for labels, even if it looks like numbers.")
  var labels = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How much each row counts: a column or a file.", valueName: "name|index|file"))
  var weights: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which rows the indexer “grouped-fold” keeps together: a column or a file.",
      valueName: "name|index|file"))
  var groups: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns that are no features, with commas between.", valueName: "name|index"))
  var ignore: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of categories that look like numbers, with commas between.", valueName: "name|index"))
  var categories: String?

  @OptionGroup var header: HeaderFlag

  func validate() throws { try header.validate(for: data) }

  /// What commands that learn say about their data.
  static let discussion = """
    The data is a .npy, .npz (sparse), .csv, .tsv or .txt (separated by blanks) file. The target, the weights and the \
    groups are the name of a column; if there is none of that name, the number of a column, counted from 0 or, with \
    -1 for the last, from the end; else a file with one column. Write ./NAME for a file that is called like a column. \
    If such a file is one row short, its header counts as a row where the same word stands below it, or with \
    “--no-header”. All other columns are features.

    A target of words has labels, which classifiers learn. Numbers are labels if the recipe says “task: \
    classification” or the command line “--labels”.

    Where the recipe begins with what takes them, such as the step “one-hot” or trees, a column of a text whose first \
    cell is a word holds categories, and where it begins with what takes these, such as “impute”, an empty cell or one \
    such as NA is a missing value. Anywhere else both are errors that name the line.
    """
}
