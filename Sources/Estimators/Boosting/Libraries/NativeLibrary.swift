private import Foundation

/// A library that is opened while the program runs, so that the program also starts where it is absent.
///
/// It stays open until the process ends.
struct NativeLibrary: Sendable {
  /// Where to look for a library, and what to say where it is not.
  struct Search: Sendable {
    /// The name of the library in sentences.
    let name: String
    /// The environment variable that names its file.
    ///
    /// If it is set, nothing else is tried.
    let variable: String
    /// Where `scripts/setup` leaves it, counted from the root of the package.
    let installed: String
    /// What the system's loader may know it as.
    let systemNames: [String]
    /// How to get it.
    let installation: String
  }

  private let name: String
  // The address of the loader's handle: pointers are not Sendable.
  private let handle: UInt

  /// Opens the first file that there is.
  ///
  /// - Parameters:
  ///   - search: Where to look.
  ///   - environment: The variables of the process.
  /// - Throws: `ModelingError` with each file that was tried, why it was not opened, and how to install the library.
  init(_ search: Search, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    let files =
      if let file = environment[search.variable], !file.isEmpty { [file] } else {
        [Self.packageRoot + "/" + search.installed] + search.systemNames
      }
    var failures: [String] = []
    for file in files {
      // Symbols stay to themselves: two boosters bring two versions of what they were built with.
      if let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) {
        self.name = search.name
        self.handle = UInt(bitPattern: handle)
        return
      }
      failures.append(dlerror().map { String(cString: $0) } ?? file)
    }
    throw ModelingError(
      .missingLibrary,
      "\(search.name) was not found (\(failures.joined(separator: "; "))); to install it, \(search.installation)"
    )
  }

  /// A function of the library.
  ///
  /// - Throws: `ModelingError` if there is none of that name.
  func function<Function>(_ symbol: String, as type: Function.Type = Function.self) throws -> Function {
    guard let address = dlsym(UnsafeMutableRawPointer(bitPattern: handle), symbol) else {
      throw ModelingError(
        .missingLibrary, "\(name) was found, but has no function “\(symbol)”; install a newer version of it")
    }
    precondition(MemoryLayout<Function>.size == MemoryLayout<UnsafeMutableRawPointer>.size)
    // SAFETY: a C function pointer is the address of the symbol; that the type is that of the C declaration is what
    // the tests of each library try, since no compiler can.
    return unsafeBitCast(address, to: type)
  }

  /// The folder with `Package.swift`, where this file was compiled.
  private static let packageRoot: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(5)
    return parts.joined(separator: "/")
  }()
}
