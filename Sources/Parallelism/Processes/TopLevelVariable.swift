internal import CWorkerStart

/// A top-level variable of a `main.swift`, which `main` gives its value and which a worker therefore lacks.
///
/// SAFETY: the place is that of a variable of this program with the size of its type, which is checked.
struct TopLevelVariable {
  /// Its name in the source.
  let name: String
  /// Where it stands in the file of the program.
  let place: UInt64
  let size: Int
  /// Its type, if that can be found by its name.
  let type: Any.Type?

  /// What a worker is told of it.
  enum Content: Equatable {
    /// It is what it was when the program started: zero.
    case untouched
    case bytes([UInt8])
    /// The name of its type and the encoded value.
    case coded(type: String, [UInt8])
    /// A job that reads it is to be refused with these words.
    case forbidden(String)
  }

  /// How large an encoded value may be.
  static let sizeLimit = 1 << 20

  /// What it holds now; nobody may be changing it.
  var content: Content {
    guard let address = cworker_variable(place) else { return .untouched }
    let bytes = [UInt8](UnsafeRawBufferPointer(start: address, count: size))
    let isZero = bytes.allSatisfy { $0 == 0 }
    guard let type else { return isZero ? .untouched : refusal("its type cannot be found by name") }
    if Self.isPlain(type) { return isZero ? .untouched : .bytes(bytes) }
    // Zero may be its value: that of an optional, or of a structure of some. Text, collections and objects have none
    // that is zero.
    if isZero {
      let isNever = type == String.self || type is AnyClass || size == 8 && type is any Collection.Type
      return isNever ? refusal("it had no value yet") : .untouched
    }
    guard let type = type as? any Codable.Type, let name = JobName.travellingName(of: type) else {
      return refusal("its type is not Codable")
    }
    guard let encoded = Self.encoded(type, at: address) else {
      return refusal("it cannot be encoded in 1 MiB")
    }
    return .coded(type: name, encoded)
  }

  /// The words for a job that reads it, which end the worker.
  func refusal(_ reason: String) -> Content {
    .forbidden(
      """
      Fatal error: a job reads the top-level variable “\(name)” of main.swift, which a worker process does not have, \
      since \(reason): make what the job needs part of the job, or declare it in another file

      """)
  }

  private static func isPlain(_ type: Any.Type) -> Bool {
    func isPlain<Value>(_ type: Value.Type) -> Bool { _isPOD(type) }
    return _openExistential(type, do: isPlain)
  }

  private static func encoded<Value: Encodable>(_ type: Value.Type, at address: UnsafeMutableRawPointer)
    -> [UInt8]?
  {
    let value = address.assumingMemoryBound(to: type).pointee
    if let values = value as? any Collection, values.count > sizeLimit { return nil }
    var writer = WireWriter()
    guard (try? WireEncoder.write(value, to: &writer)) != nil, writer.count <= sizeLimit else { return nil }
    return writer.bytes
  }
}

extension TopLevelVariable {
  /// All of this program, found once by its symbols; a program without symbols seems to have none.
  ///
  /// Variables of other files have tokens by which they are initialised when they are first used.
  static let all: [TopLevelVariable] = {
    final class Symbols {
      var variables: [(symbol: String, place: UInt64, size: Int)] = []
      var tokens: [String] = []
    }
    let symbols = Symbols()
    cworker_each_variable(Unmanaged.passUnretained(symbols).toOpaque()) { context, name, place, size in
      guard let context, let name, let symbol = String(validatingCString: name), symbol.hasPrefix("$s") else {
        return
      }
      let symbols = Unmanaged<Symbols>.fromOpaque(context).takeUnretainedValue()
      if symbol.hasSuffix("vp") { symbols.variables.append((symbol, place, Int(clamping: size))) }
      if symbol.hasSuffix("_Wz") { symbols.tokens.append(symbol) }
    }
    guard !symbols.variables.isEmpty else { return [] }
    let lazy = Set(symbols.tokens.flatMap(TopLevelSymbol.names(ofToken:)))
    let found = symbols.variables.compactMap { symbol, place, size in
      TopLevelSymbol(symbol).map { (symbol: $0, place: place, size: size) }
    }.filter { !lazy.contains($0.symbol.qualifiedName) }
    let module = mainModule(among: Set(found.map(\.symbol.module)))
    return found.filter { module == nil || $0.symbol.module == module }.map { symbol, place, size in
      let type = symbol.type.flatMap { Self.size(of: $0) == size ? $0 : nil }
      return TopLevelVariable(name: symbol.name, place: place, size: size, type: type)
    }
  }()

  /// The module that has the `main.swift`, going by the name of the program; `nil` if that does not tell.
  ///
  /// The optimiser takes the tokens from variables of other files too whose first value is zero. Those of other modules
  /// are none of a job's concern.
  private static func mainModule(among modules: Set<String>) -> String? {
    let name = CommandLine.arguments.first?.split(separator: "/").last.map {
      String($0).replacing("-", with: "_")
    }
    return name.flatMap { modules.contains($0) ? $0 : nil }
  }

  private static func size(of type: Any.Type) -> Int {
    func size<Value>(of type: Value.Type) -> Int { MemoryLayout<Value>.size }
    return _openExistential(type, do: size)
  }
}
