"""Inviting: the roll of the day, papers, and what each person answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import name_sort_key, nfc, tidy
from sotay.meetings.models import Invitation, Kind, Meeting, MeetingPaper, Step
from sotay.meetings.querysets import LIVE
from sotay.meetings.services import agenda, telling
from sotay.meetings.services.calling import called_members
from sotay.meetings.services.planning import when
from sotay.meetings.services.rights import lock, require_own
from sotay.members.models import Member, Membership, Standing, Status, TemporaryStay
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Grant, Organisation

MOST_INVITED = 10_000


@dataclass(frozen=True)
class _Seat:
    member_id: int
    person: UUID
    name: str
    sort_key: str
    is_guest: bool = False
    is_away: bool = False


@transaction.atomic
def invite(
    *,
    meeting: Meeting,
    actor: Actor,
    organisations: Sequence[Organisation] = (),
) -> Meeting:
    """Make the roll of the day, set the agenda from rule and habit, and tell those invited.

    A cell invites its members of that day and those on a temporary stay with it; a committee those
    who hold office in it; a conference the members of the cells of ``organisations``,
    else of the organisations called. Called again it adds who has come since, takes nobody off.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it is over or cancelled, or nobody is there to be invited
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.invite", meeting.organisation)
    if meeting.state not in LIVE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không mời thêm.") % {"state": meeting.get_state_display()}
        )
    make_roll(meeting, actor, organisations)
    agenda.lay_out(meeting, actor)
    if meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.INVITED
        meeting.save(update_fields=["state"])
    audit.record(actor, "meetings.invite", meeting, organisation=meeting.organisation)
    telling.tell(
        telling.invited(meeting),
        "meeting_invited",
        meeting,
        _("Mời họp: %(title)s, %(when)s. Đồng chí trả lời sẽ dự hay xin vắng.")
        % {"title": meeting.title, "when": when(meeting)},
        actor,
    )
    return meeting


