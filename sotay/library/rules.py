"""Judgements of the library as pure functions: pages of text, places, what is told of reading."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils.translation import gettext as _

from sotay.core.errors import BadInput

PAGE_LETTERS = 4_500  # of a text without pages of its own: two or three screens of a telephone
PICTURE_LETTERS = 900  # for how many letters a picture counts when a chapter is cut into pages
WORDS_MOST = 2_000  # letters of a note
NEAR_SECONDS = 30  # of a recording: two places not farther apart are one
SEARCH_WORDS = 12  # words of one search; the rest is left out
LONGEST_YEAR = 9999


@dataclass(frozen=True)
class Block:
    """One paragraph or heading: its cleaned markup and the same as plain words."""

    html: str
    text: str
    is_heading: bool = False
    is_picture: bool = False  # ``text`` is what is said of it, for who does not see it

    @property
    def letters(self) -> int:
        """The room it takes on a page."""
        return len(self.text) + (PICTURE_LETTERS if self.is_picture else 0)


@dataclass(frozen=True)
class Section:
    """A chapter, or a page that the file itself has. ``is_read`` is False where it has no text."""

    heading: str
    blocks: tuple[Block, ...]
    is_read: bool = True
    by_eye: bool = False  # its letters were recognised from a picture
    picture_bytes: int | None = None  # of a page that is not read, as it is shown


def paged(section: Section, most: int = PAGE_LETTERS) -> Iterator[Section]:
    """A chapter in pages of about ``most`` letters, cut between paragraphs and nowhere else.

    The first page carries the chapter's heading, the others none; nothing is lost or said twice.
    """
    heading, held, letters = section.heading, list[Block](), 0
    for block in section.blocks:
        if held and letters + block.letters > most:
            yield Section(heading, tuple(held), section.is_read, section.by_eye)
            heading, held, letters = "", [], 0
        held.append(block)
        letters += block.letters
    if held or not section.blocks:
        yield Section(heading, tuple(held), section.is_read, section.by_eye)


@dataclass(frozen=True)
class Place:
    """Where somebody is in an edition: the page, the paragraph on it, and the moment.

    Of a recording ``page`` is 1 and ``offset`` the second.
    """

    page: int
    offset: int
    at: datetime


@dataclass(frozen=True)
class Meeting:
    """What becomes of two places: the one to keep, and the other when a person must choose."""

    kept: Place
    other: Place | None = None


def is_one_place(one: Place, other: Place, *, is_recording: bool) -> bool:
    """Whether nobody would choose between two places: one page, or some seconds of a recording."""
    if is_recording:
        return abs(one.offset - other.offset) < NEAR_SECONDS
    return one.page == other.page


def meet(
    server: Place | None,
    device: Place,
    *,
    was_offline: bool,
    knew: datetime | None,
    is_recording: bool = False,
) -> Meeting:
    """Which of two places holds: the kept one on the server, or the one a device brings.

    The later moment wins. A device that was offline, and did not know of the place that another
    device has left meanwhile (``knew`` is the moment of the last place it had seen), decides
    nothing: both are shown and the person chooses.
    """
    if server is None:
        return Meeting(device)
    same = is_one_place(server, device, is_recording=is_recording)
    unseen = knew is None or server.at > knew
    if was_offline and unseen and not same:
        return Meeting(server, device)
    return Meeting(device if device.at >= server.at else server)


def share_read(page: int, pages: int) -> int:
    """Per cent of the pages up to and with ``page``: 100 only on the last one."""
    if pages <= 0:
        return 0
    return min(page, pages) * 100 // pages


def told_count(people: int, least: int) -> int | None:
    """How many people are said to have opened a title: whole steps of ``least``, none below it.

    With steps, one more person opening it is not seen, so nobody can be found out by difference.
    """
    if least < 1 or people < least:
        return None
    return people // least * least


def check_page(page: int, pages: int) -> None:
    """:raises BadInput: the edition has no such page"""
    if not 1 <= page <= max(pages, 1):
        raise BadInput(
            _("Bản này có %(pages)d trang, không có trang %(page)d. Đồng chí chọn trang khác.")
            % {"pages": pages, "page": page}
        )


def check_words(words: str) -> None:
    """:raises BadInput: a note that is too long"""
    if len(words) > WORDS_MOST:
        raise BadInput(
            _("Ghi chú dài quá %(most)d chữ cái. Đồng chí tách làm nhiều ghi chú.")
            % {"most": WORDS_MOST}
        )


def check_year(year: int | None, this_year: int) -> None:
    """:raises BadInput: a year that cannot be the year of a book"""
    if year is not None and not 1 <= year <= this_year + 1:
        raise BadInput(
            _("Năm xuất bản %(year)s không thể đúng. Đồng chí kiểm tra lại.") % {"year": year}
        )


_PICTURE = re.compile(r'<img data-picture="(\d{1,9})"')
_FIGURE = re.compile(r'<figure>(<img data-picture="(\d{1,9})"[^<>]*>)</figure>')


def with_addresses(html: str, address: Callable[[int], str], enlarge: str) -> str:
    """Cleaned markup whose pictures have an address, made of the number each was kept under.

    One that stands by itself is a link to itself; ``enlarge`` says what the link is for.
    """
    cue = escape(enlarge)
    linked = _FIGURE.sub(
        lambda found: (
            f'<figure><a class="enlarge" data-enlarge href="{address(int(found.group(2)))}">'
            f'{found.group(1)}<span class="cue noprint">{cue}</span></a></figure>'
        ),
        html,
    )
    return _PICTURE.sub(
        lambda found: f'<img loading="lazy" src="{address(int(found.group(1)))}"', linked
    )


def contents(pages: Iterable[tuple[int, str]], pages_in_all: int) -> Sequence[tuple[int, str]]:
    """The table of contents: pages with a heading; where there is none, every tenth page."""
    rows = list(pages)
    named = [(number, heading) for number, heading in rows if heading]
    if named:
        return named
    return [(number, "") for number in range(1, pages_in_all + 1, 10)] if pages_in_all > 10 else []
