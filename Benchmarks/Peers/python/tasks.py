"""What runs in workers. A module of its own, so that workers find it by its name."""

import os
import time

kept = []


def spin(rounds):
    total = 0
    for index in range(rounds):
        total += index * index & 7
    return total


def rounds_per_millisecond():
    rounds = 200_000
    best = min(timed(rounds) for _ in range(5))
    return rounds / best


def timed(rounds):
    start = time.perf_counter()
    spin(rounds)
    return 1000 * (time.perf_counter() - start)


def settle(resident):
    """Touches so much memory, which its worker keeps, and tells who the worker is."""
    kept.append(bytearray(b"\1") * resident)
    time.sleep(0.2)
    return os.getpid()


def sleep(seconds):
    time.sleep(seconds)


def sum_slice(values, begin, end):
    return float(values[begin:end].sum())
