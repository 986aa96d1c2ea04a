"""Minutes that write themselves: from what happened at a meeting to numbered paragraphs.

What people said stands in their words; the sentences around it are the system's and the same every
time. The order is that of the minutes of cell meetings in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.days import decimal, percent, written
from sotay.meetings.rules.quorum import Attendance, Hands, exact


@dataclass(frozen=True)
class Spoken:
    name: str
    gist: str


@dataclass(frozen=True)
class Item:
    """An item of the agenda as it went."""

    title: str
    note: str = ""
    conclusion: str = ""
    spoken: Sequence[Spoken] = ()
    motions: Sequence[tuple[str, Hands]] = ()
    speaker: str = ""  # who presented it; empty where it was not come to


@dataclass(frozen=True)
class Given:
    title: str
    name: str
    due_on: date | None
    product: str = ""


@dataclass(frozen=True)
class GroupMet:
    """A party group that met apart: who led it, its roll in figures, what it said."""

    title: str
    leader: str
    here: int
    expected: int
    note: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Story:
    """All that minutes are made of. Moments are local to the reader, names as on the roll."""

    title: str
    organisation: str
    place: str
    opened_at: datetime | None
    closed_at: datetime | None
    paused_minutes: int
    chair: str
    secretary: str
    attendance: Attendance
    absences: Sequence[tuple[str, bool]]  # name, with a reason
    items: Sequence[Item]
    given: Sequence[Given]
    resolution: str
    score: float | None
    level: str
    groups: Sequence[GroupMet] = ()
    of_committee: bool = False  # a committee's own meeting, not a cell's

    @property
    def minutes(self) -> int | None:
        """How long it lasted without the pauses; None where begin or end is not written down."""
        if self.opened_at is None or self.closed_at is None:
            return None
        whole = round((self.closed_at - self.opened_at).total_seconds() / 60)
        return max(whole - self.paused_minutes, 0)

    @property
    def said(self) -> list[str]:
        """The sentences of people alone, without the frame."""
        own = [self.resolution]
        for item in self.items:
            own += [item.note, item.conclusion, *(one.gist for one in item.spoken)]
        for group in self.groups:
            own += [group.note, group.conclusion]
        return [words for words in own if words.strip()]


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: tuple[str, ...]


def compose(story: Story) -> tuple[Section, ...]:
    """The minutes in sections; a part without content is left out."""
    parts = [
        Section(_("Thời gian, địa điểm"), _when(story)),
        Section(_("Thành phần"), _who(story)),
        *(Section(group.title, _met(group)) for group in story.groups),
        *(Section(item.title, _went(item)) for item in story.items if _went(item)),
    ]
    if story.given:
        parts.append(Section(_("Giao nhiệm vụ"), tuple(_task(one) for one in story.given)))
    if story.resolution:
        lines = [line.strip() for line in story.resolution.splitlines()]
        parts.append(Section(_("Kết luận, nghị quyết"), tuple(line for line in lines if line)))
    if story.score is not None:
        scored = (
            _("Cấp ủy tự chấm %(score)s điểm, loại %(level)s.")
            if story.of_committee
            else _("Chi bộ tự chấm %(score)s điểm, loại %(level)s.")
        )
        words = scored % {
            "score": decimal(story.score, 0 if float(story.score).is_integer() else 1),
            "level": story.level,
        }
        parts.append(Section(_("Tự đánh giá chất lượng buổi sinh hoạt"), (words,)))
    return tuple(part for part in parts if part.paragraphs)


def _met(group: GroupMet) -> tuple[str, ...]:
    """What a party group that met apart brings back into the whole meeting's minutes."""
    lines = [
        _("Có mặt %(here)d trên %(expected)d.") % {"here": group.here, "expected": group.expected}
    ]
    if group.leader:
        lines.insert(0, _("Chủ trì tổ: đồng chí %(name)s.") % {"name": group.leader})
    lines += [line.strip() for line in group.note.splitlines() if line.strip()]
    if group.conclusion:
        lines.append(_("Ý kiến của tổ: %(words)s") % {"words": group.conclusion})
    return tuple(lines)


def _clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return _("%(hour)d giờ %(minute)02d, ngày %(day)s") % {
        "hour": local.hour,
        "minute": local.minute,
        "day": written(local.date()),
    }


def _when(story: Story) -> tuple[str, ...]:
    lines = []
    if story.opened_at:
        lines.append(_("Bắt đầu: %s.") % _clock(story.opened_at))
    if story.closed_at:
        lines.append(_("Kết thúc: %s.") % _clock(story.closed_at))
    if story.minutes is not None:
        lines.append(_("Thời lượng: %(n)d phút.") % {"n": story.minutes})
    if story.place:
        lines.append(_("Địa điểm: %s.") % story.place.rstrip("."))
    return tuple(lines)


def _who(story: Story) -> tuple[str, ...]:
    roll = story.attendance
    share = f" ({percent(exact(roll.share))})" if roll.share is not None else ""
    lines = [
        _("Phải dự %(expected)d, có mặt %(here)d%(share)s.")
        % {"expected": roll.expected, "here": roll.here, "share": share}
    ]
    if roll.online:
        lines.append(_("Trong đó dự trực tuyến: %(n)d.") % {"n": roll.online})
    excused = [name for name, has_reason in story.absences if has_reason]
    absent = [name for name, has_reason in story.absences if not has_reason]
    if excused:
        lines.append(_("Vắng có lý do: %s.") % ", ".join(excused))
    if absent:
        lines.append(_("Vắng không lý do: %s.") % ", ".join(absent))
    if story.chair:
        lines.append(_("Chủ trì: đồng chí %s.") % story.chair)
    if story.secretary:
        lines.append(_("Thư ký: đồng chí %s.") % story.secretary)
    return tuple(lines)


def _went(item: Item) -> tuple[str, ...]:
    lines = [_("Trình bày: %s.") % item.speaker.rstrip(".")] if item.speaker else []
    lines += [line.strip() for line in item.note.splitlines() if line.strip()]
    lines += [
        _("Đồng chí %(name)s: %(gist)s") % {"name": one.name, "gist": one.gist}
        if one.gist
        else _("Đồng chí %(name)s phát biểu.") % {"name": one.name}
        for one in item.spoken
    ]
    for words, hands in item.motions:
        lines.append(
            _(
                "Biểu quyết: %(words)s. Đồng ý %(agree)d, không đồng ý %(against)d, ý kiến khác "
                "%(other)d, trên %(over)d đảng viên có quyền biểu quyết: %(result)s."
            )
            % {
                "words": words.rstrip("."),
                "agree": hands.agree,
                "against": hands.against,
                "other": hands.other,
                "over": hands.over,
                "result": _("được thông qua") if hands.carries else _("không được thông qua"),
            }
        )
    if item.conclusion:
        lines.append(_("Kết luận: %s") % item.conclusion)
    return tuple(lines)


def _task(one: Given) -> str:
    due = _("hạn %s") % written(one.due_on) if one.due_on else _("chưa có hạn")
    name = _("đồng chí %s") % one.name if one.name else _("chưa có người làm")
    product = _("; sản phẩm: %s") % one.product if one.product else ""
    return f"{one.title}: {name}, {due}{product}."
