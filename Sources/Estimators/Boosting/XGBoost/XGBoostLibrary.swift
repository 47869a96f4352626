/// The functions of XGBoost's C interface that are called, as its header declares them.
///
/// Each call registers where messages go and reads the text of an error on the thread that made it, since the library
/// keeps both in variables of the thread.
struct XGBoostLibrary: Sendable {
  typealias Handle = UnsafeMutableRawPointer
  typealias Text = UnsafePointer<CChar>

  let matrixCreateFromDense: @convention(c) (Text?, Text?, UnsafeMutablePointer<Handle?>?) -> Int32
  let matrixSetInfoFromInterface: @convention(c) (Handle?, Text?, Text?) -> Int32
  let matrixSetStrFeatureInfo: @convention(c) (Handle?, Text?, UnsafePointer<Text?>?, UInt64) -> Int32
  let matrixFree: @convention(c) (Handle?) -> Int32
  let boosterCreate: @convention(c) (UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>?) -> Int32
  let boosterFree: @convention(c) (Handle?) -> Int32
  let boosterSetParam: @convention(c) (Handle?, Text?, Text?) -> Int32
  let boosterUpdateOneIter: @convention(c) (Handle?, Int32, Handle?) -> Int32
  let boosterEvalOneIter:
    @convention(c) (
      Handle?, Int32, UnsafeMutablePointer<Handle?>?, UnsafeMutablePointer<Text?>?, UInt64,
      UnsafeMutablePointer<Text?>?
    ) -> Int32
  let boosterGetNumFeature: @convention(c) (Handle?, UnsafeMutablePointer<UInt64>?) -> Int32
  let boosterSlice: @convention(c) (Handle?, Int32, Int32, Int32, UnsafeMutablePointer<Handle?>?) -> Int32
  let boosterSaveModelToBuffer:
    @convention(c) (Handle?, Text?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<Text?>?) -> Int32
  let boosterLoadModelFromBuffer: @convention(c) (Handle?, UnsafeRawPointer?, UInt64) -> Int32
  let boosterPredictFromDense:
    @convention(c) (
      Handle?, Text?, Text?, Handle?, UnsafeMutablePointer<UnsafePointer<UInt64>?>?,
      UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UnsafePointer<Float>?>?
    ) -> Int32
  /// The version, such as “3.2.0”.
  let version: String

  private let threads: OpenMPThreads
  private let getLastError: @convention(c) () -> Text?
  private let registerLogCallback: @convention(c) ((@convention(c) (Text?) -> Void)?) -> Int32

  /// The library, opened at the first call.
  ///
  /// - Throws: `ModelingError` if it was not found.
  static func opened() throws -> XGBoostLibrary { try shared.get() }

  private static let shared = Result { try XGBoostLibrary() }

  static let search = NativeLibrary.Search(
    name: "XGBoost", variable: "XGBOOST_LIBRARY", installed: ".deps/boosters/xgboost/lib/libxgboost.so",
    systemNames: ["libxgboost.so", "libxgboost.so.0"],
    installation: """
      run scripts/setup in the folder of swift-ensembles, or on Debian and Ubuntu “sudo apt-get install libxgboost-dev”, \
      or “python3 -m pip install xgboost-cpu” and let the environment variable XGBOOST_LIBRARY name its libxgboost.so
      """)

  private init() throws {
    let library = try NativeLibrary(Self.search)
    threads = OpenMPThreads(of: library)
    matrixCreateFromDense = try library.function("XGDMatrixCreateFromDense")
    matrixSetInfoFromInterface = try library.function("XGDMatrixSetInfoFromInterface")
    matrixSetStrFeatureInfo = try library.function("XGDMatrixSetStrFeatureInfo")
    matrixFree = try library.function("XGDMatrixFree")
    boosterCreate = try library.function("XGBoosterCreate")
    boosterFree = try library.function("XGBoosterFree")
    boosterSetParam = try library.function("XGBoosterSetParam")
    boosterUpdateOneIter = try library.function("XGBoosterUpdateOneIter")
    boosterEvalOneIter = try library.function("XGBoosterEvalOneIter")
    boosterGetNumFeature = try library.function("XGBoosterGetNumFeature")
    boosterSlice = try library.function("XGBoosterSlice")
    boosterSaveModelToBuffer = try library.function("XGBoosterSaveModelToBuffer")
    boosterLoadModelFromBuffer = try library.function("XGBoosterLoadModelFromBuffer")
    boosterPredictFromDense = try library.function("XGBoosterPredictFromDense")
    getLastError = try library.function("XGBGetLastError")
    registerLogCallback = try library.function("XGBRegisterLogCallback")
    let tellVersion:
      @convention(c) (
        UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
      ) -> Void = try library.function("XGBoostVersion")
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    tellVersion(&major, &minor, &patch)
    version = "\(major).\(minor).\(patch)"
  }

  /// Makes a call on this thread alone, with its messages caught.
  ///
  /// - Throws: `ModelingError` with the library's own text if the call fails.
  func call(_ body: (XGBoostLibrary) -> Int32) throws {
    _ = registerLogCallback(LibraryMessages.receive)
    guard threads.withOne({ body(self) }) == 0 else {
      throw ModelingError.library(
        "XGBoost", getLastError().map { Self.reason(in: String(cString: $0)) } ?? "nothing")
    }
  }

  /// What an error says without when and where in the library's source, and without the stack of calls.
  private static func reason(in text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let first = lines.first ?? "nothing"
    guard first.hasPrefix("["), let end = first.firstIndex(of: "]") else { return first }
    let rest = first[end...].dropFirst().drop { $0 == " " }
    // “/source/file.cc:123: what it says”
    let parts = rest.split(separator: ": ", maxSplits: 1)
    return parts.count == 2 && parts[0].contains(".") ? String(parts[1]) : String(rest)
  }
}

extension UnsafePointer<Double> {
  /// What XGBoost calls an array interface: where numbers are, in which layout.
  func interface(rowCount: Int, columnCount: Int, rowStride: Int) -> String {
    """
    {"data": [\(Int(bitPattern: self)), true], "shape": [\(rowCount), \(columnCount)], \
    "strides": [\(rowStride * 8), 8], "typestr": "<f8", "version": 3}
    """
  }
}
