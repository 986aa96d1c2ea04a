"""Shapes of what the routes take and give."""

from datetime import date

from ninja import Field, Schema


class NoticeOut(Schema):
    id: int
    kind: str
    subject_type: str  # such as followups.task; empty without a subject
    subject_id: int | None
    words: str
    link: str
    on: date
    is_read: bool


class NoticesIn(Schema):
    ids: list[int] | None = Field(None, max_length=500)


class CountOut(Schema):
    count: int
