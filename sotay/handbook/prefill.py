"""What a paper can be filled in with from the register; what is not held is dots to write on."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sotay.core.days import grouped, written
from sotay.handbook.situations import Situation
from sotay.members import totals
from sotay.members.models import Member, Membership, Standing, Status
from sotay.members.records import seniority
from sotay.members.services import view_member
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation, Placement, Profile
from sotay.papers.layout import organ_of

DOTS, LONG = "………", "……………………………………………………"
SECRETARIES = ("secretary", "leader")
PLACE = re.compile(r"\{(\w+)\}")
BLANKS = {"dots": DOTS, "long": LONG}
# Every name that a paper may use, besides the blanks.
OF_CELL = ("cell", "upper", "secretary", "members", "full", "probationary", "exempt")
OF_DAY = ("month", "year")
OF_MEMBER = (
    *("name", "other_name", "gender", "born_on", "card_number", "citizen_id", "record_number"),
    *("home_place", "residence", "occupation", "education", "theory"),
    *("decided_on", "admitted_on", "recognised_on", "probation_ends", "party_age", "since"),
)
NAMES = frozenset((*BLANKS, *OF_CELL, *OF_DAY, *OF_MEMBER))


def values_for(
    *, actor: Actor, situation: Situation, cell: Organisation | None, member: Member | None
) -> dict[str, str]:
    """The values of a situation's paper for a cell and, where it is about one, a member.

    Reading a member's record is an act: it is written down with the paper as what for, and the
    member sees it.

    :raises PermissionDenied: no office held today lets ``actor`` read the member's record
    """
    day = actor.today
    found = {"month": str(day.month), "year": str(day.year)}
    with translation.override("vi"):  # papers are in Vietnamese, whoever makes them
        if cell is not None:
            found |= _cell(cell, day)
        if member is not None:
            purpose = _("lập giấy tờ: %s") % situation.paper.title
            found |= _member(view_member(actor=actor, member=member, purpose=purpose), day)
    return {name: value for name, value in found.items() if value}


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every name in braces put in; what is not known is a dotted line."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        return values.get(name) or BLANKS.get(name, LONG)

    return PLACE.sub(put, text)


def names_in(text: str) -> set[str]:
    return set(PLACE.findall(text))


def _cell(cell: Organisation, day: date) -> dict[str, str]:
    profile = Profile.objects.nearest([cell.pk], day).get(cell.pk)
    placement = Placement.objects.as_of(day).filter(organisation=cell).first()
    upper = None
    if placement is not None and placement.parent_id:
        upper = Profile.objects.nearest([placement.parent_id], day).get(placement.parent_id)
    secretary = (
        Grant.objects.as_of(day)
        .filter(organisation=cell, office__code__in=SECRETARIES)
        .select_related("user")
        .order_by("office__rank", "id")
        .first()
    )
    counted = totals.counts([cell.pk], day)[cell.pk]
    probationary = counted.standing[Standing.PROBATIONARY]
    return {
        "cell": profile.name if profile else cell.code,
        "upper": organ_of(upper.name) if upper else "",
        "secretary": secretary.user.full_name if secretary else "",
        "members": grouped(counted.members),
        "full": grouped(counted.members - probationary),
        "probationary": grouped(probationary),
        "exempt": grouped(counted.standing[Standing.EXEMPT]),
    }


def _member(member: Member, day: date) -> dict[str, str]:
    status = Status.objects.as_of(day).filter(member=member).first()
    place = Membership.objects.as_of(day).filter(member=member).first()
    ages = seniority(member, day)
    age = ""
    if ages.age is not None:
        age = _("%(years)s năm %(months)s tháng") % {
            "years": ages.age.years,
            "months": ages.age.months,
        }
    held: dict[str, Any] = {
        "name": member.full_name,
        "other_name": member.other_name,
        "gender": str(member.get_gender_display()),
        "born_on": written(member.born_on) if member.born_on else str(member.birth_year),
        "card_number": member.card_number,
        "citizen_id": member.citizen_id,
        "record_number": member.record_number,
        "home_place": member.home_place,
        "residence": member.residence,
        "occupation": member.occupation,
        "education": str(status.get_education_display()) if status and status.education else "",
        "theory": str(status.get_theory_display()) if status and status.theory else "",
        "decided_on": _day(member.decided_on),
        "admitted_on": _day(member.admitted_on),
        "recognised_on": _day(member.recognised_on),
        "probation_ends": _day(ages.probation_ends),
        "party_age": age,
        "since": _day(place.valid_from) if place else "",
    }
    return held


def _day(day: date | None) -> str:
    return written(day) if day else ""
