"""What the links of a small log tell after somebody has been at it, at every place."""

import pytest

from sotay.core.audit.chain import Finding, Kind, Link, examine
from sotay.core.audit.sequencer import START_OF_CHAIN, chained
from sotay.core.audit.tree import leaf_hash

SIZE = 6
PLACES = range(SIZE)


def log(size: int = SIZE) -> list[Link]:
    links, previous = [], START_OF_CHAIN
    for n in range(size):
        links.append(Link(n, 100 + n, leaf_hash(bytes([n])), previous))
        previous = links[-1].after
    return links


def moved(link: Link, position: int) -> Link:
    return Link(position, link.entry_id, link.leaf_hash, link.previous_hash)


class TestExamine:
    def test_a_whole_log_has_nothing_to_tell(self):
        assert examine(log()) == []

    def test_no_rows_have_nothing_to_tell(self):
        assert examine([]) == []

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_dropped_row_is_named_by_its_empty_place(self, place):
        left = [link for link in log() if link.position != place]

        assert examine(left) == [Finding(Kind.DROPPED, place)]

    def test_a_run_of_dropped_rows_is_named_whole(self):
        left = [link for link in log() if link.position not in (2, 3)]

        assert examine(left) == [Finding(Kind.DROPPED, 2, until=3)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_lost_link_is_named_by_the_row_that_still_stands(self, place):
        lost = log()[place]
        left = [moved(x, x.position - (x.position > place)) for x in log() if x != lost]

        found = examine(left, {lost.leaf_hash: lost.entry_id})

        assert found == [Finding(Kind.DROPPED, place, lost.entry_id)]

    @pytest.mark.parametrize("place", PLACES[1:-1])
    def test_dropped_and_numbered_again_the_break_is_behind_the_row_before(self, place):
        left = [moved(x, x.position - (x.position > place)) for x in log() if x.position != place]

        assert examine(left) == [Finding(Kind.REWRITTEN, place - 1, 99 + place)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_replaced_leaf_breaks_the_chain_behind_it(self, place):
        rows = log()
        old = rows[place]
        rows[place] = Link(place, old.entry_id, leaf_hash(b"other"), old.previous_hash)

        assert examine(rows) == [Finding(Kind.REWRITTEN, place, 100 + place)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_a_row_with_another_previous_hash_is_named(self, place):
        rows = log()
        old = rows[place]
        rows[place] = Link(place, old.entry_id, old.leaf_hash, leaf_hash(b"other"))

        assert examine(rows) == [Finding(Kind.CHANGED, place, 100 + place)]

    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize("fits", [True, False])
    def test_an_inserted_row_is_named_and_those_behind_it_are_not(self, place, fits):
        rows = log()
        previous = rows[place].previous_hash if fits else leaf_hash(b"anything")
        inserted = Link(place, 999, leaf_hash(b"inserted"), previous)
        shifted = [moved(x, x.position + (x.position >= place)) for x in rows]

        assert examine([inserted, *shifted]) == [Finding(Kind.INSERTED, place, 999)]

    @pytest.mark.parametrize("place", PLACES[:-1])
    def test_two_neighbours_exchanged_name_one_of_them(self, place):
        rows = log()
        rows[place], rows[place + 1] = moved(rows[place + 1], place), moved(rows[place], place + 1)

        found = examine(rows)

        assert [x.kind for x in found] == [Kind.REORDERED]
        assert found[0].entry_id in (100 + place, 101 + place)

    def test_a_row_moved_far_is_the_only_one_named(self):
        rows = log()
        order = [rows[n] for n in (0, 4, 1, 2, 3, 5)]

        found = examine([moved(x, n) for n, x in enumerate(order)])

        assert found == [Finding(Kind.REORDERED, 1, 104)]

    def test_the_chain_covers_everything_before(self):
        assert log()[2].previous_hash == chained(log()[1].previous_hash, log()[1].leaf_hash)
