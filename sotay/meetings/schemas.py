"""What the routes of meetings take and give. Moments are ISO 8601 with an offset."""

from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from sotay.meetings.models import Change, Invitation, Meeting, MeetingPaper, Minutes, Series, Step
from sotay.meetings.own import OwnPart
from sotay.meetings.story import GroupPart
from sotay.meetings.yearly import RollupRow
from sotay.regulations.registry import RuleValue

KINDS = Literal["ordinary", "thematic", "committee", "conference"]
FORMS = Literal["in_person", "online", "mixed", "by_groups"]


class MeetingIn(Schema):
    """``device_key`` sent again gives the meeting made before."""

    organisation_id: int
    kind: KINDS = "ordinary"
    starts_at: AwareDatetime
    form: FORMS = "in_person"
    place: str = Field("", max_length=200)
    link: str = Field("", max_length=300, pattern=r"^(https?://\S+)?$")
    theme: str = Field("", max_length=300)
    is_combined: bool = False
    device_key: UUID | None = None


class MeetingChangeIn(Schema):
    starts_at: AwareDatetime | None = None
    form: FORMS | None = None
    place: str | None = Field(None, max_length=200)
    link: str | None = Field(None, max_length=300, pattern=r"^(https?://\S+)?$")
    theme: str | None = Field(None, max_length=300)
    is_combined: bool | None = None


class MeetingOut(Schema):
    id: int
    organisation_id: int
    kind: str
    title: str
    theme: str
    starts_at: datetime
    place: str
    link: str
    form: str
    state: str
    is_combined: bool
    minutes_held: int | None
    expected: int | None
    here: int | None
    score: float | None
    level: str
    signs: list[str]

    @classmethod
    def of(cls, row: Meeting) -> "MeetingOut":
        return cls(
            id=row.pk,
            organisation_id=row.organisation_id,
            kind=row.kind,
            title=row.title,
            theme=row.theme,
            starts_at=row.starts_at,
            place=row.place,
            link=row.link,
            form=row.form,
            state=row.state,
            is_combined=row.is_combined,
            minutes_held=row.minutes_held,
            expected=row.expected,
            here=row.here,
            score=float(row.score) if row.score is not None else None,
            level=row.level,
            signs=list(row.signs),
        )


class MeetingsOut(Schema):
    items: list[MeetingOut]


class ExistingOut(Schema):
    message: str
    existing: int


class AgendaLineIn(Schema):
    """One item as the agenda should have it; ``key`` is its id, none for a new one."""

    title: str = Field(min_length=1, max_length=300)
    key: UUID | None = None
    minutes: int | None = Field(None, ge=0, le=600)
    speaker: str = Field("", max_length=160)


class AgendaIn(Schema):
    """The whole agenda in its order; an item that is not among them is taken off."""

    lines: list[AgendaLineIn] = Field(min_length=1, max_length=40)


class AgendaItemOut(Schema):
    id: UUID
    title: str
    minutes: int | None
    speaker: str


class SeriesIn(Schema):
    """``at`` local; ``day_of_month`` None: by rule. The year's meetings to come are made."""

    organisation_id: int
    kind: Literal["ordinary", "committee"] = "ordinary"
    at: time
    year: int = Field(ge=2000, le=2100)
    form: FORMS = "in_person"
    place: str = Field("", max_length=200)
    day_of_month: int | None = Field(None, ge=1, le=28)
    combined_months: list[int] = Field(default_factory=list, max_length=12)


class SeriesOut(Schema):
    id: int
    made: list[MeetingOut]

    @classmethod
    def of(cls, row: Series, made: list[Meeting]) -> "SeriesOut":
        return cls(id=row.pk, made=[MeetingOut.of(one) for one in made])


class WhyIn(Schema):
    reason: str = Field(max_length=300)


class MeetingAnswerIn(Schema):
    answer: Literal["coming", "excused"]
    reason: str = Field("", max_length=300)


