"""Reference results of scikit-learn for principal components, discriminants, ridge with a chosen penalty and kernel ridge.

    python make_decomposition_fixtures.py > decompositions.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6. Every third example is left out of the fit; of these, every third is predicted.
"""
import json
import sys
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import RidgeCV
from sklearn.preprocessing import StandardScaler

from data_sets import real_regressions

LINEAR, QUADRATIC = "linear-discriminants", "quadratic-discriminants"


def parts(count):
    left_out = np.arange(count) % 3 == 2
    return ~left_out, np.flatnonzero(left_out)[::3]


def standardized(x):
    return StandardScaler().fit_transform(x).round(8)


def near(x):
    """Rows that are moved to where the library does not lose digits; results do not depend on where they are."""
    return x - x.mean(axis=0).round()


def repeated(values, weights):
    return values if weights is None else np.repeat(values, weights.astype(int), axis=0)


def tables():
    """Data sets with classes: name, features, classes."""
    iris, wine, cancer, digits = load_iris(), load_wine(), load_breast_cancer(), load_digits()
    yield "iris", iris.data, iris.target
    yield "wine", wine.data, wine.target
    yield "breast cancer", standardized(cancer.data[:210, :12]), cancer.target[:210]
    # Columns that are constant, and columns that are constant within classes.
    yield "digits", digits.data[:180, :20], digits.target[:180]
    generator = np.random.default_rng(23)
    yield "far from the origin", (generator.normal(size=(90, 3)) + [1e5, 0, -1e4]).round(5), generator.integers(3, size=90)
    y = np.arange(45) // 5 % 3
    yield "more columns than rows", (generator.normal(size=(45, 40)) + y[:, None]).round(6), y


def discriminants(name, class_count):
    wide = name in ("digits", "more columns than rows")
    uneven = (np.arange(class_count) + 1.0) / np.arange(1, class_count + 1).sum()
    # The library takes variances of up to 1e-4 for none, whatever the units are.
    tolerance = 1e-12
    linear = lambda **settings: LinearDiscriminantAnalysis(**settings)
    yield LINEAR, {}, linear()
    yield LINEAR, {"priors": uneven.tolist()}, linear(priors=uneven)
    yield LINEAR, {"shrinkage": 0.3}, linear(solver="lsqr", shrinkage=0.3)
    yield LINEAR, {"shrinkage": "auto"}, linear(solver="lsqr", shrinkage="auto")
    yield LINEAR, {"shrinkage": "auto", "priors": uneven.tolist()}, linear(solver="lsqr", shrinkage="auto", priors=uneven)
    yield QUADRATIC, {"shrinkage": 0.2}, QuadraticDiscriminantAnalysis(solver="eigen", shrinkage=0.2)
    yield QUADRATIC, {"shrinkage": "auto"}, QuadraticDiscriminantAnalysis(solver="eigen", shrinkage="auto")
    if not wide:
        yield QUADRATIC, {}, QuadraticDiscriminantAnalysis(tol=tolerance)
        yield QUADRATIC, {"regularization": 0.1}, QuadraticDiscriminantAnalysis(reg_param=0.1, tol=tolerance)
        yield QUADRATIC, {"priors": uneven.tolist()}, QuadraticDiscriminantAnalysis(priors=uneven, tol=tolerance)


def class_cases():
    for name, features, y in tables():
        x = near(features) if name == "far from the origin" else features
        fitted, left_out = parts(len(x))
        weights = np.random.default_rng(len(x)).choice([0.0, 1.0, 2.0], size=int(fitted.sum()), p=[0.1, 0.6, 0.3])
        fits = []
        for kind, parameters, learner in discriminants(name, len(np.unique(y))):
            for weighted in (False, True):
                rows = weights if weighted else None
                try:
                    learner.fit(repeated(x[fitted], rows), repeated(y[fitted], rows))
                except np.linalg.LinAlgError as error:
                    print(name, kind, parameters, weighted, error, file=sys.stderr)
                    continue
                fits.append({
                    "type": kind, "parameters": parameters, "weighted": weighted,
                    "probabilities": learner.predict_proba(x[left_out]).tolist(),
                })
        yield {
            "name": name, "features": features[fitted].tolist(), "classes": y[fitted].tolist(),
            "weights": weights.tolist(), "unseen": features[left_out].tolist(), "fits": fits,
        }


