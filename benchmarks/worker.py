"""Worker: one program that is measured, in a process of its own, in its own environment.

    python worker.py NAME [RULE FILE ...]

Says its versions in a line of JSON when it is ready; answers each line (a JSON list of files) by one with the seconds
of processor time that it took to read and treat them, and how many mentions it found. Whole documents are fed, never
lines. Processor time, because whatever else runs on the machine would be in the wall's.
Needs the standard library and the program only.
"""

import gc
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Work = Callable[
    [list[Path]], int | None
]  # treats files, returns how many mentions it found, None where it does not say


def each(count: Callable[[str], int]) -> Work:
    """A program that is called once for each text."""
    return lambda files: sum(count(file.read_text("utf-8")) for file in files)


def indicators(*rules: str) -> Work:
    """This project: files → rows → a Parquet file, all stages, the shipped packs."""
    from indicators.batch import Extraction, save
    from indicators.corpus import Report
    from indicators.extraction import Extractor, Setup

    gc.set_threshold(100_000)  # as the command line does
    extractor = Extractor(Setup(tuple(map(Path, rules))))

    def work(files: list[Path]) -> int:
        result = Extraction()
        for file in files:
            found = extractor.extract(Report(file.name, file, "text"))
            result.documents.append(found.document)
            result.rows += found.rows
        if result.failed:
            raise ValueError(str(result.failed[0]["error"]))
        with tempfile.TemporaryDirectory() as out:
            save(result, Path(out))
        return sum(row["quantities"] for row in result.documents)

    return work


def floor() -> Work:
    """Reading, decoding and one pass that counts numbers with a unit: what no program of this kind can undercut."""
    import regex
    from corpora import MENTION

    pattern = regex.compile(MENTION)
    return each(lambda text: sum(1 for _ in pattern.finditer(text)))


def script() -> Work:
    """The analyst's script: files → data frame → a Parquet file."""
    from script import extract

    def work(files: list[Path]) -> int:
        with tempfile.TemporaryDirectory() as out:
            return extract(files, Path(out, "rows.parquet"))

    return work


def recognizers() -> Work:
    """Recognizers-Text: numbers, percentages and money of Chinese texts."""
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency
    from recognizers_text import Culture

    models = (recognize_number, recognize_percentage, recognize_currency)
    return each(lambda text: sum(len(model(text, Culture.Chinese)) for model in models))


def jionlp() -> Work:
    """JioNLP: amounts of money."""
    import jionlp

    return each(lambda text: len(jionlp.ner.extract_money(text)))


def cn2an() -> Work:
    """cn2an: a text with its Chinese numerals as digits; it says of no numeral where it stood."""
    import cn2an

    def work(files: list[Path]) -> None:
        for file in files:
            cn2an.transform(file.read_text("utf-8"))

    return work


PROGRAMS = (indicators, floor, script, recognizers, jionlp, cn2an)


def main() -> None:
    name, *words = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some print a greeting when they are loaded
    warnings.simplefilter("ignore")
    work = {program.__name__: program for program in PROGRAMS}[name](*words)

    def say(answer: dict[str, object]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    packages = os.environ.get("BENCHMARK_PACKAGES", "").split()
    say({"versions": {package: version(package) for package in packages}})
    for line in sys.stdin:
        files = [Path(file) for file in json.loads(line)]
        start = time.process_time()
        found = work(files)
        say({"seconds": time.process_time() - start, "found": found})


if __name__ == "__main__":
    main()
