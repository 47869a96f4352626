// swift-tools-version: 6.3
import PackageDescription

// A package of its own, since what libFuzzer is linked to is built for it. `make fuzz` builds and runs it; see
// scripts/fuzz.
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-ensembles", path: ".."),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // A header; the library comes with the toolchain.
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "Fuzzer",
      dependencies: [
        "CLibFuzzer", .product(name: "Ensembles", package: "swift-ensembles"),
        .product(name: "Parallelism", package: "swift-ensembles"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
      ]),
  ]
)
