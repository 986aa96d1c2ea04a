from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from sotay.contests import rules

D = Decimal
MEANS = st.dictionaries(
    st.integers(1, 60), st.integers(0, 12).map(lambda n: D(n) / 4), min_size=1, max_size=25
)
PIECES = st.lists(st.integers(1, 4), max_size=12).map(sorted)


class TestEligibleDays:
    def test_run_from_the_year_before_to_the_year_of_the_award(self):
        assert rules.eligible_days(2026, (1, 11), (31, 10)) == (
            date(2025, 11, 1),
            date(2026, 10, 31),
        )

    def test_stay_in_one_year_where_the_first_comes_first(self):
        assert rules.eligible_days(2026, (1, 1), (31, 12)) == (
            date(2026, 1, 1),
            date(2026, 12, 31),
        )


class TestWorkKey:
    def test_is_the_same_however_marked_and_spaced(self):
        day = date(2026, 5, 4)
        assert rules.work_key("Mùa  nước nổi", "Báo Tỉnh", day) == rules.work_key(
            "mua nuoc noi", "BÁO TỈNH", day
        )

    @pytest.mark.parametrize(
        ("title", "outlet", "day"),
        [
            ("Mùa cạn", "Báo Tỉnh", 4),
            ("Mùa nước nổi", "Đài Tỉnh", 4),
            ("Mùa nước nổi", "Báo Tỉnh", 5),
        ],
    )
    def test_differs_with_any_of_the_three(self, title, outlet, day):
        assert rules.work_key(title, outlet, date(2026, 5, day)) != rules.work_key(
            "Mùa nước nổi", "Báo Tỉnh", date(2026, 5, 4)
        )


class TestBlindOrder:
    WORKS = list(range(1, 30))

    def test_is_the_same_each_time_and_whatever_the_order_given(self):
        first = rules.blind_order(b"secret", 7, self.WORKS)
        assert sorted(first) == self.WORKS
        assert rules.blind_order(b"secret", 7, reversed(self.WORKS)) == first

    def test_differs_by_juror_and_by_secret_and_from_the_order_of_entry(self):
        first = rules.blind_order(b"secret", 7, self.WORKS)
        assert first != rules.blind_order(b"secret", 8, self.WORKS)
        assert first != rules.blind_order(b"other", 7, self.WORKS)
        assert first != self.WORKS


class TestMean:
    def test_the_example_of_the_docs(self):
        assert rules.mean([D("81.5"), D("84"), D("83.5")], 2) == D("83.00")
        assert rules.mean([D("80"), D("80"), D("85")], 2) == D("81.67")
        assert rules.mean([D("90"), D("73.3")], 2) == D("81.65")

    def test_half_goes_up(self):
        assert rules.mean([D("80.1"), D("80.2"), D("80.2"), D("80.2")], 2) == D("80.18")

    def test_of_nobody_is_no_figure(self):
        with pytest.raises(ValueError, match="no totals"):
            rules.mean([], 2)

    @given(st.lists(st.integers(0, 1000).map(lambda n: D(n) / 10), min_size=1, max_size=9))
    def test_lies_between_the_least_and_the_most(self, totals):
        assert min(totals) <= rules.mean(totals, 2) <= max(totals)


class TestRanking:
    def test_works_of_one_mean_stand_together(self):
        means = {1: D(80), 2: D(90), 3: D(80), 4: D(70)}
        groups = rules.ranking(means, {})
        assert groups == [[2], [1, 3], [4]]
        assert rules.places(groups) == {2: 1, 1: 2, 3: 2, 4: 4}

    def test_a_decided_tie_is_in_the_order_decided(self):
        means = {1: D(80), 2: D(80), 3: D(70)}
        assert rules.ranking(means, {1: 2, 2: 1}) == [[2], [1], [3]]

    def test_half_a_decision_is_none(self):
        assert rules.ranking({1: D(80), 2: D(80)}, {1: 1}) == [[1, 2]]

    @given(MEANS)
    def test_nothing_is_lost_and_a_better_mean_stands_before(self, means):
        groups = rules.ranking(means, {})
        assert sorted(key for group in groups for key in group) == sorted(means)
        place = rules.places(groups)
        for one in means:
            for other in means:
                assert (means[one] > means[other]) == (place[one] < place[other])
            assert place[one] == 1 + sum(value > means[one] for value in means.values())


class TestAllot:
    def test_gives_down_the_ranking(self):
        assert rules.allot([[5], [6], [7], [8]], [1, 2, 2]).given == {5: 1, 6: 2, 7: 2}

    def test_a_tie_inside_one_prize_needs_no_decision(self):
        told = rules.allot([[5], [6, 7], [8]], [1, 2, 2])
        assert told.given == {5: 1, 6: 2, 7: 2}
        assert told.undecided == []

    @pytest.mark.parametrize("pieces", [[1, 2], [1]])
    def test_a_tie_across_an_edge_is_to_be_decided(self, pieces):
        told = rules.allot([[5, 6], [7]], pieces)
        assert told.undecided == [[5, 6]]
        assert not {5, 6} & set(told.given)

    def test_a_tie_below_the_last_prize_needs_no_decision(self):
        told = rules.allot([[5], [6, 7]], [1])
        assert (told.given, told.undecided) == ({5: 1}, [])

    @given(MEANS, PIECES)
    def test_no_prize_is_given_more_often_than_it_is_there(self, means, pieces):
        told = rules.allot(rules.ranking(means, {}), pieces)
        for prize in set(pieces):
            assert list(told.given.values()).count(prize) <= pieces.count(prize)

    @given(MEANS, PIECES)
    def test_equals_are_treated_alike_and_the_better_never_worse(self, means, pieces):
        given = rules.allot(rules.ranking(means, {}), pieces).given
        for one, prize in given.items():
            for other, value in means.items():
                if value == means[one]:
                    assert given[other] == prize
                elif value < means[one]:
                    assert given.get(other, 99) >= prize

    @given(MEANS, PIECES)
    def test_once_every_tie_is_decided_all_pieces_are_given(self, means, pieces):
        decided = {key: at for at, key in enumerate(sorted(means), 1)}
        told = rules.allot(rules.ranking(means, decided), pieces)
        assert told.undecided == []
        assert len(told.given) == min(len(means), len(pieces))


def test_in_english_lists_of_a_round_are_named_in_the_plural():
    """They fill “There are from 1 to 20 …”."""
    path = Path(rules.__file__).parent / "locale/en/LC_MESSAGES/django.po"
    with path.open("rb") as stream:
        words = read_po(stream, locale="en")
    said = [words[word].string for word in ("hạng mục", "tiêu chí chấm", "giải")]
    assert said == ["categories", "criteria", "prizes"]
