"""One's own page: preferences, sessions, tokens; the server's door."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sotay.accounts import services
from sotay.accounts.models import ApiToken, User
from sotay.accounts.tests.conftest import PASSWORD
from sotay.accounts.views import PERSONAL_MODE
from sotay.core.errors import BadInput, PermissionDenied
from sotay.core.models import AuditEntry

PAGE, CHOICES = "/account/", "/account/preferences/"
pytestmark = pytest.mark.django_db


class TestPreferences:
    WHOLE = {"text_size": "125", "language": "vi", "email": "moi@vidu.vn"}

    def test_the_page_shows_what_is_kept(self, an_client: Client) -> None:
        page = an_client.get(PAGE).content.decode()
        assert "Trần Thị An" in page
        assert 'value="an@vidu.vn"' in page
        assert "style=" not in page

    def test_a_visitor_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(PAGE).url.startswith("/accounts/login/")
        assert client.post(CHOICES, self.WHOLE).url.startswith("/accounts/login/")

    def test_the_whole_form_is_kept(self, an_client: Client, an: User) -> None:
        assert an_client.post(CHOICES, self.WHOLE).url == PAGE
        an.refresh_from_db()
        kept = (an.text_size, an.language, an.email, an.mail_reminders)
        assert kept == (125, "vi", "moi@vidu.vn", False)
        assert AuditEntry.objects.filter(act="accounts.change_email").count() == 1

    def test_a_bad_address_is_refused_and_nothing_kept(self, an_client: Client, an: User) -> None:
        response = an_client.post(CHOICES, {**self.WHOLE, "email": "không phải"})
        assert response.status_code == 422
        assert "không phải địa chỉ thư điện tử" in response.content.decode()
        an.refresh_from_db()
        assert an.text_size == 100

    def test_a_script_keeps_the_size_of_text_alone(self, an_client: Client, an: User) -> None:
        response = an_client.post(CHOICES, {"text_size": "175"}, HTTP_ACCEPT="application/json")
        assert response.json() == {"text_size": 175}
        an.refresh_from_db()
        assert (an.text_size, an.email) == (175, "an@vidu.vn")

    def test_a_script_is_told_of_a_wrong_size(self, an_client: Client) -> None:
        response = an_client.post(CHOICES, {"text_size": "99"}, HTTP_ACCEPT="application/json")
        assert response.status_code == 422

    def test_a_write_carries_the_form_token(self, an: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(an, backend="sotay.accounts.backends.AccountBackend")
        assert strict.post(CHOICES, self.WHOLE).status_code == 403

    def test_the_chosen_language_wins_over_the_browsers(self, an_client: Client, an: User) -> None:
        english = {"HTTP_ACCEPT_LANGUAGE": "en"}
        assert "Cỡ chữ" in an_client.get(PAGE, **english).content.decode()
        services.keep_preferences(an, language="en")
        page = an_client.get(PAGE).content.decode()
        assert '<html lang="en"' in page

    def test_a_visitor_is_answered_in_vietnamese(self, client: Client) -> None:
        page = client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert '<html lang="vi"' in page

    @pytest.mark.parametrize("given", [{"text_size": 110}, {"language": "fr"}, {"email": "x@"}])
    def test_the_service_refuses_what_is_not_offered(self, an: User, given: dict[str, Any]) -> None:
        with pytest.raises(BadInput):
            services.keep_preferences(an, **given)


AT_HOME = "Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0"


class TestSessions:
    @pytest.fixture
    def two_machines(self, an: User) -> tuple[Client, Client]:
        clients = Client(), Client(HTTP_USER_AGENT=AT_HOME)
        for machine in clients:
            machine.post("/accounts/login/", {"login": "an.tran", "password": PASSWORD})
            machine.get(PAGE)
        return clients

    def test_both_are_listed(self, two_machines: tuple[Client, Client]) -> None:
        page = two_machines[0].get("/accounts/sessions/").content.decode()
        assert "Firefox trên Windows" in page
        assert "Mozilla/5.0" not in page
        assert "Không rõ trình duyệt" in page
        assert page.count("Đăng xuất máy này") == 1

    def test_one_signs_the_other_out(self, an: User, two_machines: tuple[Client, Client]) -> None:
        here, home = two_machines
        other = UserSession.objects.get(user=an, user_agent=AT_HOME)
        assert here.post(f"/account/sessions/{other.pk}/end/").status_code == 302
        assert home.get(PAGE).status_code == 302
        assert here.get(PAGE).status_code == 200
        assert AuditEntry.objects.filter(act="accounts.end_session").count() == 1

    def test_all_others_at_once(self, two_machines: tuple[Client, Client]) -> None:
        here, home = two_machines
        here.post("/accounts/sessions/")
        assert home.get(PAGE).status_code == 302
        assert here.get(PAGE).status_code == 200

    def test_another_persons_session_is_not_found(
        self, an: User, two_machines: tuple[Client, Client]
    ) -> None:
        session = UserSession.objects.filter(user=an).first()
        assert session is not None
        stranger = Client()
        stranger.force_login(
            User.objects.create_user("khac", "Người Khác"),
            backend="sotay.accounts.backends.AccountBackend",
        )
        assert stranger.post(f"/account/sessions/{session.pk}/end/").status_code == 404


class TestTokensOnThePage:
    def test_the_key_is_shown_once_and_kept_out_of_caches(
        self, an_client: Client, an: User
    ) -> None:
        response = an_client.post(
            "/account/tokens/", {"name": "Sao lưu", "scope": "read", "days": "30"}
        )
        assert services.TOKEN_MARK in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store"
        assert services.TOKEN_MARK not in an_client.get(PAGE).content.decode()

    def test_a_wrong_life_is_refused(self, an_client: Client) -> None:
        response = an_client.post("/account/tokens/", {"name": "x", "scope": "read", "days": "367"})
        assert response.status_code == 422
        assert "Nhiều nhất 366 ngày" in response.content.decode()

    def test_revoking_and_not_anothers(self, an_client: Client, an: User) -> None:
        token, _key = services.create_token(an, name="x", scope="read", days=1)
        other, _key = services.create_token(
            User.objects.create_user("khac", "Người Khác"), name="y", scope="read", days=1
        )
        assert an_client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
        assert an_client.post(f"/account/tokens/{other.pk}/revoke/").status_code == 404
        assert list(ApiToken.objects.filter(revoked_at=None)) == [other]


class TestLastSeen:
    def test_when_a_machine_was_last_seen_is_kept_to_the_nearest_minutes(
        self, an_client: Client
    ) -> None:
        cache.clear()
        an_client.get("/account/")
        first = UserSession.objects.get().last_seen_at
        an_client.get("/account/")
        assert UserSession.objects.get().last_seen_at == first
        cache.clear()  # as after those minutes
        an_client.get("/account/")
        assert UserSession.objects.get().last_seen_at > first

    def test_a_machine_that_changed_its_browser_is_written_anew(self, an_client: Client) -> None:
        cache.clear()
        an_client.get("/account/", headers={"User-Agent": "Máy cũ"})
        cache.clear()
        an_client.get("/account/", headers={"User-Agent": "Máy mới"})
        assert UserSession.objects.get().user_agent == "Máy mới"

    def test_a_known_machine_costs_one_question(
        self, an_client: Client, django_assert_num_queries: Any
    ) -> None:
        cache.clear()
        an_client.get("/account/")
        an_client.get("/account/")
        with CaptureQueriesContext(connection) as within_the_minutes:
            an_client.get("/account/")
        cache.clear()
        with django_assert_num_queries(len(within_the_minutes) + 1):
            an_client.get("/account/")


class TestPersonalMode:
    REASON = "Sửa lỗi nhập danh sách tháng 11"

    @pytest.fixture
    def admin_client(self, client: Client) -> Client:
        admin = User.objects.create_superuser("quan.tri", "Quản Trị")
        client.force_login(admin, backend="sotay.accounts.backends.AccountBackend")
        return client

    def test_lasts_half_an_hour_and_is_written_with_its_reason(self, db: Any) -> None:
        admin = User.objects.create_superuser("quan.tri", "Quản Trị")
        noon = datetime(2026, 11, 22, 5, tzinfo=UTC)
        until = services.enter_personal_mode(admin, self.REASON, moment=noon)
        assert until == noon + timedelta(minutes=30)
        entry = AuditEntry.objects.get(act="accounts.enter_personal_mode")
        assert entry.details["reason"] == self.REASON

    def test_refused_without_a_reason(self, admin_client: Client) -> None:
        response = admin_client.post("/account/server/", {"reason": "vì thế"})
        assert response.status_code == 422
        assert "ghi rõ lý do" in response.content.decode()
        assert PERSONAL_MODE not in admin_client.session

    def test_the_banner_stands_while_it_lasts(self, admin_client: Client) -> None:
        admin_client.post("/account/server/", {"reason": self.REASON})
        assert "Đang ở chế độ xem" in admin_client.get("/account/server/").content.decode()
        session = admin_client.session
        session[PERSONAL_MODE] = (timezone.now() - timedelta(seconds=1)).isoformat()
        session.save()
        assert "Đang ở chế độ xem" not in admin_client.get("/account/server/").content.decode()

    def test_it_can_be_left_early(self, admin_client: Client) -> None:
        admin_client.post("/account/server/", {"reason": self.REASON})
        admin_client.post("/account/server/leave/")
        assert PERSONAL_MODE not in admin_client.session

    def test_not_for_others(self, an_client: Client, an: User) -> None:
        assert an_client.get("/account/server/").status_code == 403
        with pytest.raises(PermissionDenied):
            services.enter_personal_mode(an, self.REASON)
