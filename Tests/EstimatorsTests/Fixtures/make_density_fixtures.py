"""Reference results of scikit-learn for naive Bayes, neighbors and preprocessing by order and by products.

    python make_density_fixtures.py > density.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6. Every third example is left out of the fit and predicted.
Neighbors are those of its trees, since its products of matrices keep few digits far from the origin.
"""
import json
import sys

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine, make_friedman1
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, RobustScaler

from data_sets import real_regressions


def parts(count):
    left_out = np.arange(count) % 3 == 2
    return ~left_out, left_out


def tables():
    """Data sets with classes: name, features, classes, names of the learners that fit them."""
    iris, wine, cancer, digits = load_iris(), load_wine(), load_breast_cancer(), load_digits()
    bayes = ("gaussian-naive-bayes", "multinomial-naive-bayes")
    yield "iris", iris.data, iris.target, (*bayes, "neighbors-classifier", "baseline-classifier")
    yield "wine", wine.data, wine.target, (*bayes, "neighbors-classifier", "baseline-classifier")
    yield "breast cancer", cancer.data[:150], cancer.target[:150], (*bayes, "neighbors-classifier", "baseline-classifier")
    yield "digits", digits.data[:150], digits.target[:150], bayes
    generator = np.random.default_rng(17)
    x = (generator.normal(size=(90, 3)) + [1e6, 0, -1e4]).round(5)
    yield "far from the origin", x, generator.integers(3, size=90), ("gaussian-naive-bayes", "neighbors-classifier", "baseline-classifier")
    y = generator.choice(3, size=90, p=[0.2, 0.3, 0.5])
    yield "blobs", (generator.normal(size=(90, 4)) + np.eye(3, 4)[y]).round(5), y, (
        "gaussian-naive-bayes", "neighbors-classifier", "baseline-classifier")
    for name, count in (("counts", 3.0), ("few counts", 0.4)):
        rates = generator.gamma(1.0, count, size=(3, 8))
        yield name, generator.poisson(rates[y]).astype(float), y, ("multinomial-naive-bayes",)


LEARNERS = {
    "baseline-classifier": [({}, lambda: DummyClassifier(strategy="prior"))],
    "gaussian-naive-bayes": [({"smoothing": 1e-9}, lambda: GaussianNB()), ({"smoothing": 1e-2}, lambda: GaussianNB(var_smoothing=1e-2))],
    "multinomial-naive-bayes": [({"smoothing": 1.0}, lambda: MultinomialNB()), ({"smoothing": 0.1}, lambda: MultinomialNB(alpha=0.1))],
    "neighbors-classifier": [
        ({"neighbors": 5, "byDistance": True}, lambda: KNeighborsClassifier(5, weights="distance", algorithm="kd_tree")),
        ({"neighbors": 1}, lambda: KNeighborsClassifier(1, algorithm="kd_tree")),
    ],
}


def class_cases():
    for name, x, y, learners in tables():
        if "neighbors-classifier" in learners:
            # Of rows that are equally far, libraries keep different ones.
            x, kept = np.unique(x, axis=0, return_index=True)
            y = y[kept]
        fitted, left_out = parts(len(x))
        weights = np.random.default_rng(len(x)).choice([0.0, 1.0, 2.0], size=int(fitted.sum()), p=[0.1, 0.6, 0.3])
        fits = []
        for kind in learners:
            for parameters, make in LEARNERS[kind]:
                for weighted in (False,) if kind == "neighbors-classifier" else (False, True):
                    learner = make()
                    if weighted:
                        # Not by its own weights: its smoothing takes no notice of them.
                        learner.fit(np.repeat(x[fitted], weights.astype(int), axis=0), np.repeat(y[fitted], weights.astype(int)))
                    else:
                        learner.fit(x[fitted], y[fitted])
                    fits.append({
                        "type": kind, "parameters": parameters, "weighted": weighted,
                        "probabilities": learner.predict_proba(x[left_out]).tolist(),
                    })
        yield {
            "name": name, "features": x[fitted].tolist(), "classes": y[fitted].tolist(), "weights": weights.tolist(),
            "unseen": x[left_out].tolist(), "fits": fits,
        }


def friedman():
    """Four of the columns that matter, and the target."""
    x, y = make_friedman1(90, noise=1.0, random_state=8)
    return x[:, :4].round(5), y[:, None].round(5)


def number_cases():
    generator = np.random.default_rng(19)
    diabetes = load_diabetes()
    x = (generator.normal(size=(80, 3)) + [0, 1e5, 0]).round(6)
    for name, x, y in (
        ("diabetes", diabetes.data[:120], diabetes.target[:120, None]),
        ("two outputs", x, np.column_stack([x[:, 0], x[:, 2] ** 2])),
        ("friedman", *friedman()),
        # Four columns, which few enough polynomials are made of.
        *((name, x, y[:, None]) for name, x, y in real_regressions(90, columns=4)),
    ):
        # Of rows that are equally far, libraries keep different ones.
        _, kept = np.unique(x, axis=0, return_index=True)
        x, y = x[np.sort(kept)], y[np.sort(kept)]
        fitted, left_out = parts(len(x))
        fits = []
        for parameters, settings in (
            ({"neighbors": 5}, {"n_neighbors": 5}), ({"neighbors": 1}, {"n_neighbors": 1}),
            ({"neighbors": 7, "byDistance": True}, {"n_neighbors": 7, "weights": "distance"}),
        ):
            learner = KNeighborsRegressor(algorithm="kd_tree", **settings).fit(x[fitted], y[fitted])
            fits.append({"type": "neighbors", "parameters": parameters, "predictions": learner.predict(x[left_out]).tolist()})
        for parameters, strategy in (({}, "mean"), ({"median": True}, "median")):
            learner = DummyRegressor(strategy=strategy).fit(x[fitted], y[fitted])
            found = learner.predict(x[left_out]).reshape(-1, y.shape[1]).tolist()
            fits.append({"type": "baseline", "parameters": parameters, "predictions": found})
        steps = []
        for kind, parameters, step in (
            ("min-max", {}, MinMaxScaler()), ("robust-scale", {}, RobustScaler()),
            ("robust-scale", {"center": False}, RobustScaler(with_centering=False)),
            ("polynomial", {"degree": 2}, PolynomialFeatures(2, include_bias=False)),
            ("polynomial", {"degree": 3, "interactionsOnly": True}, PolynomialFeatures(3, interaction_only=True, include_bias=False)),
        ):
            if x.shape[1] > 4 and kind == "polynomial":
                continue
            steps.append({"type": kind, "parameters": parameters, "result": step.fit(x[fitted]).transform(x[left_out]).tolist()})
        yield {
            "name": name, "features": x[fitted].tolist(), "targets": y[fitted].tolist(), "unseen": x[left_out].tolist(),
            "fits": fits, "steps": steps,
        }


if __name__ == "__main__":
    json.dump({"classes": list(class_cases()), "numbers": list(number_cases())}, sys.stdout)
    print()
