"""Does batches of jobs of a Swift program on a Dask worker.

Nothing of this is installed there: it travels as text, and `MAKE`, which bridge.py sets beside `TEXT`, makes a module of
it wherever something of this file is unpickled. It never looks into what jobs are made of.
"""

import asyncio
import collections
import concurrent.futures
import fcntl
import hashlib
import logging
import mmap
import os
import pickle
import select
import signal
import socket
import stat
import struct
import tempfile
import threading
import time

import dask
from distributed import Reschedule, WorkerPlugin, get_worker
from distributed.utils_comm import gather_from_workers
from tornado.ioloop import PeriodicCallback

log = logging.getLogger("distributed.worker.swift")

# How an answer begins, followed by the nanoseconds that the program has taken.
DONE, DIED, EXCEEDED, CANCELLED, REFUSED, MISSING = range(6)
ANSWER = struct.Struct("<BQ")

# What a program that was started as a worker hears and says: `RemoteWorker` in Parallelism tells it all.
FRAME = struct.Struct("<QQ")
HELLO = 0x6F6C6C6568000001
RESULTS, VARIABLES, ATTACHED_JOBS = HELLO + 2, HELLO + 3, HELLO + 6
WORKER_OF = "SWIFT_PARALLELISM_WORKER_OF"
CHANNEL, PAGE = 3, 4
NO_JOB = 0xFFFFFFFF

# How long processes that do nothing, and values that nobody refers to, are kept; in seconds.
PATIENCE = 120
VALUE_PATIENCE = 30
# Copies of programs that nobody has used for so long are removed.
PROGRAM_LIFETIME = 7 * 24 * 3600


class Refusal(Exception):
    """The program cannot run here, and would not the next time."""


class Missing(Exception):
    """A file is not here, and nobody has it."""


class Unwanted(Exception):
    """Nobody wants the result any more."""


class Ended(Exception):
    """The program has ended."""


class Killed(Exception):
    """The program was killed before it could do anything, as the system does when memory is short."""


class Overdue(Exception):
    """A job takes longer than it may."""


def made(what, *arguments):
    """What an object is pickled as, so that those who unpickle it need not know this module."""
    return eval, (MAKE, {"NAME": __name__, "TEXT": TEXT, "MAKE": MAKE, "WHAT": what, "ARGUMENTS": arguments})


def text(value):
    encoded = value.encode(errors="replace")
    return struct.pack("<I", len(encoded)) + encoded


# Files by the hash of their contents, one of each on a host


def folder(kind):
    """Where a host keeps values or programs of this user, whom nobody else may replace."""
    if kind == "program":
        base = dask.config.get("temporary-directory", None) or tempfile.gettempdir()
    else:
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    path = os.path.join(base, f"swift-ensembles-{kind}s-{os.getuid()}")
    os.makedirs(path, 0o700, exist_ok=True)
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise Refusal(f"{path} must be a folder that belongs to its user alone")
    return path


def digest_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


class Blob:
    """A file of this host, open and in use: whoever has the last of it removes values, and leaves programs."""

    def __init__(self, kind, digest):
        self.kind, self.digest, self.path = kind, digest, os.path.join(folder(kind), digest)
        self.file = open(self.path, "rb")
        fcntl.flock(self.file, fcntl.LOCK_SH)
        if os.fstat(self.file.fileno()).st_nlink == 0:
            self.file.close()
            raise FileNotFoundError(self.path)
        os.utime(self.path)

    @property
    def own_path(self):
        """A path that holds even if the file is removed."""
        return f"/proc/{os.getpid()}/fd/{self.file.fileno()}"

    def __reduce_ex__(self, protocol):
        content = mmap.mmap(self.file.fileno(), 0, prot=mmap.PROT_READ)
        return made("land", self.kind, self.digest, pickle.PickleBuffer(content))

    def __sizeof__(self):
        return os.fstat(self.file.fileno()).st_size

    def __del__(self):
        if getattr(self, "file", None) is None or self.file.closed:
            return
        self.file.close()
        if self.kind == "value":
            remove_unused(self.path)


# Why files could not be put in their place, by their hashes.
unlanded = {}


