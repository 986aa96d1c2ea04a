"""Writing on the sheet of a meeting, from a page or a device: see docs/rules/meetings.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings.models import Change, Field, Invitation, Meeting
from sotay.meetings.rules import sheet
from sotay.meetings.services.rights import lock, require_own
from sotay.organisations.access import Actor
from sotay.regulations.registry import value

MOST_CHANGES = 2_000  # in one sending; a device sends a long meeting in several


@dataclass(frozen=True)
class Wanted:
    """One change as a device sends it."""

    key: UUID
    path: str
    value: Any
    base: int
    made_at: datetime


@dataclass
class Recorded:
    """What became of a sending."""

    taken: list[UUID] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    refused: dict[UUID, str] = field(
        default_factory=dict
    )  # sentences, for changes never to be sent
    clock: str = ""


@transaction.atomic
def record_changes(
    *,
    meeting: Meeting,
    changes: Sequence[Wanted],
    sent_at: datetime,
    moment: datetime,
    actor: Actor,
    device: UUID | None = None,
) -> Recorded:
    """Write what a device has kept, in the order it was made; the same key counts once.

    What clashes with what another device wrote is kept as a conflict; nothing is lost. What cannot
    stand on a sheet at all is refused by itself, with a sentence, and does not hold up the rest.

    :raises PermissionDenied: no office in the organisation that meets
    :raises RuleBroken: the meeting was cancelled
    :raises BadInput: more changes than one sending may carry
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    if meeting.state == Meeting.State.CANCELLED:
        raise RuleBroken(
            _("Cuộc họp này đã ghi là không họp. Bản ghi còn trên máy; đồng chí lập cuộc họp mới.")
        )
    if len(changes) > MOST_CHANGES:
        raise BadInput(_("Gửi mỗi lần nhiều nhất %(most)d chỗ ghi.") % {"most": MOST_CHANGES})
    done = Recorded(clock=_clock(meeting, sent_at, moment))
    known = {row.key: row for row in Change.objects.filter(key__in=[one.key for one in changes])}
    for one in changes:
        row = known.get(one.key)
        if row is None:
            try:
                row = _record(meeting, one, sent_at, moment, actor, device)
            except BadInput as refusal:
                done.refused[one.key] = str(refusal)
                continue
            known[one.key] = row
        if row.outcome == Change.Outcome.TAKEN or row.settled_at is not None:
            done.taken.append(row.key)
        else:
            done.conflicts.append(row)
    if changes:
        audit.record(
            actor,
            "meetings.write",
            meeting,
            organisation=meeting.organisation,
            taken=len(done.taken),
            conflicts=len(done.conflicts),
        )
    return done


def _clock(meeting: Meeting, sent_at: datetime, moment: datetime) -> str:
    tolerance = int(value("meetings.clock_tolerance_minutes", meeting.day, meeting.organisation_id))
    return sheet.clock_sentence(sent_at, moment, tolerance)


def _record(
    meeting: Meeting,
    one: Wanted,
    sent_at: datetime,
    moment: datetime,
    actor: Actor,
    device: UUID | None,
) -> Change:
    path = sheet.parse(one.path)
    wanted = sheet.checked(path, one.value)
    made_at = sheet.moved(one.made_at, sent_at, moment)
    stands = Field.objects.filter(meeting=meeting, path=str(path)).first()
    now_value, now_version = (stands.value, stands.version) if stands else (None, 0)
    outcome, after = Change.Outcome.TAKEN, now_value
    parts: tuple[str, ...] = ()
    if meeting.state == Meeting.State.SEALED:
        outcome = Change.Outcome.TAKEN if wanted == now_value else Change.Outcome.LATE
    else:
        was = _value_at(meeting, str(path), one.base, now_value, now_version)
        merged = sheet.merge(now_value, was, wanted)
        after, parts = merged.value, merged.clashing
        if parts:
            outcome = Change.Outcome.CONFLICT
    version = now_version
    if after != now_value or stands is None:
        version = _put(meeting, stands, str(path), after, now_version, actor, made_at)
    return Change.objects.create(
        meeting=meeting,
        organisation=meeting.organisation,
        key=one.key,
        path=str(path),
        value=wanted,
        result=after,
        base=one.base,
        version=version,
        outcome=outcome,
        parts=list(parts),
        device=device,
        by=actor.user,
        made_at=made_at,
        received_at=moment,
    )


def _value_at(meeting: Meeting, path: str, base: int, now_value: Any, now_version: int) -> Any:
    """What the device had before it when it wrote: the field as it stood at version ``base``."""
    if base == now_version:
        return now_value
    row = Change.objects.filter(meeting=meeting, path=path, version=base).order_by("id").first()
    return row.result if row else None


def _put(
    meeting: Meeting,
    stands: Field | None,
    path: str,
    after: Any,
    version: int,
    actor: Actor,
    at: datetime,
) -> int:
    if stands is None:
        Field.objects.create(
            meeting=meeting,
            organisation=meeting.organisation,
            path=path,
            value=after,
            version=1,
            by=actor.user,
            at=at,
        )
        return 1
    stands.value, stands.version, stands.by, stands.at = after, version + 1, actor.user, at
    stands.save(update_fields=["value", "version", "by", "at"])
    return stands.version


