"""Stream: the rows of reports, one document after another, into an open file such as standard output."""

from pathlib import Path
from typing import BinaryIO

from indicators import corpus
from indicators.batch import Each, Progress
from indicators.corpus import Report
from indicators.extraction import Extractor, Setup
from indicators.summary import Summary


def run(
    path: Path | str | Report,
    file: BinaryIO,
    form: str = "jsonl",
    setup: Setup | None = None,
    *,
    progress: Progress | None = None,
    each: Each | None = None,
) -> Summary:
    """Extract a file or every report of a folder or URL and write the observations as they are found.

    form: one of writers.FORMATS; Parquet is written in groups of rows, the others document by document. Where no
    document can be read nothing is written at all. progress, each: as in `batch.run`, but that everything is read.
    Raises what `batch.extract` raises, and OSError where the file takes no more.
    """
    from indicators import table
    from indicators.writers import Stream

    found = corpus.find(path)
    extractor = Extractor(setup or Setup())
    rows = Stream(file, form, table.metadata(extractor.digest))
    summary = Summary(passed_over=found.passed_over)
    for done, report in enumerate(found.reports, 1):
        given = extractor.extract(report)
        if given.document["status"] != "failed":
            rows.add(given.rows)
        summary.count(given.document, [r["measure"] for r in given.rows], [r["unit"] for r in given.rows])
        if each:
            each(given.document, False)
        if progress:
            progress(done, len(found.reports))
    rows.close()
    summary.slow = extractor.slow
    return summary
