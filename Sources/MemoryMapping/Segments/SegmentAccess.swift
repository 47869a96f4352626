/// What a process may do with memory that another one has made.
package enum SegmentAccess: UInt8, Sendable {
  /// Look at it.
  case readOnly
  /// Change it for itself: a page that is written to becomes the process's own.
  case copyOnWrite
  /// Change it for all.
  case readWrite
}
