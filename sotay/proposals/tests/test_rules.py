"""Codes, terms and hidden counts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sotay.proposals import rules

letters = st.text(rules.ALPHABET, min_size=rules.LETTERS, max_size=rules.LETTERS)


def code(body: str) -> str:
    return body + rules.check_letter(body)


def test_a_code_has_sixteen_letters_and_a_check_letter_and_no_two_are_alike() -> None:
    made = {rules.new_code() for _one in range(200)}
    assert len(made) == 200
    assert all(len(one) == 17 and rules.read_code(one) == one for one in made)


@given(letters)
def test_a_code_is_read_however_it_is_grouped(body: str) -> None:
    whole = code(body)
    assert rules.read_code(rules.grouped_code(whole).lower()) == whole
    assert rules.read_code(f"  {whole[:5]} {whole[5:]} ") == whole


@given(letters, st.integers(0, 16), st.sampled_from(rules.ALPHABET))
def test_one_wrong_letter_is_always_noticed(body: str, place: int, wrong: str) -> None:
    whole = code(body)
    changed = whole[:place] + wrong + whole[place + 1 :]
    assert (rules.read_code(changed) is not None) == (changed == whole)


@given(letters, st.integers(0, 16), st.integers(0, 16))
def test_two_letters_in_each_others_place_are_always_noticed(body: str, a: int, b: int) -> None:
    whole = list(code(body))
    whole[a], whole[b] = whole[b], whole[a]
    changed = "".join(whole)
    assert (rules.read_code(changed) is not None) == (changed == code(body))


def test_letters_that_look_alike_are_read_as_the_one_that_is_meant() -> None:
    whole = code("0123456789ABCDEV")
    assert rules.read_code("OI23456789ABCDEU" + whole[-1]) == whole


def test_what_is_kept_of_a_code_is_its_own_digest() -> None:
    first, second = rules.new_code(), rules.new_code()
    assert rules.digest(first) == rules.digest(first) != rules.digest(second)
    assert first not in rules.digest(first)
    assert len(rules.digest(first)) == 64


# Friday 4 December 2026: one working day on is Monday the 7th.
FRIDAY, MONDAY, TUESDAY = date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8)


def test_the_day_of_receipt_is_not_counted() -> None:
    assert rules.due_on(FRIDAY, 1) == MONDAY
    assert rules.due_on(FRIDAY, 15) == date(2026, 12, 25)


def test_late_only_from_the_day_after_the_last() -> None:
    on_time = rules.term(FRIDAY, MONDAY, MONDAY, None)
    late = rules.term(FRIDAY, MONDAY, TUESDAY, None)
    assert (on_time.is_late, on_time.left) == (False, 0)
    assert (late.is_late, late.left) == (True, -1)


def test_an_answer_of_the_last_day_stays_in_time_and_one_of_the_next_stays_late() -> None:
    much_later = date(2027, 3, 1)
    assert not rules.term(FRIDAY, MONDAY, much_later, MONDAY).is_late
    assert rules.term(FRIDAY, MONDAY, much_later, TUESDAY).is_late


def test_the_term_stands_still_while_the_author_is_asked() -> None:
    waiting = rules.term(FRIDAY, MONDAY, date(2026, 12, 31), None, None, MONDAY)
    assert waiting.is_stopped
    assert not waiting.is_late
    assert rules.due_after_pause(MONDAY, FRIDAY, TUESDAY) == date(2026, 12, 9)
    assert rules.due_after_pause(MONDAY, FRIDAY, FRIDAY) == MONDAY


def test_small_numbers_are_hidden_and_cannot_be_got_back_by_subtraction() -> None:
    assert rules.hidden({"a": 5, "b": 0, "c": 9}, 5) == {"a": 5, "b": 0, "c": 9}
    assert rules.hidden({"a": 4, "b": 7, "c": 9}, 5) == {"a": None, "b": None, "c": 9}
    assert rules.hidden({"a": 4, "b": 1, "c": 9}, 5) == {"a": None, "b": None, "c": 9}


@given(st.dictionaries(st.integers(), st.integers(0, 30)), st.integers(1, 10))
def test_never_a_small_number_nor_exactly_one_hidden_beside_others(
    counts: dict[int, int], least: int
) -> None:
    shown = rules.hidden(counts, least)
    assert all(number == 0 or number >= least for number in shown.values() if number is not None)
    hidden = [key for key, number in shown.items() if number is None]
    assert len(hidden) != 1 or not any(shown[key] for key in shown if key not in hidden)
