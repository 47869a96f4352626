import ArgumentParser
import Foundation

/// The command `ensembles`.
@main
struct EnsemblesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensembles",
    abstract: "Fits stacked ensembles to tables of numbers, and predicts with them.",
    discussion: """
      Exit codes: 0 for success, 1 for a failure, 2 for a mistake in the command line, 130 and 143 after Ctrl-C and \
      a request to terminate.
      """,
    version: "0.1.0",
    subcommands: [
      FitCommand.self, PredictCommand.self, EvaluateCommand.self, InspectCommand.self, LearnersCommand.self,
    ])

  static func main() async {
    StandardDescriptors.fill()
    Interruption.listen()
    Foundation.exit(await status(of: Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs a command line, prints what went wrong, and returns the exit code.
  private static func status(of arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch is CancellationError {
      let signal = Interruption.signal ?? SIGTERM
      StandardError.report(Interruption.name(of: signal) + "; nothing was written")
      return Interruption.exitCode(for: signal)
    } catch {
      return report(error)
    }
  }

  private static func report(_ error: any Error) -> Int32 {
    switch exitCode(for: error) {
    case .success:
      // A request for help or for the version.
      do {
        try StandardOutput.print(fullMessage(for: error))
        return 0
      } catch {
        return report(error)
      }
    case .validationFailure:
      var sentence = message(for: error).split(separator: "\n").joined(separator: " ")
      if sentence.last == "." { sentence.removeLast() }
      StandardError.report(sentence + " (see “ensembles help”)")
      return 2
    default:
      StandardError.report("\(error)")
      return 1
    }
  }
}
