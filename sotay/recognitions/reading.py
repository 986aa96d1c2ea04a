"""A year as pages show it: the tree of criteria with what is known of each, and the level above."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sotay.core.errors import RuleBroken
from sotay.meetings.yearly import parents_of
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile
from sotay.organisations.querysets import settled_ids
from sotay.recognitions import rules
from sotay.recognitions.measuring import Measured, Year
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.naming import name_of
from sotay.regulations.registry import RuleValue, rule

FIRST_YEAR = 2023  # the first whole year of 21-NQ/TW


@dataclass(frozen=True)
class Leaf:
    """One criterion with all that is known of it."""

    criterion: rules.Criterion
    measured: Measured | None  # None: answered in words
    answer: Answer | None
    result: str

    @property
    def name(self) -> str:
        return name_of(self.criterion)

    @property
    def has_answer(self) -> bool:
        return self.answer is not None and bool(self.answer.claim)

    @property
    def has_verdict(self) -> bool:
        return self.answer is not None and bool(self.answer.verdict)

    @property
    def state_words(self) -> str:
        """The chip: what it came to, else what it waits for."""
        if self.result == rules.MET:
            return pgettext("tiêu chí", "đạt")
        if self.result == rules.NOT_MET:
            return _("chưa đạt")
        if self.has_answer:
            return _("chờ cấp trên")
        return _("chưa có số liệu") if self.measured else _("chưa trả lời")

    @property
    def kind(self) -> str:
        if self.result == rules.OPEN:
            return "wait" if self.has_answer else "missing"
        return "done" if self.result == rules.MET else "late"

    @property
    def shape(self) -> str:
        return {"done": "s-done", "late": "s-late", "wait": "s-half"}.get(self.kind, "")


@dataclass(frozen=True)
class Good:
    """One of the four, with its criteria."""

    code: str
    name: str
    leaves: Sequence[Leaf]
    result: str

    @property
    def state_words(self) -> str:
        return {rules.MET: _("tốt"), rules.NOT_MET: _("chưa tốt")}.get(self.result, _("chưa rõ"))

    @property
    def kind(self) -> str:
        return {rules.MET: "done", rules.NOT_MET: "late"}.get(self.result, "")

    @property
    def shape(self) -> str:
        return {"done": "s-done", "late": "s-late"}.get(self.kind, "")


@dataclass(frozen=True)
class Tree:
    """The four goods of one organisation in one year, as on a day."""

    organisation: Organisation
    profile: Profile
    year: int
    day: date
    review: Review | None
    goods: Sequence[Good]
    frame: RuleValue
    is_kept: bool  # what was sent is shown, not what the records say on the day

    @property
    def leaves(self) -> list[Leaf]:
        return [leaf for good in self.goods for leaf in good.leaves]

    @property
    def unanswered(self) -> list[Leaf]:
        """Criteria that only the organisation can answer, and has not."""
        return [leaf for leaf in self.leaves if leaf.measured is None and not leaf.has_answer]

    @property
    def undecided(self) -> list[Leaf]:
        """Criteria that neither records nor the level above have settled."""
        return [leaf for leaf in self.leaves if leaf.result == rules.OPEN]

    def leaf(self, key: str) -> Leaf | None:
        return next((leaf for leaf in self.leaves if leaf.criterion.key == key), None)


class NotLookedAt(RuleBroken):
    """Neither a cell nor a grass-roots committee, or a year before there were four goods."""


def criteria_rule(profile: Profile, day: date) -> RuleValue:
    """The frame in force for an organisation of that kind.

    :raises NotLookedAt: it is neither a cell nor a grass-roots committee
    """
    if profile.kind.holds_members:
        return rule("recognitions.cell_criteria", day, profile.organisation_id)
    if profile.kind.is_grassroots:
        return rule("recognitions.committee_criteria", day, profile.organisation_id)
    raise NotLookedAt(
        _("Bốn tốt xét cho chi bộ và đảng bộ cơ sở. Đồng chí chọn một tổ chức như thế.")
    )


def tree_of(organisation: Organisation, year: int, day: date) -> Tree:
    """The tree on ``day``: while it is written from today's rules and records, later as sent.

    :raises NotLookedAt: no such tree for this organisation or year
    """
    if not FIRST_YEAR <= year <= day.year:
        raise NotLookedAt(_("Bốn tốt xét từ năm %(n)d đến năm nay.") % {"n": FIRST_YEAR})
    asked_on = min(day, date(year, 12, 31))
    profile = Profile.objects.nearest([organisation.pk], asked_on).get(organisation.pk)
    if profile is None:
        raise NotLookedAt(_("Tổ chức này chưa có tên trong ngày ấy."))
    frame = criteria_rule(profile, asked_on)
    review = Review.objects.filter(organisation=organisation, year=year).first()
    is_kept = review is not None and not review.is_written
    criteria = rules.leaves(review.frame if review is not None and is_kept else frame.value)
    codes = [one.key for one in criteria if one.is_measured]
    if review is not None and is_kept:
        measured = {code: _as_sent(code, review.measured) for code in codes}
    else:
        measured = Year(organisation.pk, year, day).all(codes)
    answers = {one.key: one for one in review.answers.all()} if review is not None else {}
    return Tree(
        organisation=organisation,
        profile=profile,
        year=year,
        day=day,
        review=review,
        goods=_goods(criteria, measured, answers, asked_on),
        frame=frame,
        is_kept=is_kept,
    )


def _as_sent(code: str, kept: Mapping[str, Any]) -> Measured:
    found = kept.get(code, {})
    return Measured(code, found.get("state", rules.NO_DATA), found.get("words", ""))


def _goods(
    criteria: Sequence[rules.Criterion],
    measured: Mapping[str, Measured],
    answers: Mapping[str, Answer],
    day: date,
) -> list[Good]:
    names = rule("recognitions.goods", day).value
    leaves: dict[str, list[Leaf]] = {code: [] for code in rules.GOODS}
    results = {}
    for one in criteria:
        said, answer = measured.get(one.key), answers.get(one.key)
        results[one.key] = rules.result(
            said.state if said else "", answer.verdict if answer else ""
        )
        leaves[one.good].append(Leaf(one, said, answer, results[one.key]))
    judged = rules.goods(criteria, results)
    return [
        Good(code, str(names.get(code, code)), leaves[code], judged[code]) for code in rules.GOODS
    ]


# --- The level above ------------------------------------------------------------------------------

SILENT = "silent"
ORDER = ("sent", "returned", "draft", "refused", "recognised", SILENT)


@dataclass(frozen=True)
class RollupRow:
    """One cell or grass-roots committee in a year. Who wrote nothing is silent, never nought."""

    organisation_id: int
    name: str
    parent: str
    state: str
    goods: Mapping[str, str]
    year: int

    @property
    def url(self) -> str:
        return reverse("recognitions:detail", args=[self.organisation_id, self.year])

    @property
    def state_words(self) -> str:
        return state_words(self.state)

    @property
    def kind(self) -> str:
        return {"recognised": "done", "refused": "late", "sent": "wait", "returned": "near"}.get(
            self.state, "missing" if self.state == SILENT else ""
        )

    @property
    def shape(self) -> str:
        shapes = {"done": "s-done", "late": "s-late", "wait": "s-half", "near": "s-hollow"}
        return shapes.get(self.kind, "")

    @property
    def marks(self) -> list[tuple[str, str, str]]:
        """Each good in order: its short name, its result, and the shape that says it again."""
        names = (_("Nhiệm vụ"), _("Sinh hoạt"), _("Đoàn kết"), _("Đội ngũ"))
        shapes = {rules.MET: "s-done", rules.NOT_MET: "s-late"}
        return [
            (name, self.goods.get(good, ""), shapes.get(self.goods.get(good, ""), ""))
            for name, good in zip(names, rules.GOODS, strict=True)
        ]


@dataclass(frozen=True)
class Rollup:
    """All under one organisation in one year; ``counts`` by state, in the order of work."""

    year: int
    rows: Sequence[RollupRow]
    counts: Sequence[tuple[str, str, int]]

    @property
    def total(self) -> int:
        return sum(count for _state, _words, count in self.counts)


def state_words(state: str) -> str:
    if state == SILENT:
        return _("chưa tự đánh giá")
    return str(dict(Review.State.choices).get(state, state))


def rollup(actor: Actor, top: Organisation, year: int, day: date, state: str = "") -> Rollup:
    """Every cell and grass-roots committee under ``top`` on ``day``; ``state`` keeps one sort.

    What waits for the level above stands first, the silent last.
    """
    asked_on = min(day, date(year, 12, 31))
    profiles = list(
        Profile.objects.as_of(asked_on)
        .filter(organisation__in=settled_ids([top.pk], asked_on))
        .filter(Q(kind__holds_members=True) | Q(kind__is_grassroots=True))
        .order_by("sort_key")
    )
    reviews = {
        one.organisation_id: one
        for one in Review.objects.visible_to(actor)
        .within(top, asked_on)
        .of_year(year)
        .only("organisation_id", "state", "goods")
    }
    parents = parents_of([one.organisation_id for one in profiles], top, asked_on)
    rows = []
    for profile in profiles:
        review = reviews.get(profile.organisation_id)
        rows.append(
            RollupRow(
                organisation_id=profile.organisation_id,
                name=profile.short_name,
                parent=parents.get(profile.organisation_id, ""),
                state=review.state if review else SILENT,
                goods=review.goods if review else {},
                year=year,
            )
        )
    counted = Counter(row.state for row in rows)
    counts = [(one, state_words(one), counted[one]) for one in ORDER]
    kept = [row for row in rows if not state or row.state == state]
    kept.sort(key=lambda row: ORDER.index(row.state))
    return Rollup(year, kept, counts)
