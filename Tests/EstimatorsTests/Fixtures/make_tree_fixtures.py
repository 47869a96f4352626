"""Held-out scores of scikit-learn's trees and forests, and the data that they were fitted to.

    python make_tree_fixtures.py > trees.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6. Each data set is parted ten times into rows to learn from and
rows to be scored, and each part is fitted with a seed of its own: R² for numbers, accuracy for classes. Four data sets
are synthetic; of the digits the first 450 are taken.
"""
import json
import sys

import numpy as np
from sklearn.datasets import (
    load_breast_cancer, load_diabetes, load_digits, load_wine, make_classification, make_friedman1,
    make_friedman2, make_moons)
from sklearn.ensemble import (
    ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from data_sets import real_regressions

SEEDS = 10
TREE = {"depth": 5, "minimumLeafWeight": 4}
FOREST = {"trees": 10}
NAMES = {"depth": "max_depth", "minimumLeafWeight": "min_samples_leaf", "trees": "n_estimators"}

REGRESSIONS = [
    ("tree", TREE, DecisionTreeRegressor), ("random-forest", FOREST, RandomForestRegressor),
    ("extra-trees", FOREST, ExtraTreesRegressor)]
CLASSIFIERS = [
    ("tree-classifier", TREE, DecisionTreeClassifier), ("random-forest-classifier", FOREST, RandomForestClassifier),
    ("extra-trees-classifier", FOREST, ExtraTreesClassifier)]


def data_sets():
    """Name, features, target, number of classes or 0."""
    diabetes = load_diabetes(scaled=False)
    yield "diabetes", diabetes.data, diabetes.target, 0
    features, target = make_friedman1(500, n_features=10, noise=1.0, random_state=3)
    yield "friedman", features.round(4), target.round(4), 0
    for name, loaded in (("breast cancer", load_breast_cancer()), ("wine", load_wine())):
        yield name, loaded.data, loaded.target, len(loaded.target_names)
    digits = load_digits()
    yield "digits", digits.data[:450], digits.target[:450], 10
    features, target = make_classification(
        500, n_features=12, n_informative=5, n_classes=3, class_sep=0.8, flip_y=0.1, random_state=4)
    yield "blobs", features.round(4), target, 3
    for name, features, target in real_regressions(150):
        yield name, features, target, 0
    features, target = make_friedman2(200, noise=100.0, random_state=5)
    yield "impedances", features.round(3), target.round(3), 0
    features, target = make_moons(200, noise=0.3, random_state=5)
    yield "moons", features.round(3), target, 2


def plain(number):
    """Whole numbers without a point, which take less room."""
    return int(number) if number == int(number) else float(number)


def main():
    cases = []
    for name, features, target, class_count in data_sets():
        generator = np.random.default_rng(17)
        held_out = [np.sort(generator.permutation(len(target))[: len(target) // 3]) for _ in range(SEEDS)]
        fits = []
        for kind, parameters, model in CLASSIFIERS if class_count else REGRESSIONS:
            scores = []
            for seed, rows in enumerate(held_out):
                training = np.setdiff1d(np.arange(len(target)), rows)
                fitted = model(
                    random_state=seed, **{NAMES[key]: value for key, value in parameters.items()}
                ).fit(features[training], target[training])
                scores.append(float(fitted.score(features[rows], target[rows])))
            fits.append({"type": kind, "parameters": parameters, "scores": scores})
        cases.append({
            "name": name, "classCount": class_count, "features": [[plain(x) for x in row] for row in features],
            "target": [plain(x) for x in target], "heldOut": [rows.tolist() for rows in held_out], "fits": fits,
        })
    json.dump(cases, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
