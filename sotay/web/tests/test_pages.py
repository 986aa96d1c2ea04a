"""Pages that cross the apps: done, refused, not allowed, not found."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from sotay.accounts.models import User
from sotay.directives.models import Document
from sotay.members import services
from sotay.members.models import Gender, Member
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.testing.worlds import TODAY
from sotay.web import doctor

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]
PAGES = ("web:leader", "web:today", "web:search", "web:more", "web:server")


@pytest.fixture
def administrator(db: object) -> Actor:
    user = User.objects.create_user("admin", "Quản trị máy chủ", is_administrator=True)
    return actor_for(user, TODAY)


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_asks_who_one_is(self, client: Client, name: str) -> None:
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", ["web:today", "web:search", "web:more"])
    @pytest.mark.parametrize("who", ["leader", "inspector", "secretary", "stranger"])
    def test_answers_everybody_signed_in(
        self, request: pytest.FixtureRequest, as_client: SignIn, name: str, who: str
    ) -> None:
        answer = as_client(request.getfixturevalue(who)).get(reverse(name))
        assert answer.status_code == 200
        assert answer.content.decode().count("<h1") == 1

    def test_writing_on_a_past_day_is_refused(self, leader: Actor, as_client: SignIn) -> None:
        answer = as_client(leader).post(reverse("web:search") + "?ngay=2026-06-30")
        assert answer.status_code == 409
        assert "Chỉ để xem" in answer.content.decode()


class TestToday:
    def test_shows_ones_own_tasks_and_nothing_of_the_cell_beside(
        self, world: SimpleNamespace, programme: Document, secretary: Actor, as_client: SignIn
    ) -> None:
        page = as_client(secretary).get(reverse("web:today")).context["page"]
        owners = {card.task.owner for card in (*page.work.urgent, *page.work.coming)}
        assert owners == {world.river}
        assert page.is_secretary

    def test_a_member_without_a_cell_has_nothing_to_do(
        self, programme: Document, stranger: Actor, as_client: SignIn
    ) -> None:
        page = as_client(stranger).get(reverse("web:today")).context["page"]
        assert (page.work.in_hand, page.documents, page.arriving) == (0, [], 0)

    def test_leads_to_what_one_was_told_and_has_not_read(
        self, secretary: Actor, programme: Document, as_client: SignIn
    ) -> None:
        client = as_client(secretary)
        page = client.get(reverse("web:today"))
        assert page.context["page"].unread == 1
        assert "Nhiệm vụ mới: Sinh hoạt chuyên đề" in page.content.decode()
        assert reverse("notices:list") in page.content.decode()
        client.post(reverse("notices:list"))
        assert client.get(reverse("web:today")).context["page"].unread == 0


class TestMore:
    def test_every_way_can_be_gone(self, leader: Actor, as_client: SignIn) -> None:
        client = as_client(leader)
        ways = client.get(reverse("web:more")).context["ways"]
        assert {way.url for way in ways} >= {reverse("members:list"), reverse("reports:list")}
        for way in ways:
            assert client.get(way.url, follow=True).status_code == 200, way.url

    def test_the_administrator_has_no_way_to_records(
        self, administrator: Actor, as_client: SignIn
    ) -> None:
        ways = as_client(administrator).get(reverse("web:more")).context["ways"]
        assert [way.url for way in ways] == [reverse("accounts:account")]


class TestSearch:
    @pytest.fixture
    def member(self, world: SimpleNamespace, system: Actor) -> Member:
        with acting_for(system):
            return services.register_member(
                actor=system,
                cell=world.river,
                since=date(2020, 1, 1),
                facts={
                    "full_name": "Trần Thị Ánh Nguyệt",
                    "gender": Gender.FEMALE,
                    "born_on": date(1980, 5, 19),
                },
            )

    def found(self, client: Client, words: str) -> Any:
        answer = client.get(reverse("web:search"), {"q": words})
        assert answer.status_code == 200
        return answer.context["found"]

    @pytest.mark.parametrize("words", ["Sở Công trình", "so cong trinh", "CÔNG TRÌNH"])
    def test_finds_an_organisation_with_or_without_marks(
        self, world: SimpleNamespace, leader: Actor, as_client: SignIn, words: str
    ) -> None:
        found = self.found(as_client(leader), words)
        assert [one.pk for one in found.organisations] == [world.works.pk]

    @pytest.mark.parametrize("words", ["chuyên đề", "chuyen de", "de chuyen"])
    def test_finds_a_task_with_or_without_marks_in_any_order(
        self, programme: Document, secretary: Actor, as_client: SignIn, words: str
    ) -> None:
        found = self.found(as_client(secretary), words)
        assert [card.task.owner.code for card in found.tasks] == ["SV-CT-1"]

    @pytest.mark.parametrize(
        ("who", "count"),
        [("officer", 1), ("inspector", 1), ("secretary", 1), ("hill_secretary", 0),
         ("far_officer", 0), ("stranger", 0)],
    )  # fmt: skip
    def test_finds_a_member_only_for_who_may_read_the_record(
        self,
        request: pytest.FixtureRequest,
        member: Member,
        as_client: SignIn,
        who: str,
        count: int,
    ) -> None:
        client = as_client(request.getfixturevalue(who))
        assert len(self.found(client, "anh nguyet").members) == count
        page = client.get(reverse("web:search"), {"q": "nguyet"}).content.decode()
        assert ("Ánh Nguyệt" in page) is bool(count)

    def test_stays_within_ones_reach(
        self, programme: Document, far_officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(far_officer)
        assert self.found(client, "Sở Công trình").is_empty
        assert self.found(client, "chuyên đề").is_empty
        assert "Không tìm thấy gì" in client.get(reverse("web:search"), {"q": "x"}).content.decode()

    @pytest.mark.parametrize("words", ["%", "_", "'", "\\", "đ" * 500, "<script>", "\x00"])
    def test_takes_any_letters(self, leader: Actor, as_client: SignIn, words: str) -> None:
        answer = as_client(leader).get(reverse("web:search"), {"q": words})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().split("<main", 1)[1]

    def test_without_words_asks_for_some(self, leader: Actor, as_client: SignIn) -> None:
        assert as_client(leader).get(reverse("web:search")).context["found"] is None


class TestServer:
    def test_shows_the_administrator_every_check(
        self, administrator: Actor, as_client: SignIn
    ) -> None:
        answer = as_client(administrator).get(reverse("web:server"))
        assert answer.status_code == 200
        assert len(answer.context["findings"]) == len(doctor.CHECKS)

    @pytest.mark.parametrize("who", ["leader", "secretary", "stranger"])
    def test_is_not_found_by_anybody_else(
        self, request: pytest.FixtureRequest, as_client: SignIn, who: str
    ) -> None:
        assert as_client(request.getfixturevalue(who)).get(reverse("web:server")).status_code == 404


class TestDoctor:
    def test_finds_this_database_locked_and_its_role_bound(self, system: Actor) -> None:
        with acting_for(system):
            found = {finding.what: finding for finding in doctor.examine()}
        assert found["Khóa dữ liệu cá nhân"].is_well
        assert found["Vai trò cơ sở dữ liệu"].says == "sotay_web"
        assert found["Bảng dữ liệu"].is_well

    def test_a_check_that_breaks_is_a_finding_and_hides_no_other(
        self, monkeypatch: pytest.MonkeyPatch, system: Actor
    ) -> None:
        def broken() -> doctor.Finding:
            raise OSError("đĩa hỏng")

        monkeypatch.setattr(doctor, "CHECKS", (broken, *doctor.CHECKS))
        first, *others = doctor.examine()
        assert (first.is_well, "đĩa hỏng" in first.says) == (False, True)
        assert len(others) == len(doctor.CHECKS) - 1

    def test_without_tables_it_says_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch, db: None
    ) -> None:
        def tableless() -> doctor.Finding:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM not_there")
            return doctor.Finding("not_there", True, "")

        monkeypatch.setattr(doctor, "CHECKS", (tableless,))
        (found,) = doctor.examine()
        assert not found.is_well
        assert "sotay migrate" in found.says
