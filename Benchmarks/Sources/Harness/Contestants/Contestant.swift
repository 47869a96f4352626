/// A program that answers requests, of ours or of a peer.
struct Contestant: Sendable, Hashable {
  /// Where a program is found.
  enum Program: Sendable, Hashable {
    /// Beside this one.
    case built(String)
    /// What `Benchmarks/setup` has compiled.
    case compiled(String)
    /// A script for a Python that `Benchmarks/setup` has set up, which needs a package; the Python's folder is relative
    /// to that of the peers.
    case script(String, package: String, python: String = "python")
  }

  var name: String
  var program: Program
  var arguments: [String] = []
}

extension Contestant {
  static let threads = Contestant(name: "ours", program: .built("ParallelContestant"), arguments: ["threads"])
  static let processes = Contestant(
    name: "ours", program: .built("ParallelContestant"), arguments: ["processes"])
  static let forks = Contestant(name: "ours", program: .built("ParallelContestant"), arguments: ["forks"])
  static let cold = Contestant(name: "ours", program: .built("ColdContestant"))
  static let coldWithFoundation = Contestant(name: "ours", program: .built("ColdFoundationContestant"))
  static let matrixOnProcesses = Contestant(
    name: "ours", program: .built("MatrixContestant"), arguments: ["processes"])
  static let matrixOnThreads = Contestant(
    name: "ours on threads", program: .built("MatrixContestant"), arguments: ["threads"])

  static let ensembles = Contestant(name: "ours", program: .built("EnsembleContestant"))
  static let scikitLearn = Contestant(
    name: "scikit-learn", program: .script("scikit_learn_peer.py", package: "scikit-learn"))
  static let mlens = Contestant(
    name: "mlens", program: .script("mlens_peer.py", package: "mlens", python: "python-mlens"))
  static let boosters = Contestant(
    name: "LightGBM + XGBoost", program: .script("boosters_peer.py", package: "scikit-learn"))

  static let dask = Contestant(name: "ours", program: .built("DaskContestant"))
  static let joblibDask = Contestant(
    name: "joblib on Dask", program: .script("dask_peer.py", package: "dask", python: "../dask"))
  static let daskCluster = Contestant(
    name: "Dask", program: .script("dask_cluster.py", package: "dask", python: "../dask"))

  static let concurrentPerform = Contestant(
    name: "concurrentPerform", program: .built("ParallelContestant"), arguments: ["concurrentPerform"])
  static let taskGroup = Contestant(
    name: "task group", program: .built("ParallelContestant"), arguments: ["task-group"])
  static let rayon = Contestant(name: "rayon", program: .compiled("rayon"))
  static let oneTBB = Contestant(name: "oneTBB", program: .compiled("onetbb"))
  static let openMP = Contestant(name: "OpenMP", program: .compiled("openmp"))
  static let floor = Contestant(name: "C floor", program: .compiled("floor"))
  static let joblibThreading = Contestant(
    name: "joblib threading", program: .script("joblib_peer.py", package: "joblib"), arguments: ["threading"])
  static let joblib = Contestant(
    name: "joblib loky", program: .script("joblib_peer.py", package: "joblib"), arguments: ["loky"])
  static let loky = Contestant(name: "loky", program: .script("loky_peer.py", package: "loky"))
}
