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
    kept[:] = [bytearray(b"\1") * resident]
    time.sleep(0.2)
    return os.getpid()


def settle_in_two(run):
    """Settles until two workers have taken part, of which a new pool may have begun only one."""
    for _ in range(20):
        process, other = run()
        if process != other:
            return process
    raise RuntimeError("both tasks went to one worker, time and again")


def sleep(seconds):
    time.sleep(seconds)


def sum_slice(values, begin, end):
    return float(values[begin:end].sum())
