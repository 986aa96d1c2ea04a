"""The index on the disk: where it lies, its fields, who may write.

One folder for each database under ``DATA_DIR/search``. One process writes at a time: it holds an
advisory lock of PostgreSQL to the end of its transaction. A whole new index is made beside the old
one and takes its place in one step; readers open it anew when they see that it has changed.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings
from django.db import connection, transaction

VERSION = "1"  # of the fields: raise it when they change, and every index is made anew
_LOCK = 0x50_7461_79_01  # "Sotay", the search
_WORDS = "sotay_words"
_MEMORY = 64 * 1024 * 1024
_open: dict[Path, tuple[tuple[int, int], Any]] = {}
_gate = threading.Lock()


class Broken(Exception):
    """There is no index, or one of other fields, or one that does not open."""


def place() -> Path:
    """The folder of this database's index."""
    name = str(connection.settings_dict["NAME"])
    return Path(settings.DATA_DIR) / "search" / name


def schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for key in ("work", "room"):
        builder.add_text_field(key, tokenizer_name="raw", index_option="basic")
    for field in ("marked", "folded"):
        builder.add_text_field(field, tokenizer_name=_WORDS, index_option="position")
    for shown in ("feed", "title", "heading", "text", "url"):
        builder.add_text_field(shown, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", stored=True)
    return builder.build()


def _prepared(index: Any) -> Any:
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WORDS, analyser)
    return index


def _stamp(folder: Path) -> tuple[int, int]:
    meta = (folder / "meta.json").stat()
    return meta.st_ino, meta.st_mtime_ns


def opened() -> Any:
    """The index to search in, as it is now.

    :raises Broken: it must be made first
    """
    folder = place()
    try:
        if (folder / "version").read_text() != VERSION:
            raise Broken(str(folder))
        stamp = _stamp(folder)
        with _gate:
            kept = _open.get(folder)
            if kept is not None and kept[0] == stamp:
                return kept[1]
            index = _prepared(tantivy.Index.open(str(folder)))
            _open[folder] = (stamp, index)
            return index
    except (OSError, ValueError) as wrong:
        raise Broken(str(wrong)) from wrong


@contextmanager
def only_writer() -> Iterator[None]:
    """The body runs in one process at a time, in a transaction; the others wait."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def write(change: Callable[[Any], None]) -> None:
    """Change the index that stands; ``change`` gets its writer. To be called by the only writer.

    :raises Broken: there is none
    """
    writer = opened().writer(heap_size=_MEMORY, num_threads=1)
    try:
        change(writer)
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer


def replace(fill: Callable[[Any], None]) -> None:
    """Make the index anew beside the old one, then let it take its place."""
    folder = place()
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        index = _prepared(tantivy.Index(schema(), path=str(fresh), reuse=False))
        writer = index.writer(heap_size=4 * _MEMORY, num_threads=1)
        fill(writer)
        writer.commit()
        writer.wait_merging_threads()
        del writer, index
        (fresh / "version").write_text(VERSION)
        old = fresh.with_name(f"{fresh.name}-old")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
