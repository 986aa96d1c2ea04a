"""What a juror does: score a work without knowing whose it is, or stand aside."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.contests.models import Conflict, Criterion, Entry, Juror, Round, Score
from sotay.contests.services import conflicts
from sotay.contests.services.rights import labelled, lock_in, reason_of, seat_of
from sotay.contests.services.rounds import is_tenth
from sotay.core import audit
from sotay.core.days import decimal
from sotay.core.errors import BadInput, RuleBroken
from sotay.organisations.access import Actor, widened


def _seat(entry: Entry, actor: Actor) -> Juror:
    lock_in(entry.round, Round.State.SCORING)
    seat = seat_of(actor, entry.round)  # read once the round is held: one may have been dismissed
    if not seat.judges(entry.category_id):
        raise RuleBroken(_("Tác phẩm này thuộc hạng mục đồng chí không được phân công chấm."))
    if not Entry.objects.filter(pk=entry.pk, state=Entry.State.ACCEPTED).exists():
        raise RuleBroken(_("Tác phẩm này không được chấm."))
    return seat


def score(*, entry: Entry, points: Mapping[int, Decimal], actor: Actor) -> None:
    """Give a work points for every criterion (by its id); until scoring is closed, again at will.

    A conflict that has come up since is kept even though the score is then refused, so that the
    work leaves the juror's desk.

    :raises PermissionDenied: not of the jury
    :raises RuleBroken: not in scoring, of a category the juror is not named for, or the juror must
        not judge this work
    :raises BadInput: a criterion without points, or points out of its bounds
    """
    _note_conflict(entry, actor)
    _give(entry, points, actor)


@transaction.atomic
def _note_conflict(entry: Entry, actor: Actor) -> None:
    conflicts.note(_seat(entry, actor), actor, [entry.pk])


@transaction.atomic
def _give(entry: Entry, points: Mapping[int, Decimal], actor: Actor) -> None:
    seat = _seat(entry, actor)
    if seat.conflicts.filter(entry=entry).exists():
        raise RuleBroken(
            _("Đồng chí có liên quan đến tác phẩm này nên không chấm. Người khác sẽ chấm.")
        )
    criteria = list(Criterion.objects.filter(round=entry.round_id))
    given = {criterion: _points(criterion, points.get(criterion.pk)) for criterion in criteria}
    if set(points) - {criterion.pk for criterion in criteria}:
        raise BadInput(_("Có tiêu chí không thuộc đợt này. Đồng chí mở lại trang rồi chấm."))
    for criterion, figure in given.items():
        Score.objects.update_or_create(
            juror=seat,
            entry=entry,
            criterion=criterion,
            defaults={"points": figure, **labelled(entry.round)},
        )
    audit.record(actor, "contests.score", entry, organisation=entry.organisation)


def _points(criterion: Criterion, points: Decimal | None) -> Decimal:
    said = {"criterion": criterion.name, "most": decimal(criterion.most, 1)}
    if points is None:
        raise BadInput(_("Chưa cho điểm “%(criterion)s”. Đồng chí cho đủ các tiêu chí.") % said)
    if not points.is_finite() or not 0 <= points <= criterion.most:
        raise BadInput(_("Điểm “%(criterion)s” phải từ 0 đến %(most)s. Đồng chí sửa lại.") % said)
    if not is_tenth(points):
        raise BadInput(_("Điểm “%(criterion)s” có nhiều nhất một số lẻ, ví dụ 8,5.") % said)
    return points


@transaction.atomic
def declare_conflict(*, entry: Entry, words: str, actor: Actor) -> None:
    """Stand aside from a work: what was given for it is dropped, and nothing more is given.

    :raises PermissionDenied: not of the jury
    :raises RuleBroken: not in scoring, of a category the juror is not named for, or they stand
        aside already
    :raises BadInput: it is not said why
    """
    seat = _seat(entry, actor)
    why = reason_of(words)
    if seat.conflicts.filter(entry=entry).exists():
        raise RuleBroken(_("Đồng chí đã không chấm tác phẩm này rồi."))
    with widened(actor, "contests.declare_conflict"):  # scores are otherwise never removed
        Score.objects.filter(juror=seat, entry=entry).delete()
    Conflict.objects.create(
        juror=seat, entry=entry, sort=Conflict.Sort.DECLARED, words=why, **labelled(entry.round)
    )
    audit.record(actor, "contests.declare_conflict", entry, organisation=entry.organisation)
