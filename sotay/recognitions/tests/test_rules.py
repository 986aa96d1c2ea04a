"""The tree of criteria: what a frame holds, what results come to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.recognitions import rules
from sotay.recognitions.rules import MET, NO_DATA, NOT_MET, OPEN

RESULTS = st.sampled_from([MET, NOT_MET, OPEN])


class TestFrame:
    def test_criteria_stand_under_their_goods_in_order(self):
        frame = {"people": ["Nêu gương"], "tasks": ["tasks_on_time", "Làm tốt"], "other": ["x"]}
        found = rules.leaves(frame)
        assert [(one.good, one.is_measured) for one in found] == [
            ("tasks", True), ("tasks", False), ("people", False),
        ]  # fmt: skip
        assert found[0].key == "tasks_on_time"
        assert found[0].words == ""
        assert found[1].words == "Làm tốt"

    def test_the_same_criterion_twice_stands_once(self):
        found = rules.leaves({"tasks": ["Làm tốt", "Làm tốt"], "unity": ["Làm tốt"]})
        assert [one.good for one in found] == ["tasks"]

    def test_other_words_are_another_criterion(self):
        assert rules.key_of("Làm tốt") != rules.key_of("Làm tốt hơn")
        assert rules.key_of("Làm tốt").isalnum()


class TestShares:
    @pytest.mark.parametrize(
        ("part", "whole", "expected"),
        [(9, 10, MET), (89, 100, NOT_MET), (0, 0, NO_DATA), (1, 1, MET)],
    )
    def test_at_least_nine_tenths(self, part, whole, expected):
        assert rules.reaches(part, whole, Fraction("0.9")) == expected

    @pytest.mark.parametrize(
        ("part", "whole", "expected"), [(9, 10, NOT_MET), (91, 100, MET), (0, 0, NO_DATA)]
    )
    def test_more_than_nine_tenths(self, part, whole, expected):
        assert rules.is_above(part, whole, Fraction("0.9")) == expected


class TestResults:
    @pytest.mark.parametrize(
        ("measured", "verdict", "expected"),
        [
            (MET, "", MET),
            (NOT_MET, "", NOT_MET),
            (NOT_MET, MET, MET),
            (MET, NOT_MET, NOT_MET),
            (NO_DATA, "", OPEN),
            (NO_DATA, MET, MET),
            ("", "", OPEN),
            ("", NOT_MET, NOT_MET),
        ],
    )
    def test_the_level_above_has_the_last_word(self, measured, verdict, expected):
        assert rules.result(measured, verdict) == expected

    def test_a_good_without_criteria_stays_open(self):
        assert rules.good_of([]) == OPEN

    @given(st.lists(RESULTS, min_size=1))
    def test_a_good_is_met_only_when_all_are(self, results):
        found = rules.good_of(results)
        assert (found == MET) == (set(results) == {MET})
        assert (found == NOT_MET) == (NOT_MET in results)

    def test_goods_by_their_criteria(self):
        criteria = rules.leaves({"tasks": ["a", "b"], "unity": ["c"]})
        keys = [one.key for one in criteria]
        found = rules.goods(criteria, {keys[0]: MET, keys[1]: MET, keys[2]: NOT_MET})
        assert found == {"tasks": MET, "meetings": OPEN, "unity": NOT_MET, "people": OPEN}
