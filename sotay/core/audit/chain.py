"""Finding out what was done to a chain of rows from the links that are left. No database here."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sotay.core.audit.sequencer import START_OF_CHAIN, chained


class Kind(StrEnum):
    CHANGED = "changed"  # what the row says now is not what was placed
    DROPPED = "dropped"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"  # the chain breaks behind the row: it, or a row after it, was replaced
    TRUNCATED = "truncated"
    ERASED = "erased"  # bears the marks of an erasure that no act ordered
    CHECKPOINT = "checkpoint"  # a signed root is not the root of these rows
    SIGNATURE = "signature"  # a checkpoint that its key did not sign


@dataclass(frozen=True)
class Finding:
    """One thing wrong: at which place (from 0), and on which row of the trail if it is known."""

    kind: Kind
    position: int
    entry_id: int | None = None
    until: int | None = None  # last place concerned, where it is more than one


@dataclass(frozen=True)
class Link:
    """A placed row, as the table of leaves has it."""

    position: int
    entry_id: int
    leaf_hash: bytes
    previous_hash: bytes

    @property
    def after(self) -> bytes:
        """What the next row must name as previous."""
        return chained(self.previous_hash, self.leaf_hash)


@dataclass
class _Walk:
    """The rows followed by what each says came before it, whatever places they stand at."""

    waiting: dict[int, Link]
    by_previous: Mapping[bytes, Sequence[Link]]
    unplaced: Mapping[bytes, int]
    order: list[Link] = field(default_factory=list)
    passed: set[bytes] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def leads_on(self, link: Link) -> bool:
        return bool(self.by_previous.get(link.after))

    def run(self) -> None:
        reached = START_OF_CHAIN
        while self.waiting:
            here = [x for x in self.by_previous.get(reached, ()) if x.position in self.waiting]
            if here:
                # Two may claim the place: the chain goes on from the right one; at the end of
                # the chain it is the older.
                link = max(here, key=lambda x: (self.leads_on(x), -x.entry_id))
                self._pass(link)
                reached = link.after
            elif not self._set_strays_aside():
                reached = self._step_over(reached)

    def _pass(self, link: Link) -> None:
        del self.waiting[link.position]
        self.passed.add(link.previous_hash)
        self.order.append(link)

    def _set_strays_aside(self) -> bool:
        """Rows that hang on the chain, or on nothing, and lead nowhere: put in afterwards."""
        furthest = max((x.position for x in self.order), default=-1)
        strays = [
            x
            for x in self.waiting.values()
            if not self.leads_on(x) and (x.previous_hash in self.passed or x.position < furthest)
        ]
        for stray in strays:
            del self.waiting[stray.position]
            self.findings.append(Finding(Kind.INSERTED, stray.position, stray.entry_id))
        return bool(strays)

    def _step_over(self, reached: bytes) -> bytes:
        """Name the break in front of the lowest row left, and say where to go on from."""
        link = self.waiting[min(self.waiting)]
        before = self.order[-1] if self.order else None
        place = before.position + 1 if before else 0
        onward = chained(reached, link.leaf_hash)
        if self.by_previous.get(onward):
            self.findings.append(Finding(Kind.CHANGED, link.position, link.entry_id))
            self._pass(link)
            return onward
        lost = next(
            (e for h, e in self.unplaced.items() if chained(reached, h) == link.previous_hash),
            None,
        )
        if lost is not None or link.position > place or before is None:
            until = link.position - 1 if link.position > place + 1 else None
            self.findings.append(Finding(Kind.DROPPED, place, lost, until))
        else:
            self.findings.append(Finding(Kind.REWRITTEN, before.position, before.entry_id))
        return link.previous_hash


def examine(links: Iterable[Link], unplaced: Mapping[bytes, int] | None = None) -> list[Finding]:
    """What was dropped, inserted, moved or replaced among ``links``, by place.

    ``unplaced`` are leaf hashes of rows that stand in the trail without a place, with their ids:
    a lost link is named by them where it can be. A row taken off the end leaves no trace here;
    only a checkpoint tells.
    """
    by_previous: defaultdict[bytes, list[Link]] = defaultdict(list)
    waiting = {}
    for link in links:
        by_previous[link.previous_hash].append(link)
        waiting[link.position] = link
    walk = _Walk(waiting, by_previous, unplaced or {})
    walk.run()
    walk.findings += [
        Finding(Kind.REORDERED, link.position, link.entry_id) for link in _moved(walk.order)
    ]
    return sorted(walk.findings, key=lambda found: found.position)


def _moved(order: Sequence[Link]) -> list[Link]:
    """The fewest links that, taken out, leave the places of the others rising."""
    ends: list[int] = []  # ends[n]: lowest place that ends a rising run of n + 1
    lengths = []
    for link in order:
        n = bisect_left(ends, link.position)
        ends[n : n + 1] = [link.position]
        lengths.append(n + 1)
    wanted, limit, moved = len(ends), float("inf"), []
    for link, length in zip(reversed(order), reversed(lengths), strict=True):
        if length == wanted and link.position < limit:
            wanted, limit = wanted - 1, link.position
        else:
            moved.append(link)
    return moved
