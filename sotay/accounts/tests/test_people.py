"""Other people's accounts: made, opened by a link, closed; only within reach."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.test import Client

from sotay.accounts import permissions, services
from sotay.accounts.models import ApiToken, User
from sotay.accounts.tests.conftest import PASSWORD
from sotay.core.errors import BadInput, PermissionDenied
from sotay.core.models import AuditEntry

PEOPLE, API = "/account/people/", "/api/v1/account/people"
NEW = "tiếng suối trong như tiếng hát xa"
pytestmark = pytest.mark.django_db


def acting(user: User, *, manages: bool) -> Any:
    return SimpleNamespace(user=user, can=lambda act: manages and act == "accounts.manage")


@pytest.fixture
def clerk(db: Any) -> Any:
    """Somebody whose office manages accounts."""
    return acting(User.objects.create_user("can.bo", "Cán Bộ"), manages=True)


@pytest.fixture
def outsider(db: Any) -> Any:
    return acting(User.objects.create_user("ngoai", "Người Ngoài"), manages=False)


class TestCreateAccount:
    def test_has_no_password_until_its_person_sets_one(self, clerk: Any) -> None:
        made = services.create_account(" hoa.le ", "Lê  Thị Hoa", "hoa@vidu.vn", by=clerk)
        assert (made.username, made.full_name) == ("hoa.le", "Lê Thị Hoa")
        assert not made.has_usable_password()
        entry = AuditEntry.objects.get(act="accounts.create")
        assert (entry.user_id, entry.subject_id) == (clerk.user.pk, made.pk)

    def test_refused_where_the_name_is_taken_in_any_case(self, clerk: Any, an: User) -> None:
        with pytest.raises(services.AccountRefused, match="đã có người dùng"):
            services.create_account("AN.TRAN", "Người Khác", "", by=clerk)

    @pytest.mark.parametrize(
        ("username", "full_name", "email"),
        [("", "A", ""), ("a b", "A", ""), ("a", " ", ""), ("a", "A", "x@"), ("a" * 81, "A", "")],
    )
    def test_refused_with_a_bad_name_or_address(
        self, clerk: Any, username: str, full_name: str, email: str
    ) -> None:
        with pytest.raises(BadInput):
            services.create_account(username, full_name, email, by=clerk)

    def test_not_without_the_office(self, outsider: Any) -> None:
        with pytest.raises(PermissionDenied):
            services.create_account("moi", "Người Mới", "", by=outsider)


class TestInvitation:
    def test_sets_the_password_once(self, client: Client, clerk: Any) -> None:
        made = services.create_account("hoa.le", "Lê Thị Hoa", "", by=clerk)
        path = f"/account/password/{services.invitation_key(made)}/"
        assert "Lê Thị Hoa" in client.get(path).content.decode()
        response = client.post(path, {"password1": NEW, "password2": NEW})
        assert response.url == "/accounts/login/"
        made.refresh_from_db()
        assert made.check_password(NEW)
        again = client.get(path)
        assert again.status_code == 410
        assert "đã dùng rồi" in again.content.decode()
        signed_in = client.post("/accounts/login/", {"login": "hoa.le", "password": NEW})
        assert signed_in.status_code == 302

    def test_a_weak_password_is_refused_and_the_link_stays(
        self, client: Client, clerk: Any
    ) -> None:
        made = services.create_account("hoa.le", "Lê Thị Hoa", "", by=clerk)
        key = services.invitation_key(made)
        response = client.post(f"/account/password/{key}/", {"password1": "a", "password2": "a"})
        assert response.status_code == 422
        assert "cần ít nhất 10 ký tự" in response.content.decode()
        assert services.invited(key) == made
        with pytest.raises(BadInput, match="ít nhất 10"):
            services.set_password(key, "a")

    @pytest.mark.parametrize(("days", "opens"), [(3, True), (3.001, False)])
    def test_opens_for_three_days(
        self, clerk: Any, an: User, days: float, opens: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = signing.time.time()
        key = services.invitation_key(an)
        monkeypatch.setattr(signing.time, "time", lambda: int(written) + days * 86400)
        if opens:
            assert services.invited(key) == an
        else:
            with pytest.raises(services.LinkRefused, match="quá 3 ngày"):
                services.invited(key)

    def test_an_altered_link_opens_nothing(self, client: Client, an: User) -> None:
        key = services.invitation_key(an)
        assert client.get(f"/account/password/{key[:-1]}/").status_code == 410
        assert client.get("/account/password/abc/").status_code == 410

    def test_a_closed_account_has_no_link(self, clerk: Any, an: User, reach: set[int]) -> None:
        reach.add(an.pk)
        key = services.invite(an, by=clerk)
        services.deactivate_account(an, by=clerk)
        with pytest.raises(services.LinkRefused):
            services.invited(key)
        with pytest.raises(services.AccountRefused, match="đã đóng"):
            services.invite(an, by=clerk)

    def test_a_new_password_ends_the_sessions(
        self, an_client: Client, an: User, clerk: Any
    ) -> None:
        services.set_password(services.invitation_key(an), NEW)
        assert an_client.get("/account/").status_code == 302


class TestReach:
    """Making a link for an account amounts to signing in as its person."""

    def test_nothing_is_in_reach_until_a_floor_above_says_so(
        self, clerk: Any, an: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(permissions, "_narrow", [])
        with pytest.raises(PermissionDenied, match="phạm vi"):
            services.invite(an, by=clerk)

    def test_only_what_is_kept_is_in_reach(self, clerk: Any, an: User, reach: set[int]) -> None:
        other = User.objects.create_user("khac", "Người Khác")
        reach.add(an.pk)
        assert services.invite(an, by=clerk)
        with pytest.raises(PermissionDenied):
            services.invite(other, by=clerk)

    def test_never_oneself_nor_the_servers(self, clerk: Any, reach: set[int]) -> None:
        admin = User.objects.create_superuser("quan.tri", "Quản Trị")
        reach.update({admin.pk, clerk.user.pk})
        for user in (admin, clerk.user):
            with pytest.raises(PermissionDenied):
                services.deactivate_account(user, by=clerk)

    def test_never_without_the_office(self, outsider: Any, an: User, reach: set[int]) -> None:
        reach.add(an.pk)
        for act in (services.invite, services.deactivate_account, services.reactivate_account):
            with pytest.raises(PermissionDenied):
                act(an, by=outsider)


class TestClosingAndOpening:
    def test_closing_ends_sessions_and_tokens(
        self, an_client: Client, an: User, clerk: Any, reach: set[int]
    ) -> None:
        reach.add(an.pk)
        an_client.get("/account/")
        services.create_token(an, name="x", scope="read", days=1)
        services.deactivate_account(an, by=clerk)
        assert an_client.get("/account/").status_code == 302
        assert not ApiToken.objects.filter(user=an, revoked_at=None).exists()
        services.deactivate_account(an, by=clerk)
        assert AuditEntry.objects.filter(act="accounts.deactivate").count() == 1

    def test_opening_again_asks_for_a_new_password(
        self, an: User, clerk: Any, reach: set[int]
    ) -> None:
        reach.add(an.pk)
        services.deactivate_account(an, by=clerk)
        services.reactivate_account(an, by=clerk)
        an.refresh_from_db()
        assert an.is_active
        assert not an.check_password(PASSWORD)

    def test_lost_factors_are_removed_with_a_reason(
        self, an: User, clerk: Any, reach: set[int]
    ) -> None:
        reach.add(an.pk)
        Authenticator.objects.create(user=an, type="totp", data={"secret": "x"})
        with pytest.raises(BadInput, match="lý do"):
            services.remove_second_factors(an, by=clerk, reason="mất")
        removed = services.remove_second_factors(an, by=clerk, reason="Mất điện thoại ngày 20")
        assert removed == 1
        assert not Authenticator.objects.filter(user=an).exists()


class TestPages:
    """The bloc's officer manages accounts; the leader does not."""

    def test_the_list_holds_only_what_is_in_reach(
        self, as_client: Any, officer: Any, secretary: Any, reach: set[int]
    ) -> None:
        reach.add(secretary.user.pk)
        page = as_client(officer).get(PEOPLE).content.decode()
        assert secretary.user.full_name in page
        assert page.count("/account/people/") >= 1
        assert officer.user.full_name not in page.partition("<main")[2]

    @pytest.mark.parametrize("words", ["le thi", "nhàn", "SECRE"])
    def test_is_searched_with_or_without_marks(
        self, as_client: Any, officer: Any, secretary: Any, reach: set[int], words: str
    ) -> None:
        reach.add(secretary.user.pk)
        page = as_client(officer).get(PEOPLE, {"q": words}).content.decode()
        assert secretary.user.full_name in page

    def test_making_one_shows_a_link_that_opens(self, as_client: Any, officer: Any) -> None:
        client = as_client(officer)
        given = {"full_name": "Lê Thị Hoa", "username": "hoa.le", "email": ""}
        response = client.post(f"{PEOPLE}new/", given)
        address = response.context["address"]
        assert response.headers["Cache-Control"] == "no-store"
        assert Client().get(address.partition("testserver")[2]).status_code == 200
        refused = client.post(f"{PEOPLE}new/", given)
        assert refused.status_code == 422
        assert "đã có người dùng" in refused.content.decode()

    def test_every_act_on_one(
        self, as_client: Any, officer: Any, secretary: Any, reach: set[int]
    ) -> None:
        user = secretary.user
        reach.add(user.pk)
        client, page = as_client(officer), f"{PEOPLE}{user.pk}/"
        assert client.get(page).status_code == 200
        assert "address" in client.post(f"{page}invite/").context
        client.post(f"{page}name/", {"full_name": "Lê Thị Nhàn Anh"})
        client.post(f"{page}deactivate/")
        user.refresh_from_db()
        assert (user.full_name, user.is_active) == ("Lê Thị Nhàn Anh", False)
        client.post(f"{page}reactivate/")
        refused = client.post(f"{page}factors/", {"reason": "mất"})
        assert refused.status_code == 422
        client.post(f"{page}factors/", {"reason": "Mất điện thoại hôm qua"})
        user.refresh_from_db()
        assert user.is_active
        written = AuditEntry.objects.filter(subject_id=user.pk).exclude(act__contains="sign")
        assert list(written.order_by("id").values_list("act", flat=True)) == [
            "accounts.invite",
            "accounts.correct_name",
            "accounts.deactivate",
            "accounts.reactivate",
            "accounts.remove_second_factors",
        ]

    def test_out_of_reach_is_not_found(
        self, as_client: Any, officer: Any, far_officer: Any, reach: set[int]
    ) -> None:
        client = as_client(officer)
        page = f"{PEOPLE}{far_officer.user.pk}/"
        assert client.get(page).status_code == 404
        assert client.post(f"{page}invite/").status_code == 404

    @pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}new/", f"{PEOPLE}1/"])
    def test_not_for_other_offices(self, as_client: Any, leader: Any, path: str) -> None:
        assert as_client(leader).get(path).status_code == 403

    def test_a_visitor_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(PEOPLE).url.startswith("/accounts/login/")


