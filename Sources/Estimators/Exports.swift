// Whoever names an estimator fits it to a data set: one import gives both.
@_exported public import Modeling
