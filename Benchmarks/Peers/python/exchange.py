"""What a contestant says to the harness: a greeting, then for each line with a request a line with a reply."""

import statistics
import sys
from time import perf_counter_ns

WORKERS = 2


def answer(version, workloads):
    print("ready", version, flush=True)
    for line in sys.stdin:
        name, *pairs = line.split()
        parameters = {key: int(value) for key, value in (pair.split("=") for pair in pairs)}
        if name not in workloads:
            reply = f"absent there is no workload {name}"
        else:
            try:
                reply = repr(float(workloads[name](**parameters)))
            except Exception as error:
                reply = f"failed {type(error).__name__}: {' '.join(str(error).split())}"
        print(reply, flush=True)


def nanoseconds(body):
    start = perf_counter_ns()
    body()
    return perf_counter_ns() - start


def nanoseconds_of_call(call, calls, shortest, longest):
    """The mean of calls one right after the other, or the median of calls with pauses before them."""
    for _ in range(calls // 10 + 1):
        call()
    if longest == 0:
        return nanoseconds(lambda: [call() for _ in range(calls)]) / calls
    times = []
    for index in range(calls):
        end = perf_counter_ns() + 1000 * (shortest + (longest - shortest) * (index % 5) // 4)
        while perf_counter_ns() < end:
            pass
        times.append(nanoseconds(call))
    return statistics.median(times)
