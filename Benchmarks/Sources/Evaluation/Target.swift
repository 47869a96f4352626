/// What ours has to reach, in the unit of the case.
package enum Target: Sendable, Hashable {
  case atMost(Double)
  case atLeast(Double)
  /// So much more than the first peer of the same case, at most.
  case atMostAbovePeer(Double)
  /// So much less than the first peer of the same case, at most.
  case atMostBelowPeer(Double)
  /// So many times what the first peer of the same case takes, at most.
  case atMostTimesPeer(Double)

  /// Whether rounds reach it; `nil` if that cannot be told, since the first peer, whose rounds are paired with ours,
  /// was not there.
  package func isMet(by ours: [Double], firstPeer: [Double]?) -> Bool? {
    switch self {
    case .atMost(let limit): Summary(ours).map { $0.median <= limit }
    case .atLeast(let limit): Summary(ours).map { $0.median >= limit }
    case .atMostAbovePeer(let limit): Self.median(ours, firstPeer) { $0 - $1 }.map { $0 <= limit }
    case .atMostBelowPeer(let limit): Self.median(ours, firstPeer) { $1 - $0 }.map { $0 <= limit }
    case .atMostTimesPeer(let limit): Self.median(ours, firstPeer) { $0 / $1 }.map { $0 <= limit }
    }
  }

  private static func median(
    _ ours: [Double], _ peer: [Double]?, comparing: (Double, Double) -> Double
  ) -> Double? {
    peer.flatMap { Summary(zip(ours, $0).map(comparing)) }?.median
  }
}

extension Target: Codable {
  private enum CodingKeys: CodingKey {
    case atMost, atLeast, atMostAbovePeer, atMostBelowPeer, atMostTimesPeer
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let limit = try container.decodeIfPresent(Double.self, forKey: .atMost) {
      self = .atMost(limit)
    } else if let limit = try container.decodeIfPresent(Double.self, forKey: .atLeast) {
      self = .atLeast(limit)
    } else if let limit = try container.decodeIfPresent(Double.self, forKey: .atMostBelowPeer) {
      self = .atMostBelowPeer(limit)
    } else if let limit = try container.decodeIfPresent(Double.self, forKey: .atMostTimesPeer) {
      self = .atMostTimesPeer(limit)
    } else {
      self = .atMostAbovePeer(try container.decode(Double.self, forKey: .atMostAbovePeer))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .atMost(let limit): try container.encode(limit, forKey: .atMost)
    case .atLeast(let limit): try container.encode(limit, forKey: .atLeast)
    case .atMostAbovePeer(let limit): try container.encode(limit, forKey: .atMostAbovePeer)
    case .atMostBelowPeer(let limit): try container.encode(limit, forKey: .atMostBelowPeer)
    case .atMostTimesPeer(let limit): try container.encode(limit, forKey: .atMostTimesPeer)
    }
  }
}
