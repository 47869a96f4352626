/// Something that learners and preprocessing steps promise, which `checkEstimator` and `checkPreprocessor` of
/// `EnsemblesTesting` try.
///
/// A type whose method cannot keep one says so, with the reason:
///
/// ```swift
/// static let exemptions: [LearningLaw: String] = [
///   .weightsRepeat: "a row of weight 2 is drawn as a whole"
/// ]
/// ```
public struct LearningLaw: Hashable, Sendable, CustomStringConvertible {
  /// The law, as a sentence.
  public let description: String

  private init(_ description: String) { self.description = description }
}

// MARK: - Results

extension LearningLaw {
  /// Outputs are finite and have the promised shape; each row has its own, however many there are.
  public static let shapes = LearningLaw(
    "outputs are finite and have the promised shape for no row, one and many, and a row has the same alone")

  /// The same seed gives the same bits.
  public static let seeds = LearningLaw("the same seed gives the same bits")

  /// What was stored and read again gives the same bits, through `Codable` and through a model folder.
  public static let storage = LearningLaw(
    "what was stored and read again gives the same bits, through Codable and through a model folder")

  /// A target of one value is predicted as that value.
  public static let constantTargets = LearningLaw("a target of one value is predicted as that value")
}

// MARK: - Data

extension LearningLaw {
  /// A weight of 2 is the row twice.
  public static let weightsRepeat = LearningLaw("a weight of 2 is the row twice")

  /// A row of weight 0 is absent, and weights of 1 are none.
  public static let zeroWeightsDrop = LearningLaw("a row of weight 0 is absent, and weights of 1 are none")

  /// Rows and columns that are views give the bits of copies.
  public static let views = LearningLaw("rows and columns that are views give the bits of copies")

  /// The same numbers give the same, whether they are held as `Float`, as `Double` or in a sparse matrix.
  public static let precision = LearningLaw("numbers held as Float, as Double or sparsely give the same")

  /// Odd data, such as one row, constant columns or one class, gives finite outputs or a `ModelingError`.
  public static let oddData = LearningLaw(
    "odd data (one row, constant columns, one class…) gives finite outputs or a ModelingError")

  /// Missing values are learned and predicted from by a type that accepts them, and refused by others.
  public static let missing = LearningLaw(
    "a NaN is learned and predicted from by a type that accepts missing values, and refused with its place by others"
  )

  /// What cannot be learned or predicted from is refused with a `ModelingError`.
  public static let refusals = LearningLaw(
    "an unsuitable target, no row, no column and other columns than those of the fit are refused with a ModelingError"
  )
}

// MARK: - Parameters and surroundings

extension LearningLaw {
  /// Defaults are within their ranges, and a parameter that is set by name reads as it was set.
  public static let parameters = LearningLaw(
    "defaults are within their ranges, and a parameter that is set by name reads as it was set")

  /// A fit changes nothing outside of it: neither working folder nor locale, rounding or random numbers of C.
  public static let isolation = LearningLaw(
    "a fit changes nothing outside of it (working folder, locale, rounding, random numbers of C)")

  /// Fits at the same time give what each gives alone.
  public static let concurrency = LearningLaw("fits at the same time give the bits of each alone")
}

// MARK: - Many fits at once

extension LearningLaw {
  /// A model of sums equals one of rows to 1e-8, for types that conform to `CrossFitting`.
  public static let onePass = LearningLaw("a model of sums equals one of rows to 1e-8")

  /// Models side by side predict what each predicts, for models that conform to `JoinableModel`.
  public static let joining = LearningLaw("models side by side predict what each predicts")
}

extension LearningLaw {
  /// All laws, in the order in which they are tried.
  public static let all: [LearningLaw] = [
    .parameters, .shapes, .seeds, .storage, .constantTargets, .weightsRepeat, .zeroWeightsDrop, .views,
    .precision, .oddData, .missing, .refusals, .isolation, .concurrency, .onePass, .joining,
  ]
}
