"""How rule values are chosen, written and read, and what a sound pack is. No database here."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core import days
from sotay.core.errors import BadInput
from sotay.core.text import tidy

TEXT, PRESS, HINT, LOCAL = "text", "press", "hint", "local"
CERTAINTIES: dict[str, Any] = {
    TEXT: _lazy("theo văn bản"),
    PRESS: _lazy("theo báo chí"),
    HINT: _lazy("gợi ý"),
    LOCAL: _lazy("lựa chọn riêng"),
}
MEANINGS: dict[str, Any] = {
    TEXT: _lazy("Đã đọc văn bản."),
    PRESS: _lazy("Báo chí hoặc trang pháp luật nêu; chưa đối chiếu văn bản."),
    HINT: _lazy("Chỉ có nguồn yếu, hoặc giữ theo văn bản trước; cần kiểm tra."),
    LOCAL: _lazy("Không theo văn bản chung của Trung ương."),
}

# What follows a figure on the screen; units that shape the whole value are in `written`.
UNITS: dict[str, Any] = {
    "": "",
    "members": _lazy("đảng viên"),
    "full_members": _lazy("đảng viên chính thức"),
    "people": _lazy("người"),
    "age": _lazy("tuổi"),
    "party_years": _lazy("năm tuổi đảng"),
    "minutes": _lazy("phút"),
    "points_named": _lazy("điểm"),
    "months": _lazy("tháng"),
    "months_range": _lazy("tháng"),
    "days": _lazy("ngày"),
    "working_days": _lazy("ngày làm việc"),
    "day": "",
    "day_month": "",
    "years_named": "",
    "fraction": "",
    "share": "",
    "digits": _lazy("chữ số"),
    "mm": "mm",
    "points": "pt",
    "megabytes": "MB",
    "kilobytes": "KB",
    "dong": _lazy("đồng"),
    "percents": "%",
    "day_number": "",
}


def written(value: Any, unit: str, names: Mapping[str, str] | None = None) -> str:
    """A value with its unit, as the screen shows it: ``30 ngày làm việc``, ``2/3``, ``60 %``.

    ``names`` says what the codes inside a table mean.
    """
    called = names or {}
    if isinstance(value, Mapping):
        return "; ".join(
            f"{_row_name(key, called)}: {written(one, unit, called)}" for key, one in value.items()
        )
    if unit == "months_range":
        low, high = value
        return _("từ %(low)s tháng đến dưới %(high)s tháng") % {"low": low, "high": high}
    if unit == "fraction":
        return "/".join(map(str, value))
    if unit == "day_month":
        # Without the year, yet written as issued documents write a day.
        return ", ".join(days.written(date(2000, month, day))[:-5] for day, month in value)
    if unit == "share":
        return days.percent(value)
    if unit == "day_number":
        return _("ngày %(n)d") % {"n": value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return _("không có")
        listed = ", ".join(called.get(one) or _plain(one, unit) for one in map(_hashable, value))
    else:
        listed = _plain(value, unit)
    name = str(UNITS[unit])
    return f"{listed}\u00a0{name}" if name else listed


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _row_name(key: str, names: Mapping[str, str]) -> str:
    """The name of a table's row; an organisation's own row is named by its key."""
    return names.get(key) or (key.replace("_", " ").capitalize() if names else key)


def _plain(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int):
        return str(value) if unit == "years_named" else days.grouped(value).replace("-", "−")
    if isinstance(value, float):
        return days.decimal(value, max(1, -int(Decimal(str(value)).as_tuple().exponent)))
    if isinstance(value, date):
        return days.written(value)
    return str(value)


def editable(value: Any, unit: str, names: Mapping[str, str] | None = None) -> str:
    """A value as a person types it in a form; :func:`read` takes it back.

    A table has one row a line, ``name: value``; several values of a row are parted by semicolons.
    """
    called = names or {}
    if isinstance(value, Mapping):
        return "\n".join(
            f"{_row_name(key, called)}: {_row(one, unit, called)}" for key, one in value.items()
        )
    if unit == "share":
        return days.percent(value)
    if unit == "fraction":
        return "/".join(map(str, value))
    if isinstance(value, list):
        return ", ".join(
            "-".join(map(str, one)) if isinstance(one, list) else _plain(one, unit) for one in value
        )
    return _plain(value, unit)


def _row(value: Any, unit: str, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return "; ".join(names.get(one) or _plain(one, unit) for one in value)
    return names.get(value) or editable(value, unit)


def can_be_typed(value: Any) -> bool:
    """Whether a form can take such a value; tables within tables are set through the API."""
    if not isinstance(value, Mapping):
        return True
    sorts = {type(one) for one in value.values()}
    if len(sorts) != 1 or not sorts <= {int, float, str, list}:
        return False
    return not any(
        isinstance(one, list) and not all(isinstance(part, str) for part in one)
        for one in value.values()
    )


def read(text: str, like: Any, unit: str, names: Mapping[str, str] | None = None) -> Any:
    """Read what a person typed as a value of the same sort as ``like``.

    :raises BadInput: it is not a value of that sort
    """
    if isinstance(like, Mapping):
        return _table(text, like, unit, names or {})
    given = tidy(text)
    if unit == "share":
        value = _number(given.removesuffix("%").strip(), 0.0) / 100
        return round(value, 6) if "%" in given else round(value * 100, 6)
    if unit == "fraction":
        return [_number(part, 1) for part in given.split("/")]
    if isinstance(like, bool):
        answers = {_("có"): True, _("không"): False}
        if given.casefold() not in answers:
            raise BadInput(_("Đồng chí viết “có” hoặc “không”."))
        return answers[given.casefold()]
    if isinstance(like, list):
        parts = [part.strip() for part in given.split(",") if part.strip()]
        if unit == "day":
            return [days.read_day(part).isoformat() for part in parts]
        if like and isinstance(like[0], list):
            return [[_number(bit, 1) for bit in part.split("-")] for part in parts]
        sample = like[0] if like else ""
        return [_number(part, sample) if _is_figure(sample) else part for part in parts]
    return _number(given, like) if _is_figure(like) else given


def _table(
    text: str, like: Mapping[str, Any], unit: str, names: Mapping[str, str]
) -> dict[str, Any]:
    """Rows typed one a line. A row is known by its name or its key; another is the typist's own."""
    codes = {name.casefold(): code for code, name in names.items()}
    sample = next(iter(like.values()))
    found: dict[str, Any] = {}
    for line in filter(None, map(tidy, text.splitlines())):
        name, colon, rest = line.partition(":")
        if not colon or not tidy(name) or not tidy(rest):
            raise BadInput(
                _("Dòng “%(line)s” chưa đủ. Mỗi dòng viết tên, dấu hai chấm, giá trị.")
                % {"line": line[:60]}
            )
        key = tidy(name)
        if key not in like:
            key = codes.get(key.casefold()) or re.sub(r"\W+", "_", key.casefold()).strip("_")
        if not key or key in found:
            raise BadInput(_("Mục “%(name)s” viết hai lần.") % {"name": tidy(name)[:60]})
        if isinstance(sample, list):
            parts = [tidy(part) for part in rest.split(";") if tidy(part)]
            found[key] = [codes.get(part.casefold(), part) for part in parts]
        elif isinstance(sample, str):
            found[key] = codes.get(tidy(rest).casefold(), tidy(rest))
        else:
            found[key] = read(rest, like.get(key, sample), unit)
    if not found:
        raise BadInput(_("Bảng còn trống. Đồng chí viết ít nhất một dòng."))
    return found


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str, like: Any) -> Any:
    plain = text.strip().replace("−", "-")
    try:
        if isinstance(like, int):
            return int(plain.replace(".", ""))
        return float(plain.replace(".", "").replace(",", "."))
    except ValueError:
        raise BadInput(
            _("“%(text)s” không phải là số. Đồng chí viết bằng chữ số, ví dụ 30.")
            % {"text": text[:40]}
        ) from None


