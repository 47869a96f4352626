// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "swift-ensembles",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Parallelism", targets: ["Parallelism"]),
    .library(name: "ParallelismTesting", targets: ["ParallelismTesting"]),
    .library(name: "DaskBackend", targets: ["DaskBackend"]),
    .library(name: "Ensembles", targets: ["Ensembles", "Estimators"]),
    .library(name: "EnsemblesTesting", targets: ["EnsemblesTesting"]),
    .executable(name: "ensembles", targets: ["EnsemblesTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Module maps and shims, nothing else.
    .target(name: "CPlatform"),
    // Workers: this program started anew and diverted before `main`.
    .target(name: "CWorkerStart"),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLIBSVM", providers: [.apt(["libsvm-dev"])]),
    .systemLibrary(name: "CLIBLINEAR", providers: [.apt(["liblinear-dev"])]),

    // Mapped files and files that appear whole or not at all. No element types.
    .target(name: "MemoryMapping", dependencies: ["CPlatform", .systemPackage]),
    // Matrices, views of their rows and columns, and one file a format.
    .target(name: "Arrays", dependencies: ["MemoryMapping", .systemPackage]),
    // The engine: a parallel map over interchangeable backends.
    .target(
      name: "Parallelism",
      dependencies: ["CPlatform", "CWorkerStart", "MemoryMapping", .log, .systemPackage],
      exclude: [
        "Dispatch/README.md", "Forks/README.md", "Jobs/README.md", "Processes/README.md", "Sharing/README.md",
        "Threads/README.md",
      ]),
    // Jobs on the machines of a Dask cluster.
    .target(
      name: "DaskBackend", dependencies: ["CPlatform", "Parallelism", .log, .systemPackage],
      exclude: ["README.md"],
      resources: [.embedInCode("Bridge/Python/bridge.py"), .embedInCode("Bridge/Python/worker.py")]),
    // For tests: whether a backend does what calls rely on.
    .target(name: "ParallelismTesting", dependencies: ["Parallelism"]),
    // Contracts only: estimators, models, preprocessing, data sets, metrics, the registry of types.
    .target(name: "Modeling", dependencies: ["Arrays"]),
    // Learners and preprocessing, over the field's native libraries.
    .target(
      name: "Estimators", dependencies: ["Modeling", "COpenBLAS", "CLIBSVM", "CLIBLINEAR"],
      exclude: ["Boosting/README.md", "Trees/README.md"]),
    // Indexers, layers and ensembles, cross-fitted on the engine.
    .target(
      name: "Ensembles", dependencies: ["Modeling", "MemoryMapping", "Parallelism", .log, .systemPackage],
      exclude: ["Checkpoints/README.md"]),
    // For tests: whether indexers, learners and preprocessing do what ensembles rely on.
    .target(name: "EnsemblesTesting", dependencies: ["Ensembles", .systemPackage]),
    // The command-line tool: parses and prints.
    .executableTarget(
      name: "EnsemblesTool",
      dependencies: [
        "DaskBackend", "Ensembles", "Estimators", "MemoryMapping", .log, .systemPackage,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),

    // What `make demo` runs: a stack on real data, from a file to predictions.
    .executableTarget(
      name: "Diabetes", dependencies: ["Ensembles", "Estimators", .systemPackage], path: "Examples/Diabetes",
      exclude: ["README.md", "recipe.yaml"], resources: [.copy("diabetes.csv")]),

    // The graph of learners step by step, with the numbers of mlens' tutorial.
    .executableTarget(
      name: "ParallelMechanics", dependencies: ["Ensembles", "Estimators"],
      path: "Examples/ParallelMechanics",
      exclude: ["README.md"]),

    // A backend as a third party writes it.
    .executableTarget(
      name: "QueueBackend", dependencies: ["Parallelism"], path: "Examples/QueueBackend",
      exclude: ["README.md"]),

    // Jobs on a cluster, in a program that needs no native library.
    .executableTarget(
      name: "ClusterPrimes", dependencies: ["DaskBackend", "Parallelism"], path: "Examples/ClusterPrimes",
      exclude: ["README.md"]),

    // Compares with recorded results of mlens: a program, and a library for the tests.
    .executableTarget(
      name: "Conformance",
      dependencies: [
        "Ensembles", "Estimators", "MemoryMapping", .systemPackage,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ],
      path: "Tests/Conformance", exclude: ["Golden", "unsupported.json"]),

    .testTarget(name: "MemoryMappingTests", dependencies: ["MemoryMapping", .systemPackage]),
    .testTarget(name: "ArraysTests", dependencies: ["Arrays", .systemPackage], exclude: ["Fixtures"]),
    // A library that is part of the program of the tests and makes itself ready before `main`.
    .target(name: "LateConstructor", path: "Tests/LateConstructor"),
    .testTarget(
      name: "ParallelismTests",
      dependencies: ["Arrays", "LateConstructor", "MemoryMapping", "Parallelism", .log, .systemPackage]),
    .testTarget(name: "ParallelismTestingTests", dependencies: ["Parallelism", "ParallelismTesting"]),
    .testTarget(
      name: "DaskBackendTests",
      dependencies: [
        "ClusterPrimes", "DaskBackend", "Ensembles", "EnsemblesTool", "Estimators", "Parallelism",
        "ParallelismTesting",
      ],
      exclude: ["Support/cluster.py"]),
    .testTarget(name: "QueueBackendTests", dependencies: ["ParallelismTesting", "QueueBackend"]),
    .testTarget(name: "ModelingTests", dependencies: ["Modeling"]),
    .testTarget(
      name: "EstimatorsTests", dependencies: ["Estimators", "EnsemblesTesting"],
      exclude: [
        "Fixtures/data_sets.py", "Fixtures/make_decomposition_fixtures.py",
        "Fixtures/make_density_fixtures.py", "Fixtures/make_encoding_fixtures.py",
        "Fixtures/make_fixtures.py", "Fixtures/make_native_fixtures.py", "Fixtures/make_tree_fixtures.py",
      ],
      resources: [
        .copy("Fixtures/decompositions.json"), .copy("Fixtures/density.json"),
        .copy("Fixtures/encoding.json"),
        .copy("Fixtures/native.json"),
        .copy("Fixtures/reference.json"), .copy("Fixtures/trees.json"),
      ]),
    .testTarget(
      name: "EnsemblesTests",
      dependencies: ["Ensembles", "EnsemblesTesting", "Estimators", "MemoryMapping", .log, .systemPackage],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "EnsemblesTestingTests", dependencies: ["Ensembles", "EnsemblesTesting"]),
    .testTarget(
      name: "EnsemblesToolTests",
      dependencies: [
        "EnsemblesTool", "ParallelMechanics", "Arrays", "Ensembles", "Estimators", .systemPackage,
      ]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Arrays", "Conformance", "Ensembles", "Estimators", "Modeling", .systemPackage]),
  ]
)

let cTargets = ["CPlatform", "CWorkerStart", "COpenBLAS", "CLIBSVM", "CLIBLINEAR", "LateConstructor"]
let swiftTargets = package.targets.filter { !cTargets.contains($0.name) }
for target in swiftTargets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
  ]
}

extension Target.Dependency {
  static var log: Target.Dependency { .product(name: "Logging", package: "swift-log") }
  static var systemPackage: Target.Dependency {
    .product(name: "SystemPackage", package: "swift-system")
  }
}
