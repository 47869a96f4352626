"""Reference results of scikit-learn and SciPy for learners, preprocessing and scorers.

    python make_fixtures.py > reference.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1. Iterative learners are run far beyond their
default tolerance, so that what is compared is the minimum and not where a search happened to stop.
"""
import json
import sys

import numpy as np
from scipy.optimize import minimize, nnls
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

from data_sets import real_regressions, standardized

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

    yield from real_regressions(60)


def weights_of(x):
    """Weights with zeros among them, none at all for the first design."""
    return np.random.default_rng(len(x)).choice([0.0, 0.5, 1.0, 2.5], size=len(x), p=[0.1, 0.3, 0.3, 0.3])


def learners(name, shape):
    # Its own tolerance counts columns as nothing that are a millionth of the others, whatever the precision is.
    precise = {"tol": np.finfo(float).eps * max(shape)}
    yield "ols", {"intercept": True}, LinearRegression(**precise)
    yield "ols", {"intercept": False}, LinearRegression(fit_intercept=False, **precise)
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


def linear_fits(name, x, y, weights):
    for kind, parameters, learner in learners(name, x.shape):
        learner.fit(x, y, sample_weight=weights)
        yield {
            "type": kind,
            "parameters": parameters,
            "coefficients": learner.coef_.tolist(),
            "intercept": float(learner.intercept_),
            "predictions": learner.predict(x).tolist(),
        }


def linear_cases():
    for name, x, y in designs():
        weights = weights_of(x)
        scaler, weighted = StandardScaler().fit(x), StandardScaler().fit(x, sample_weight=weights)
        yield {
            "name": name,
            "features": x.tolist(),
            "target": y.tolist(),
            "means": scaler.mean_.tolist(),
            "deviations": scaler.scale_.tolist(),
            "fits": list(linear_fits(name, x, y, None)),
            "weights": weights.tolist(),
            "weightedMeans": weighted.mean_.tolist(),
            "weightedDeviations": weighted.scale_.tolist(),
            "weightedFits": list(linear_fits(name, x, y, weights)),
        }


def classifications():
    """Small data sets: name, features, numbers of classes."""
    generator = np.random.default_rng(11)
    iris = load_iris()
    yield "iris", iris.data, iris.target
    x = generator.normal(size=(120, 3)).round(3)
    yield "two classes", x, (x @ [1.0, -0.5, 0.0] + generator.logistic(size=120) > 0.3).astype(int)
    x = (generator.normal(size=(90, 4)) * [1e-3, 1.0, 50.0, 1.0] + [0.0, 1e4, 0.0, -3.0]).round(6)
    yield "columns of different sizes", x, generator.integers(4, size=90)
    x = generator.normal(size=(60, 150)).round(3)
    yield "more columns than rows", x, generator.integers(3, size=60)
    for name, data in (("wine", load_wine()), ("breast cancer", load_breast_cancer())):
        order = np.random.default_rng(len(data.data)).permutation(len(data.data))[:100]
        yield name, standardized(data.data[order, :12]), data.target[order]


def logistic_cases():
    for name, x, y in classifications():
        weights = np.random.default_rng(len(x)).choice([0.0, 0.5, 1.0, 2.5], size=len(x))
        # scikit-learn does not converge on columns of different sizes as they are. Without a penalty, the minimum for
        # standardized columns is the same.
        scaled = name == "columns of different sizes"
        scaler = StandardScaler().fit(x)
        fits = []
        for penalty in (0.0,) if scaled else (1.0,) if x.shape[1] > 100 else (1.0, 0.01, 100.0):
            for intercept in (True,) if scaled else (True, False):
                for weighted in (False, True):
                    seen = scaler.transform(x) if scaled else x
                    learner = LogisticRegression(
                        penalty=None if penalty == 0 else "l2", C=1 / penalty if penalty > 0 else 1.0,
                        fit_intercept=intercept, solver="newton-cg", tol=1e-13, max_iter=100_000)
                    learner.fit(seen, y, sample_weight=weights if weighted else None)
                    coefficients = learner.coef_ / scaler.scale_ if scaled else learner.coef_
                    fits.append({
                        "penalty": penalty,
                        "intercept": intercept,
                        "weighted": weighted,
                        "coefficients": coefficients.T.round(14).tolist(),
                        "probabilities": learner.predict_proba(seen).round(12).tolist(),
                    })
        yield {"name": name, "features": x.tolist(), "classes": y.tolist(), "weights": weights.tolist(), "fits": fits}


def cluster_cases():
    iris = load_iris().data
    generator = np.random.default_rng(3)
    blobs = np.concatenate([generator.normal(size=(40, 3)) + centre for centre in ([0, 0, 0], [9, 0, 1e5], [0, 9, 1e5])])
    # Groups that overlap, so that where a row belongs is decided by little.
    centres = generator.normal(size=(4, 5)) * 2
    overlapping = (centres[generator.integers(4, size=120)] + generator.normal(size=(120, 5))).round(6)
    for name, x, count in (
        ("iris", iris, 3), ("blobs", blobs, 3), ("overlapping", overlapping, 4), ("one cluster", iris, 1),
        ("wine", standardized(load_wine().data), 3), ("breast cancer", standardized(load_breast_cancer().data[:150, :2]), 2),
    ):
        found = KMeans(count, n_init=50, tol=0, random_state=0).fit(x)
        yield {"name": name, "features": x.tolist(), "clusters": count, "inertia": float(found.inertia_)}


