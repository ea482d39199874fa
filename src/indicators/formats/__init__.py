"""Formats: files other than plain text, as the text of a report with what the format itself says of it.

One module a format, all of one shape: `read(data, encoding)` takes a file's bytes and gives a Content. The libraries
behind them come with the extra `formats`. They parse what strangers made: `sandbox` calls them in a process of its own.
"""

from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from typing import Any

from indicators.encodings import DocumentError

__all__ = ["FORMATS", "Content", "read"]

# format → the library that reads it.
FORMATS = {"html": "trafilatura", "pdf": "pypdfium2", "docx": "python-docx", "xlsx": "openpyxl"}
_INSTALL = "pip install 'indicators[formats]'"


@dataclass(slots=True)
class Content:
    """What a file holds: `text` has a paragraph a line, and of a table a row a line with tabs between its cells.

    encoding: of the bytes, None where the format has none of its own. title, publisher, published and number (of the
    document) are what the format states beside the text; empty or None where it states nothing.
    """

    text: str
    encoding: str | None = None
    title: str = ""
    publisher: str = ""
    published: date | None = None
    number: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can carry."""
        return asdict(self) | {"published": self.published and self.published.isoformat()}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Content":
        """Make a content of what `to_json` returned."""
        return cls(**(found | {"published": found["published"] and date.fromisoformat(found["published"])}))


def read(form: str, data: bytes, encoding: str | None = None) -> Content:
    """Read the bytes of a file of one of FORMATS; `encoding` is the user's word on it.

    Raises DocumentError where the file cannot be read or its library is not installed.
    """
    try:
        module = import_module(f"indicators.formats.{form}")
    except ImportError as error:
        raise DocumentError(f"reading {form} needs {error.name or FORMATS[form]}; install it: {_INSTALL}") from error
    content: Content = module.read(data, encoding)
    return content
