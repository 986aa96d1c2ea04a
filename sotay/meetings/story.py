"""A meeting read from its sheet: roll, items, speeches, hands, tasks, score, and its minutes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sotay.core.errors import BadInput
from sotay.meetings.models import Field, Invitation, Kind, Meeting, Minutes
from sotay.meetings.rules import minutes, quorum, scoring
from sotay.meetings.rules.sheet import ABSENT, EXCUSED
from sotay.organisations.models import Profile
from sotay.regulations.registry import RuleValue, rule


@dataclass(frozen=True)
class Limits:
    """The rule values a meeting of its day is held against, each with its source."""

    minutes: RuleValue
    majority: RuleValue
    fewest: RuleValue
    guests_vote: RuleValue
    goal: RuleValue
    sheet: RuleValue
    levels: RuleValue

    @property
    def share(self) -> Fraction:
        part, whole = self.majority.value
        return Fraction(int(part), int(whole))


def limits_of(meeting: Meeting) -> Limits:
    day, where = meeting.day, meeting.organisation_id
    shortest = (
        "meetings.minimum_minutes_combined" if meeting.is_combined else "meetings.minimum_minutes"
    )
    return Limits(
        minutes=rule(shortest, day, where),
        majority=rule("meetings.majority", day, where),
        fewest=rule("meetings.fewest_full_members", day, where),
        guests_vote=rule("meetings.guests_vote", day, where),
        goal=rule("meetings.attendance_goal", day, where),
        sheet=rule("meetings.quality_sheet", day, where),
        levels=rule("meetings.quality_levels", day, where),
    )


@dataclass(frozen=True)
class Row:
    """One person on the roll, with what the sheet says of them."""

    invitation: Invitation
    state: str
    reason: str
    how: str
    votes: bool

    @property
    def is_here(self) -> bool:
        return self.state in ("present", "online")


@dataclass(frozen=True)
class Part:
    """An entry of the sheet with its id: an item, a speech, a motion, a task."""

    id: str
    value: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.value.get(name)


@dataclass(frozen=True)
class GroupPart:
    """A party group at a meeting: its entry of the sheet, and the rows of the roll in it."""

    part: Part
    rows: list[Row]

    @property
    def attendance(self) -> quorum.Attendance:
        return quorum.attendance(Happened._seat(row.invitation, row.state) for row in self.rows)


class Happened:
    """Everything on one meeting's sheet, worked out once; reads two tables."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.limits = limits_of(meeting)
        self.invitations = list(Invitation.objects.filter(meeting=meeting))
        self.fields = {row.path: row for row in Field.objects.filter(meeting=meeting)}
        self._by_kind: dict[str, dict[str, Any]] = defaultdict(dict)
        for path, row in self.fields.items():
            kind, _slash, key = path.partition("/")
            if row.value is not None:
                self._by_kind[kind][key] = row.value

    def fact(self, name: str) -> Any:
        """A value of ``meeting/<name>``, None where nobody wrote it."""
        return self._by_kind["meeting"].get(name)

    @cached_property
    def opened_at(self) -> datetime | None:
        return _moment(self.fact("opened_at"))

    @cached_property
    def closed_at(self) -> datetime | None:
        return _moment(self.fact("closed_at"))

    @cached_property
    def roll(self) -> list[Row]:
        marks = self._by_kind["roll"]
        rows = []
        for one in self.invitations:
            mark = marks.get(str(one.person)) or {}
            seat = self._seat(one, mark.get("state") or "")
            rows.append(
                Row(
                    invitation=one,
                    state=seat.state,
                    reason=mark.get("reason") or one.reason,
                    how=mark.get("how") or "",
                    votes=quorum.may_vote(seat, guests_vote=self.guests_vote),
                )
            )
        return rows

    @property
    def guests_vote(self) -> bool:
        return bool(self.limits.guests_vote.value)

    @staticmethod
    def _seat(one: Invitation, state: str) -> quorum.Seat:
        return quorum.Seat(one.standing, state, is_guest=one.is_guest, is_away=one.is_away)

    @cached_property
    def seats(self) -> list[quorum.Seat]:
        return [self._seat(row.invitation, row.state) for row in self.roll]

    @cached_property
    def strangers(self) -> list[str]:
        """Persons marked on the sheet who are not on the roll of the day."""
        known = {str(one.person) for one in self.invitations}
        return sorted(set(self._by_kind["roll"]) - known)

    @cached_property
    def attendance(self) -> quorum.Attendance:
        return quorum.attendance(self.seats)

    @cached_property
    def condition(self) -> quorum.Quorum:
        """Whether the meeting can decide, with the sentence."""
        return quorum.quorum(
            self.seats,
            fewest=int(self.limits.fewest.value),
            share=self.limits.share,
            guests_vote=self.guests_vote,
            of_committee=self.meeting.kind == Kind.COMMITTEE,
        )

    @cached_property
    def base(self) -> int:
        return quorum.base(self.seats, guests_vote=self.guests_vote)

    @cached_property
    def names(self) -> dict[str, str]:
        return {str(one.person): one.name for one in self.invitations}

    def name(self, person: Any) -> str:
        return self.names.get(str(person), "") if person else ""

    @cached_property
    def items(self) -> list[Part]:
        found = self._parts("item")
        return sorted(found, key=lambda one: (one.position or 0, one.title or ""))

    @cached_property
    def now(self) -> Part | None:
        """The item under way: begun and not ended, the latest begun."""
        begun = [one for one in self.items if one.started_at and not one.ended_at]
        return max(begun, key=lambda one: one.started_at, default=None)

    @cached_property
    def next_item(self) -> Part | None:
        return next((one for one in self.items if not one.started_at), None)

    @cached_property
    def talk(self) -> Part | None:
        """Where what is said belongs: the item under way, else the one kept for discussion."""
        if self.now is not None and self.closed_at is None:
            return self.now
        return next((one for one in self.items if one.kind == "discussion"), None)

    def _parts(self, kind: str) -> list[Part]:
        return [Part(key, one) for key, one in self._by_kind[kind].items()]

    @cached_property
    def speeches(self) -> list[Part]:
        at = {path: row.at for path, row in self.fields.items()}
        return sorted(self._parts("speech"), key=lambda one: at[f"speech/{one.id}"])

    @cached_property
    def motions(self) -> list[tuple[Part, quorum.Hands]]:
        raised: dict[str, list[str]] = defaultdict(list)
        for key, hand in self._by_kind["hand"].items():
            raised[key.partition("/")[0]].append(hand)
        needed = quorum.needed(self.base, self.limits.share)
        found = []
        for one in self._parts("motion"):
            hands = raised.get(one.id, [])
            # What the chair counted in the room stands before hands raised from telephones.
            counted = {
                name: int(one.value.get(name) or 0)
                if one.value.get(name) is not None
                else hands.count(name)
                for name in ("agree", "against", "other")
            }
            found.append((one, quorum.Hands(**counted, over=self.base, needed=needed)))
        return sorted(found, key=lambda pair: str(pair[0].words or ""))

    @cached_property
    def overcounted(self) -> tuple[Part, quorum.Hands] | None:
        """The first motion with more hands than there are members who may vote."""
        for one, hands in self.motions:
            if hands.agree + hands.against + hands.other > hands.over:
                return one, hands
        return None

    @cached_property
    def tasks(self) -> list[Part]:
        return sorted(self._parts("task"), key=lambda one: (one.due_on or "9999", one.title or ""))

    @cached_property
    def groups(self) -> list["GroupPart"]:
        """The party groups that meet apart, each with those who sit in it, by title."""
        sits = self._by_kind["seat"]
        parts = sorted(self._parts("group"), key=lambda one: (one.title or "", one.id))
        return [
            GroupPart(
                one, [row for row in self.roll if sits.get(str(row.invitation.person)) == one.id]
            )
            for one in parts
        ]

    @cached_property
    def ungrouped(self) -> list[Row]:
        """Those on the roll who sit in none of the groups."""
        seated = {row.invitation.pk for group in self.groups for row in group.rows}
        return [row for row in self.roll if row.invitation.pk not in seated]

    @cached_property
    def resolution(self) -> str:
        return str(self._by_kind["resolution"].get("text") or "")

    @cached_property
    def score(self) -> scoring.Scored:
        most = dict(self.limits.sheet.value)
        points = {part: given for part, given in self._by_kind["score"].items() if part in most}
        within = {part: min(given, most[part]) for part, given in points.items()}
        return scoring.scored(within, most, dict(self.limits.levels.value))

    def story(self) -> minutes.Story:
        """What the minutes are made of."""
        spoken: dict[str, list[minutes.Spoken]] = defaultdict(list)
        for one in self.speeches:
            spoken[one.item or ""].append(minutes.Spoken(self.name(one.member), one.gist or ""))
        moved: dict[str, list[tuple[str, quorum.Hands]]] = defaultdict(list)
        for one, hands in self.motions:
            moved[one.item or ""].append((one.words or "", hands))
        items = [
            minutes.Item(
                title=one.title or "",
                note=one.note or "",
                conclusion=one.conclusion or "",
                spoken=spoken.pop(one.id, []),
                motions=moved.pop(one.id, []),
                speaker=one.speaker or "" if one.started_at else "",
            )
            for one in self.items
        ]
        loose = [one for rows in spoken.values() for one in rows]
        loose_moved = [one for rows in moved.values() for one in rows]
        if loose or loose_moved:  # said outside any item, or in one that was taken off
            items.append(
                minutes.Item(title=_("Ý kiến, biểu quyết khác"), spoken=loose, motions=loose_moved)
            )
        profile = Profile.objects.nearest([self.meeting.organisation_id], self.meeting.day)
        described = profile.get(self.meeting.organisation_id)
        return minutes.Story(
            title=self.meeting.title,
            organisation=described.name if described else str(self.meeting.organisation),
            place=self.meeting.place,
            opened_at=self.opened_at,
            closed_at=self.closed_at,
            paused_minutes=int(self.fact("paused_minutes") or 0),
            chair=self.name(self.fact("chair")),
            secretary=self.name(self.fact("secretary")),
            attendance=self.attendance,
            absences=[
                (row.invitation.name, row.state == EXCUSED)
                for row in self.roll
                if row.state in (EXCUSED, ABSENT)
            ],
            items=items,
            given=[
                minutes.Given(
                    one.title or "",
                    self.name(one.member),
                    date.fromisoformat(one.due_on) if one.due_on else None,
                    one.product or "",
                )
                for one in self.tasks
            ],
            resolution=self.resolution,
            score=self.score.total,
            level=self.score.level_name,
            of_committee=self.meeting.kind == Kind.COMMITTEE,
            groups=[
                minutes.GroupMet(
                    title=group.part.title or "",
                    leader=self.name(group.part.leader),
                    here=group.attendance.here,
                    expected=group.attendance.expected,
                    note=group.part.note or "",
                    conclusion=group.part.conclusion or "",
                )
                for group in self.groups
            ],
        )

    @property
    def speakers(self) -> int:
        """How many different people spoke."""
        return len({one.member for one in self.speeches if one.member})


