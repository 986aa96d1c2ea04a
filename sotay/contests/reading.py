"""Questions that pages, routes and services ask of a round: totals, standing, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Sum

from sotay.contests import rules
from sotay.contests.models import (
    Award,
    Category,
    Conflict,
    Criterion,
    Entry,
    Juror,
    Prize,
    Result,
    Round,
    Score,
)
from sotay.organisations.access import Actor


def totals(round_: Round) -> dict[int, dict[int, Decimal]]:
    """By work and juror the sum of the points, where every criterion has some.

    A work that a juror must not judge is left out, whatever was given before that was known.
    """
    criteria = Criterion.objects.filter(round=round_).count()
    barred = Conflict.objects.filter(juror=OuterRef("juror"), entry=OuterRef("entry"))
    rows = (
        Score.objects.filter(~Exists(barred), round=round_)
        .values("entry", "juror")
        .annotate(total=Sum("points"), given=Count("id"))
        .filter(given=criteria)
    )
    found: dict[int, dict[int, Decimal]] = {}
    for row in rows:
        found.setdefault(row["entry"], {})[row["juror"]] = row["total"]
    return found


def _standing(category: Category) -> tuple[dict[int, Decimal], dict[int, int]]:
    results = list(Result.objects.filter(entry__category=category))
    means = {row.pk: row.mean for row in results}
    decided = {row.pk: row.decided for row in results if row.decided is not None}
    return means, decided


def allotment(category: Category) -> rules.Allotment:
    """Who gets which prize of a category once scoring is closed, without what is withheld."""
    pieces = [
        prize.pk
        for prize in category.prizes.all()
        for _piece in range(prize.number - prize.withheld)
    ]
    return rules.allot(rules.ranking(*_standing(category)), pieces)


def tie_of(entry: Entry) -> list[int]:
    """Ids of the works of the same category with the same mean as ``entry``, itself too."""
    result = Result.objects.filter(entry=entry).first()
    if result is None:
        return []
    same = Result.objects.filter(entry__category=entry.category_id, mean=result.mean)
    return list(same.order_by("place", "entry").values_list("entry_id", flat=True))


@dataclass(frozen=True)
class Standing:
    """A category as its keeper reads it after closing: rows in order, ties still to be decided."""

    category: Category
    prizes: Sequence[Prize]
    rows: Sequence[Any]  # Result, with .prize, .needs_order, .asks_order, .marks


def standings(round_: Round) -> list[Standing]:
    """Every category with its works in order; a fixed number of questions for each category."""
    every = totals(round_)
    names = {juror.pk: juror.user.full_name for juror in round_.jurors.select_related("user")}
    found = []
    for category in round_.categories.prefetch_related("prizes"):
        allotted = allotment(category)
        prizes = {prize.pk: prize for prize in category.prizes.all()}
        undecided = {key for group in allotted.undecided for key in group}
        rows: list[Any] = list(
            Result.objects.filter(entry__category=category).select_related("entry__origin")
        )
        asked: set[Decimal] = set()
        for row in rows:
            row.prize = prizes.get(allotted.given.get(row.pk, 0))
            row.needs_order = row.pk in undecided
            row.asks_order = row.is_tied and row.mean not in asked  # once for each tie
            asked.add(row.mean)
            row.marks = [
                {"juror_id": juror, "name": names[juror], "total": total}
                for juror, total in sorted(every.get(row.pk, {}).items())
            ]
        found.append(Standing(category, list(category.prizes.all()), rows))
    return found


@dataclass(frozen=True)
class Won:
    """A prize as published: its winners, and how many pieces were kept back, with the reason."""

    prize: Prize
    awards: Sequence[Award]


def published(round_: Round) -> list[tuple[Category, list[Won]]]:
    """The published prizes of a round by category; nothing before publishing."""
    if not round_.is_published:
        return []
    by_prize: dict[int, list[Award]] = {}
    for award in Award.objects.filter(prize__category__round=round_):
        by_prize.setdefault(award.prize_id, []).append(award)
    return [
        (
            category,
            [
                Won(prize, by_prize.get(prize.pk, []))
                for prize in category.prizes.all()
                if prize.pk in by_prize or prize.withheld
            ],
        )
        for category in round_.categories.prefetch_related("prizes")
    ]


@dataclass(frozen=True)
class Desk:
    """What a juror has before them in one round: works in their own order, theirs alone."""

    round: Round
    works: Sequence[Any]  # Entry, with .total (None: not scored yet)
    aside: int  # works this juror does not judge

    @property
    def scored(self) -> int:
        return sum(work.total is not None for work in self.works)


def desks(actor: Actor) -> list[Desk]:
    """The rounds in scoring that ``actor`` judges; nothing here tells whose a work is, or when it
    was entered."""
    seats = list(
        Juror.objects.of(actor)
        .filter(round__state=Round.State.SCORING)
        .select_related("round")
        .order_by("-round__year", "-round")
    )
    if not seats:
        return []
    works: dict[int, dict[int, Any]] = {}
    for work in Entry.objects.judged_by(actor).select_related("category"):
        works.setdefault(work.round_id, {})[work.pk] = work
    own = Score.objects.filter(juror__in=seats).values("entry").annotate(total=Sum("points"))
    given = {row["entry"]: row["total"] for row in own}
    stands = _barred(seats)
    found = []
    for seat in seats:
        mine = works.get(seat.round_id, {})
        for work in mine.values():
            work.total = given.get(work.pk)
        order = rules.blind_order(settings.SECRET_KEY.encode(), seat.pk, mine)
        found.append(Desk(seat.round, [mine[key] for key in order], stands.get(seat.pk, 0)))
    return found


def jury(round_: Round) -> list[Any]:
    """The jury as its keeper sees it: each with how many works scored and how many barred."""
    jurors: list[Any] = list(
        round_.jurors.select_related("user", "member").order_by("named_on", "id")
    )
    scored: dict[int, int] = {}
    for given in totals(round_).values():
        for juror in given:
            scored[juror] = scored.get(juror, 0) + 1
    stands, names = _barred(jurors), dict(round_.categories.values_list("pk", "name"))
    for juror in jurors:
        juror.scored, juror.aside = scored.get(juror.pk, 0), stands.get(juror.pk, 0)
        juror.category_names = [names[key] for key in juror.categories if key in names]
    return jurors


def _barred(jurors: Sequence[Juror]) -> dict[int, int]:
    """By juror how many works they must not judge, of the categories that are theirs."""
    pairs = list(Conflict.objects.filter(juror__in=jurors).values_list("juror", "entry"))
    works = Entry.objects.filter(pk__in={entry for _juror, entry in pairs})
    categories = dict(works.values_list("pk", "category"))
    by_key = {juror.pk: juror for juror in jurors}
    found: dict[int, int] = {}
    for juror, entry in pairs:
        # A work that is not seen is of a category that is not theirs.
        if entry in categories and by_key[juror].judges(categories[entry]):
            found[juror] = found.get(juror, 0) + 1
    return found


@dataclass(frozen=True)
class Cover:
    """A category with how many of the jury judge it, and how many are missing."""

    name: str
    jurors: int
    missing: int


def cover(round_: Round, jurors: Sequence[Juror]) -> list[Cover]:
    """How many judge each category, against the number that each work needs."""
    found = []
    for key, name in round_.categories.values_list("pk", "name"):
        count = sum(juror.judges(key) for juror in jurors)
        found.append(Cover(name, count, max(0, round_.least_scores - count)))
    return found
