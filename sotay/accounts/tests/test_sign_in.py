"""Signing in by password: done, refused, locked out, closed."""

from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from axes.models import AccessAttempt
from axes.utils import reset
from django.db.models import F
from django.test import Client

from sotay.accounts.models import User
from sotay.accounts.tests.conftest import PASSWORD
from sotay.core.models import AuditEntry

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def sign_in(
    client: Client, username: str = "an.tran", password: str = PASSWORD, **more: Any
) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, **more)


def fail(client: Client, times: int, **more: Any) -> Any:
    for _time in range(times):
        response = sign_in(client, password="sai hết cả rồi", **more)
    return response


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


class TestSigningIn:
    def test_the_page_is_ours_and_offers_no_registration(self, client: Client) -> None:
        page = client.get(LOGIN).content.decode()
        assert "Tên đăng nhập" in page
        assert "cán bộ quản lý tài khoản" in page
        assert "Sign" not in page
        assert "style=" not in page

    def test_the_right_password_opens_and_is_written_down(self, client: Client, an: User) -> None:
        response = sign_in(client)
        assert response.status_code == 302
        assert response.url == "/"
        assert client.session["_auth_user_id"] == str(an.pk)
        assert acts() == ["accounts.sign_in"]

    def test_marks_typed_apart_are_the_same_password(self, client: Client, an: User) -> None:
        assert sign_in(client, password=normalize("NFD", PASSWORD)).status_code == 302

    def test_the_case_of_the_name_does_not_matter(self, client: Client, an: User) -> None:
        assert sign_in(client, "AN.Tran ").status_code == 302

    def test_a_wrong_password_is_refused_in_a_sentence(self, client: Client, an: User) -> None:
        response = fail(client, 1)
        assert response.status_code == 200
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_an_unknown_name_is_answered_the_same(self, client: Client, an: User) -> None:
        known = fail(client, 1).context["form"].non_field_errors()
        unknown = sign_in(client, "khong.ai").context["form"].non_field_errors()
        assert known == unknown

    def test_a_closed_account_is_told_so_and_stays_out(self, client: Client, an: User) -> None:
        User.objects.filter(pk=an.pk).update(is_active=False)
        response = sign_in(client, follow=True)
        assert "Tài khoản đã đóng" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_passwords_are_kept_as_argon2(self, an: User) -> None:
        assert an.password.startswith("argon2$argon2id$")

    def test_signing_out_is_written_down(self, an_client: Client) -> None:
        assert "Đăng xuất" in an_client.get("/accounts/logout/").content.decode()
        assert an_client.post("/accounts/logout/").url == LOGIN
        assert acts()[-1] == "accounts.sign_out"


class TestLockout:
    def test_four_wrong_tries_leave_the_door_open(self, client: Client, an: User) -> None:
        assert fail(client, 4).status_code == 200
        assert sign_in(client).status_code == 302

    def test_the_fifth_locks_with_a_page_that_says_until_when(
        self, client: Client, an: User
    ) -> None:
        response = fail(client, 5)
        page = response.content.decode()
        assert response.status_code == 429
        assert "khóa 15 phút" in page
        assert "Đồng chí thử lại sau" in page
        assert acts() == ["accounts.lock_out"]

    def test_the_right_password_does_not_open_a_lock(self, client: Client, an: User) -> None:
        fail(client, 5)
        assert sign_in(client).status_code == 429
        assert "_auth_user_id" not in client.session
        assert acts() == ["accounts.lock_out"]  # written once, not at every try

    def test_changing_the_case_of_the_name_does_not_help(self, client: Client, an: User) -> None:
        fail(client, 5)
        assert sign_in(client, "AN.TRAN").status_code == 429

    def test_another_address_is_not_locked(self, client: Client, an: User) -> None:
        fail(client, 5)
        assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 302

    def test_another_name_at_the_address_is_not_locked(self, client: Client, an: User) -> None:
        fail(client, 5)
        assert sign_in(client, "binh").status_code == 200

    def test_success_forgets_earlier_failures(self, client: Client, an: User) -> None:
        fail(client, 4)
        sign_in(client)
        client.post("/accounts/logout/")
        assert fail(client, 4).status_code == 200

    @pytest.mark.parametrize(("minutes", "status"), [(14, 429), (15, 302)])
    def test_it_opens_after_a_quarter_of_an_hour_and_not_before(
        self, client: Client, an: User, minutes: int, status: int
    ) -> None:
        fail(client, 5)
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
        assert sign_in(client).status_code == status

    def test_trying_while_locked_does_not_lengthen_the_lock(self, client: Client, an: User) -> None:
        fail(client, 5)
        before = AccessAttempt.objects.get()
        fail(client, 2)
        after = AccessAttempt.objects.get()
        assert (after.failures_since_start, after.attempt_time) == (5, before.attempt_time)

    def test_an_officer_can_open_it_through_the_package(self, client: Client, an: User) -> None:
        fail(client, 5)
        assert reset(username="an.tran") == 1
        assert sign_in(client).status_code == 302

    def test_neither_name_nor_password_is_copied_from_the_form(
        self, client: Client, an: User
    ) -> None:
        fail(client, 1)
        kept = AccessAttempt.objects.get().post_data
        assert "sai hết" not in kept
        assert "an.tran" not in kept


class TestPagesThatAreClosed:
    def test_nobody_registers(self, client: Client) -> None:
        page = client.get("/accounts/signup/").content.decode()
        assert "Không tự đăng ký" in page
        client.post("/accounts/signup/", {"username": "moi", "password1": "x", "password2": "x"})
        assert not User.objects.filter(username="moi").exists()

    @pytest.mark.parametrize(
        "path", ["/accounts/email/", "/accounts/password/reset/", "/accounts/login/code/"]
    )
    def test_pages_not_listed_do_not_exist(self, an_client: Client, path: str) -> None:
        assert an_client.get(path).status_code == 404

    def test_who_forgot_is_told_whom_to_ask(self, client: Client) -> None:
        response = client.get("/accounts/password/forgotten/")
        assert "cán bộ quản lý tài khoản" in response.content.decode()


class TestChangingThePassword:
    PATH = "/accounts/password/change/"

    def change(self, client: Client, old: str, new: str, again: str | None = None) -> Any:
        given = {"oldpassword": old, "password1": new, "password2": again or new}
        return client.post(self.PATH, given)

    def test_done(self, an_client: Client, an: User) -> None:
        response = self.change(an_client, PASSWORD, "một câu khác hẳn 1954")
        assert response.status_code == 302
        an.refresh_from_db()
        assert an.check_password("một câu khác hẳn 1954")

    @pytest.mark.parametrize(
        ("old", "new", "again", "sentence"),
        [
            ("không phải", "một câu khác hẳn", None, "Mật khẩu hiện nay chưa đúng"),
            (PASSWORD, "ngắn quá", None, "cần ít nhất 10 ký tự"),
            (PASSWORD, "1234567890", None, "nhiều người dùng"),
            (PASSWORD, "trần thị an", None, "gần giống tên"),
            (PASSWORD, "một câu khác hẳn", "một câu khác", "Hai lần gõ không giống nhau"),
        ],
    )
    def test_refused_in_a_sentence(
        self, an_client: Client, old: str, new: str, again: str | None, sentence: str
    ) -> None:
        assert sentence in self.change(an_client, old, new, again).content.decode()

    def test_not_for_a_visitor(self, client: Client) -> None:
        assert client.get(self.PATH).url.startswith(LOGIN)