def next_number(meeting: Meeting, kept: Minutes) -> str:
    """The number after that of the last resolution, to be offered; empty where none is to be.

    Numbers go on through the term, whatever the year: ``11-NQ/CB`` is followed by ``12-NQ/CB``.
    """
    if not kept.resolution.strip():
        return ""
    earlier = Minutes.objects.filter(
        organisation=meeting.organisation,
        meeting__kind=meeting.kind,
        meeting__starts_at__lt=meeting.starts_at,
    ).exclude(resolution_number="")
    last = earlier.order_by("-meeting__starts_at").values_list("resolution_number", flat=True)
    match = re.match(r"([0-9]{1,6})(\D.*)", last[0]) if last[:1] else None
    if match is None:
        return ""
    number, rest = match.groups()
    return f"{int(number) + 1:0{len(number)}d}{rest}"


def agendas_of(meetings: Iterable[int]) -> dict[int, list[Part]]:
    """By meeting the items alone, in order, for whoever is asked to come: nobody's mark."""
    found: dict[int, list[Part]] = defaultdict(list)
    for row in Field.objects.filter(meeting__in=list(meetings), path__startswith="item/"):
        if row.value is not None:
            found[row.meeting_id].append(Part(row.path.partition("/")[2], row.value))
    for parts in found.values():
        parts.sort(key=lambda one: (one.position or 0, one.title or ""))
    return found


