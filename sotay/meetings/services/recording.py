"""Writing on the sheet of a meeting, from a page or a device: see docs/rules/meetings.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings.models import Change, Field, Invitation, Meeting
from sotay.meetings.own import own_seat
from sotay.meetings.querysets import HELD
from sotay.meetings.rules import sheet
from sotay.meetings.services.rights import lock, require_own, require_under_way
from sotay.organisations.access import Actor
from sotay.regulations.registry import value

OPENED = "meeting/opened_at"
AGENDA = ("position", "title", "minutes", "speaker")
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
    writing = _Writing(meeting, (one.path.lower() for one in changes), actor)
    for one in changes:
        row = known.get(one.key)
        if row is None:
            try:
                row = writing.record(one, sent_at, moment, device)
            except (RuleBroken, PermissionDenied) as refusal:
                done.refused[one.key] = str(refusal)
                continue
            known[one.key] = row
        if row.outcome == Change.Outcome.TAKEN or row.settled_at is not None:
            done.taken.append(row.key)
        else:
            done.conflicts.append(row)
    writing.keep()
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


class _Writing:
    """The places that one sending touches, read once and written once."""

    def __init__(self, meeting: Meeting, paths: Iterable[str], actor: Actor) -> None:
        self.meeting, self.actor = meeting, actor
        rows = Field.objects.filter(meeting=meeting, path__in=set(paths))
        self.fields = {row.path: row for row in rows}
        self.changes: list[Change] = []
        self._touched: dict[str, Field] = {}
        self._is_agenda_new = False

    def record(
        self, one: Wanted, sent_at: datetime, moment: datetime, device: UUID | None
    ) -> Change:
        """What becomes of one change; it is kept by :meth:`keep`."""
        path = sheet.parse(one.path)
        wanted = sheet.checked(path, one.value)
        made_at = sheet.moved(one.made_at, sent_at, moment)
        stands = self.fields.get(str(path))
        before, version = (stands.value, stands.version) if stands else (None, 0)
        outcome, after = Change.Outcome.TAKEN, before
        parts: tuple[str, ...] = ()
        is_sealed = self.meeting.state == Meeting.State.SEALED
        if is_sealed:
            outcome = Change.Outcome.TAKEN if wanted == before else Change.Outcome.LATE
        else:
            was = self._value_at(str(path), one.base, before, version, device)
            merged = sheet.merge(before, was, wanted)
            after, parts = merged.value, merged.clashing
            if parts:
                outcome = Change.Outcome.CONFLICT
        taken_back = str(path) == OPENED and wanted is None and before is not None
        if taken_back and (is_sealed or after is None):
            self._require_begun()
        if after != before or (stands is None and outcome == Change.Outcome.TAKEN):
            version = self._put(str(path), after, version, made_at)
        change = Change(
            meeting=self.meeting,
            organisation=self.meeting.organisation,
            key=one.key,
            path=str(path),
            value=wanted,
            result=after,
            base=one.base,
            version=version,
            outcome=outcome,
            parts=list(parts),
            device=device,
            by=self.actor.user,
            made_at=made_at,
            received_at=moment,
        )
        self.changes.append(change)
        return change

    def _require_begun(self) -> None:
        """A beginning is taken back as at a desk (``closing.unopen_meeting``).

        It may have been written in this very sending, so the meeting need not be open yet.
        """
        require_own(self.actor, "meetings.lead", self.meeting.organisation)
        if self.meeting.state in HELD:
            require_under_way(self.meeting)

    def _value_at(
        self, path: str, base: int, now_value: Any, now_version: int, device: UUID | None
    ) -> Any:
        """What the device had before it when it wrote: the field at version ``base``.

        Where the device has written there since (its answer was lost, or it wrote on while that
        was under way) it had its own words before it: a device never clashes with itself.
        """
        if base == now_version:
            return now_value
        if device is not None:
            own = [one for one in self.changes if one.path == path and one.device == device]
            own += Change.objects.filter(
                meeting=self.meeting, path=path, device=device, version__gt=base
            ).order_by("-id")[: 0 if own else 1]
            if own:
                return own[-1].value
        earlier = [one for one in self.changes if (one.path, one.version) == (path, base)]
        if earlier:
            return earlier[0].result
        kept = Change.objects.filter(meeting=self.meeting, path=path, version=base)
        row = kept.order_by("id").first()
        return row.result if row else None

    def _put(self, path: str, after: Any, version: int, at: datetime) -> int:
        row = self.fields.get(path)
        if row is None:
            row = Field(meeting=self.meeting, organisation=self.meeting.organisation, path=path)
            self.fields[path] = row
        if path.startswith("item/") and _line(row.value) != _line(after):
            self._is_agenda_new = True
        row.value, row.version, row.by, row.at = after, version + 1, self.actor.user, at
        self._touched[path] = row
        return row.version

    def keep(self) -> None:
        """Write the fields and the changes down."""
        rows = self._touched.values()
        Field.objects.bulk_create([row for row in rows if row.pk is None])
        Field.objects.bulk_update(
            [row for row in rows if row.pk is not None], ["value", "version", "by", "at"]
        )
        Change.objects.bulk_create(self.changes)
        if self._is_agenda_new:
            # Whoever keeps the meeting keeps its agenda: its row is written anew, and devices ask.
            Meeting.objects.filter(pk=self.meeting.pk).update(state=F("state"))


def _line(item: Any) -> Any:
    """What the agenda says of an item; None for one that is not on it."""
    return [item.get(part) for part in AGENDA] if item else None


def write(meeting: Meeting, path: str, wanted: Any, actor: Actor, moment: datetime) -> Change:
    """Write one value, for an act that has checked the right and holds the meeting's lock."""
    writing = _Writing(meeting, [path], actor)
    stands = writing.fields.get(path)
    one = Wanted(uuid4(), path, wanted, stands.version if stands else 0, moment)
    change = writing.record(one, moment, moment, None)
    writing.keep()
    return change


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

    :raises RuleBroken: the meeting is not under way, one is not on its roll, no such motion, or the
        chair has counted the hands in the room
    :raises BadInput: not one of the three answers
    """
    seat = _own_seat(meeting, actor)
    asked = Field.objects.filter(meeting=meeting, path=f"motion/{motion}").first()
    if asked is None or asked.value is None:
        raise RuleBroken(_("Chưa có nội dung biểu quyết này. Đồng chí tải lại trang."))
    if sheet.is_counted(asked.value):
        raise RuleBroken(
            _("Chủ trì đã ghi số tay đếm trong phòng họp. Đồng chí cần sửa thì báo chủ trì.")
        )
    path = f"hand/{motion}/{seat.person}"
    sheet.checked(sheet.parse(path), hand)
    _write_own(meeting, _own_field(meeting, path), path, hand, actor, moment)
    return seat


def _own_seat(meeting: Meeting, actor: Actor) -> Invitation:
    # Thousands check in at once: no one waits for the meeting's row, each has a field of their own.
    state = Meeting.objects.filter(pk=meeting.pk).values_list("state", flat=True).get()
    if state != Meeting.State.OPEN:
        raise RuleBroken(_("Cuộc họp chưa bắt đầu hoặc đã xong. Đồng chí chờ chủ trì mở cuộc họp."))
    seat = own_seat(actor, meeting)
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
    if stands is None:
        stands = Field(meeting=meeting, organisation_id=meeting.organisation_id, path=path)
    stands.value, stands.version, stands.by, stands.at = after, before + 1, actor.user, moment
    stands.save()
    Change.objects.create(
        meeting=meeting,
        organisation_id=meeting.organisation_id,
        key=uuid4(),
        path=path,
        value=after,
        result=after,
        base=before,
        version=stands.version,
        outcome=Change.Outcome.TAKEN,
        by=actor.user,
        made_at=moment,
        received_at=moment,
    )
