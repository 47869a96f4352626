"""Takes batches of jobs from a Swift program to a Dask cluster, and the answers back.

It runs beside the program, which has started it and talks to it through descriptor 0. What of it runs on the cluster is
worker.py, which arrives here as a text and travels on as one.
"""

import argparse
import asyncio
import collections
import hashlib
import itertools
import logging
import mmap
import os
import pickle
import random
import socket
import struct
import sys
import uuid
import warnings

FRAME = struct.Struct("<QBI")  # how much follows, the kind, the number of a batch
SUBMIT, CANCEL, SHARE, FORGET, LEAVE = range(1, 6)
READY, CAPACITY, ANSWER, LOST, FAILED, SHARED, FATAL = range(1, 8)
NOTHING_REACHED, NO_DISTRIBUTED, SCHEDULER_LOST = range(1, 4)

# How long values are kept that no batch refers to, in seconds: the next may.
GRACE = 10
# How often something is tried that fails where a worker is about to die.
ATTEMPTS = 5
# How long answers wait for those that were asked for before them, in seconds.
PATIENCE = 0.2

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
        self.kind, self.lock, self.future, self.uses = kind, asyncio.Lock(), None, 0
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


class Ungiven(Exception):
    """No worker could be given a file."""


class Outbox:
    """Frames on their way to the program, each as a whole, and in their order."""

    def __init__(self, channel):
        # Those who read wait for the descriptor itself.
        self.channel, self.pending, self.is_waiting = channel.dup(), collections.deque(), False

    def say(self, kind, number, *parts):
        self.pending += [FRAME.pack(sum(map(len, parts)), kind, number), *parts]
        if not self.is_waiting:
            self.send()

    def send(self):
        """Sends what the channel takes, and the rest when it takes more."""
        try:
            while self.pending:
                # A call for a part would be many for small frames.
                parts = list(itertools.islice(self.pending, 64))
                count = self.channel.sendmsg(parts)
                for part in parts:
                    if count < len(part):
                        self.pending[0] = memoryview(part)[count:]
                        break
                    count -= len(self.pending.popleft())
        except BlockingIOError:
            if not self.is_waiting:
                asyncio.get_running_loop().add_writer(self.channel, self.send)
            self.is_waiting = True
        except OSError:
            os._exit(0)  # the program has gone
        else:
            if self.is_waiting:
                asyncio.get_running_loop().remove_writer(self.channel)
            self.is_waiting = False

    def give_up(self, code, reason):
        """Tells that nothing goes on from here, behind all that was said before, and ends."""
        self.channel.setblocking(True)
        self.say(FATAL, 0, struct.pack("<B", code), text(reason))
        if self.is_waiting:
            self.send()
        os._exit(0)


