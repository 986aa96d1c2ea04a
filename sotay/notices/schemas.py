"""Shapes of what the routes take and give."""

from datetime import date, datetime, time

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


class NoticeCountOut(Schema):
    count: int


class SortOut(Schema):
    code: str
    words: str


class ChoicesOut(Schema):
    """The hours that hold; ``own_hours`` says whether they are the person's own."""

    mail: bool
    push: bool
    quiet_from: time
    quiet_to: time
    own_hours: bool
    muted: list[str]
    sorts: list[SortOut]  # what can be muted


class NoticeChoicesIn(Schema):
    """All of it at once; no hours: those of the registry."""

    mail: bool
    push: bool
    quiet_from: time | None = None
    quiet_to: time | None = None
    muted: list[str] = Field([], max_length=50)


class PushKeyOut(Schema):
    key: str  # base64url, for PushManager.subscribe


class PushKeysIn(Schema):
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=30)


class PushIn(Schema):
    """What a browser's ``PushSubscription.toJSON()`` gives."""

    endpoint: str = Field(max_length=600)
    keys: PushKeysIn


class EndpointIn(Schema):
    endpoint: str = Field(max_length=600)


class DeviceOut(Schema):
    id: int
    device: str
    digest: str  # SHA-256 of the endpoint, so that a browser finds itself in the list
    created_at: datetime
    last_ok_at: datetime | None
