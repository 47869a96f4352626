#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures one repetition and returns what one operation took: nanoseconds or, where memory is measured, bytes.
package typealias Workload = @Sendable (Request) async throws -> Double

/// Greets, and then answers one request a line until standard input ends.
///
/// The workloads run outside any actor: a call from the main one would be handed to other threads.
@concurrent
package func answerRequests(as version: String, with workloads: [String: Workload]) async {
  say(Greeting(version: version).line)
  while let line = readLine() {
    say(await reply(to: line, with: workloads).line)
  }
}

package func reply(to line: String, with workloads: [String: Workload]) async -> Reply {
  do {
    let request = try Request(line: line)
    guard let workload = workloads[request.workload] else { throw NotBuiltYet() }
    return .measured(try await workload(request))
  } catch is NotBuiltYet {
    return .absent(reason: "not built yet")
  } catch {
    return .failed(reason: "\(error)")
  }
}

/// Writes a line past the buffer of standard output, of which a forked child would have a copy.
private func say(_ line: String) {
  var rest = Array((line + "\n").utf8)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    guard written > 0 else { return }
    rest = rest.dropFirst(written)
  }
}
