internal import MemoryMapping

/// Which values cross to other processes of the machine as memory that these map, instead of being sent.
///
/// ```swift
/// let parallel = Parallel(on: .processes, mapping: .above(.mebibytes(16)))
/// ```
///
/// It applies to the numbers of each matrix that is made in its scope, which then lives in such memory from the
/// beginning, and to each plain array in a job or a result while it is encoded. What lives in such memory already,
/// or in a mapped file, crosses by mapping whatever its size.
public struct MappingPolicy: Sendable, Hashable {
  /// What a job may do with the mapping of a value, which to the job is a value like any other.
  public struct Access: Sendable, Hashable {
    let kind: SegmentAccess

    /// Look at it; a job that changes the value copies it first.
    public static let readOnly = Access(kind: .readOnly)

    /// Change it: the system copies each page of memory that the job writes to.
    ///
    /// Each job has a mapping of its own.
    public static let copyOnWrite = Access(kind: .copyOnWrite)
  }

  let policy: SegmentPolicy

  /// Values of more bytes than that are mapped.
  ///
  /// - Parameters:
  ///   - size: The largest size that is sent. Less than 4 KiB counts as that: a page of memory is the least that
  ///     can be mapped.
  ///   - access: What jobs may do with the mappings.
  /// - Returns: That policy.
  public static func above(_ size: ByteCount, access: Access = .readOnly) -> MappingPolicy {
    MappingPolicy(policy: SegmentPolicy(threshold: size.bytes, access: access.kind))
  }

  /// All values are sent, each time again.
  public static let never = MappingPolicy(policy: SegmentPolicy(threshold: nil))

  /// Values of more than a mebibyte are mapped, to be looked at: where nothing says otherwise.
  public static let standard = MappingPolicy(policy: SegmentPolicy())
}
