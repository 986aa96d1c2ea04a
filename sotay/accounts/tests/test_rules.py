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


class TestMachine:
    @pytest.mark.parametrize(
        ("user_agent", "said"),
        [
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36", ("Chrome", "Windows")),
            (
                "Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0",
                ("Edge", "Windows"),
            ),
            ("Mozilla/5.0 (Linux; Android 14) Chrome/150.0 Mobile", ("Chrome", "Android")),
            ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0", ("Firefox", "Linux")),
            ("python-requests/2.32", ("", "")),
            ("", ("", "")),
        ],
    )
    def test_names_browser_and_system(self, user_agent: str, said: tuple[str, str]) -> None:
        assert rules.machine(user_agent) == said
