import Estimators
import Foundation
import Testing

@Suite struct PreprocessingTests {
  @Test(.timeLimit(.minutes(30))) func productsOfMoreColumnsThanThereAreEndTheList() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[2, 3]]), target: [1])
    let step = try PolynomialFeatures(degree: .max, interactionsOnly: true).fitted(to: data)
    #expect(try step.applied(to: data.features).matrix().elements == [2, 3, 6])
  }

  private let data: Dataset

  init() throws {
    data = try Dataset(
      features: Matrix<Double>(rows: [[1, 10, 5], [3, 10, 6], [5, 10, 10]]), target: [1, 2, 3])
  }

  @Test func aConstantColumnIsOnlyCentred() throws {
    let scaled = try Standardizer().fitted(to: data).applied(to: data.features)
    #expect((0..<3).map { scaled[$0, 1] } == [0, 0, 0])
    #expect(scaled[1, 0] == 0)
    #expect(abs(scaled[2, 0] - 1.5.squareRoot()) < 1e-15)
  }

  @Test func aConstantColumnThatRoundsIsNotBlownUp() throws {
    // The mean of equal numbers need not equal them: what is left must not be divided by itself.
    let column = [Double](repeating: 0.1, count: 1_000_003)
    let data = try Dataset(features: Matrix(column: column), target: column)
    let scaled = try Standardizer().fitted(to: data).applied(to: data.features)
    #expect(abs(scaled[0, 0]) < 1e-9)
  }

  @Test func scalingAndCentringCanBeLeftOut() throws {
    let centred = try Standardizer(center: true, scale: false).fitted(to: data).applied(to: data.features)
    #expect((0..<3).map { centred[$0, 2] } == [-2, -1, 3])
    let scaled = try Standardizer(center: false, scale: true).fitted(to: data).applied(to: data.features)
    #expect(scaled[0, 1] == 10)
  }

  @Test func columnsAreChosenInOrder() throws {
    let chosen = try ColumnSubset([2, 0, 2]).fitted(to: data).applied(to: data.features)
    #expect(chosen.matrix() == Matrix(rows: [[5, 1, 5], [6, 3, 6], [10, 5, 10]]))
    let all = try ColumnSubset([]).fitted(to: data).applied(to: data.features)
    #expect(all.matrix() == data.features.matrix())
  }

  @Test(arguments: [3, -1]) func aColumnThatIsNotThereIsNamed(column: Int) {
    let error = #expect(throws: ModelingError.self) { try ColumnSubset([0, column]).fitted(to: data) }
    #expect(error?.code == .invalidParameter)
    #expect(error?.message.contains("\(column)") == true)
  }

  @Test func shiftDropsTheLastRows() throws {
    let column = Matrix(column: (0..<10).map(Double.init))
    let data = try Dataset(features: column, target: column.elements)
    let shifted = try Shift(by: 2).fitted(to: data).applied(to: column)
    #expect(shifted.matrix().elements == (0..<8).map(Double.init))
    #expect(throws: ModelingError.self) { try Shift(by: 11).fitted(to: data).applied(to: column) }
    #expect(throws: ModelingError.self) { try Shift(by: -1).fitted(to: data) }
  }

  @Test func fittedStepsRefuseOtherColumns() throws {
    let narrow = Matrix<Double>(rows: [[1]])
    #expect(throws: ModelingError.self) { try Standardizer().fitted(to: data).applied(to: narrow) }
    #expect(throws: ModelingError.self) { try ColumnSubset([1]).fitted(to: data).applied(to: narrow) }
  }

  @Test(arguments: [
    (#"{"offsets":[1],"divisors":[0]}"#, "divisor"), (#"{"offsets":[1],"divisors":[]}"#, "divisor"),
  ])
  func aDamagedScalingIsRefused(json: String, word: String) {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ColumnScaling.self, from: Data(json.utf8))
    }
    #expect(error.map { "\($0)".contains(word) } == true)
  }

  @Test func aDamagedChoiceAndShiftAreRefused() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ColumnChoice.self, from: Data(#"{"columns":[2],"columnCount":2}"#.utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RowShift.self, from: Data(#"{"rows":-1}"#.utf8))
    }
  }
}

@Suite struct OrderScalingTests {
  @Test func constantColumnsAreOnlyShifted() throws {
    let matrix = Matrix(rows: [[3.0, 1], [3, 2], [3, 5]])
    let data = try Dataset(features: matrix, target: [0, 0, 0])
    #expect(try MinMaxScaler().fitted(to: data).applied(to: matrix).matrix().column(0) == [0, 0, 0])
    #expect(try MinMaxScaler().fitted(to: data).applied(to: matrix).matrix().column(1) == [0, 0.25, 1])
    #expect(try RobustScaler().fitted(to: data).applied(to: matrix).matrix().column(0) == [0, 0, 0])
  }

  @Test func aWeightOfTwoIsTheRowTwice() throws {
    let values = [4.0, 1, 7, 9, 2]
    let weighted = try Dataset(features: Matrix(column: values), target: values).weighted(by: [2, 1, 0, 3, 1])
    let repeated = [4.0, 4, 1, 9, 9, 9, 2]
    let other = try Dataset(features: Matrix(column: repeated), target: repeated)
    #expect(try RobustScaler().fitted(to: weighted) == RobustScaler().fitted(to: other))
    #expect(try MinMaxScaler().fitted(to: weighted) == MinMaxScaler().fitted(to: other))
  }

  @Test func productsComeInTheOrderOfWriting() throws {
    let matrix = Matrix(rows: [[2.0, 3], [5, 7]])
    let data = try Dataset(features: matrix, target: [0, 0])
    let step = try PolynomialFeatures().fitted(to: data)
    #expect(step.products == [[0], [1], [0, 0], [0, 1], [1, 1]])
    #expect(try step.applied(to: matrix).matrix().row(1) == [5, 7, 25, 35, 49])
    let interactions = try PolynomialFeatures(degree: 5, interactionsOnly: true).fitted(to: data)
    #expect(interactions.products == [[0], [1], [0, 1]])
  }

  @Test func tooManyProductsAreAnError() throws {
    let data = try Dataset(features: Matrix<Double>(rowCount: 1, columnCount: 200, repeating: 1), target: [0])
    let error = #expect(throws: ModelingError.self) { try PolynomialFeatures(degree: 9).fitted(to: data) }
    #expect(error?.code == .invalidParameter)
  }

  @Test func productsThatOverflowAreAnError() throws {
    let matrix = Matrix(column: [1e200])
    let step = try PolynomialFeatures().fitted(to: Dataset(features: matrix, target: [0]))
    let error = #expect(throws: ModelingError.self) { try step.applied(to: matrix) }
    #expect(error?.code == .notFinite)
  }

  @Test(arguments: [1, 0.01, 1.0 / 3]) func equalWeightsOfAnySizeAreNone(weight: Double) throws {
    let values = (1...100).map(Double.init)
    let data = try Dataset(features: Matrix(column: values), target: values)
    let weighted = try data.weighted(by: values.map { _ in weight })
    #expect(try RobustScaler().fitted(to: weighted) == RobustScaler().fitted(to: data))
  }
}
