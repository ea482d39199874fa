"""Workers: processes that extract reports side by side; each loads the rules once."""

import json
import pickle
from typing import Any

from indicators.corpus import Report
from indicators.extraction import Extractor, Found, Setup, failed
from indicators.journal import pack
from indicators.processes import Process, ProcessError, serve


class Here:
    """A worker that is this process."""

    def __init__(self, extractor: Extractor, text: bool = False) -> None:
        self._extractor, self._text = extractor, text
        self.slow: list[str] = []

    def extract(self, report: Report, data: bytes) -> tuple[bytes, str | None]:
        """Extract a report of its bytes; return it packed, and why it failed, None where it did not."""
        found = self._extractor.extract(report, data)
        self.slow = self._extractor.slow
        return pack(found, self._text), found.document["error"]

    def close(self) -> None:
        """Do nothing."""


class Elsewhere:
    """A worker that is a process of its own; where it dies over a report, that one fails; the next starts it anew."""

    def __init__(self, setup: Setup, text: bool = False) -> None:
        self._told = pickle.dumps((setup, text)).hex()
        self._process = Process("workers", self._told)
        self.slow: list[str] = []

    def extract(self, report: Report, data: bytes) -> tuple[bytes, str | None]:
        """Do what `Here.extract` does."""
        try:
            answer = self._process.ask(pickle.dumps((report, data)))
        except ProcessError as died:
            error = f"the process that read it died ({died})"
            return pack(Found(failed(report.name, error, data), []), False), error
        head, _, packed = answer.partition(b"\n")
        error, self.slow = json.loads(head)
        return packed, error

    def close(self) -> None:
        """End the process."""
        self._process.close()


def _main(told: str) -> None:
    setup, text = pickle.loads(bytes.fromhex(told))
    worker = Here(Extractor(setup), text)

    def answer(request: bytes) -> bytes:
        asked: tuple[Any, ...] = pickle.loads(request)
        packed, error = worker.extract(*asked)
        return json.dumps([error, worker.slow]).encode() + b"\n" + packed

    serve(answer)


if __name__ == "__main__":
    import gc
    import sys

    gc.set_threshold(100_000)  # as the command line does
    _main(sys.argv[1])