def number_tables():
    generator = np.random.default_rng(29)
    diabetes = load_diabetes()
    yield "diabetes", diabetes.data[:150], diabetes.target[:150, None]
    x = (generator.normal(size=(90, 4)) + [0, 1e4, 0, 1]).round(6)
    yield "three outputs", x, np.column_stack([x[:, 0], x[:, 2] ** 2, generator.normal(size=90).round(6)])
    x = generator.normal(size=(36, 30)).round(6)
    yield "more columns than rows", x, np.column_stack([x[:, 0] + x[:, 1], generator.normal(size=36).round(6)])
    for name, x, y in real_regressions(90):
        yield name, standardized(x), y[:, None]


def number_cases():
    for name, x, y in number_tables():
        fitted, left_out = parts(len(x))
        weights = np.random.default_rng(len(x)).choice([0.0, 0.5, 1.0, 2.0], size=int(fitted.sum()), p=[0.1, 0.2, 0.4, 0.3])
        fits = []
        penalties = [1e-4, 1e-2, 0.1, 1.0, 10.0, 1000.0]
        for parameters, settings in (
            ({"penalties": penalties}, {"alphas": penalties}),
            ({"penalties": penalties, "intercept": False}, {"alphas": penalties, "fit_intercept": False}),
            ({"penalties": penalties, "perOutput": True}, {"alphas": penalties, "alpha_per_target": True}),
        ):
            for weighted in (False, True):
                learner = RidgeCV(gcv_mode="svd", **settings)
                learner.fit(x[fitted], y[fitted], sample_weight=weights if weighted else None)
                fits.append({
                    "type": "ridge-selection", "parameters": parameters, "weighted": weighted,
                    "penalties": np.broadcast_to(learner.alpha_, y.shape[1]).tolist(),
                    "predictions": learner.predict(x[left_out]).reshape(-1, y.shape[1]).tolist(),
                })
        for parameters, settings in (
            ({}, {}),
            ({"penalty": 0.01}, {"alpha": 0.01}),
            ({"kernel": "polynomial", "degree": 2, "gamma": 0.01, "offset": 2.0}, {"kernel": "poly", "degree": 2, "gamma": 0.01, "coef0": 2.0}),
            ({"kernel": "rbf", "penalty": 0.1}, {"kernel": "rbf", "alpha": 0.1}),
            ({"kernel": "rbf", "gamma": 0.5}, {"kernel": "rbf", "gamma": 0.5}),
        ):
            if name == "three outputs" and parameters.get("kernel") != "rbf":
                continue
            for weighted in (False, True):
                rows = near(x) if name == "three outputs" else x
                learner = KernelRidge(**settings).fit(rows[fitted], y[fitted], sample_weight=weights if weighted else None)
                fits.append({
                    "type": "kernel-ridge", "parameters": parameters, "weighted": weighted, "penalties": [],
                    "predictions": learner.predict(rows[left_out]).tolist(),
                })
        yield {
            "name": name, "features": x[fitted].tolist(), "targets": y[fitted].tolist(), "weights": weights.tolist(),
            "unseen": x[left_out].tolist(), "fits": fits,
        }


def component_cases():
    generator = np.random.default_rng(31)
    cases = [
        ("iris", load_iris().data), ("wine", standardized(load_wine().data)), ("diabetes", load_diabetes().data[:200]),
        ("digits", load_digits().data[:150, :20]), ("far from the origin", (generator.normal(size=(60, 3)) * [1, 5, 0.2] + [1e5, 0, -1e4]).round(5)),
        ("more columns than rows", generator.normal(size=(21, 30)).round(6)),
    ]
    for name, x in cases:
        fitted, left_out = parts(len(x))
        weights = np.random.default_rng(len(x)).choice([0.0, 1.0, 2.0], size=int(fitted.sum()), p=[0.1, 0.6, 0.3])
        fits = []
        for parameters, count, whiten in (
            ({"components": 2}, 2, False), ({"components": 3, "whitens": True}, 3, True), ({"components": 0.8}, 0.8, False),
            ({"components": 0.95, "whitens": True}, 0.95, True),
        ):
            for weighted in (False, True):
                step = PCA(count, whiten=whiten, svd_solver="full").fit(repeated(x[fitted], weights if weighted else None))
                fits.append({
                    "parameters": parameters, "weighted": weighted, "variances": step.explained_variance_.tolist(),
                    "shares": step.explained_variance_ratio_.tolist(), "result": step.transform(x[left_out]).tolist(),
                })
        yield {"name": name, "features": x[fitted].tolist(), "weights": weights.tolist(), "unseen": x[left_out].tolist(), "fits": fits}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(
        {"classes": list(class_cases()), "numbers": list(number_cases()), "components": list(component_cases())}, sys.stdout)
    print()
