"""Numbers of today's tree: every organisation has a range ``[lft, rgt)`` inside its parent's.

Ranges leave gaps, so a move renumbers only what moves. Any two ranges are nested or apart, those of
ended organisations included: personal rows of people who left stay labelled with the range of their
last cell, so a range is never given to somebody else while anyone bears it. An ended organisation
moves along when the range it lies in moves.

Only ``services`` and the nightly round call this room; they hold the lock on the tree.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import subtree_ids

TOP_WIDTH = 2**48  # of a tree's first range; 2**14 trees fit
TOP_GAP = 2**10
CELL_WIDTH = 16  # nothing stands under a cell
LEAST_WIDTH = 16  # of an organisation that may have others under it
MANY = 24  # new ones at once, from which spreading anew is less work than finding gaps
PARTS = 256  # a new organisation takes this part of its parent's range

_GAPS = """
    WITH inside AS (
        SELECT lft, rgt,
               max(rgt) OVER (ORDER BY lft ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                   AS reached
        FROM organisations_organisation WHERE lft > %(low)s AND lft < %(high)s
    ), gaps AS (
        SELECT coalesce(reached, %(low)s + 1) AS lo, lft AS hi FROM inside
        UNION ALL
        SELECT coalesce(max(rgt), %(low)s + 1), %(high)s FROM inside
    )
    SELECT lo, hi FROM gaps WHERE hi > lo ORDER BY hi - lo DESC, lo LIMIT 1
"""
_SHIFT = """
    UPDATE organisations_organisation o
    SET lft = o.lft + moved.delta, rgt = o.rgt + moved.delta
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS moved(low, high, delta)
    WHERE o.lft >= moved.low AND o.lft < moved.high
"""
_ASSIGN = """
    UPDATE organisations_organisation o SET lft = fresh.lft, rgt = fresh.rgt
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS fresh(id, lft, rgt)
    WHERE o.id = fresh.id AND (o.lft, o.rgt) IS DISTINCT FROM (fresh.lft, fresh.rgt)
"""
# The smallest range of a standing organisation around each: ranges nest, so the last to begin.
_HOLDERS = """
    SELECT o.id, holder.id FROM organisations_organisation o
    CROSS JOIN LATERAL (
        SELECT up.id FROM organisations_organisation up
        WHERE up.lft < o.lft AND up.rgt >= o.rgt AND EXISTS (
            SELECT 1 FROM organisations_placement p WHERE p.organisation_id = up.id
            AND p.superseded_at IS NULL AND p.valid_from <= %s
            AND (p.valid_to IS NULL OR p.valid_to > %s))
        ORDER BY up.lft DESC LIMIT 1
    ) holder
    WHERE o.id = ANY(%s)
"""
_LIVING = """
    SELECT o.id, o.lft, o.rgt, p.parent_id FROM organisations_organisation o
    JOIN organisations_placement p ON p.organisation_id = o.id AND p.superseded_at IS NULL
        AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
    ORDER BY o.lft, o.rgt DESC
"""


class Range(NamedTuple):
    id: int
    lft: int
    rgt: int


def place_new(made: Sequence[tuple[Organisation, Organisation | None]]) -> None:
    """Give new organisations their first ranges, each in its parent's or, without one, at the top.

    A parent made at the same time stands earlier in the list.
    """
    cells = _cells({organisation.pk for organisation, _parent in made})
    parents = {organisation.pk: parent.pk if parent else None for organisation, parent in made}
    for key, parent in parents.items():
        if parent is None:
            low = _after_all()
            _assign([Range(key, low, low + TOP_WIDTH)])
    below = {key: parent for key, parent in parents.items() if parent is not None}
    if len(below) > MANY:
        for root in {parent for parent in below.values() if below.get(parent) is None}:
            _renumber(root, extra=_all_under(root, below))
        return
    for key, parent in below.items():
        low, high = _range(parent)
        gap = _largest_gap(low, high)
        width = _first_width(high - low, gap, is_cell=key in cells)
        if width:
            _assign([Range(key, gap[0], gap[0] + width)])
        else:
            _renumber(parent, extra={key: parent})


def _all_under(root: int, parents: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    inside = {root}
    for key, parent in parents.items():  # parents first
        if parent in inside:
            inside.add(key)
            found[key] = parent
    return found


def _first_width(whole: int, gap: tuple[int, int], *, is_cell: bool) -> int:
    room = gap[1] - gap[0]
    if is_cell:
        return min(CELL_WIDTH, room // 8) or (1 if room > 1 else 0)
    width = min(max(whole // PARTS, 4 * LEAST_WIDTH), room // 2)
    return width if width >= LEAST_WIDTH else 0


def settle(organisation_ids: Iterable[int], today: date) -> bool:
    """Move the ranges of those whose parent today is not the one whose range holds them.

    Return whether any range changed.
    """
    parents = dict(
        Placement.objects.as_of(today)
        .filter(organisation__in=list(organisation_ids))
        .values_list("organisation", "parent")
    )
    astray = _astray(parents, today)
    has_moved = bool(astray)
    while astray:
        for parent, movers in _by_depth(astray, today):
            for key in movers:
                astray.pop(key)
            if _move(movers, parent, today):
                # Spreading anew has put others in their place as well.
                astray = _astray(astray, today)
                break
    return has_moved


def renumber_due(day: date) -> int:
    """Bring the numbers in step with the tree of ``day``: what acts dated ahead have now changed.

    Return how many organisations were out of place.
    """
    moved = misplaced(day)
    settle(moved, day)
    return len(moved)


def misplaced(day: date) -> list[int]:
    """Organisations standing on ``day`` whose range is not directly inside their parent's."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, [day, day])
        rows = cursor.fetchall()
    found: list[int] = []
    above: list[tuple[int, int]] = []
    for key, lft, rgt, parent in rows:
        while above and above[-1][1] <= lft:
            above.pop()
        holder = above[-1][0] if above else None
        if holder != parent or lft <= 0 or rgt <= lft or (above and rgt > above[-1][1]):
            found.append(key)
        above.append((key, rgt))
    return found


def _astray(parents: dict[int, int | None], today: date) -> dict[int, int | None]:
    if len(parents) > MANY:
        wrong = set(misplaced(today))
        return {key: parent for key, parent in parents.items() if key in wrong}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [today, today, list(parents)])
        holders = dict(cursor.fetchall())
    unnumbered = set(
        Organisation.objects.filter(pk__in=list(parents), rgt__lte=0).values_list("pk", flat=True)
    )
    return {
        key: parent
        for key, parent in parents.items()
        if holders.get(key) != parent or key in unnumbered
    }


