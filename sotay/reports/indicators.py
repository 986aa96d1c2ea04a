"""What can be counted in a report: each figure's definition, formula, rows and gaps.

An indicator is asked for an organisation, a period and two days, and answers with a value that
carries the rows it was made from. What is missing is listed, never counted as nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.days import grouped, percent, written
from sotay.core.text import sort_key
from sotay.directives.models import Document
from sotay.followups import rules
from sotay.followups.models import Assessment, Task
from sotay.followups.standing import Standing, standings
from sotay.members import totals
from sotay.members.models import Membership
from sotay.members.models import Standing as MemberStanding
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import subtree_ids

MOST_ROWS = 5_000  # rows a figure keeps; more than that is told as a count


@dataclass(frozen=True)
class Asked:
    """What a figure is asked for."""

    organisation: Organisation
    period_from: date
    period_to: date
    as_of: date
    known_on: date
    today: date
    programmes: Sequence[Document]


@dataclass(frozen=True)
class Row:
    """One record behind a figure, with the way back to it."""

    type: str  # task, organisation, document, assessment
    id: int
    label: str
    part: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"type": self.type, "id": self.id, "label": self.label, "part": self.part}


@dataclass(frozen=True)
class Value:
    """A figure worked out: ``value`` is None where there is nothing to work it out from."""

    value: Decimal | None
    rows: list[Row] = field(default_factory=list)
    row_count: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    calculation: str = ""
    missing: list[str] = field(default_factory=list)
    unit: str = ""


@dataclass(frozen=True)
class Indicator:
    """A definition that stays the same from report to report."""

    key: str
    name: Any
    definition: Any
    section: str  # the section of the report in which its sentence stands; "": tables only
    sentence: Any  # with %(value)s
    work_out: Callable[["Gathered"], Value]
    per_programme: bool = False
    column: Any = ""  # its heading in a table


_SHARED = (
    "names", "children", "counted", "grassroots", "admitted", "_by_branch", "proved", "assessments",
)  # fmt: skip


class Gathered:
    """What several figures share, read once for a report.

    A figure of one programme, of one direct organisation or of a part of the period is asked of a
    narrowed copy, which reads nothing again.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.programme: Document | None = None
        self.branch: int | None = None  # a direct organisation, or the organisation itself
        self.between = (asked.period_from, min(asked.period_to, asked.as_of))  # both included

    def for_programme(self, programme: Document) -> "Gathered":
        narrowed = self._copied()
        narrowed.programme = programme
        return narrowed

    def for_branch(self, branch: int) -> "Gathered":
        """What the direct organisation ``branch`` and all under it did."""
        narrowed = self._copied()
        narrowed.branch = branch
        return narrowed

    def for_days(self, first: date, last: date) -> "Gathered":
        """What was finished from ``first`` to ``last``, both included."""
        narrowed = self._copied()
        narrowed.between = (first, last)
        return narrowed

    def _copied(self) -> "Gathered":
        """A copy that shares what this one has read: read now, so that it is read once."""
        for kept in _SHARED:
            getattr(self, kept)
        return copy(self)

    @cached_property
    def branches(self) -> dict[int, int]:
        """Every organisation under the report's one with the direct one it stands under.

        The organisation itself is a branch of its own. The tree is that of the day, as known then.
        """
        asked = self.asked
        top = asked.organisation.pk
        parents = dict(
            Placement.objects.as_of(asked.as_of, asked.known_on)
            .filter(organisation__in=subtree_ids([top], asked.as_of, asked.known_on))
            .values_list("organisation_id", "parent_id")
        )
        found = {top: top}
        for start in parents:
            climbed, place = [], start
            while place not in found and place in parents:
                climbed.append(place)
                place = parents[place]
            for step in reversed(climbed):  # the highest first: a child of the top is its own
                found[step] = step if parents[step] == top else found[parents[step]]
        return found

    @cached_property
    def names(self) -> dict[int, str]:
        """Names of the day of everything under the organisation."""
        return dict(
            Profile.objects.as_of(self.asked.as_of, self.asked.known_on)
            .filter(organisation__in=list(self.branches))
            .values_list("organisation_id", "short_name")
        )

    @cached_property
    def children(self) -> list[int]:
        """The direct organisations of the day, in the order of their names."""
        placed = Placement.objects.as_of(self.asked.as_of, self.asked.known_on).filter(
            parent=self.asked.organisation
        )
        order = dict(
            Profile.objects.as_of(self.asked.as_of, self.asked.known_on)
            .filter(organisation__in=placed.values("organisation"))
            .values_list("organisation_id", "sort_key")
        )
        ids = placed.values_list("organisation_id", flat=True)
        return sorted(ids, key=lambda key: (order.get(key, ""), key))

    @cached_property
    def counted(self) -> dict[int, totals.Totals]:
        """The members of the organisation and of each direct one."""
        asked = self.asked
        wanted = [asked.organisation.pk, *self.children]
        if asked.known_on == asked.today:
            return totals.counts(wanted, asked.as_of)
        return {key: totals.as_known(key, asked.as_of, asked.known_on) for key in wanted}

    @cached_property
    def grassroots(self) -> list[tuple[int, str]]:
        """Grass-roots organisations of the day with their names."""
        return list(
            Profile.objects.as_of(self.asked.as_of, self.asked.known_on)
            .filter(organisation__in=list(self.branches), kind__is_grassroots=True)
            .order_by("sort_key", "organisation_id")
            .values_list("organisation_id", "name")
        )

    @cached_property
    def admitted(self) -> dict[int, int]:
        """How many were admitted in the period, by the cell they belong to."""
        asked = self.asked
        there = Membership.objects.as_of(asked.as_of, asked.known_on).filter(
            organisation__in=list(self.branches),
            member__admitted_on__gte=asked.period_from,
            member__admitted_on__lte=asked.period_to,
        )
        return dict(there.values_list("organisation_id").annotate(n=Count("member")))

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """Every task of the chosen programmes that nothing below made concrete, on the day."""
        asked = self.asked
        tasks = (
            Task.objects.filter(
                owner__in=list(self.branches),
                programme_id__in=[p.pk for p in asked.programmes],
                starts_on__lte=asked.period_to,
            )
            .exclude(state="dropped")
            .exclude(children__state__in=["open", "reported", "returned", "done"])
            .order_by("programme_id", "owner__profiles__sort_key", "id")
            .distinct()
        )
        unique = {task.pk: task for task in tasks.select_related("owner")}
        return standings(unique.values(), asked.as_of)

    @cached_property
    def _by_branch(self) -> dict[int, list[Standing]]:
        found: dict[int, list[Standing]] = defaultdict(list)
        for standing in self.standings.values():
            found[self.branches[standing.task.owner_id]].append(standing)
        return found

    @cached_property
    def proved(self) -> set[int]:
        """Tasks whose accepted reports carry at least one file."""
        return set(
            Task.objects.filter(
                pk__in=list(self.standings),
                progress__state="accepted",
                progress__verified_on__lte=self.asked.as_of,
                progress__evidence__isnull=False,
            ).values_list("pk", flat=True)
        )

    @cached_property
    def assessments(self) -> list[Assessment]:
        """Assessments of these tasks made by the day."""
        found = Assessment.objects.filter(
            task__in=list(self.standings), assessed_on__lte=self.asked.as_of
        )
        return list(found.select_related("task", "task__owner").order_by("id"))

    def chosen(self) -> list[Standing]:
        """The standings of the programme and the branch asked for, or all."""
        if self.branch is None:
            found = list(self.standings.values())
        else:
            found = self._by_branch.get(self.branch, [])
        if self.programme is None:
            return found
        return [s for s in found if s.task.programme_id == self.programme.pk]

    def is_done(self, standing: Standing) -> bool:
        """Whether the level above had accepted its final report by the day."""
        done_on = standing.task.done_on
        return done_on is not None and done_on <= self.asked.as_of

    def called(self, owner: Organisation) -> str:
        """The name of an owner; of one further down also the direct organisation it stands under.

        Cells of different committees are often called alike.
        """
        name = self.names.get(owner.pk, owner.code)
        branch = self.branches.get(owner.pk, owner.pk)
        if branch == owner.pk or branch not in self.names:
            return name
        return f"{name} ({self.names[branch]})"

    def row(self, standing: Standing, part: str = "") -> Row:
        owner = self.called(standing.task.owner)
        return Row("task", standing.task.pk, f"{owner}: {standing.task.title}", part)


