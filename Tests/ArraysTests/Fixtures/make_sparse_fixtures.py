"""Writes the .npz files beside this script, and what SciPy finds in them.

Run it with Python 3, NumPy and SciPy: python3 make_sparse_fixtures.py

sparse.json maps each file to its shape and to the places that are not 0, row by row, with their numbers as text.
"""

import json
import pathlib

import numpy as np
import scipy.sparse as sp

FOLDER = pathlib.Path(__file__).parent
expected = {}


def save(name, matrix, compressed):
    sp.save_npz(FOLDER / f"{name}.npz", matrix, compressed=compressed)
    clean = matrix.tocsr().copy()
    clean.sum_duplicates()
    clean = clean.tocoo()
    places = [(int(r), int(c), v) for r, c, v in zip(clean.row, clean.col, clean.data) if v != 0]
    places.sort(key=lambda place: place[:2])
    expected[name] = {
        "shape": list(matrix.shape),
        "rows": [r for r, _, _ in places],
        "columns": [c for _, c, _ in places],
        "values": [repr(float(v)) for _, _, v in places],
    }


random = np.random.default_rng(5)
small = sp.csr_matrix(np.array([[0, 1.5, 0], [0, 0, 0], [-2, 0, 1e-300]]))
save("sparse-stored", small, False)
save("sparse-deflated", small, True)
save("sparse-float32", small.astype(np.float32), True)
save("sparse-integers", sp.csr_matrix(np.array([[0, 7], [-3, 0]], dtype=np.int16)), True)
save("sparse-booleans", sp.csr_matrix(np.array([[True, False], [False, True]])), True)
save("sparse-no-numbers", sp.csr_matrix((4, 3)), True)
save("sparse-no-rows", sp.csr_matrix((0, 3)), True)
unsorted = sp.csr_matrix(
    (np.array([1.0, 2.0, 3.0, 4.0]), np.array([2, 0, 2, 1]), np.array([0, 3, 4])), shape=(2, 3)
)
save("sparse-unsorted-twice", unsorted, True)
large = sp.random(300, 90, density=0.05, format="csr", random_state=random)
save("sparse-large", large, True)
repeated = sp.csr_matrix(np.tile(np.eye(20), (40, 1)))
save("sparse-repeated", repeated, True)
wide = small.copy()
wide.indices = wide.indices.astype(np.int64)
wide.indptr = wide.indptr.astype(np.int64)
save("sparse-wide-indices", wide, True)
sp.save_npz(FOLDER / "sparse-refused-csc.npz", small.tocsc())
np.savez(FOLDER / "sparse-refused-dense.npz", x=np.zeros(3))

(FOLDER / "sparse.json").write_text(json.dumps(expected) + "\n")