def _by_depth(astray: dict[int, int | None], today: date) -> list[tuple[int | None, list[int]]]:
    """Groups with one new parent each, the highest parents first: a target is in place by then."""
    above: dict[int, int | None] = {}
    asked = {parent for parent in astray.values() if parent is not None}
    while asked - above.keys():
        above.update(
            Placement.objects.as_of(today)
            .filter(organisation__in=list(asked - above.keys()))
            .values_list("organisation", "parent")
        )
        asked = {parent for parent in above.values() if parent is not None}

    def depth(key: int | None) -> int:
        steps = 0
        while key is not None:
            steps, key = steps + 1, above.get(key)
        return steps

    groups: dict[int | None, list[int]] = defaultdict(list)
    for key, parent in astray.items():
        groups[parent].append(key)
    return sorted(groups.items(), key=lambda group: (depth(group[0]), group[0] or 0))


def _move(movers: list[int], parent: int | None, today: date) -> bool:
    """Shift whole ranges into the range of ``parent``: one statement, unless no gap holds them.

    Return whether everything under ``parent`` had to be spread anew.
    """
    waiting = set(movers)
    while waiting:
        ranges = [
            Range(*row)
            for row in Organisation.objects.filter(pk__in=waiting).values_list("pk", "lft", "rgt")
        ]
        # Of two that lie one in the other, the inner leaves first.
        batch = [
            inner
            for inner in ranges
            if not any(
                inner.lft <= other.lft and other.rgt <= inner.rgt and other.id != inner.id
                for other in ranges
            )
        ] or ranges[:1]
        waiting -= {moved.id for moved in batch}
        if parent is None:
            _to_top(batch, today)
        elif not _shift_into(batch, parent):
            _renumber(parent, today)  # takes in all that wait: their placements say where
            return True
    return False


def _shift_into(batch: list[Range], parent: int) -> bool:
    low, high = _range(parent)
    if any(moved.rgt <= moved.lft or moved.lft <= low < moved.rgt for moved in batch):
        return False
    gap = _largest_gap(low, high)
    if sum(moved.rgt - moved.lft for moved in batch) > gap[1] - gap[0]:
        return False
    lows, highs, deltas = [], [], []
    at = gap[0]
    for moved in sorted(batch, key=lambda moved: moved.lft):
        lows.append(moved.lft)
        highs.append(moved.rgt)
        deltas.append(at - moved.lft)
        at += moved.rgt - moved.lft
    with connection.cursor() as cursor:
        cursor.execute(_SHIFT, [lows, highs, deltas])
    return True


def _to_top(batch: list[Range], today: date) -> None:
    for moved in batch:
        if moved.rgt <= moved.lft:
            _renumber(moved.id, today)
            continue
        low = _after_all()
        with connection.cursor() as cursor:
            cursor.execute(_SHIFT, [[moved.lft], [moved.rgt], [low - moved.lft]])
            # Room to grow: what had the width of a child becomes a tree of its own.
            cursor.execute(
                "UPDATE organisations_organisation SET rgt = %s WHERE id = %s",
                [low + max(TOP_WIDTH, moved.rgt - moved.lft), moved.id],
            )


