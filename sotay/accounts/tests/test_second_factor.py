"""The second factor from setting it up to signing in with it, and where it is required."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from sotay.accounts.models import User
from sotay.accounts.tests.conftest import PASSWORD
from sotay.core.models import AuditEntry

LOGIN, SECOND = "/accounts/login/", "/accounts/2fa/authenticate/"
SET_UP = "/accounts/2fa/totp/activate/"
pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm_again(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def set_up(client: Client, capture: Any) -> str:
    """Turn the app on as its person would; return its secret."""
    confirm_again(client)
    secret = client.get(SET_UP).context["form"].secret
    with capture(execute=True):
        response = client.post(SET_UP, {"code": code_for(secret)})
    assert response.status_code == 302, response.context["form"].errors
    cache.clear()  # the code of these thirty seconds may be used again below
    return str(secret)


@pytest.fixture
def secret(an_client: Client, django_capture_on_commit_callbacks: Any) -> str:
    found = set_up(an_client, django_capture_on_commit_callbacks)
    an_client.post("/accounts/logout/")
    return found


def password(client: Client) -> Any:
    return client.post(LOGIN, {"login": "an.tran", "password": PASSWORD})


class TestSettingUp:
    def test_asks_for_the_password_again_first(self, an_client: Client) -> None:
        response = an_client.get(SET_UP)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/reauthenticate/")
        assert "Xác nhận lại" in an_client.get(response.url).content.decode()

    def test_shows_the_square_inside_the_page(self, an_client: Client) -> None:
        confirm_again(an_client)
        page = an_client.get(SET_UP).content.decode()
        assert '<svg class="qr"' in page
        assert "data:" not in page
        assert "style=" not in page

    def test_a_wrong_code_turns_nothing_on(self, an_client: Client, an: User) -> None:
        confirm_again(an_client)
        an_client.get(SET_UP)
        page = an_client.post(SET_UP, {"code": "000000"}).content.decode()
        assert "Mã chưa đúng" in page
        assert not Authenticator.objects.filter(user=an).exists()

    def test_the_right_code_turns_it_on_with_recovery_codes(
        self, an_client: Client, an: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        set_up(an_client, django_capture_on_commit_callbacks)
        kinds = set(Authenticator.objects.filter(user=an).values_list("type", flat=True))
        assert kinds == {"totp", "recovery_codes"}
        page = an_client.get("/accounts/2fa/recovery-codes/").content.decode()
        assert len(re.findall(r'<li class="num">\d{8}</li>', page)) == 10
        added = AuditEntry.objects.filter(act="accounts.add_second_factor")
        assert sorted(entry.details["kind"] for entry in added) == ["recovery_codes", "totp"]

    def test_the_secret_is_not_kept_in_the_clear(
        self, an_client: Client, an: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        secret = set_up(an_client, django_capture_on_commit_callbacks)
        kept = Authenticator.objects.get(user=an, type="totp")
        assert secret not in str(kept.data)

    def test_turning_it_off_is_written_down(
        self, an_client: Client, an: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        set_up(an_client, django_capture_on_commit_callbacks)
        assert an_client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert not Authenticator.objects.filter(user=an).exists()
        assert AuditEntry.objects.filter(act="accounts.remove_second_factor").exists()

    @pytest.mark.parametrize(
        "path",
        ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"],
    )
    def test_every_page_is_in_our_words(self, an_client: Client, path: str) -> None:
        confirm_again(an_client)
        page = an_client.get(path).content.decode()
        assert '<link rel="stylesheet" href="/static/ui/style.css">' in page
        assert not re.search(r"Two-Factor|Security Key|Authenticator App", page)

    def test_the_scripts_of_security_keys_are_files_of_ours(self, an_client: Client) -> None:
        confirm_again(an_client)
        response = an_client.get("/accounts/2fa/webauthn/add/")
        page = response.content.decode()
        running = re.findall(r"<script(?![^>]*application/json)([^>]*)>(.*?)</script>", page, re.S)
        assert running
        assert all("/static/" in tag and not body.strip() for tag, body in running)
        assert "unsafe" not in response.headers["Content-Security-Policy"]

    def test_a_visitor_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get("/accounts/2fa/").url.startswith(LOGIN)


class TestSigningInWithIt:
    def test_the_password_alone_does_not_open(self, client: Client, an: User, secret: str) -> None:
        assert password(client).url == SECOND
        assert client.get("/account/").status_code == 302

    def test_the_code_opens(self, client: Client, an: User, secret: str) -> None:
        password(client)
        assert client.post(SECOND, {"code": code_for(secret)}).status_code == 302
        assert client.session["_auth_user_id"] == str(an.pk)

    def test_a_recovery_code_opens_once(self, client: Client, an: User, secret: str) -> None:
        codes = Authenticator.objects.get(user=an, type="recovery_codes").wrap()
        code = codes.get_unused_codes()[0]
        password(client)
        client.post(SECOND, {"code": code})
        assert "_auth_user_id" in client.session
        client.post("/accounts/logout/")
        password(client)
        client.post(SECOND, {"code": code})
        assert "_auth_user_id" not in client.session

    def test_the_fourth_wrong_code_is_refused_and_the_fifth_locks(
        self, client: Client, an: User, secret: str
    ) -> None:
        password(client)
        for _try in range(4):
            response = client.post(SECOND, {"code": "000000"})
        assert response.status_code == 200
        assert "Mã chưa đúng" in response.content.decode()
        assert client.post(SECOND, {"code": "000000"}).status_code == 429
        assert client.post(SECOND, {"code": code_for(secret)}).status_code == 429
        assert "_auth_user_id" not in client.session


class TestWhereItIsRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.SECOND_FACTOR_REQUIRED = True

    @pytest.mark.parametrize("path", ["/", "/account/", "/account/people/", "/members/"])
    def test_everything_waits_for_it(self, an_client: Client, path: str) -> None:
        assert an_client.get(path).url == "/accounts/2fa/"

    @pytest.mark.parametrize(
        "path", ["/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/"]
    )
    def test_setting_it_up_and_leaving_stay_open(self, an_client: Client, path: str) -> None:
        assert an_client.get(path).status_code == 200

    def test_the_size_of_text_stays_open(self, an_client: Client, an: User) -> None:
        an_client.post("/account/preferences/", {"text_size": "150"})
        an.refresh_from_db()
        assert an.text_size == 150

    def test_the_api_answers_with_a_sentence(self, an_client: Client) -> None:
        response = an_client.get("/api/v1/account/me")
        assert response.status_code == 403
        assert "lớp xác thực thứ hai" in response.json()["message"]

    def test_with_it_the_way_is_free_and_it_cannot_be_dropped(
        self, an_client: Client, an: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        set_up(an_client, django_capture_on_commit_callbacks)
        assert an_client.get("/account/").status_code == 200
        response = an_client.post("/accounts/2fa/totp/deactivate/")
        assert "bắt buộc" in response.content.decode()
        assert Authenticator.objects.filter(user=an, type="totp").exists()

    def test_a_visitor_is_not_concerned(self, client: Client) -> None:
        assert client.get(LOGIN).status_code == 200