def _counted(rows: list[Row], unit: str) -> Value:
    return Value(
        value=Decimal(len(rows)), rows=rows[:MOST_ROWS], row_count=len(rows), unit=unit,
        calculation=_by_counting(len(rows), unit),
    )  # fmt: skip


def _by_counting(number: int, unit: str) -> str:
    return _("đếm được %(n)s %(unit)s") % {"n": grouped(number), "unit": unit}


def _members(gathered: Gathered) -> Value:
    if gathered.branch is not None:
        number = gathered.counted[gathered.branch].members
        rows = [_place(gathered, gathered.branch, grouped(number))]
        words = _by_counting(number, "đảng viên")
        return Value(Decimal(number), rows, 1, calculation=words, unit="đảng viên")
    total = gathered.counted[gathered.asked.organisation.pk].members
    rows = [_place(gathered, k, grouped(gathered.counted[k].members)) for k in gathered.children]
    return Value(
        Decimal(total), rows, len(rows), unit="đảng viên",
        calculation=_by_counting(total, "đảng viên") if not rows else
        _("tổng của %(n)s tổ chức trực thuộc = %(total)s")
        % {"n": grouped(len(rows)), "total": grouped(total)},
    )  # fmt: skip


def _place(gathered: Gathered, key: int, part: str) -> Row:
    return Row("organisation", key, gathered.names.get(key, str(key)), part)


