import Estimators
import Foundation
import Testing

@Suite struct KernelRidgeTests {
  private let features = randomMatrix(40, 3)

  private func data() throws -> Dataset {
    try Dataset(
      features: features, targets: Matrix(rows: (0..<40).map { [features[$0, 0], Double($0 % 5)] }))
  }

  @Test func theLinearKernelIsRidgeWithoutAConstant() throws {
    let kernel = try KernelRidgeRegression(kernel: .linear, penalty: 0.3).fitted(to: data())
    let ridge = try RidgeRegression(penalty: 0.3, intercept: false).fitted(to: data())
    let unseen = randomMatrix(7, 3, seed: 8)
    for (ours, theirs) in zip(
      try kernel.predictions(from: unseen).elements, try ridge.predictions(from: unseen).elements)
    {
      #expect(abs(ours - theirs) < 1e-12)
    }
  }

  @Test(arguments: [Kernel.linear, .polynomial, .radial])
  func aWeightOfTwoIsTheRowTwiceAndOfNoneNoRow(kernel: Kernel) throws {
    let weights = (0..<40).map { Double($0 % 3) }
    let rows = (0..<40).flatMap { Array(repeating: $0, count: $0 % 3) }
    let copies = try Dataset(
      features: Matrix(rows: rows.map { features.row($0) }),
      targets: Matrix(rows: rows.map { try data().target.copied().row($0) }))
    let recipe = KernelRidgeRegression(kernel: kernel, penalty: 0.2, degree: 2)
    let weighted = try recipe.fitted(to: data().weighted(by: weights))
    let repeated = try recipe.fitted(to: copies)
    #expect(weighted.rows.rowCount == 26 && repeated.rows.rowCount == 39)
    let unseen = randomMatrix(7, 3, seed: 8)
    for (ours, theirs) in zip(
      try weighted.predictions(from: unseen).elements, try repeated.predictions(from: unseen).elements)
    {
      #expect(abs(ours - theirs) < 1e-11)
    }
  }

  @Test func oneRowAndConstantColumnsAreFine() throws {
    let one = try Dataset(features: Matrix(rows: [[2.0, 7]]), target: [6])
    let alone = try KernelRidgeRegression(kernel: .radial).fitted(to: one).predictions(from: one.features)
    #expect(abs(alone[0, 0] - 3) < 1e-14)
    let flat = try Dataset(features: Matrix(column: [7.0, 7, 7]), target: [1, 2, 6])
    let predictions = try KernelRidgeRegression(kernel: .radial, penalty: 3).fitted(to: flat)
      .predictions(from: Matrix(column: [7.0]))
    #expect(abs(predictions[0, 0] - 1.5) < 1e-14)
  }

  @Test func aPenaltyThatIsNothingBesideTheKernelIsNamed() throws {
    let flat = try Dataset(features: Matrix(column: [1e9, 1e9, 1e9]), target: [1, 2, 6])
    let error = #expect(throws: ModelingError.self) {
      try KernelRidgeRegression(kernel: .linear, penalty: 1e-9).fitted(to: flat)
    }
    #expect(error?.code == .invalidParameter)
    #expect(error?.message.contains("penalty") == true)
  }

  @Test func theSigmoidAndOtherValuesAreRefused() throws {
    #expect(throws: ModelingError.self) { try KernelRidgeRegression(kernel: .sigmoid).fitted(to: data()) }
    #expect(throws: ModelingError.self) {
      try KernelRidgeRegression(kernel: .linear, penalty: 0).fitted(to: data())
    }
    var recipe = KernelRidgeRegression()
    let error = #expect(throws: ModelingError.self) { try recipe.set("kernel", to: .text("sigmoid")) }
    #expect(error?.message.contains("linear, polynomial, rbf") == true)
  }

  @Test func hugeNumbersAreAnError() throws {
    let data = try Dataset(features: Matrix(column: [1e200, 1, 2]), target: [1, 2, 3])
    for kernel in [Kernel.linear, .polynomial, .radial] {
      let error = #expect(throws: ModelingError.self) {
        try KernelRidgeRegression(kernel: kernel).fitted(to: data)
      }
      #expect(error?.code == .notFinite)
    }
  }

  @Test func otherColumnsAreRefused() throws {
    let model = try KernelRidgeRegression().fitted(to: data())
    #expect(throws: ModelingError.self) { try model.predictions(from: Matrix(column: [1.0])) }
  }

  @Test func storedModelsAreChecked() throws {
    let model = try KernelRidgeRegression(kernel: .polynomial).fitted(to: data())
    let text = try #require(String(bytes: JSONEncoder().encode(model), encoding: .utf8))
    #expect(try JSONDecoder().decode(KernelRidgeModel.self, from: Data(text.utf8)) == model)
    let damaged = text.replacing("\"constants\":[0,0]", with: "\"constants\":[0]")
    #expect(damaged != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(KernelRidgeModel.self, from: Data(damaged.utf8))
    }
  }

  @Test(arguments: [Kernel.linear, .polynomial, .radial]) func aNaNIsLikeNoRow(kernel: Kernel) throws {
    let recipe = KernelRidgeRegression(kernel: kernel)
    let model = try recipe.fitted(to: data())
    let row = features.row(5)
    let predictions = try model.predictions(from: Matrix(rows: [row, [row[0], .nan, row[2]], row]))
    #expect(predictions.row(1).allSatisfy { $0.isNaN })
    #expect(predictions.row(0).allSatisfy { $0.isFinite } && predictions.row(2) == predictions.row(0))
  }

  /// Alone, a fit looks at its numbers before; within other code nobody may have.
  @Test(arguments: [0, 17, 39]) func aNaNAmongTrainingRowsIsNamed(row: Int) throws {
    var holed = features
    holed[row, 1] = .nan
    let data = try Dataset(features: holed, target: (0..<40).map(Double.init))
    let error = #expect(throws: ModelingError.self) {
      try KernelRidgeRegression(kernel: .radial).fitted(to: data, in: FittingContext())
    }
    #expect(error?.code == .notFinite)
    #expect(error?.message.contains("NaN in row \(row), column 1") == true)
  }
}
