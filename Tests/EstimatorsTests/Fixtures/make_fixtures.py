"""Reference results of scikit-learn for the linear learners and the standardizer.

    python make_fixtures.py > reference.json

Environment: pip install scikit-learn==1.7.2 numpy==2.4.6. Iterative learners are run far beyond their default
tolerance, so that what is compared is the minimum and not where a search happened to stop.
"""
import json
import sys

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.preprocessing import StandardScaler

TIGHT = {"tol": 1e-14, "max_iter": 1_000_000}


def designs():
    """Small data sets: name, features, target."""
    generator = np.random.default_rng(7)
    diabetes = load_diabetes()
    yield "diabetes", diabetes.data[:60], diabetes.target[:60]

    x = generator.normal(size=(40, 4)) + 1e6
    yield "far from the origin", x, x @ [1.0, -2.0, 0.5, 0.0] + generator.normal(size=40)

    x = generator.normal(size=(30, 3)) * [1e-6, 1.0, 1e6]
    yield "columns of different sizes", x, x @ [1e6, 1.0, 1e-6] + generator.normal(size=30)

    x = generator.normal(size=(6, 9))
    yield "fewer rows than columns", x, generator.normal(size=6)

    x = generator.normal(size=(25, 3))
    yield "a column twice and a constant one", np.column_stack([x, x[:, 1], np.full(25, 3.0)]), generator.normal(size=25)

    yield "one column", generator.normal(size=(12, 1)), generator.normal(size=12)


def learners(name):
    yield "ols", {"intercept": True}, LinearRegression()
    yield "ols", {"intercept": False}, LinearRegression(fit_intercept=False)
    for penalty in (1e-3, 1.0, 50.0):
        yield "ridge", {"penalty": penalty, "intercept": True}, Ridge(alpha=penalty, solver="svd")
        yield "ridge", {"penalty": penalty, "intercept": False}, Ridge(alpha=penalty, solver="svd", fit_intercept=False)
    if name == "columns of different sizes":
        return  # scikit-learn's search does not converge on it
    for penalty in (0.05, 0.5):
        yield "lasso", {"penalty": penalty, "intercept": True}, Lasso(alpha=penalty, **TIGHT)
        if name != "far from the origin":  # nor on this without an intercept
            yield "lasso", {"penalty": penalty, "intercept": False}, Lasso(alpha=penalty, fit_intercept=False, **TIGHT)
        for mixing in (0.25, 0.75):
            yield "elastic-net", {"penalty": penalty, "mixing": mixing}, ElasticNet(alpha=penalty, l1_ratio=mixing, **TIGHT)


def main():
    cases = []
    for name, x, y in designs():
        scaler = StandardScaler().fit(x)
        fits = []
        for kind, parameters, learner in learners(name):
            learner.fit(x, y)
            fits.append({
                "type": kind,
                "parameters": parameters,
                "coefficients": learner.coef_.tolist(),
                "intercept": float(learner.intercept_),
                "predictions": learner.predict(x).tolist(),
            })
        cases.append({
            "name": name,
            "features": x.tolist(),
            "target": y.tolist(),
            "means": scaler.mean_.tolist(),
            "deviations": scaler.scale_.tolist(),
            "fits": fits,
        })
    json.dump(cases, sys.stdout)
    print()


if __name__ == "__main__":
    main()
