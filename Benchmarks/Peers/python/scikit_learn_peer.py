"""scikit-learn's StackingRegressor, with two jobs, each with one thread of BLAS."""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")

import platform  # noqa: E402

import exchange  # noqa: E402
import numpy  # noqa: E402
import sklearn  # noqa: E402
from sklearn.ensemble import StackingRegressor  # noqa: E402
from sklearn.linear_model import Lasso, LinearRegression, Ridge  # noqa: E402
from sklearn.model_selection import KFold  # noqa: E402
from stacks import Stacks, data, forest  # noqa: E402


class ScikitLearn:
    def stack(self, learners, folds):
        return StackingRegressor(learners, Ridge(), cv=KFold(folds), n_jobs=exchange.WORKERS)

    def stack_of_three(self, folds):
        return self.stack([("ols", LinearRegression()), ("ridge", Ridge()), ("lasso", Lasso(alpha=0.1))], folds)

    def stack_with_forest(self, folds, forest):
        return self.stack([("ridge", Ridge()), ("lasso", Lasso(alpha=0.1)), ("forest", forest)], folds)

    def stack_of_many(self, learners, folds):
        return self.stack([(f"ols-{number}", LinearRegression()) for number in range(learners)], folds)


def forest_score(rows, columns, trees, depth):
    features, target = data(2 * rows, columns)
    return forest(trees, depth).fit(features[:rows], target[:rows]).score(features[rows:], target[rows:])


if __name__ == "__main__":
    exchange.answer(
        f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}",
        Stacks(ScikitLearn()).workloads() | {"forestScore": forest_score},
    )
