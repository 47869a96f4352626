/// Tells a segment from all others, in whatever process they were made.
///
/// Random, so that no process needs to know of another one's numbers, nor which of them have forked.
package struct SegmentIdentity: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package init() {
    let random = UInt128.random(in: .min ... .max)
    self.init(high: UInt64(truncatingIfNeeded: random >> 64), low: UInt64(truncatingIfNeeded: random))
  }
}
