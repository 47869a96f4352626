internal import Synchronization

/// The connections of this process, one for each way to a cluster.
enum Bridges {
  private static let bridges = Mutex<[BridgeSettings: Bridge]>([:])

  /// The connection, which is made if there is none.
  ///
  /// - Throws: `DaskError` if the process that connects cannot be started.
  static func bridge(_ settings: BridgeSettings) throws(DaskError) -> Bridge {
    try bridges.withLock { bridges throws(DaskError) in
      if let bridge = bridges[settings], bridge.isAlive { return bridge }
      let bridge = try Bridge(settings)
      bridges[settings] = bridge
      return bridge
    }
  }

  /// How many threads a cluster has, if a call has found out.
  static func threads(_ settings: BridgeSettings) -> Int? {
    bridges.withLock { $0[settings] }?.threads
  }

  static func close(_ settings: BridgeSettings) {
    bridges.withLock { $0.removeValue(forKey: settings) }?.close()
  }
}
