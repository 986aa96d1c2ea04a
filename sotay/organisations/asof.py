"""As of which day a page is read: when facts held (``ngay``), when they were known (``biet``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sotay.core.days import read_day, written
from sotay.core.errors import BadInput

DAY, KNOWN = "ngay", "biet"
EARLIEST = date(1930, 2, 3)


@dataclass(frozen=True)
class AsOf:
    """The two days of a page. ``known_on`` None is what is known now.

    ``problems`` are sentences on what was asked and could not be used.
    """

    day: date
    known_on: date | None
    today: date
    problems: tuple[str, ...] = ()

    @property
    def is_today(self) -> bool:
        """Whether the page shows today as known now: only then may anything be written."""
        return self.day == self.today and self.known_on is None

    @property
    def query(self) -> str:
        """The days as they stand in an address: ``ngay=2025-06-30&biet=2025-07-05``, or nothing."""
        asked = {}
        if self.day != self.today:
            asked[DAY] = self.day.isoformat()
        if self.known_on is not None:
            asked[KNOWN] = self.known_on.isoformat()
        return urlencode(asked)

    def at(self, url: str) -> str:
        """``url`` carrying the days of this page."""
        return f"{url}{'&' if '?' in url else '?'}{self.query}" if self.query else url


def read(asked: Mapping[str, str], today: date) -> AsOf:
    """The days asked for in an address. What cannot be read is left out, with a sentence why.

    A day of knowledge after today, or today itself, is what is known now.
    """
    problems: list[str] = []

    def one(name: str) -> date | None:
        text = asked.get(name, "").strip()
        if not text:
            return None
        try:
            day = read_day(text)
        except BadInput as refusal:
            problems.append(str(refusal))
            return None
        if not EARLIEST <= day <= date(today.year + 10, 12, 31):
            problems.append(
                _("Không xem được ngày %(day)s. Đồng chí chọn một ngày gần hơn.")
                % {"day": written(day)}
            )
            return None
        return day

    day, known_on = one(DAY), one(KNOWN)
    if known_on is not None and known_on >= today:
        known_on = None
    return AsOf(day or today, known_on, today, tuple(problems))
