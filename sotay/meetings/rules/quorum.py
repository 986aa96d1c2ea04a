"""Who counts: the base of a vote, whether a cell can meet, whether hands carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from sotay.meetings.rules.sheet import ABSENT, EXCUSED, HERE

FULL, PROBATIONARY, EXEMPT, SUSPENDED = 0, 1, 2, 3  # members.models.Standing


def exact(share: Fraction) -> Decimal:
    """A share as the screen's figures take it."""
    return Decimal(share.numerator) / Decimal(share.denominator)


@dataclass(frozen=True)
class Seat:
    """One person on the roll: standing on the day, where else they are, what the roll says."""

    standing: int
    state: str = ""  # of the roll; empty: not called yet
    is_guest: bool = False  # on a temporary stay here
    is_away: bool = False  # on a temporary stay elsewhere


@dataclass(frozen=True)
class Attendance:
    """The roll in figures. ``expected`` are those whose coming is counted.

    Members exempt from meetings count only when they come; those suspended, and those on a stay
    elsewhere, do not count.
    """

    expected: int
    here: int
    online: int
    excused: int
    absent: int
    waiting: int  # not called yet

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.here, self.expected) if self.expected else None


def attendance(seats: Iterable[Seat]) -> Attendance:
    counted = [seat for seat in seats if is_expected(seat)]
    states = [seat.state for seat in counted]
    return Attendance(
        expected=len(counted),
        here=sum(state in HERE for state in states),
        online=states.count("online"),
        excused=states.count(EXCUSED),
        absent=states.count(ABSENT),
        waiting=states.count(""),
    )


def is_expected(seat: Seat) -> bool:
    if seat.standing == SUSPENDED or seat.is_away:
        return False
    return seat.standing != EXEMPT or seat.state in HERE


def may_vote(seat: Seat, *, guests_vote: bool) -> bool:
    """Full members vote; an exempt one when present; a guest where the rule says so."""
    if seat.is_away or (seat.is_guest and not guests_vote):
        return False
    return seat.standing == FULL or (seat.standing == EXEMPT and seat.state in HERE)


def base(seats: Iterable[Seat], *, guests_vote: bool) -> int:
    """Over how many a show of hands is counted: all who may vote, present or not."""
    return sum(may_vote(seat, guests_vote=guests_vote) for seat in seats)


def needed(over: int, share: Fraction) -> int:
    """The fewest hands that are more than ``share`` of ``over``."""
    return int(over * share) + 1


@dataclass(frozen=True)
class Quorum:
    """Whether the meeting can decide, as a sentence that says what is lacking."""

    is_met: bool
    sentence: str
    here: int
    needed: int


def quorum(
    seats: Iterable[Seat],
    *,
    fewest: int,
    share: Fraction,
    guests_vote: bool,
    of_committee: bool = False,
) -> Quorum:
    """More than ``share`` of those who vote are here, in a cell of at least ``fewest`` of them.

    A committee is no cell: ``of_committee`` counts its members, however few they are.
    """
    rows = list(seats)
    voters = [seat for seat in rows if may_vote(seat, guests_vote=guests_vote)]
    here = sum(seat.state in HERE for seat in voters)
    wanted = needed(len(voters), share)
    if len(voters) < fewest and not of_committee:
        return Quorum(
            False,
            _(
                "Chi bộ có %(count)d đảng viên chính thức, dưới %(fewest)d: không họp và quyết "
                "định được. Đồng chí báo cấp trên để ghép sinh hoạt."
            )
            % {"count": len(voters), "fewest": fewest},
            here,
            fewest,
        )
    if here < wanted:
        lacking = (
            _("Có mặt %(here)d, cần %(needed)d trên %(base)d cấp ủy viên.")
            if of_committee
            else _("Có mặt %(here)d, cần %(needed)d trên %(base)d đảng viên có quyền biểu quyết.")
        )
        return Quorum(
            False,
            lacking % {"here": here, "needed": wanted, "base": len(voters)},
            here,
            wanted,
        )
    return Quorum(True, _("Đủ điều kiện họp."), here, wanted)


@dataclass(frozen=True)
class Hands:
    """A show of hands against its base."""

    agree: int
    against: int
    other: int
    over: int
    needed: int

    @property
    def carries(self) -> bool:
        return self.agree >= self.needed

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.agree, self.over) if self.over else None

    @property
    def silent(self) -> int:
        """Who may vote and raised no hand."""
        return max(self.over - self.agree - self.against - self.other, 0)
