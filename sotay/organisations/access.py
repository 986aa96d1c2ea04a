"""Who may do what, where. Rights come from offices held on the day of acting, over a subtree.

Each app names its acts in ``permissions.py`` with the offices that allow them; this room only looks
them up. The queryset narrows what is seen, the service calls :func:`require`, and PostgreSQL's
row-level security refuses what slipped through: :func:`acting_for` tells it who is acting.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from sotay.organisations.models import Grant, Organisation, Profile

Ranges = tuple[tuple[int, int], ...]
SEE_MEMBERS = "members.list"  # the act that opens personal rows; named by the floor above
WHOLE_TREE = (str(-(2**63) + 1), str(2**63 - 1), "{(,)}")  # as the policies read it

# Who acts in the transaction that is open, so that one inside another can give back its sight.
_acting: "ContextVar[Actor | None]" = ContextVar("acting", default=None)
_acts: dict[str, frozenset[str]] = {}
_find_home: "list[Callable[[Any, date], Organisation | None]]" = []
_live_within: "list[Callable[[Ranges], Q]]" = []


def homes_are_found_by(
    finder: "Callable[[Any, date], Organisation | None]",
    live_within: "Callable[[Ranges], Q] | None" = None,
) -> None:
    """Let the floor that knows members say to which cell a user belongs on a day.

    ``live_within`` makes of tree ranges ``(low, high)`` a condition on accounts: that their owner
    belongs today to a cell strictly inside one of them.
    """
    _find_home[:] = [finder]
    _live_within[:] = [live_within] if live_within else []


def known_acts() -> Mapping[str, frozenset[str]]:
    """Every act of every app with the codes of the offices that may do it."""
    if not _acts:
        for app in apps.get_app_configs():
            if not app.name.startswith("sotay."):
                continue
            try:
                room = import_module(f"{app.name}.permissions")
            except ModuleNotFoundError as missing:
                if missing.name != f"{app.name}.permissions":
                    raise
                continue
            _acts.update({act: frozenset(offices) for act, offices in room.ACTS.items()})
    return _acts


@dataclass(frozen=True)
class Actor:
    """Somebody acting on a day, with the offices held that day. Made once, at the door."""

    user: Any
    today: date
    grants: tuple["Grant", ...] = ()
    sees_everything: bool = False  # the system itself: imports at set-up, nightly work
    purpose: str = ""
    home: "Organisation | None" = None  # the cell this person belongs to as a member

    @cached_property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Tree ranges ``[low, high)`` of the organisations in which offices are held."""
        spans = sorted({(g.organisation.lft, g.organisation.rgt) for g in self.grants})
        merged: list[tuple[int, int]] = []
        for low, high in spans:
            if merged and low < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return tuple(merged)

    def ranges_for(self, act: str) -> tuple[tuple[int, int], ...]:
        """Tree ranges in which this actor may do ``act``."""
        offices = known_acts()[act]
        return tuple(
            sorted(
                (g.organisation.lft, g.organisation.rgt)
                for g in self.grants
                if g.office.code in offices
            )
        )

    @cached_property
    def personal_ranges(self) -> tuple[tuple[int, int], ...]:
        """Tree ranges in which an office held lets records of members be seen at all.

        Row-level security is told these, so an office without that right sees no member's row.
        """
        return self.ranges_for(SEE_MEMBERS)

    def can(self, act: str, organisation: "Organisation | None" = None) -> bool:
        """Whether the act is allowed in ``organisation``, or, without one, anywhere at all."""
        if self.sees_everything:
            return True
        ranges = self.ranges_for(act)
        if organisation is None:
            return bool(ranges)
        return any(low <= organisation.lft < high for low, high in ranges)

    @cached_property
    def main_grant(self) -> "Grant | None":
        """The office whose page opens first: the highest organisation, then the office's rank."""
        return min(
            self.grants,
            key=lambda g: (g.organisation.lft - g.organisation.rgt, g.office.rank),
            default=None,
        )

    @property
    def organisation(self) -> "Organisation | None":
        return self.main_grant.organisation if self.main_grant else None

    @cached_property
    def place(self) -> "Profile | None":
        """Name and kind, today, of the organisation of the main office, else of one's own cell."""
        from sotay.organisations.held import profile_of

        where = self.organisation or self.home
        return profile_of(where, self.today) if where else None


def require(actor: Actor, act: str, organisation: "Organisation") -> None:
    """Let ``actor`` pass, or refuse.

    :raises PermissionDenied: no office held today allows ``act`` in ``organisation``
    """
    if not actor.can(act, organisation):
        raise PermissionDenied(
            _("Chức vụ hiện nay của đồng chí không có quyền làm việc này ở tổ chức ấy.")
        )


