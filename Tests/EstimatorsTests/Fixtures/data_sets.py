"""Regressions on data sets that scikit-learn ships for classes, of which it has few with numbers to predict.

The scripts beside this one import it: a column of each set is predicted from others.
"""
import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine


def real_regressions(rows, columns=12):
    """Name, features and target of so many rows, drawn without repetition, with so many columns at most."""
    cancer, iris, wine = load_breast_cancer().data, load_iris().data, load_wine().data
    for name, x, y in (
        ("alcohol of wine", wine[:, 1:], wine[:, 0]),
        # The largest radius from the means, three of which nearly follow from one another.
        ("radius of tumours", cancer[:, :10], cancer[:, 20]),
        ("width of petals", iris[:, :3], iris[:, 3]),
    ):
        drawn = np.random.default_rng(len(x)).permutation(len(x))[:rows]
        yield name, x[drawn, :columns], y[drawn]


def standardized(x, digits=4):
    """Columns with a mean of 0 and a variance of 1, rounded so that they are stored exactly."""
    return ((x - x.mean(axis=0)) / x.std(axis=0)).round(digits)
