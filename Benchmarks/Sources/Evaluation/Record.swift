/// What came of one case and one peer: an object of the results file.
package struct Record: Sendable, Hashable, Codable {
  package struct Versions: Sendable, Hashable, Codable {
    package var swift: String
    package var library: String
    package var peer: String?
    package var kernel: String
    package var cpu: String

    package init(swift: String, library: String, peer: String?, kernel: String, cpu: String) {
      self.swift = swift
      self.library = library
      self.peer = peer
      self.kernel = kernel
      self.cpu = cpu
    }
  }

  package struct Load: Sendable, Hashable, Codable {
    /// The load average of a minute, before the case and after it.
    package var before: Double
    package var after: Double
    package var disturbance: Disturbance

    package init(before: Double, after: Double, disturbance: Disturbance) {
      self.before = before
      self.after = after
      self.disturbance = disturbance
    }
  }

  package var suite: String
  package var `case`: String
  /// What is measured, in a sentence.
  package var measures: String
  package var unit: FigureUnit
  package var ours: Summary?
  /// Why there is no figure of ours.
  package var oursMissing: String?
  package var peer: String?
  package var theirs: Summary?
  /// Why there is no figure of the peer.
  package var theirsMissing: String?
  /// How many times better ours is, the median over the pairs.
  package var ratio: Double?
  package var target: Target
  package var met: Bool?
  package var noisy: Bool
  package var load: Load
  package var versions: Versions

  package init(
    suite: String, case: String, measures: String, unit: FigureUnit, ours: Summary?, oursMissing: String?,
    peer: String?, theirs: Summary?, theirsMissing: String?, ratio: Double?, target: Target, met: Bool?,
    load: Load, versions: Versions
  ) {
    self.suite = suite
    self.case = `case`
    self.measures = measures
    self.unit = unit
    self.ours = ours
    self.oursMissing = oursMissing
    self.peer = peer
    self.theirs = theirs
    self.theirsMissing = theirsMissing
    self.ratio = ratio
    self.target = target
    self.met = met
    self.noisy = load.disturbance.isNoisy
    self.load = load
    self.versions = versions
  }
}
