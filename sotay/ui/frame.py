"""What the frame of a page shows: whose page, which day, where one can go.

``sotay.web.context`` makes one `Frame` per request; ``ui/base.html`` prints it. Every field has a
default, so a page without sign-in (sign-in itself, an error) renders from an empty frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

TEXT_SIZES = (100, 125, 150, 175)


@dataclass(frozen=True)
class NavItem:
    """One way to go. ``count`` is what waits for this person there; ``hot`` when some is late."""

    label: str
    url: str
    icon: str
    count: int = 0
    hot: bool = False
    current: bool = False


@dataclass(frozen=True)
class NavSection:
    title: str
    items: Sequence[NavItem]


@dataclass(frozen=True)
class QuickDay:
    """A shortcut of the day picker: what it is called, and this page as of that day."""

    label: str
    url: str


@dataclass(frozen=True)
class Frame:
    """Everything around the sheet.

    ``day`` and ``known_on`` are the two days of the picker (facts in force on, as recorded by);
    ``today`` is the day of the request. ``bottom`` holds the five ways of the bar on a phone.
    ``who_key`` tells one account's drafts on a shared device from another's. ``back_url`` replaces
    the mark at the top left on a step of one act. ``as_of_action`` is the address the day picker
    asks again (empty: the page has no picker) and ``as_of_kept`` the other parameters it keeps;
    ``now_url`` is the same page as of today. ``shell`` overrules how the page is laid out.
    """

    where_title: str = ""
    where_note: str = ""
    nav: Sequence[NavSection] = ()
    bottom: Sequence[NavItem] = ()
    who_name: str = ""
    who_office: str = ""
    who_key: str = ""
    account_url: str = ""
    home_url: str = "/"
    back_url: str = ""
    search_url: str = ""
    search_text: str = ""
    today: date | None = None
    day: date | None = None
    known_on: date | None = None
    quick_days: Sequence[QuickDay] = ()
    as_of_action: str = ""
    as_of_kept: Sequence[tuple[str, str]] = ()
    now_url: str = ""
    text_size: int = 100
    preferences_url: str = ""
    is_signed_in: bool = False
    shell: str = ""

    @property
    def is_past(self) -> bool:
        """Whether the page shows a day, or a state of knowledge, other than today's."""
        return any(day is not None and day != self.today for day in (self.day, self.known_on))

    @property
    def is_corrected(self) -> bool:
        """Whether the figures are those known on an earlier day than today."""
        return self.known_on is not None and self.known_on != self.today

    @property
    def as_of(self) -> str:
        """The two days as they stand in an address, empty for today."""
        asked = {"ngay": self.day, "biet": self.known_on}
        return urlencode(
            {name: day.isoformat() for name, day in asked.items() if day and day != self.today}
        )

    @property
    def shell_class(self) -> str:
        """How the page is laid out: with a rail on a wide screen, or one column for a phone."""
        return self.shell or ("with-rail" if self.nav else "phone touch")

    def at(self, url: str) -> str:
        """``url`` carrying the days of this page, so that a past day is never left by accident."""
        if not self.as_of:
            return url
        address, mark, place = url.partition("#")
        return f"{address}{'&' if '?' in address else '?'}{self.as_of}{mark}{place}"


def shortcuts(today: date) -> list[date]:
    """The last days of the quarter, half-year and year that ended before ``today``, each once."""
    ends = [
        date(today.year, today.month - (today.month - 1) % months, 1) - timedelta(days=1)
        for months in (3, 6, 12)
    ]
    return list(dict.fromkeys(ends))
