"""A Dask cluster on this machine for tests, which ends with those who have started it.

It is told what to do by lines on its standard input, and answers each with a line: of what was asked, or "error".

    worker [option]…    starts a worker; answers with its name
    kill NAME           kills the process of a worker, which its nanny starts anew
    lose NAME           kills the worker and its nanny, as the loss of a host does
    scheduler-dies      kills the scheduler
    threads N           waits until the workers have so many threads
    log NAME            answers with the path of what a worker has written
    children NAME       how many processes the worker has started that live
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import time

os.environ["DASK_DISTRIBUTED__WORKER__DAEMON"] = "False"

from distributed import Client  # noqa: E402
from distributed.security import Security  # noqa: E402

processes = {}


def start(name, *command):
    with open(options.folder / f"{name}.log", "wb") as log:
        processes[name] = subprocess.Popen(
            [sys.executable, "-m", "dask", *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            cwd=options.folder, start_new_session=True,
        )
    return processes[name]


def security():
    if not options.certificates:
        return []
    folder = options.certificates
    return ["--tls-ca-file", f"{folder}/ca.pem", "--tls-cert", f"{folder}/node.pem", "--tls-key", f"{folder}/node.key"]


def identity():
    return client.sync(client.scheduler.identity, n_workers=-1)["workers"]


def address(name):
    return next(address for address, worker in identity().items() if worker["name"] == name)


def identifier(name):
    return client.run(os.getpid, workers=[address(name)], nanny=False).popitem()[1]


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it took too long")
        time.sleep(0.05)


def obey(command, *arguments):
    if command == "worker":
        name = f"worker-{len(processes)}"
        start(name, "worker", scheduler_address, "--name", name, "--no-dashboard", "--host", "127.0.0.1",
              "--local-directory", str(options.folder), *security(), *arguments)
        wait_for(lambda: any(worker["name"] == name for worker in identity().values()))
        return name
    if command == "kill":
        os.kill(identifier(arguments[0]), signal.SIGKILL)
    elif command == "lose":
        os.killpg(processes[arguments[0]].pid, signal.SIGKILL)
    elif command == "scheduler-dies":
        processes["scheduler"].kill()
    elif command == "threads":
        wait_for(lambda: sum(worker["nthreads"] for worker in identity().values()) == int(arguments[0]))
    elif command == "log":
        return str(options.folder / f"{arguments[0]}.log")
    elif command == "children":
        listed = pathlib.Path(f"/proc/{identifier(arguments[0])}/task").glob("*/children")
        return str(sum(len(path.read_text().split()) for path in listed))
    else:
        raise ValueError(command)
    return command


parser = argparse.ArgumentParser()
parser.add_argument("--folder", type=pathlib.Path, required=True)
parser.add_argument("--certificates", type=pathlib.Path)
options = parser.parse_args()
try:
    file = options.folder / "scheduler.json"
    start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file),
          *(["--protocol", "tls"] if options.certificates else []), *security())
    wait_for(file.exists)
    folder = options.certificates
    client = Client(
        scheduler_file=str(file), name="supervisor", heartbeat_interval=3_600_000,
        security=folder and Security(
            tls_ca_file=f"{folder}/ca.pem", tls_client_cert=f"{folder}/node.pem", tls_client_key=f"{folder}/node.key",
            require_encryption=True),
    )
    scheduler_address = client.scheduler.address
    print(scheduler_address, flush=True)
    for line in sys.stdin:
        try:
            print(obey(*line.split()), flush=True)
        except Exception as error:
            print("error", repr(error), flush=True)
finally:
    # Those that end by themselves leave nothing behind; a scheduler that goes first would make the others wait for it.
    for way, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        for process in reversed(processes.values()):
            try:
                os.killpg(process.pid, way)
            except OSError:
                pass
        end = time.monotonic() + patience
        while any(process.poll() is None for process in processes.values()) and time.monotonic() < end:
            time.sleep(0.02)
    os._exit(0)
