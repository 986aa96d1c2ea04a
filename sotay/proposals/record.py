"""What is on record of a working session: who was there, what was kept, which tasks were given.

The page of the session and its papers show the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.followups.models import Task
from sotay.organisations.access import Actor
from sotay.proposals import reading
from sotay.proposals.models import Attendee, WorkingSession
from sotay.proposals.services.mass import given_by

Side, Role = Attendee.Side, Attendee.Role


@dataclass(frozen=True)
class Present:
    """Who was there, each as one line."""

    chair: str
    clerk: str
    committee: tuple[str, ...]
    mass: tuple[str, ...]
    guests: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether anybody was written down."""
        return any((self.chair, self.clerk, self.committee, self.mass, self.guests))


@dataclass(frozen=True)
class Given:
    """A task given out of the session, with the name of who does it."""

    task: Any
    owner_name: str


def present(session: WorkingSession, actor: Actor) -> Present:
    """Who was at the session, as far as ``actor`` may know."""
    rows = list(Attendee.objects.visible_to(actor).filter(session=session))

    def lines(side: str, role: str = Role.PRESENT) -> tuple[str, ...]:
        return tuple(row.who for row in rows if (row.side, row.role) == (side, role))

    return Present(
        chair="".join(lines(Side.COMMITTEE, Role.CHAIR)),
        clerk="".join(lines(Side.COMMITTEE, Role.CLERK)),
        committee=lines(Side.COMMITTEE),
        mass=lines(Side.MASS),
        guests=lines(Side.GUEST),
    )


def given(session: WorkingSession, actor: Actor, day: date) -> list[Given]:
    """Tasks that came of the session and were not dropped, their owners as called on ``day``."""
    seen: Iterable[Any] = Task.objects.visible_to(actor).filter(**given_by(session))
    tasks = [task for task in seen if task.state != Task.State.DROPPED]
    called = reading.named({task.owner_id for task in tasks}, day)
    return [Given(task, called.get(task.owner_id, "")) for task in tasks]


def kept(session: WorkingSession, actor: Actor) -> reading.Kept:
    """What came of the sessions of the year before this one."""
    key = session.mass_organisation_id
    return reading.kept_of(actor, {key}, session.year - 1)[key]
