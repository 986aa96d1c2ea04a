"""Keys for programs: what they open, how long, how far."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from sotay.accounts import services
from sotay.accounts.models import ApiToken, User
from sotay.core.errors import BadInput, PermissionDenied
from sotay.core.models import AuditEntry

ME, TOKENS = "/api/v1/account/me", "/api/v1/account/tokens"
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def make(user: User, scope: str = "read", days: int = 30, **more: Any) -> tuple[ApiToken, str]:
    return services.create_token(user, name="Sao lưu", scope=scope, days=days, **more)


def bearer(key: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {key}"}


class TestCreateToken:
    def test_keeps_a_digest_and_not_the_key(self, an: User) -> None:
        token, key = make(an)
        assert token.digest == sha256(key.encode()).hexdigest()
        assert key not in str(ApiToken.objects.values().get())
        assert AuditEntry.objects.get().act == "accounts.create_token"

    @pytest.mark.parametrize("days", [1, 366])
    def test_lives_between_a_day_and_a_year(self, an: User, days: int) -> None:
        token, _key = make(an, days=days, moment=NOON)
        assert token.expires_at == NOON + timedelta(days=days)

    @pytest.mark.parametrize("days", [0, 367])
    def test_refuses_a_day_outside(self, an: User, days: int) -> None:
        with pytest.raises(BadInput, match="1 đến 366 ngày"):
            make(an, days=days)

    def test_the_database_refuses_a_longer_life_too(self, an: User) -> None:
        token, _key = make(an, moment=NOON)
        with pytest.raises(IntegrityError):
            ApiToken.objects.filter(pk=token.pk).update(expires_at=NOON + timedelta(days=367))

    def test_refuses_an_empty_name_and_an_unknown_scope(self, an: User) -> None:
        with pytest.raises(BadInput, match="đặt tên"):
            services.create_token(an, name="  ", scope="read", days=1)
        with pytest.raises(BadInput, match="read"):
            services.create_token(an, name="x", scope="all", days=1)


class TestTokenFor:
    def test_opens_until_its_last_moment_and_not_at_it(self, an: User) -> None:
        token, key = make(an, days=30, moment=NOON)
        assert services.token_for(key, token.expires_at - timedelta(seconds=1)) == token
        assert services.token_for(key, token.expires_at) is None

    def test_a_revoked_key_opens_nothing(self, an: User) -> None:
        token, key = make(an, moment=NOON)
        services.revoke_token(token, by=an)
        assert services.token_for(key, NOON) is None

    def test_the_key_of_a_closed_account_opens_nothing(self, an: User) -> None:
        _token, key = make(an, moment=NOON)
        User.objects.filter(pk=an.pk).update(is_active=False)
        assert services.token_for(key, NOON) is None

    def test_writes_its_use_once_a_minute(self, an: User) -> None:
        token, key = make(an, moment=NOON)
        seen = []
        for seconds in (10, 69, 70):
            services.token_for(key, NOON + timedelta(seconds=seconds))
            token.refresh_from_db()
            seen.append(token.last_used_at)
        first, later = NOON + timedelta(seconds=10), NOON + timedelta(seconds=70)
        assert seen == [first, first, later]


class TestRevokeToken:
    def test_is_written_down_once(self, an: User) -> None:
        token, _key = make(an)
        services.revoke_token(token, by=an)
        services.revoke_token(token, by=an)
        assert AuditEntry.objects.filter(act="accounts.revoke_token").count() == 1

    def test_is_for_its_owner(self, an: User) -> None:
        token, _key = make(an)
        other = User.objects.create_user("khac", "Người Khác")
        with pytest.raises(PermissionDenied):
            services.revoke_token(token, by=other)


class TestCallingWithAToken:
    def test_acts_as_its_person(self, client: Client, an: User) -> None:
        _token, key = make(an)
        response = client.get(ME, **bearer(key))
        assert response.status_code == 200
        assert response.json()["username"] == "an.tran"
        assert not response.cookies  # a program is given no session
        assert not Session.objects.exists()

    def test_acts_in_the_offices_of_its_person(self, client: Client, secretary: Any) -> None:
        """The transaction opens in the caller's name: rows of the own cell are seen."""
        _token, key = services.create_token(secretary.user, name="x", scope="read", days=1)
        response = client.get(ME, **bearer(key))
        assert response.wsgi_request.actor.user == secretary.user
        assert response.wsgi_request.actor.ranges == secretary.ranges

    def test_a_reading_key_does_not_write(self, client: Client, an: User) -> None:
        _token, key = make(an, "read")
        response = client.patch(
            ME, {"text_size": 150}, content_type="application/json", **bearer(key)
        )
        assert response.status_code == 403
        assert "chỉ được đọc" in response.json()["message"]
        an.refresh_from_db()
        assert an.text_size == 100

    def test_a_writing_key_writes_without_a_form_token(self, an: User) -> None:
        _token, key = make(an, "write")
        response = Client(enforce_csrf_checks=True).patch(
            ME, {"text_size": 150}, content_type="application/json", **bearer(key)
        )
        assert response.status_code == 200
        an.refresh_from_db()
        assert an.text_size == 150

    def test_a_key_makes_no_keys(self, client: Client, an: User) -> None:
        _token, key = make(an, "write")
        response = client.post(
            TOKENS, {"name": "con"}, content_type="application/json", **bearer(key)
        )
        assert response.status_code == 403
        assert ApiToken.objects.count() == 1

    def test_a_key_past_its_day_is_refused(self, client: Client, an: User) -> None:
        _token, key = make(an, days=1, moment=timezone.now() - timedelta(days=1, seconds=1))
        assert client.get(ME, **bearer(key)).status_code == 401

    def test_a_wrong_key_is_not_replaced_by_the_session_beside_it(self, an_client: Client) -> None:
        assert an_client.get(ME, **bearer("sotay_sai")).status_code == 401
        assert an_client.get(ME).status_code == 200

    def test_pages_take_no_keys(self, client: Client, an: User) -> None:
        _token, key = make(an)
        assert client.get("/account/", **bearer(key)).status_code == 302

    def test_a_key_passes_where_a_second_factor_is_required(
        self, client: Client, an: User, settings: Any
    ) -> None:
        _token, key = make(an)
        settings.SECOND_FACTOR_REQUIRED = True
        assert client.get(ME, **bearer(key)).status_code == 200


