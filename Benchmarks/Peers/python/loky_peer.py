"""loky's reusable executor as it is, without joblib around it."""

import math
import os
import platform
import signal
import time

import exchange
import tasks as work
from exchange import WORKERS, nanoseconds


def executor():
    from loky import get_reusable_executor

    return get_reusable_executor(max_workers=WORKERS)


def call(tasks, calls, shortest, longest):
    def submit():
        for future in [executor().submit(math.sqrt, i) for i in range(tasks)]:
            future.result()

    return exchange.nanoseconds_of_call(submit, calls, shortest, longest)


def cold():
    import loky  # noqa: F401  (what an import takes is not what is measured)

    return nanoseconds(lambda: executor().submit(math.sqrt, 2).result())


def killed(resident):
    def settle():
        settling = [executor().submit(work.settle, size) for size in (resident, 0)]
        return [future.result() for future in settling]

    process = work.settle_in_two(settle)
    futures = [executor().submit(work.sleep, 60) for _ in range(WORKERS)]
    time.sleep(0.5)
    start = time.perf_counter_ns()
    os.kill(process, signal.SIGKILL)
    try:
        futures[0].result()
    except Exception:
        return time.perf_counter_ns() - start
    raise RuntimeError("the call returned as if nothing had happened")


if __name__ == "__main__":
    from importlib.metadata import version

    exchange.answer(
        f"loky {version('loky')}, Python {platform.python_version()}",
        {"call": call, "cold": cold, "killed": killed},
    )
