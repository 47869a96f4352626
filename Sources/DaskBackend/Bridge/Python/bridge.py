"""Takes batches of jobs from a Swift program to a Dask cluster, and the answers back.

It runs beside the program, which has started it and talks to it through descriptor 0. What of it runs on the cluster is
worker.py, which arrives here as a text and travels on as one.
"""

import argparse
import asyncio
import collections
import hashlib
import logging
import mmap
import os
import pickle
import socket
import struct
import sys
import types
import uuid

FRAME = struct.Struct("<QBI")  # how much follows, the kind, the number of a batch
SUBMIT, CANCEL, SHARE, FORGET, LEAVE = range(1, 6)
READY, CAPACITY, ANSWER, LOST, FAILED, SHARED, FATAL = range(1, 8)
NOTHING_REACHED, NO_DISTRIBUTED, SCHEDULER_LOST = range(1, 4)

# How long values are kept that no call refers to, in seconds: the next call may.
GRACE = 60
# How often a batch waits for a value or a program to be given to the cluster.
ATTEMPTS = 5

# Makes the module of worker.py, unless it is there, and calls one of its functions. An expression of what every Python
# has, since those who unpickle it have nothing of ours.
MAKE = (
    "getattr((lambda sys, types: sys.modules.get(NAME) or (lambda module: "
    "module.__dict__.update(TEXT=TEXT, MAKE=MAKE) or exec(compile(TEXT, NAME, 'exec'), module.__dict__) "
    "or sys.modules.setdefault(NAME, module))(types.ModuleType(NAME)))"
    "(__import__('sys'), __import__('types')), WHAT)(*ARGUMENTS)"
)


def text(value):
    encoded = str(value).encode(errors="replace")
    return struct.pack("<I", len(encoded)) + encoded


class Reader:
    """What stands in a frame, piece by piece."""

    def __init__(self, data):
        self.data, self.place = memoryview(data), 0

    def number(self, form="<I"):
        (value,) = struct.unpack_from(form, self.data, self.place)
        self.place += struct.calcsize(form)
        return value

    def bytes(self):
        size = self.number()
        self.place += size
        return bytes(self.data[self.place - size : self.place])

    def text(self):
        return self.bytes().decode()

    def rest(self):
        return bytes(self.data[self.place :])


class Source:
    """A file of this machine that workers get where they do not have it."""

    def __init__(self, kind, path):
        self.kind, self.lock, self.future = kind, asyncio.Lock(), None
        with open(path, "rb") as file:
            self.content = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.digest = hashlib.sha256(self.content).hexdigest()

    def __sizeof__(self):
        return len(self.content)

    def __reduce_ex__(self, protocol):
        return workers.made("land", self.kind, self.digest, pickle.PickleBuffer(self.content))


class Batch:
    def __init__(self, number, reader):
        self.number = number
        self.limit = reader.number("<Q")
        self.name = reader.text()
        self.environment = dict((reader.text(), reader.text()) for _ in range(reader.number()))
        self.variables = reader.bytes()
        self.attachments = [reader.text() for _ in range(reader.number())]
        self.request = reader.rest()
        self.future, self.is_cancelled, self.attempt = None, False, 0


