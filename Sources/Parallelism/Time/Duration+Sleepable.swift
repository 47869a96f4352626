extension Duration {
  /// The same, or what a clock can be asked to sleep: 31 years.
  ///
  /// A clock adds the time to that of now, and the program is trapped if the sum is too large for the system. Whoever
  /// waits for longer has to ask again.
  var sleepable: Duration { Swift.min(self, .seconds(1_000_000_000)) }
}