def _renumber(top: int, today: date | None = None, *, extra: dict[int, int] | None = None) -> None:
    """Spread everything under ``top`` over its range anew; where that is too small, go one up.

    ``extra`` adds new organisations by parent, whose placements may not hold today yet.
    """
    day = today or date.max
    while True:
        children, needs = _forest(top, day, extra or {})
        low, high = _range(top)
        if needs[top] <= high - low:
            break
        holder = _holder(top, day)
        if holder is None:
            low = _after_all()
            high = low + max(TOP_WIDTH, 4 * needs[top])
            break
        top = holder
    fresh: list[Range] = []
    _spread(top, low, high, children, needs, fresh)
    _assign(fresh)


def _forest(
    top: int, day: date, extra: dict[int, int]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """The tree under ``top``; what has ended or waits to leave stays in the range it lies in."""
    parents: dict[int, int | None] = dict(extra)
    if day != date.max:
        parents.update(
            Placement.objects.as_of(day)
            .filter(organisation__in=subtree_ids([top], day))
            .values_list("organisation", "parent")
        )
    parents[top] = None
    rows = _inside(parents)
    above: list[Range] = []
    for row in rows:
        while above and above[-1].rgt <= row.lft:
            above.pop()
        if row.id not in parents:
            parents[row.id] = above[-1].id if above else top
        if row.rgt > row.lft:
            above.append(row)
    order = {row.id: (row.lft or 2**62, row.id) for row in rows}
    children: dict[int, list[int]] = defaultdict(list)
    for key, parent in parents.items():
        if parent is not None:
            children[parent].append(key)
    for siblings in children.values():
        siblings.sort(key=lambda key: order[key])
    cells = _cells(set(parents))
    needs: dict[int, int] = {}
    stack = [(top, False)]
    while stack:
        key, is_done = stack.pop()
        if not is_done:
            stack.append((key, True))
            stack.extend((child, False) for child in children[key])
            continue
        own = 2 if key in cells and not children[key] else LEAST_WIDTH
        needs[key] = own + 2 * sum(needs[child] for child in children[key])
    return children, needs


def _inside(keys: Iterable[int]) -> list[Range]:
    """``keys`` and whatever lies in the range of one of them, outer before inner."""
    wanted = list(keys)
    outermost: list[tuple[int, int]] = []
    numbered = Organisation.objects.filter(pk__in=wanted, rgt__gt=0)
    for lft, rgt in numbered.order_by("lft", "-rgt").values_list("lft", "rgt"):
        if not outermost or lft >= outermost[-1][1]:
            outermost.append((lft, rgt))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, lft, rgt FROM organisations_organisation WHERE id = ANY(%s)"
            " UNION SELECT o.id, o.lft, o.rgt FROM organisations_organisation o"
            " JOIN unnest(%s::bigint[], %s::bigint[]) AS span(low, high)"
            " ON o.lft >= span.low AND o.lft < span.high",
            [wanted, [low for low, _high in outermost], [high for _low, high in outermost]],
        )
        return sorted((Range(*row) for row in cursor.fetchall()), key=lambda r: (r.lft, -r.rgt))


def _spread(
    top: int,
    low: int,
    high: int,
    children: dict[int, list[int]],
    needs: dict[int, int],
    fresh: list[Range],
) -> None:
    """Half of every range is left free at its end, for those still to come."""
    stack = [(top, low, high)]
    while stack:
        key, lo, hi = stack.pop()
        fresh.append(Range(key, lo, hi))
        below = children[key]
        total = 2 * sum(needs[child] for child in below)
        at = lo + 1
        for child in below:
            width = max(needs[child], (hi - lo - 1) * needs[child] // total)
            stack.append((child, at, at + width))
            at += width


def _holder(key: int, day: date) -> int | None:
    """What stands over ``key``: its parent on ``day``, or where the day is open, its container."""
    if day != date.max:
        placed = Placement.objects.as_of(day).filter(organisation=key).first()
        return placed.parent_id if placed else None
    low, high = _range(key)
    return (
        Organisation.objects.filter(lft__lt=low, rgt__gte=high, rgt__gt=0)
        .order_by("-lft")
        .values_list("pk", flat=True)
        .first()
    )


def _cells(keys: set[int]) -> set[int]:
    return set(
        Profile.objects.known()
        .filter(organisation__in=keys, kind__holds_members=True)
        .values_list("organisation", flat=True)
    ) - set(
        Profile.objects.known()
        .filter(organisation__in=keys, kind__holds_members=False)
        .values_list("organisation", flat=True)
    )


def _range(key: int) -> tuple[int, int]:
    return Organisation.objects.values_list("lft", "rgt").get(pk=key)


def _largest_gap(low: int, high: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, {"low": low, "high": high})
        return cursor.fetchone() or (low, low)


def _after_all() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(rgt), 0) FROM organisations_organisation")
        return int(cursor.fetchone()[0]) + TOP_GAP


def _assign(ranges: list[Range]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ASSIGN,
            [[r.id for r in ranges], [r.lft for r in ranges], [r.rgt for r in ranges]],
        )