def write(meeting: Meeting, path: str, wanted: Any, actor: Actor, moment: datetime) -> Change:
    """Write one value, for an act that has checked the right and holds the meeting's lock."""
    stands = Field.objects.filter(meeting=meeting, path=path).first()
    one = Wanted(uuid4(), path, wanted, stands.version if stands else 0, moment)
    return _record(meeting, one, moment, moment, actor, None)


@transaction.atomic
def settle_conflict(*, change: Change, take: str, actor: Actor, moment: datetime) -> Change:
    """Choose between what stands and what was sent: ``take`` is ``stands`` or ``sent``.

    Of an object only the members that clash are taken over.

    :raises PermissionDenied: no office in the organisation that meets
    :raises RuleBroken: settled already, or the minutes are sealed
    """
    meeting = lock(change.meeting)
    require_own(actor, "meetings.settle_conflict", meeting.organisation)
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.settled_at is not None or change.outcome == Change.Outcome.TAKEN:
        raise RuleBroken(_("Chỗ khác nhau này đã chọn xong. Đồng chí tải lại trang."))
    if take == "sent":
        if meeting.state == Meeting.State.SEALED:
            raise RuleBroken(
                _("Biên bản đã thông qua nên không sửa nữa. Bản gửi muộn vẫn giữ để xem.")
            )
        stands = Field.objects.get(meeting=meeting, path=change.path)
        after = change.value
        if change.parts and isinstance(change.value, dict) and isinstance(stands.value, dict):
            chosen = {name: change.value.get(name) for name in change.parts}
            after = {**stands.value, **chosen}
        write(meeting, change.path, after, actor, moment)
    change.settled_at, change.settled_by = moment, actor.user
    change.save(update_fields=["settled_at", "settled_by"])
    audit.record(
        actor, "meetings.settle_conflict", change, organisation=meeting.organisation, take=take
    )
    return change


# --- One's own: no office needed ------------------------------------------------------------------


@transaction.atomic
def check_in(*, meeting: Meeting, how: str, actor: Actor, moment: datetime) -> Invitation:
    """Say that one is here, from one's own telephone; ``how`` is ``qr`` or ``self``.

    :raises RuleBroken: the meeting is not under way, or one is not on its roll
    """
    seat = _own_seat(meeting, actor)
    path = f"roll/{seat.person}"
    state = sheet.ONLINE if how == "self" and meeting.form == "online" else sheet.PRESENT
    stands = _own_field(meeting, path)
    if stands is None or (stands.value or {}).get("state") not in sheet.HERE:
        _write_own(meeting, stands, path, {"state": state, "how": how}, actor, moment)
        audit.record(actor, "meetings.check_in", seat, organisation=meeting.organisation_id)
    return seat


@transaction.atomic
def raise_hand(
    *, meeting: Meeting, motion: UUID, hand: str, actor: Actor, moment: datetime
) -> Invitation:
    """Raise one's own hand for a motion of a meeting under way: seen by all, never a secret vote.

    Changing one's mind while the meeting goes on replaces the hand.

    :raises RuleBroken: the meeting is not under way, one is not on its roll, no such motion
    :raises BadInput: not one of the three answers
    """
    seat = _own_seat(meeting, actor)
    if not Field.objects.filter(meeting=meeting, path=f"motion/{motion}").exists():
        raise RuleBroken(_("Chưa có nội dung biểu quyết này. Đồng chí tải lại trang."))
    path = f"hand/{motion}/{seat.person}"
    sheet.checked(sheet.parse(path), hand)
    _write_own(meeting, _own_field(meeting, path), path, hand, actor, moment)
    return seat


def _own_seat(meeting: Meeting, actor: Actor) -> Invitation:
    # Thousands check in at once: no one waits for the meeting's row, each has a field of their own.
    state = Meeting.objects.filter(pk=meeting.pk).values_list("state", flat=True).get()
    if state != Meeting.State.OPEN:
        raise RuleBroken(_("Cuộc họp chưa bắt đầu hoặc đã xong. Đồng chí chờ chủ trì mở cuộc họp."))
    seat: Invitation | None = (
        Invitation.objects.own_of(actor).filter(meeting=meeting).select_related(None).first()
    )
    if seat is None:
        raise RuleBroken(
            _("Đồng chí không có trong danh sách dự cuộc họp này. Báo thư ký để ghi thêm.")
        )
    return seat


def _own_field(meeting: Meeting, path: str) -> Field | None:
    return Field.objects.select_for_update().filter(meeting=meeting, path=path).first()


def _write_own(
    meeting: Meeting, stands: Field | None, path: str, after: Any, actor: Actor, moment: datetime
) -> None:
    before = stands.version if stands else 0
    version = _put(meeting, stands, path, after, before, actor, moment)
    Change.objects.create(
        meeting=meeting,
        organisation_id=meeting.organisation_id,
        key=uuid4(),
        path=path,
        value=after,
        result=after,
        base=before,
        version=version,
        outcome=Change.Outcome.TAKEN,
        by=actor.user,
        made_at=moment,
        received_at=moment,
    )
