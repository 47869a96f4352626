extension Registry {
  /// All estimators and preprocessors of this package.
  public static let standard: Registry = {
    var registry = Registry()
    registry.register(OrdinaryLeastSquares.self)
    registry.register(RidgeRegression.self)
    registry.register(LassoRegression.self)
    registry.register(ElasticNetRegression.self)
    registry.register(Standardizer.self)
    registry.register(ColumnSubset.self)
    registry.register(Shift.self)
    return registry
  }()
}
