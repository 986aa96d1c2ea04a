"""Scoring closed, ties decided, prizes withheld, results published."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.contests import reading, rules
from sotay.contests.models import Award, Category, Entry, Prize, Result, Round
from sotay.contests.services import conflicts, telling
from sotay.contests.services.rights import labelled, lock, reason_of, require_keeper
from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.organisations.access import Actor
from sotay.organisations.models import Profile
from sotay.regulations.registry import value

MOST_NAMED = 10  # works that a refusal lists


@transaction.atomic
def note_conflicts(*, round_: Round, actor: Actor) -> None:
    """Keep the conflicts that have come up while scoring goes on; nothing in another state.

    An act of its own, done before closing is asked for: where that is refused, pages then count
    the scores that the refusal counts.

    :raises PermissionDenied: not the round's keeper
    """
    require_keeper(actor, round_)
    if round_.state == Round.State.SCORING:
        _look_for_conflicts(lock(round_, actor, Round.State.SCORING), actor)


def _look_for_conflicts(kept: Round, actor: Actor) -> None:
    for juror in kept.jurors.select_related("user", "member", "round__organisation"):
        conflicts.note(juror, actor)


@transaction.atomic
def close_scoring(*, round_: Round, actor: Actor) -> Round:
    """End the scoring and work out each accepted work's mean and place.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: not in scoring, or works with too few scores: the message says which
    """
    kept = lock(round_, actor, Round.State.SCORING)
    _look_for_conflicts(kept, actor)
    totals = reading.totals(kept)
    works = list(kept.entries.filter(state=Entry.State.ACCEPTED).order_by("code"))
    short = [
        f"{work.code} ({len(totals.get(work.pk, {}))}/{kept.least_scores})"
        for work in works
        if len(totals.get(work.pk, {})) < kept.least_scores
    ]
    if short:
        more = _(" và %d tác phẩm khác") % (len(short) - MOST_NAMED)
        raise RuleBroken(
            _("Còn tác phẩm chưa đủ phiếu chấm: %(works)s. Đồng chí nhắc hoặc mời thêm giám khảo.")
            % {"works": ", ".join(short[:MOST_NAMED]) + (more if len(short) > MOST_NAMED else "")}
        )
    places = value("contests.mean_places", actor.today, kept.organisation_id)
    for category in kept.categories.all():
        means = {
            work.pk: rules.mean(list(totals[work.pk].values()), places)
            for work in works
            if work.category_id == category.pk
        }
        groups = rules.ranking(means, {})
        at = rules.places(groups)
        Result.objects.bulk_create(
            Result(
                entry_id=work,
                mean=means[work],
                scores=len(totals[work]),
                place=at[work],
                is_tied=len(group) > 1,
                **labelled(kept),
            )
            for group in groups
            for work in group
        )
    kept.state, kept.closed_on = Round.State.CLOSED, actor.today
    kept.save(update_fields=["state", "closed_on"])
    audit.record(actor, "contests.close_scoring", kept, organisation=kept.organisation)
    return kept


@transaction.atomic
def decide_tie(*, entries: Sequence[Entry], reason: str, actor: Actor) -> None:
    """Put the works of one tie in order, the better first, saying why; again replaces it.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring is not closed, or the results are published
    :raises BadInput: not the works of one tie, each once; no reason
    """
    if not entries:
        raise BadInput(_("Chưa có tác phẩm nào trong danh sách. Đồng chí xếp lại."))
    kept = lock(entries[0].round, actor, Round.State.CLOSED)
    why = reason_of(reason)
    ids = [entry.pk for entry in entries]
    tied = set(reading.tie_of(entries[0]))
    if len(ids) < 2 or len(set(ids)) < len(ids) or set(ids) != tied:
        raise BadInput(_("Xếp đủ các tác phẩm đồng điểm của một hạng mục, mỗi tác phẩm một lần."))
    rows = {row.pk: row for row in Result.objects.select_for_update().filter(pk__in=ids)}
    first = min(row.place for row in rows.values())
    for order, key in enumerate(ids):
        rows[key].decided, rows[key].decided_reason = order + 1, why
        rows[key].place = first + order
    Result.objects.bulk_update(rows.values(), ["decided", "decided_reason", "place"])
    audit.record(actor, "contests.decide_tie", kept, organisation=kept.organisation, place=first)


@transaction.atomic
def withhold(*, prize: Prize, number: int, reason: str, actor: Actor) -> Prize:
    """Keep back ``number`` pieces of a prize, saying why; 0 gives them back.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring is not closed, or the results are published
    :raises BadInput: more than there are; no reason
    """
    kept = lock(prize.category.round, actor, Round.State.CLOSED)
    if not 0 <= number <= prize.number:
        raise BadInput(
            _("Giải này có %(number)d suất; số không trao phải từ 0 đến %(number)d.")
            % {"number": prize.number}
        )
    prize.withheld = number
    prize.withheld_reason = reason_of(reason) if number else ""
    prize.save(update_fields=["withheld", "withheld_reason"])
    audit.record(
        actor,
        "contests.withhold",
        kept,
        organisation=kept.organisation,
        prize=prize.pk,
        number=number,
    )
    return prize


@transaction.atomic
def publish(*, round_: Round, actor: Actor) -> Round:
    """Publish who gets which prize to all beneath the committee, and tell the heads and submitters.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring is not closed, published already, or a tie is to be decided first
    """
    kept = lock(round_, actor, Round.State.CLOSED)
    awards: list[Award] = []
    works = {
        work.pk: work
        for work in kept.entries.filter(state=Entry.State.ACCEPTED)
        .select_related("origin__submitted_by")
        .prefetch_related("authors")
    }
    names = Profile.objects.nearest({work.origin.place_id for work in works.values()}, actor.today)
    for category in kept.categories.prefetch_related("prizes"):
        allotted = reading.allotment(category)
        if allotted.undecided:
            raise RuleBroken(_undecided(category, [works[k] for k in allotted.undecided[0]]))
        prizes = {prize.pk: prize for prize in category.prizes.all()}
        for key, prize in allotted.given.items():
            awards.append(_award(works[key], prizes[prize], names))
    Award.objects.bulk_create(awards)
    kept.state, kept.published_on = Round.State.PUBLISHED, actor.today
    kept.save(update_fields=["state", "published_on"])
    audit.record(
        actor, "contests.publish", kept, organisation=kept.organisation, awards=len(awards)
    )
    telling.tell(
        [*telling.heads(kept, actor), *(work.origin.submitted_by for work in works.values())],
        "contest_results",
        _("Kết quả giải: %s") % kept.name,
        reverse("contests:results", args=[kept.pk]),
        kept,
        actor,
    )
    return kept


def _undecided(category: Category, works: Sequence[Entry]) -> str:
    return _(
        "Hạng mục %(category)s có tác phẩm đồng điểm ở ranh giới giải: %(works)s."
        " Đồng chí xếp thứ tự, ghi lý do, rồi công bố."
    ) % {"category": category.name, "works": ", ".join(work.code for work in works)}


def _award(work: Entry, prize: Prize, names: dict[int, Profile]) -> Award:
    place = work.origin.place_id
    return Award(
        entry=work,
        prize=prize,
        title=work.title,
        authors=", ".join(author.name for author in work.authors.all()),
        place_name=names[place].short_name if place in names else "",
        outlet=work.origin.outlet,
        published_on=work.origin.published_on,
    )
