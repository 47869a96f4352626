// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-ensembles", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // What the harness and a contestant say to each other. No Foundation, so that it does not slow a start.
    .target(name: "Exchange"),
    // Statistics, verdicts, the table and the records. Pure.
    .target(name: "Evaluation"),
    // Adopts the orphans of contestants, so that their CPU time is known.
    .target(name: "CSubreaper"),
    // The cases, and what alternates between the contestants.
    .executableTarget(
      name: "Harness",
      dependencies: [
        "CSubreaper", "Evaluation", "Exchange",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Ours on threads, processes and forks, and the peers that are written in Swift.
    .executableTarget(name: "ParallelContestant", dependencies: ["Exchange", .parallelism]),
    // What a program costs that has only begun, with and without Foundation in it.
    .target(name: "ColdStarts", dependencies: ["Exchange", .parallelism]),
    .executableTarget(name: "ColdContestant", dependencies: ["ColdStarts"]),
    .executableTarget(name: "ColdFoundationContestant", dependencies: ["ColdStarts"]),
    // A program of its own: matrices come with the native libraries, which have no place in the workers of the others.
    .executableTarget(
      name: "MatrixContestant",
      dependencies: ["Exchange", .parallelism, .product(name: "Ensembles", package: "swift-ensembles")]),
    // Stacks of linear learners, and how much memory they need.
    .executableTarget(
      name: "EnsembleContestant",
      dependencies: [
        "Exchange", .product(name: "Ensembles", package: "swift-ensembles"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    // Jobs on a Dask cluster.
    .executableTarget(
      name: "DaskContestant",
      dependencies: ["Exchange", .parallelism, .product(name: "DaskBackend", package: "swift-ensembles")]),

    .testTarget(name: "ExchangeTests", dependencies: ["Exchange"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(name: "HarnessTests", dependencies: ["Evaluation", "Exchange", "Harness"]),
  ]
)

for target in package.targets where target.name != "CSubreaper" {
  target.swiftSettings =
    [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .treatAllWarnings(as: .error),
    ]
}

extension Target.Dependency {
  static var parallelism: Target.Dependency {
    .product(name: "Parallelism", package: "swift-ensembles")
  }
}
