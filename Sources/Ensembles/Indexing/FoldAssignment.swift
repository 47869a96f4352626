/// Which rows make up a fold of a `FoldIndexer`.
public struct FoldAssignment: Codable, Hashable, Sendable {
  enum Rule: Codable, Hashable {
    case automatic, consecutive, stratified
    case shuffled(seed: UInt64)
  }

  let rule: Rule

  private init(_ rule: Rule) { self.rule = rule }

  /// Stratified where the target has classes, and consecutive otherwise.
  public static let automatic = FoldAssignment(.automatic)

  /// Neighbouring rows, in the order of the data set.
  public static let consecutive = FoldAssignment(.consecutive)

  /// The first rows of each class, then the next: every fold has almost the same number of rows of every class.
  ///
  /// The target must have classes.
  public static let stratified = FoldAssignment(.stratified)

  /// Rows drawn at random, whatever their class.
  public static func shuffled(seed: UInt64 = 0) -> FoldAssignment { FoldAssignment(.shuffled(seed: seed)) }

  static let domain =
    "“automatic”, “consecutive”, “stratified”, “shuffled”, or with a seed such as “shuffled(7)”"

  var parameterValue: ParameterValue {
    switch rule {
    case .automatic: .text("automatic")
    case .consecutive: .text("consecutive")
    case .stratified: .text("stratified")
    case .shuffled(seed: 0): .text("shuffled")
    case .shuffled(let seed): .text("shuffled(\(seed))")
    }
  }

  init?(parameter: ParameterValue) {
    guard case .text(let text) = parameter else { return nil }
    switch text {
    case "automatic": self = .automatic
    case "consecutive": self = .consecutive
    case "stratified": self = .stratified
    case "shuffled": self = .shuffled()
    default:
      guard text.hasPrefix("shuffled("), text.hasSuffix(")"),
        let seed = UInt64(text.dropFirst("shuffled(".count).dropLast())
      else { return nil }
      self = .shuffled(seed: seed)
    }
  }
}
