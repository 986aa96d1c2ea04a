"""What the pages and routes of proposals show: lists with their terms, and counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from sotay.followups.models import Task
from sotay.followups.standing import names
from sotay.organisations.access import Actor, require, widened
from sotay.organisations.models import Organisation, Placement
from sotay.organisations.querysets import line_ids
from sotay.proposals import rules
from sotay.proposals.models import Kind, MassOrganisation, Proposal, Subject, WorkingSession
from sotay.regulations.registry import value

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One proposal in a list, with its term on the day."""

    proposal: Proposal
    term: rules.Term
    organisation_name: str


def term_of(proposal: Any, day: date) -> rules.Term:
    return rules.term(
        proposal.received_on,
        proposal.due_on,
        day,
        proposal.answered_on,
        proposal.ended_on,
        proposal.asked_back_on,
    )


def named(ids: Iterable[int], day: date) -> dict[int, str]:
    """Names of organisations on ``day``, by id."""
    found = names(ids, day)
    return {key: getattr(row, "name", None) or str(row) for key, row in found.items()}


def rows(proposals: Iterable[Proposal], day: date) -> list[Row]:
    listed = list(proposals)
    called = named({one.organisation_id for one in listed}, day)
    return [Row(one, term_of(one, day), called.get(one.organisation_id, "")) for one in listed]


def own(actor: Actor, day: date) -> list[Row]:
    """What ``actor`` has sent under their own name, the latest first."""
    sent = Proposal.objects.own_of(actor).order_by("-received_on", "id")
    return rows(sent[:PAGE], day)


def queue(actor: Actor, day: date, state: str = "") -> list[Row]:
    """What an office of ``actor`` answers, oldest first: by default what is in hand."""
    handled = Proposal.objects.handled_by(actor)
    handled = handled.filter(state=state) if state in Proposal.State.values else handled.waiting()
    return rows(handled.oldest_first()[:PAGE], day)


def may_refer_to(proposal: Proposal, day: date) -> list[tuple[int, str]]:
    """Committees to pass a proposal to: above the present one, beside it, and right under it."""
    line = line_ids(proposal.organisation_id, day)
    around = Placement.objects.as_of(day).filter(parent__in=line[:2])
    ids = dict.fromkeys([*line, *around.values_list("organisation", flat=True)])
    ids.pop(proposal.organisation_id, None)
    called = named(ids, day)
    return [(key, called[key]) for key in ids if key in called]


def itself_and_under(organisation_id: int, day: date) -> list[tuple[int, str]]:
    """An organisation and those right under it, to give a task to."""
    under = Placement.objects.as_of(day).filter(parent=organisation_id)
    ids = [organisation_id, *under.values_list("organisation", flat=True)]
    called = named(ids, day)
    return [(key, called[key]) for key in ids if key in called]


# --- Counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a table of counts; ``number`` is None where it is too small to show."""

    label: str
    number: int | None


@dataclass(frozen=True)
class Counts:
    """Counts of a period for a level and all under it. None of them is by author."""

    total: int | None
    least: int
    subjects: list[Line]
    kinds: list[Line]
    states: list[Line]
    times: list[Line]
    satisfaction: list[Line]


IN_TIME, LATE, RUNNING = "in_time", "late", "running"


# What is counted of a proposal: neither words nor author are ever fetched for it.
_COUNTED = (
    *("kind", "subject", "state", "satisfaction"),
    *("received_on", "due_on", "answered_on", "ended_on", "asked_back_on"),
)


