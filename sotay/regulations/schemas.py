"""What the routes of the registry take and give."""

from datetime import date
from typing import Any

from ninja import Field, Schema


class RuleOut(Schema):
    """A value in force on a day and where it comes from."""

    id: str
    name: str
    value: Any = Field(description="Number, text, list or table, as the unit says.")
    unit: str
    written: str = Field(description="The value with its unit, as the screen shows it.")
    valid_from: date
    valid_to: date | None = Field(description="First day on which it no longer holds.")
    document: str
    clause: str
    certainty: str = Field(description="text, press, hint or local.")
    note: str
    overridden_by: int | None = Field(description="Organisation that set it, if not national.")


class OverrideIn(Schema):
    organisation_id: int
    value: Any
    valid_from: date
    valid_to: date | None = None
    document: str = Field(min_length=1, max_length=200)
    clause: str = Field("", max_length=80)


class OverrideOut(Schema):
    id: int
    rule: str
    organisation_id: int
    value: Any
    valid_from: date
    valid_to: date | None
    document: str
    clause: str


class EndIn(Schema):
    on: date = Field(description="First day on which the value no longer holds.")
