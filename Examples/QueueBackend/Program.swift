import Dispatch
import Parallelism

@main
struct Program {
  static func main() async throws {
    let backend = QueueBackend(queue: DispatchQueue(label: "numbers", qos: .utility, attributes: .concurrent))
    let primes = try await Parallel(workers: 2, on: backend).map(1...10) { tens in
      (tens * 10 - 9...tens * 10).filter(isPrime)
    }
    for (tens, found) in zip(1..., primes) {
      print("up to \(tens * 10):", found.map(String.init).joined(separator: " "))
    }
  }

  private static func isPrime(_ number: Int) -> Bool {
    number > 1 && !(2..<number).contains { $0 * $0 <= number && number.isMultiple(of: $0) }
  }
}
