// Whoever fits a model holds matrices: one import gives both.
@_exported public import Arrays
