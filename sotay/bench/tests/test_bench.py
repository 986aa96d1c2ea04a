"""The benchmark's own data and figures; nothing here is timed."""

import json
import random
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from sotay.bench import inventing, loading
from sotay.bench.asking import Asking
from sotay.bench.inventing import ENDLESS, invent_register, invent_tree, number_tree
from sotay.bench.management.commands.bench import as_json, as_table
from sotay.bench.parts import conference
from sotay.bench.parts.reader import invented_text
from sotay.bench.running import run
from sotay.bench.sizes import REGROUPED_ON, SIZES, Size
from sotay.core.database import making

TINY = Size("tiny", 260, 2, 8, 20, 60, 12, 1, 2, 4, 0)


@pytest.fixture(scope="module")
def tree() -> inventing.Tree:
    return invent_tree(SIZES["government"])


@pytest.fixture(scope="module")
def register() -> tuple[inventing.Tree, inventing.Register]:
    tree = invent_tree(TINY)
    return tree, invent_register(TINY, tree)


class TestTree:
    def test_nobody_has_two_parents_on_a_day(self, tree: inventing.Tree) -> None:
        order = np.lexsort((tree.edge_lo, tree.edge_child))
        child, lo, hi = (edge[order] for edge in (tree.edge_child, tree.edge_lo, tree.edge_hi))
        same = child[1:] == child[:-1]
        assert (hi[:-1][same] <= lo[1:][same]).all()
        assert (lo < hi).all()

    def test_ranges_nest(self, tree: inventing.Tree) -> None:
        lft, rgt = number_tree(tree)
        below = tree.last_parent >= 0
        above = tree.last_parent[below]
        assert (lft[below] > lft[above]).all()
        assert (rgt[below] <= rgt[above]).all()
        assert len(np.unique(lft)) == len(lft)

    def test_the_regrouping_of_2025_is_in_it(self, tree: inventing.Tree) -> None:
        day = (REGROUPED_ON - inventing.EPOCH).days
        assert (tree.edge_hi == day).sum() >= SIZES["government"].bloc_seconds


class TestRegister:
    def test_is_the_same_each_time(
        self, register: tuple[inventing.Tree, inventing.Register]
    ) -> None:
        again = invent_register(TINY, register[0])
        assert (again.segments["lo"] == register[1].segments["lo"]).all()

    def test_segments_are_memberships_times_statuses(
        self, register: tuple[inventing.Tree, inventing.Register]
    ) -> None:
        made = register[1]
        draw = random.Random(5)
        held, statuses, segments = made.held, made.statuses, made.segments
        for _try in range(300):
            member = draw.randrange(len(made.end))
            day = draw.randrange(inventing.FIRST, inventing.LAST)
            cells = _holding(held, member, day, "cell")
            assert _holding(segments, member, day, "cell") == cells
            expected = _holding(statuses, member, day, "education") if cells else []
            assert _holding(segments, member, day, "education") == expected

    def test_nobody_is_in_a_cell_that_has_ended(
        self, register: tuple[inventing.Tree, inventing.Register]
    ) -> None:
        tree, made = register
        assert (made.held["hi"] <= tree.cell_end[made.held["cell"]]).all()
        assert (tree.cell_end < ENDLESS).any()


def _holding(rows: dict[str, np.ndarray], member: int, day: int, name: str) -> list[int]:
    there = (rows["member"] == member) & (rows["lo"] <= day) & (rows["hi"] > day)
    return rows[name][there].tolist()


class TestRun:
    @pytest.fixture(autouse=True)
    def leave_nothing(self, django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            yield
        making.drop_database(loading.owner(), "sotay_bench_tiny")
        (loading.folder_of(TINY) / "facts.json").unlink(missing_ok=True)

    def test_three_ways_of_counting_agree_and_figures_stand_beside_their_data(self) -> None:
        said: list[str] = []
        found = run(TINY, ["rollup"], said.append)
        assert found["rollup"]["equal"] is True
        assert set(found) == {"rollup", "machine", "data"}
        assert found["data"]["members_now"] > 200
        assert json.loads(as_json(found)) == found
        assert "rollup · any_past_day_ms · p95" in as_table(found)
        built = len(said)
        run(TINY, [], said.append)
        assert len(said) == built  # kept, not built again


class TestReaderTexts:
    def test_are_the_same_each_time_and_as_long_as_asked(self) -> None:
        text = invented_text(random.Random(1), 4)
        assert text == invented_text(random.Random(1), 4)
        assert 10_000 <= len(text) < 11_000


class TestConference:
    def test_hands_are_spread_as_said(self) -> None:
        hands = Counter(conference._hand(place) for place in range(2_000))
        assert hands == {"agree": 1_400, "against": 400, "other": 200}

    def test_a_telephone_sends_the_pages_form_and_opens_the_page(self) -> None:
        told = {"port": 1, "agent": "a", "mix": {}, "shell": []}
        opening = conference._phone("key", "/m/1/here/", "/m/1/here/", "t=x")
        (act, sent), (page, opened) = Asking(told)._requests(opening)
        assert (act, page) == ("act", "page")
        head, _blank, body = sent.decode().partition("\r\n\r\n")
        assert head.startswith("POST /m/1/here/ HTTP/1.1")
        assert f"Content-Length: {len(body)}" in head
        assert body.endswith("&t=x")
        assert opened.startswith(b"GET /m/1/here/ HTTP/1.1")
