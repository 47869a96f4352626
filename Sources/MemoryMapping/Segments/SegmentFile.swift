internal import CPlatform
package import SystemPackage

/// An open file that memory is mapped from.
///
/// It is closed with the last reference to this object.
package final class SegmentFile: Sendable {
  /// The descriptor to hand to other processes.
  package let descriptor: FileDescriptor

  /// Takes over a descriptor.
  package init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  deinit {
    _ = cplatform_close(descriptor.rawValue)
  }
}
