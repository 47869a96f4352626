"""joblib.Parallel with its Dask backend, on the cluster whose address is in DASK_SCHEDULER_ADDRESS."""

import math
import os
import platform
import time

import distributed
import exchange
import joblib
from joblib import Parallel, delayed


def tasks(tasks, batch):
    root = delayed(math.sqrt)
    parallel = Parallel(batch_size=batch or "auto")
    return exchange.nanoseconds(lambda: parallel(root(number) for number in range(tasks))) / tasks


def work(tasks, milliseconds):
    rest = delayed(time.sleep)
    return exchange.nanoseconds(lambda: Parallel()(rest(milliseconds / 1000) for _ in range(tasks)))


if __name__ == "__main__":
    with distributed.Client(os.environ["DASK_SCHEDULER_ADDRESS"]), joblib.parallel_config("dask"):
        exchange.answer(
            f"joblib {joblib.__version__}, distributed {distributed.__version__}, Python {platform.python_version()}",
            {"tasks": tasks, "work": work},
        )