def land(kind, digest, content):
    """Puts a file in its place that has come from elsewhere, unless it is there."""
    try:
        return Blob(kind, digest)
    except FileNotFoundError:
        pass
    content = memoryview(content).cast("B")
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError("a file has come with other contents than its name says")
    path = os.path.join(folder(kind), digest)
    mode = 0o700 if kind == "program" else 0o600
    staging = f"{path}.{os.getpid()}.{threading.get_ident()}"
    try:
        descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "wb", buffering=0) as file:
            while content:
                content = content[file.write(content):]
        os.rename(staging, path)
    except OSError as error:
        # Whoever asked for it hears of no more than that it did not come.
        unlanded[digest] = f"{path} cannot be written ({error.strerror})"
        try:
            os.unlink(staging)
        except OSError:
            pass
        raise
    unlanded.pop(digest, None)
    return Blob(kind, digest)


def remove_unused(path):
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
    except OSError:
        pass  # somebody uses it, or somebody else has removed it


def sweep():
    """Removes what workers have left that were killed, and programs that are not used any more."""
    for kind, lifetime in (("value", PATIENCE), ("program", PROGRAM_LIFETIME)):
        try:
            entries = list(os.scandir(folder(kind)))
        except (OSError, Refusal):
            continue  # a batch that needs the folder will tell
        for entry in entries:
            try:
                is_old = entry.stat(follow_symlinks=False).st_mtime < time.time() - lifetime
            except OSError:
                continue  # somebody else has removed it just now
            if is_old and entry.name != "lock":
                remove_unused(entry.path)


# The program


