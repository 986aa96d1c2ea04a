"""One member's record, put together for a page or a route: facts, history, party age, badges."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.core.models import AuditEntry
from sotay.members.listing import cell_names
from sotay.members.mending import facts_of, limits
from sotay.members.models import Correction, Member, Membership, Status, TemporaryStay, Transfer
from sotay.members.rules.ages import (
    Badge,
    Span,
    last_badge,
    next_badge,
    party_age,
    party_age_start,
    probation_ends,
)
from sotay.members.rules.mending import Flaw, flaws
from sotay.members.rules.records import FIELDS
from sotay.members.services.asking import shown
from sotay.members.services.entering import NO_RETURN
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant
from sotay.regulations.registry import RuleValue, rule

LOOKS = 100  # last entries of who looked
# What the member's own page and the offices' page show, in this order.
SHOWN = tuple(FIELDS)


@dataclass(frozen=True)
class Line:
    """One field as a person reads it."""

    name: str
    label: Any
    value: str


@dataclass(frozen=True)
class Stretch:
    """A membership or a status for some days; ``last_day`` is the last one that counts."""

    valid_from: date
    valid_to: date | None
    words: str
    begin: str = ""
    end: str = ""
    decision_number: str = ""
    id: int = 0
    holds: bool = False  # on the day of the record, or still to come


@dataclass(frozen=True)
class Seniority:
    """Party age and badges on a day, with the rules they rest on."""

    start: date | None
    is_from_ceremony: bool  # the decision's day is not held, so the ceremony stands in
    age: Span | None
    last: Badge | None
    next: Badge | None
    probation_ends: date | None  # for who is not recognised yet
    rules: tuple[RuleValue, ...]


@dataclass(frozen=True)
class Look:
    """Somebody looked at the record, or acted on it."""

    at: Any
    who: str
    act: str
    why: str


@dataclass(frozen=True)
class Record:
    member: Member
    day: date
    cell_name: str
    lines: tuple[Line, ...]
    memberships: tuple[Stretch, ...]
    statuses: tuple[Stretch, ...]
    stays: tuple[Stretch, ...]
    status: Status | None
    seniority: Seniority
    offices: tuple[Grant, ...]
    transfer: Transfer | None
    transfer_to: str
    corrections: tuple[Correction, ...]
    may_return: bool  # has left, and not in a way after which nobody is admitted again
    flaws: tuple[Flaw, ...]


def seniority(member: Member, day: date) -> Seniority:
    """Party age from the admission decision, badges by the list in force on ``day``."""
    line = member.cell_id
    steps = rule("members.badge_years", day, line)
    rounds = rule("members.badge_rounds", day, line)
    early = rule("members.badge_early_months", day, line)
    start = party_age_start(member.decided_on, member.admitted_on)
    age = party_age(member.decided_on, member.admitted_on, member.recognised_on, day)
    windows = {int(years): months for years, months in early.value.items()}
    pairs = [(one[0], one[1]) for one in rounds.value]
    used = [steps, rounds, early]
    ends = None
    if member.admitted_on and member.recognised_on is None:
        months = rule("members.probation_months", member.admitted_on, line)
        ends = probation_ends(member.admitted_on, months.value)
        used.append(months)
    counts = start is not None and age is not None
    return Seniority(
        start=start,
        is_from_ceremony=start is not None and member.decided_on is None,
        age=age,
        last=last_badge(start, day, steps.value, pairs) if start and counts else None,
        next=next_badge(start, day, steps.value, pairs, windows) if start and counts else None,
        probation_ends=ends,
        rules=tuple(used),
    )


def record_of(member: Member, day: date, known_on: date | None = None) -> Record:
    """The whole record as of ``day``. Reading it is an act: call ``services.view_member`` first."""
    memberships = list(
        Membership.objects.known(known_on).filter(member=member).order_by("-valid_from")
    )
    statuses = list(Status.objects.known(known_on).filter(member=member).order_by("-valid_from"))
    stays = list(TemporaryStay.objects.known(known_on).filter(member=member))
    letter = Transfer.objects.under_way().filter(member=member).first()
    places = {row.organisation_id for row in [*memberships, *stays]} | {member.cell_id}
    if letter:
        places.add(letter.to_organisation_id)
    names = cell_names(places, day)
    status = next((one for one in statuses if _holds(one, day)), None)
    facts = facts_of(
        {field.attname: getattr(member, field.attname) for field in member._meta.concrete_fields},
        {"standing": status.standing, "education": status.education, "theory": status.theory}
        if status
        else None,
    )
    return Record(
        member=member,
        day=day,
        cell_name=names.get(member.cell_id, ""),
        lines=tuple(Line(name, FIELDS[name].label, shown(member, name)) for name in SHOWN),
        memberships=tuple(
            Stretch(
                row.valid_from,
                row.valid_to,
                names.get(row.organisation_id, ""),
                row.get_begin_display(),
                row.get_end_display() if row.end else "",
                row.decision_number,
            )
            for row in memberships
        ),
        statuses=tuple(
            Stretch(row.valid_from, row.valid_to, status_words(row), "", "", row.decision_number)
            for row in statuses
        ),
        stays=tuple(
            Stretch(
                row.valid_from,
                row.valid_to,
                names.get(row.organisation_id, ""),
                row.reason,
                "",
                row.decision_number,
                row.pk,
                row.valid_to is None or row.valid_to > day,
            )
            for row in stays
        ),
        status=status,
        seniority=seniority(member, day),
        offices=offices_of(member, day),
        transfer=letter,
        transfer_to=names.get(letter.to_organisation_id, "") if letter else "",
        corrections=tuple(
            Correction.objects.filter(member=member).select_related("answered_by")[:20]
        ),
        may_return=bool(
            memberships and memberships[0].valid_to and memberships[0].end not in NO_RETURN
        ),
        flaws=tuple(flaws(facts, limits(day, member.cell_id), day)) if member.is_active else (),
    )


def _holds(row: Any, day: date) -> bool:
    return bool(row.valid_from <= day and (row.valid_to is None or row.valid_to > day))


def status_words(row: Status) -> str:
    """Standing, education and theory in one line; what is not known is left out."""
    parts = [row.get_standing_display()]
    if row.education:
        parts.append(row.get_education_display())
    if row.theory:
        parts.append(row.get_theory_display())
    return ", ".join(str(part) for part in parts)


def offices_of(member: Member, day: date) -> tuple[Grant, ...]:
    """Offices the member has held, the latest first; none are known without a sign-in."""
    if member.user_id is None:
        return ()
    return tuple(
        Grant.objects.known()
        .filter(user=member.user_id, valid_from__lte=day)
        .select_related("office", "organisation")
        .order_by("-valid_from", "office__rank")
    )


def looks_at(member: Member) -> list[Look]:
    """Who looked at or acted on the record, for the member to see: not the member's own acts."""
    entries = (
        AuditEntry.objects.filter(subject_type="members.member", subject_id=member.pk)
        .exclude(user=member.user_id)
        .select_related("user")
        .order_by("-at", "-id")[:LOOKS]
    )
    return [
        Look(
            at=entry.at,
            who=entry.user.full_name if entry.user else "",
            act=entry.act,
            why=str(entry.details.get("why") or ""),
        )
        for entry in entries
    ]


def may(actor: Actor, member: Member) -> dict[str, bool]:
    """Which acts the page may offer; the service decides again."""
    acts = (
        "transfer",
        "stay",
        "correct",
        "recognise",
        "exempt",
        "change_status",
        "end",
        "admit",
        "answer_correction",
    )
    return {act: actor.can(f"members.{act}", member.cell) for act in acts}
