"""Remote: the files below a URL, by way of fsspec: what a folder there holds, and a file's bytes.

Errors are OSErrors of one line. Credentials are those that the library of a protocol finds in its usual environment.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from indicators.encodings import DocumentError

_INSTALL = dict.fromkeys(("s3", "s3a"), "it: pip install 'indicators[s3]'")
_FSSPEC = "it: pip install 'indicators[cluster]'"
_LOCAL = ("file", "local")
_NO_FOLDERS = ("http", "https", "data", "blob")  # these name single things and cannot be listed
_CREDENTIALS = "set the credentials in the environment, as fsspec's library for the protocol reads them"
_WORDS = 200  # characters of what a library says that are passed on


class Entry(NamedTuple):
    """What a folder holds: the last part of its name, its URL, and whether it is a folder."""

    name: str
    url: str
    folder: bool


def is_url(where: object) -> bool:
    """Say whether a word is the URL of a place that is not on this machine's file system.

    >>> is_url("s3://bucket/reports"), is_url("reports/2022"), is_url("file:///srv/reports")
    (True, False, False)
    """
    return isinstance(where, str) and "://" in where and urlsplit(where).scheme not in _LOCAL


def place(word: str | Path) -> str | Path:
    """Return the place that a word names: a path, also of a file:// URL, or another URL as it is.

    >>> place("file:///srv/%E6%8A%A5%E5%91%8A").as_posix()
    '/srv/报告'
    """
    if not isinstance(word, str) or is_url(word):
        return word
    path = word.partition("://")[2] or word
    return Path(path) if path == word or Path(path).exists() else Path(unquote(path))


def is_folder(url: str) -> bool:
    """Say whether a URL names a folder rather than a file. Raises FileNotFoundError and other OSErrors."""
    with errors(url):
        system, path = _system(url)
        return url.endswith("/") or system.info(path)["type"] == "directory"


def entries(url: str) -> list[Entry]:
    """List a folder in the order of names. Raises OSError."""
    with errors(url):
        system, path = _system(url)
        found = {}
        for each in system.ls(path, detail=True):
            inside = each["name"].strip("/")
            name = inside.rpartition("/")[2]
            if name and inside != path.strip("/"):  # some list the folder itself as an empty file
                found[name] = Entry(name, f"{url.rstrip('/')}/{name}", each["type"] == "directory")
        return sorted(found.values(), key=lambda entry: entry.name.encode("utf-8", errors="surrogateescape"))


def opened(url: str) -> BinaryIO:
    """Open a file to be read at any place of it; what reads it does so within `errors`. Raises OSError."""
    with errors():
        system, path = _system(url)
        file: BinaryIO = system.open(path, "rb")
        return file


def read(url: str, most: int) -> bytes:
    """Return at most so many bytes of a file. Raises OSError."""
    with errors(), opened(url) as file:
        return file.read(most)


def state(url: str) -> str:
    """Return what is another where a file has changed. Raises OSError."""
    with errors():
        system, path = _system(url)
        return str(system.ukey(path))


@contextmanager
def errors(url: str = "") -> Iterator[None]:
    """Turn what the library of a protocol raises into OSErrors of one line, with the URL before it if one is given."""
    where = f"{url}: " if url else ""
    try:
        yield
    except DocumentError:
        raise
    except FileNotFoundError:
        raise FileNotFoundError(f"{where}no such file or folder") from None
    except Exception as error:  # libraries have classes of their own
        said = " ".join(str(error).split())[:_WORDS] or type(error).__name__
        if isinstance(error, PermissionError) or "credential" in said.lower():
            raise PermissionError(f"{where}access denied ({said}); {_CREDENTIALS}") from None
        raise OSError(f"{where}{said}") from None


def _system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path there. Listings are not kept: they would grow with the corpus."""
    protocol, host = urlsplit(url)[:2]
    if protocol in _NO_FOLDERS:
        raise OSError(f"{protocol}:// has no folders that could be listed; download the reports")
    try:
        import fsspec

        system = fsspec.url_to_fs(f"{protocol}://{host}", use_listings_cache=False)[0]
    except ImportError as error:
        other = f"what reads {protocol}://" if sys.modules.get("fsspec") else _FSSPEC
        install = _INSTALL.get(protocol, other)
        raise OSError(f"{protocol}:// needs a library that is missing ({error}); install {install}") from None
    return system, system._strip_protocol(url)
