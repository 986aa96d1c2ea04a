"""What can be counted in a report: each figure's definition, formula, rows and gaps.

An indicator is asked for an organisation, a period and two days, and answers with a value that
carries the rows it was made from. What is missing is listed, never counted as nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.core.days import grouped, percent
from sotay.directives.models import Document
from sotay.followups import rules
from sotay.followups.heat import branches
from sotay.followups.models import Assessment, Task
from sotay.followups.standing import Standing, standings
from sotay.members import totals
from sotay.members.models import Membership
from sotay.members.models import Standing as MemberStanding
from sotay.organisations.models import Organisation, Placement, Profile

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
    section: str  # the section of the report in which its sentence stands
    sentence: Any  # with %(value)s
    work_out: Callable[["Gathered"], Value]
    per_programme: bool = False


class Gathered:
    """What several figures share, read once for a report."""

    def __init__(self, asked: Asked, programme: Document | None = None) -> None:
        self.asked = asked
        self.programme = programme
        self._standings: dict[int, Standing] | None = None
        self._names: dict[int, str] | None = None
        self._branches: dict[int, int] | None = None

    def for_programme(self, programme: Document) -> "Gathered":
        narrowed = Gathered(self.asked, programme)
        narrowed._standings, narrowed._names = self.standings, self.names
        narrowed._branches = self.branches
        return narrowed

    @property
    def branches(self) -> dict[int, int]:
        if self._branches is None:
            self._branches = branches(self.asked.organisation.pk, self.asked.as_of)
        return self._branches

    @property
    def names(self) -> dict[int, str]:
        """Names of the day of everything under the organisation."""
        if self._names is None:
            self._names = dict(
                Profile.objects.as_of(self.asked.as_of, self.asked.known_on)
                .filter(organisation__in=list(self.branches))
                .values_list("organisation_id", "short_name")
            )
        return self._names

    @property
    def standings(self) -> dict[int, Standing]:
        """Every task of the chosen programmes that nothing below made concrete, on the day."""
        if self._standings is None:
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
            self._standings = standings(unique.values(), asked.as_of)
        return self._standings

    def chosen(self) -> list[Standing]:
        """The standings of the one programme asked for, or of all."""
        found = list(self.standings.values())
        if self.programme is None:
            return found
        return [s for s in found if s.task.programme_id == self.programme.pk]

    def row(self, standing: Standing, part: str = "") -> Row:
        owner = self.names.get(standing.task.owner_id, standing.task.owner.code)
        return Row("task", standing.task.pk, f"{owner}: {standing.task.title}", part)


def _counted(rows: list[Row], unit: str = "") -> Value:
    return Value(
        value=Decimal(len(rows)), rows=rows[:MOST_ROWS], row_count=len(rows), unit=unit,
        calculation=grouped(len(rows)),
    )  # fmt: skip


def _members(gathered: Gathered) -> Value:
    asked = gathered.asked
    children = list(
        Placement.objects.as_of(asked.as_of, asked.known_on)
        .filter(parent=asked.organisation)
        .values_list("organisation_id", flat=True)
    )
    if asked.known_on == asked.today:
        parts = {key: t.members for key, t in totals.counts(children, asked.as_of).items()}
        total = totals.count(asked.organisation.pk, asked.as_of).members
    else:
        total = totals.as_known(asked.organisation.pk, asked.as_of, asked.known_on).members
        parts = {key: totals.as_known(key, asked.as_of, asked.known_on).members for key in children}
    rows = [
        Row("organisation", key, gathered.names.get(key, str(key)), grouped(parts[key]))
        for key in sorted(children, key=lambda k: gathered.names.get(k, ""))
    ]
    return Value(
        Decimal(total), rows, len(rows), unit="đảng viên",
        calculation=" + ".join(["…", grouped(total)]) if not rows else
        _("tổng của %(n)s tổ chức trực thuộc = %(total)s")
        % {"n": grouped(len(rows)), "total": grouped(total)},
    )  # fmt: skip


def _probationary(gathered: Gathered) -> Value:
    asked = gathered.asked
    if asked.known_on == asked.today:
        found = totals.count(asked.organisation.pk, asked.as_of)
    else:
        found = totals.as_known(asked.organisation.pk, asked.as_of, asked.known_on)
    number = found.standing[MemberStanding.PROBATIONARY]
    return Value(
        Decimal(number), numerator=Decimal(number), denominator=Decimal(found.members),
        calculation=f"{grouped(number)} / {grouped(found.members)}", unit="đảng viên",
    )  # fmt: skip


def _organisations(gathered: Gathered) -> Value:
    asked = gathered.asked
    rows = [
        Row("organisation", pk, name)
        for pk, name in Profile.objects.as_of(asked.as_of, asked.known_on)
        .filter(organisation__in=list(gathered.branches), kind__is_grassroots=True)
        .order_by("sort_key", "organisation_id")
        .values_list("organisation_id", "name")
    ]
    return _counted(rows, "tổ chức")


def _admitted(gathered: Gathered) -> Value:
    """Counted by branch: a report names no member."""
    asked = gathered.asked
    there = Membership.objects.as_of(asked.as_of, asked.known_on).filter(
        organisation__in=list(gathered.branches),
        member__admitted_on__gte=asked.period_from,
        member__admitted_on__lte=asked.period_to,
    )
    by_branch: dict[int, int] = {}
    for cell, number in there.values_list("organisation_id").annotate(n=Count("member")):
        branch = gathered.branches[cell]
        by_branch[branch] = by_branch.get(branch, 0) + number
    total = sum(by_branch.values())
    rows = [
        Row("organisation", key, gathered.names.get(key, str(key)), grouped(by_branch[key]))
        for key in sorted(by_branch, key=lambda k: gathered.names.get(k, ""))
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
    rows = [
        gathered.row(s, s.deadline.words)
        for s in every
        if s.deadline.kind in ("done", "done_late") or s.task.state == Task.State.DONE
    ]
    share = Decimal(len(rows)) / len(every) if every else None
    return Value(
        Decimal(len(rows)), rows[:MOST_ROWS], len(rows), Decimal(len(rows)), Decimal(len(every)),
        calculation=f"{grouped(len(rows))} / {grouped(len(every))}"
        + (f" = {percent(share)}" if share is not None else ""),
        unit="nhiệm vụ",
    )  # fmt: skip


def _late(gathered: Gathered) -> Value:
    rows = [
        gathered.row(s, s.deadline.words) for s in gathered.chosen() if s.deadline.kind == "late"
    ]
    return _counted(rows, "nhiệm vụ")


def _silent(gathered: Gathered) -> list[str]:
    """Organisations with a task past its day that they never said anything about."""
    silent = {
        gathered.names.get(s.task.owner_id, s.task.owner.code)
        for s in gathered.chosen()
        if s.verified.share is None and not s.has_waiting and s.deadline.kind == "late"
    }
    return sorted(silent)


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
    ids = [s.task.pk for s in gathered.chosen()]
    proved = set(
        Task.objects.filter(
            pk__in=ids,
            progress__state="accepted",
            progress__verified_on__lte=gathered.asked.as_of,
            progress__evidence__isnull=False,
        ).values_list("pk", flat=True)
    )
    rows = [gathered.row(s) for s in gathered.chosen() if s.task.pk in proved]
    return _counted(rows, "nhiệm vụ")


def _causes(side: str) -> Callable[[Gathered], Value]:
    def work_out(gathered: Gathered) -> Value:
        rows = []
        named: dict[str, int] = {}
        found = Assessment.objects.filter(
            task__in=list(gathered.standings), assessed_on__lte=gathered.asked.as_of
        ).select_related("task", "task__owner")
        for row in found.order_by("id"):
            codes = row.result_causes if side == "result" else row.limit_causes
            if not codes:
                continue
            for code in codes:
                named[code] = named.get(code, 0) + 1
            owner = gathered.names.get(row.task.owner_id, row.task.owner.code)
            words = ", ".join(str(rules.CAUSES[c].name) for c in codes if c in rules.CAUSES)
            rows.append(Row("task", row.task_id, f"{owner}: {row.task.title}", words))
        ordered = sorted(named.items(), key=lambda item: (-item[1], item[0]))
        return Value(
            Decimal(len(rows)), rows[:MOST_ROWS], len(rows), unit="đánh giá",
            calculation="; ".join(
                f"{rules.CAUSES[code].name}: {n}" for code, n in ordered if code in rules.CAUSES
            ),
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
    ),
    Indicator(
        "members.probationary",
        gettext_lazy("Đảng viên dự bị"),
        gettext_lazy("Đảng viên chưa được công nhận chính thức vào ngày tính."),
        "achievements",
        gettext_lazy("Trong đó có %(value)s đảng viên dự bị."),
        _probationary,
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
    ),
    Indicator(
        "tasks.done",
        gettext_lazy("Nhiệm vụ đã hoàn thành"),
        gettext_lazy("Nhiệm vụ có báo cáo hoàn thành đã được cấp trên chấp nhận đến ngày tính."),
        "achievements",
        gettext_lazy("Đã hoàn thành và được thẩm định %(value)s nhiệm vụ."),
        _done,
    ),
    Indicator(
        "tasks.proved",
        gettext_lazy("Nhiệm vụ có minh chứng"),
        gettext_lazy("Nhiệm vụ có ít nhất một tệp minh chứng kèm báo cáo đã được chấp nhận."),
        "achievements",
        gettext_lazy("Có %(value)s nhiệm vụ kèm minh chứng đã thẩm định."),
        _evidence,
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
        "tasks.late",
        gettext_lazy("Nhiệm vụ quá hạn"),
        gettext_lazy("Nhiệm vụ đã qua ngày cuối cùng mà chưa hoàn thành vào ngày tính."),
        "limits",
        gettext_lazy("Còn %(value)s nhiệm vụ quá hạn."),
        _late,
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
