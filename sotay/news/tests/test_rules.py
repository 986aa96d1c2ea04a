from hypothesis import given
from hypothesis import strategies as st

from sotay.news import rules

numbers = st.integers(1, 10**9)


class TestMark:
    @given(numbers, numbers)
    def test_is_the_same_each_time_and_another_for_another_piece(self, news, user):
        assert rules.mark(b"k", news, user) == rules.mark(b"k", news, user)
        assert rules.mark(b"k", news, user) != rules.mark(b"k", news + 1, user)
        assert rules.mark(b"k", news, user) != rules.mark(b"k", news, user + 1)

    def test_is_nobodys_without_the_secret(self):
        assert rules.mark(b"one", 1, 1) != rules.mark(b"another", 1, 1)

    def test_two_numbers_do_not_run_together(self):
        assert rules.mark(b"k", 1, 23) != rules.mark(b"k", 12, 3)


class TestPublishedCount:
    def test_goes_by_full_steps(self):
        shown = [rules.published_count(count, 5) for count in (0, 4, 5, 9, 10, 23)]
        assert shown == [0, 0, 5, 5, 10, 20]

    @given(st.integers(0, 10**6), st.integers(1, 100))
    def test_never_says_more_than_there_are_nor_a_step_less(self, count, step):
        shown = rules.published_count(count, step)
        assert shown <= count < shown + step
        assert shown % step == 0