def actor_for(user: Any, today: date) -> Actor:
    """The actor a signed-in user is on ``today``."""
    from sotay.organisations.held import grants_of

    home = _find_home[0](user, today) if _find_home else None
    return Actor(user=user, today=today, grants=grants_of(user, today), home=home)


def within_reach(actor: Actor, accounts: Any) -> Any:
    """Of some accounts those whose every office lies beneath one that manages accounts.

    Beneath, not in: nobody makes a key to the account of somebody who sits beside or above them.
    An account without office counts where its owner belongs as a member, once that is known here.
    """
    from sotay.organisations.models import Grant

    ranges = actor.ranges_for("accounts.manage")
    beneath = Q(pk__in=[])
    for low, high in ranges:
        beneath |= Q(organisation__lft__gt=low, organisation__lft__lt=high)
    held = Grant.objects.filter(user=OuterRef("pk"), superseded_at=None).exclude(
        valid_to__lte=actor.today
    )
    kept = accounts.exclude(Exists(held.exclude(beneath)))
    if not _live_within:
        return kept.filter(Exists(held))
    return kept.filter(Exists(held) | _live_within[0](ranges))


def system_actor(user: Any, today: date, purpose: str) -> Actor:
    """The system acting for ``user`` over the whole tree; ``purpose`` goes into the audit."""
    return Actor(user=user, today=today, sees_everything=True, purpose=purpose)


def _tell_database(actor: Actor) -> None:
    """One round trip: what the row-level policies read. Local to the transaction."""
    if actor.sees_everything:
        reach = WHOLE_TREE
    elif ranges := actor.personal_ranges:
        hull = str(ranges[0][0]), str(max(high for _low, high in ranges))
        reach = (*hull, "{" + ",".join(f"[{a},{b})" for a, b in ranges) + "}")
    else:
        reach = ("1", "0", "{}")
    with connection.cursor() as cursor:
        _set(
            cursor,
            ["app.user", "app.low", "app.high", "app.spans"],
            (str(actor.user.pk or 0), *reach),
        )


@contextmanager
def acting_for(actor: Actor) -> Iterator[Actor]:
    """The one door to personal tables: a transaction in which the database knows who acts.

    Outside it every personal table answers nothing. Opened inside another, it gives back the sight
    of the outer one at its end.
    """
    outer = _acting.get()
    with transaction.atomic():
        _tell_database(actor)
        mark = _acting.set(actor)
        try:
            yield actor
        finally:
            _acting.reset(mark)
        # Where the body fails, rolling back its savepoint gives back the settings as well.
        if outer is not None:
            _tell_database(outer)


@contextmanager
def acting_as(user: Any, today: date) -> Iterator[Actor]:
    """As :func:`acting_for` the actor that ``user`` is on ``today``, worked out inside.

    One transaction for both: the offices and the cell are read with no right but to one's own.
    """
    with transaction.atomic():
        bare = Actor(user=user, today=today)
        _tell_database(bare)
        mark = _acting.set(bare)
        try:
            actor = actor_for(user, today)
            if actor.personal_ranges:
                _tell_database(actor)
            _acting.set(actor)
            yield actor
        finally:
            _acting.reset(mark)


def is_acting(user: Any) -> bool:
    """Whether the database already knows that ``user`` acts: their own rows can be read."""
    acting = _acting.get()
    return acting is not None and not acting.sees_everything and acting.user.pk == user.pk


def look_again(actor: Actor) -> None:
    """Tell the database the actor's reach anew, after an act has renumbered the tree.

    Only inside :func:`acting_for`; to the end of the transaction.
    """
    if _acting.get() is None or actor.sees_everything:
        return
    from sotay.organisations.held import grants_of

    _tell_database(replace(actor, grants=grants_of(actor.user, actor.today)))


@contextmanager
def widened(actor: Actor, purpose: str) -> Iterator[Actor]:
    """Open the whole tree to the database for the body, then give back the sight there was before.

    For the few acts that must touch a row the actor cannot see yet: a member on the way to the
    actor's cell, members who follow a reorganisation. The caller has already checked the right, and
    touches nothing else in the body. Yields the actor with ``purpose``, which the audit keeps.
    """
    names = ["app.low", "app.high", "app.spans"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("coalesce(current_setting(%s, true), '')" for _name in names),
            names,
        )
        before = cursor.fetchone()
        _set(cursor, names, WHOLE_TREE)
        yield replace(actor, sees_everything=True, purpose=purpose)
        # Where the body fails, rolling back its savepoint gives back the settings as well.
        _set(cursor, names, before)


def _set(cursor: Any, names: list[str], values: tuple[str, ...]) -> None:
    cursor.execute(
        "SELECT " + ", ".join("set_config(%s, %s, true)" for _name in names),
        [part for pair in zip(names, values, strict=True) for part in pair],
    )
