import Foundation

extension Double {
  /// The figure with three digits that count, for people.
  package var figure: String {
    guard isFinite else { return "–" }
    let size = abs(self)
    let decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3
    return String(format: "%.\(decimals)f", self)
  }

  /// The figure with four digits that count: no more room in a file than its precision deserves.
  package var shortened: Double {
    Double(String(format: "%.4g", self)) ?? self
  }
}

extension Summary {
  package var figures: String { "\(median.figure) [\(min.figure)–\(max.figure)]" }

  package var shortened: Summary {
    var summary = self
    summary.median = median.shortened
    summary.min = min.shortened
    summary.max = max.shortened
    return summary
  }
}

extension Target {
  package var figure: String {
    switch self {
    case .atMost(let limit): "≤ \(limit.figure)"
    case .atLeast(let limit): "≥ \(limit.figure)"
    case .atMostAbovePeer(let limit): "≤ peer + \(limit.figure)"
    case .atMostBelowPeer(let limit): "≥ peer - \(limit.figure)"
    case .atMostTimesPeer(let limit): "≤ peer × \(limit.figure)"
    }
  }
}
