"""A year of meetings of one organisation, and a quarter of all those under another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.meetings.models import Kind, Meeting
from sotay.meetings.rules import regime
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import settled_ids
from sotay.regulations.registry import value


def sign_words(codes: Sequence[str]) -> list[str]:
    """The signs of a hollow meeting in short."""
    names = {
        "same_minutes": _("giống tháng trước"),
        "nobody_spoke": _("không ai phát biểu"),
        "no_task": _("không giao việc"),
    }
    return [names[code] for code in codes if code in names]


def limits_on(day: date, organisation_id: int) -> regime.Limits:
    """The values of the regime in force on ``day``."""

    return regime.Limits(
        minutes=int(value("meetings.minimum_minutes", day, organisation_id)),
        minutes_combined=int(value("meetings.minimum_minutes_combined", day, organisation_id)),
        attendance=Fraction(str(value("meetings.attendance_goal", day, organisation_id))),
        thematic=int(value("meetings.thematic_each_quarter", day, organisation_id)),
    )


def as_held(meeting: Meeting) -> regime.Held:
    share = Fraction(meeting.here, meeting.expected) if meeting.expected and meeting.here else None
    return regime.Held(
        kind=meeting.kind,
        on=meeting.day,
        is_combined=meeting.is_combined,
        minutes=meeting.minutes_held,
        attendance=share,
    )


@dataclass(frozen=True)
class YearRow:
    """One meeting in the list of a year, with what it lacks in words."""

    meeting: Meeting
    faults: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The chip's dress."""
        state = Meeting.State(self.meeting.state)
        if state in (Meeting.State.CLOSED, Meeting.State.SEALED):
            return "near" if self.faults else "done"
        return {"open": "wait", "invited": "wait"}.get(str(state), "")

    @property
    def shape(self) -> str:
        return {"done": "s-done", "near": "s-hollow", "wait": "s-half"}.get(self.kind, "")


def year_of(actor: Actor, organisation: Organisation, year: int) -> list[YearRow]:
    """The meetings of a year, earliest first."""
    meetings = (
        Meeting.objects.visible_to(actor)
        .of(organisation)
        .between(date(year, 1, 1), date(year + 1, 1, 1))
        .order_by("starts_at", "id")
    )
    return [YearRow(one, tuple(faults_of(one, actor.today))) for one in meetings]


def faults_of(meeting: Meeting, today: date) -> list[str]:
    """What the regime finds wanting in one meeting, and the signs that ask for another look."""
    if meeting.state in ("planned", "invited") and meeting.day < today:
        return [_("qua ngày mà chưa ghi đã họp")]
    if meeting.state not in ("closed", "sealed"):
        return []
    within = int(value("meetings.result_days_after", meeting.day, meeting.organisation_id))
    waits = (today - meeting.day).days
    late = meeting.state == Meeting.State.CLOSED and waits > within
    limits, held = limits_on(meeting.day, meeting.organisation_id), as_held(meeting)
    found = [_("biên bản chưa thông qua sau %(n)d ngày") % {"n": waits}] if late else []
    if regime.is_too_short(held, limits):
        found.append(_("ngắn: %(n)d phút") % {"n": meeting.minutes_held})
    if regime.is_thin(held, limits):
        found.append(
            _("dự %(here)d trên %(expected)d")
            % {"here": meeting.here, "expected": meeting.expected}
        )
    return [*found, *sign_words(meeting.signs)]


# --- The level above ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RollupRow:
    """One organisation in a quarter. Nothing written down is missing, never nought."""

    organisation_id: int
    name: str
    parent: str  # what it belongs to: many cells share a name
    kept: regime.Kept
    hollow: int
    sealed: int
    held: int

    @property
    def url(self) -> str:
        return f"{reverse('meetings:list')}?organisation={self.organisation_id}"

    @property
    def is_silent(self) -> bool:
        return self.held == 0

    @property
    def missing_words(self) -> str:
        return ", ".join(str(month) for month in self.kept.months_missing)


@dataclass(frozen=True)
class Rollup:
    year: int
    quarter: int
    months: tuple[int, ...]  # whose ordinary meeting should have been by the day asked
    rows: tuple[RollupRow, ...]

    @property
    def roman(self) -> str:
        return ("I", "II", "III", "IV")[self.quarter - 1]

    @property
    def kept(self) -> int:
        return sum(row.kept.is_kept and not row.is_silent for row in self.rows)

    @property
    def silent(self) -> int:
        return sum(row.is_silent for row in self.rows)

    @property
    def hollow(self) -> int:
        return sum(row.hollow for row in self.rows)


def rollup(actor: Actor, top: Organisation, year: int, quarter: int, day: date) -> Rollup:
    """The regime of every cell under ``top`` in a quarter as of ``day``, worst first.

    A month counts from the day after the latest day that the rule leaves for its meeting.
    """
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    latest = int(value("meetings.latest_day_of_month", min(day, first), top.pk))
    months = tuple(
        month for month in range(first.month, first.month + 3) if date(year, month, latest) < day
    )
    held = defaultdict(list)
    found = (
        Meeting.objects.visible_to(actor)
        .within(top, day)
        .between(first, min(after, date.fromordinal(day.toordinal() + 1)))
        .held()
    )
    for meeting in found:
        held[meeting.organisation_id].append(meeting)
    cells = (
        Profile.objects.as_of(day)
        .filter(organisation__in=settled_ids([top.pk], day), kind__holds_members=True)
        .order_by("sort_key")
    )
    limits = limits_on(min(day, first), top.pk)
    parents = parents_of([profile.organisation_id for profile in cells], top, day)
    rows = [
        _row(
            profile,
            parents.get(profile.organisation_id, ""),
            held.get(profile.organisation_id, []),
            months,
            limits,
            after <= day,
        )
        for profile in cells
    ]
    # Who wrote down something that is wanting stands first; the silent stand last, together.
    rows.sort(
        key=lambda row: (
            row.is_silent,
            -len(row.kept.months_missing),
            -row.hollow,
            row.kept.is_kept,
        )
    )
    return Rollup(year, quarter, months, tuple(rows))


def parents_of(cells: Sequence[int], top: Organisation, day: date) -> dict[int, str]:
    """What each cell belongs to on ``day``; nothing for one directly under ``top``."""
    over = dict(
        Placement.objects.as_of(day)
        .filter(organisation__in=cells, parent__isnull=False)
        .exclude(parent=top)
        .values_list("organisation_id", "parent_id")
    )
    names = Profile.objects.nearest(set(over.values()), day)
    return {cell: names[parent].short_name for cell, parent in over.items() if parent in names}


def _row(
    profile: Profile,
    parent: str,
    meetings: Sequence[Meeting],
    months: Sequence[int],
    limits: regime.Limits,
    quarter_is_over: bool,
) -> RollupRow:
    return RollupRow(
        organisation_id=profile.organisation_id,
        name=profile.short_name,
        parent=parent,
        kept=regime.kept(
            [as_held(one) for one in meetings], months, limits, quarter_is_over=quarter_is_over
        ),
        hollow=sum(bool(one.signs) for one in meetings if one.kind == Kind.ORDINARY),
        sealed=sum(one.state == Meeting.State.SEALED for one in meetings),
        held=len(meetings),
    )
