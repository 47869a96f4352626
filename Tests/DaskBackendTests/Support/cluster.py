"""A Dask cluster on this machine for tests, which ends with those who have started it.

It is told what to do by lines on its standard input, and answers each with a line: of what was asked, or "error".

    workers N…          starts workers with so many threads each; answers with the name of the last
    host N              starts a host with a network, /dev/shm and /tmp of its own and a worker with so many threads,
                        for whom the paths that follow are empty; answers with its name. For root, in a network
                        namespace with a bridge “hosts”
    unplug NAME         pulls the cable of a host
    kill NAME           kills the process of a worker, which its nanny starts anew
    end NAME            tells a worker to leave, as those do who have started it
    lose NAME           kills the worker and its nanny, as the loss of a host does
    scheduler-dies      kills the scheduler
    threads N           waits until the workers have so many threads
    log NAME            answers with the path of what a worker has written
    children NAME       how many processes the worker has started that live
"""

import argparse
import itertools
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time

# A pulled cable is noticed sooner than by default.
os.environ["DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP"] = "12s"

from distributed import Client  # noqa: E402
from distributed.security import Security  # noqa: E402

processes = {}
numbers = itertools.count(1)


def start(name, *command, prefix=(), **streams):
    with open(options.folder / f"{name}.log", "wb") as log:
        processes[name] = subprocess.Popen(
            [*prefix, sys.executable, "-m", "dask", *command], stdout=log, stderr=log, cwd=options.folder,
            start_new_session=True, **{"stdin": subprocess.DEVNULL, **streams},
        )
    return processes[name]


def add_host(threads, *hidden):
    number = next(numbers)
    name, address = f"worker-{number}", f"{options.host.rsplit('.', 1)[0]}.{number + 1}"
    # Its /tmp is empty, except for what it cannot do without, which may be there.
    needed = " ".join(shlex.quote(str(folder)) for folder in (sys.prefix, options.certificates) if folder)
    become_host = f"""
        set -e
        read -r
        mount --make-rprivate /
        for folder in {" ".join(hidden)}; do
          if [ -d "$folder" ]; then mount -t tmpfs none "$folder"; else mount --bind /dev/null "$folder"; fi
        done
        needed=({needed})
        kept=$(mktemp -d --tmpdir=/run)
        for place in "${{!needed[@]}}"; do
          mkdir "$kept/$place"
          mount --bind "${{needed[place]}}" "$kept/$place"
        done
        mount -t tmpfs none /dev/shm
        mount -t tmpfs none /tmp
        for place in "${{!needed[@]}}"; do
          mkdir -p "${{needed[place]}}"
          mount --move "$kept/$place" "${{needed[place]}}"
          rmdir "$kept/$place"
        done
        rmdir "$kept"
        ip link set lo up
        ip address add {address}/24 dev eth0
        ip link set eth0 up
        cd /tmp
        exec "$@"
    """
    host = start(
        name, "worker", scheduler_address, "--name", name, "--no-dashboard", "--host", address, "--local-directory",
        "/tmp", "--nthreads", threads, *security(), prefix=["unshare", "--net", "--mount", "bash", "-c", become_host, "-"],
        stdin=subprocess.PIPE,
    )
    own = os.readlink("/proc/self/ns/net")
    wait_for(lambda: os.readlink(f"/proc/{host.pid}/ns/net") != own)
    for command in (f"link add {name} type veth peer name eth0 netns {host.pid}", f"link set {name} master hosts up"):
        subprocess.run(["ip", *command.split()], check=True)
    host.stdin.write(b"\n")
    host.stdin.close()
    wait_for(lambda: has_joined(name))
    return name


def has_joined(name):
    if processes[name].poll() is not None:
        lines = (options.folder / f"{name}.log").read_text().splitlines()
        raise ChildProcessError(f"{name} has ended: {' / '.join(lines[-3:])}")
    return any(worker["name"] == name for worker in identity().values())


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


def part_with(name):
    """The process of a worker that is not to be waited for any more."""
    processes[f"former-{name}"] = processes.pop(name)
    return processes[f"former-{name}"]


def kill(process):
    """Kills a process and its children, but not the one of them that removes the semaphores they leave behind."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            group = int((folder / "stat").read_text().rpartition(")")[2].split()[2])
            if group == process.pid and b"resource_tracker" not in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:
            pass


def obey(command, *arguments):
    if command == "workers":
        for threads in arguments:
            name = f"worker-{next(numbers)}"
            start(name, "worker", scheduler_address, "--name", name, "--no-dashboard", "--host", options.host,
                  "--local-directory", str(options.folder), "--nthreads", threads, *security())
        wait_for(lambda: {name for name in processes if name.startswith("worker")}
                 <= {worker["name"] for worker in identity().values()})
        return name
    if command == "host":
        return add_host(*arguments)
    if command == "unplug":
        subprocess.run(["ip", "link", "set", arguments[0], "down"], check=True)
    elif command == "kill":
        os.kill(identifier(arguments[0]), signal.SIGKILL)
    elif command == "end":
        part_with(arguments[0]).terminate()
    elif command == "lose":
        kill(part_with(arguments[0]))
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
parser.add_argument("--host", default="127.0.0.1")
options = parser.parse_args()
try:
    file = options.folder / "scheduler.json"
    start("scheduler", "scheduler", "--host", options.host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file),
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
    for end_process in (subprocess.Popen.terminate, kill):
        for process in reversed(processes.values()):
            end_process(process)
        end = time.monotonic() + 5
        while any(process.poll() is None for process in processes.values()) and time.monotonic() < end:
            time.sleep(0.02)
    os._exit(0)
