"""The tree as of a day, opened where it was asked to be: a fixed number of queries for a page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from sotay.organisations import figures, succession
from sotay.organisations.access import Actor
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Organisation, Placement, Profile
from sotay.organisations.querysets import line_ids
from sotay.organisations.reading.keeping import kept

MANY = 200  # children from which one searches first
FOUND = 50  # answers of a search


@dataclass
class Node:
    """One line of the tree. ``later`` says what has become of it since the day shown."""

    id: int
    name: str
    kind: str
    code: str = ""
    parent: int | None = None
    count: int | None = None
    has_count: bool = False  # within the actor's reach; a missing figure is then drawn as missing
    children_count: int = 0
    is_open: bool = False
    later: str = ""
    later_kind: str = ""  # name, parent or heir
    children: list["Node"] = field(default_factory=list)
    url: str = ""  # these three are set by the page
    toggle_url: str = ""
    node_url: str = ""

    @property
    def has_children(self) -> bool:
        return self.children_count > 0

    @property
    def is_crowded(self) -> bool:
        """Too many children to list: one searches first."""
        return self.children_count > MANY


def tops(actor: Actor, as_of: AsOf) -> list[int]:
    """Where the tree of this actor begins: the highest of what is visible and stood that day."""

    def ask(_keys: list[int]) -> dict[int, list[int]]:
        visible = Organisation.objects.visible_to(actor)
        rows = Placement.objects.as_of(as_of.day, as_of.known_on).filter(organisation__in=visible)
        highest = rows.exclude(parent__in=visible).order_by("organisation__lft")
        return {0: list(highest.values_list("organisation", flat=True))}

    return kept(("tops", *_sight(actor, as_of)), [0], ask)[0]


def _sight(actor: Actor, as_of: AsOf) -> tuple[object, ...]:
    """All that decides which organisations this actor sees on the day of the page."""
    home = (actor.home.lft, actor.home.rgt) if actor.home else None
    return (actor.sees_everything, actor.ranges, home, as_of.day, as_of.known_on)


def build(actor: Actor, as_of: AsOf, opened: Iterable[int]) -> list[Node]:
    """The tree from its tops, with the children of ``opened`` listed, in Vietnamese order."""
    first = tops(actor, as_of)
    want = set(opened) | (set(first) if len(first) == 1 else set())
    beneath: dict[int, list[int]] = defaultdict(list)
    counts = _children_counts(actor, as_of, want)
    listed = [key for key in want if counts.get(key, 0) <= MANY]
    for key, parent in _children(actor, as_of, listed):
        beneath[parent].append(key)
    shown = {*first, *(key for keys in beneath.values() for key in keys)}
    nodes = nodes_of(actor, as_of, shown)

    def grow(key: int) -> Node | None:
        node = nodes.get(key)
        if node is None:
            return None
        node.is_open = key in want and node.has_children
        node.children = _in_order(grow(child) for child in beneath[key])
        return node

    return _in_order(grow(key) for key in first)


def one_node(actor: Actor, as_of: AsOf, organisation_id: int, *, is_open: bool) -> Node | None:
    """One line with its children, for opening or closing it in place."""
    nodes = nodes_of(actor, as_of, [organisation_id])
    node = nodes.get(organisation_id)
    if node is None:
        return None
    node.is_open = is_open and node.has_children
    if node.is_open and not node.is_crowded:
        keys = [key for key, _parent in _children(actor, as_of, [organisation_id])]
        node.children = _in_order(nodes_of(actor, as_of, keys).values())
    return node


def children_of(actor: Actor, as_of: AsOf, organisation_id: int) -> list[Node]:
    """All that stands directly under an organisation, however many."""
    keys = [key for key, _parent in _children(actor, as_of, [organisation_id])]
    return _in_order(nodes_of(actor, as_of, keys).values())


def search(actor: Actor, as_of: AsOf, words: str, under: int | None = None) -> list[Node]:
    """Organisations of that day found by the name of then, of now, or any between, or by code."""
    visible = Organisation.objects.visible_to(actor).existing(as_of.day, as_of.known_on)
    if under is not None:
        visible = visible.within(under, as_of.day, as_of.known_on)
    by_name = Profile.objects.known(as_of.known_on).named(words).values("organisation")
    heirs = succession.foretold_by(words, as_of.day, as_of.today)
    found = visible.filter(pk__in=by_name) | visible.filter(code__iexact=words.strip())
    if heirs:
        found = found | visible.filter(pk__in=heirs)
    keys = list(found.distinct().values_list("pk", flat=True)[: FOUND + 1])
    return _in_order(nodes_of(actor, as_of, keys).values())


def open_line(organisation_id: int, as_of: AsOf) -> list[int]:
    """What must be open for an organisation to be seen: itself and all above it that day."""
    return line_ids(organisation_id, as_of.day, as_of.known_on)


def nodes_of(actor: Actor, as_of: AsOf, keys: Iterable[int]) -> dict[int, Node]:
    """Lines for organisations as of the day: name, figure, what has become of them."""
    wanted = list(keys)
    names = Profile.objects.nearest(wanted, as_of.day, as_of.known_on)
    rows = {
        row.pk: row for row in Organisation.objects.filter(pk__in=wanted).only("code", "lft", "rgt")
    }
    reached = [row for row in rows.values() if _is_reached(actor, row)]
    heads = figures.counts(figures.MEMBERS, reached, as_of.day, as_of.known_on)
    counts = _children_counts(actor, as_of, wanted)
    has_figure = figures.is_known(figures.MEMBERS)
    later = later_of(wanted, as_of)
    nodes = {}
    for key in wanted:
        if key not in rows or key not in names:
            continue
        what, text = later.get(key, ("", ""))
        nodes[key] = Node(
            id=key,
            name=names[key].name,
            kind=str(names[key].kind),
            code=rows[key].code,
            count=heads.get(key),
            has_count=has_figure and key in heads,
            children_count=counts.get(key, 0),
            later=text,
            later_kind=what,
        )
    return nodes


def later_of(keys: Sequence[int], as_of: AsOf) -> dict[int, tuple[str, str]]:
    """What has become of organisations since a past day: an heir, another name, another parent.

    Answers by id with ("heir", its name), ("name", …) or ("parent", …); the first that applies.
    """
    if as_of.day >= as_of.today:
        return {}
    heirs = succession.heirs_today(keys, as_of.day, as_of.today)
    then = _facts(keys, as_of.day, as_of.known_on)
    now = _facts(keys, as_of.today, None)
    places = {
        *(ends[0][0] for ends in heirs.values() if ends),
        *(parent for _name, parent in now.values() if parent),
    }
    names = Profile.objects.nearest(places, as_of.today)
    former = {parent for _name, parent in then.values() if parent}
    parents_heirs = succession.heirs_today(former, as_of.day, as_of.today)
    found: dict[int, tuple[str, str]] = {}
    for key in keys:
        ends = heirs.get(key) or []
        if key not in now:
            if ends:
                found[key] = ("heir", names[ends[0][0]].name)
            elif key in then:
                found[key] = ("end", "")
        elif key in then and now[key][0] != then[key][0]:
            found[key] = ("name", now[key][0])
        elif key in then:
            was, is_now = then[key][1], now[key][1]
            # That the parent was merged is said at the parent; here only a move of its own.
            went = {end for end, _share in parents_heirs.get(was or 0, [])}
            if is_now is not None and is_now != was and is_now not in went and is_now in names:
                found[key] = ("parent", names[is_now].name)
    return found


def _facts(
    keys: Sequence[int], day: date, known_on: date | None
) -> dict[int, tuple[str, int | None]]:
    """Name and parent of those that stand on ``day``."""
    names = dict(
        Profile.objects.as_of(day, known_on)
        .filter(organisation__in=keys)
        .values_list("organisation", "name")
    )
    parents = (
        Placement.objects.as_of(day, known_on)
        .filter(organisation__in=keys)
        .values_list("organisation", "parent")
    )
    return {key: (names.get(key, ""), parent) for key, parent in parents}


def _children(actor: Actor, as_of: AsOf, parents: Sequence[int]) -> list[tuple[int, int]]:
    rows = Placement.objects.as_of(as_of.day, as_of.known_on).filter(
        parent__in=parents, organisation__in=Organisation.objects.visible_to(actor)
    )
    return list(rows.values_list("organisation", "parent"))


def _children_counts(actor: Actor, as_of: AsOf, parents: Iterable[int]) -> dict[int, int]:
    def ask(missing: list[int]) -> dict[int, int]:
        rows = Placement.objects.as_of(as_of.day, as_of.known_on).filter(
            parent__in=missing, organisation__in=Organisation.objects.visible_to(actor)
        )
        found = dict(rows.values_list("parent").annotate(Count("pk")))
        return {key: found.get(key, 0) for key in missing}

    return kept(("children", *_sight(actor, as_of)), list(parents), ask)


def _is_reached(actor: Actor, organisation: Organisation) -> bool:
    return actor.sees_everything or any(
        low <= organisation.lft < high for low, high in actor.ranges
    )


def _in_order(nodes: Iterable[Any]) -> list[Node]:
    from sotay.core.text import sort_key

    return sorted((node for node in nodes if node is not None), key=lambda n: sort_key(n.name))