class InvitationOut(Schema):
    id: int
    member: UUID
    name: str
    standing: int
    is_guest: bool
    is_away: bool
    answer: str
    reason: str

    @classmethod
    def of(cls, row: Invitation) -> "InvitationOut":
        return cls(
            id=row.pk,
            member=row.person,
            name=row.name,
            standing=row.standing,
            is_guest=row.is_guest,
            is_away=row.is_away,
            answer=row.answer,
            reason=row.reason,
        )


class StepIn(Schema):
    what: Literal["draft", "review", "papers"]
    who: str = Field("", max_length=160)
    due_on: date | None = None
    is_done: bool = False


class MeetingStepOut(Schema):
    what: str
    who: str
    due_on: date
    done_on: date | None

    @classmethod
    def of(cls, row: Step) -> "MeetingStepOut":
        return cls(what=row.what, who=row.who, due_on=row.due_on, done_on=row.done_on)


class MeetingPaperIn(Schema):
    title: str = Field(max_length=200)
    words: str = Field(max_length=100_000)


class MeetingPaperOut(Schema):
    id: int
    title: str
    words: str
    has_file: bool
    published_at: datetime

    @classmethod
    def of(cls, row: MeetingPaper) -> "MeetingPaperOut":
        return cls(
            id=row.pk,
            title=row.title,
            words=row.words,
            has_file=row.file_id is not None,
            published_at=row.published_at,
        )


# --- The sheet ------------------------------------------------------------------------------------


class SheetChangeIn(Schema):
    key: UUID
    path: str = Field(max_length=100)
    value: Any = None
    base: int = Field(0, ge=0, le=2_000_000_000)
    made_at: AwareDatetime


class SheetChangesIn(Schema):
    device: UUID | None = None
    sent_at: AwareDatetime
    changes: list[SheetChangeIn] = Field(max_length=2_000)


class FieldOut(Schema):
    path: str
    value: Any
    version: int
    by: str
    at: datetime


class SeatOut(Schema):
    member: UUID
    name: str
    standing: int
    is_guest: bool
    is_away: bool
    votes: bool
    answer: str


class ConflictOut(Schema):
    id: int
    key: UUID
    path: str
    stands: Any
    yours: Any
    parts: list[str]
    by: str
    at: datetime
    sentence: str

    @classmethod
    def of(cls, row: Change, what: str) -> "ConflictOut":
        from django.utils.translation import gettext as _

        late = row.outcome == Change.Outcome.LATE
        return cls(
            id=row.pk,
            key=row.key,
            path=row.path,
            stands=row.result,
            yours=row.value,
            parts=list(row.parts),
            by=row.by.full_name,
            at=row.made_at,
            sentence=(
                _("%s: biên bản đã thông qua, bản này chỉ giữ để xem.")
                if late
                else _("%s: hai máy ghi khác nhau. Đồng chí chọn bản muốn giữ.")
            )
            % what,
        )


class MeetingRuleOut(Schema):
    id: str
    value: Any
    words: str
    source: str
    clause: str
    certainty: str

    @classmethod
    def of(cls, row: RuleValue) -> "MeetingRuleOut":
        return cls(
            id=row.id,
            value=row.value,
            words=row.written,
            source=row.document,
            clause=row.clause,
            certainty=row.certainty,
        )


class KnownOut(Schema):
    item: str
    words: str
    url: str


class MayOut(Schema):
    lead: bool
    write: bool
    seal: bool


class MeetingSheetOut(Schema):
    """A meeting as a device keeps it; see docs/rules/meetings.md."""

    id: int
    organisation_id: int
    organisation: str
    kind: str
    form: str
    title: str
    starts_at: datetime
    place: str
    state: str
    roster: list[SeatOut]
    fields: list[FieldOut]
    conflicts: list[ConflictOut]
    rules: dict[str, MeetingRuleOut]
    score_parts: dict[str, str]
    prefilled: list[KnownOut]
    may: MayOut
    server_time: datetime


