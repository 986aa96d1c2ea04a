"""Shapes of what the routes take and give."""

from datetime import date, datetime

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
    is_corrected: bool


class NewsPageOut(Schema):
    total: int
    next: str  # give it as ``after`` for the part that follows; empty at the end
    items: list[NewsOut]


class NewsCorrectionOut(Schema):
    """What was corrected, and on which day. ``changed``: title, words, column, readers, files."""

    on: date
    said: str
    changed: list[str]


class NewsEarlierOut(NewsCorrectionOut):
    """How the piece was before a correction, and why it was corrected."""

    at: datetime
    by: str
    reason: str
    earlier_title: str
    earlier_words: str
    earlier_column: str
    earlier_kinds: list[str]
    earlier_branch_ids: list[int]
    earlier_files: list[FileOut]


class NewsDetailOut(NewsOut):
    """``readers`` is counted in full steps; 0 while fewer than one step. No kinds: every level; no
    branches: the whole of the committee's tree."""

    words: str
    kinds: list[str]
    branch_ids: list[int]
    files: list[FileOut]
    readers: int
    withdrawn_reason: str
    corrections: list[NewsCorrectionOut]


class NewsIn(Schema):
    title: str = Field(max_length=400)
    words: str = Field(max_length=40_000)
    column: str = Field("news", max_length=10)
    kinds: list[str] = Field([], max_length=20)
    branch_ids: list[int] = Field([], max_length=500)


class NewNewsIn(NewsIn):
    committee_id: int


class NewsCorrectedIn(Schema):
    """``known``: how many corrections you had before you; ``is_told``: tell the heads of it."""

    said: str = Field(max_length=2000)
    reason: str = Field(max_length=2000)
    known: int = Field(0, ge=0)
    is_told: bool = False


class NewsCorrectionIn(NewsCorrectedIn):
    """What is null stays as it is."""

    title: str | None = Field(None, max_length=400)
    words: str | None = Field(None, max_length=40_000)
    column: str | None = Field(None, max_length=10)
    kinds: list[str] | None = Field(None, max_length=20)
    branch_ids: list[int] | None = Field(None, max_length=500)
    removed_file_ids: list[int] = Field([], max_length=20)


class NewsWithdrawnOut(Schema):
    message: str


class NewsReasonIn(Schema):
    reason: str = Field(max_length=2000)
