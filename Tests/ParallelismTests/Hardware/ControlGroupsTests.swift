import Testing

@testable import Parallelism

struct ControlGroupsTests {
  /// What a process sees of its groups, and what follows.
  struct Scene: Sendable, CustomTestStringConvertible {
    var name: String
    var memberships: String
    var mounts: String
    var files: [String: String] = [:]
    var folders: [String]
    var quota: Int?

    var testDescription: String { name }
  }

  static let unifiedMount = "35 24 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"

  static let scenes = [
    Scene(
      name: "container with a namespace of its own, version 2", memberships: "0::/\n",
      mounts: """
        1301 1210 0:144 / / rw,relatime master:401 - overlay overlay rw,lowerdir=/var/lib/docker/l/A:/var/lib/docker/l/B
        1306 1305 0:29 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate
        """,
      files: ["/sys/fs/cgroup/cpu.max": "150000 100000\n"], folders: ["/sys/fs/cgroup"], quota: 2),
    Scene(
      name: "service below systemd slices, the slice stricter than the service",
      memberships: "0::/system.slice/system-web.slice/web@1.service\n", mounts: unifiedMount,
      files: [
        "/sys/fs/cgroup/system.slice/system-web.slice/web@1.service/cpu.max": "800000 100000\n",
        "/sys/fs/cgroup/system.slice/system-web.slice/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
      ],
      folders: [
        "/sys/fs/cgroup/system.slice/system-web.slice/web@1.service",
        "/sys/fs/cgroup/system.slice/system-web.slice", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup",
      ], quota: 3),
    Scene(
      name: "session of a user without a quota",
      memberships: "0::/user.slice/user-1000.slice/session-2.scope\n",
      mounts: unifiedMount,
      files: ["/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max": "max 100000\n"],
      folders: [
        "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope",
        "/sys/fs/cgroup/user.slice/user-1000.slice", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup",
      ], quota: nil),
    Scene(
      name: "container that sees the names of its host, version 1",
      memberships: """
        12:pids:/docker/3f5a
        7:cpu,cpuacct:/docker/3f5a
        5:cpuset:/docker/3f5a
        1:name=systemd:/docker/3f5a
        """,
      mounts: """
        712 711 0:31 /docker/3f5a /sys/fs/cgroup/cpuset ro,nosuid,relatime master:15 - cgroup cgroup rw,cpuset
        713 711 0:32 /docker/3f5a /sys/fs/cgroup/cpu,cpuacct ro,nosuid,relatime master:16 - cgroup cgroup rw,cpu,cpuacct
        """,
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "250000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      ], folders: ["/sys/fs/cgroup/cpu,cpuacct"], quota: 3),
    Scene(
      name: "nested groups, version 1", memberships: "4:cpu,cpuacct:/batch/night\n",
      mounts: "33 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:14 - cgroup cgroup rw,cpu,cpuacct\n",
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/batch/night/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu,cpuacct/batch/night/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_quota_us": "20000\n",
        "/sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_period_us": "100000\n",
      ],
      folders: [
        "/sys/fs/cgroup/cpu,cpuacct/batch/night", "/sys/fs/cgroup/cpu,cpuacct/batch",
        "/sys/fs/cgroup/cpu,cpuacct",
      ], quota: 1),
    Scene(
      name: "both versions side by side",
      memberships:
        "3:cpu,cpuacct:/system.slice/a.service\n1:name=systemd:/system.slice/a.service\n0::/system.slice/a.service\n",
      mounts: """
        32 31 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:10 - cgroup2 cgroup2 rw
        33 31 0:29 / /sys/fs/cgroup/systemd rw,nosuid shared:11 - cgroup cgroup rw,xattr,name=systemd
        36 31 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:15 - cgroup cgroup rw,cpu,cpuacct
        """,
      files: [
        "/sys/fs/cgroup/cpu,cpuacct/system.slice/a.service/cpu.cfs_quota_us": "400000",
        "/sys/fs/cgroup/cpu,cpuacct/system.slice/a.service/cpu.cfs_period_us": "100000",
      ],
      folders: [
        "/sys/fs/cgroup/cpu,cpuacct/system.slice/a.service", "/sys/fs/cgroup/cpu,cpuacct/system.slice",
        "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/unified/system.slice/a.service",
        "/sys/fs/cgroup/unified/system.slice", "/sys/fs/cgroup/unified",
      ], quota: 4),
    Scene(
      name: "part of the tree mounted at a path with a space", memberships: "0::/pods/p1/c1\n",
      mounts: "40 24 0:30 /pods/p1 /run/my\\040groups rw - cgroup2 cgroup2 rw\n",
      files: ["/run/my groups/c1/cpu.max": "500000 100000"],
      folders: ["/run/my groups/c1", "/run/my groups"], quota: 5),
    Scene(
      name: "group outside the namespace", memberships: "0::/../sibling\n", mounts: unifiedMount,
      files: ["/sys/fs/cgroup/cpu.max": "200000 100000"], folders: ["/sys/fs/cgroup"], quota: 2),
    Scene(
      name: "mount of another part, with a name that begins alike", memberships: "0::/pods-old/c1\n",
      mounts: "40 24 0:30 /pods /mnt rw - cgroup2 cgroup2 rw\n", folders: ["/mnt"], quota: nil),
    Scene(name: "no groups mounted", memberships: "0::/a\n", mounts: "", folders: [], quota: nil),
    Scene(
      name: "rubbish", memberships: "\n0:\n:::\nno colons\n2:cpuset:/x\n",
      mounts: "- cgroup2\n1 2 3 4 5 6 -\n1 2 3 / /x rw cgroup2 cgroup2 rw\n" + unifiedMount, folders: [],
      quota: nil),
  ]

  @Test(arguments: scenes)
  func resolves(scene: Scene) {
    let groups = ControlGroups(memberships: scene.memberships, mounts: scene.mounts)
    #expect(groups.folders.map(\.path) == scene.folders)
    #expect(groups.processorQuota { scene.files[$0] } == scene.quota)
  }

  @Test(
    arguments: [
      ("100000 100000\n", 1), ("1 100000\n", 1), ("100001 100000\n", 2), ("400000 200000\n", 2),
      ("9223372036854775807 1\n", .max), ("max 100000\n", nil), ("max\n", nil), ("", nil), ("\n", nil),
      ("0 100000\n", nil), ("-1 100000\n", nil), ("100000 0\n", nil), ("100000 -5\n", nil), ("100000\n", nil),
      ("100000 100000 1\n", nil), ("many 100000\n", nil), ("99999999999999999999 100000\n", nil),
    ] as [(String, Int?)])
  func readsQuotas(text: String, processors: Int?) {
    let groups = ControlGroups(memberships: "0::/\n", mounts: Self.unifiedMount)
    #expect(groups.processorQuota { $0 == "/sys/fs/cgroup/cpu.max" ? text : nil } == processors)
  }
}
