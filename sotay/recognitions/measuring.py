"""What records of the system say of a year of one organisation, criterion by criterion.

The same whoever asks: no right narrows it, and no record of a single person is read. A criterion
without records is *no data*, never not met.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import decimal, percent, written
from sotay.directives.models import Distribution
from sotay.dues.models import Collection
from sotay.dues.rules import months
from sotay.followups.models import Progress, Task
from sotay.meetings.models import Kind, Meeting
from sotay.meetings.querysets import start_of
from sotay.meetings.rules import regime
from sotay.meetings.yearly import as_held, limits_on
from sotay.organisations.models import Placement, Profile
from sotay.organisations.querysets import settled_ids
from sotay.recognitions.models import Review
from sotay.recognitions.rules import MET, NO_DATA, NOT_MET, is_above, reaches
from sotay.regulations.registry import RuleValue, rule


@dataclass(frozen=True)
class Row:
    """One record that a figure was made from. ``is_good`` None: it neither helps nor harms."""

    words: str
    is_good: bool | None
    url: str = ""
    needs: str = ""  # the act without which the address would not open


@dataclass(frozen=True)
class Measured:
    """What the records say: a state, a sentence with the figures, the rows, the rule behind it."""

    code: str
    state: str
    words: str
    rows: tuple[Row, ...] = ()
    rule: RuleValue | None = None

    @property
    def goal(self) -> str:
        """What is asked for, with the certainty of the rule that asks."""
        if self.rule is None:
            return ""
        return f"{self.rule.name}: {self.rule.written} ({self.rule.certainty_words})"


def share_of(value: object) -> Fraction:
    return Fraction(str(value))


class Year:
    """One organisation's year as its records tell it on ``day``; each table is read once."""

    def __init__(self, organisation_id: int, year: int, day: date) -> None:
        self.organisation, self.year = organisation_id, year
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.day = day
        # The first day whose records do not count.
        self.after = min(day + timedelta(days=1), date(year + 1, 1, 1))

    def measured(self, code: str) -> Measured:
        """What the records say of one of ``rules.MEASURED``."""
        measure: Callable[[], Measured] = getattr(self, f"_{code}")
        return measure()

    def all(self, codes: Sequence[str]) -> dict[str, Measured]:
        return {code: self.measured(code) for code in codes}

    @property
    def asked_on(self) -> date:
        """The last day looked at: the rules are those of it."""
        return min(self.day, self.last)

    # --- Tasks and documents ----------------------------------------------------------------------

    def _due_tasks(self) -> list[Task]:
        in_time = Progress.objects.filter(
            ~Q(state=Progress.State.RETURNED),
            task=OuterRef("pk"),
            is_final=True,
            reported_on__lte=OuterRef("due_on"),
        )
        tasks = Task.objects.filter(
            owner=self.organisation, due_on__gte=self.first, due_on__lte=self.last
        ).filter(due_on__lt=self.day)
        return list(
            tasks.exclude(state=Task.State.DROPPED)
            .annotate(was_in_time=Exists(in_time))
            .order_by("due_on", "id")
        )

    def _tasks_on_time(self) -> Measured:
        tasks = self._due_tasks()
        good = sum(task.was_in_time for task in tasks)  # type: ignore[attr-defined]
        goal = rule("recognitions.tasks_on_time", self.asked_on, self.organisation)
        return Measured(
            "tasks_on_time",
            reaches(good, len(tasks), share_of(goal.value)),
            _("%(good)d trên %(all)d nhiệm vụ đến hạn báo xong đúng hạn")
            % {"good": good, "all": len(tasks)}
            if tasks
            else _("chưa có nhiệm vụ nào đến hạn"),
            tuple(
                Row(
                    _("%(title)s, hạn %(due)s") % {"title": one.title, "due": written(one.due_on)},
                    one.was_in_time,  # type: ignore[attr-defined]
                    reverse("tasks:detail", args=[one.pk]),
                )
                for one in tasks
                if one.due_on is not None
            ),
            goal,
        )

    def _own_resolutions_done(self) -> Measured:
        held = [one.pk for one in self._meetings]
        given = Task.objects.filter(
            owner=self.organisation, source_type__model="meeting", source_id__in=held
        ).exclude(state=Task.State.DROPPED)
        tasks = list(given.filter(Q(due_on=None) | Q(due_on__lt=self.day)).order_by("due_on", "id"))
        done = [task.done_on is not None and task.done_on <= self.day for task in tasks]
        goal = rule("recognitions.own_resolutions_done", self.asked_on, self.organisation)
        return Measured(
            "own_resolutions_done",
            reaches(sum(done), len(tasks), share_of(goal.value)),
            _("%(good)d trên %(all)d việc đến hạn do nghị quyết của mình giao đã xong")
            % {"good": sum(done), "all": len(tasks)}
            if tasks
            else _("chưa có việc nào do nghị quyết của mình giao đến hạn"),
            tuple(
                Row(one.title, is_done, reverse("tasks:detail", args=[one.pk]))
                for one, is_done in zip(tasks, done, strict=True)
            ),
            goal,
        )

    def _papers_opened(self) -> Measured:
        sent = Distribution.objects.filter(
            organisation=self.organisation,
            sent_at__gte=start_of(self.first),
            sent_at__lt=start_of(min(self.day, self.after)),
        )
        rows = list(sent.select_related("document").order_by("sent_at", "id"))
        opened = [
            one.opened_at is not None and one.opened_at < start_of(self.day + timedelta(days=1))
            for one in rows
        ]
        goal = rule("recognitions.papers_opened", self.asked_on, self.organisation)
        return Measured(
            "papers_opened",
            reaches(sum(opened), len(rows), share_of(goal.value)),
            _("%(good)d trên %(all)d văn bản gửi đến đã mở đọc")
            % {"good": sum(opened), "all": len(rows)}
            if rows
            else _("chưa có văn bản nào gửi đến"),
            tuple(
                Row(str(one.document), was, reverse("directives:detail", args=[one.document_id]))
                for one, was in zip(rows, opened, strict=True)
            ),
            goal,
        )

    # --- Meetings ---------------------------------------------------------------------------------

    @cached_property
    def _meetings(self) -> list[Meeting]:
        """Those held in the year up to the day, earliest first."""
        held = Meeting.objects.filter(organisation=self.organisation).held()
        year = held.between(self.first, self.after).select_related("organisation")
        return list(year.order_by("starts_at"))

    def _of(self, *kinds: str) -> list[Meeting]:
        return [one for one in self._meetings if one.kind in kinds]

    @cached_property
    def _founded(self) -> date:
        days = Profile.objects.filter(organisation=self.organisation, superseded_at=None)
        earliest = days.order_by("valid_from").values_list("valid_from", flat=True).first()
        return earliest or self.first

    def _months(self) -> list[int]:
        """Months in which it was there from the first on, and whose latest day has passed."""
        found = []
        for month in range(1, 13):
            first = date(self.year, month, 1)
            latest = int(rule("meetings.latest_day_of_month", first, self.organisation).value)
            if self._founded <= first and date(self.year, month, latest) < self.day:
                found.append(month)
        return found

    def _monthly(self, code: str, kind: str) -> Measured:
        meetings, wanted = self._of(kind), self._months()
        by_month = {one.day.month: one for one in meetings}
        missing = [month for month in wanted if month not in by_month]
        goal = rule("meetings.latest_day_of_month", self.asked_on, self.organisation)
        rows = []
        for month in wanted:
            one = by_month.get(month)
            rows.append(
                self._row(one, True)
                if one is not None
                else Row(_("tháng %(n)d: chưa ghi buổi nào") % {"n": month}, False)
            )
        words = _("%(held)d trên %(all)d tháng có ghi buổi họp") % {
            "held": len(wanted) - len(missing),
            "all": len(wanted),
        }
        state = NO_DATA if not meetings or not wanted else NOT_MET if missing else MET
        return Measured(code, state, words, tuple(rows), goal)

    def _row(self, one: Meeting, is_good: bool | None, more: str = "") -> Row:
        words = _("%(title)s, ngày %(day)s") % {"title": one.title, "day": written(one.day)}
        return Row(
            f"{words}: {more}" if more else words,
            is_good,
            reverse("meetings:detail", args=[one.pk]),
        )

    def _meetings_every_month(self) -> Measured:
        return self._monthly("meetings_every_month", Kind.ORDINARY)

    def _committee_meets_every_month(self) -> Measured:
        return self._monthly("committee_meets_every_month", Kind.COMMITTEE)

    def _thematic_each_quarter(self) -> Measured:
        goal = rule("meetings.thematic_each_quarter", self.asked_on, self.organisation)
        rows, lacking, over = [], 0, 0
        for quarter in range(4):
            first = date(self.year, 3 * quarter + 1, 1)
            after = date(self.year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1)
            if after > self.day or self._founded > first:
                continue
            over += 1
            found = [
                one
                for one in self._meetings
                if first <= one.day < after
                and (one.kind == Kind.THEMATIC or (one.kind == Kind.ORDINARY and one.is_combined))
            ]
            rows += [self._row(one, True) for one in found]
            if len(found) < int(goal.value):
                lacking += 1
                rows.append(Row(_("quý %(n)d: còn thiếu chuyên đề") % {"n": quarter + 1}, False))
        state = NO_DATA if not self._meetings or not over else NOT_MET if lacking else MET
        words = _("%(good)d trên %(all)d quý đã qua có đủ sinh hoạt chuyên đề") % {
            "good": over - lacking,
            "all": over,
        }
        return Measured("thematic_each_quarter", state, words, tuple(rows), goal)

    def _meetings_long_enough(self) -> Measured:
        known = [
            one for one in self._of(Kind.ORDINARY, Kind.THEMATIC) if one.minutes_held is not None
        ]
        short = [
            regime.is_too_short(as_held(one), limits_on(one.day, self.organisation))
            for one in known
        ]
        words = _("%(good)d trên %(all)d buổi đủ thời lượng") % {
            "good": len(known) - sum(short),
            "all": len(known),
        }
        return Measured(
            "meetings_long_enough",
            NO_DATA if not known else NOT_MET if any(short) else MET,
            words if known else _("chưa có buổi nào ghi thời lượng"),
            tuple(
                self._row(one, not is_short, _("%(n)d phút") % {"n": one.minutes_held})
                for one, is_short in zip(known, short, strict=True)
            ),
            rule("meetings.minimum_minutes", self.asked_on, self.organisation),
        )

    def _meetings_attended(self) -> Measured:
        counted = [one for one in self._of(Kind.ORDINARY, Kind.THEMATIC) if one.expected]
        here = sum(one.here or 0 for one in counted)
        expected = sum(one.expected or 0 for one in counted)
        goal = rule("meetings.attendance_goal", self.asked_on, self.organisation)
        words = (
            _("%(here)d trên %(all)d lượt dự, %(share)s")
            % {"here": here, "all": expected, "share": percent(here / expected)}
            if expected
            else _("chưa có buổi nào ghi điểm danh")
        )
        return Measured(
            "meetings_attended",
            is_above(here, expected, share_of(goal.value)),
            words,
            tuple(
                self._row(
                    one,
                    is_above(one.here or 0, one.expected or 0, share_of(goal.value)) == MET,
                    _("dự %(here)d trên %(all)d") % {"here": one.here or 0, "all": one.expected},
                )
                for one in counted
            ),
            goal,
        )

    def _meetings_scored_good(self) -> Measured:
        scored = [one for one in self._of(Kind.ORDINARY) if one.level]
        good = sum(one.level == "good" for one in scored)
        goal = rule("recognitions.meetings_scored_good", self.asked_on, self.organisation)
        return Measured(
            "meetings_scored_good",
            reaches(good, len(scored), share_of(goal.value)),
            _("%(good)d trên %(all)d buổi tự chấm loại tốt") % {"good": good, "all": len(scored)}
            if scored
            else _("chưa có buổi nào tự chấm điểm"),
            tuple(
                self._row(
                    one,
                    one.level == "good",
                    _("%(n)s điểm") % {"n": decimal(one.score or 0)},
                )
                for one in scored
            ),
            goal,
        )

    # --- Dues -------------------------------------------------------------------------------------

    def _dues_lists_settled(self) -> Measured:
        ended = [
            month
            for month in range(1, 13)
            if date(self.year + month // 12, month % 12 + 1, 1) <= self.day
            and self._founded <= date(self.year, month, 1)
        ]
        lists = Collection.objects.filter(
            organisation=self.organisation, month__gte=self.first, month__lte=self.last
        )
        by_month = {one.month.month: one for one in lists if one.month.month in ended}
        rows, settled = [], 0
        for month in ended:
            one = by_month.get(month)
            if one is None:
                said = _("tháng %(n)d: chưa lập danh sách thu") % {"n": month}
                rows.append(Row(said, False))
                continue
            is_settled = one.settled >= one.heads
            settled += is_settled
            rows.append(
                Row(
                    _("tháng %(n)s: %(good)d trên %(all)d đã đóng đủ")
                    % {"n": months.written(one.month), "good": one.settled, "all": one.heads},
                    is_settled,
                    reverse("dues:cell", args=[self.organisation]),
                    needs="dues.rollup",
                )
            )
        state = NO_DATA if not by_month else MET if settled == len(ended) else NOT_MET
        words = _("%(good)d trên %(all)d tháng đã qua thu đủ theo danh sách") % {
            "good": settled,
            "all": len(ended),
        }
        return Measured(
            "dues_lists_settled",
            state,
            words if by_month else _("chưa lập danh sách thu nào"),
            tuple(rows),
        )

    # --- What is under a committee ----------------------------------------------------------------

    def _cells_recognised(self) -> Measured:
        on = self.asked_on
        cells = list(
            Profile.objects.as_of(on)
            .filter(organisation__in=settled_ids([self.organisation], on), kind__holds_members=True)
            .exclude(organisation=self.organisation)
            .filter(organisation__in=Placement.objects.as_of(on).values("organisation"))
            .order_by("sort_key")
        )
        states = dict(
            Review.objects.filter(
                organisation__in=[one.organisation_id for one in cells], year=self.year
            ).values_list("organisation_id", "state")
        )
        good = sum(state == Review.State.RECOGNISED for state in states.values())
        decided = (Review.State.RECOGNISED, Review.State.REFUSED)
        is_whole = all(states.get(one.organisation_id) in decided for one in cells)
        goal = rule("recognitions.cells_recognised", self.asked_on, self.organisation)
        reached = reaches(good, len(cells), share_of(goal.value))
        # Until each cell has its decision a share that falls short may still be reached.
        state = NO_DATA if reached == NOT_MET and not is_whole else reached
        labels = dict(Review.State.choices)
        outcome = {str(Review.State.RECOGNISED): True, str(Review.State.REFUSED): False}
        return Measured(
            "cells_recognised",
            state,
            _("%(good)d trên %(all)d chi bộ được công nhận") % {"good": good, "all": len(cells)},
            tuple(
                Row(
                    f"{one.short_name}: "
                    + str(labels.get(states.get(one.organisation_id, ""), _("chưa tự đánh giá"))),
                    outcome.get(states.get(one.organisation_id, "")),
                    reverse("recognitions:detail", args=[one.organisation_id, self.year]),
                )
                for one in cells
            ),
            goal,
        )
