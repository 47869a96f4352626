"""Reference results of scikit-learn for missing values and categories.

    python make_encoding_fixtures.py > encoding.json

Environment: pip install scikit-learn==1.9.1 numpy==2.4.6. Every third example is left out of the fit and changed. Missing
values are null. Weights are repetitions.
"""
import json
import sys

import numpy as np
from sklearn.datasets import load_diabetes, load_digits, load_iris, load_wine
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder


def holes(x, share, seed):
    generator = np.random.default_rng(seed)
    x = x.copy()
    x[generator.random(x.shape) < share] = np.nan
    return x


def tables():
    generator = np.random.default_rng(5)
    codes = generator.integers(5, size=(60, 3)).astype(float)
    codes[:, 2] = generator.choice([-1.5, 0.0, 7.0], size=60)
    empty = holes(generator.normal(size=(40, 4)).round(3), 0.2, 8)
    empty[:, 2] = np.nan
    yield "diabetes", holes(load_diabetes().data[:90].round(4), 0.1, 1)
    yield "wine", holes(load_wine().data[:80], 0.3, 2)
    yield "iris", holes(load_iris().data[::2], 0.05, 3)
    yield "codes", holes(codes, 0.15, 4)
    yield "an empty column", empty
    # Few values a column, as categories have.
    yield "whole numbers of iris", holes(load_iris().data[::2].round(), 0.1, 6)
    yield "whole numbers of wine", holes(load_wine().data[::3, [0, 2, 7, 10]].round(), 0.1, 7)
    yield "pixels of digits", holes(load_digits().data[:60, 18:23], 0.1, 9)
    yield "many codes", holes(np.column_stack([generator.integers(30, size=60), generator.integers(2, size=60)]).astype(float), 0.1, 10)


IMPUTERS = [
    ({"strategy": "mean"}, {"strategy": "mean"}),
    ({"strategy": "median", "indicators": True}, {"strategy": "median", "add_indicator": True}),
    ({"strategy": "most-frequent"}, {"strategy": "most_frequent"}),
    ({"strategy": "constant", "value": -7.5, "indicators": True}, {"strategy": "constant", "fill_value": -7.5, "add_indicator": True}),
]
CATEGORIES = ("codes", "many codes", "whole numbers of iris", "whole numbers of wine", "pixels of digits")
ENCODERS = [
    ({"unknown": "zeros"}, {"handle_unknown": "ignore"}),
    ({"unknown": "zeros", "dropFirst": True}, {"handle_unknown": "ignore", "drop": "first"}),
]


def main():
    cases = []
    for name, x in tables():
        left_out = np.arange(len(x)) % 3 == 2
        fitted, unseen = x[~left_out], x[left_out]
        weights = np.random.default_rng(len(x)).choice([0, 1, 2], size=len(fitted), p=[0.1, 0.6, 0.3])
        steps = []
        for weighted in (False, True):
            rows = np.repeat(fitted, weights, axis=0) if weighted else fitted
            for ours, theirs in IMPUTERS:
                step = SimpleImputer(keep_empty_features=True, **theirs).fit(rows)
                steps.append(("impute", ours, weighted, step.transform(unseen)))
            if name in CATEGORIES:
                for ours, theirs in ENCODERS:
                    step = OneHotEncoder(sparse_output=False, **theirs).fit(rows)
                    steps.append(("one-hot", ours, weighted, step.transform(unseen)))
        listed = lambda table: [[None if np.isnan(v) else float(v) for v in row] for row in table]
        cases.append({
            "name": name, "features": listed(fitted), "weights": weights.astype(float).tolist(), "unseen": listed(unseen),
            "steps": [
                {"type": kind, "parameters": ours, "weighted": weighted, "result": result.tolist()}
                for kind, ours, weighted, result in steps
            ],
        })
    json.dump({"cases": cases}, sys.stdout, separators=(",", ":"))


main()
