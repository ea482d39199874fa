"""Parts: what is measured, each part a function from a bench to its figures."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TypeVar

import corpora
import packs
from bench import Bench, slices
from corpora import Corpus
from environments import FLOOR, OURS, PEERS, SCRIPT, Missing
from figures import Figure, ratio, shown
from processes import Run, Worker, command

T = TypeVar("T")


def peers(bench: Bench) -> Iterator[Figure]:
    """Our speed against peers on the same documents, the floor, and whole commands."""
    workers, missing = dict[str, Worker](), dict[str, str]()
    try:
        for program in (OURS, FLOOR, *PEERS):
            try:
                workers[program.name] = bench.worker(program)
            except Missing as error:
                missing[program.name] = str(error)
        for kind in ("dense", "sparse", "seeds"):
            corpus = bench.corpus(kind, bench.sizes.documents // (10 if kind == "seeds" else 1))
            yield from _speeds(bench, corpus, workers, missing)
            if kind != "seeds":
                yield from _commands(bench, corpus)
    finally:
        for worker in workers.values():
            worker.close()


def _speeds(bench: Bench, corpus: Corpus, workers: dict[str, Worker], missing: dict[str, str]) -> Iterator[Figure]:
    """Rounds in which each program gets the same documents, which none has seen before."""
    warm, fast, slow = slices(corpus.files, bench.rounds)
    groups = {
        False: [p for p in (OURS, FLOOR, *PEERS) if p.name in workers and not p.slow],
        True: [p for p in (OURS, *PEERS) if p.name in workers and (p.slow or p is OURS)],
    }
    seconds: dict[tuple[bool, str], list[float]] = {}
    found: dict[tuple[bool, str], list[int | None]] = {}
    for worker in workers.values():
        worker.ask(warm)
    for n in range(bench.rounds):
        bench.say(f"peers: {corpus.kind}, round {n + 1} of {bench.rounds}")
        for is_slow, programs in groups.items():
            for program in _turned(programs, n):
                try:
                    took, mentions = workers[program.name].ask((slow if is_slow else fast)[n])
                except Missing as error:
                    missing[program.name] = str(error)
                    workers.pop(program.name).close()
                    programs.remove(program)
                    continue
                seconds.setdefault((is_slow, program.name), []).append(took)
                found.setdefault((is_slow, program.name), []).append(mentions)
    ours, characters = seconds[False, OURS.name], corpora.characters(fast)
    mine = [n or 0 for n in found[False, OURS.name]]
    at = f"{shown(1e6 * sum(ours) / characters)} µs a character"
    said = f"{sum(mine):,} in {characters:,} characters, {at}"
    per_second = [n / took for n, took in zip(mine, ours, strict=True)]
    yield Figure(f"peers/{corpus.kind}/quantities", f"{corpus.kind}: quantities a second", per_second, "", said)
    for program in (FLOOR, *PEERS):
        what = f"{corpus.kind}: " + (
            f"fraction of the speed of {program.title}" if program is FLOOR else f"times as fast as {program.title}"
        )
        name = f"peers/{corpus.kind}/{program.name}"
        if program.name in missing:
            yield Figure(name, what, remark=missing[program.name])
            continue
        key = program.slow, program.name
        theirs = seconds[key]
        known = [n for n in found[key] if n is not None]
        finds = f"finds {sum(known):,}" if known else "finds: not told"
        same = sum(n or 0 for n in found[program.slow, OURS.name])
        read = corpora.characters(slow if program.slow else fast)
        remark = f"{finds}, we {same:,}; {shown(1e6 * sum(theirs) / read)} µs a character"
        yield Figure(name, what, ratio(theirs, seconds[program.slow, OURS.name]), "x", remark)


def _commands(bench: Bench, corpus: Corpus) -> Iterator[Figure]:
    """The whole command against the script as a whole command, start and tables included."""
    title = f"{corpus.kind}: whole command, times as fast as that of the {SCRIPT.title}"
    yield bench.against_script(f"peers/{corpus.kind}/command", title, corpus.folder, inverse=False)


def rules(bench: Bench) -> Iterator[Figure]:
    """How much longer extraction takes with 10,000 rules more than with 400 more, on top of the shipped packs."""
    corpus = bench.corpus("dense", bench.sizes.documents)
    texts = [corpora.document(kind, n) for kind in ("dense", "sparse") for n in range(1000)]
    warm, rounds, _ = slices(corpus.files, bench.rounds)
    for name, make in (("absent", packs.absent), ("present", packs.present)):
        bench.say(f"rules: {name}")
        phrases = make(texts, 10_000)
        few, many = phrases[:400], phrases
        workers = []
        try:
            for chosen in (few, many):
                file = packs.write(chosen, bench.folder / f"{name}-{len(chosen)}.toml")
                workers.append(bench.worker(OURS, file))
            seconds: list[list[float]] = [[], []]
            for worker in workers:
                worker.ask(warm)
            for n, files in enumerate(rounds):
                for which in _turned([0, 1], n):
                    seconds[which].append(workers[which].ask(files)[0])
        finally:
            for worker in workers:
                worker.close()
        matching = {"absent": "that match nothing", "present": "of phrases of the texts"}[name]
        remark = f"{shown(sum(seconds[0]))} s → {shown(sum(seconds[1]))} s"
        what = f"time with {len(many):,} rules {matching}, in times of that with 400"
        yield Figure(f"rules/{name}", what, ratio(seconds[1], seconds[0]), "x", remark)


def lines(bench: Bench) -> Iterator[Figure]:
    """Time a character of one long line, in times of that of a line of a sixteenth of its length."""
    worker = bench.worker(OURS)
    lengths = [bench.sizes.line // 16, bench.sizes.line // 4, bench.sizes.line]
    try:
        for name, what in (("sentences", "sentences"), ("unbroken", "words without a full stop")):
            files = [_line(bench.folder / f"{name}-{length}.txt", length, name == "unbroken") for length in lengths]
            worker.ask(files[:1])
            took: dict[Path, list[float]] = {file: [] for file in files}
            for n in range(min(bench.rounds, 3)):
                bench.say(f"lines: {name}, round {n + 1}")
                for file in files:
                    took[file].append(worker.ask([file])[0])
                    if took[file][0] > bench.patience:
                        break  # where the cost is a square a line of four times the length takes sixteen times as long
                if not took[files[-1]]:
                    break
            measured = [(length, took[file]) for length, file in zip(lengths, files, strict=True) if took[file]]
            (least, first), (most, last) = measured[0], measured[-1]
            values = [(b / most) / (a / least) for a, b in zip(first, last, strict=False)]
            remark = ", ".join(
                f"{length:,}: {shown(1e6 * min(seconds) / length)} µs a character" for length, seconds in measured
            )
            if len(measured) < len(lengths):
                remark += f"; longer ones left out, as this took more than {bench.patience:.0f} s"
            title = f"one line of {most:,} characters, {what}: time a character in times of that of {least:,}"
            yield Figure(f"lines/{name}", title, values, "x", remark)
    finally:
        worker.close()


def _line(file: Path, length: int, unbroken: bool) -> Path:
    """Write one line of so many characters; unbroken: with commas for full stops."""
    parts, written = list[str](), 0
    for n in count():
        part = corpora.document("sparse", n).replace("\n", "")
        parts.append(part.replace("。", ",").replace(";", ",") if unbroken else part)
        written += len(part)
        if written >= length:
            break
    file.write_text("".join(parts)[:length], "utf-8")
    return file


def startup(bench: Bench) -> Iterator[Figure]:
    """Whole processes on the five seeds."""
    bench.say("startup")
    title = f"the five seeds, whole process, in times of that of the {SCRIPT.title}"
    yield bench.against_script("startup/script", title, corpora.SEEDS, inverse=True)
    runs = [bench.extract(corpora.SEEDS) for _ in range(bench.rounds)]
    yield Figure("startup/seconds", "the five seeds, seconds", [run.seconds for run in runs], "s")
    yield Figure("startup/memory", "the five seeds, peak memory", [run.memory for run in runs], "MiB")
    bare = [command([sys.executable, "-c", "pass"]).seconds for _ in range(bench.rounds)]
    helped = [command([sys.executable, "-m", "indicators.cli", "--help"]).seconds for _ in range(bench.rounds)]
    remark = f"Python alone {shown(sorted(bare)[len(bare) // 2])} s"
    yield Figure("startup/help", "--help, seconds", helped, "s", remark)


def jobs(bench: Bench) -> Iterator[Figure]:
    """How many times as fast two processes are as one."""
    what = f"{bench.sizes.many:,} documents, mixed: times as fast with --jobs 2 as with --jobs 1"
    if (os.cpu_count() or 1) < 2:
        yield Figure("jobs/two", what, remark="one processor only")
        return
    corpus = bench.corpus("mixed", bench.sizes.many)
    runs: dict[int, list[Run]] = {1: [], 2: []}
    for n in range(bench.sizes.runs):
        for number in _turned([1, 2], n):
            bench.say(f"jobs: round {n + 1} of {bench.sizes.runs}, --jobs {number}")
            runs[number].append(bench.extract(corpus.folder, number, free=True))
    one, two = ([run.seconds for run in runs[number]] for number in (1, 2))
    remark = f"{shown(sum(one) / len(one))} s with one, {shown(sum(two) / len(two))} s with two"
    yield Figure("jobs/two", what, ratio(one, two), "x", remark)


def memory(bench: Bench) -> Iterator[Figure]:
    """Peak memory of many documents in times of that of a twentieth of them: main process and workers together."""
    for number in (1, 2):
        peaks = []
        for size in (bench.sizes.many // 20, bench.sizes.many):
            bench.say(f"memory: {size:,} documents, --jobs {number}")
            folder = bench.corpus("mixed", size).folder
            # The runs of the part `jobs` will do: their peaks were watched, too.
            runs = bench.known(folder, number) or [bench.extract(folder, number, free=True)]
            peaks.append(max(run.memory + run.children for run in runs))
            yield Figure(
                f"memory/{number}/{'many' if len(peaks) == 2 else 'few'}",
                f"peak memory, {size:,} documents, --jobs {number}",
                [peaks[-1]], "MiB", f"main process {shown(max(run.memory for run in runs), 'MiB')}",
            )  # fmt: skip
        what = f"peak memory of {bench.sizes.many:,} documents in times of that of {bench.sizes.many // 20:,}"
        yield Figure(f"memory/{number}/growth", f"{what}, --jobs {number}", [peaks[1] / peaks[0]], "x")


def _turned(things: Iterable[T], n: int) -> list[T]:
    """Begin with another one in each round, so that none is always first."""
    ordered = list(things)
    return ordered[n % len(ordered) :] + ordered[: n % len(ordered)]


PARTS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    part.__name__: part for part in (peers, rules, lines, startup, jobs, memory)
}
