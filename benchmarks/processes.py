"""Processes: workers that stay and are asked again and again, and whole commands; seconds and peak memory of each."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environments import Missing, Program

HERE = Path(__file__).resolve().parent
MIB = 2**20


@contextmanager
def pinned() -> Iterator[None]:
    """Start processes on one CPU, where the system can: they inherit it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Worker:
    """A process of `worker.py`, pinned to one CPU. Raises Missing where the program cannot be loaded."""

    def __init__(self, program: Program, python: Path, *rules: Path) -> None:
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 (until `close`)
        names = [package.partition("==")[0] for package in program.packages]
        with pinned():
            self._process = subprocess.Popen(
                [str(python), str(HERE / "worker.py"), program.name, *map(str, rules)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, encoding="utf-8",
                env=os.environ | {"BENCHMARK_PACKAGES": " ".join(names)},
            )  # fmt: skip
        self.versions: dict[str, str] = self._answer()["versions"]

    def ask(self, files: Sequence[Path]) -> tuple[float, int | None]:
        """Treat some files; return seconds of processor time, and how many mentions were found. Raises Missing."""
        assert self._process.stdin
        with suppress(OSError):  # it has died: then there is no answer either
            self._process.stdin.write(json.dumps(list(map(str, files))) + "\n")
            self._process.stdin.flush()
        answer = self._answer()
        return answer["seconds"], answer["found"]

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._said.seek(0)
            lines = self._said.read().strip().splitlines() or ["it said nothing"]
            raise Missing(f"did not run: {lines[-1]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._process.wait()
        self._said.close()


@dataclass(frozen=True, slots=True)
class Run:
    """A whole command: wall seconds, and MiB at the peak, of itself and of its processes, each at its own peak."""

    seconds: float
    memory: float
    children: float = 0.0


def command(words: Sequence[str | Path], *, free: bool = False) -> Run:
    """Run a command to its end, on one CPU unless `free`. Raises Missing where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        start = time.perf_counter()
        if free:
            process = subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=said)
        else:
            with pinned():
                process = subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=said)
        peaks: dict[int, int] = {}
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peaks, over))
        watch.start()
        try:
            memory = _wait(process)
            seconds = time.perf_counter() - start
        finally:
            over.set()
            watch.join()
        if process.returncode:
            said.seek(0)
            last = (said.read().strip().splitlines() or [""])[-1]
            raise Missing(f"exit code {process.returncode}: {last}")
    own = peaks.pop(process.pid, 0) / MIB
    # A waited process's figure is the most of itself and its own: with processes of its own only the watch tells.
    return Run(seconds, own if peaks and own else memory, sum(peaks.values()) / MIB)


def _wait(process: "subprocess.Popen[Any]") -> float:
    if not hasattr(os, "wait4"):
        process.wait()
        return 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 2**10) / MIB


def _watch(pid: int, peaks: dict[int, int], over: threading.Event) -> None:
    """Note the peak of a process and its own, in bytes, a few times a second: the system keeps the peaks (Linux)."""
    while Path("/proc/self/status").is_file():
        todo = [pid]
        while todo:
            each = todo.pop()
            try:
                status = Path(f"/proc/{each}/status").read_text("utf-8")
                children = [
                    int(child)
                    for task in Path(f"/proc/{each}/task").iterdir()
                    for child in (task / "children").read_text("utf-8").split()
                ]
            except OSError:  # it has ended
                continue
            peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), None)
            if peak:
                peaks[each] = max(peaks.get(each, 0), int(peak) * 1024)
            todo += children
        if over.wait(0.2):
            return