class Bridge:
    def __init__(self, options, channel):
        self.options, self.channel = options, channel
        self.batches, self.waiting, self.arrived = {}, [], asyncio.Event()
        self.ended, self.has_ended = [], asyncio.Event()
        self.sources, self.names, self.users = {}, {}, collections.Counter()
        self.prefix = uuid.uuid4().hex

    def say(self, kind, number, *parts):
        parts = [FRAME.pack(sum(map(len, parts)), kind, number), *parts]
        self.writer.writelines(parts)

    def give_up(self, code, reason):
        """Tells that nothing goes on from here, and ends."""
        body = struct.pack("<B", code) + text(reason)
        try:
            self.channel.setblocking(True)
            self.channel.sendall(FRAME.pack(len(body), FATAL, 0) + body)
        finally:
            os._exit(0)

    async def run(self):
        reader, self.writer = await asyncio.open_connection(sock=self.channel, limit=1 << 26)
        await self.connect()
        for task in (self.submit_all(), self.answer_all(), self.watch_capacity()):
            self.keep(asyncio.create_task(task))
        while True:
            try:
                size, kind, number = FRAME.unpack(await reader.readexactly(FRAME.size))
                body = Reader(await reader.readexactly(size))
            except asyncio.IncompleteReadError:
                break
            if kind == SUBMIT:
                batch = self.batches[number] = Batch(number, body)
                self.keep(asyncio.create_task(self.admit(batch)))
            elif kind == CANCEL:
                self.cancel([body.number() for _ in range(body.number())])
            elif kind == SHARE:
                self.share(body.text(), body.text())
            elif kind == FORGET:
                self.keep(asyncio.create_task(self.forget(body.text())))
            elif kind == LEAVE:
                break
        await self.client.close()

    def keep(self, task):
        """Ends with what has gone wrong in a task that should not."""

        def look(task):
            if not task.cancelled() and task.exception() is not None:
                self.give_up(SCHEDULER_LOST, f"the bridge has failed: {task.exception()!r}")

        task.add_done_callback(look)

    # The cluster

    async def connect(self):
        options, security = self.options, None
        if options.tls_ca or options.address.startswith("tls:"):
            given = {"tls_ca_file": options.tls_ca, "tls_client_cert": options.tls_cert, "tls_client_key": options.tls_key}
            security = Security(require_encryption=True, **{name: path for name, path in given.items() if path})
        try:
            self.client = await Client(
                options.address, asynchronous=True, security=security, timeout=options.timeout, name="swift-ensembles",
                set_as_default=True,
            )
            await self.client.register_plugin(workers.SwiftWorker())
            self.program = Source("program", options.program)
            self.sources[self.program.digest] = self.program
            capacity = await self.capacity()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self.give_up(NOTHING_REACHED, f"{reason}{self.hint(error)}")
        versions = f"distributed {distributed.__version__}, Python {sys.version.split()[0]}"
        self.say(READY, 0, struct.pack("<II", *capacity), text(self.client.dashboard_link or ""), text(versions))

    def hint(self, error):
        while error is not None:
            if "ssl" in type(error).__module__.lower() or "SSL" in str(error):
                return " (the certificates of one side do not satisfy the other)"
            error = error.__cause__ or error.__context__
        return ""

    async def capacity(self):
        threads = await self.client.scheduler.ncores()
        return len(threads), sum(threads.values())

    async def watch_capacity(self):
        known = None
        while True:
            await asyncio.sleep(1)
            self.require_scheduler()
            try:
                capacity = await self.capacity()
            except OSError:
                continue
            if capacity != known:
                known = capacity
                self.say(CAPACITY, 0, struct.pack("<II", *capacity))

    def require_scheduler(self):
        comm = self.client.scheduler_comm
        if self.client.status != "running" or comm is None or comm.comm.closed():
            self.give_up(SCHEDULER_LOST, "its scheduler does not answer any more")

    async def ask_scheduler(self):
        """Makes sure that the scheduler lives: futures may hear of its death before the connection does."""
        try:
            await asyncio.wait_for(self.capacity(), 5)
        except (OSError, asyncio.TimeoutError):
            self.give_up(SCHEDULER_LOST, "its scheduler does not answer any more")
        self.require_scheduler()

    # Batches

    async def admit(self, batch):
        await asyncio.gather(*(self.names[name] for name in batch.attachments))
        self.waiting.append(batch)
        self.arrived.set()

    async def submit_all(self):
        while True:
            await self.arrived.wait()
            # Many small batches go in one message.
            await asyncio.sleep(0.005 if len(self.batches) > 8 else 0)
            self.arrived.clear()
            batches, self.waiting = self.waiting, []
            batches = [batch for batch in batches if not batch.is_cancelled]
            if not batches:
                continue
            # A key begins with the name of the group that the dashboard shows it in.
            keys = [f"{batch.name}-{self.prefix}-{batch.number}-{batch.attempt}" for batch in batches]
            futures = self.client.map(
                eval, [f"__import__('sys').modules['{workers.__name__}'].run(**batch)"] * len(batches),
                [{"batch": self.specification(batch)} for batch in batches], key=keys, pure=False, retries=0,
            )
            for batch, future in zip(batches, futures):
                batch.future = future
                self.keep(asyncio.create_task(self.follow(batch)))
            # A future that is kept keeps its result on a worker.
            del futures, future, batch, batches

    def specification(self, batch):
        attachments = []
        for name in batch.attachments:
            source = self.names[name].result()
            attachments.append((name, source.digest, source.future.key))
        return {
            "program": self.program.digest,
            "path": self.options.path,
            "program_key": self.program.future and self.program.future.key,
            "is_sent": self.options.ship,
            "environment": batch.environment,
            "variables": batch.variables,
            "attachments": attachments,
            "limit": batch.limit,
            "request": batch.request,
        }

    async def follow(self, batch):
        try:
            await wait(batch.future)
        except (Exception, asyncio.CancelledError):
            pass  # the state of the future tells
        self.ended.append(batch)
        self.has_ended.set()

    async def answer_all(self):
        while True:
            await self.has_ended.wait()
            self.has_ended.clear()
            batches, self.ended = self.ended, []
            done = [batch for batch in batches if batch.future.status == "finished"]
            try:
                answers = dict(zip(done, await self.client.gather([batch.future for batch in done])))
            except Exception:
                answers = {}
                for batch in done:
                    try:
                        answers[batch] = await batch.future
                    except Exception as error:
                        await self.ask_scheduler()
                        self.end(batch, LOST, text(f"its result was lost: {error!r}"))
            for batch in batches:
                if batch in answers:
                    await self.take(batch, answers.pop(batch))
                elif batch.number in self.batches:
                    await self.take_failure(batch)
            del batches, done, answers
            await self.writer.drain()

    async def take(self, batch, answer):
        if answer[0] != workers.MISSING:
            return self.end(batch, ANSWER, answer)
        source = self.sources[Reader(answer[workers.ANSWER.size :]).text()]
        batch.future = None
        batch.attempt += 1
        if batch.attempt > ATTEMPTS:
            reason = f"the cluster was given a {source.kind} {ATTEMPTS} times, and those who had it died each time"
            return self.end(batch, FAILED, text(reason))
        await self.give(source)
        self.waiting.append(batch)
        self.arrived.set()

    async def take_failure(self, batch):
        future, batch.future = batch.future, None
        if batch.is_cancelled:
            self.batches.pop(batch.number, None)
        elif future.status == "error":
            error = await future.exception()
            code = LOST if isinstance(error, KilledWorker) else FAILED
            self.end(batch, code, text(f"{type(error).__name__}: {error}"))
        else:
            await self.ask_scheduler()
            self.end(batch, LOST, text(f"the cluster has given it up ({future.status})"))

    def end(self, batch, kind, body):
        if self.batches.pop(batch.number, None) is not None and not batch.is_cancelled:
            self.say(kind, batch.number, body)
        batch.future = None

    def cancel(self, numbers):
        batches = [self.batches.pop(number) for number in numbers if number in self.batches]
        for batch in batches:
            batch.is_cancelled = True
        futures = [batch.future for batch in batches if batch.future is not None]
        if futures:
            self.keep(asyncio.create_task(self.client.cancel(futures, force=True)))

    # Files that workers need

    async def give(self, source):
        """Gives a file to one of the workers, from whom the others take it, unless one that lives has it."""
        async with source.lock:
            if source.future is not None and any((await self.client.scheduler.who_has(keys=[source.future.key])).values()):
                return
            while not (addresses := list(await self.client.scheduler.ncores())):
                await asyncio.sleep(1)
            [source.future] = await self.client.scatter([source], workers=addresses[:1], hash=False)

    def share(self, name, path):
        if name not in self.names:
            # Another call refers to it as soon as this one does.
            self.names[name] = asyncio.create_task(self.sourced(name, path))
            self.keep(self.names[name])
        self.users[name] += 1

    async def sourced(self, name, path):
        source = await asyncio.to_thread(Source, "value", path)
        source = self.sources.setdefault(source.digest, source)
        self.say(SHARED, 0, text(name))
        await self.give(source)
        return source

    async def forget(self, name):
        self.users[name] -= 1
        await asyncio.sleep(GRACE)
        if self.users[name] > 0 or name not in self.names:
            return
        source = await self.names.pop(name)
        if not any(task.done() and task.result() is source for task in self.names.values()):
            # Who has taken it lets go of it after some time.
            self.sources.pop(source.digest, None)
            source.future = None