def predictions():
    """What learners might have predicted: name, predictions, truth, weights."""
    generator = np.random.default_rng(5)
    for name, rows, learner_count in (("few", 40, 3), ("many", 200, 12), ("alike", 100, 6)):
        truth = generator.normal(size=rows) + 2
        inputs = truth[:, None] * generator.uniform(0.3, 1.2, learner_count) + generator.normal(size=(rows, learner_count))
        if name == "alike":
            inputs[:, 3:] = inputs[:, :3] + 1e-4 * generator.normal(size=(rows, 3))
        yield name, inputs, truth, generator.choice([0.0, 1.0, 3.0], size=rows)
    diabetes = load_diabetes()
    for name, x, y in (("diabetes", diabetes.data[:60], diabetes.target[:60]), *real_regressions(60, columns=6)):
        # The straight line through each column.
        lines = np.column_stack([np.polyval(np.polyfit(column, y, 1), column) for column in x.T])
        # Of the size of the others, which SciPy's search was made for.
        lines, y = (lines / y.std()).round(6), (y / y.std()).round(6)
        yield name, lines, y, np.random.default_rng(len(x)).choice([0.0, 1.0, 3.0], size=len(x))


def combination_cases():
    for name, inputs, truth, weights in predictions():
        learner_count = inputs.shape[1]
        root = np.sqrt(weights)
        errors = inputs - truth[:, None]
        convex = minimize(
            lambda w: np.sum((errors @ w) ** 2), np.full(learner_count, 1 / learner_count),
            jac=lambda w: 2 * errors.T @ (errors @ w), bounds=[(0, 1)] * learner_count, method="SLSQP",
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones_like(w)},
            options={"ftol": 1e-15, "maxiter": 10_000})
        yield {
            "name": name,
            "inputs": inputs.tolist(),
            "target": truth.tolist(),
            "weights": weights.tolist(),
            "nonNegative": nnls(inputs, truth)[0].tolist(),
            "weightedNonNegative": nnls(root[:, None] * inputs, root * truth)[0].tolist(),
            "convexLoss": float(convex.fun),
            "convex": convex.x.tolist(),
        }


def score_cases():
    generator = np.random.default_rng(13)
    for name, outputs in (("numbers", 1), ("several outputs", 3)):
        truth = generator.normal(size=(50, outputs)) + 3
        predictions = truth + 0.3 * generator.normal(size=(50, outputs))
        weights = generator.choice([0.0, 1.0, 2.5], size=50)
        scores = {
            scorer: [float(function(truth, predictions)), float(function(truth, predictions, sample_weight=weights))]
            for scorer, function in (
                ("rmse", metrics.root_mean_squared_error), ("mae", metrics.mean_absolute_error),
                ("mape", metrics.mean_absolute_percentage_error), ("r2", metrics.r2_score))
        }
        yield {
            "name": name, "classCount": 0, "truth": truth.tolist(), "predictions": predictions.tolist(),
            "probabilities": [], "weights": weights.tolist(), "scores": scores,
        }
    for name, count in (("two classes", 2), ("four classes", 4)):
        truth = generator.integers(count, size=80)
        probabilities = generator.dirichlet(np.ones(count), size=80).round(2)
        probabilities = probabilities / probabilities.sum(axis=1, keepdims=True)
        predictions = probabilities.argmax(axis=1)
        weights = generator.choice([0.0, 1.0, 2.5], size=80)
        positive = probabilities[:, 1] if count == 2 else probabilities
        several = {} if count == 2 else {"multi_class": "ovr"}
        average = {"average": "binary" if count == 2 else "macro"}

        def both(function, what, **settings):
            plain = function(truth, what, **settings)
            return [float(plain), float(function(truth, what, sample_weight=weights, **settings))]

        yield {
            "name": name, "classCount": count, "truth": truth[:, None].tolist(),
            "predictions": predictions[:, None].tolist(), "probabilities": probabilities.tolist(),
            "weights": weights.tolist(),
            "scores": {
                "accuracy": both(metrics.accuracy_score, predictions),
                "f1": both(metrics.f1_score, predictions, **average),
                "log-loss": both(metrics.log_loss, probabilities, labels=list(range(count))),
                "auc": both(metrics.roc_auc_score, positive, **several),
                "brier": both(metrics.brier_score_loss, positive, labels=list(range(count))),
            },
        }


def main():
    cases = {
        "linear": linear_cases(), "logistic": logistic_cases(), "clusters": cluster_cases(),
        "combinations": combination_cases(), "scores": score_cases(),
    }
    json.dump({name: list(made) for name, made in cases.items()}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
