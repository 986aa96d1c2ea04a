"""«Chi bộ của tôi»: the cell as every member sees it, and at a glance for who leads it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.directives.models import Document
from sotay.followups.cards import Card as TaskCard
from sotay.followups.cards import cards as task_cards
from sotay.followups.models import Task
from sotay.handbook.cards import CELL, Card, cards_for
from sotay.handbook.held import Offer, offers
from sotay.members import totals
from sotay.members.letters import Letter, letters
from sotay.members.mending import to_mend
from sotay.members.models import Member, Standing, Status, Transfer
from sotay.members.rules.ages import probation_ends
from sotay.organisations.access import Actor
from sotay.organisations.models import Grant, Organisation, Profile
from sotay.regulations.calendar import add_working_days
from sotay.regulations.registry import RuleValue, rule

SHOWN = 8  # rows of each part
LEADERS = ("secretary", "leader", "deputy", "committee_member")


@dataclass(frozen=True)
class Probation:
    """A probationary member: the day probation ends, and by when the cell considers recognition.

    Both are ``None`` where the day of admission is not held.
    """

    member_id: int
    full_name: str
    ends_on: date | None
    consider_by: date | None
    is_due: bool  # probation has ended
    is_late: bool  # and the term for considering it has run out


@dataclass(frozen=True)
class Glance:
    """What only those see who may list the cell's members."""

    standings: tuple[tuple[str, int], ...]  # in words, with how many; those of none left out
    probationary: tuple[Probation, ...]
    probation_rules: tuple[RuleValue, ...]
    arriving: tuple[Letter, ...]
    leaving: tuple[Letter, ...]
    to_mend: int
    mend_impossible: int
    may_mend: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Office:
    name: str
    holder: str


@dataclass(frozen=True)
class CellPage:
    organisation: Organisation
    name: str
    members: int
    offices: tuple[Office, ...]
    resolution: Document | None  # the last one issued by the cell that the actor may see
    tasks: tuple[TaskCard, ...]
    task_count: int
    glance: Glance | None
    cards: list[tuple[str, Card]]

    @property
    def meeting(self) -> Card | None:
        """The next meeting stands apart."""
        return dict(self.cards).get("meeting")

    @property
    def lines(self) -> list[Card]:
        return [card for key, card in self.cards if key != "meeting"]


def cell_of(actor: Actor) -> Organisation | None:
    """The cell a person comes for: the one they lead, else the one they belong to."""
    held = [grant.organisation for grant in actor.grants if grant.office.code in LEADERS]
    if held:
        leading = (
            Profile.objects.as_of(actor.today)
            .filter(organisation__in=held, kind__holds_members=True)
            .select_related("organisation")
            .order_by("organisation__lft")
            .first()
        )
        if leading is not None:
            return leading.organisation
    return actor.home


def cell_page(actor: Actor, cell: Organisation) -> CellPage:
    """The page of ``cell``; for who may list its members, with the glance."""
    day = actor.today
    profile = Profile.objects.nearest([cell.pk], day).get(cell.pk)
    held = (
        Grant.objects.as_of(day)
        .filter(organisation=cell, office__code__in=LEADERS)
        .select_related("user", "office")
        .order_by("office__rank", "id")
    )
    mine = Task.objects.visible_to(actor).filter(owner=cell).unfinished()
    first = list(mine.for_cards().order_by("due_on", "id")[: SHOWN + 1])
    resolution = (
        Document.objects.visible_to(actor)
        .filter(issuer=cell, type_code="NQ")
        .exclude(state=Document.State.DRAFT)
        .defer("text", "folded", "search", "sketch")
        .order_by("-issued_on", "-id")
        .first()
    )
    return CellPage(
        organisation=cell,
        name=profile.name if profile else cell.code,
        members=totals.heads([cell.pk], day)[cell.pk],
        offices=tuple(Office(str(grant.office.name), str(grant.user)) for grant in held),
        resolution=resolution,
        tasks=tuple(task_cards(first[:SHOWN], day)),
        task_count=len(first) if len(first) <= SHOWN else mine.count(),
        glance=_glance(actor, cell, first) if actor.can("members.list", cell) else None,
        cards=cards_for(actor, CELL),
    )


def _glance(actor: Actor, cell: Organisation, tasks: list[Task]) -> Glance:
    day = actor.today
    counted = totals.counts([cell.pk], day)[cell.pk]
    months = rule("members.probation_months", day, cell.pk)
    term = rule("members.recognition_working_days", day, cell.pk)
    under_way = Transfer.objects.under_way().visible_to(actor)
    may_mend = actor.can("members.view", cell)
    mending = to_mend(actor, cell).records if may_mend else ()
    own = [task for task in tasks if task.state in (Task.State.OPEN, Task.State.RETURNED)]
    return Glance(
        standings=tuple(
            (str(Standing(key).label), counted.standing[key])
            for key in Standing
            if counted.standing[key]
        ),
        probationary=tuple(_probations(actor, cell, months, term)),
        probation_rules=(months, term),
        arriving=_letters(actor, under_way.filter(to_organisation=cell)),
        leaving=_letters(actor, under_way.filter(from_organisation=cell)),
        to_mend=len(mending),
        mend_impossible=sum(one.is_impossible for one in mending),
        may_mend=may_mend,
        offers=tuple(offers(own, cell, day)) if actor.can("tasks.report", cell) else (),
    )


def _letters(actor: Actor, found: Any) -> tuple[Letter, ...]:
    rows = found.select_related("from_organisation", "to_organisation")
    return tuple(letters(rows[:SHOWN], actor))


def _probations(
    actor: Actor, cell: Organisation, months: RuleValue, term: RuleValue
) -> list[Probation]:
    day = actor.today
    now = Status.objects.as_of(day).filter(standing=Standing.PROBATIONARY, member__cell=cell)
    people = (
        Member.objects.in_reach(actor)
        .filter(cell=cell, is_active=True, pk__in=now.values("member"))
        .order_by("admitted_on", "sort_key")
    )
    made = []
    for member in people[:SHOWN]:
        ends = probation_ends(member.admitted_on, months.value) if member.admitted_on else None
        by = add_working_days(ends, term.value) if ends else None
        made.append(
            Probation(
                member_id=member.pk,
                full_name=member.full_name,
                ends_on=ends,
                consider_by=by,
                is_due=bool(ends and ends <= day),
                is_late=bool(by and by < day),
            )
        )
    return made
