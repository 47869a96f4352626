/// A place for the numbers of matrices, beside the text that refers to them.
///
/// A container format that stores models as text puts an archive into the `userInfo` of its encoder and
/// decoder. Matrices then leave their numbers in the archive and only a name, the shape and the precision in
/// the text.
///
/// Names that come out of a file are not to be trusted: an archive that makes paths of them must refuse those
/// that lead elsewhere.
public protocol ArrayArchive: Sendable {
  /// Stores a matrix.
  ///
  /// - Parameters:
  ///   - matrix: The numbers.
  ///   - codingPath: Where in the encoded value the matrix is, from which a name can be made.
  /// - Returns: A name that no other matrix of the archive has.
  /// - Throws: An error if the numbers cannot be stored.
  func store<Element: MatrixElement>(
    _ matrix: Matrix<Element>, at codingPath: [any CodingKey]
  ) throws -> String

  /// The matrix of some name, which may be mapped.
  ///
  /// Its shape need not be checked: decoding compares it with the text.
  ///
  /// - Throws: An error if there is no such matrix or it has another precision.
  func matrix<Element: MatrixElement>(named name: String, as type: Element.Type) throws -> Matrix<Element>
}

extension CodingUserInfoKey {
  /// The key under which an encoder or decoder finds an ``ArrayArchive``.
  public static let arrayArchive = CodingUserInfoKey(unchecked: "swift-ensembles.array-archive")

  /// A key of a name that is not empty: for no other name is there none.
  private init(unchecked name: String) {
    guard let key = CodingUserInfoKey(rawValue: name) else { preconditionFailure("“\(name)” is no key") }
    self = key
  }
}
