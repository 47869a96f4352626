/// How values are taken from the spaces of parameters.
public enum ParameterSearch: Hashable, Sendable {
  /// A number of draws of all parameters together, at random.
  case random(draws: Int)
  /// Every combination of the listed values, the last parameter by name changing fastest.
  case grid
}
