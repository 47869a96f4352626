/// The order in which results arrive one by one.
public enum ResultOrder: Sendable, Hashable {
  /// The order of the inputs: a result arrives when it and all before it are there.
  case input
  /// The order in which the tasks end: nothing that is done waits for anything else.
  case completion
}
