"""Shapes of what the routes take and give. Days are ISO; points are decimal strings."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema


class ContestIdOut(Schema):
    id: int


class ContestNamedOut(ContestIdOut):
    name: str


class ContestCriterionOut(ContestNamedOut):
    most: Decimal


class PrizeOut(ContestNamedOut):
    number: int
    withheld: int
    withheld_reason: str


class CategoryOut(ContestNamedOut):
    prizes: list[PrizeOut]


class RoundOut(Schema):
    """Both days of eligibility count, and so does the last day for works."""

    id: int
    organisation_id: int
    name: str
    year: int
    eligible_from: date
    eligible_to: date
    last_day: date
    least_scores: int
    state: str
    published_on: date | None


class RoundPageOut(Schema):
    """Give ``next`` as ``after`` for the part that follows; it is empty at the end."""

    total: int
    next: str
    items: list[RoundOut]


class RoundDetailOut(RoundOut):
    categories: list[CategoryOut]
    criteria: list[ContestCriterionOut]


class ContestCriterionIn(Schema):
    name: str = Field(max_length=400)
    most: Decimal = Field(max_digits=8)


class PrizeIn(Schema):
    name: str = Field(max_length=400)
    number: int = Field(ge=1, le=1000)


class RoundIn(Schema):
    organisation_id: int
    name: str = Field(max_length=400)
    year: int
    last_day: date
    least_scores: int
    categories: list[str] = Field(max_length=100)
    criteria: list[ContestCriterionIn] = Field(max_length=100)
    prizes: list[PrizeIn] = Field(max_length=100)


class PostponeIn(Schema):
    last_day: date
    reason: str = Field(max_length=2000)


class PostponementOut(Schema):
    """The last day for works was moved, and why."""

    from_day: date
    to_day: date
    reason: str
    on: date


class WorkIn(Schema):
    """``place_id`` is the organisation in whose name it is; without it you are an author."""

    title: str = Field(max_length=1000)
    category_id: int
    outlet: str = Field(max_length=1000)
    published_on: date
    authors: list[str] = Field(max_length=100)
    address: str = Field("", max_length=2000)
    place_id: int | None = None


class WorkOut(Schema):
    """A work with whose it is. ``mean`` is said once the results are published."""

    id: int
    round_id: int
    category_id: int
    title: str
    state: str
    place_id: int
    authors: list[str]
    outlet: str
    published_on: date
    address: str
    has_file: bool
    refused_reason: str
    mean: Decimal | None


class WorkPageOut(Schema):
    """Give ``next`` as ``after`` for the part that follows; it is empty at the end."""

    total: int
    next: str
    items: list[WorkOut]


class ContestReasonIn(Schema):
    reason: str = Field(max_length=2000)


class JurorCategoriesIn(Schema):
    """No ``category_ids``: all categories of the round."""

    category_ids: list[int] = Field([], max_length=100)


class JurorIn(JurorCategoriesIn):
    member_id: int


class JurorOut(Schema):
    id: int
    member_id: int
    category_ids: list[int]
    scored: int
    aside: int


class JudgedOut(Schema):
    """A work as its juror sees it: nothing of whose it is. ``total`` is what you gave."""

    id: int
    round_id: int
    category_id: int
    code: str
    title: str
    address: str
    has_file: bool
    total: Decimal | None


class PointIn(Schema):
    criterion_id: int
    points: Decimal = Field(max_digits=8)


class ScoreIn(Schema):
    points: list[PointIn] = Field(max_length=100)


class TieIn(Schema):
    entry_ids: list[Annotated[int, Field(ge=1, le=2**53)]] = Field(max_length=500)
    reason: str = Field(max_length=2000)


class WithholdIn(Schema):
    number: int = Field(ge=0, le=1000)
    reason: str = Field("", max_length=2000)


class AwardOut(Schema):
    entry_id: int
    prize_id: int
    title: str
    authors: str
    place_name: str
    outlet: str
    published_on: date


class MarkOut(Schema):
    juror_id: int
    total: Decimal


class StandingOut(Schema):
    """A work's mean, place and proposed prize; for the keeper alone."""

    entry_id: int
    code: str
    mean: Decimal
    place: int
    is_tied: bool
    needs_order: bool
    prize_id: int | None
    marks: list[MarkOut]
