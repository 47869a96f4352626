import Foundation
import Testing

@testable import Estimators

@Suite struct NativeLibraryTests {
  @Test func everyFileThatWasTriedIsInTheError() {
    let search = NativeLibrary.Search(
      name: "Nothing", variable: "NOTHING_LIBRARY", installed: ".deps/nothing.so",
      systemNames: ["libnothing-at-all.so"], installation: "install it")
    let error = #expect(throws: ModelingError.self) { try NativeLibrary(search, environment: [:]) }
    #expect(error?.code == .missingLibrary)
    #expect(error?.message.contains(".deps/nothing.so") == true)
    #expect(error?.message.contains("libnothing-at-all.so") == true)
    #expect(error?.message.hasSuffix("to install it, install it") == true)
    let named = #expect(throws: ModelingError.self) {
      try NativeLibrary(search, environment: ["NOTHING_LIBRARY": "/nowhere/nothing.so"])
    }
    #expect(named?.message.contains("/nowhere/nothing.so") == true)
    #expect(named?.message.contains("libnothing-at-all.so") == false)
  }

  @Test func aFunctionThatIsNotThereIsAnError() throws {
    let search = NativeLibrary.Search(
      name: "C", variable: "C_LIBRARY", installed: "none", systemNames: ["libc.so.6"], installation: "")
    let library = try NativeLibrary(search, environment: [:])
    let absolute: @convention(c) (Int32) -> Int32 = try library.function("abs")
    #expect(absolute(-3) == 3)
    let error = #expect(throws: ModelingError.self) {
      let _: @convention(c) () -> Void = try library.function("no_such_function")
    }
    #expect(error?.message.contains("“no_such_function”") == true)
  }

  @Test func anAbsentBoosterTellsHowToInstallItAndTheRestWorks() async {
    await #expect(processExitsWith: .success) {
      setenv("LIGHTGBM_LIBRARY", "/nowhere/lib_lightgbm.so", 1)
      setenv("XGBOOST_LIBRARY", "/nowhere/libxgboost.so", 1)
      let data = try Dataset(features: Matrix<Double>(column: [1, 2, 3]), target: [1, 2, 3])
      let lightGBM = #expect(throws: ModelingError.self) { try LightGBMRegression().fitted(to: data) }
      #expect(lightGBM?.code == .missingLibrary)
      #expect(lightGBM?.message.contains("/nowhere/lib_lightgbm.so") == true)
      #expect(lightGBM?.message.contains("scripts/setup") == true)
      let xgBoost = #expect(throws: ModelingError.self) { try XGBoostRegression().fitted(to: data) }
      #expect(xgBoost?.message.contains("libxgboost-dev") == true)
      #expect(BoostingLibrary.all.map(\.isAvailable) == [false, false])
      #expect(BoostingLibrary.lightGBM.description == "LightGBM (not found)")
      let predictions = try RidgeRegression(penalty: 0).fitted(to: data).predictions(from: data.features)
      #expect(abs(predictions[2, 0] - 3) < 1e-9)
    }
  }

  @Test func messagesAreKeptOnlyWhileTheyAreCollected() {
    LibraryMessages.receive("dropped")
    let outer = LibraryMessages.collecting {
      LibraryMessages.receive("one")
      let inner = LibraryMessages.collecting { LibraryMessages.receive("two") }
      #expect(inner == "two\n")
      LibraryMessages.receive("three")
    }
    #expect(outer == "one\nthree\n")
    LibraryMessages.receive("dropped")
  }
}
