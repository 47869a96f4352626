extension StackedEnsemble {
  /// Replaces a layer, which keeps its place and, where the new one has no name, its name.
  ///
  /// - Parameters:
  ///   - name: The name: its own, or “layer-1”, “layer-2” and so on by its place.
  ///   - replacement: What takes its place.
  /// - Throws: `ModelingError` with the nearest name if there is no such layer.
  public mutating func replaceLayer(named name: String, with replacement: Layer) throws {
    let place = try place(ofLayer: name)
    var replacement = replacement
    if replacement.name == nil { replacement.name = layers[place].name }
    layers[place] = replacement
  }

  /// Removes a layer.
  ///
  /// Layers without a name of their own are then numbered anew.
  ///
  /// - Parameter name: The name: its own, or “layer-1”, “layer-2” and so on by its place.
  /// - Returns: The layer.
  /// - Throws: `ModelingError` with the nearest name if there is no such layer.
  @discardableResult
  public mutating func removeLayer(named name: String) throws -> Layer {
    layers.remove(at: try place(ofLayer: name))
  }

  /// The layer of a name, to be looked at or edited.
  ///
  /// - Parameters:
  ///   - name: The name: its own, or “layer-1”, “layer-2” and so on by its place.
  ///   - edit: Changes the layer.
  /// - Returns: What the closure returns.
  /// - Throws: `ModelingError` with the nearest name if there is no such layer, or what the closure throws.
  public mutating func editLayer<Result>(
    named name: String, _ edit: (inout Layer) throws -> Result
  ) throws -> Result {
    try edit(&layers[place(ofLayer: name)])
  }

  private func place(ofLayer name: String) throws -> Int {
    let names = layers.enumerated().map { $1.name(at: $0) }
    guard let place = names.firstIndex(of: name) else {
      throw ModelingError(
        .unknownName, "the ensemble has no layer “\(name)”" + Spelling.hint(for: name, among: names))
    }
    return place
  }
}