class Bridge:
    def __init__(self, options, channel, outbox):
        self.options, self.channel = options, channel
        self.say, self.give_up = outbox.say, outbox.give_up
        self.batches, self.waiting, self.arrived = {}, [], asyncio.Event()
        self.ended, self.has_ended = [], asyncio.Event()
        self.sources, self.names, self.users = {}, {}, collections.Counter()
        self.prefix = uuid.uuid4().hex

    async def run(self):
        reader, writer = await asyncio.open_connection(sock=self.channel, limit=1 << 26)
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
        writer.close()

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
            await self.patiently(lambda: self.client.register_plugin(workers.SwiftWorker()))
            self.program = Source("program", options.program)
            self.program.uses = 1
            self.sources[self.program.digest] = self.program
            capacity = await self.capacity()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self.give_up(NOTHING_REACHED, f"{reason}{self.hint(error)}")
        versions = f"distributed {distributed.__version__}, Python {sys.version.split()[0]}"
        self.say(READY, 0, struct.pack("<II", *capacity), text(self.client.dashboard_link or ""), text(versions))

    async def patiently(self, attempt):
        """What comes of something that fails as long as a worker is listed that has died."""
        for _ in range(ATTEMPTS - 1):
            try:
                return await attempt()
            except Exception:
                await asyncio.sleep(1)
                self.require_scheduler()
        return await attempt()

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
        tasks = [self.names.get(name) for name in batch.attachments]
        try:
            if None in tasks:
                raise Ungiven("a value could not be read")
            batch.sources = [await task for task in tasks]
        except (Ungiven, OSError) as error:
            return self.end(batch, FAILED, text(error))
        self.submit(batch)

    def submit(self, batch):
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
        attachments = [
            (name, source.digest, source.future.key) for name, source in zip(batch.attachments, batch.sources)
        ]
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
            answering = asyncio.create_task(self.answer(batches))
            self.keep(answering)
            del batches
            # What ends meanwhile is asked for at once. But who asks for a result that has left with its worker waits
            # until the cluster has it again, and the others are not to wait for that.
            await asyncio.wait([answering], timeout=PATIENCE)

    async def answer(self, batches):
        done = [batch for batch in batches if batch.future.status == "finished"]
        try:
            answers = dict(zip(done, await self.client.gather([batch.future for batch in done])))
        except Exception:
            answers = {}
            for batch in done:
                try:
                    answers[batch] = await batch.future
                except Exception:
                    await asyncio.sleep(0.1)
                    await self.ask_scheduler()
        for batch in batches:
            if batch in answers:
                self.take(batch, answers.pop(batch))
            elif batch.number in self.batches:
                await self.take_failure(batch)

    def take(self, batch, answer):
        if answer[0] != workers.MISSING or batch.is_cancelled:
            return self.end(batch, ANSWER, answer)
        source = self.sources[Reader(answer[workers.ANSWER.size :]).text()]
        reason = f"the cluster was given a {source.kind} {ATTEMPTS} times, and those who had it died each time"
        self.try_again(batch, reason, self.give(source))

    def try_again(self, batch, reason, preparation):
        """Submits a batch once more when something has been prepared, unless that has been done too often."""
        batch.future = None
        batch.attempt += 1

        async def prepare():
            try:
                await preparation
            except Ungiven as error:
                return self.end(batch, FAILED, text(error))
            self.submit(batch)

        if batch.attempt > ATTEMPTS:
            preparation.close()
            return self.end(batch, FAILED, text(reason))
        self.keep(asyncio.create_task(prepare()))

    async def take_failure(self, batch):
        future, batch.future = batch.future, None
        if batch.is_cancelled:
            self.batches.pop(batch.number, None)
        elif future.status == "error":
            error = await future.exception()
            if isinstance(error, KeyError) and error.args == (workers.__name__,):
                # The worker has come just now, and is to get the plugin before long.
                return self.try_again(batch, "a worker does not get the plugin", asyncio.sleep(1))
            code = LOST if isinstance(error, KilledWorker) else FAILED
            self.end(batch, code, text(f"{type(error).__name__}: {error}"))
        elif future.status in ("lost", "pending", "finished"):
            # Whoever held the result has left before it came here, and the cluster does the batch again, or has already.
            batch.future = future
            self.keep(asyncio.create_task(self.follow(batch)))
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
            for attempt in range(ATTEMPTS):
                address = None
                try:
                    if source.future is not None and any(
                        (await self.client.scheduler.who_has(keys=[source.future.key])).values()
                    ):
                        return
                    while not (addresses := list(await self.client.scheduler.ncores_running())):
                        await asyncio.sleep(1)
                    address = random.choice(addresses)
                    [source.future] = await self.client.scatter([source], workers=[address], hash=False)
                    return
                except Exception as error:  # whatever becomes of a worker that dies or has no room
                    await self.ask_scheduler()
                    reason = await self.complaint(address, source) or f"{type(error).__name__}: {error}"
                    await asyncio.sleep(attempt)
            raise Ungiven(f"no worker could be given a {source.kind}: {reason}")

    async def complaint(self, address, source):
        """What a worker says that could not take a file: of that it tells nobody who does not ask."""
        expression = f"__import__('sys').modules['{workers.__name__}'].unlanded.get('{source.digest}')"
        try:
            asking = self.client.run(eval, expression, workers=[address], nanny=False)
            complaint = (await asyncio.wait_for(asking, 5))[address]
        except Exception:
            return None
        return complaint and f"{address}: {complaint}"

    def share(self, name, path):
        self.users[name] += 1
        if name in self.names:
            # The program holds the file until it hears that it was read.
            self.keep(asyncio.create_task(self.confirm(name, self.names[name])))
        else:
            # Another call refers to it as soon as this one does.
            self.names[name] = asyncio.create_task(self.sourced(name, path))

    async def confirm(self, name, reading):
        await asyncio.wait([reading])
        self.say(SHARED, 0, text(name))

    async def sourced(self, name, path):
        try:
            try:
                source = await asyncio.to_thread(Source, "value", path)
            finally:
                self.say(SHARED, 0, text(name))
            source = self.sources.setdefault(source.digest, source)
        except BaseException:
            self.names.pop(name, None)
            raise
        source.uses += 1
        try:
            await self.give(source)
        except BaseException:
            # Whoever shares it the next time tries anew.
            self.names.pop(name, None)
            self.let_go(source)
            raise
        return source

    async def forget(self, name):
        self.users[name] -= 1
        await asyncio.sleep(GRACE)
        if self.users[name] > 0:
            return
        del self.users[name]
        if name not in self.names:
            return
        try:
            source = await self.names.pop(name)
        except (Ungiven, OSError):
            return
        self.let_go(source)

    def let_go(self, source):
        """Forgets what no name stands for any more; who has taken it lets go of it after some time."""
        source.uses -= 1
        if source.uses == 0:
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
outbox = Outbox(channel)
try:
    import distributed
    from distributed import Client, KilledWorker, wait
    from distributed.security import Security
except ImportError as error:
    outbox.give_up(NO_DISTRIBUTED, f"{sys.executable} has no package distributed ({error})")
# What the program is to hear of comes in frames; the rest would only repeat it.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
name = "swift_ensembles_" + hashlib.sha256((worker_text + MAKE).encode()).hexdigest()[:16]
eval(MAKE, {"NAME": name, "TEXT": worker_text, "MAKE": MAKE, "WHAT": "SwiftWorker", "ARGUMENTS": ()})
workers = sys.modules[name]
asyncio.run(Bridge(options(), channel, outbox).run())
