"""«Kiểm điểm của tôi»: what the system holds of one's own year, to write one's self-review from.

Facts alone, and one's own alone: no level and no points are worked out here, for nobody.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sotay.followups.models import Progress, Task
from sotay.meetings.models import Field, Invitation, Meeting
from sotay.meetings.rules import sheet
from sotay.members.homes import own_record
from sotay.members.models import Member
from sotay.organisations.access import Actor

YEARS = 5  # that one may go back
MOST = 200  # rows of each part


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting that was held and that one was asked to; ``state`` of the roll, empty: no mark."""

    meeting: Meeting
    state: str


@dataclass(frozen=True)
class OwnTask:
    task: Task
    is_late: bool  # its last day passed before a report that it was done


@dataclass(frozen=True)
class OwnYear:
    year: int
    years: tuple[int, ...]
    member: Member | None
    meetings: tuple[OwnMeeting, ...]
    tasks: tuple[OwnTask, ...]

    @property
    def here(self) -> int:
        return sum(one.state in sheet.HERE for one in self.meetings)

    @property
    def excused(self) -> int:
        return self._of(sheet.EXCUSED)

    @property
    def absent(self) -> int:
        return self._of(sheet.ABSENT)

    @property
    def unmarked(self) -> int:
        return self._of("")

    @property
    def done(self) -> int:
        return sum(one.task.state == Task.State.DONE for one in self.tasks)

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.tasks)

    def _of(self, state: str) -> int:
        return Counter(one.state for one in self.meetings)[state]


def own_year(actor: Actor, year: int | None = None) -> OwnYear:
    """The year asked, else the running one, in a fixed number of questions."""
    now = actor.today.year
    shown = year if year is not None and now - YEARS < year <= now else now
    years = tuple(range(now, now - YEARS, -1))
    own = own_record(actor.user)
    if own is None:
        return OwnYear(shown, years, None, (), ())
    return OwnYear(shown, years, own, _meetings(actor, own, shown), _tasks(actor, shown))


def _meetings(actor: Actor, own: Member, year: int) -> tuple[OwnMeeting, ...]:
    seats = Invitation.objects.own_of(actor).filter(is_away=False)
    held = (
        Meeting.objects.held()
        .between(date(year, 1, 1), date(year + 1, 1, 1))
        .filter(pk__in=seats.values("meeting"))
        .order_by("-starts_at", "-id")[:MOST]
    )
    found = list(held)
    marks = dict(
        Field.objects.filter(meeting__in=found, path=f"roll/{own.public_id}").values_list(
            "meeting", "value"
        )
    )
    return tuple(OwnMeeting(one, (marks.get(one.pk) or {}).get("state") or "") for one in found)


def _tasks(actor: Actor, year: int) -> tuple[OwnTask, ...]:
    """Tasks one answers for by name, of the year of their last day, else of their first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    mine = Task.objects.visible_to(actor).filter(responsible=actor.user)
    mine = mine.exclude(state=Task.State.DROPPED)
    rows = mine.filter(due_on__range=(first, last)) | mine.filter(
        due_on=None, starts_on__range=(first, last)
    )
    found = list(rows.order_by("due_on", "id")[:MOST])
    reports = Progress.objects.filter(task__in=found, is_final=True).exclude(state="returned")
    reported: dict[int, date] = {}
    for key, on in reports.values_list("task", "reported_on"):
        reported[key] = min(on, reported.get(key, on))
    return tuple(OwnTask(one, _is_late(one, reported.get(one.pk), actor.today)) for one in found)


def _is_late(task: Task, reported_on: date | None, day: date) -> bool:
    """A report that came in time was in time, however long it waited for verification."""
    if task.due_on is None:
        return False
    return min(reported_on or day, task.done_on or day) > task.due_on
