"""An organisation's own identity provider: signs in whom it is joined to, makes no accounts."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from sotay.accounts.models import User
from sotay.accounts.tests.conftest import PASSWORD

SERVER = "https://danh-tinh.vidu.vn"
START, BACK = "/accounts/oidc/to-chuc/login/", "/accounts/oidc/to-chuc/login/callback/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A provider that answers from memory; ``person`` is whom it says has come."""
    told = SimpleNamespace(person={"sub": "ma-so-1", "name": "Trần Thị An"}, up=True)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "to-chuc",
                    "name": "Cổng của tỉnh",
                    "client_id": "so-tay",
                    "secret": "bi-mat",
                    "settings": {"server_url": SERVER},
                }
            ]
        }
    }

    def answer(_method: str, url: str, **_more: Any) -> Mock:
        if not told.up:
            raise requests.ConnectionError
        body: dict[str, Any] = {
            "authorization_endpoint": f"{SERVER}/authorize",
            "token_endpoint": f"{SERVER}/token",
            "userinfo_endpoint": f"{SERVER}/me",
        }
        if url.endswith("/token"):
            body = {"access_token": "khoa", "token_type": "Bearer"}
        elif url.endswith("/me"):
            body = told.person
        reply = Mock(status_code=200, headers={"content-type": "application/json"})
        reply.json.return_value = body
        return reply

    def session(_adapter: Any) -> Any:
        made = requests.Session()
        made.request = answer  # type: ignore[method-assign]
        return made

    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", session)
    return told


def go(client: Client, query: str = "") -> str:
    """Leave for the provider; return the state it would send back."""
    page = client.post(START + query)
    address = str(page.context["redirect_to"])
    assert address.startswith(f"{SERVER}/authorize?")
    return address.partition("state=")[2].partition("&")[0]


def come_back(client: Client, state: str) -> Any:
    return client.get(BACK, {"code": "ma", "state": state})


class TestSigningInByProvider:
    def test_is_offered_on_the_page(self, client: Client, provider: Any) -> None:
        page = client.get("/accounts/login/").content.decode()
        assert "Đăng nhập bằng Cổng của tỉnh" in page

    def test_is_not_offered_where_there_is_none(self, client: Client) -> None:
        assert "Đăng nhập bằng" not in client.get("/accounts/login/").content.decode()

    def test_leaves_by_a_page_of_our_own(self, client: Client, provider: Any) -> None:
        """A form may not lead away under the policy, and its redirects count as the form's."""
        response = client.post(START)
        assert response.status_code == 200
        assert '<meta http-equiv="refresh"' in response.content.decode()

    def test_somebody_joined_comes_in(self, client: Client, an: User, provider: Any) -> None:
        SocialAccount.objects.create(user=an, provider="to-chuc", uid="ma-so-1")
        response = come_back(client, go(client))
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(an.pk)

    def test_somebody_unknown_is_refused_in_a_sentence(
        self, client: Client, an: User, provider: Any
    ) -> None:
        before = User.objects.count()
        response = come_back(client, go(client))
        assert response.status_code == 403
        assert "chưa nối với tài khoản nào" in response.content.decode()
        assert User.objects.count() == before
        assert "_auth_user_id" not in client.session

    def test_the_same_mail_address_does_not_open_an_account(
        self, client: Client, an: User, provider: Any
    ) -> None:
        provider.person = {"sub": "ke-gian", "email": an.email, "email_verified": True}
        assert come_back(client, go(client)).status_code == 403

    def test_a_closed_account_stays_closed(self, client: Client, an: User, provider: Any) -> None:
        SocialAccount.objects.create(user=an, provider="to-chuc", uid="ma-so-1")
        User.objects.filter(pk=an.pk).update(is_active=False)
        assert come_back(client, go(client)).url == "/accounts/inactive/"
        assert "_auth_user_id" not in client.session

    def test_a_provider_that_is_down_is_told_in_a_sentence(
        self, client: Client, provider: Any
    ) -> None:
        provider.up = False
        response = client.post(START)
        assert response.status_code == 503
        assert "không trả lời" in response.content.decode()

    def test_an_unknown_provider_is_not_found(self, client: Client, provider: Any) -> None:
        assert client.post("/accounts/oidc/khac/login/").status_code == 404


class TestJoining:
    def test_joins_ones_own_account(self, an_client: Client, an: User, provider: Any) -> None:
        an_client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        come_back(an_client, go(an_client, "?process=connect"))
        assert SocialAccount.objects.get(user=an).uid == "ma-so-1"
        page = an_client.get("/accounts/provider/").content.decode()
        assert "Gỡ danh tính" in page
