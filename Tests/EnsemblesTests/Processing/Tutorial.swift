import Ensembles

/// The data of mlens' tutorial on the mechanics of parallel processing, and what mlens 0.2.3 gives for it.
enum Tutorial {
  static var data: Dataset {
    get throws {
      try Dataset(
        features: Matrix<Double>(rowCount: 10, columnCount: 2, elements: (0..<20).map(Double.init)),
        target: target)
    }
  }

  /// Ten random numbers.
  static let target: [Double] = [
    0.43599490214200376, 0.025926231827891333, 0.5496624778787091, 0.4353223926182769, 0.42036780208748903,
    0.3303348210038741, 0.2046486340378425, 0.6192709663506637, 0.29965467367452314, 0.26682727510286663,
  ]

  /// What least squares over two folds predicts.
  static let first: [Float] = [
    0.3665536, 0.36335272, 0.3601518, 0.3569509, 0.35375, 0.48689735, 0.52471155, 0.56252575, 0.60033995,
    0.63815415,
  ]

  /// What least squares predicts from the errors of the first.
  static let second: [Float] = [
    2.4673765, 2.3550305, 2.2426836, 2.1303375, 2.0179906, 1.1829019, 1.2895712, 1.3962405, 1.5029098,
    1.707709,
  ]

  /// What least squares predicts from the errors of the second.
  static let third: [Float] = [
    0.22054635, 0.22811265, 0.235679, 0.24324532, 0.25081167, 0.27373537, 0.23783192, 0.20192847, 0.16602501,
    0.09709236,
  ]

  /// What the first model of all rows predicts.
  static let final: [Float] = [
    0.35990342, 0.35965845, 0.35941347, 0.35916847, 0.3589235, 0.35867852, 0.35843354, 0.35818857, 0.3579436,
    0.35769862,
  ]
}