def _probationary(gathered: Gathered) -> Value:
    top = gathered.asked.organisation.pk
    found = gathered.counted[top if gathered.branch is None else gathered.branch]
    number = found.standing[MemberStanding.PROBATIONARY]
    parts = [
        (key, gathered.counted[key].standing[MemberStanding.PROBATIONARY])
        for key in (gathered.children if gathered.branch is None else [gathered.branch])
    ]
    rows = [_place(gathered, key, grouped(n)) for key, n in parts if n]
    return Value(
        Decimal(number), rows, len(rows),
        numerator=Decimal(number), denominator=Decimal(found.members),
        calculation=_("%(n)s trong %(all)s đảng viên")
        % {"n": grouped(number), "all": grouped(found.members)},
        unit="đảng viên",
    )  # fmt: skip


def _organisations(gathered: Gathered) -> Value:
    rows = [
        Row("organisation", pk, name)
        for pk, name in gathered.grassroots
        if gathered.branch in (None, gathered.branches[pk])
    ]
    return _counted(rows, "tổ chức")


def _admitted(gathered: Gathered) -> Value:
    """Counted by organisation: a report names no member."""
    by_place: dict[int, int] = defaultdict(int)
    for cell, number in gathered.admitted.items():
        if gathered.branch is None:
            by_place[gathered.branches[cell]] += number
        elif gathered.branches[cell] == gathered.branch:
            by_place[cell] += number
    total = sum(by_place.values())
    rows = [
        _place(gathered, key, grouped(by_place[key]))
        for key in sorted(by_place, key=lambda k: sort_key(gathered.names.get(k, "")))
    ]
    return Value(
        Decimal(total), rows, len(rows), unit="đảng viên",
        calculation=_("tổng của %(n)s tổ chức = %(total)s")
        % {"n": grouped(len(rows)), "total": grouped(total)},
    )  # fmt: skip


