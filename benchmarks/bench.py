"""Bench: what all parts share: sizes, corpora, environments, a folder for what they write, whole commands."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpora import SEEDS, Corpus, build
from environments import SCRIPT, Missing, Program, python
from figures import Figure, ratio
from processes import HERE, Run, Worker, command


@dataclass(frozen=True, slots=True)
class Sizes:
    """Documents of a corpus, documents of the large one, runs of it, characters of the longest line."""

    documents: int = 1000
    many: int = 20_000
    runs: int = 2
    line: int = 1_600_000


FULL = Sizes()
QUICK = Sizes(documents=80, many=200, runs=1, line=80_000)


@dataclass(slots=True)
class Bench:
    """A benchmark that runs: where it writes (`folder`: of this run only), how much it does, which programs it met."""

    folder: Path
    corpora: Path
    environments: Path
    sizes: Sizes
    rounds: int
    patience: float = 20.0  # seconds for a line, before longer ones are left out
    versions: dict[str, str] = field(default_factory=dict)
    _pythons: dict[str, Path] = field(default_factory=dict)
    _runs: dict[tuple[Path, int], list[Run]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        os.environ["INDICATORS_CACHE"] = str(self.folder / "cache")  # neither the user's cache nor a cold one
        self.extract(SEEDS)

    def say(self, words: str) -> None:
        """Show progress."""
        print(words, file=sys.stderr, flush=True)

    def corpus(self, kind: str, size: int) -> Corpus:
        """Return a corpus, built if need be."""
        if not (self.corpora / f"{kind}-{size}.json").is_file():
            self.say(f"corpus: {size:,} documents, {kind}")
        return build(kind, size, self.corpora)

    def python(self, program: Program) -> Path:
        """Return the Python of a program's environment, made if need be. Raises Missing."""
        if program.name not in self._pythons:
            if program.packages:
                self.say(f"environment: {program.title}")
            self._pythons[program.name] = python(program, self.environments)
        return self._pythons[program.name]

    def worker(self, program: Program, *rules: Path) -> Worker:
        """Start a program that treats files. Raises Missing."""
        worker = Worker(program, self.python(program), *rules)
        self.versions |= worker.versions
        return worker

    def extract(self, path: Path, jobs: int = 1, *, free: bool = False) -> Run:
        """Run `indicators extract PATH --fresh`, on one CPU unless `free`."""
        words = ["-m", "indicators.cli", "extract", str(path), "-o", str(self.folder / "out"), "--fresh"]
        run = command([sys.executable, *words, "--jobs", str(jobs)], free=free)
        self._runs.setdefault((path, jobs), []).append(run)
        return run

    def known(self, path: Path, jobs: int) -> list[Run]:
        """Return the runs of `extract` that there were."""
        return self._runs.get((path, jobs), [])

    def against_script(self, name: str, what: str, path: Path, *, inverse: bool) -> Figure:
        """Measure the whole command against the script's, in turn: how many times as fast; inverse: as slow."""
        ours, theirs = list[float](), list[float]()
        try:
            words = [self.python(SCRIPT), HERE / "script.py", path, self.folder / "script.parquet"]
            command(words)
            for n in range(self.rounds):
                self.say(f"{name}: round {n + 1} of {self.rounds}")
                ours.append(self.extract(path).seconds)
                theirs.append(command(words).seconds)
        except Missing as error:
            return Figure(name, what, remark=str(error))
        remark = f"{min(ours):.2f} s, the script {min(theirs):.2f} s"
        return Figure(name, what, ratio(ours, theirs) if inverse else ratio(theirs, ours), "x", remark)


def slices(files: Sequence[Path], rounds: int) -> tuple[list[Path], list[list[Path]], list[list[Path]]]:
    """Share files out: some to warm up, then for each round some for all and fewer for the slow, all of them different.

    >>> warm, fast, slow = slices([Path(str(n)) for n in range(100)], 3)
    >>> len(warm), [len(part) for part in fast], [len(part) for part in slow]
    (4, [27, 27, 27], [5, 5, 5])
    """
    warm = max(1, len(files) // 25)
    each = (len(files) - warm) // rounds
    few = max(1, each // 6)
    starts = [warm + n * each for n in range(rounds)]
    fast = [list(files[start : start + each - few]) for start in starts]
    slow = [list(files[start + each - few : start + each]) for start in starts]
    return list(files[:warm]), fast, slow
