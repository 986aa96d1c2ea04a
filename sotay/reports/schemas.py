"""Shapes of the report routes."""

from datetime import date
from typing import Any

from ninja import Field, Schema


class SummationIn(Schema):
    """A report to make; ``programme_ids`` are documents followed as programmes."""

    organisation_id: int
    span: str = Field("year", description="half_year, year, term or other")
    period_from: date
    period_to: date
    programme_ids: list[int] = []
    title: str = ""
    number: str = ""


class FigureOut(Schema):
    """One figure; ``value`` is null where there is nothing to work it out from.

    ``scope`` names its organisation, days and programme; a cell of a table also its ``table``
    (members, tasks, months, causes) and ``row``.
    """

    id: int
    key: str
    indicator: str
    name: str
    definition: str
    value: float | None
    numerator: float | None
    denominator: float | None
    unit: str
    scope: dict[str, Any]
    calculation: str
    row_count: int
    missing: list[str]


class SummationOut(Schema):
    id: int
    title: str
    organisation_id: int
    span: str
    period_from: date
    period_to: date
    as_of: date
    known_on: date
    state: str
    version: int


class SummationWhole(SummationOut):
    figures: list[FigureOut]


class RowsOut(Schema):
    """The records behind a figure."""

    figure: int
    row_count: int
    rows: list[dict[str, Any]]


class SentenceIn(Schema):
    section: str = Field(description="achievements, limits, causes, lessons or directions")
    text: str


class SentenceOut(Schema):
    id: int
    section: str
    text: str
    written_on: date
