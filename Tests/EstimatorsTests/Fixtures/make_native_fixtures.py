"""Reference predictions of LIBSVM and LIBLINEAR (as scikit-learn carries them), LightGBM and XGBoost.

    python make_native_fixtures.py > native.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1 lightgbm==4.7.0 xgboost-cpu==3.2.0. Iterative
solvers are run far beyond their default tolerance, so that what is compared is the optimum.
"""
import json
import sys
from itertools import chain

import lightgbm
import numpy as np
import xgboost
from sklearn.datasets import (
    load_breast_cancer, load_diabetes, load_iris, load_wine, make_classification, make_friedman1)
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

from data_sets import real_regressions, standardized

ROWS = 140
UNSEEN = 40


def synthetic():
    generator = np.random.default_rng(17)
    x = generator.normal(size=(ROWS, 5))
    y = 10 * np.sin(x[:, 0] * x[:, 1]) + 5 * x[:, 2] ** 2 + 2 * x[:, 3] + generator.normal(size=ROWS)
    return x, y


def categorical():
    """Two columns of categories around one of numbers: only sets of categories part the target."""
    generator = np.random.default_rng(23)
    words, sizes, kinds = (generator.integers(0, 12, ROWS), generator.normal(size=ROWS), generator.integers(0, 3, ROWS))
    y = np.where(np.isin(words, [1, 4, 7, 9]), 5, 0) + sizes + np.where(kinds == 1, 3, 0)
    x = np.column_stack([words, sizes, kinds]).astype(float)
    # Missing words, and some that are not there when models are trained.
    x[::9, 0] = np.nan
    x[1:UNSEEN:9, 0] = 30
    x[2:UNSEEN:9, 2] = 3
    return x.round(4), y.round(4)


def designs():
    """Small data sets: name, features, target, and the number of classes or 0."""
    diabetes, cancer, wine, iris = load_diabetes(), load_breast_cancer(), load_wine(), load_iris()
    yield "diabetes", diabetes.data * 20, diabetes.target, 0
    yield "synthetic", *synthetic(), 0
    for name, data in (("breast cancer", cancer), ("wine", wine), ("iris", iris)):
        x = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
        yield name, x[:, :12], data.target, len(data.target_names)
    for name, x, y in real_regressions(ROWS):
        yield name, standardized(x), y, 0
    x, y = make_friedman1(ROWS, n_features=6, noise=1.0, random_state=6)
    yield "friedman", 2 * x - 1, y, 0
    x = np.random.default_rng(27).normal(size=(ROWS, 4))
    yield "plane", x, x @ [3.0, -2.0, 0.5, 0.0] + np.random.default_rng(28).laplace(size=ROWS), 0
    for name, class_count in (("two blobs", 2), ("four blobs", 4)):
        x, y = make_classification(
            ROWS, n_features=6, n_informative=4, n_classes=class_count, class_sep=0.8, flip_y=0.1, random_state=7)
        yield name, x, y, class_count


def sample(name, x, y):
    order = np.random.default_rng(len(x)).permutation(len(x))[:ROWS]
    x = x[order].round(4)
    if name == "synthetic":
        x[::7, 1] = np.nan
    return x, y[order].astype(float).round(4)


CATEGORIES = [0, 2]


def categorical_designs():
    x, y = categorical()
    yield "categories", x, y, 0
    yield "categories and classes", x, np.digitize(y, [0.5, 4]).astype(float), 3


def kernels():
    yield {"kernel": "rbf"}, {"kernel": "rbf"}
    yield {"kernel": "rbf", "gamma": 0.05, "cost": 10.0}, {"kernel": "rbf", "gamma": 0.05, "C": 10.0}
    yield ({"kernel": "polynomial", "degree": 2, "offset": 1.0, "gamma": 0.1},
           {"kernel": "poly", "degree": 2, "coef0": 1.0, "gamma": 0.1})
    yield {"kernel": "sigmoid", "gamma": 0.01}, {"kernel": "sigmoid", "gamma": 0.01}
    yield {"kernel": "linear", "cost": 0.5}, {"kernel": "linear", "C": 0.5}


def support_vector_fits(train, target, unseen, classes):
    for ours, theirs in kernels():
        if classes:
            fit = SVC(**theirs, tol=1e-10).fit(train, target)
            yield "support-vector-classifier", {**ours, "tolerance": 1e-10, "calibrationFolds": 0}, fit.predict(unseen)
        else:
            fit = SVR(**theirs, epsilon=0.5, tol=1e-9).fit(train, target)
            yield "support-vector", {**ours, "tolerance": 1e-9, "margin": 0.5}, fit.predict(unseen)
    for cost in (0.1, 1.0):
        shared = {"cost": cost, "tolerance": 1e-10}
        if classes:
            fit = LinearSVC(C=cost, dual=False, tol=1e-10, max_iter=10_000).fit(train, target)
            yield "linear-support-vector-classifier", {**shared, "calibrationFolds": 0}, fit.predict(unseen)
            fit = LogisticRegression(C=cost, solver="liblinear", tol=1e-10, max_iter=10_000)
            fit = (fit if classes == 2 else OneVsRestClassifier(fit)).fit(train, target)
            yield "one-versus-rest-logistic", shared, fit.predict_proba(unseen)
        else:
            fit = LinearSVR(C=cost, epsilon=0.5, loss="squared_epsilon_insensitive", dual=False, tol=1e-10,
                            max_iter=10_000).fit(train, target)
            yield "linear-support-vector", {**shared, "margin": 0.5}, fit.predict(unseen)


