private import Foundation

/// How alike two rows are.
public enum Kernel: String, Codable, Hashable, Sendable, CaseIterable {
  /// Their product.
  case linear
  /// A power of their product: (gamma · *x* *y* + offset)^degree.
  case polynomial
  /// exp(−gamma · ‖*x* − *y*‖²), also called Gaussian.
  case radial = "rbf"
  /// tanh(gamma · *x* *y* + offset).
  case sigmoid
}

extension Parameter {
  /// A kernel, by its name.
  static func kernel(
    _ path: any WritableKeyPath<Root, Kernel> & Sendable, among kernels: [Kernel] = Kernel.allCases
  ) -> Parameter {
    let names = kernels.map(\.rawValue)
    return Parameter(
      "kernel", domain: "one of \(names.joined(separator: ", "))", "how alike two rows are",
      get: { .text($0[keyPath: path].rawValue) }, set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Kernel? in
        guard case .text(let name) = value else { return nil }
        return kernels.first { $0.rawValue == name }
      })
  }
}

/// A kernel with the numbers in its formula.
struct KernelFormula: Codable, Hashable, Sendable {
  var kernel: Kernel
  var gamma: Double
  var offset: Double
  var degree: Int

  /// Takes the numbers of a recipe; a gamma of 0 becomes one over the number of columns and the variance of all features.
  init(kernel: Kernel, gamma: Double, offset: Double, degree: Int, for features: Features) {
    self.kernel = kernel
    self.offset = offset
    self.degree = degree
    self.gamma = gamma > 0 || kernel == .linear ? gamma : features.scaleOfKernel
  }

  /// Takes the numbers as they are.
  init(kernel: Kernel, gamma: Double, offset: Double, degree: Int) {
    self.kernel = kernel
    self.gamma = gamma
    self.offset = offset
    self.degree = degree
  }

  /// The kernel of two rows, from their product and the sum of their squares.
  func value(ofProduct product: Double, squares: Double) -> Double {
    switch kernel {
    case .linear: product
    case .radial: radial(ofSquaredDistance: squares - 2 * product)
    case .sigmoid: tanh(gamma * product + offset)
    case .polynomial: power(of: gamma * product + offset)
    }
  }

  private func radial(ofSquaredDistance distance: Double) -> Double {
    // Rounding may have made it negative. A NaN, which `max` would make zero of, stays one.
    exp(-gamma * (distance < 0 ? 0 : distance))
  }

  private func power(of base: Double) -> Double {
    var result = 1.0
    for _ in 0..<degree { result *= base }
    return result
  }
}

extension Features {
  /// One over the number of columns and the variance of all numbers, or 1 if all are the same.
  fileprivate var scaleOfKernel: Double {
    let count = Double(rowCount * columnCount)
    var sum = 0.0
    forEachStored { _, _, value in sum += value }
    let mean = sum / count
    var (squares, stored) = (0.0, 0)
    forEachStored { _, _, value in
      squares += (value - mean) * (value - mean)
      stored += 1
    }
    squares += (count - Double(stored)) * mean * mean
    let variance = squares / count
    return variance > 0 ? 1 / (Double(columnCount) * variance) : 1
  }

  /// Checks that all numbers are finite and no value of a kernel overflows.
  func requireFinite(in formula: KernelFormula, for typeName: String) throws {
    var largest = 0.0
    var (current, square) = (-1, 0.0)
    forEachStored { row, _, value in
      if row != current { (current, square) = (row, 0) }
      square += value * value
      // Once a NaN it stays one, which no number is larger than.
      if square > largest || square.isNaN { largest = square }
    }
    var power = formula.kernel == .polynomial ? 1.0 : 4 * largest * Swift.max(1, formula.gamma)
    if formula.kernel == .polynomial {
      let base = formula.gamma * largest + abs(formula.offset)
      for _ in 0..<formula.degree { power *= Swift.max(1, base) }
    }
    guard largest.isFinite, power.isFinite else {
      try requireFinite()
      throw ModelingError.overflow(in: typeName)
    }
  }
}
