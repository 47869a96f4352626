import Ensembles

extension Configurable {
  /// The name and the parameters, as in “ridge (penalty 0.5, intercept true)”.
  var text: String {
    Self.typeName + (parameterText.isEmpty ? "" : " (\(parameterText))")
  }

  /// The parameters, as in “penalty 0.5, intercept true”.
  var parameterText: String {
    let clustering = (self as? any ClusteringIndexer).map { ["clustering \($0.clusteringName)"] } ?? []
    return (clustering + Self.parameters.map { "\($0.name) \($0.value(of: self))" }).joined(separator: ", ")
  }
}