def _tasks(gathered: Gathered) -> Value:
    return _counted([gathered.row(s) for s in gathered.chosen()], "nhiệm vụ")


def _done(gathered: Gathered) -> Value:
    every = gathered.chosen()
    rows = [gathered.row(s, s.deadline.words) for s in every if gathered.is_done(s)]
    share = Decimal(len(rows)) / len(every) if every else None
    return Value(
        Decimal(len(rows)), rows[:MOST_ROWS], len(rows), Decimal(len(rows)), Decimal(len(every)),
        calculation=_("%(n)s trong %(all)s nhiệm vụ")
        % {"n": grouped(len(rows)), "all": grouped(len(every))}
        + (f" = {percent(share)}" if share is not None else ""),
        unit="nhiệm vụ",
    )  # fmt: skip


def state_of(gathered: Gathered, standing: Standing) -> str:
    """``done``, ``waiting``, ``late`` or ``running``: each task is in one of the four."""
    if gathered.is_done(standing):
        return "done"
    if standing.deadline.kind in ("done", "done_late"):
        return "waiting"
    return "late" if standing.deadline.kind == "late" else "running"


def _in_state(state: str) -> Callable[[Gathered], Value]:
    def work_out(gathered: Gathered) -> Value:
        rows = [
            gathered.row(s, s.deadline.words)
            for s in gathered.chosen()
            if state_of(gathered, s) == state
        ]
        return _counted(rows, "nhiệm vụ")

    return work_out


def _finished(kind: str) -> Callable[[Gathered], Value]:
    """Tasks done in the days asked for, in time (``done``) or after their last day."""

    def work_out(gathered: Gathered) -> Value:
        first, last = gathered.between
        rows = [
            gathered.row(s, f"{written(s.task.done_on)}, {s.deadline.words}")
            for s in gathered.chosen()
            if gathered.is_done(s) and first <= s.task.done_on <= last and s.deadline.kind == kind
        ]
        return _counted(rows, "nhiệm vụ")

    return work_out


def _silent(gathered: Gathered) -> list[str]:
    """Organisations with a task past its day that they never said anything about."""
    silent = {
        gathered.called(s.task.owner)
        for s in gathered.chosen()
        if s.verified.share is None and not s.has_waiting and s.deadline.kind == "late"
    }
    return sorted(silent, key=sort_key)


def _achieved(gathered: Gathered) -> Value:
    """Σ(weight × verified share) ÷ Σ(weight × part that should be done by the day)."""
    every = gathered.chosen()
    level = rules.level([s.part() for s in every])
    rows = [
        gathered.row(
            s, percent(s.verified.share, 0) if s.verified.share is not None else _("thiếu")
        )
        for s in every
    ]
    return Value(
        value=level.share,
        rows=rows[:MOST_ROWS],
        row_count=len(rows),
        numerator=Decimal(len(level.counted)),
        denominator=Decimal(len(level.parts)),
        calculation=f"{level.formula}. {level.scope}".lstrip(". "),
        missing=_silent(gathered),
        unit="%",
    )


def _evidence(gathered: Gathered) -> Value:
    """Tasks whose accepted reports carry at least one file."""
    rows = [gathered.row(s) for s in gathered.chosen() if s.task.pk in gathered.proved]
    return _counted(rows, "nhiệm vụ")


def causes_named(assessment: Assessment, side: str) -> list[str]:
    """The codes that an assessment names for ``side``, result or limit."""
    codes = assessment.result_causes if side == "result" else assessment.limit_causes
    return [code for code in codes if code in rules.CAUSES]


def assessment_row(gathered: Gathered, assessment: Assessment, codes: Sequence[str]) -> Row:
    """An assessment as a row behind a figure: its task, and the causes in words."""
    task = assessment.task
    owner = gathered.called(task.owner)
    words = ", ".join(str(rules.CAUSES[code].name) for code in codes)
    return Row("task", assessment.task_id, f"{owner}: {task.title}", words)


