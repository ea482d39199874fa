"""Cluster: a crew that is the workers of a Dask scheduler, which read the reports and extract them where they are."""

import hashlib
import logging
import os
import pickle
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from indicators import __version__, compiled, workers
from indicators.extraction import Extractor, Setup
from indicators.rules import shipped
from indicators.workers import DIED, Answer, Here, Task, in_flight

LOCAL = "local"
INSTALL = "pip install 'indicators[cluster]'"
_REACH = 10  # seconds in which a scheduler must answer
_JOIN = 60  # seconds in which a worker must be there
_LOGS = ("distributed", "tornado", "asyncio", "bokeh")
_SILENT = dict.fromkeys(("distributed", "distributed.client", "tornado", "tornado.application", "bokeh"), "critical")
_UNLIKE = "{} {} there, {} here: rows could differ; install the same version on all machines"
_GOES_ON = "the same command goes on where this one stopped"

_Reply = tuple[list[Answer], list[str], str]  # the answers, what is to be said of slow rules, why there is none
_Pack = tuple[str, tuple[tuple[str, bytes], ...]]  # the name of a folder of rules, the names and texts of its files


class ClusterError(OSError):
    """A cluster that cannot do the work; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker is told of a run.

    rules: the user's, as text; digest: of all rules; folder: which the worker must see.
    """

    setup: Setup
    text: bool
    rules: tuple[_Pack, ...]
    digest: str
    folder: str | None


class Cluster:
    """A crew of the workers that a scheduler has, however many there are at a time; `local` starts some here.

    digest: of the rules; place: of the reports. Raises ClusterError.
    """

    most = 32

    def __init__(self, address: str, setup: Setup, text: bool, digest: str, place: Path | str) -> None:
        self.slow: set[str] = set()
        self._address = address
        folder = os.fspath(place.absolute()) if isinstance(place, Path) else None
        packs = tuple(map(_pack, setup.rules))
        self._order = pickle.dumps(_Order(replace(setup, rules=()), text, packs, digest, folder))
        self._maker = _maker()
        self._seen = time.monotonic()  # when there was a worker last
        with ExitStack() as ending:
            self._client = _client(address, ending)
            self._executor = self._client.get_executor(pure=False)
            self._meet()
            self.places = self._count()
            self._ending = ending.pop_all()

    def _meet(self) -> None:
        """See that each worker is there and makes the same rows. Those that come later are asked by their tasks."""
        for worker, told in self._client.get_versions()["workers"].items():
            python = ".".join(told["host"]["python"].split(".")[:2])
            if python != self._maker[1]:  # the code that is sent below would not run there
                raise ClusterError(f"worker {worker}: {_UNLIKE.format('Python', python, self._maker[1])}")
        maker, order = self._maker, self._order

        def meet() -> str | None:  # sent as code: a worker may lack this module
            from importlib import import_module

            try:
                here: str | None = import_module("indicators.cluster").objection(maker, order)
            except Exception as error:
                return f"cannot use indicators as it is here ({error}); install the same version there"
            return here

        for worker, answer in self._client.run(meet, on_error="return").items():
            if isinstance(answer, str):  # one that goes just now is no matter
                raise ClusterError(f"worker {worker}: {answer}")

    def each(self, chunks: Iterable[tuple[int, list[Task]]]) -> Iterator[tuple[int, list[Answer]]]:
        """Do what Crew says. A chunk over which workers died is read again at the end, its documents one by one.

        Raises ClusterError.
        """
        suspects = []
        for (number, tasks), future in in_flight(self._submit, chunks, self._limit, self._wait):
            answers = self._answers(future)
            if answers is None:
                suspects.append((number, tasks))
            else:
                yield number, answers
        # With nothing else on the way there is no doubt which document it is.
        for number, tasks in suspects:
            single = [(n, [task]) for n, task in enumerate(tasks)]
            found: dict[int, Answer] = {}
            for (n, _), future in in_flight(self._submit, single, lambda: 1, self._wait):
                dead = Answer(None, error=DIED.format("again and again, with each worker that tried"))
                found[n] = (self._answers(future) or [dead])[0]
            yield number, [found[n] for n, _ in single]

    def _submit(self, chunk: tuple[int, list[Task]]) -> "Future[_Reply]":
        future: Future[_Reply] = self._executor.submit(_answer, self._maker, self._order, chunk[1])
        return future

    def _answers(self, future: "Future[_Reply]") -> list[Answer] | None:
        """Return the answers to a chunk; None where the workers died over it."""
        from distributed import KilledWorker

        try:
            answers, slow, refusal = future.result()
        except KilledWorker:
            return None
        except CancelledError:
            raise self._lost() from None
        except ImportError as error:
            said = f"a worker cannot use indicators as it is here ({error}); install the same version on all machines"
            raise ClusterError(f"{self._address}: {said}") from None
        if refusal:
            raise ClusterError(refusal)
        self.slow.update(slow)
        return answers

    def _lost(self) -> ClusterError:
        return ClusterError(f"{self._address}: the scheduler went away; {_GOES_ON}")

    def _limit(self) -> int:
        """As many chunks as keep all workers busy, so that what waits here does not grow with the corpus."""
        if time.monotonic() > self._counted + 2:
            self.places = self._count()
        return 2 * self.places + 2

    def _count(self) -> int:
        self._counted = time.monotonic()
        try:
            threads: int = sum(self._client.nthreads().values())
        except (OSError, RuntimeError, TimeoutError):
            raise self._lost() from None
        if threads:
            self._seen = self._counted
        return max(1, threads)

    def _wait(self) -> None:
        """Wait for what is not done; raises ClusterError where nobody is there to do it."""
        if self._client.status != "running":
            raise self._lost()
        self._count()
        if time.monotonic() > self._seen + _JOIN:
            start = f"start some (dask worker {self._address} --nthreads 1)"
            raise ClusterError(f"{self._address}: no worker there for {_JOIN} s; {start}; {_GOES_ON}")

    def close(self) -> None:
        """Give up what is not done and leave the scheduler, which goes on unless it was started here."""
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        self._ending.close()


