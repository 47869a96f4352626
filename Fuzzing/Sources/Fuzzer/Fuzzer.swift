import CLibFuzzer
import Glibc

/// Runs libFuzzer on one of the decoders: `Fuzzer TARGET [ARGUMENT OF LIBFUZZER …]`, or writes the inputs that it
/// starts from: `Fuzzer corpus FOLDER`.
@main
struct Fuzzer {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "corpus" where arguments.count == 3: try Corpus.write(to: arguments[2])
    case "frames": run { Self.frames($0, $1) }
    case "batches": run { Self.batches($0, $1) }
    case "replies": run { Self.replies($0, $1) }
    case "values": run { Self.values($0, $1) }
    case "memory": run { Self.memory($0, $1) }
    case "variables": run { Self.variables($0, $1) }
    case "models": run { Self.models($0, $1) }
    case "arrays": run { Self.arrays($0, $1) }
    case "units": run { Self.units($0, $1) }
    default:
      print(
        "usage: Fuzzer frames|batches|replies|values|memory|variables|models|arrays|units [ARGUMENT …] or "
          + "Fuzzer corpus FOLDER"
      )
      exit(2)
    }
  }

  private static func run(_ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
    // The name of the target takes the place of the name of the program.
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    exit(LLVMFuzzerRunDriver(&count, &arguments, target))
  }
}
