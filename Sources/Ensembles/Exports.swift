// Whoever fits an ensemble holds data sets and says how many workers there are: one import gives all of it.
@_exported public import Modeling
@_exported public import Parallelism
