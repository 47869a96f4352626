/// Keyed containers that were given to values, each to be given to the next value with keys of the same type as soon
/// as nobody has it any more.
///
/// The standard library puts every keyed container into a box, and looks generic types up to make one: more work than
/// to code a small value.
struct WireKeyedSlots<Target: AnyObject> {
  /// Values with keys of more types, or deeper within values of their own type, get containers of their own.
  private static var limit: Int { 16 }

  private var slots: [WireKeyedSlot<Target>] = []
  /// The one that was given last: probably the next one too.
  private var recent: WireKeyedSlot<Target>?

  /// A slot whose container nobody has.
  @inline(__always)
  mutating func free(keyedBy keys: ObjectIdentifier) -> WireKeyedSlot<Target>? {
    if let recent, recent.keys == keys, isKnownUniquelyReferenced(&recent.container) { return recent }
    return search(keys)
  }

  @inline(never)
  private mutating func search(_ keys: ObjectIdentifier) -> WireKeyedSlot<Target>? {
    for slot in slots where slot.keys == keys && isKnownUniquelyReferenced(&slot.container) {
      recent = slot
      return slot
    }
    return nil
  }

  mutating func keep(_ slot: WireKeyedSlot<Target>) {
    if slots.count < Self.limit { slots.append(slot) }
  }

  /// Lets go of the containers, which refer to what they belong to.
  mutating func removeAll() {
    slots = []
    recent = nil
  }
}

/// A keyed container, by the box that it is a reference to, and what tells it which value it belongs to.
final class WireKeyedSlot<Target: AnyObject> {
  let keys: ObjectIdentifier
  @exclusivity(unchecked) var container: AnyObject
  let target: Target

  init(keys: ObjectIdentifier, container: AnyObject, target: Target) {
    self.keys = keys
    self.container = container
    self.target = target
  }
}

/// Which value a container belongs to at present.
final class WireEncodingTarget {
  @exclusivity(unchecked) var identity: Int
  init(_ identity: Int) { self.identity = identity }
}

/// Which value a container belongs to at present.
final class WireDecodingTarget {
  @exclusivity(unchecked) var entries: WireKeyedValue
  init(_ entries: WireKeyedValue) { self.entries = entries }
}
