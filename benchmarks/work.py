"""Count the work of extracting texts: calls, not seconds, so that the same code always gives the same figures.

    python benchmarks/work.py [FOLDER]        (seeds/ by default)

Prints one JSON object: quantities; for each quantity the rules whose literal stands beside it (`candidates`), the
forms tried on its words (`tried`), calls of regular expressions (`expressions`) and of Python functions (`calls`).
tests/test_work.py asserts bounds on them.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators import corpus, match, patterns
from indicators.corpus import Report
from indicators.extraction import Extractor, Setup

ROOT = Path(__file__).resolve().parents[1]
_NEAR, _TRIED = match._Index.near.__code__, patterns.Matcher.match.__code__


@dataclass(frozen=True, slots=True)
class Work:
    """What was done for some texts: quantities found, and calls in all."""

    quantities: int
    candidates: int
    tried: int
    expressions: int
    calls: int

    def each(self) -> dict[str, float]:
        """Return the work for one quantity."""
        names = ("candidates", "tried", "expressions", "calls")
        return {name: round(getattr(self, name) / self.quantities, 2) for name in names}


def count(texts: dict[str, str], rules: tuple[Path, ...] = ()) -> Work:
    """Extract texts and count what was called; data that are read once are read before."""
    extractor = Extractor(Setup(rules))
    _extract(extractor, {"first": "2022年,某县投入资金3亿元,增长5.2%。"})
    found: Counter[str] = Counter(candidates=0, tried=0, expressions=0, calls=0)

    def watch(frame: Any, event: str, called: Any) -> None:
        if event == "c_call":
            found["expressions"] += isinstance(getattr(called, "__self__", None), re.Pattern)
        elif event == "call":
            found["calls"] += 1
            found["tried"] += frame.f_code is _TRIED
        elif event == "return" and frame.f_code is _NEAR:
            found["candidates"] += len(called)

    return Work(_watched(watch, lambda: _extract(extractor, texts)), **found)


def _watched(watch: Callable[..., None], call: Callable[[], int]) -> int:
    sys.setprofile(watch)
    try:
        return call()
    finally:
        sys.setprofile(None)


def _extract(extractor: Extractor, texts: dict[str, str]) -> int:
    reports = [(Report(name, Path(name), "text"), text.encode()) for name, text in texts.items()]
    return sum(extractor.extract(report, data).document["quantities"] for report, data in reports)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "seeds"
    texts = {report.name: report.read().decode("utf-8", errors="replace") for report in corpus.find(folder).reports}
    work = count(texts)
    print(json.dumps({"quantities": work.quantities, **work.each()}))


if __name__ == "__main__":
    main()