def lightgbm_fits(train, target, unseen, classes, weights, categories=()):
    shared = {"num_threads": 1, "verbosity": -1, "deterministic": True, "force_col_wise": True, "seed": 5}
    objective = ({"objective": "regression"} if not classes else {"objective": "binary"} if classes == 2
                 else {"objective": "multiclass", "num_class": classes})
    settings = [
        ({"rounds": 20}, {}, 20, False),
        ({"rounds": 30, "learningRate": 0.05, "maximumLeaves": 7, "maximumDepth": 3, "minimumRows": 5,
          "rowFraction": 0.7, "columnFraction": 0.6, "penalty": 2.0, "maximumBins": 63,
          "others": ["min_gain_to_split=0.01"]},
         {"learning_rate": 0.05, "num_leaves": 7, "max_depth": 3, "min_data_in_leaf": 5, "bagging_fraction": 0.7,
          "bagging_freq": 1, "feature_fraction": 0.6, "lambda_l2": 2.0, "max_bin": 63, "min_gain_to_split": 0.01}, 30,
         True),
    ]
    if not classes:
        settings.append(({"rounds": 15, "others": ["objective=quantile", "alpha=0.8"]},
                         {"objective": "quantile", "alpha": 0.8}, 15, False))
    if categories:
        settings.append(({"rounds": 10, "others": ["min_data_per_group=5", "cat_smooth=1.5"]},
                         {"min_data_per_group": 5, "cat_smooth": 1.5}, 10, True))
    for ours, theirs, rounds, weighted in settings:
        data = lightgbm.Dataset(train, target, weight=weights if weighted else None, params={**shared, **theirs},
                                categorical_feature=list(categories))
        fit = lightgbm.train({**shared, **objective, **theirs}, data, rounds)
        yield "lightgbm-classifier" if classes else "lightgbm", ours, fit.predict(unseen), weighted


def xgboost_fits(train, target, unseen, classes, weights, categories=()):
    shared = {"nthread": 1, "verbosity": 0, "seed": 5, "tree_method": "hist"}
    objective = ({"objective": "reg:squarederror"} if not classes else {"objective": "binary:logistic"} if classes == 2
                 else {"objective": "multi:softprob", "num_class": classes})
    settings = [
        ({"rounds": 20}, {}, 20, False),
        ({"rounds": 30, "learningRate": 0.1, "maximumDepth": 3, "minimumWeight": 2.0, "rowFraction": 0.7,
          "columnFraction": 0.6, "penalty": 2.0, "maximumBins": 64, "others": ["gamma=0.01"]},
         {"learning_rate": 0.1, "max_depth": 3, "min_child_weight": 2.0, "subsample": 0.7, "colsample_bytree": 0.6,
          "lambda": 2.0, "max_bin": 64, "gamma": 0.01}, 30, True),
    ]
    if not classes:
        settings.append(({"rounds": 15, "others": ["objective=reg:absoluteerror"]},
                         {"objective": "reg:absoluteerror"}, 15, False))
    types = None
    if categories:
        types = ["c" if column in categories else "float" for column in range(train.shape[1])]
        settings.append(({"rounds": 10, "others": ["max_cat_to_onehot=15"]}, {"max_cat_to_onehot": 15}, 10, False))
    for ours, theirs, rounds, weighted in settings:
        data = xgboost.DMatrix(train, target, weight=weights if weighted else None, feature_types=types)
        fit = xgboost.train({**shared, **objective, **theirs}, data, rounds)
        yield "xgboost-classifier" if classes else "xgboost", ours, fit.predict(xgboost.DMatrix(unseen, feature_types=types)), weighted


def cases():
    sampled = ((name, *sample(name, x, y), classes, []) for name, x, y, classes in designs())
    for name, x, y, classes, categories in chain(sampled, ((*case, CATEGORIES) for case in categorical_designs())):
        train, target, unseen = x[UNSEEN:], y[UNSEEN:], x[:UNSEEN]
        weights = np.random.default_rng(3).choice([0.5, 1.0, 2.0], size=len(train))
        fits = []
        if name != "synthetic" and not categories:
            fits += [(*fit, False) for fit in support_vector_fits(train, target, unseen, classes)]
        fits += lightgbm_fits(train, target, unseen, classes, weights, categories)
        fits += xgboost_fits(train, target, unseen, classes, weights, categories)
        yield {
            "name": name,
            "classCount": classes,
            "categories": categories,
            "features": [[None if np.isnan(value) else value for value in row] for row in train.tolist()],
            "target": target.tolist(),
            "weights": weights.tolist(),
            "unseen": [[None if np.isnan(value) else value for value in row] for row in unseen.tolist()],
            "fits": [
                {"type": kind, "parameters": parameters, "weighted": weighted,
                 "predictions": np.asarray(predictions, dtype=float).reshape(len(unseen), -1).round(12).tolist()}
                for kind, parameters, predictions, weighted in fits
            ],
        }


def main():
    json.dump(list(cases()), sys.stdout)
    print()


if __name__ == "__main__":
    main()
