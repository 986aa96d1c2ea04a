"""A kept file as a row of pages, whatever its kind."""

from collections.abc import Iterator
from itertools import chain, islice

from sotay.core import files
from sotay.library.extracting import epub, pdf, plain
from sotay.library.extracting.gallery import Gallery
from sotay.library.models import Edition
from sotay.library.rules import Section


class Source:
    """The pages of an edition's file. ``total`` is 0 where only the end tells how many."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.file = files.path_of(edition.file)
        self.gallery = Gallery(edition)
        self.total = pdf.count_pages(self.file) if edition.kind == Edition.Kind.PDF else 0

    def after(self, number: int) -> Iterator[Section]:
        """Pages after page ``number``, in order.

        :raises BadInput: the file cannot be read
        """
        kind = self.edition.kind
        if kind == Edition.Kind.PDF:
            return pdf.sections(self.file, number)
        if kind == Edition.Kind.EPUB:
            chapters = epub.sections(self.file, self.edition.name, self.gallery)
        elif kind in (Edition.Kind.HTML, Edition.Kind.TEXT):
            text = self.file.read_bytes().decode("utf-8-sig", "replace")
            chapters = (
                plain.web_sections(text, self.gallery)
                if kind == Edition.Kind.HTML
                else plain.sections(text)
            )
        else:
            return iter(())
        return islice(chain.from_iterable(chapters), number, None)


def open_source(edition: Edition) -> Source:
    """:raises BadInput: the file does not open"""
    return Source(edition)
