"""joblib.Parallel with the backend that is the argument: threading or loky."""

import math
import os
import platform
import signal
import sys
import threading
import time

import exchange
import tasks as work
from exchange import WORKERS, nanoseconds


class Joblib:
    def __init__(self, backend):
        self.backend = backend
        self.rounds = None

    def workloads(self):
        shared = {"tasks": self.tasks, "call": self.call}
        if self.backend == "threading":
            return shared
        return {
            **shared, "cold": self.cold, "killed": self.killed, "array": self.array, "shared": self.array,
            "work": self.work,
        }  # fmt: skip

    def parallel(self, **options):
        from joblib import Parallel

        return Parallel(**{"n_jobs": WORKERS, "backend": self.backend, **options})

    def tasks(self, tasks, batch=0, raw=0):
        from joblib import delayed

        root = delayed(math.sqrt)
        parallel = self.parallel(batch_size=batch or "auto")
        return nanoseconds(lambda: parallel(root(i) for i in range(tasks))) / tasks

    def call(self, tasks, calls, shortest, longest):
        from joblib import delayed

        jobs = [delayed(math.sqrt)(i) for i in range(tasks)]
        return exchange.nanoseconds_of_call(lambda: self.parallel()(jobs), calls, shortest, longest)

    def cold(self):
        import joblib  # noqa: F401  (what an import takes is not what is measured)
        from joblib import delayed

        jobs = [delayed(math.sqrt)(i) for i in range(WORKERS)]
        start = time.perf_counter_ns()
        results = self.parallel(return_as="generator")(jobs)
        next(results)
        first = time.perf_counter_ns() - start
        list(results)
        return first

    def killed(self, resident):
        from joblib import delayed

        process = work.settle_in_two(
            lambda: self.parallel()(delayed(work.settle)(size) for size in (resident, 0))
        )
        start = []

        def kill():
            time.sleep(0.5)
            start.append(time.perf_counter_ns())
            os.kill(process, signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        try:
            self.parallel()(delayed(work.sleep)(60) for _ in range(WORKERS))
        except Exception:
            seen = time.perf_counter_ns()
            thread.join()
            return seen - start[0]
        raise RuntimeError("the call returned as if nothing had happened")

    def array(self, bytes, tasks, fresh=0):
        import numpy
        from joblib import delayed

        values = numpy.ones(bytes // 8)
        self.parallel()(delayed(math.sqrt)(i) for i in range(4))
        size = len(values) // tasks
        jobs = [delayed(work.sum_slice)(values, i * size, (i + 1) * size) for i in range(tasks)]
        return nanoseconds(lambda: self.parallel()(jobs))

    def work(self, tasks, workers, milliseconds):
        from joblib import delayed

        if self.rounds is None:
            self.rounds = work.rounds_per_millisecond()
        rounds = int(milliseconds * self.rounds)
        if workers == 1:
            return nanoseconds(lambda: [work.spin(rounds) for _ in range(tasks)]) / tasks
        self.parallel(n_jobs=workers)(delayed(math.sqrt)(i) for i in range(4))
        parallel = self.parallel(n_jobs=workers)
        return nanoseconds(lambda: parallel(delayed(work.spin)(rounds) for _ in range(tasks))) / tasks


if __name__ == "__main__":
    from importlib.metadata import version

    exchange.answer(
        f"joblib {version('joblib')}, numpy {version('numpy')}, Python {platform.python_version()}",
        Joblib(sys.argv[1]).workloads(),
    )