def _pack(path: Path) -> _Pack:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return path.name, tuple((file.with_suffix(".toml").name, file.read_bytes()) for file in files)


def _maker() -> tuple[str, str, str]:
    digest = hashlib.sha256(workers.program())
    for file in sorted(shipped().glob("*.toml")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return __version__, ".".join(map(str, sys.version_info[:2])), digest.hexdigest()[:16]


def _client(address: str, ending: ExitStack) -> Any:
    try:
        import dask
    except ImportError as error:
        raise ClusterError(f"--cluster needs {error.name}; install it: {INSTALL}") from None
    ending.enter_context(dask.config.set({"logging": _SILENT}))  # before what follows is loaded; processes inherit it
    try:
        from distributed import Client, LocalCluster
        from distributed.comm.addressing import resolve_address
    except ImportError as error:
        raise ClusterError(f"--cluster needs {error.name}; install it: {INSTALL}") from None
    ending.enter_context(_unheard())
    where: Any = address
    if address == LOCAL:
        from dask.system import CPU_COUNT

        folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="indicators-", ignore_cleanup_errors=True))
        ending.enter_context(dask.config.set({"temporary-directory": folder}))
        where = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=CPU_COUNT, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
            local_directory=folder, silence_logs=logging.CRITICAL,
        )  # fmt: skip
        ending.callback(where.close)
    try:
        if address != LOCAL:
            resolve_address(address)  # a client that is never made complains when it goes
        client = Client(where, timeout=_REACH, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise ClusterError(f"{address}: no scheduler of Dask answers there ({said})") from None
    ending.callback(client.close, 2)
    return client


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what Dask logs and warns of from the user's terminal: what matters is said once, as an error of ours."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.split(".")[0] in _LOGS]
    before = [(logger, logger.handlers, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate


# --- what runs on a worker --------------------------------------------------------------------------------------------

_kept: dict[bytes, Here] = {}  # by order: the extractor is made once in a process
_lock = Lock()  # a worker of several threads extracts one chunk at a time: the interpreter allows no more


def objection(maker: tuple[str, str, str], order: bytes) -> str | None:
    """Say why this process could not make the same rows as the one that gives an order; None where it can."""
    for what, there, here in zip(("indicators", "Python", "digest of the program"), _maker(), maker, strict=True):
        if there != here:
            return _UNLIKE.format(what, there, here)
    folder = pickle.loads(order).folder
    if folder and not os.path.exists(folder):
        return f"does not see {folder}; mount the folder there, or use a URL"
    return None


def _answer(maker: tuple[str, str, str], order: bytes, tasks: list[Task]) -> _Reply:
    """Answer tasks; what goes wrong is said in words, since not every exception finds its way back."""
    try:
        with _lock:
            if order not in _kept:
                _kept.clear()
                _kept[order] = _made(maker, order)
            worker = _kept[order]
            return worker.answer(tasks), worker.slow, ""
    except Exception as error:
        from distributed import get_worker

        said = str(error) if isinstance(error, ClusterError) else f"{type(error).__name__}: {error}"
        return [], [], f"worker {get_worker().address}: {said}"


def _made(maker: tuple[str, str, str], order: bytes) -> Here:
    if said := objection(maker, order):
        raise ClusterError(said)
    told: _Order = pickle.loads(order)
    with tempfile.TemporaryDirectory() as passing:
        extractor = Extractor(replace(told.setup, rules=tuple(_laid(pack, Path(passing)) for pack in told.rules)))
    if extractor.digest != told.digest:
        raise ClusterError("other rules there than here; install the same version on all machines")
    return Here(extractor, told.text)


def _laid(pack: _Pack, passing: Path) -> Path:
    """Write a folder of rules down and return it: one place for one content, so that it is compiled once."""
    name, files = pack
    for base in (compiled.folder(), passing):
        with suppress(OSError):
            folder = (base or passing) / f"rules-{hashlib.sha256(repr(files).encode()).hexdigest()[:16]}" / name
            folder.mkdir(parents=True, exist_ok=True)
            for file, text in files:
                with tempfile.NamedTemporaryFile(dir=folder, delete=False) as written:
                    written.write(text)
                os.replace(written.name, folder / file)
            return folder
    raise ClusterError("no folder that rules could be written to; set INDICATORS_CACHE or TMPDIR")
