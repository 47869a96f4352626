import Evaluation
import Exchange
import Foundation

/// A contestant of a case and the figures that it has given so far.
final class Participant {
  let entry: Case.Entry
  /// A figure a round.
  private(set) var figures: [Double] = []
  private(set) var version: String?
  /// Why it takes part no more.
  private(set) var missing: String?
  /// Whether that is a fault, not an absence.
  private(set) var hasFailed = false
  private let unit: FigureUnit
  private let startsAnew: Bool
  private let patience: Double
  private let places: Places
  private var session: Session?

  /// - Parameters:
  ///   - entry: Who it is, and what it is asked.
  ///   - measured: The case.
  ///   - places: Where its program is.
  ///   - missing: Why it cannot take part, if it cannot.
  init(_ entry: Case.Entry, of measured: Case, places: Places, missing: String? = nil) {
    self.entry = entry
    self.missing = missing
    unit = measured.unit
    startsAnew = measured.startsAnew
    patience = measured.patience
    self.places = places
  }

  /// Measures once more.
  ///
  /// - Parameter counts: Whether the figure is kept; that of a warm-up is not.
  func measure(counts: Bool) {
    guard missing == nil else { return }
    do {
      let session = try session ?? Session(command: places.command(of: entry.contestant))
      self.session = session
      version = session.version
      let baseline = try entry.baseline.map { try amount(of: $0, in: session) }
      let figure = unit.figure(of: try amount(of: entry.request, in: session), baseline: baseline)
      if counts { figures.append(figure) }
    } catch let absence as AbsentContestant {
      missing = absence.reason
    } catch {
      missing = "failed: \(error)"
      hasFailed = true
    }
    if startsAnew || missing != nil { end() }
  }

  func end() {
    session?.end()
    session = nil
  }

  private func amount(of request: Request, in session: Session) throws -> Double {
    switch try session.measure(request, within: patience) {
    case .measured(let amount): return amount
    case .absent(let reason): throw AbsentContestant(reason: reason)
    case .failed(let reason): throw FailedContestant(reason: reason)
    }
  }
}