def same_sort(value: Any, like: Any, unit: str = "") -> bool:
    """Whether ``value`` may stand where ``like`` stands: same type, same shape of list or table.

    Ranges, fractions and days of the year keep their number of parts; other lists may grow.
    """
    if isinstance(like, bool) or isinstance(value, bool):
        return isinstance(like, bool) and isinstance(value, bool)
    if isinstance(like, float):
        return isinstance(value, int | float)
    if isinstance(like, Mapping):
        return isinstance(value, Mapping) and all(
            isinstance(key, str) and any(same_sort(one, other) for other in like.values())
            for key, one in value.items()
        )
    if isinstance(like, list):
        if not isinstance(value, list):
            return False
        if unit in ("months_range", "fraction") and len(value) != len(like):
            return False
        if not like:
            return all(isinstance(one, str | int) for one in value)
        return all(
            same_sort(one, like[0]) and (not isinstance(one, list) or len(one) == len(like[0]))
            for one in value
        )
    return type(value) is type(like)


def broken_days(periods: Sequence[tuple[date, date | None]]) -> list[str]:
    """What is wrong with the days of one rule's values, given in order: gaps, overlaps, empty ones.

    Only the last may be open.
    """
    found = []
    for start, end in periods:
        if end is not None and end <= start:
            found.append(
                _("%(start)s – %(end)s: không có hiệu lực ngày nào.") % _between(start, end)
            )
    for (_start, end), (following, _end) in pairwise(periods):
        if end is None:
            found.append(
                _("giá trị để ngỏ trong khi giá trị sau bắt đầu ngày %(day)s.")
                % {"day": days.written(following)}
            )
        elif end > following:
            found.append(
                _("%(start)s – %(end)s: hai giá trị cùng có hiệu lực.") % _between(following, end)
            )
        elif end < following:
            found.append(_("%(start)s – %(end)s: không có giá trị.") % _between(end, following))
    return found


def _between(start: date, end: date) -> dict[str, str]:
    return {"start": days.written(start), "end": days.written(end)}
