"""Sandbox: the parsers of formats in a process with limits of memory and time, since strangers made what they read."""

import json
import os
import signal
import sys
from contextlib import suppress

from indicators import formats
from indicators.encodings import DocumentError
from indicators.formats import Content
from indicators.processes import Process, ProcessError, serve

MEMORY = 512  # MiB of address space
SECONDS = 8.0  # for a file, and a second more for each MiB of it
LARGEST = 128  # MiB of a file; parsers need several times as much
_OUT_OF_MEMORY = 87  # exit code of a parser that found no more
_TIMER = getattr(signal, "SIGALRM", None)  # the signal that ends a parser which takes too long
_MIB = 1 << 20
_parser = Process("sandbox")


def read(form: str, data: bytes, encoding: str | None = None) -> Content:
    """Read a file of one of `formats.FORMATS` in the process for parsers.

    Raises DocumentError where the file cannot be read, is too large, or needs more than the limits.
    """
    if len(data) > LARGEST * _MIB:
        raise DocumentError(f"{len(data) // _MIB} MiB; a {form} file may have {LARGEST}: split it")
    seconds = SECONDS + len(data) / _MIB
    request = json.dumps({"form": form, "encoding": encoding, "seconds": seconds}).encode() + b"\n" + data
    used = _parser.answered
    try:
        try:
            answer = json.loads(_parser.ask(request))
        except ProcessError as died:
            if not used or died.signal == _TIMER:
                raise
            answer = json.loads(_parser.ask(request))  # what other files have left behind may have taken the room
    except ProcessError as died:
        raise DocumentError(_reason(form, died, seconds)) from None
    if "error" in answer:
        raise DocumentError(answer["error"])
    return Content.from_json(answer["content"])


def _reason(form: str, died: ProcessError, seconds: float) -> str:
    if died.signal == _TIMER:
        return f"reading it as {form} takes longer than {seconds:.0f} s; refused"
    if str(died) == f"exit code {_OUT_OF_MEMORY}":
        return f"reading it as {form} needs more than {MEMORY} MiB of memory; refused"
    return f"reading it as {form} ended the parser ({died}): damaged, or larger than {MEMORY} MiB of memory; refused"


def _answer(request: bytes) -> bytes:
    head, _, data = request.partition(b"\n")
    asked = json.loads(head)
    with suppress(AttributeError):  # no timers on Windows
        # The system ends the process then, whatever code is running.
        signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    try:
        answer = {"content": formats.read(asked["form"], data, asked["encoding"]).to_json()}
        return json.dumps(answer).encode()
    except DocumentError as error:
        return json.dumps({"error": str(error)}).encode()
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:
        return json.dumps({"error": f"not readable as {asked['form']} ({type(error).__name__}: {error})"}).encode()
    finally:
        with suppress(AttributeError):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _limit() -> None:
    """Bound what this process may take of memory, and let it write no file."""
    try:
        import resource
    except ImportError:  # Windows has none: only the size of a file is bounded there
        return
    limits = ((resource.RLIMIT_AS, MEMORY * _MIB), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0))
    for limit, most in limits:
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.setrecursionlimit(2000)
    _limit()
    serve(_answer)
