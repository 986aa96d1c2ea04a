"""Shapes of what the routes take and give."""

from datetime import datetime

from ninja import Field, Schema


class FileOut(Schema):
    id: int
    name: str


class NewsOut(Schema):
    id: int
    committee_id: int
    column: str
    title: str
    published_at: datetime | None
    is_withdrawn: bool


class NewsDetailOut(NewsOut):
    """``readers`` is counted in full steps; 0 while fewer than one step. No kinds: every level; no
    branches: the whole of the committee's tree."""

    words: str
    kinds: list[str]
    branch_ids: list[int]
    files: list[FileOut]
    readers: int
    withdrawn_reason: str


class NewsIn(Schema):
    title: str = Field(max_length=400)
    words: str = Field(max_length=40_000)
    column: str = Field("news", max_length=10)
    kinds: list[str] = Field([], max_length=20)
    branch_ids: list[int] = Field([], max_length=500)


class NewNewsIn(NewsIn):
    committee_id: int


class NewsReasonIn(Schema):
    reason: str = Field(max_length=2000)
