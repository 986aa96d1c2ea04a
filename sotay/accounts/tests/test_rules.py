from datetime import UTC, datetime, timedelta

import pytest

from sotay.accounts import rules

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


class TestScopeAllows:
    @pytest.mark.parametrize("method", ["GET", "head", "OPTIONS"])
    def test_reading_is_for_both_scopes(self, method: str) -> None:
        assert rules.scope_allows("read", method)
        assert rules.scope_allows("write", method)

    @pytest.mark.parametrize("method", ["POST", "put", "PATCH", "DELETE"])
    def test_writing_needs_the_write_scope(self, method: str) -> None:
        assert not rules.scope_allows("read", method)
        assert rules.scope_allows("write", method)


class TestIsUseWorthWriting:
    def test_the_first_use_is(self) -> None:
        assert rules.is_use_worth_writing(None, NOON)

    def test_within_the_same_minute_it_is_not(self) -> None:
        assert not rules.is_use_worth_writing(NOON, NOON + timedelta(seconds=59))

    def test_a_minute_later_it_is(self) -> None:
        assert rules.is_use_worth_writing(NOON, NOON + timedelta(seconds=60))