def counts(actor: Actor, top: Organisation, first: date, last: date, day: date) -> Counts:
    """Received from ``first`` to ``last`` by ``top`` and what is under it, as it stands on ``day``.

    The database shows an office no proposal of the committees under it, so the whole tree is opened
    to count. Withdrawn ones are counted by state, and not for being in time.

    :raises PermissionDenied: no office of ``actor`` counts there
    """
    require(actor, "proposals.count", top)
    least = value("reports.suppress_below", day)
    with widened(actor, "proposals.count"):
        within = Proposal.objects.within(top, day).received(first, last)
        found = list(within.values_list(*_COUNTED, named=True))

    def lines(values: Iterable[Any], choices: Iterable[tuple[Any, Any]]) -> list[Line]:
        labels = dict(choices)
        shown = rules.hidden(rules.tally(values, labels), least)
        return [Line(str(label), shown[key]) for key, label in labels.items()]

    def in_time(proposal: Any) -> str:
        term = term_of(proposal, day)
        if term.is_late:
            return LATE
        return IN_TIME if proposal.answered_on is not None else RUNNING

    counted = [one for one in found if one.state != Proposal.State.WITHDRAWN]
    return Counts(
        total=rules.hidden({"total": len(found)}, least)["total"],
        least=least,
        subjects=lines((one.subject for one in found), Subject.choices),
        kinds=lines((one.kind for one in found), Kind.choices),
        states=lines((one.state for one in found), Proposal.State.choices),
        times=lines(
            map(in_time, counted),
            [
                (IN_TIME, _("trả lời đúng hạn")),
                (LATE, _("quá hạn")),
                (RUNNING, _("chưa đến hạn")),
            ],
        ),
        satisfaction=lines(
            (one.satisfaction for one in found if one.satisfaction),
            Proposal.Satisfaction.choices,
        ),
    )


# --- Mass organisations ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What came of the sessions of a year: proposals answered, tasks done."""

    year: int
    proposals: int
    answered: int
    tasks: int
    done: int


@dataclass(frozen=True)
class MassRow:
    """A mass organisation with its session of the year, and what was kept of the year before."""

    mass: MassOrganisation
    organisation_name: str
    planned_on: date | None
    held_on: date | None
    kept: Kept


def overview(actor: Actor, day: date) -> list[MassRow]:
    """Who had their session this year: every mass organisation in sight."""
    seen = list(
        MassOrganisation.objects.visible_to(actor)
        .existing(day)
        .prefetch_related("sessions")
        .order_by("organisation__lft", "kind", "name")
    )
    called = named({one.organisation_id for one in seen}, day)
    kept = kept_of(actor, {one.pk for one in seen}, day.year - 1)
    made = []
    for one in seen:
        this_year = [each for each in one.sessions.all() if each.year == day.year]
        held = [each.held_on for each in this_year if each.held_on is not None]
        planned = [each.planned_on for each in this_year if each.held_on is None]
        made.append(
            MassRow(
                mass=one,
                organisation_name=called.get(one.organisation_id, ""),
                planned_on=min(planned, default=None),
                held_on=max(held, default=None),
                kept=kept[one.pk],
            )
        )
    return made


def brought_up(actor: Actor, session: WorkingSession) -> int:
    """How many proposals were brought up at a session, also those that others answer."""
    with widened(actor, "proposals.count"):
        return Proposal.objects.filter(session=session).count()


def kept_of(actor: Actor, mass_ids: set[int], year: int) -> dict[int, Kept]:
    """What came of the sessions of ``year``, by mass organisation; none is all noughts.

    Numbers only, of mass organisations the caller sees: the proposals themselves may be hidden.
    """
    sessions = dict(
        WorkingSession.objects.filter(mass_organisation__in=mass_ids, year=year).values_list(
            "pk", "mass_organisation"
        )
    )
    brought: dict[int, int] = {}
    answers: dict[int, list[bool]] = {key: [] for key in mass_ids}
    with widened(actor, "proposals.count"):
        brought_up = Proposal.objects.filter(session__in=sessions)
        linked = list(brought_up.values_list("pk", "session", "answered_on"))
    for key, session, answered_on in linked:
        brought[key] = sessions[session]
        answers[sessions[session]].append(answered_on is not None)
    owner: dict[tuple[int | None, int | None], int] = {}
    for model, found in ((WorkingSession, sessions), (Proposal, brought)):
        kind = ContentType.objects.get_for_model(model).pk
        owner.update({(kind, key): mass for key, mass in found.items()})
    tasks: dict[int, list[str]] = {key: [] for key in mass_ids}
    given = Task.objects.filter(
        source_type__in={kind for kind, _key in owner},
        source_id__in={key for _kind, key in owner},
    ).exclude(state="dropped")
    for kind_id, source_id, state in given.values_list("source_type", "source_id", "state"):
        # The two kinds of source may share a number: only the pair tells them apart.
        if (kind_id, source_id) in owner:
            tasks[owner[kind_id, source_id]].append(state)
    return {
        key: Kept(
            year=year,
            proposals=len(answers[key]),
            answered=answers[key].count(True),
            tasks=len(tasks[key]),
            done=tasks[key].count("done"),
        )
        for key in mass_ids
    }