class SheetTakenOut(Schema):
    taken: list[UUID]
    refused: dict[str, str]
    conflicts: list[ConflictOut]
    fields: list[FieldOut]
    state: str
    clock: str
    server_time: datetime


class SettleIn(Schema):
    take: Literal["stands", "sent"]


class HereIn(Schema):
    """``token``: of the code on the room's screen, if it was scanned."""

    token: str = Field("", max_length=300)


class HandIn(Schema):
    hand: Literal["agree", "against", "other"]


class GroupsIn(Schema):
    """``leaders`` by group, ``seats`` by member; an empty text takes the entry away."""

    leaders: dict[str, str] = {}
    seats: dict[str, str] = {}


class GroupWordsIn(Schema):
    roll: dict[str, Literal["present", "online", "excused", "absent"]] = {}
    note: str = Field("", max_length=4000)
    conclusion: str = Field("", max_length=4000)


class GroupOut(Schema):
    group: str
    title: str
    leader: str
    here: int
    expected: int
    note: str
    conclusion: str

    @classmethod
    def of(cls, one: GroupPart) -> "GroupOut":
        return cls(
            group=one.part.id,
            title=one.part.title or "",
            leader=one.part.leader or "",
            here=one.attendance.here,
            expected=one.attendance.expected,
            note=one.part.note or "",
            conclusion=one.part.conclusion or "",
        )


class CallIn(Schema):
    """``delegates`` of each organisation, those in chief places first; null: all members."""

    organisations: list[int] = Field(max_length=500)
    delegates: int | None = None


class CalledOut(Schema):
    organisation_id: int
    delegates: int | None


class OwnMotionOut(Schema):
    """A motion and one's own hand for it: empty, ``agree``, ``against`` or ``other``."""

    motion: str
    words: str
    hand: str


class OwnPartOut(Schema):
    """What the sheet says of oneself."""

    state: str
    how: str
    votes: bool
    motions: list[OwnMotionOut]

    @classmethod
    def of(cls, part: OwnPart | None) -> "OwnPartOut":
        if part is None:
            return cls(state="", how="", votes=False, motions=[])
        return cls(
            state=part.state,
            how=part.how,
            votes=part.votes,
            motions=[
                OwnMotionOut(motion=one.id, words=one.words, hand=one.hand) for one in part.motions
            ],
        )


class RemarkIn(Schema):
    remark: str = Field("", max_length=1_000)


class SealIn(Schema):
    number: str = Field("", max_length=40)


class MinutesOut(Schema):
    meeting_id: int
    state: str
    sections: list[dict[str, Any]]
    resolution_number: str
    resolution: str
    digest: str
    composed_at: datetime

    @classmethod
    def of(cls, meeting: Meeting, row: Minutes) -> "MinutesOut":
        return cls(
            meeting_id=meeting.pk,
            state=meeting.state,
            sections=row.sections,
            resolution_number=row.resolution_number,
            resolution=row.resolution,
            digest=row.digest,
            composed_at=row.composed_at,
        )


class RegimeOut(Schema):
    organisation_id: int
    name: str
    held: int | None  # None: nothing written down
    months_missing: list[int]
    thematic: int
    thematic_lacking: int
    too_short: int
    thinly_attended: int
    hollow: int
    is_kept: bool

    @classmethod
    def of(cls, row: RollupRow) -> "RegimeOut":
        return cls(
            organisation_id=row.organisation_id,
            name=row.name,
            held=None if row.is_silent else row.held,
            months_missing=list(row.kept.months_missing),
            thematic=row.kept.thematic,
            thematic_lacking=row.kept.thematic_lacking,
            too_short=row.kept.too_short,
            thinly_attended=row.kept.thinly_attended,
            hollow=row.hollow,
            is_kept=row.kept.is_kept and not row.is_silent,
        )


class RegimesOut(Schema):
    year: int
    quarter: int
    months: list[int]
    kept: int
    silent: int
    rows: list[RegimeOut]


class FeedOut(Schema):
    token: str
    path: str
