internal import CPlatform
internal import MemoryMapping
internal import SystemPackage

/// What requests refer to, as the process finds and keeps it that does their tasks.
///
/// ```swift
/// let attachments = ReceivedAttachments { id in "/dev/shm/my-cluster/" + names[id]! }
/// while let request = receive() {
///   send(RemoteTasks.perform(request, attachments: attachments))
/// }
/// ```
///
/// An attachment is mapped when a task first needs it, and a ``Shared`` value decoded then. Both stay for later
/// requests until ``forget(_:)`` is called, or this object ends.
public final class ReceivedAttachments: Sendable {
  let link: MemoryLink

  /// Creates an object that has nothing yet.
  ///
  /// - Parameters:
  ///   - areOfThisMachine: Whether the files are those of ``RemoteAttachment/path``, so that what tasks write to
  ///     memory which they share reaches their caller. Such tasks fail otherwise.
  ///   - path: Tells which file has the bytes of an attachment, by its ``RemoteAttachment/id``. What it throws is why a
  ///     task cannot be decoded. The file may be removed once it has been mapped, and must not change.
  public init(
    areOfThisMachine: Bool = false, path: @escaping @Sendable (_ id: RemoteAttachment.ID) throws -> String
  ) {
    link = MemoryLink(.worker) { identity, access in
      guard areOfThisMachine || access != .readWrite else {
        throw SharedMemoryError(
          operation: "write to memory of another machine",
          reason: "its owner would not see it; return what is to be written, or use workers on one machine")
      }
      return try Self.arrival(at: try path(identity.text), isWritable: areOfThisMachine)
    }
  }

  /// Lets go of an attachment that no further request will refer to.
  ///
  /// - Parameter id: Its ``RemoteAttachment/id``; one that is not known is no error.
  public func forget(_ id: RemoteAttachment.ID) {
    if let identity = SegmentIdentity(id) { link.forget(identity) }
  }

  private static func arrival(at path: String, isWritable: Bool) throws -> MemoryLink.Arrival {
    func open(_ mode: FileDescriptor.AccessMode) throws -> SegmentFile {
      SegmentFile(try FileDescriptor.open(path, mode, options: .closeOnExec))
    }
    do {
      let file = try isWritable ? (try? open(.readWrite)) ?? open(.readOnly) : open(.readOnly)
      var kind = CPLATFORM_OTHER_FILE
      var size: Int64 = 0
      let code = cplatform_examine(file.descriptor.rawValue, &kind, &size)
      guard code == 0 else { throw Errno(rawValue: code) }
      return MemoryLink.Arrival(file: file, byteCount: Int(clamping: size))
    } catch let error as Errno {
      throw SharedMemoryError(operation: "open the attachment “\(path)”", errno: error)
    }
  }
}

extension SegmentIdentity {
  /// The identity that has a text.
  init?(_ text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}
