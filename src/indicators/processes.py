"""Processes: other Python processes that answer requests, so that one that dies costs one request and nothing else."""

import atexit
import os
import signal
import struct
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_LENGTH = struct.Struct(">Q")
_running: "weakref.WeakSet[Process]" = weakref.WeakSet()


class ProcessError(Exception):
    """A process that ended in the middle of a request; `signal` is the signal that ended it, or 0."""

    def __init__(self, code: int) -> None:
        self.signal = -code if code < 0 else 0
        super().__init__(f"signal {self.signal}" if self.signal else f"exit code {code}")


class Process:
    """A Python process that runs a module of this package, started at its first request and again after it died."""

    def __init__(self, module: str, *words: str) -> None:
        self._words = [sys.executable, "-P", "-B", "-m", f"indicators.{module}", *words]
        self._child: subprocess.Popen[bytes] | None = None
        self.answered = 0  # requests since it was started

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the answer. Raises ProcessError; the next request starts the process anew."""
        child = self._child if self._child and self._child.poll() is None else self._start()
        assert child.stdin
        assert child.stdout
        with _unharmed(), suppress(BrokenPipeError):
            _send(child.stdin, request)
        answer = _receive(child.stdout)
        if answer is None:
            self._child = None
            raise ProcessError(_ended(child))
        self.answered += 1
        return answer

    def _start(self) -> "subprocess.Popen[bytes]":
        # The same package as here, wherever it was found, and nothing from the folder that the user stands in (-P).
        path = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(Path(__file__).parents[1])])
        environment = os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
        self._child = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self.answered = 0
        _running.add(self)
        return self._child

    def close(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()
            _ended(self._child)
            self._child = None


@contextmanager
def _unharmed() -> Iterator[None]:
    """Let a write to a process that has died be an error, also where its signal ends the program (for `| head`)."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows knows no such signal
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])
    try:
        yield
    finally:
        if signal.SIGPIPE in signal.sigpending():
            signal.sigwait([signal.SIGPIPE])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ended(child: "subprocess.Popen[bytes]") -> int:
    for pipe in (child.stdin, child.stdout):
        with _unharmed(), suppress(OSError):  # closing writes what is left
            pipe.close()  # type: ignore[union-attr]
    return child.wait()


@atexit.register
def _close_all() -> None:
    for process in list(_running):
        process.close()


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer the requests that come on standard input until it ends; what libraries print goes nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks; it ends this one
    while (request := _receive(requests)) is not None:
        _send(answers, answer(request))


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None
