internal import CWorkerStart

/// A process of this program that does tasks, for backends that start such processes themselves, wherever that is.
///
/// A process is one, and never comes to its `main`, if it is started with
/// * the variable ``environmentVariable``, whose value is the identifier of the process that starts it;
/// * one end of a pair of connected stream sockets as descriptor ``channel``;
/// * a file of ``pageSize`` bytes, of zeros and better without a name, as descriptor ``page``;
/// * a process group of its own, which it kills with itself when the process that has started it ends, or the channel.
///
/// It may be started by a program in any language, which then talks to it through the other end of the channel: frames,
/// one there for each back. A frame is two numbers of eight bytes, what it is and how many bytes follow, and these
/// bytes. All numbers are little-endian.
///
/// | frame | | |
/// |---|---|---|
/// | `0x6f6c_6c65_6800_0001` | from the process, first | The version of what is told here, ``version``, and 32 bytes that tell builds of one machine apart. |
/// | `0x6f6c_6c65_6800_0007` | to the process | A batch: how many attachments it refers to, in four bytes; for each of them ``RemoteAttachment/id`` and the path of a file, each as text behind a count of its bytes in four bytes; and the request of ``RemoteBatch/requestWithAttachments()``. |
/// | `0x6f6c_6c65_6800_0004` | to the process | ``RemoteTasks/topLevelVariables``, ahead of the first batch and of each for which they are others; it is not answered. |
/// | `0x6f6c_6c65_6800_0003` | from the process | The answer for ``RemoteBatch/complete(with:took:)``. |
/// | `0x6f6c_6c65_6800_0005` | to the process | Nothing: it shall exit. |
///
/// The page tells what the process is at: at offset 0, in four bytes, which task of the batch it has begun last, once
/// whoever sends the batch has written `0xffff_ffff` there; at offset 8, in eight bytes, when that was, in nanoseconds
/// of the clock `CLOCK_MONOTONIC`, if the byte at offset 128 is 1. That holds after the process has died, too.
///
/// What starts the process has to see to it that the program is the same build as that of the caller, to the byte:
/// requests are not meant for any other.
public enum RemoteWorker {
  /// The variable whose value is the identifier of the process that starts the worker.
  public static let environmentVariable = "SWIFT_PARALLELISM_WORKER_OF"

  /// The descriptor of the worker's end of the channel.
  public static let channel = 3

  /// The descriptor of the page.
  public static let page = 4

  /// How large the file of the page has to be.
  public static let pageSize = 4096

  /// The version of what worker and starter say to each other.
  public static let version = Int(Hello.protocolVersion)

  /// Whether processes of this program can be workers.
  ///
  /// They cannot where this library is linked dynamically: it would be started after the program.
  public static var isPossible: Bool { cworker_diverts() }
}
