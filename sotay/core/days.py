"""How days, moments and figures are written, and how a written day is read.

Issued documents write 05-02-2026 and 30-6-2026: a leading zero for days under ten and for months
one and two, none elsewhere (guidance 05-HD/VPTW of 27-5-2026, certainty: hint).
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput

_WRITTEN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def written(day: date) -> str:
    """``day`` as issued documents write it: 05-02-2026, 30-6-2026."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}-{month}-{day.year}"


def written_moment(moment: datetime) -> str:
    """A local moment: ``14.05, 30-6-2026``."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local.hour}.{local.minute:02d}, {written(local.date())}"


def read_day(text: str) -> date:
    """Read 30-6-2026, 30/6/2026, 30.6.2026 or 2026-06-30.

    :raises BadInput: no such form, or no such day in the calendar
    """
    given = text.strip()
    if match := _ISO.fullmatch(given):
        year, month, day = map(int, match.groups())
    elif match := _WRITTEN.fullmatch(given):
        day, month, year = map(int, match.groups())
    else:
        raise BadInput(
            _("“%(text)s” không phải là ngày. Đồng chí viết ngày-tháng-năm, ví dụ 30-6-2026.")
            % {"text": given[:40]}
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise BadInput(
            _("Không có ngày %(text)s trong lịch. Đồng chí kiểm tra lại ngày và tháng.")
            % {"text": given[:40]}
        ) from None


def grouped(number: int) -> str:
    """A whole number with points between thousands: 6.840."""
    return f"{number:,}".replace(",", ".")


def decimal(number: float | Decimal, places: int = 1) -> str:
    """A number with a decimal comma, rounded half away from zero: 92,4."""
    value = Decimal(str(number))
    step = Decimal(1).scaleb(-places)
    rounded = abs(value).quantize(step, rounding="ROUND_HALF_UP")
    whole, _point, rest = f"{rounded:f}".partition(".")
    sign = "−" if value < 0 and rounded != 0 else ""
    return sign + grouped(int(whole)) + ("," + rest if rest else "")


def percent(share: float | Decimal, places: int = 1) -> str:
    """A share of one as a percentage, the sign held by a no-break space: ``92,4 %``."""
    return decimal(Decimal(str(share)) * 100, places) + "\u00a0%"
