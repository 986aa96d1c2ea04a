"""Which organisation continues which: chains through the years, and figures given like for like."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from sotay.core.periods import end_of_day
from sotay.organisations import figures
from sotay.organisations.models import Organisation, Placement, Profile, Succession
from sotay.organisations.querysets import subtree_ids

WHOLE = Decimal(1)


@dataclass(frozen=True)
class LikeForLike:
    """A past figure of what makes up an organisation today.

    ``value`` counts each cell of that day by the share of it that is in the organisation today;
    None where some cell's figure is not known. ``shared`` names the cells that went several ways:
    there the value is an estimate, not a count.
    """

    value: Decimal | None
    shared: tuple[int, ...] = ()


def successions(then: date, today: date, known_on: date | None = None) -> list[Succession]:
    """Successions that took effect after ``then`` and by ``today``, oldest first."""
    rows = Succession.objects.filter(on__gt=then, on__lte=today)
    if known_on is None:
        rows = rows.filter(superseded_at=None)
    else:
        moment = end_of_day(known_on)
        rows = rows.filter(
            Q(superseded_at=None) | Q(superseded_at__gte=moment), act__recorded_at__lt=moment
        )
    return list(rows.select_related("act").order_by("on", "act_id", "id"))


def map_to_today(
    organisation_ids: Iterable[int], then: date, today: date, known_on: date | None = None
) -> dict[int, dict[int | None, Decimal]]:
    """Where organisations of ``then`` are today: for each, organisations of ``today`` with shares.

    Shares of one organisation add up to one. What ended without anybody continuing it goes to
    ``None``. An organisation that parted with some and went on keeps the rest itself.
    """
    went: dict[int, dict[int, Decimal]] = {key: {key: WHOLE} for key in organisation_ids}
    reached = defaultdict(set, {key: {key} for key in went})  # by end: what came there
    for predecessor, rows in _by_act_and_predecessor(successions(then, today, known_on)):
        for key in list(reached[predecessor]):
            left = share = went[key].pop(predecessor)
            for row in rows:
                part = share * row.share
                went[key][row.successor_id] = went[key].get(row.successor_id, Decimal(0)) + part
                reached[row.successor_id].add(key)
                left -= part
            if left > 0:
                went[key][predecessor] = left
            else:
                reached[predecessor].discard(key)
    standing = set(
        Placement.objects.as_of(today, known_on)
        .filter(organisation__in={end for ends in went.values() for end in ends})
        .values_list("organisation", flat=True)
    )
    return {key: _only_standing(ends, standing) for key, ends in went.items()}


def _by_act_and_predecessor(
    rows: Sequence[Succession],
) -> list[tuple[int, list[Succession]]]:
    """What each act made of each organisation, oldest first."""
    groups: dict[tuple[int, int], list[Succession]] = defaultdict(list)
    for row in rows:
        groups[row.act_id, row.predecessor_id].append(row)
    return [(predecessor, group) for (_act, predecessor), group in groups.items()]


def _only_standing(ends: Mapping[int, Decimal], standing: set[int]) -> dict[int | None, Decimal]:
    found: dict[int | None, Decimal] = defaultdict(Decimal)
    for key, share in ends.items():
        found[key if key in standing else None] += share
    return dict(found)


def like_for_like(
    organisation: Organisation,
    figure: str,
    then: date,
    today: date,
    known_on: date | None = None,
) -> LikeForLike:
    """The figure of ``then`` for what makes up ``organisation`` today.

    Counted over the cells of ``then``, each by the share of it that is in ``organisation`` today:
    a committee that took over a cell is compared with a past that holds that cell.
    """
    own = set(
        Organisation.objects.filter(
            pk__in=subtree_ids([organisation.pk], today, known_on)
        ).values_list("pk", flat=True)
    )
    ancestors = predecessors(own, then, today, known_on)
    cells = list(
        Organisation.objects.filter(
            pk__in=Profile.objects.as_of(then, known_on)
            .filter(kind__holds_members=True, organisation__in=own | ancestors)
            .values("organisation")
        )
    )
    shares = map_to_today([cell.pk for cell in cells], then, today, known_on)
    counts = figures.counts(figure, cells, then, known_on)
    value, shared = Decimal(0), []
    for cell in cells:
        share = sum((part for end, part in shares[cell.pk].items() if end in own), Decimal(0))
        if not share:
            continue
        count = counts[cell.pk]
        if count is None:
            return LikeForLike(None)
        value += count * share
        if share < WHOLE:
            shared.append(cell.pk)
    return LikeForLike(value, tuple(shared))


def predecessors(
    organisation_ids: Iterable[int], then: date, today: date, known_on: date | None = None
) -> set[int]:
    """Everything whose members came into ``organisation_ids`` after ``then``, at any remove."""
    found: set[int] = set()
    ends = set(organisation_ids)
    for row in reversed(successions(then, today, known_on)):
        if row.successor_id in ends | found:
            found.add(row.predecessor_id)
    return found


def heirs_today(
    organisation_ids: Iterable[int], then: date, today: date, known_on: date | None = None
) -> dict[int, list[tuple[int, Decimal]]]:
    """Who continues each today, largest share first; empty where it stands itself."""
    return {
        key: sorted(
            ((end, share) for end, share in ends.items() if end is not None and end != key),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for key, ends in map_to_today(organisation_ids, then, today, known_on).items()
    }


def chain(organisation_id: int, known_on: date | None = None) -> list[Succession]:
    """Every succession on the lines that lead into or out of an organisation.

    Forwards to all that continue it, then backwards from all of these, so that every box of the
    picture shows all it was made from.
    """
    every = successions(date.min, date.max, known_on)
    after = {organisation_id}
    for row in every:
        if row.predecessor_id in after:
            after.add(row.successor_id)
    line = set(after)
    for row in reversed(every):
        if row.successor_id in line:
            line.add(row.predecessor_id)
    return [row for row in every if row.successor_id in line and row.predecessor_id in line]


def foretold_by(words: str, then: date, today: date) -> set[int]:
    """Organisations of ``then`` whose heirs bear a name with ``words``: by the name of now."""
    named = set(Profile.objects.known().named(words).values_list("organisation", flat=True)[:1000])
    return predecessors(named, then, today) if named and then < today else set()
