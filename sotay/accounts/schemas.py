"""What the routes of accounts take and give."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from sotay.accounts.rules import LONGEST_TOKEN_DAYS


class MeOut(Schema):
    id: int
    username: str
    full_name: str
    email: str
    text_size: int = Field(description="Percent: 100, 125, 150 or 175.")
    language: str
    mail_reminders: bool
    is_administrator: bool


class PreferencesIn(Schema):
    """What is left out stays as it is."""

    text_size: Literal[100, 125, 150, 175] | None = None
    language: Literal["vi", "en"] | None = None
    email: str | None = Field(None, max_length=254)
    mail_reminders: bool | None = None


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=80)
    scope: Literal["read", "write"] = "read"
    days: int = Field(90, ge=1, le=LONGEST_TOKEN_DAYS)


class TokenOut(Schema):
    id: int
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class TokenMadeOut(TokenOut):
    key: str = Field(description="Shown this once; only a digest is kept.")


class PersonOut(Schema):
    id: int
    username: str
    full_name: str
    is_active: bool


class PersonIn(Schema):
    username: str = Field(min_length=1, max_length=80)
    full_name: str = Field(min_length=1, max_length=120)
    email: str = Field("", max_length=254)


class InvitedOut(PersonOut):
    password_page: str = Field(description="Opens once, within three days.")


class NameIn(Schema):
    full_name: str = Field(min_length=1, max_length=120)


class ReasonIn(Schema):
    reason: str = Field(min_length=10, max_length=500)
