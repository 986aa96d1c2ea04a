"""Ten years of an invented tree and register, drawn with numpy; the same each time.

Everything is whole numbers here: organisations by their place from 0, days counted from 1 January
2000, ``ENDLESS`` where there is no end. Nobody in it exists; names come from short lists.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sotay.bench.sizes import FIRST_DAY, LAST_DAY, REFORMED_ON, REGROUPED_ON, Size

Ints = npt.NDArray[Any]

EPOCH: Final = date(2000, 1, 1)
ENDLESS: Final = (date(9999, 12, 31) - EPOCH).days
FIRST, LAST = (FIRST_DAY - EPOCH).days, (LAST_DAY - EPOCH).days
YEARS: Final = (LAST - FIRST) / 365.25

ROOT, FIRST_LEVEL, SECOND_LEVEL, BASE, CELL = range(5)
KINDS: Final = ("root", "committee", "upper", "grassroots_committee", "cell")

# A year, of those there: moves, joins, ends, and changes of education, theory, standing.
MOVES, JOINS, ENDS, LEARNS, STUDIES, EXEMPTS = 0.05, 0.03, 0.02, 0.02, 0.01, 0.005
PROBATION_DAYS: Final = 365

SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Đinh", "Mai",
)  # fmt: skip
MIDDLES = (
    "Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Quang", "Ngọc", "Xuân", "Thu", "Hải", "Gia",
)  # fmt: skip
GIVEN = (
    "An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương",
    "Khánh", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Ngân", "Nhung", "Oanh",
    "Phong", "Phúc", "Quân", "Quyên", "Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Trang", "Trung",
    "Tuấn", "Uyên", "Vinh", "Yến",
)  # fmt: skip
NAMES: Final = [f"{a} {b} {c}" for a in SURNAMES for b in MIDDLES for c in GIVEN]


@dataclass
class Tree:
    """``level`` of each organisation, and its parents over the days."""

    level: Ints
    edge_child: Ints
    edge_parent: Ints  # -1: the top
    edge_lo: Ints
    edge_hi: Ints
    last_parent: Ints
    cells: Ints  # organisations in which members are
    cell_end: Ints  # by organisation: the day from which its members are in ``heir``
    heir: Ints
    events: int


@dataclass
class Register:
    """Members, memberships, statuses, and the segments that follow from them."""

    birth_year: Ints
    born: Ints
    gender: Ints
    ethnicity: Ints
    name: Ints
    begin: Ints
    end: Ints
    last_cell: Ints
    held: dict[str, Ints]
    statuses: dict[str, Ints]
    segments: dict[str, Ints]


class _Growing:
    """A tree that changes day by day, and remembers the placements that have ended."""

    def __init__(self, size: Size, rng: np.random.Generator) -> None:
        counts = (1, size.firsts, size.seconds, size.bases, size.cells)
        self.level = np.repeat(np.arange(5), counts)
        n = len(self.level)
        self.parent = np.full(n, -1)
        self.since = np.full(n, FIRST)
        self.alive = np.ones(n, dtype=bool)
        self.closed: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.events = 0
        first, second, base = (np.flatnonzero(self.level == at) for at in (1, 2, 3))
        cell = np.flatnonzero(self.level == CELL)
        self.blocs = first[len(first) - size.blocs :] if size.blocs else first[:0]
        self.parent[first] = 0
        others = np.setdiff1d(first, self.blocs)
        in_blocs = second[len(second) - size.bloc_seconds :] if size.bloc_seconds else second[:0]
        outside = np.setdiff1d(second, in_blocs)
        self._spread(in_blocs, self.blocs, rng)
        self._spread(outside, others, rng)
        upper = second if len(second) else np.array([0])
        self._spread(base, upper, rng)
        if size.provinces_merged:  # one base in ten hangs directly on its province
            direct = base[rng.random(len(base)) < 0.1]
            direct = direct[np.isin(self.parent[self.parent[direct]], others)]
            self.parent[direct] = self.parent[self.parent[direct]]
        self._spread(cell, base, rng)

    def _spread(self, children: Ints, parents: Ints, rng: np.random.Generator) -> None:
        """Children in order over the parents, one each and then by chance, so levels stay near."""
        if not len(children) or not len(parents):
            return
        extra = rng.integers(0, len(parents), max(0, len(children) - len(parents)))
        whose = np.sort(np.concatenate([np.arange(len(parents)), extra]))[: len(children)]
        self.parent[children] = parents[whose]

    def close(self, ids: Ints, day: int) -> None:
        held = ids[self.since[ids] < day]
        self.closed.append((held, self.parent[held], self.since[held], np.full(len(held), day)))

    def reparent(self, ids: Ints, parents: Ints, day: int) -> None:
        self.close(ids, day)
        self.parent[ids] = parents
        self.since[ids] = day

    def end(self, ids: Ints, day: int) -> None:
        self.close(ids, day)
        self.alive[ids] = False
        self.since[ids] = day

    def found(self, n: int, level: int, parents: Ints, day: int) -> Ints:
        made = np.arange(len(self.level), len(self.level) + n)
        self.level = np.concatenate([self.level, np.full(n, level)])
        self.parent = np.concatenate([self.parent, parents])
        self.since = np.concatenate([self.since, np.full(n, day)])
        self.alive = np.concatenate([self.alive, np.ones(n, dtype=bool)])
        return made

    def under(self, parent: int) -> Ints:
        return np.flatnonzero((self.parent == parent) & self.alive)


def invent_tree(size: Size) -> Tree:
    rng = np.random.default_rng(20250203)
    tree = _Growing(size, rng)
    first_cells = np.flatnonzero(tree.level == CELL)
    ended_cells: list[tuple[int, int, int]] = []
    regrouped = reformed = False
    days = np.sort(rng.integers(FIRST + 30, LAST - 30, size.reorganisations))
    for day in [int(day) for day in days] + [LAST]:
        if not regrouped and day > (REGROUPED_ON - EPOCH).days and size.blocs:
            regrouped = True
            _regroup(tree, size, rng)
        if not reformed and day > (REFORMED_ON - EPOCH).days and size.provinces_merged:
            reformed = True
            _reform(tree, size, rng)
        if day < LAST:
            _small_change(tree, day, rng, ended_cells)
    n = len(tree.level)
    cell_end, heir = np.full(n, ENDLESS), np.arange(n)
    for cell, into, day in ended_cells:
        cell_end[cell], heir[cell] = day, into
    alive = np.flatnonzero(tree.alive)
    still = (alive, tree.parent[alive], tree.since[alive], np.full(len(alive), ENDLESS))
    edges = [*tree.closed, still]
    child, parent, lo, hi = (np.concatenate(part) for part in zip(*edges, strict=True))
    return Tree(
        tree.level, child, parent, lo, hi, tree.parent, first_cells, cell_end, heir, tree.events
    )


def _regroup(tree: _Growing, size: Size, rng: np.random.Generator) -> None:
    """The blocs end; what was under them goes to new committees, unevenly."""
    day = (REGROUPED_ON - EPOCH).days
    new = tree.found(size.successors, FIRST_LEVEL, np.zeros(size.successors, dtype=int), day)
    moved = np.concatenate([tree.under(int(bloc)) for bloc in tree.blocs])
    share = np.sort(rng.choice(len(new), len(moved), p=_falling(len(new))))
    tree.reparent(moved, new[share], day)
    tree.end(tree.blocs, day)
    tree.events += 1


def _reform(tree: _Growing, size: Size, rng: np.random.Generator) -> None:
    """All districts end and what was under them hangs on the province; some provinces merge."""
    day = (REFORMED_ON - EPOCH).days
    provinces = np.setdiff1d(np.flatnonzero((tree.level == FIRST_LEVEL) & tree.alive), tree.blocs)
    provinces = provinces[tree.since[provinces] == FIRST]
    given_up = rng.choice(provinces, size.provinces_merged, replace=False)
    kept = np.setdiff1d(provinces, given_up)
    into = np.arange(len(tree.level))
    into[given_up] = rng.choice(kept, len(given_up), replace=False)
    seconds = np.flatnonzero((tree.level == SECOND_LEVEL) & tree.alive)
    districts = seconds[np.isin(tree.parent[seconds], provinces)]
    above = np.arange(len(tree.level))
    above[districts] = tree.parent[districts]
    bases = np.flatnonzero((tree.level == BASE) & tree.alive)
    target = into[above[tree.parent[bases]]]
    moved = target != tree.parent[bases]
    tree.reparent(bases[moved], target[moved], day)
    tree.end(districts, day)
    tree.end(given_up, day)
    tree.events += 1


def _small_change(
    tree: _Growing, day: int, rng: np.random.Generator, ended: list[tuple[int, int, int]]
) -> None:
    """A base merges, splits or goes elsewhere, or a cell merges with its neighbour."""
    bases = np.flatnonzero((tree.level == BASE) & tree.alive)
    base = int(rng.choice(bases))
    fellows = tree.under(int(tree.parent[base]))
    fellows = fellows[(tree.level[fellows] == BASE) & (fellows != base)]
    cells = tree.under(base)
    cells = cells[tree.since[cells] < day]
    what = rng.random()
    if what < 0.3 and len(fellows) and len(cells):
        tree.reparent(cells, np.full(len(cells), rng.choice(fellows)), day)
        tree.end(np.array([base]), day)
    elif what < 0.55 and len(cells) >= 2:
        (new,) = tree.found(1, BASE, np.array([tree.parent[base]]), day)
        half = cells[: len(cells) // 2]
        tree.reparent(half, np.full(len(half), new), day)
    elif what < 0.8:
        level = tree.level[tree.parent[base]]
        others = np.flatnonzero((tree.level == level) & tree.alive)
        others = others[others != tree.parent[base]]
        if not len(others):
            return
        tree.reparent(np.array([base]), np.array([rng.choice(others)]), day)
    elif len(cells) >= 2:
        gone = {cell for cell, _into, _day in ended} | {into for _cell, into, _day in ended}
        free = [int(cell) for cell in cells if int(cell) not in gone]
        if len(free) < 2:
            return
        ended.append((free[0], free[1], day))
        tree.end(np.array([free[0]]), day)
    else:
        return
    tree.events += 1


def _falling(n: int) -> Ints:
    weights = 1.0 / np.arange(1, n + 1)
    return weights / weights.sum()


def invent_register(size: Size, tree: Tree) -> Register:
    rng = np.random.default_rng(19300203)
    start = round(size.members / (1 + (JOINS - ENDS) * YEARS))
    joins = round(size.members * JOINS * YEARS * 0.95)
    n = start + joins
    begin = np.full(n, FIRST, dtype=np.int32)
    begin[start:] = np.sort(rng.integers(FIRST + 1, LAST, joins))
    end = begin + np.ceil(rng.exponential(365.25 / ENDS, n)).astype(np.int64)
    end = np.where(end >= LAST, ENDLESS, end).astype(np.int32)
    until = np.minimum(end, LAST)

    weight = rng.lognormal(0, 0.6, len(tree.cells))
    first_cell = np.searchsorted(np.cumsum(weight / weight.sum()), rng.random(n)).clip(
        0, len(tree.cells) - 1
    )
    held = _memberships(tree, rng, first_cell, begin, end, until)
    statuses = _statuses(rng, begin, until, start)
    segments = _segments(held, statuses, end)

    age = rng.gamma(4.0, 7.0, n).clip(0, 62) + 18
    birth_year = (2000 + begin / 365.25 - age).astype(np.int16)
    last_of = np.append(np.flatnonzero(np.diff(held["member"])), len(held["member"]) - 1)
    ethnicity = np.where(rng.random(n) < 0.86, 0, rng.integers(1, 54, n))
    return Register(
        birth_year=birth_year,
        born=(np.asarray(birth_year, dtype=np.int64) - 2000) * 365 + rng.integers(0, 365, n),
        gender=(rng.random(n) < 0.65).astype(np.int16),
        ethnicity=ethnicity.astype(np.int16),
        name=rng.integers(0, len(NAMES), n).astype(np.int32),
        begin=begin,
        end=end,
        last_cell=held["cell"][last_of],
        held=held,
        statuses=statuses,
        segments=segments,
    )


def _drawn_days(
    rng: np.random.Generator, rate: float, begin: Ints, until: Ints
) -> tuple[Ints, Ints]:
    """Events at ``rate`` a year: whose, and on which day after the first, in order."""
    count = rng.poisson(rate * np.maximum(until - begin - 1, 0) / 365.25)
    who = np.repeat(np.arange(len(begin)), count)
    span = (until - begin - 1)[who]
    day = begin[who] + 1 + (rng.random(len(who)) * span).astype(np.int64)
    order = np.lexsort((day, who))
    return who[order], day[order]


def _memberships(
    tree: Tree, rng: np.random.Generator, first_cell: Ints, begin: Ints, end: Ints, until: Ints
) -> dict[str, Ints]:
    """Moves go mostly to a cell nearby; those of a cell that ends follow to its heir."""
    n = len(begin)
    who, day = _drawn_days(rng, MOVES, begin, until)
    near = rng.integers(-30, 31, len(who))
    anywhere = rng.integers(0, len(tree.cells), len(who))
    shift = np.where(rng.random(len(who)) < 0.7, near, anywhere)
    member = np.concatenate([np.arange(n), who])
    lo = np.concatenate([begin, day])
    step = np.concatenate([first_cell, shift])
    order = np.lexsort((np.arange(len(member)), lo, member))
    member, lo, step = member[order], lo[order], step[order]
    # Where somebody is, is where they began plus all the steps since.
    running = np.cumsum(step)
    heads = np.flatnonzero(np.diff(member, prepend=-1))
    base = np.repeat(running[heads] - step[heads], np.diff(np.append(heads, len(member))))
    cell = tree.cells[(running - base) % len(tree.cells)]
    hi = np.append(lo[1:], 0)
    tails = np.append(heads[1:], len(member)) - 1
    hi[tails] = end[member[tails]]
    kept = lo < hi
    member, cell, lo, hi = member[kept], cell[kept], lo[kept], hi[kept]

    stop = tree.cell_end[cell]
    crossing = (stop > lo) & (stop < hi)
    after = stop <= lo
    heir = tree.heir[cell]
    member = np.concatenate([member, member[crossing]])
    new_cell = np.concatenate([np.where(after, heir, cell), heir[crossing]])
    lo = np.concatenate([lo, stop[crossing]])
    hi = np.concatenate([np.where(crossing, stop, hi), hi[crossing]])
    order = np.lexsort((lo, member))
    return {
        "member": member[order],
        "cell": new_cell[order],
        "lo": lo[order].astype(np.int32),
        "hi": hi[order].astype(np.int32),
    }


def _statuses(rng: np.random.Generator, begin: Ints, until: Ints, start: int) -> dict[str, Ints]:
    """Education and theory rise by one, probation ends after a year, a few are exempted."""
    n = len(begin)
    kinds = []
    for number, rate in ((1, LEARNS), (2, STUDIES), (3, EXEMPTS)):
        who, day = _drawn_days(rng, rate, begin, until)
        kinds.append((who, day, np.full(len(who), number)))
    joined = np.arange(start, n)
    full = begin[joined] + PROBATION_DAYS
    joined, full = joined[full < until[joined]], full[full < until[joined]]
    kinds.append((joined, full, np.full(len(joined), 4)))
    kinds.append((np.arange(n), begin, np.zeros(n, dtype=int)))
    member, lo, kind = (np.concatenate(part) for part in zip(*kinds, strict=True))
    order = np.lexsort((kind, lo, member))
    member, lo, kind = member[order], lo[order], kind[order]
    heads = np.flatnonzero(np.diff(member, prepend=-1))
    lengths = np.diff(np.append(heads, len(member)))

    def so_far(which: int) -> Ints:
        total = np.cumsum(kind == which)
        return total - np.repeat(total[heads], lengths)

    education = (rng.choice(7, n, p=[0, 0.02, 0.08, 0.25, 0.2, 0.35, 0.1]))[member] + so_far(1)
    theory = (rng.choice(5, n, p=[0.05, 0.3, 0.4, 0.2, 0.05]))[member] + so_far(2)
    probationary = (member >= start) & (so_far(4) == 0)
    standing = np.where(so_far(3) > 0, 2, np.where(probationary, 1, 0))
    last = np.append((member[1:] != member[:-1]) | (lo[1:] != lo[:-1]), True)
    member, lo = member[last], lo[last]
    hi = np.where(np.append(member[1:] == member[:-1], False), np.append(lo[1:], 0), ENDLESS)
    return {
        "member": member,
        "lo": lo.astype(np.int32),
        "hi": hi.astype(np.int32),
        "education": education[last].clip(0, 7).astype(np.int16),
        "theory": theory[last].clip(0, 4).astype(np.int16),
        "standing": standing[last].astype(np.int16),
    }


def _segments(held: dict[str, Ints], statuses: dict[str, Ints], end: Ints) -> dict[str, Ints]:
    """The product of memberships and statuses, stretches that count alike made one."""
    member = np.concatenate([held["member"], statuses["member"]])
    lo = np.concatenate([held["lo"], statuses["lo"]])
    place = np.concatenate([np.arange(len(held["lo"])), np.full(len(statuses["lo"]), -1)])
    rating = np.concatenate([np.full(len(held["lo"]), -1), np.arange(len(statuses["lo"]))])
    order = np.lexsort((lo, member))
    member, lo = member[order], lo[order]
    # Everybody's first membership and first status begin together, so carrying on never crosses.
    place = np.maximum.accumulate(place[order])
    rating = np.maximum.accumulate(rating[order])
    last = np.append((member[1:] != member[:-1]) | (lo[1:] != lo[:-1]), True)
    member, lo, place, rating = member[last], lo[last], place[last], rating[last]
    columns = [held["cell"][place]] + [
        statuses[name][rating] for name in ("education", "theory", "standing")
    ]
    new = np.ones(len(member), dtype=bool)
    new[1:] = member[1:] != member[:-1]
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    new[1:] |= held["hi"][place[:-1]] < lo[1:]  # a gap in the memberships
    member, lo = member[new], lo[new]
    cell, education, theory, standing = (column[new] for column in columns)
    hi = np.where(np.append(member[1:] == member[:-1], False), np.append(lo[1:], 0), end[member])
    return {
        "member": member,
        "cell": cell,
        "lo": lo,
        "hi": hi.astype(np.int32),
        "education": education,
        "theory": theory,
        "standing": standing,
    }


def number_tree(tree: Tree) -> tuple[Ints, Ints]:
    """Nested ranges ``[lft, rgt)`` of the last tree; who has ended lies where it last was."""
    n = len(tree.level)
    size = np.ones(n, dtype=np.int64)
    depth = np.zeros(n, dtype=np.int64)
    node, steps = tree.last_parent.copy(), 0
    while (node >= 0).any():
        steps += 1
        depth[node >= 0] = steps
        node = np.where(node >= 0, tree.last_parent[node], -1)
    for level in range(int(depth.max()), 0, -1):
        at = np.flatnonzero(depth == level)
        np.add.at(size, tree.last_parent[at], size[at])
    lft = np.zeros(n, dtype=np.int64)
    for level in range(1, int(depth.max()) + 1):
        at = np.flatnonzero(depth == level)
        at = at[np.argsort(tree.last_parent[at], kind="stable")]
        above = tree.last_parent[at]
        before = np.cumsum(size[at]) - size[at]
        heads = np.flatnonzero(np.diff(above, prepend=-1))
        offset = np.repeat(before[heads], np.diff(np.append(heads, len(at))))
        lft[at] = lft[above] + 1 + before - offset
    return (lft + 1) * 16, (lft + 1 + size) * 16
