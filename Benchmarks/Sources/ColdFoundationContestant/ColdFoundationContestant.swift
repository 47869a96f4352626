import ColdStarts
import Foundation

@main
struct ColdFoundationContestant {
  static func main() async {
    await answerColdStart(as: "with Foundation, process \(ProcessInfo.processInfo.processName)")
  }
}