def _causes(side: str) -> Callable[[Gathered], Value]:
    def work_out(gathered: Gathered) -> Value:
        named = [(a, codes) for a in gathered.assessments if (codes := causes_named(a, side))]
        table = rules.count_causes([codes for _a, codes in named], side)
        rows = [assessment_row(gathered, a, codes) for a, codes in named]
        return Value(
            Decimal(len(rows)), rows[:MOST_ROWS], len(rows), unit="đánh giá",
            calculation="; ".join(f"{row.cause.name}: {row.times}" for row in table.rows),
        )  # fmt: skip

    return work_out


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "organisations.grassroots",
        gettext_lazy("Tổ chức cơ sở đảng"),
        gettext_lazy("Số đảng bộ cơ sở và chi bộ cơ sở đứng trong cây tổ chức vào ngày tính."),
        "achievements",
        gettext_lazy("Toàn Đảng bộ hiện có %(value)s tổ chức cơ sở đảng."),
        _organisations,
        column=gettext_lazy("Tổ chức cơ sở"),
    ),
    Indicator(
        "members.all",
        gettext_lazy("Đảng viên"),
        gettext_lazy(
            "Đảng viên có sinh hoạt đảng chính thức tại các chi bộ vào ngày tính;"
            " người sinh hoạt tạm thời tính ở nơi chính thức."
        ),
        "achievements",
        gettext_lazy("Số đảng viên là %(value)s đồng chí."),
        _members,
        column=gettext_lazy("Đảng viên"),
    ),
    Indicator(
        "members.probationary",
        gettext_lazy("Đảng viên dự bị"),
        gettext_lazy("Đảng viên chưa được công nhận chính thức vào ngày tính."),
        "achievements",
        gettext_lazy("Trong đó có %(value)s đảng viên dự bị."),
        _probationary,
        column=gettext_lazy("Dự bị"),
    ),
    Indicator(
        "members.admitted",
        gettext_lazy("Kết nạp trong kỳ"),
        gettext_lazy(
            "Đảng viên có ngày kết nạp trong kỳ báo cáo và sinh hoạt tại đây vào ngày tính."
        ),
        "achievements",
        gettext_lazy("Trong kỳ đã kết nạp %(value)s đảng viên."),
        _admitted,
        column=gettext_lazy("Kết nạp trong kỳ"),
    ),
    Indicator(
        "tasks.all",
        gettext_lazy("Nhiệm vụ đã giao"),
        gettext_lazy(
            "Nhiệm vụ của các chương trình được chọn, tính ở nơi trực tiếp làm;"
            " nhiệm vụ đã cụ thể hóa xuống dưới thì tính ở dưới."
        ),
        "achievements",
        gettext_lazy("Đã giao %(value)s nhiệm vụ."),
        _tasks,
        column=gettext_lazy("Đã giao"),
    ),
    Indicator(
        "tasks.done",
        gettext_lazy("Nhiệm vụ đã hoàn thành"),
        gettext_lazy("Nhiệm vụ có báo cáo hoàn thành đã được cấp trên chấp nhận đến ngày tính."),
        "achievements",
        gettext_lazy("Đã hoàn thành và được thẩm định %(value)s nhiệm vụ."),
        _done,
        column=gettext_lazy("Hoàn thành"),
    ),
    Indicator(
        "tasks.waiting",
        gettext_lazy("Nhiệm vụ chờ thẩm định"),
        gettext_lazy("Nhiệm vụ đã có báo cáo hoàn thành, đến ngày tính cấp trên chưa chấp nhận."),
        "achievements",
        gettext_lazy("Đã báo cáo hoàn thành, đang chờ thẩm định %(value)s nhiệm vụ."),
        _in_state("waiting"),
        column=gettext_lazy("Chờ thẩm định"),
    ),
    Indicator(
        "tasks.running",
        gettext_lazy("Nhiệm vụ đang làm"),
        gettext_lazy(
            "Nhiệm vụ chưa báo cáo hoàn thành vào ngày tính mà còn trong hạn hoặc chưa có hạn."
        ),
        "achievements",
        gettext_lazy("Đang làm, còn trong hạn %(value)s nhiệm vụ."),
        _in_state("running"),
        column=gettext_lazy("Đang làm"),
    ),
    Indicator(
        "results.on_time",
        gettext_lazy("Hoàn thành đúng hạn trong kỳ"),
        gettext_lazy(
            "Nhiệm vụ hoàn thành trong kỳ, đến ngày tính đã được chấp nhận, ngày hoàn thành không"
            " sau hạn. Nhiệm vụ không có hạn không tính ở đây."
        ),
        "achievements",
        gettext_lazy("Trong kỳ có %(value)s nhiệm vụ hoàn thành đúng hạn."),
        _finished("done"),
        column=gettext_lazy("Đúng hạn"),
    ),
    Indicator(
        "tasks.proved",
        gettext_lazy("Nhiệm vụ có minh chứng"),
        gettext_lazy("Nhiệm vụ có ít nhất một tệp minh chứng kèm báo cáo đã được chấp nhận."),
        "achievements",
        gettext_lazy("Có %(value)s nhiệm vụ kèm minh chứng đã thẩm định."),
        _evidence,
        column=gettext_lazy("Có minh chứng"),
    ),
    Indicator(
        "programme.achieved",
        gettext_lazy("Mức đạt của chương trình"),
        gettext_lazy(
            "Σ (trọng số × kết quả đã thẩm định) chia cho"
            " Σ (trọng số × phần phải đạt đến ngày tính)."
        ),
        "achievements",
        gettext_lazy("%(programme)s: mức đạt %(value)s so với kế hoạch đến ngày tính."),
        _achieved,
        per_programme=True,
    ),
    Indicator(
        "programmes.level",
        gettext_lazy("Mức đạt chung của các chương trình"),
        gettext_lazy(
            "Σ (trọng số × kết quả đã thẩm định) chia cho"
            " Σ (trọng số × phần phải đạt đến ngày tính), gộp mọi chương trình được chọn."
        ),
        "",
        "",
        _achieved,
        column=gettext_lazy("Mức đạt"),
    ),
    Indicator(
        "tasks.late",
        gettext_lazy("Nhiệm vụ quá hạn"),
        gettext_lazy("Nhiệm vụ đã qua ngày cuối cùng mà chưa hoàn thành vào ngày tính."),
        "limits",
        gettext_lazy("Còn %(value)s nhiệm vụ quá hạn."),
        _in_state("late"),
        column=gettext_lazy("Quá hạn"),
    ),
    Indicator(
        "results.late",
        gettext_lazy("Hoàn thành muộn trong kỳ"),
        gettext_lazy(
            "Nhiệm vụ hoàn thành trong kỳ, đến ngày tính đã được chấp nhận, ngày hoàn thành sau"
            " hạn."
        ),
        "limits",
        gettext_lazy("Trong kỳ có %(value)s nhiệm vụ hoàn thành muộn."),
        _finished("done_late"),
        column=gettext_lazy("Muộn"),
    ),
    Indicator(
        "causes.result",
        gettext_lazy("Đánh giá nêu nguyên nhân của kết quả"),
        gettext_lazy(
            "Số đánh giá nhiệm vụ có ghi nguyên nhân của kết quả,"
            " kèm số lần mỗi nguyên nhân được nêu."
        ),
        "causes",
        gettext_lazy("%(value)s đánh giá nêu nguyên nhân của kết quả."),
        _causes("result"),
    ),
    Indicator(
        "causes.limit",
        gettext_lazy("Đánh giá nêu nguyên nhân của hạn chế"),
        gettext_lazy(
            "Số đánh giá nhiệm vụ có ghi nguyên nhân của hạn chế,"
            " kèm số lần mỗi nguyên nhân được nêu."
        ),
        "causes",
        gettext_lazy("%(value)s đánh giá nêu nguyên nhân của hạn chế."),
        _causes("limit"),
    ),
)
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}
