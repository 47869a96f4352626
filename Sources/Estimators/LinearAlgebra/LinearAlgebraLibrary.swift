internal import COpenBLAS

/// The native library that the linear learners call.
package enum LinearAlgebraLibrary {
  /// Its name, its version and how it was built, as it says itself.
  package static var description: String { String(cString: openblas_get_config()) }
}
