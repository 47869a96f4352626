/// The native libraries that the support vector learners call.
package enum SupportVectorLibraries {
  /// The name and version of each.
  package static var descriptions: [String] { [LIBSVM.description, LIBLINEAR.description] }
}
