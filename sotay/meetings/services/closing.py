"""Opening, closing, minutes, sealing: what a meeting becomes when it is over."""

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.meetings.models import Change, Field, Invitation, Meeting, Minutes
from sotay.meetings.rules import hollow, minutes
from sotay.meetings.services import agenda, telling
from sotay.meetings.services.inviting import make_roll
from sotay.meetings.services.recording import write
from sotay.meetings.services.rights import lock, may, require_own, require_under_way
from sotay.meetings.story import Happened, last_held, require_opened, too_many_hands
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.regulations.registry import value


def follow(meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    """Let the meeting's state follow its sheet: opened, closed, opened again, or not begun.

    Called after every writing, whoever wrote. A closed meeting's minutes are composed anew, so that
    what a device sends later is in them.
    """
    meeting = lock(meeting)
    if meeting.state in (Meeting.State.SEALED, Meeting.State.CANCELLED):
        return meeting
    paths = ["meeting/opened_at", "meeting/closed_at"]
    rows = Field.objects.filter(meeting=meeting, path__in=paths)
    facts = {row.path: row.value for row in rows}
    opened, closed = (facts.get(path) for path in paths)
    if opened and closed:
        return _close(meeting, actor, moment)
    if not opened and meeting.state == Meeting.State.OPEN:
        return _take_back(meeting, actor, moment)
    if opened and meeting.state != Meeting.State.OPEN:
        if not Invitation.objects.filter(meeting=meeting).exists():
            make_roll(meeting, actor)
        meeting.state, meeting.closed_at = Meeting.State.OPEN, None
        meeting.save(update_fields=["state", "closed_at"])
        audit.record(actor, "meetings.open", meeting, organisation=meeting.organisation)
    return meeting


@transaction.atomic
def open_meeting(*, meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    """Begin the meeting now.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it is over, cancelled, or under way
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.lead", meeting.organisation)
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.INVITED):
        raise RuleBroken(_("Cuộc họp này %(state)s.") % {"state": meeting.get_state_display()})
    make_roll(meeting, actor)
    agenda.lay_out(meeting, actor)
    write(meeting, "meeting/opened_at", moment.isoformat(timespec="seconds"), actor, moment)
    _let_chair(meeting, actor, moment)
    return follow(meeting, actor, moment)


def _let_chair(meeting: Meeting, actor: Actor, moment: datetime) -> None:
    """Whoever begins the meeting leads it, where nobody was named: they may name another."""
    seat = Invitation.objects.own_of(actor).filter(meeting=meeting).first()
    named = Field.objects.filter(meeting=meeting, path="meeting/chair").exists()
    if seat is not None and not named and may(actor, "meetings.seal", meeting.organisation):
        write(meeting, "meeting/chair", str(seat.person), actor, moment)


@transaction.atomic
def unopen_meeting(*, meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    """It was begun by mistake: let it be as it was before. What was written stays on the sheet.

    The marks of when items began go; invitations and answers stay.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it is not under way
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.lead", meeting.organisation)
    require_under_way(meeting)
    write(meeting, "meeting/opened_at", None, actor, moment)
    return follow(meeting, actor, moment)


def _take_back(meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    for row in Field.objects.filter(meeting=meeting, path__startswith="item/"):
        if row.value and (row.value.get("started_at") or row.value.get("ended_at")):
            bare = {**row.value, "started_at": None, "ended_at": None}
            write(meeting, row.path, bare, actor, moment)
    meeting.state = Meeting.State.INVITED
    meeting.save(update_fields=["state"])
    audit.record(actor, "meetings.unopen", meeting, organisation=meeting.organisation)
    return meeting


@transaction.atomic
def close_meeting(*, meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    """End the meeting now, and compose its minutes.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it is not under way
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.lead", meeting.organisation)
    require_under_way(meeting)
    write(meeting, "meeting/closed_at", moment.isoformat(timespec="seconds"), actor, moment)
    return follow(meeting, actor, moment)


def _close(meeting: Meeting, actor: Actor, moment: datetime) -> Meeting:
    if not Invitation.objects.filter(meeting=meeting).exists():
        make_roll(meeting, actor)
    happened = Happened(meeting)
    story = happened.story()
    was_closed = meeting.state == Meeting.State.CLOSED
    Minutes.objects.update_or_create(
        meeting=meeting,
        defaults={
            "organisation": meeting.organisation,
            "sections": [asdict(part) for part in minutes.compose(story)],
            "resolution": story.resolution,
            "composed_at": moment,
        },
    )
    meeting.state, meeting.closed_at = Meeting.State.CLOSED, happened.closed_at
    meeting.minutes_held = story.minutes
    meeting.expected, meeting.here = happened.attendance.expected, happened.attendance.here
    meeting.speakers, meeting.tasks_given = happened.speakers, len(happened.tasks)
    meeting.score, meeting.level = happened.score.total, happened.score.level
    meeting.signs = [sign.code for sign in signs_of(happened)]
    meeting.save()
    if not was_closed:
        audit.record(actor, "meetings.close", meeting, organisation=meeting.organisation)
        telling.is_over(meeting, moment)
        telling.tell(
            telling.invited(meeting),
            "meeting_minutes",
            meeting,
            _("Có biên bản %(title)s. Đồng chí đọc và xác nhận.") % {"title": meeting.title},
            actor,
        )
    return meeting


def signs_of(happened: Happened) -> tuple[hollow.Sign, ...]:
    """What a reader should look at again: see ``rules.hollow``."""
    earlier = last_held(happened.meeting)
    alike_from = value(
        "meetings.hollow_similarity", happened.meeting.day, happened.meeting.organisation_id
    )
    return hollow.signs(
        happened.story().said,
        Happened(earlier).story().said if earlier else [],
        speakers=happened.speakers,
        tasks=len(happened.tasks),
        alike_from=float(alike_from),
    )


@transaction.atomic
def confirm_minutes(
    *, meeting: Meeting, actor: Actor, moment: datetime, remark: str = ""
) -> Invitation:
    """Say that one has read the minutes of a meeting one was asked to, with a remark or without.

    :raises RuleBroken: there are no minutes yet, they are sealed, or one is not on the roll
    """
    meeting = lock(meeting)
    seat = Invitation.objects.own_of(actor).filter(meeting=meeting).first()
    if seat is None:
        raise RuleBroken(_("Đồng chí không có trong danh sách dự cuộc họp này."))
    if meeting.state != Meeting.State.CLOSED:
        raise RuleBroken(_("Biên bản chưa có, hoặc đã thông qua. Đồng chí tải lại trang."))
    seat.confirmed_at, seat.remark = moment, tidy(remark)[:1000]
    seat.save(update_fields=["confirmed_at", "remark"])
    audit.record(actor, "meetings.confirm", seat, organisation=meeting.organisation_id)
    return seat


@transaction.atomic
def seal_minutes(*, meeting: Meeting, actor: Actor, moment: datetime, number: str = "") -> Meeting:
    """Let the minutes stand for good: their tasks are given, nothing is written afterwards.

    ``number`` is that of the monthly resolution, ``12-NQ/CB``. A task of the sheet needs a title; a
    member with an account answers for it, another is named in its words.

    :raises PermissionDenied: not the secretary, deputy or leader of the organisation
    :raises RuleBroken: not closed yet, places where two devices differ are still open, or a motion
        has more hands than members who may vote
    :raises BadInput: begin or end is missing, or a task has no title or ends before the meeting
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.seal", meeting.organisation)
    if meeting.state != Meeting.State.CLOSED:
        raise RuleBroken(_("Cuộc họp chưa xong nên chưa thông qua biên bản được."))
    open_conflicts = Change.objects.filter(
        meeting=meeting, outcome=Change.Outcome.CONFLICT, settled_at=None
    ).count()
    if open_conflicts:
        raise RuleBroken(
            _("Còn %(n)d chỗ hai nơi ghi khác nhau. Đồng chí chọn xong rồi mới thông qua.")
            % {"n": open_conflicts}
        )
    happened = Happened(meeting)
    require_opened(happened)
    if happened.overcounted is not None:
        motion, hands = happened.overcounted
        raised = hands.agree + hands.against + hands.other
        raise RuleBroken(
            _("Biểu quyết “%(words)s”: %(fault)s")
            % {"words": motion.words or "", "fault": too_many_hands(raised, hands.over)}
        )
    _close(meeting, actor, moment)
    kept = Minutes.objects.get(meeting=meeting)
    kept.resolution_number = tidy(number)[:40]
    kept.digest = digest_of(kept)
    kept.save(update_fields=["resolution_number", "digest"])
    given = _give_tasks(happened, kept, actor)
    meeting.state, meeting.sealed_at = Meeting.State.SEALED, moment
    meeting.save(update_fields=["state", "sealed_at"])
    audit.record(
        actor,
        "meetings.seal",
        meeting,
        organisation=meeting.organisation,
        digest=kept.digest,
        tasks=len(given),
    )
    return meeting


def digest_of(kept: Minutes) -> str:
    """SHA-256 of the minutes as they read, in hexadecimal."""
    said = {
        "sections": kept.sections,
        "number": kept.resolution_number,
        "resolution": kept.resolution,
    }
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _give_tasks(happened: Happened, kept: Minutes, actor: Actor) -> list[Task]:
    meeting = happened.meeting
    seats = {str(one.person): one for one in happened.invitations}
    members = Member.objects.filter(pk__in=[one.member_id for one in happened.invitations])
    users = {one.pk: one.user for one in members.select_related("user")}
    made: list[Task] = []
    for one in happened.story().given:
        if one.due_on is not None and one.due_on < meeting.day:
            raise BadInput(
                _("Việc “%(title)s” có hạn %(due)s, trước ngày họp. Đồng chí sửa hạn.")
                % {"title": one.title, "due": written(one.due_on)}
            )
    for part, one in zip(happened.tasks, happened.story().given, strict=True):
        seat = seats.get(str(part.member)) if part.member else None
        user = users.get(seat.member_id) if seat else None
        who = _("Người làm: đồng chí %s.") % one.name if one.name and user is None else ""
        made += followups.issue_task(
            owners=[meeting.organisation],
            title=one.title,
            starts_on=meeting.day,
            due_on=one.due_on,
            product=one.product,
            asked=" ".join(words for words in (kept.resolution, who) if words),
            responsible=user,
            source=meeting,
            issued_by=meeting.organisation,
            actor=actor,
        )
    return made
