"""The fits of LightGBM and XGBoost that a stack makes, one after another, each with one thread.

The libraries are those of scripts/setup, which ours are fitted with, too.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / ".deps/boosters"))

import exchange  # noqa: E402
import lightgbm  # noqa: E402
import numpy  # noqa: E402
import xgboost  # noqa: E402
from stacks import data  # noqa: E402


def boosters(rows, columns, folds, rounds):
    features, target = data(rows, columns)
    parts = numpy.array_split(numpy.arange(rows), folds)
    trainings = [numpy.arange(rows)] + [numpy.setdiff1d(numpy.arange(rows), part) for part in parts]
    tests = [None] + parts

    def fit_all():
        for training, test in zip(trainings, tests):
            light = lightgbm.train(
                {"objective": "regression", "num_threads": 1, "verbosity": -1, "deterministic": True,
                 "force_col_wise": True},
                lightgbm.Dataset(features[training], target[training]), rounds)
            extreme = xgboost.train(
                {"objective": "reg:squarederror", "nthread": 1, "tree_method": "hist", "verbosity": 0},
                xgboost.DMatrix(features[training], target[training], nthread=1), rounds)
            if test is not None:
                light.predict(features[test], num_threads=1)
                extreme.predict(xgboost.DMatrix(features[test], nthread=1))

    return exchange.nanoseconds(fit_all)


if __name__ == "__main__":
    exchange.answer(
        f"LightGBM {lightgbm.__version__}, XGBoost {xgboost.__version__}", {"boosters": boosters})
