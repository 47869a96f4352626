import Testing

@testable import Parallelism

struct MemoryKillsTests {
  private static let events = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n"
  private static let control = "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n"

  @Test(
    arguments: [
      (events, 2), (control, 5), ("nr_free_pages 17\noom_kill 0\ndrop_pagecache 0\n", 0), ("", nil),
      ("oom_kill\noom_kill x\n", nil), ("oom_kill_disable 1\n", nil),
    ] as [(String, Int?)])
  func theKernelsFilesAreUnderstood(text: String, count: Int?) {
    #expect(MemoryKills.count(in: text) == count)
  }

  @Test func theInnermostGroupThatCountsIsAsked() {
    let groups = ControlGroups(
      controller: "memory", memberships: "4:memory:/a\n2:cpu:/b\n0::/c\n",
      mounts: """
        30 24 0:26 / /v1/memory rw - cgroup cgroup rw,memory
        31 24 0:27 / /v1/cpu rw - cgroup cgroup rw,cpu
        32 24 0:28 / /v2 rw - cgroup2 cgroup2 rw
        """)
    var files = ["/v1/memory/a/memory.oom_control": Self.control, "/proc/vmstat": "oom_kill 100\n"]
    var asked: [String] = []
    var kills = MemoryKills(groups: groups) { path in
      asked.append(path)
      return files[path]
    }
    #expect(asked == ["/v1/memory/a/memory.oom_control"])
    let answer1 = kills.haveHappened()
    #expect(!answer1)
    files["/proc/vmstat"] = "oom_kill 101\n"
    let answer2 = kills.haveHappened()
    #expect(!answer2)
    files["/v1/memory/a/memory.oom_control"] = "oom_kill 6\n"
    let answer3 = kills.haveHappened()
    #expect(answer3)
    let answer4 = kills.haveHappened()
    #expect(!answer4)
  }

  @Test func withoutGroupsTheMachineCounts() {
    var count = 7
    var kills = MemoryKills(groups: ControlGroups(memberships: "", mounts: "")) {
      $0 == "/proc/vmstat" ? "oom_kill \(count)\n" : nil
    }
    let answer5 = kills.haveHappened()
    #expect(!answer5)
    count += 1
    let answer6 = kills.haveHappened()
    #expect(answer6)
  }
}
