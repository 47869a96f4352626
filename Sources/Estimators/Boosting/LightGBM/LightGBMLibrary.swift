private import Foundation

/// The functions of LightGBM's C interface that are called, as its header declares them.
///
/// Each call registers where messages go and reads the text of an error on the thread that made it, since the library
/// keeps both in variables of the thread.
struct LightGBMLibrary: Sendable {
  typealias Handle = UnsafeMutableRawPointer

  let datasetCreateFromMat:
    @convention(c) (
      UnsafeRawPointer?, Int32, Int32, Int32, Int32, UnsafePointer<CChar>?, Handle?,
      UnsafeMutablePointer<Handle?>?
    ) -> Int32
  let datasetCreateFromSerializedReference:
    @convention(c) (
      UnsafeRawPointer?, Int32, Int64, Int32, UnsafePointer<CChar>?, UnsafeMutablePointer<Handle?>?
    ) -> Int32
  let datasetPushRows: @convention(c) (Handle?, UnsafeRawPointer?, Int32, Int32, Int32, Int32) -> Int32
  let datasetSerializeReferenceToBinary:
    @convention(c) (Handle?, UnsafeMutablePointer<Handle?>?, UnsafeMutablePointer<Int32>?) -> Int32
  let byteBufferGetAt: @convention(c) (Handle?, Int32, UnsafeMutablePointer<UInt8>?) -> Int32
  let byteBufferFree: @convention(c) (Handle?) -> Int32
  let datasetSetField:
    @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafeRawPointer?, Int32, Int32) -> Int32
  let datasetFree: @convention(c) (Handle?) -> Int32
  let boosterCreate: @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafeMutablePointer<Handle?>?) -> Int32
  let boosterFree: @convention(c) (Handle?) -> Int32
  let boosterAddValidData: @convention(c) (Handle?, Handle?) -> Int32
  let boosterUpdateOneIter: @convention(c) (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
  let boosterGetEvalCounts: @convention(c) (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
  let boosterGetEval:
    @convention(c) (Handle?, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Double>?) -> Int32
  let boosterGetNumFeature: @convention(c) (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
  let boosterGetNumClasses: @convention(c) (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
  let boosterSaveModelToString:
    @convention(c) (
      Handle?, Int32, Int32, Int32, Int64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?
    ) -> Int32
  let boosterLoadModelFromString:
    @convention(c) (UnsafePointer<CChar>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Handle?>?) ->
      Int32
  let boosterPredictForMat:
    @convention(c) (
      Handle?, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>?,
      UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<Double>?
    ) -> Int32
  /// The names of all parameters, each with its other names.
  let parameterNames: [String: [String]]

  private let threads: OpenMPThreads
  private let getLastError: @convention(c) () -> UnsafePointer<CChar>?
  private let registerLogCallback: @convention(c) ((@convention(c) (UnsafePointer<CChar>?) -> Void)?) -> Int32

  /// The library, opened at the first call.
  ///
  /// - Throws: `ModelingError` if it was not found.
  static func opened() throws -> LightGBMLibrary { try shared.get() }

  private static let shared = Result { try LightGBMLibrary() }

  static let search = NativeLibrary.Search(
    name: "LightGBM", variable: "LIGHTGBM_LIBRARY", installed: ".deps/boosters/lightgbm/lib/lib_lightgbm.so",
    systemNames: ["lib_lightgbm.so", "liblightgbm.so"],
    installation: """
      run scripts/setup in the folder of swift-ensembles, or “python3 -m pip install lightgbm” and let the environment \
      variable LIGHTGBM_LIBRARY name its lib_lightgbm.so
      """)

  private init() throws {
    let library = try NativeLibrary(Self.search)
    threads = OpenMPThreads(of: library)
    datasetCreateFromMat = try library.function("LGBM_DatasetCreateFromMat")
    datasetCreateFromSerializedReference = try library.function("LGBM_DatasetCreateFromSerializedReference")
    datasetPushRows = try library.function("LGBM_DatasetPushRows")
    datasetSerializeReferenceToBinary = try library.function("LGBM_DatasetSerializeReferenceToBinary")
    byteBufferGetAt = try library.function("LGBM_ByteBufferGetAt")
    byteBufferFree = try library.function("LGBM_ByteBufferFree")
    datasetSetField = try library.function("LGBM_DatasetSetField")
    datasetFree = try library.function("LGBM_DatasetFree")
    boosterCreate = try library.function("LGBM_BoosterCreate")
    boosterFree = try library.function("LGBM_BoosterFree")
    boosterAddValidData = try library.function("LGBM_BoosterAddValidData")
    boosterUpdateOneIter = try library.function("LGBM_BoosterUpdateOneIter")
    boosterGetEvalCounts = try library.function("LGBM_BoosterGetEvalCounts")
    boosterGetEval = try library.function("LGBM_BoosterGetEval")
    boosterGetNumFeature = try library.function("LGBM_BoosterGetNumFeature")
    boosterGetNumClasses = try library.function("LGBM_BoosterGetNumClasses")
    boosterSaveModelToString = try library.function("LGBM_BoosterSaveModelToString")
    boosterLoadModelFromString = try library.function("LGBM_BoosterLoadModelFromString")
    boosterPredictForMat = try library.function("LGBM_BoosterPredictForMat")
    getLastError = try library.function("LGBM_GetLastError")
    registerLogCallback = try library.function("LGBM_RegisterLogCallback")
    let setMaxThreads: @convention(c) (Int32) -> Int32 = try library.function("LGBM_SetMaxThreads")
    let dumpParamAliases:
      @convention(c) (Int64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?) -> Int32 =
        try library.function("LGBM_DumpParamAliases")
    // The number of threads is one variable for the whole process. Whatever a call asks for, it is at most this.
    _ = setMaxThreads(1)
    let aliases = Self.text { dumpParamAliases($0, $1, $2) == 0 } ?? "{}"
    parameterNames = try JSONDecoder().decode([String: [String]].self, from: Data(aliases.utf8))
  }

  /// Makes a call on this thread alone, with its messages caught.
  ///
  /// - Throws: `ModelingError` with the library's own text if the call fails.
  func call(_ body: (LightGBMLibrary) -> Int32) throws {
    _ = registerLogCallback(LibraryMessages.receive)
    guard threads.withOne({ body(self) }) == 0 else {
      throw ModelingError.library("LightGBM", getLastError().map { String(cString: $0) } ?? "nothing")
    }
  }

  /// A text from a function that writes as much as fits and says how long the whole is, terminated by a zero.
  static func text(
    _ write: (Int64, UnsafeMutablePointer<Int64>, UnsafeMutablePointer<CChar>) throws -> Bool
  ) rethrows -> String? {
    var capacity = 1 << 16
    while true {
      var bytes = [CChar](repeating: 0, count: capacity)
      var length: Int64 = 0
      let isDone = try bytes.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return false }
        return try write(Int64(capacity), &length, base)
      }
      guard isDone, length > 0 else { return nil }
      if length <= capacity {
        return String(decoding: bytes[..<Int(length - 1)].map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      capacity = Int(length)
    }
  }
}
