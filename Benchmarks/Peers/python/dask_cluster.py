"""A Dask cluster of 2 workers with 2 threads each, which ends when its standard input does.

Says `ready ADDRESS` when it is there.
"""

import sys

from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        print("ready", cluster.scheduler_address, flush=True)
        sys.stdin.read()