class TestCallingWithASession:
    def test_nobody_is_refused(self, client: Client) -> None:
        assert client.get(ME).status_code == 401

    def test_a_write_carries_the_form_token(self, an: User) -> None:
        page = Client(enforce_csrf_checks=True)
        page.force_login(an, backend="sotay.accounts.backends.AccountBackend")
        assert page.get(ME).status_code == 200
        body = {"text_size": 125}
        assert page.patch(ME, body, content_type="application/json").status_code == 403
        page.cookies["csrftoken"] = token = "a" * 32
        done = page.patch(ME, body, content_type="application/json", HTTP_X_CSRFTOKEN=token)
        assert done.status_code == 200


class TestRoutes:
    def test_the_key_is_shown_once(self, an_client: Client) -> None:
        body = {"name": "Sao lưu", "scope": "read", "days": 7}
        made = an_client.post(TOKENS, body, content_type="application/json")
        assert made.status_code == 201
        assert services.token_for(made.json()["key"], timezone.now()) is not None
        listed = an_client.get(TOKENS).json()
        assert [token["name"] for token in listed] == ["Sao lưu"]
        assert "key" not in listed[0]

    def test_a_bad_life_is_refused(self, an_client: Client) -> None:
        body = {"name": "x", "days": 367}
        assert an_client.post(TOKENS, body, content_type="application/json").status_code == 422

    def test_revoking(self, an_client: Client, an: User) -> None:
        token, _key = make(an)
        assert an_client.delete(f"{TOKENS}/{token.pk}").status_code == 200
        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_another_persons_token_is_not_found(self, an_client: Client) -> None:
        token, _key = make(User.objects.create_user("khac", "Người Khác"))
        assert an_client.delete(f"{TOKENS}/{token.pk}").status_code == 404
