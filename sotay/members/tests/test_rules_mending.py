"""What is missing or cannot be in a record, on each side of every edge."""

from dataclasses import replace
from datetime import date

import pytest

from sotay.members.rules.mending import Facts, Limits, flaws

DAY = date(2026, 11, 22)
LIMITS = Limits(probation_months=12, admission_age_years=18, card_digits=12)
WHOLE = Facts(
    birth_year=1980,
    born_on=date(1980, 5, 19),
    decided_on=date(2005, 8, 20),
    admitted_on=date(2005, 9, 2),
    recognised_on=date(2006, 9, 2),
    card_number="012345678901",
    citizen_id="034080001234",
    home_place="Vân Khê, Sông Vân",
    residence="Bến Lở, Sông Vân",
)


def codes(facts: Facts) -> list[str]:
    return [flaw.code for flaw in flaws(facts, LIMITS, DAY)]


class TestFlaws:
    def test_of_a_whole_record_are_none(self) -> None:
        assert codes(WHOLE) == []

    def test_recognition_before_the_end_of_probation(self) -> None:
        assert codes(replace(WHOLE, recognised_on=date(2006, 9, 1))) == ["recognised_early"]
        assert codes(replace(WHOLE, recognised_on=date(2006, 9, 2))) == []

    def test_admission_before_eighteen(self) -> None:
        young = replace(WHOLE, born_on=date(1987, 8, 21), birth_year=1987)
        assert codes(young) == ["too_young"]
        assert codes(replace(young, born_on=date(1987, 8, 20))) == []

    def test_admission_before_eighteen_where_only_the_year_is_known(self) -> None:
        assert "too_young" in codes(replace(WHOLE, born_on=None, birth_year=1988))
        assert "too_young" not in codes(replace(WHOLE, born_on=None, birth_year=1987))

    def test_ceremony_before_its_decision(self) -> None:
        assert codes(replace(WHOLE, admitted_on=date(2005, 8, 19))) == ["ceremony_first"]
        assert codes(replace(WHOLE, admitted_on=date(2005, 8, 20))) == []

    def test_a_day_to_come(self) -> None:
        assert codes(replace(WHOLE, recognised_on=date(2026, 11, 23))) == ["recognised_on_ahead"]
        assert codes(replace(WHOLE, recognised_on=DAY)) == []

    def test_birth_that_contradicts_its_year(self) -> None:
        assert codes(replace(WHOLE, birth_year=1981)) == ["birth_year"]

    @pytest.mark.parametrize(
        "number", ["01234567890", "0123456789012", "01234567890A", "０12345678901"]
    )
    def test_card_number_of_another_form(self, number: str) -> None:
        assert codes(replace(WHOLE, card_number=number)) == ["card_form"]

    def test_missing_fields_are_named_one_by_one(self) -> None:
        assert codes(Facts(birth_year=1980)) == [
            "born_on_missing",
            "decided_on_missing",
            "admitted_on_missing",
            "recognised_on_missing",
            "card_number_missing",
            "citizen_id_missing",
            "home_place_missing",
            "residence_missing",
        ]

    def test_a_probationary_member_needs_neither_card_nor_recognition(self) -> None:
        new = replace(WHOLE, recognised_on=None, card_number="", is_probationary=True)
        assert codes(new) == []

    def test_a_recognised_member_still_marked_probationary(self) -> None:
        assert codes(replace(WHOLE, is_probationary=True)) == ["still_probationary"]

    def test_what_cannot_be_comes_first_and_is_not_also_missing(self) -> None:
        found = flaws(replace(WHOLE, card_number="1", home_place=""), LIMITS, DAY)
        assert [flaw.code for flaw in found] == ["card_form", "home_place_missing"]
        assert found[0].impossible
        assert all(flaw.says and flaw.mend for flaw in found)