@transaction.atomic
def make_ready(*, meeting: Meeting, actor: Actor) -> Meeting:
    """Make the roll and the agenda of a meeting to be written down, and tell nobody.

    For one that was held before anybody was invited here: an invitation to a day gone by would only
    puzzle. Called again it adds nothing.

    :raises PermissionDenied: no office in the organisation
    :raises RuleBroken: it is over or cancelled, or nobody belongs to it
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    if meeting.state not in LIVE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s. Đồng chí mở biên bản của buổi ấy.")
            % {"state": meeting.get_state_display()}
        )
    make_roll(meeting, actor)
    agenda.lay_out(meeting, actor)
    return meeting


def make_roll(
    meeting: Meeting, actor: Actor, organisations: Sequence[Organisation] = ()
) -> list[Invitation]:
    """Add to the roll whoever belongs to it on the day of the meeting and is not on it yet.

    :raises RuleBroken: nobody belongs to it, or more than a meeting can hold
    """
    seats = _seats(meeting, actor, organisations)
    have = set(Invitation.objects.filter(meeting=meeting).values_list("member_id", flat=True))
    new = [seat for seat in seats if seat.member_id not in have]
    if not new and not have:
        raise _nobody(meeting)
    if len(new) + len(have) > MOST_INVITED:
        raise RuleBroken(_("Một cuộc họp mời nhiều nhất %(most)d người.") % {"most": MOST_INVITED})
    return Invitation.objects.bulk_create(_rows(meeting, new))


def roll_of_the_day(meeting: Meeting, actor: Actor) -> list[Invitation]:
    """Who would be on the roll of a meeting that nobody was asked to yet; nothing is written.

    :raises RuleBroken: nobody belongs to it
    """
    seats = _seats(meeting, actor, ())
    if not seats:
        raise _nobody(meeting)
    return sorted(_rows(meeting, seats), key=lambda one: (one.sort_key, one.name))


def anybody_belongs(meeting: Meeting, actor: Actor) -> bool:
    """Whether the roll of a meeting that nobody was asked to yet would name anybody."""
    return bool(_seats(meeting, actor, ()))


def _nobody(meeting: Meeting) -> RuleBroken:
    if meeting.kind == Kind.CONFERENCE:
        return RuleBroken(_("Chưa có ai để mời dự hội nghị. Đồng chí chọn tổ chức dự trước."))
    return RuleBroken(
        _("Chưa có ai trong danh sách dự họp. Đồng chí kiểm tra danh sách đảng viên.")
    )


def _rows(meeting: Meeting, seats: Sequence[_Seat]) -> list[Invitation]:
    standing = dict(
        Status.objects.as_of(meeting.day)
        .filter(member__in=[seat.member_id for seat in seats])
        .values_list("member_id", "standing")
    )
    return [
        Invitation(
            meeting=meeting,
            organisation=meeting.organisation,
            member_id=seat.member_id,
            person=seat.person,
            name=seat.name,
            sort_key=seat.sort_key,
            standing=standing.get(seat.member_id, Standing.FULL),
            is_guest=seat.is_guest,
            is_away=seat.is_away,
        )
        for seat in seats
    ]


def _seats(meeting: Meeting, actor: Actor, organisations: Sequence[Organisation]) -> list[_Seat]:
    if meeting.kind == Kind.CONFERENCE and organisations:
        return _members_of([one.pk for one in organisations], meeting)
    if meeting.kind == Kind.CONFERENCE and (called := called_members(meeting)) is not None:
        return _seated(list(called), meeting)
    if meeting.kind == Kind.COMMITTEE:
        held = Grant.objects.as_of(meeting.day).filter(organisation=meeting.organisation)
        people = Member.objects.filter(user__in=held.values("user"), is_active=True)
        return [_Seat(one.pk, one.public_id, one.full_name, one.sort_key) for one in people]
    return [*_members_of([meeting.organisation_id], meeting), *_guests(meeting, actor)]


def _members_of(cells: Sequence[int], meeting: Meeting) -> list[_Seat]:
    here = Membership.objects.as_of(meeting.day).filter(organisation__in=cells)
    return _seated(here.values("member"), meeting)


def _seated(members: Any, meeting: Meeting) -> list[_Seat]:
    """Seats of members given by ids, or by a query for their ids."""
    away = set(
        TemporaryStay.objects.as_of(meeting.day)
        .filter(member__in=members)
        .values_list("member_id", flat=True)
    )
    people = Member.objects.filter(pk__in=members).entered()
    return [
        _Seat(one.pk, one.public_id, one.full_name, one.sort_key, is_away=one.pk in away)
        for one in people
    ]


def _guests(meeting: Meeting, actor: Actor) -> list[_Seat]:
    """Those on a temporary stay here: the letter gives their names, their records stay closed."""
    stays = list(
        TemporaryStay.objects.as_of(meeting.day).filter(organisation=meeting.organisation_id)
    )
    if not stays:
        return []
    with widened(actor, "meetings.guests"):  # their public ids alone are read
        people: dict[int, Any] = dict(
            Member.objects.filter(pk__in=[stay.member_id for stay in stays]).values_list(
                "pk", "public_id"
            )
        )
    return [
        _Seat(
            stay.member_id,
            people[stay.member_id],
            stay.member_name,
            name_sort_key(stay.member_name),
            is_guest=True,
        )
        for stay in stays
        if stay.member_id in people
    ]


@transaction.atomic
def publish_paper(
    *,
    meeting: Meeting,
    title: str,
    actor: Actor,
    moment: datetime,
    words: str = "",
    file: Any = None,
) -> MeetingPaper:
    """Give those invited a paper: a stored file, words, or both. The step of papers is done by it.

    :raises PermissionDenied: no office in the organisation
    :raises BadInput: no title, or neither file nor words
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.invite", meeting.organisation)
    name, text = tidy(title), nfc(words).strip()
    if not name:
        raise BadInput(_("Tài liệu chưa có tên. Đồng chí ghi tên tài liệu."))
    if not text and file is None:
        raise BadInput(_("Tài liệu còn trống. Đồng chí ghi nội dung hoặc chọn tệp."))
    paper = MeetingPaper.objects.create(
        meeting=meeting,
        organisation=meeting.organisation,
        title=name[:200],
        words=text[:100_000],
        file=file,
        published_at=moment,
        by=actor.user,
    )
    Step.objects.filter(meeting=meeting, what=Step.What.PAPERS, done_on=None).update(
        done_on=actor.today
    )
    audit.record(actor, "meetings.publish_paper", paper, organisation=meeting.organisation)
    if meeting.state == Meeting.State.INVITED:
        telling.tell(
            telling.invited(meeting),
            "meeting_paper",
            meeting,
            _("Có tài liệu cho %(title)s.") % {"title": meeting.title},
            actor,
        )
    return paper


@transaction.atomic
def answer_invitation(
    *, invitation: Invitation, answer: str, actor: Actor, moment: datetime, reason: str = ""
) -> Invitation:
    """Say that somebody comes, or asks to be excused and why: oneself, or the secretary for them.

    :raises PermissionDenied: neither one's own seat nor an office in the organisation
    :raises RuleBroken: the meeting has begun or is over
    :raises BadInput: excused without a reason
    """
    meeting = lock(invitation.meeting)
    if not Invitation.objects.own_of(actor).filter(pk=invitation.pk).exists():
        require_own(actor, "meetings.invite", meeting.organisation)
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.INVITED):
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không trả lời lời mời nữa.")
            % {"state": meeting.get_state_display()}
        )
    why = tidy(reason)[:300]
    if answer == Invitation.Answer.EXCUSED and not why:
        raise BadInput(_("Đồng chí ghi lý do xin vắng; bí thư cần biết để điểm danh."))
    invitation.answer = Invitation.Answer(answer)
    invitation.reason = why if answer == Invitation.Answer.EXCUSED else ""
    invitation.answered_at = moment
    invitation.save(update_fields=["answer", "reason", "answered_at"])
    audit.record(actor, "meetings.answer", invitation, organisation=meeting.organisation)
    return invitation
