/// What a stored model says of classes and how frequent they were.
enum ClassFrequencies {
  /// Checks that there is a frequency above 0 for each class, and that the classes exist.
  ///
  /// - Parameters:
  ///   - frequencies: How much of the training weight each class had.
  ///   - classes: The numbers of the classes, which must ascend.
  ///   - classCount: How many classes there are.
  ///   - error: The error that says what is wrong.
  /// - Throws: What `error` makes.
  static func check(
    _ frequencies: [Double], of classes: [Int], among classCount: Int, error: (String) -> any Error
  ) throws {
    guard !classes.isEmpty, zip(classes, classes.dropFirst()).allSatisfy(<),
      classes.allSatisfy({ $0 >= 0 && $0 < classCount })
    else { throw error("a model lists classes that its target does not have") }
    guard frequencies.count == classes.count, frequencies.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw error("a model needs a frequency above 0, and of 1 at most, for each of its classes")
    }
  }
}
