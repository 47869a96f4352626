extension Registry {
  /// All estimators, preprocessors and partitioners of this package.
  public static let standard: Registry = {
    var registry = Registry()
    registry.register(OrdinaryLeastSquares.self)
    registry.register(RidgeRegression.self)
    registry.register(LassoRegression.self)
    registry.register(ElasticNetRegression.self)
    registry.register(LogisticRegression.self)
    registry.register(DecisionTreeRegression.self)
    registry.register(DecisionTreeClassifier.self)
    registry.register(RandomForestRegression.self)
    registry.register(RandomForestClassifier.self)
    registry.register(ExtraTreesRegression.self)
    registry.register(ExtraTreesClassifier.self)
    registry.register(NonNegativeLeastSquares.self)
    registry.register(ConvexCombination.self)
    registry.register(ConvexClassifier.self)
    registry.register(GreedySelection.self)
    registry.register(GreedyClassifier.self)
    registry.register(Standardizer.self)
    registry.register(ColumnSubset.self)
    registry.register(Shift.self)
    registry.register(KMeans.self)
    return registry
  }()
}