class Program:
    """A process that does jobs, one batch at a time."""

    def __init__(self, path, environment):
        self.used, self.blobs = time.monotonic(), set()
        self.tail = collections.deque(maxlen=100)
        self.cancelled, self.variables = False, b""
        self.channel, theirs = socket.socketpair()
        page = os.memfd_create("swift-worker")
        os.ftruncate(page, mmap.PAGESIZE)
        self.page = mmap.mmap(page, mmap.PAGESIZE)
        self.output, output = os.pipe()
        # Where they cannot be in the way of those that they become.
        given = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, 10) for file in (theirs.fileno(), page, output)]
        try:
            self.identifier = os.posix_spawn(
                path,
                [path],
                {**os.environ, **environment, WORKER_OF: str(os.getpid())},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, given[2], 1),
                    (os.POSIX_SPAWN_DUP2, given[2], 2),
                    (os.POSIX_SPAWN_DUP2, given[0], CHANNEL),
                    (os.POSIX_SPAWN_DUP2, given[1], PAGE),
                ],
                setpgroup=0,
                setsigmask=(),
                setsigdef=signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP},
            )
        except (OSError, ValueError) as error:
            self.channel.close()
            os.close(self.output)
            raise Refusal(f"{path} cannot be started: {getattr(error, 'strerror', None) or error}") from error
        finally:
            for file in given + [page, output]:
                os.close(file)
            theirs.close()
        self.reader = threading.Thread(target=self._pass_on_output, daemon=True)
        self.reader.start()
        try:
            kind, _ = self._receive()
        except Ended:
            ended = self.end()
            if ended[0] == signal.SIGKILL:
                raise Killed(self, ended) from None
            said = "; ".join(self.tail) or "it said nothing"
            by = f" by signal {ended[0]}" if ended[0] else f" with exit code {ended[1]}"
            raise Refusal(f"{path} ends as soon as it is started,{by}: {said}") from None
        if kind != HELLO:
            self.end()
            raise Refusal(f"{path} is no program that does jobs")

    def _pass_on_output(self):
        with os.fdopen(self.output, "rb") as lines:
            for line in lines:
                line = line.decode(errors="replace").rstrip()
                self.tail.append(line)
                log.info("swift[%d] %s", self.identifier, line)

    def _receive(self):
        kind, size = FRAME.unpack(self._read(FRAME.size))
        return kind, self._read(size)

    def _read(self, size):
        data, place = bytearray(size), 0
        while place < size:
            try:
                count = self.channel.recv_into(memoryview(data)[place:])
            except OSError:
                count = 0
            if count == 0:
                raise Ended
            place += count
        return data

    @property
    def job(self):
        """Which job of its batch the program is at, or was at last; None if it has begun none."""
        (job,) = struct.unpack_from("<I", self.page, 0)
        return None if job == NO_JOB else job

    def perform(self, request, variables, attachments, limit):
        """Has the program do a batch.

        `variables` is what the program's top-level variables are to hold, `attachments` are pairs of identifiers and
        paths, `limit` is in nanoseconds, or zero.
        """
        struct.pack_into("<I", self.page, 0, NO_JOB)
        struct.pack_into("<?", self.page, 128, bool(limit))
        head = struct.pack("<I", len(attachments)) + b"".join(text(part) for pair in attachments for part in pair)
        try:
            if variables != self.variables:
                self.channel.sendall(FRAME.pack(VARIABLES, len(variables)) + variables)
                self.variables = variables
            self.channel.sendall(FRAME.pack(ATTACHED_JOBS, len(head) + len(request)) + head)
            self.channel.sendall(request)
        except OSError:
            raise Ended from None
        if limit:
            self._await_answer(limit)
        kind, body = self._receive()
        if kind != RESULTS:
            raise Refusal("the program answers something else than what it was asked")
        self.used = time.monotonic()
        return body

    def _await_answer(self, limit):
        poll = select.poll()
        poll.register(self.channel, select.POLLIN)
        rest = limit
        # No longer at a time than the number of milliseconds can say.
        while not poll.poll(min(rest // 1_000_000 + 1, 1 << 30)):
            job = self.job
            (began,) = struct.unpack_from("<Q", self.page, 8)
            is_same = job is not None and self.job == job
            rest = limit - (time.monotonic_ns() - began) if is_same else limit
            if rest <= 0:
                raise Overdue(job)

    def kill(self):
        for kill in (os.killpg, os.kill):
            try:
                kill(self.identifier, signal.SIGKILL)
            except OSError:
                pass

    def end(self):
        """Makes sure that the process ends; returns the signal and the exit code that it ended with."""
        self.kill()
        _, status = os.waitpid(self.identifier, 0)
        self.channel.close()
        self.reader.join(2)
        return (os.WTERMSIG(status), -1) if os.WIFSIGNALED(status) else (0, os.WEXITSTATUS(status))


class SwiftWorker(WorkerPlugin):
    """Keeps processes of programs for the next batch, and files for the next that refers to them."""

    name = __name__
    idempotent = True

    def __init__(self):
        self.lock = threading.Lock()
        self.idle = collections.defaultdict(list)
        # The batches that are being done, and when those were cancelled that had no program yet.
        self.busy, self.running, self.cancelled = {}, set(), {}
        self.blobs, self.digests = {}, {}
        self.is_leaving = False

    def __reduce__(self):
        return made("SwiftWorker")

    def setup(self, worker):
        self.worker = worker
        self.tidying = PeriodicCallback(self.tidy, VALUE_PATIENCE * 500)
        self.tidying.start()
        sweep()

    def teardown(self, worker):
        self.tidying.stop()
        with self.lock:
            self.is_leaving = True
            programs = [program for programs in self.idle.values() for program in programs]
            self.idle.clear()
            for program in self.busy.values():
                program.kill()
        for program in programs:
            program.end()
        self.blobs.clear()

    def transition(self, key, start, finish, **_):
        """Ends what runs when nobody wants its result any more."""
        if start in ("executing", "long-running") and finish in ("released", "cancelled", "forgotten"):
            self.cancel(key)

    def cancel(self, key):
        with self.lock:
            program = self.busy.get(key)
            if program is None:
                self.cancelled[key] = time.monotonic()
            else:
                program.cancelled = True
                program.kill()

    def tidy(self):
        """Lets go of what has not been used for long."""
        now = time.monotonic()
        self._end_idle(lambda program: program.used < now - PATIENCE)
        with self.lock:
            needed = {digest for program in self.busy.values() for digest in program.blobs}
            for digest in [digest for digest, blob in self.blobs.items() if blob.used < now - VALUE_PATIENCE]:
                if digest not in needed:
                    del self.blobs[digest]
            # Dask tells of everybody's tasks: most are none of ours.
            for key in [key for key, moment in self.cancelled.items() if moment < now - PATIENCE]:
                if key not in self.running:
                    del self.cancelled[key]
        sweep()

    def _end_idle(self, is_unwanted):
        with self.lock:
            ending = []
            for programs in self.idle.values():
                ending += [program for program in programs if is_unwanted(program)]
                programs[:] = [program for program in programs if not is_unwanted(program)]
        for program in ending:
            program.end()

    def blob(self, kind, digest, key, task):
        """A file by its hash: that of this host, or else the one that some worker holds under a key."""
        with self.lock:
            blob = self.blobs.get(digest)
        if blob is None:
            # One worker of a host at a time looks, so that it comes here once.
            with open(os.path.join(folder(kind), "lock"), "w") as lock:
                while not self._has_locked(lock):
                    self._require_wanted(task)
                    time.sleep(0.05)
                try:
                    blob = Blob(kind, digest)
                except FileNotFoundError:
                    blob = self._pull(digest, key, task)
        with self.lock:
            blob = self.blobs.setdefault(digest, blob)
            blob.used = time.monotonic()
            return blob

    @staticmethod
    def _has_locked(file):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    def _require_wanted(self, task):
        with self.lock:
            if task in self.cancelled:
                raise Unwanted

    def _pull(self, digest, key, task):
        async def pull():
            holders = await self.worker.scheduler.who_has(keys=[key])
            data, *_ = await gather_from_workers(holders, rpc=self.worker.rpc, who=self.worker.address)
            return data.get(key)

        if key is None:
            raise Missing
        unlanded.pop(digest, None)
        pulling = asyncio.run_coroutine_threadsafe(pull(), self.worker.loop.asyncio_loop)
        while not concurrent.futures.wait([pulling], timeout=0.2).done:
            try:
                self._require_wanted(task)
            except Unwanted:
                pulling.cancel()
                raise
        blob = pulling.result()
        if blob is None:
            raise Refusal(unlanded[digest]) if digest in unlanded else Missing
        return blob

    def digest(self, path):
        """The hash of a file, which is read again when it has changed."""
        status = os.stat(path)
        known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if known not in self.digests:
            self.digests[known] = digest_of(path)
        return self.digests[known]

    def path(self, program, path, key, is_sent, task):
        """Where the program is on this host: at its own path if it is the same there, else among the host's copies."""
        try:
            digest = self.digest(path)
            if digest == program:
                return path
            why = f"{path} is another build there, with the SHA-256 {digest}"
        except OSError as error:
            why = f"{path} cannot be read there ({error.strerror})"
        if is_sent:
            return self.blob("program", program, key, task).path
        raise Refusal(f"it needs the build of the program with the SHA-256 {program}, but {why}")

    def run(self, key, program, path, program_key, is_sent, environment, variables, attachments, limit, request):
        began = time.monotonic_ns()
        process = None
        answered = False
        needed = program
        with self.lock:
            self.running.add(key)
        try:
            path = self.path(program, path, program_key, is_sent, key)
            blobs = []
            for identifier, needed, blob_key in attachments:
                blobs.append((identifier, self.blob("value", needed, blob_key, key)))
            process = self._take(program, path, environment)
            with self.lock:
                if key in self.cancelled:
                    raise Unwanted
                self.busy[key] = process
            process.blobs = {blob.digest for _, blob in blobs}
            began = time.monotonic_ns()
            files = [(identifier, blob.own_path) for identifier, blob in blobs]
            reply = process.perform(request, variables, files, limit)
            answered = True
            return ANSWER.pack(DONE, time.monotonic_ns() - began) + reply
        except Missing:
            return ANSWER.pack(MISSING, 0) + text(needed)
        except Unwanted:
            return ANSWER.pack(CANCELLED, 0)
        except (Refusal, OSError) as refusal:
            return ANSWER.pack(REFUSED, 0) + text(f"{self.worker.address}: {refusal}")
        except Killed as killed:
            return self._death(*killed.args, -1, began)
        except Overdue as overdue:
            return ANSWER.pack(EXCEEDED, limit) + struct.pack("<i", overdue.args[0])
        except Ended:
            # From here on its number may be that of another process.
            with self.lock:
                self.busy.pop(key, None)
            if process.cancelled:
                return ANSWER.pack(CANCELLED, 0)
            if self.is_leaving:
                raise Reschedule() from None
            dead, process = process, None
            job = -1 if dead.job is None else dead.job
            return self._death(dead, dead.end(), job, began)
        finally:
            with self.lock:
                self.busy.pop(key, None)
                self.running.discard(key)
                self.cancelled.pop(key, None)
                keeps = answered and not process.cancelled
                if keeps:
                    self.idle[process.place].append(process)
            if process is not None and not keeps:
                process.end()

    def _take(self, program, path, environment):
        place = (program, tuple(sorted(environment.items())))
        with self.lock:
            if self.idle[place]:
                return self.idle[place].pop()
        process = Program(path, environment)
        process.place = place
        try:
            digest = self.digest(f"/proc/{process.identifier}/exe")
        except OSError:
            return process  # it has died meanwhile, which its first batch tells
        # The file may have been replaced since somebody looked at it.
        if digest != program:
            process.end()
            raise Refusal(f"{path} was replaced by another build while it was started")
        return process

    def _death(self, program, ended, job, began):
        head = struct.pack("<iiiI", job, *ended, program.identifier)
        last = "\n".join(program.tail)
        return ANSWER.pack(DIED, time.monotonic_ns() - began) + head + text(self.worker.address) + text(last)


def run(**batch):
    """What the tasks of the cluster are: one batch of jobs, and nothing else."""
    worker = get_worker()
    return worker.plugins[__name__].run(worker.get_current_task(), **batch)
