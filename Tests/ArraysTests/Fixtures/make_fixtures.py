"""Writes the .npy files beside this script, and what NumPy finds in them.

Run it with Python 3 and NumPy: python3 make_fixtures.py

expected.json maps each file that must be read to its shape and its numbers, row by row, as text that
float() reads. refused.json maps each file that must not be read to a word that the error has to contain.
"""

import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
expected = {}
refused = {}


def save(name, array, version=(1, 0)):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def readable(name, array, version=(1, 0)):
    save(name, array, version)
    loaded = np.load(FOLDER / f"{name}.npy")
    expected[name] = {
        "shape": list(loaded.shape),
        "descr": loaded.dtype.str,
        "fortran": bool(loaded.flags.f_contiguous and not loaded.flags.c_contiguous),
        "numbers": [repr(float(number)) for number in loaded.ravel(order="C")],
    }


def unreadable(name, array, word, version=(1, 0)):
    save(name, array, version)
    refused[name] = word


for old in FOLDER.glob("*.npy"):
    old.unlink()

table = np.array([[0.1, -2.5, 3e-5], [1e30, 1 / 3, -0.0], [7, 65504, 2**-40], [5, 6, 1e-30]])
for kind in ["f4", "f8"]:
    for sign, order in [("<", "little"), (">", "big")]:
        array = table.astype(sign + kind)
        readable(f"{kind}-{order}-rows", array)
        readable(f"{kind}-{order}-columns", np.asfortranarray(array))
    readable(f"{kind}-vector", table.ravel().astype(kind))
    readable(f"{kind}-vector-big", table.ravel().astype(">" + kind))
    readable(f"{kind}-one", table[:1, :1].astype(kind))
    readable(f"{kind}-row", table[:1].astype(kind))
    readable(f"{kind}-column", table[:, :1].astype(kind))
    readable(f"{kind}-no-rows", np.zeros((0, 3), kind))
    readable(f"{kind}-no-columns", np.zeros((3, 0), kind))
    readable(f"{kind}-nothing", np.zeros((0,), kind))
    limits = np.finfo(kind)
    extremes = [limits.max, limits.min, limits.tiny, limits.smallest_subnormal, np.inf, -np.inf, np.nan, -0.0]
    readable(f"{kind}-extremes", np.array(extremes, kind).reshape(2, 4))
    for version in [(2, 0), (3, 0)]:
        readable(f"{kind}-version-{version[0]}", table.astype(kind), version)

for kind in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    limits = np.iinfo(kind)
    # The largest magnitudes that a 64-bit floating-point number holds exactly.
    low, high = max(limits.min, -(2**53)), min(limits.max, 2**53)
    for sign, order in [("<", "little"), (">", "big")]:
        readable(f"{kind}-{order}", np.array([[low, 0, 1], [2, high, 100]], sign + kind))
readable("i4-columns", np.asfortranarray(np.arange(12, dtype="i4").reshape(3, 4)))
readable("i8-vector", np.array([3, -1, 2]))
readable("boolean", np.array([[True, False], [False, True], [True, True]]))
readable("wide", (np.arange(700).reshape(7, 100) / 8))
readable("tall-columns", np.asfortranarray(np.arange(1000).reshape(200, 5) / 16))

# Exact in no floating-point number of 64 bits: the element in row 1, column 2.
save("inexact-i8", np.array([[1, 2, 3], [4, 5, 2**53 + 1]]))
save("inexact-u8", np.array([[1, 2, 3], [4, 5, 2**64 - 1]], "u8"))
# Exact in 64 bits, but not in 32: the element in row 1, column 0, of both orders.
save("inexact-i4", np.array([[1, 2], [2**24 + 1, 4]], "i4"))
save("inexact-i4-columns", np.asfortranarray(np.array([[1, 2], [2**24 + 1, 4]], "i4")))
save("inexact-vector", np.array([1, 2, 2**24 + 1]))

unreadable("half", np.zeros((2, 2), "f2"), "half-precision")
unreadable("extended", np.zeros((2, 2), np.longdouble), "extended-precision")
unreadable("complex", np.zeros((2, 2), "c16"), "complex")
unreadable("bytes", np.array([[b"a", b"bc"]]), "strings")
unreadable("text", np.array([["a", "bc"]]), "strings")
unreadable("object", np.array([[1, "a"]], object), "pickle")
unreadable("structured", np.zeros(3, [("a", "f8"), ("b", "i4", (2,))]), "fields")
unreadable("structured-unicode", np.zeros(3, [("größe", "f8")]), "fields", (3, 0))
unreadable("dates", np.array(["2020-01-01"], "M8[D]"), "dates")
unreadable("durations", np.array([3], "m8[s]"), "dates")
unreadable("records", np.zeros(2, "V7"), "raw records")
unreadable("scalar", np.array(3.5), "no dimensions")
unreadable("cube", np.zeros((2, 3, 4)), "3 dimensions")

for name, value in [("expected", expected), ("refused", refused)]:
    (FOLDER / f"{name}.json").write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")
