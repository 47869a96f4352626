/// Cases that are measured together.
struct Suite: Sendable {
  var name: String
  var cases: [Case]

  /// All suites that there are.
  static let all = [parallel, ensembles, dask, memory]
}