def read(count):
    data = b""
    while len(data) < count:
        piece = os.read(0, count - len(data))
        if not piece:
            sys.exit("the program has gone")
        data += piece
    return data


def read_text():
    (size,) = struct.unpack("<Q", read(8))
    return read(size).decode()


def options():
    parser = argparse.ArgumentParser()
    for name in ("--address", "--program", "--path", "--tls-ca", "--tls-cert", "--tls-key", "--timeout"):
        parser.add_argument(name)
    parser.add_argument("--ship", action="store_true")
    return parser.parse_args()


worker_text = read_text()
# Nothing that Python or a library prints may come between frames, or wait for input.
channel = socket.socket(fileno=os.dup(0))
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
bridge = Bridge(options(), channel)
try:
    import distributed
    from distributed import Client, KilledWorker, wait
    from distributed.security import Security
except ImportError as error:
    bridge.give_up(NO_DISTRIBUTED, f"{sys.executable} has no package distributed ({error})")
# What the program is to hear of comes in frames; the rest would only repeat it.
logging.disable(logging.CRITICAL)
name = "swift_ensembles_" + hashlib.sha256((worker_text + MAKE).encode()).hexdigest()[:16]
eval(MAKE, {"NAME": name, "TEXT": worker_text, "MAKE": MAKE, "WHAT": "SwiftWorker", "ARGUMENTS": ()})
workers = sys.modules[name]
asyncio.run(bridge.run())
