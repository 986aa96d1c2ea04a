"""The sheet of a meeting: what a path may hold, and how changes of several devices meet.

See docs/rules/meetings.md. A value is plain JSON; ``None`` takes the entry away.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput
from sotay.core.text import nfc

PRESENT, ONLINE, EXCUSED, ABSENT = "present", "online", "excused", "absent"
HERE = (PRESENT, ONLINE)
ROLL = (PRESENT, ONLINE, EXCUSED, ABSENT)
HOW = ("list", "qr", "self")
HANDS = ("agree", "against", "other")
ITEM_KINDS = ("opening", "report", "information", "discussion", "vote", "tasks", "theme", "close")
LONGEST_PATH = 100
LONGEST = {"title": 300, "gist": 2_000, "note": 4_000, "conclusion": 4_000, "words": 1_000,
           "product": 200, "reason": 300, "speaker": 160}  # fmt: skip
LONGEST_TEXT = 20_000
MOST = 1_000_000  # of any figure: minutes, seconds, hands

# What the members of an object are: words, a figure, a moment, a day, a reference, or a choice.
OBJECTS: dict[str, dict[str, str]] = {
    "item": {
        "position": "figure", "title": "words", "kind": "item_kind", "minutes": "figure",
        "speaker": "words", "started_at": "moment", "ended_at": "moment", "note": "words",
        "conclusion": "words",
    },
    "speech": {"item": "id", "member": "id", "gist": "words", "seconds": "figure"},
    "motion": {
        "item": "id", "words": "words", "agree": "figure", "against": "figure", "other": "figure",
    },
    "task": {"title": "words", "member": "id", "due_on": "day", "product": "words"},
    "roll": {"state": "roll", "reason": "words", "how": "how"},
    "group": {
        "title": "words", "leader": "id", "started_at": "moment", "ended_at": "moment",
        "note": "words", "conclusion": "words",
    },
}  # fmt: skip
FACTS: dict[str, str] = {
    "opened_at": "moment", "closed_at": "moment", "paused_minutes": "figure",
    "chair": "id", "secretary": "id",
}  # fmt: skip


def is_counted(motion: Mapping[str, Any]) -> bool:
    """Whether the chair wrote hands counted in the room: these stand before telephones."""
    return any(motion.get(hand) is not None for hand in HANDS)


@dataclass(frozen=True)
class Path:
    """Where a value stands: ``roll/<member>``; ``sub`` is the member of ``hand/<motion>/<m>``."""

    kind: str
    key: str
    sub: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.kind, self.key, self.sub) if part)


@dataclass(frozen=True)
class Merged:
    """What stands after a change, and which members of it were left as they stood."""

    value: Any
    clashing: tuple[str, ...] = ()  # names of members; ("",) for a value that is not an object

    @property
    def is_whole(self) -> bool:
        return not self.clashing


def parse(text: str) -> Path:
    """Read a path.

    :raises BadInput: there is no such place on a sheet
    """
    parts = text.split("/")
    kind = parts[0]
    ok = len(text) <= LONGEST_PATH and len(parts) == (3 if kind == "hand" else 2)
    if ok and kind == "meeting":
        ok = parts[1] in FACTS
    elif ok and kind == "resolution":
        ok = parts[1] == "text"
    elif ok and kind == "score":
        ok = parts[1].isidentifier()
    elif ok:
        ok = (kind in OBJECTS or kind in ("hand", "seat")) and all(
            _is_uuid(part) for part in parts[1:]
        )
    if not ok:
        raise BadInput(
            _("Biểu ghi cuộc họp không có ô “%(path)s”. Đồng chí cập nhật ứng dụng rồi gửi lại.")
            % {"path": text[:60]}
        )
    return Path(*[part.lower() if _is_uuid(part) else part for part in parts])


def checked(path: Path, value: Any) -> Any:
    """``value`` as it may stand at ``path``: composed text, only known members.

    :raises BadInput: it cannot stand there; the sentence names the part
    """
    if value is None:
        return None
    if path.kind in OBJECTS:
        if path.kind == "roll" and isinstance(value, str):
            value = {"state": value}
        if not isinstance(value, Mapping):
            raise _unfit(path)
        known = OBJECTS[path.kind]
        if unknown := set(value) - set(known):
            raise _unfit(path, min(map(str, unknown)))
        return {name: _fit(path, name, known[name], one) for name, one in value.items()}
    if path.kind == "meeting":
        return _fit(path, path.key, FACTS[path.key], value)
    if path.kind == "hand":
        if value not in HANDS:
            raise _unfit(path)
        return value
    if path.kind == "seat":
        return _fit(path, "", "id", value)
    if path.kind == "score":
        return _fit(path, "", "figure", value)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _unfit(path)
    return nfc(value)


def _fit(path: Path, name: str, sort: str, value: Any) -> Any:
    if value is None:
        return None
    fits: Any = None
    if sort == "words" and isinstance(value, str) and len(value) <= LONGEST[name]:
        fits = nfc(value).replace("\0", "")
    elif sort == "figure" and isinstance(value, int | float) and not isinstance(value, bool):
        fits = value if math.isfinite(value) and 0 <= value <= MOST else None
    elif sort == "id" and isinstance(value, str) and _is_uuid(value):
        fits = value.lower()
    elif sort == "moment" and isinstance(value, str):
        moment = _moment(value)
        fits = moment.isoformat(timespec="seconds") if moment else None
    elif sort == "day" and isinstance(value, str):
        fits = _day(value)
    else:
        choices = {"roll": ROLL, "how": HOW, "item_kind": ITEM_KINDS}.get(sort, ())
        fits = value if value in choices else None
    if fits is None:
        raise _unfit(path, name)
    return fits


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _day(text: str) -> str | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day.isoformat() if day else None


def _unfit(path: Path, name: str = "") -> BadInput:
    where = f"{path}/{name}" if name else str(path)
    return BadInput(
        _("Ô “%(where)s” nhận giá trị không dùng được. Đồng chí ghi lại ô ấy.")
        % {"where": where[:120]}
    )


def merge(stands: Any, was: Any, yours: Any) -> Merged:
    """Let a change made from ``was`` meet what ``stands`` now; what clashes stays as it stands.

    Objects are compared member by member, so that two devices may fill two parts of one thing.
    """
    if yours in (stands, was):
        return Merged(stands)
    if stands == was:
        return Merged(yours)
    if not (isinstance(stands, dict) and isinstance(yours, dict)):
        return Merged(stands, ("",))
    before = was if isinstance(was, dict) else {}
    value, clashing = dict(stands), []
    for name in sorted({*before, *yours}):
        mine, old, now = yours.get(name), before.get(name), stands.get(name)
        if mine in (old, now):
            continue
        if now == old:
            value[name] = mine
        else:
            clashing.append(name)
    return Merged(value, tuple(clashing))


def moved(made_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When a change was made by the server's clock; a device's clock counts only as a difference.

    Never after ``now``.
    """
    return min(made_at + (now - sent_at), now)


def clock_sentence(sent_at: datetime, now: datetime, tolerance_minutes: int) -> str:
    """What to tell somebody whose device is off by more than the tolerance; empty otherwise."""
    off = sent_at - now
    if abs(off) <= timedelta(minutes=tolerance_minutes):
        return ""
    minutes = round(abs(off).total_seconds() / 60)
    words = (
        _("Đồng hồ của máy nhanh %(n)d phút.")
        if off > timedelta(0)
        else _("Đồng hồ của máy chậm %(n)d phút.")
    ) % {"n": minutes}
    return (
        words + " " + _("Giờ trong biên bản đã tính theo máy chủ; đồng chí chỉnh lại giờ của máy.")
    )
