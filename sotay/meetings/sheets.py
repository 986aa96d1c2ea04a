"""The sheet as a device gets it: whole for those who write, one's own part for the others."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sotay.meetings import prefill
from sotay.meetings.models import Change, Field, Kind, Meeting
from sotay.meetings.rules import quorum, scoring
from sotay.meetings.services import agenda
from sotay.meetings.services.inviting import anybody_belongs, roll_of_the_day
from sotay.meetings.services.rights import may, require_own
from sotay.meetings.story import Happened, Limits, Row, last_held, limits_of
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile


def may_write(actor: Actor, meeting: Meeting) -> bool:
    return may(actor, "meetings.write", meeting.organisation)


def sees_all(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor sees the whole roll, with the reasons of the absent."""
    return may_write(actor, meeting) or actor.can("meetings.view", meeting.organisation)


def fields_for(actor: Actor, meeting: Meeting, after: dict[str, int] | None = None) -> list[Field]:
    """Fields as they stand; of the roll and of hands only one's own, for who does not write.

    ``after`` leaves out those whose version a device has already.
    """
    rows = Field.objects.filter(meeting=meeting).select_related("by")
    known = after or {}
    fresh = [row for row in rows if row.version > known.get(row.path, 0)]
    if sees_all(actor, meeting):
        return fresh
    own = {str(key) for key in meeting.invitations.own_of(actor).values_list("person", flat=True)}
    return [
        row
        for row in fresh
        if row.path.partition("/")[0] not in ("roll", "hand", "seat")
        or row.path.split("/")[-1] in own
    ]


def sheet_of(actor: Actor, meeting: Meeting, moment: datetime) -> dict[str, Any]:
    """Everything a device needs to lead or follow the meeting without a network."""
    happened = Happened(meeting)
    whole = sees_all(actor, meeting)
    profile = Profile.objects.nearest([meeting.organisation_id], meeting.day)
    described = profile.get(meeting.organisation_id)
    limits = happened.limits
    earlier = last_held(meeting) if whole else None
    roll = happened.roll if whole else []
    if not whole:
        mine = set(meeting.invitations.own_of(actor).values_list("person", flat=True))
        roll = [row for row in happened.roll if row.invitation.person in mine]
    return {
        **_head(meeting, described, limits),
        "roster": roll,
        "fields": fields_for(actor, meeting),
        "conflicts": conflicts_of(meeting) if may_write(actor, meeting) else [],
        "prefilled": prefill.known(
            meeting.organisation, meeting.day, earlier.day if earlier else None
        )
        if whole
        else [],
        "may": _may(actor, meeting.organisation),
        "server_time": moment,
        "happened": happened,
    }


def first_sheet(actor: Actor, organisation: Organisation, moment: datetime) -> dict[str, Any]:
    """What a device begins the first meeting of an organisation with: roll and agenda of the day.

    Shaped as a sheet, of a meeting that is nowhere yet (``id`` is 0).

    :raises PermissionDenied: no office in the organisation itself
    :raises RuleBroken: nobody belongs to it
    """
    require_own(actor, "meetings.write", organisation)
    profile = Profile.objects.nearest([organisation.pk], actor.today).get(organisation.pk)
    meeting = _nowhere(organisation, profile, moment)
    limits = limits_of(meeting)
    guests_vote = bool(limits.guests_vote.value)
    roll = [
        Row(one, "", "", "", quorum.may_vote(Happened._seat(one, ""), guests_vote=guests_vote))
        for one in roll_of_the_day(meeting, actor)
    ]
    fields = [
        Field(path=f"item/{agenda.item_id(meeting, kind)}", value=value, version=0,
              by=actor.user, at=moment)
        for kind, value in agenda.by_rule(meeting)
    ]  # fmt: skip
    return {
        **_head(meeting, profile, limits),
        "roster": roll,
        "fields": fields,
        "conflicts": [],
        "prefilled": [],
        "may": _may(actor, organisation),
        "server_time": moment,
        "happened": None,
    }


def has_first_sheet(actor: Actor, organisation: Organisation, moment: datetime) -> bool:
    """Whether anybody belongs to the first meeting that the organisation would hold."""
    profile = Profile.objects.nearest([organisation.pk], actor.today).get(organisation.pk)
    return anybody_belongs(_nowhere(organisation, profile, moment), actor)


def _nowhere(organisation: Organisation, profile: Profile | None, moment: datetime) -> Meeting:
    is_cell = profile is None or profile.kind.holds_members
    kind = Kind.ORDINARY if is_cell else Kind.COMMITTEE
    return Meeting(pk=0, organisation=organisation, kind=kind, starts_at=moment)


def _head(meeting: Meeting, profile: Profile | None, limits: Limits) -> dict[str, Any]:
    return {
        "id": meeting.pk,
        "organisation_id": meeting.organisation_id,
        "organisation": profile.name if profile else str(meeting.organisation),
        "kind": meeting.kind,
        "form": meeting.form,
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "state": meeting.state,
        "rules": {
            "minimum_minutes": limits.minutes,
            "majority": limits.majority,
            "fewest_full_members": limits.fewest,
            "attendance_goal": limits.goal,
            "quality_sheet": limits.sheet,
            "quality_levels": limits.levels,
        },
        "score_parts": {part: scoring.part_name(part) for part in limits.sheet.value},
    }


def _may(actor: Actor, organisation: Organisation) -> dict[str, bool]:
    return {act: may(actor, f"meetings.{act}", organisation) for act in ("lead", "write", "seal")}


def conflicts_of(meeting: Meeting) -> list[Change]:
    """Places where two devices differ and nobody has chosen."""
    rows = Change.objects.filter(meeting=meeting, settled_at=None).exclude(
        outcome=Change.Outcome.TAKEN
    )
    return list(rows.select_related("by"))


def what_words(one: Change, happened: Happened) -> str:
    """The place on the sheet in words."""
    kind, _slash, key = one.path.partition("/")
    if kind == "roll":
        return _("Điểm danh: %s") % (happened.names.get(key) or _("ngoài danh sách"))
    if kind == "item":
        row = happened.fields.get(one.path)
        return _("Mục “%s”") % ((row.value or {}).get("title", "") if row else "")
    names = {
        "meeting": _("Giờ, chủ trì, thư ký"),
        "speech": _("Ý kiến phát biểu"),
        "motion": _("Biểu quyết"),
        "task": _("Việc được giao"),
        "group": _("Tổ đảng"),
        "seat": _("Ai ở tổ nào: %s") % (happened.names.get(key) or _("ngoài danh sách")),
        "score": _("Điểm tự chấm: %s") % scoring.part_name(key),
        "resolution": _("Kết luận, nghị quyết"),
    }
    return names.get(kind, one.path)