def agenda_of(meeting: Meeting) -> list[Part]:
    """The agenda of one meeting, as :func:`agendas_of`."""
    return agendas_of([meeting.pk]).get(meeting.pk, [])


def _moment(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None


def require_opened(happened: Happened) -> None:
    """:raises BadInput: the sheet does not say when the meeting began and ended"""
    if happened.opened_at is None or happened.closed_at is None:
        raise BadInput(_("Biên bản chưa có giờ bắt đầu, giờ kết thúc. Đồng chí ghi hai giờ ấy."))
    if happened.closed_at < happened.opened_at:
        raise BadInput(_("Giờ kết thúc trước giờ bắt đầu. Đồng chí sửa một trong hai."))


def last_held(meeting: Meeting) -> Meeting | None:
    """The same organisation's meeting of the same kind held last before this one."""
    earlier = Meeting.objects.of(meeting.organisation).held()
    found: Meeting | None = (
        earlier.filter(kind=meeting.kind, starts_at__lt=meeting.starts_at)
        .order_by("-starts_at")
        .first()
    )
    return found


def too_many_hands(raised: int, base: int) -> str:
    """A sentence for a show of hands that cannot be."""
    return _(
        "Đếm được %(raised)d tay, nhiều hơn %(base)d đảng viên có quyền biểu quyết. Đồng chí đếm "
        "lại, hoặc điểm danh đủ rồi ghi."
    ) % {"raised": raised, "base": base}
