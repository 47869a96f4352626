import ColdStarts

@main
struct ColdContestant {
  static func main() async {
    await answerColdStart(as: "without Foundation")
  }
}