class TestRoutes:
    def test_done(self, as_client: Any, officer: Any, secretary: Any, reach: set[int]) -> None:
        reach.add(secretary.user.pk)
        client, page = as_client(officer), f"{API}/{secretary.user.pk}"
        json = {"content_type": "application/json"}
        made = client.post(API, {"username": "hoa.le", "full_name": "Lê Thị Hoa"}, **json)
        assert made.status_code == 201
        assert "/account/password/" in made.json()["password_page"]
        listed = client.get(API).json()
        assert [row["username"] for row in listed["items"]] == ["secretary"]
        assert client.post(f"{page}/invite").status_code == 200
        assert client.put(f"{page}/name", {"full_name": "Lê Nhàn"}, **json).status_code == 200
        assert client.post(f"{page}/deactivate").json()["is_active"] is False
        assert client.post(f"{page}/reactivate").json()["is_active"] is True
        reason = {"reason": "Mất điện thoại hôm qua"}
        assert client.delete(f"{page}/factors", reason, **json).status_code == 200

    def test_refused(self, as_client: Any, officer: Any) -> None:
        body = {"username": "officer", "full_name": "Trùng"}
        response = as_client(officer).post(API, body, content_type="application/json")
        assert response.status_code == 409
        assert "đã có người dùng" in response.json()["message"]

    def test_not_allowed(self, as_client: Any, leader: Any) -> None:
        assert as_client(leader).get(API).status_code == 403

    def test_not_found(self, as_client: Any, officer: Any, far_officer: Any) -> None:
        path = f"{API}/{far_officer.user.pk}/invite"
        assert as_client(officer).post(path).status_code == 404

    def test_a_visitor_is_refused(self, client: Client) -> None:
        assert client.get(API).status_code == 401
