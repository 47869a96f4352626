"""What everybody fits: the same learners, with the same penalties, to data of the same shape."""

import numpy
from exchange import nanoseconds
from sklearn.ensemble import RandomForestRegressor


def data(rows, columns):
    generator = numpy.random.default_rng(0)
    features = generator.uniform(-1, 1, (rows, columns))
    return features, features.sum(axis=1) + generator.uniform(-2, 2, rows)


def forest(trees, depth):
    return RandomForestRegressor(trees, max_depth=depth, max_features=1 / 3, random_state=0, n_jobs=1)


class Stacks:
    """The workloads, for a library that can make a stack of learners with a ridge above them and fit it."""

    def __init__(self, library):
        self.library = library

    def workloads(self):
        return {"stack": self.stack, "forest": self.forest, "tasks": self.tasks, "row": self.row}

    def stack(self, rows, columns, folds):
        features, target = data(rows, columns)
        stack = self.library.stack_of_three(folds)
        return nanoseconds(lambda: stack.fit(features, target))

    def forest(self, rows, columns, folds, trees, depth):
        features, target = data(rows, columns)
        stack = self.library.stack_with_forest(folds, forest(trees, depth))
        return nanoseconds(lambda: stack.fit(features, target))

    def tasks(self, rows, columns, learners, folds, fits):
        features, target = data(rows, columns)
        stacks = [self.library.stack_of_many(learners, folds) for _ in range(fits)]
        spent = nanoseconds(lambda: [stack.fit(features, target) for stack in stacks])
        return spent / (fits * (learners * (folds + 1) + 1))

    def row(self, rows, columns, calls):
        features, target = data(rows, columns)
        stack = self.library.stack_of_three(3)
        stack.fit(features, target)
        row = features[:1]
        stack.predict(row)
        return nanoseconds(lambda: [stack.predict(row) for _ in range(calls)]) / calls
