"""Workers: processes that read and extract reports side by side; each loads the rules once."""

import hashlib
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, Protocol, TypeVar

from indicators import remote
from indicators.corpus import Report
from indicators.encodings import DocumentError
from indicators.extraction import Extractor, Setup
from indicators.journal import pack
from indicators.processes import Process, ProcessError, serve

DIED = "the process that read it died ({})"
_PAUSES = (0.5, 2.0)  # seconds before a file that could not be read is tried again
_AHEAD = 8  # files below a URL that are fetched while one is extracted


class Task(NamedTuple):
    """A report, and the SHA-256 of contents of it that need not be extracted."""

    report: Report
    known: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What became of a report.

    sha256: of its bytes, None where they could not be read. packed: what it gave, None where that is known or it could
    not be read. error: why it failed. lasting: whether a later run may take it over.
    """

    sha256: str | None
    packed: bytes | None = None
    error: str | None = None
    lasting: bool = True


class Crew(Protocol):
    """Those who answer tasks, in chunks that have numbers; answers come in any order.

    places: how many chunks are worked on at once; most: how many documents a chunk should have at most; slow: what is
    to be said of rules that took too long.
    """

    places: int
    most: int
    slow: set[str]

    def each(self, chunks: Iterable[tuple[int, list[Task]]]) -> Iterator[tuple[int, list[Answer]]]:
        """Yield the answers to each chunk with its number; chunks are taken as they are needed."""

    def close(self) -> None:
        """End what was started."""


class Here:
    """A worker that is this process."""

    def __init__(self, extractor: Extractor, text: bool = False) -> None:
        self._extractor, self._text = extractor, text

    @property
    def slow(self) -> list[str]:
        """What is to be said of rules that took too long here."""
        return self._extractor.slow

    def answer(self, tasks: list[Task]) -> list[Answer]:
        """Read and extract reports."""
        if any(remote.is_url(task.report.path) for task in tasks):
            with ThreadPoolExecutor(_AHEAD) as pool:
                return [self._one(task, data) for task, data in zip(tasks, _ahead(pool, tasks), strict=True)]
        return [self._one(task, _read(task.report)) for task in tasks]

    def _one(self, task: Task, data: bytes | str) -> Answer:
        if isinstance(data, str):
            return Answer(None, error=data)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in task.known:
            return Answer(sha256)
        found = self._extractor.extract(task.report, data)
        error = found.document["error"]
        # A failure may come from without (memory, a library that is missing), so that it is tried again.
        return Answer(sha256, pack(found, self._text), error, error is None and not self.slow)


def _read(report: Report) -> bytes | str:
    """Return a report's bytes, or why they cannot be read; what may pass is tried again."""
    for pause in (*_PAUSES, None):
        try:
            return report.read()
        except DocumentError as error:
            return str(error)
        except OSError as error:
            lasting = isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError)
            if lasting or pause is None:
                return error.strerror or str(error)
        time.sleep(pause)
    raise AssertionError


def _ahead(pool: ThreadPoolExecutor, tasks: list[Task]) -> Iterator[bytes | str]:
    """Read reports a few ahead of where they are wanted: fetching them takes longer than the extraction."""
    waiting: deque[Future[bytes | str]] = deque()
    for task in tasks:
        waiting.append(pool.submit(_read, task.report))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class Alone:
    """A crew that is this process."""

    places = 1

    def __init__(self, extractor: Extractor, text: bool = False, most: int = 1) -> None:
        self._worker = Here(extractor, text)
        self.most = most
        self.slow: set[str] = set()

    def each(self, chunks: Iterable[tuple[int, list[Task]]]) -> Iterator[tuple[int, list[Answer]]]:
        """Do what Crew says."""
        for number, tasks in chunks:
            answers = self._worker.answer(tasks)
            self.slow.update(self._worker.slow)
            yield number, answers

    def close(self) -> None:
        """Do nothing."""


class Elsewhere:
    """A worker that is a process of its own; where it dies over a report, that one fails; the next starts it anew."""

    def __init__(self, setup: Setup, text: bool = False) -> None:
        self._told = pickle.dumps((setup, text)).hex()
        self._process = Process("workers", self._told)
        self._closed = False
        self.slow: list[str] = []

    def answer(self, tasks: list[Task]) -> list[Answer]:
        """Do what `Here.answer` does; where the process dies over several reports, each is tried by itself."""
        try:
            if self._closed:
                raise ProcessError(0)
            answered = self._process.ask(pickle.dumps(tasks))
        except ProcessError as died:
            if self._closed:
                raise
            if len(tasks) > 1:
                return [answer for task in tasks for answer in self.answer([task])]
            return [Answer(None, error=DIED.format(died))]
        answers: list[Answer]
        answers, self.slow = pickle.loads(answered)
        return answers

    def close(self) -> None:
        """End the process; who waits for its answer gets a ProcessError."""
        self._closed = True
        self._process.close()


class Team:
    """A crew of several processes of this machine; each is held by a thread that waits for it."""

    most = 16

    def __init__(self, setup: Setup, text: bool = False, jobs: int = 2) -> None:
        self.places = jobs
        self.slow: set[str] = set()
        self._all = [Elsewhere(setup, text) for _ in range(jobs)]
        self._free: SimpleQueue[Elsewhere] = SimpleQueue()
        for worker in self._all:
            self._free.put(worker)
        self._pool = ThreadPoolExecutor(jobs)

    def each(self, chunks: Iterable[tuple[int, list[Task]]]) -> Iterator[tuple[int, list[Answer]]]:
        """Do what Crew says."""
        for (number, _), future in in_flight(
            lambda chunk: self._pool.submit(self._answer, chunk[1]), chunks, self._limit
        ):
            yield number, future.result()

    def _limit(self) -> int:
        return self.places * 2  # the next chunk is there when a worker asks for it

    def _answer(self, tasks: list[Task]) -> list[Answer]:
        worker = self._free.get()
        try:
            answers = worker.answer(tasks)
            self.slow.update(worker.slow)
            return answers
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End the processes."""
        for worker in self._all:
            worker.close()
        self._pool.shutdown(wait=False, cancel_futures=True)


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_flight(
    submit: Callable[[_Item], "Future[_Result]"],
    items: Iterable[_Item],
    limit: Callable[[], int],
    idle: Callable[[], None] = lambda: None,
) -> Iterator[tuple[_Item, "Future[_Result]"]]:
    """Submit items, never more than a limit at once, and yield them with their futures as these are done.

    idle: is called about every second in which nothing is done.
    """
    rest = iter(items)
    waiting: dict[Future[_Result], _Item] = {}
    more = True
    while more or waiting:
        while more and len(waiting) < limit():
            for item in rest:
                waiting[submit(item)] = item
                break
            else:
                more = False
        done, _ = wait(waiting, timeout=1, return_when=FIRST_COMPLETED)
        if not done:
            idle()
        for future in done:
            yield waiting.pop(future), future


@cache
def program() -> bytes:
    """Return a digest of the files of this package, which make the rows of a document."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".toml", ".tsv", ".xz")):
        digest.update(file.relative_to(here).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.digest()


def main(told: str) -> None:
    """Answer tasks that come on standard input; `told` is the setup and whether texts are wanted."""
    setup, text = pickle.loads(bytes.fromhex(told))
    worker = Here(Extractor(setup), text)
    serve(lambda request: pickle.dumps((worker.answer(pickle.loads(request)), worker.slow)))


if __name__ == "__main__":
    import gc
    import sys
    from importlib import import_module

    gc.set_threshold(100_000)  # as the command line does
    import_module("indicators.workers").main(sys.argv[1])  # what it answers with is known by that name
