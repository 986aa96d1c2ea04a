"""Every page for four answers: done, refused, not allowed, not found; and what it shows."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sotay.core.models import AuditEntry
from sotay.core.tests.test_tables import workbook
from sotay.members import importing, services
from sotay.members.importing.headings import TARGETS
from sotay.members.models import (
    Correction,
    ImportRun,
    Member,
    Membership,
    Standing,
    Status,
    TemporaryStay,
    Transfer,
)
from sotay.members.tests.conftest import facts
from sotay.members.tests.test_importing_applying import HEAD, PEOPLE
from sotay.organisations import figures, panels
from sotay.organisations.access import Actor, acting_for, actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()  # pages work on the day of the clock
ACTS = [
    "transfer",
    "stay",
    "correct",
    "correct_day",
    "correct_status_day",
    "readmit",
    "recognise",
    "exempt",
    "end_exemption",
    "change_status",
    "end",
    "restore",
    "link_account",
]


def day(value: date) -> str:
    return value.strftime("%d-%m-%Y")


def page(client: Client, name: str, *args: Any, **query: Any) -> Any:
    return client.get(reverse(f"members:{name}", args=args), query)


def post(client: Client, name: str, *args: Any, **given: Any) -> Any:
    return client.post(reverse(f"members:{name}", args=args), given)


def text(answer: Any) -> str:
    return answer.content.decode()


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", ["detail", *ACTS])
    def test_a_member_out_of_reach_is_not_found(
        self, register: SimpleNamespace, hill_secretary: Actor, as_client: Any, name: str
    ) -> None:
        client = as_client(hill_secretary)
        assert page(client, name, register.an.pk).status_code == 404
        assert page(client, name, 999_999).status_code == 404

    @pytest.mark.parametrize("name", ACTS)
    def test_an_inspector_may_not_act(
        self, register: SimpleNamespace, inspector: Actor, as_client: Any, name: str
    ) -> None:
        client = as_client(inspector)
        assert page(client, name, register.an.pk).status_code == 403
        assert post(client, name, register.an.pk).status_code == 403

    @pytest.mark.parametrize("name", ["list", "me", "register", "admit", "transfers", "import"])
    def test_one_must_sign_in(self, client: Client, name: str) -> None:
        answer = page(client, name)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("list", 302),
            ("me", 200),
            ("register", 403),
            ("admit", 403),
            ("transfers", 403),
            ("import", 403),
            ("export", 403),
            ("corrections", 403),
        ],
    )
    def test_without_office_there_is_only_the_own_record(
        self, register: SimpleNamespace, stranger: Actor, as_client: Any, name: str, status: int
    ) -> None:
        assert page(as_client(stranger), name).status_code == status


class TestList:
    def test_shows_names_and_little_else(
        self, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        shown = text(page(as_client(officer), "list"))
        assert "Trần Văn An" in shown
        assert "Nguyễn Thị Bình" in shown
        assert "Lê Thị Chi" not in shown
        assert "012345678901" not in shown
        assert "19-5-1980" not in shown

    @pytest.mark.parametrize("words", ["tran van an", "TRẦN", "văn an"])
    def test_finds_with_and_without_marks(
        self, register: SimpleNamespace, officer: Actor, as_client: Any, words: str
    ) -> None:
        shown = text(page(as_client(officer), "list", q=words))
        assert "Trần Văn An" in shown
        assert "Nguyễn Thị Bình" not in shown

    def test_is_narrowed_by_organisation_and_standing(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        hill = text(page(client, "list", organisation=world.hill.pk))
        assert "Nguyễn Thị Bình" in hill
        assert "Trần Văn An" not in hill
        full = text(page(client, "list", standing="0"))
        assert "Trần Văn An" in full
        assert "Nguyễn Thị Bình" not in full
        assert page(client, "list", organisation=world.shore.pk).status_code == 404

    def test_goes_on_after_fifty_and_costs_the_same(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        officer: Actor,
        as_client: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        with acting_for(officer):
            Member.objects.bulk_create(
                Member(
                    full_name=f"Đinh {n:03d}",
                    sort_key=f"zz{n:03d}",
                    folded=f"dinh {n:03d}",
                    gender=1,
                    birth_year=1980,
                    cell=world.river,
                )
                for n in range(60)
            )
        client = as_client(officer)
        with django_assert_max_num_queries(30):
            first = page(client, "list")
        rows = first.context["rows"]
        assert len(rows) == 50
        second = client.get(reverse("members:list") + first.context["next_url"])
        assert len(second.context["rows"]) == 12
        assert second.context["next_url"] == ""
        names = [row.full_name for row in [*rows, *second.context["rows"]]]
        assert len(set(names)) == 62

    def test_on_a_past_day_shows_who_belonged_then(
        self, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        shown = text(page(as_client(officer), "list", ngay="2025-09-01"))
        assert "Trần Văn An" in shown
        assert "Nguyễn Thị Bình" not in shown

    def test_of_the_departed_is_apart(
        self, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        with acting_for(officer):
            services.end_membership(
                actor=officer, member=register.an, on=date(2026, 6, 1), how="death"
            )
        client = as_client(officer)
        assert "Trần Văn An" not in text(page(client, "list"))
        assert "Trần Văn An" in text(page(client, "list", standing="ended"))

    def test_a_committee_member_sees_names_and_opens_none(
        self, world: SimpleNamespace, register: SimpleNamespace, as_client: Any
    ) -> None:
        from sotay.testing.worlds import person

        actor = actor_for(person("uyvien", "Cấp Ủy Viên", ("committee_member", world.river)), NOW)
        client = as_client(actor)
        shown = text(page(client, "list"))
        assert "Trần Văn An" in shown
        assert reverse("members:detail", args=[register.an.pk]) not in shown
        assert page(client, "detail", register.an.pk).status_code == 403

    def test_a_records_clerk_sees_nobody(
        self, world: SimpleNamespace, register: SimpleNamespace, as_client: Any
    ) -> None:
        from sotay.testing.worlds import person

        actor = actor_for(person("vanthu", "Văn Thư", ("clerk", world.bloc)), NOW)
        assert page(as_client(actor), "list").status_code == 302
        with acting_for(actor):
            assert not Member.objects.exists()


class TestDetail:
    def test_shows_the_record_and_writes_the_look_down(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        shown = text(page(as_client(secretary), "detail", register.an.pk))
        for held in (
            "Trần Văn An",
            "012345678901",
            "19-5-1980",
            "Chi bộ Sông",
            "năm",
            "Xem cách tính",
        ):
            assert held in shown
        entry = AuditEntry.objects.get(act="members.view")
        assert (entry.user, entry.subject_id) == (secretary.user, register.an.pk)

    def test_asks_an_inspector_what_for(
        self, register: SimpleNamespace, inspector: Actor, as_client: Any
    ) -> None:
        client = as_client(inspector)
        assert "012345678901" not in text(page(client, "detail", register.an.pk))
        assert not AuditEntry.objects.filter(act="members.view").exists()
        shown = text(page(client, "detail", register.an.pk, purpose="inspection"))
        assert "012345678901" in shown
        assert "Sửa hồ sơ" not in shown
        assert AuditEntry.objects.get(act="members.view").details["why"] == "kiểm tra, giám sát"


class TestMe:
    def test_shows_what_is_held_and_who_looked(
        self, register: SimpleNamespace, secretary: Actor, stranger: Actor, as_client: Any
    ) -> None:
        page(as_client(secretary), "detail", register.an.pk)
        shown = text(page(as_client(stranger), "me"))
        assert "012345678901" in shown
        assert "Có 1 lượt xem" in shown
        assert "Lê Thị Nhàn" in shown
        assert "quản lý đảng viên thường xuyên" in shown

    def test_asks_for_a_correction_that_the_cell_answers(
        self, register: SimpleNamespace, secretary: Actor, stranger: Actor, as_client: Any
    ) -> None:
        own = as_client(stranger)
        assert post(own, "me", field="phone", asked="0912345678", why="số mới").status_code == 302
        assert post(own, "me", field="born_on", asked="31-2-1980").status_code == 422
        asked = Correction.objects.none()
        with acting_for(secretary):
            asked = Correction.objects.get()
        client = as_client(secretary)
        assert "Trần Văn An" in text(page(client, "corrections"))
        assert post(client, "answer", asked.pk, is_done="0").status_code == 422
        assert post(client, "answer", asked.pk, is_done="1").status_code == 302
        assert "0912345678" in text(page(own, "me"))

    def test_answers_of_others_are_out_of_reach(
        self, register: SimpleNamespace, stranger: Actor, hill_secretary: Actor, as_client: Any
    ) -> None:
        with acting_for(stranger):
            asked = services.ask_correction(
                actor=stranger, member=register.an, field="phone", asked="0912"
            )
        assert page(as_client(hill_secretary), "answer", asked.pk).status_code == 404

    def test_says_when_there_is_no_record(self, secretary: Actor, as_client: Any) -> None:
        assert "chưa nối với hồ sơ" in text(page(as_client(secretary), "me"))


NEW = {
    "full_name": "Vũ Dũng",
    "gender": "1",
    "born_on": "29-02-2000",
    "ethnicity": "0",
    "education": "5",
    "theory": "2",
    "cell": "SV-CT-1",
}


class TestActs:
    def test_enters_a_member(
        self, world: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        given = {**NEW, "since": "05-01-2026", "standing": "0"}
        assert page(client, "register").status_code == 200
        assert post(client, "register", **{**given, "cell": "SV-CT-2"}).status_code == 422
        assert post(client, "register", **{**given, "born_on": "30-02-2000"}).status_code == 422
        assert post(client, "register", **given).status_code == 302
        with acting_for(secretary):
            assert Membership.objects.get().valid_from == date(2026, 1, 5)

    def test_admits_a_member(
        self, world: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        given = {
            **NEW,
            "decided_on": "20-8-2026",
            "admitted_on": "02-9-2026",
            "decision_number": "9-QĐ",
        }
        refused = post(client, "admit", **{**given, "admitted_on": "19-8-2026"})
        assert refused.status_code == 422
        assert "trước ngày quyết định" in text(refused)
        assert post(client, "admit", **given).status_code == 302
        with acting_for(secretary):
            assert Status.objects.get().standing == Standing.PROBATIONARY

    def test_corrects_a_record(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        held = page(client, "correct", register.an.pk).context["form"].initial
        given = {
            key: day(value) if isinstance(value, date) else value
            for key, value in held.items()
            if value not in (None, "")
        }
        assert post(client, "correct", register.an.pk, **given).status_code == 422  # no reason
        given |= {"why": "theo lý lịch", "home_place": "Vân Khê"}
        assert post(client, "correct", register.an.pk, **given).status_code == 302
        with acting_for(secretary):
            assert Member.objects.get(pk=register.an.pk).home_place == "Vân Khê"

    def test_recognises_exempts_changes_and_ends(
        self, register: SimpleNamespace, hill_secretary: Actor, as_client: Any
    ) -> None:
        client, key = as_client(hill_secretary), register.binh.pk
        early = post(client, "recognise", key, decided_on="01-9-2026", decision_number="7")
        assert early.status_code == 422
        assert "02-9-2026" in text(early)
        assert "02-9-2026" in text(page(client, "recognise", key))
        for name, given in (
            ("recognise", {"decided_on": "02-9-2026", "decision_number": "7"}),
            ("exempt", {"on": "01-10-2026", "reason": "tuổi cao"}),
            ("end_exemption", {"on": "15-10-2026"}),
            ("change_status", {"on": "20-10-2026", "education": "6"}),
            ("end", {"how": "removal", "day": "01-11-2026", "decision_number": "8"}),
            ("restore", {"decision_number": "9", "why": "khiếu nại đúng"}),
        ):
            assert page(client, name, key).status_code == 200
            assert post(client, name, key).status_code == 422
            assert post(client, name, key, **given).status_code == 302, name

    def test_death_counts_until_the_day_itself(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        assert post(client, "end", register.an.pk, how="death", day="10-10-2026").status_code == 302
        with acting_for(secretary):
            assert Membership.objects.known().get().valid_to == date(2026, 10, 11)

    def test_links_the_members_own_account(
        self,
        register: SimpleNamespace,
        hill_secretary: Actor,
        secretary: Actor,
        as_client: Any,
    ) -> None:
        client, key = as_client(hill_secretary), register.binh.pk
        assert page(client, "link_account", key).status_code == 200
        for taken in ("nobody", "stranger"):
            assert post(client, "link_account", key, username=taken).status_code == 422
        assert post(client, "link_account", key, username="secretary").status_code == 302
        assert "Nguyễn Thị Bình" in text(page(as_client(secretary), "me"))
        assert post(client, "link_account", key, username="").status_code == 302
        assert "chưa nối với hồ sơ" in text(page(as_client(secretary), "me"))

    def test_corrects_a_wrong_day(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        answer = post(
            client, "correct_day", register.an.pk, was="2015-01-01", on="01-6-2016", why="nhầm năm"
        )
        assert answer.status_code == 302
        with acting_for(secretary):
            assert Membership.objects.known().get().valid_from == date(2016, 6, 1)

    def test_corrects_the_day_of_a_status(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        an = register.an.pk
        alone = client.get(reverse("members:correct_status_day", args=[an]), follow=True)
        assert "chưa ghi lần thay đổi diện, trình độ nào" in text(alone)
        assert "Sửa ngày thay đổi diện" not in text(page(client, "detail", an))

        assert post(client, "change_status", an, on="01-7-2024", education="4").status_code == 302
        assert "Sửa ngày thay đổi diện, trình độ" in text(page(client, "detail", an))
        assert "01-7-2024: chính thức" in text(page(client, "correct_status_day", an))
        given = {"was": "2024-07-01", "on": "01-8-2024", "why": "ghi nhầm tháng"}
        first = post(client, "correct_status_day", an, **{**given, "was": "2015-01-01"})
        assert first.status_code == 422  # the first day is no change
        early = post(client, "correct_status_day", an, **{**given, "on": "31-12-2014"})
        assert early.status_code == 422
        assert "vượt qua một thay đổi khác" in text(early)
        assert post(client, "correct_status_day", an, **given).status_code == 302
        with acting_for(secretary):
            held = Status.objects.as_of(date(2024, 7, 31)).get(member=an)
            now = Status.objects.as_of(date(2024, 8, 1)).get(member=an)
        assert (held.education, now.education) == (0, 4)

    def test_admits_again_after_the_waiting_time(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client, an = as_client(secretary), register.an.pk
        given = {
            "cell": "SV-CT-1",
            "decision_number": "9-QĐ",
            "decided_on": day(NOW - timedelta(days=10)),
            "admitted_on": day(NOW - timedelta(days=5)),
            "consent_number": "3-CV",
        }
        still = post(client, "readmit", an, **given)
        assert still.status_code == 422
        assert "đang là đảng viên" in text(still)
        assert "Kết nạp lại" not in text(page(client, "detail", an))

        left = NOW - timedelta(days=365 * 4)
        gone = {"how": "removal", "day": day(left), "decision_number": "1-QĐ"}
        assert post(client, "end", an, **gone).status_code == 302
        assert "Kết nạp lại" in text(page(client, "detail", an))
        assert "sớm nhất từ ngày" in text(page(client, "readmit", an))
        soon = day(left + timedelta(days=30))
        early = post(client, "readmit", an, **{**given, "decided_on": soon, "admitted_on": soon})
        assert early.status_code == 422
        assert "sớm nhất là ngày" in text(early)
        assert post(client, "readmit", an, **given).status_code == 302
        with acting_for(secretary):
            member = Member.objects.get(pk=an)
            standing = Status.objects.as_of(NOW).get(member=an).standing
        assert member.is_active
        assert member.recognised_on is None
        assert standing == Standing.PROBATIONARY

    def test_nobody_comes_back_from_death(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client, an = as_client(secretary), register.an.pk
        gone = {"how": "death", "day": day(NOW - timedelta(days=1))}
        assert post(client, "end", an, **gone).status_code == 302
        shown = text(page(client, "detail", an))
        assert "Khôi phục" in shown
        assert "Kết nạp lại" not in shown

    def test_nothing_is_written_from_a_past_day(
        self, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        url = reverse("members:end", args=[register.an.pk]) + "?ngay=2026-01-01"
        answer = as_client(secretary).post(url, {"how": "death", "day": "10-10-2026"})
        assert answer.status_code == 409


class TestTransfers:
    def send(self, client: Client, member: Member, **more: Any) -> Any:
        given = {"to": "SV-CT-2", "decision_number": "12-GGT", "is_clear": "on", **more}
        return post(client, "transfer", member.pk, **given)

    def test_go_from_one_side_to_the_other(
        self, register: SimpleNamespace, secretary: Actor, hill_secretary: Actor, as_client: Any
    ) -> None:
        ours, theirs = as_client(secretary), as_client(hill_secretary)
        assert self.send(ours, register.an, is_clear="").status_code == 422
        assert self.send(ours, register.an).status_code == 302
        with acting_for(secretary):
            letter = Transfer.objects.get()
        shown = text(page(theirs, "transfers"))
        assert "Trần Văn An" in shown
        assert "ngày làm việc" in shown
        assert "Chi bộ Đồi, Đảng bộ Sở Công trình" in shown  # many committees have a cell so named
        paper = text(page(theirs, "transfer_detail", letter.pk))
        assert "1980" in paper
        assert "012345678901" not in paper
        assert post(ours, "confirm_transfer", letter.pk, on=day(NOW)).status_code == 403
        late = post(theirs, "confirm_transfer", letter.pk, on=day(NOW + timedelta(days=1)))
        assert late.status_code == 422
        assert post(theirs, "confirm_transfer", letter.pk, on=day(NOW)).status_code == 302
        assert page(theirs, "detail", register.an.pk).status_code == 200
        assert page(ours, "detail", register.an.pk).status_code == 404
        assert "nơi nhận đã xác nhận" in text(page(ours, "transfers"))

    def test_are_returned_or_withdrawn_with_a_reason(
        self,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
        inspector: Actor,
        far_officer: Actor,
        as_client: Any,
    ) -> None:
        ours, theirs = as_client(secretary), as_client(hill_secretary)
        for name, client in (("return_transfer", theirs), ("withdraw_transfer", ours)):
            self.send(ours, register.an)
            with acting_for(secretary):
                letter = Transfer.objects.get(state="sent")
            assert post(client, name, letter.pk, reason=" ").status_code == 422
            assert post(as_client(inspector), name, letter.pk, reason="x").status_code == 403
            assert post(as_client(far_officer), name, letter.pk, reason="x").status_code == 404
            assert post(client, name, letter.pk, reason="sai nơi đến").status_code == 302

    def test_temporary_stay_is_listed_where_it_is(
        self, register: SimpleNamespace, secretary: Actor, hill_secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        begin = NOW - timedelta(days=10)
        given = {
            "at": "SV-CT-2",
            "valid_from": day(begin),
            "last_day": day(NOW + timedelta(days=20)),
            "reason": "biệt phái",
            "decision_number": "2",
        }
        assert post(client, "stay", register.an.pk, **given).status_code == 422  # under 3 months
        given["last_day"] = day(NOW + timedelta(days=120))
        assert post(client, "stay", register.an.pk, **given).status_code == 302
        theirs = as_client(hill_secretary)
        assert "Trần Văn An" in text(page(theirs, "list"))
        with acting_for(hill_secretary):
            stay = TemporaryStay.objects.get()
        assert post(theirs, "end_stay", stay.pk, on=day(NOW)).status_code == 302
        assert page(theirs, "end_stay", 999_999).status_code == 404

    @pytest.fixture
    def stay(self, register: SimpleNamespace, world: SimpleNamespace, secretary: Actor) -> Any:
        with acting_for(secretary):
            return services.start_temporary_stay(
                actor=secretary,
                member=register.an,
                at=world.hill,
                valid_from=NOW - timedelta(days=10),
                last_day=NOW + timedelta(days=120),
                reason="biệt phái",
                decision_number="2",
            )

    def test_temporary_stay_is_prolonged_from_either_side(
        self, stay: Any, secretary: Actor, hill_secretary: Actor, as_client: Any
    ) -> None:
        ours, theirs = as_client(secretary), as_client(hill_secretary)
        assert reverse("members:extend_stay", args=[stay.pk]) in text(
            page(ours, "detail", stay.member_id)
        )
        assert reverse("members:extend_stay", args=[stay.pk]) in text(page(theirs, "list"))
        last = NOW + timedelta(days=120)
        same = post(theirs, "extend_stay", stay.pk, last_day=day(last), decision_number="3")
        assert same.status_code == 422
        assert "phải sau ngày cuối cũ" in text(same)
        later = last + timedelta(days=30)
        done = post(theirs, "extend_stay", stay.pk, last_day=day(later), decision_number="3")
        assert done.status_code == 302
        with acting_for(hill_secretary):
            assert TemporaryStay.objects.known().get().valid_to == later + timedelta(days=1)

    @pytest.mark.parametrize("name", ["extend_stay", "end_stay"])
    def test_temporary_stay_is_for_those_in_charge_only(
        self,
        stay: Any,
        inspector: Actor,
        stranger: Actor,
        far_officer: Actor,
        as_client: Any,
        name: str,
    ) -> None:
        assert page(as_client(inspector), name, stay.pk).status_code == 403
        assert page(as_client(stranger), name, stay.pk).status_code == 403  # the member, no office
        assert page(as_client(far_officer), name, stay.pk).status_code == 404
        assert page(as_client(inspector), name, 999_999).status_code == 404


class TestMend:
    def test_lists_what_is_wrong_in_the_own_cell(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor, as_client: Any
    ) -> None:
        client = as_client(secretary)
        shown = text(page(client, "mend", world.river.pk))
        assert "Trần Văn An" in shown
        assert "Thiếu quê quán." in shown
        assert page(client, "mend", world.hill.pk).status_code == 404


def upload(client: Client, data: bytes, name: str = "ds.xlsx", into: str = "SV") -> Any:
    return post(
        client,
        "import",
        organisation=into,
        as_of="30-9-2026",
        file=SimpleUploadedFile(name, data),
    )


class TestImport:
    def test_goes_step_by_step_and_back(
        self, world: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        answer = upload(client, workbook([HEAD, *PEOPLE]))
        assert answer.status_code == 302
        with acting_for(officer):
            run = ImportRun.objects.get()
        shown = text(client.get(answer.url))
        assert "Người mới" in shown
        assert "Vũ Đình Khải" in shown
        assert "Ghi vào sổ" in shown
        assert page(client, "import_headings", run.pk).status_code == 200
        assert post(client, "import_apply", run.pk).status_code == 302
        with acting_for(officer):
            assert Member.objects.count() == 3
        assert "Kết quả" in text(page(client, "import_run", run.pk))
        assert page(client, "import_undo", run.pk).status_code == 200
        assert post(client, "import_undo", run.pk).status_code == 302
        with acting_for(officer):
            assert not Member.objects.entered().exists()

    def test_names_what_is_wrong_and_writes_nothing(
        self, world: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        bad = [4, "Lê Sai", "Nam", "31/02/1980", "", "", "", "", "Chi bộ Sông"]
        answer = upload(client, workbook([HEAD, *PEOPLE, bad]))
        shown = text(client.get(answer.url))
        assert "D5" in shown
        assert "Không có ngày" in shown
        assert "disabled" in shown
        with acting_for(officer):
            run = ImportRun.objects.get()
        assert "D" in text(page(client, "import_problems", run.pk))
        post(client, "import_apply", run.pk)
        with acting_for(officer):
            assert not Member.objects.exists()

    def test_puts_likely_doubles_side_by_side(
        self, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        row = [1, "Trần Văn An", "Nam", "19/5/1980", "", "", "", "ĐH", "Chi bộ Sông"]
        shown = text(client.get(upload(client, workbook([HEAD, row])).url))
        assert "Có thể là người đã có trong sổ" in shown
        said, held = shown.split(f"{TARGETS['education']}: ")[1:3]
        assert said.startswith("<b>đại học</b>")  # what the list says
        assert held.startswith("<b>chưa ghi</b>")  # beside what the register holds
        with acting_for(officer):
            run = ImportRun.objects.get()
        post(client, "import_choose", run.pk, row_2=str(register.an.pk))
        post(client, "import_apply", run.pk)
        with acting_for(officer):
            assert Member.objects.filter(folded="tran van an").count() == 1

    @pytest.mark.parametrize("data", [b"%PDF-1.7 \x00\x01", b"PK\x03\x04 broken", b""])
    def test_refuses_a_file_that_is_no_table(
        self, world: SimpleNamespace, officer: Actor, as_client: Any, data: bytes
    ) -> None:
        assert upload(as_client(officer), data).status_code == 422

    def test_is_out_of_reach_of_others(
        self,
        world: SimpleNamespace,
        officer: Actor,
        secretary: Actor,
        far_officer: Actor,
        as_client: Any,
    ) -> None:
        upload(as_client(officer), workbook([HEAD, *PEOPLE]))
        with acting_for(officer):
            run = ImportRun.objects.get()
        for actor in (secretary, far_officer):
            for name in ("import_run", "import_headings", "import_undo", "import_progress"):
                assert page(as_client(actor), name, run.pk).status_code == 404
        assert upload(as_client(secretary), workbook([HEAD, *PEOPLE]), into="SV").status_code == 422

    def test_long_list_waits_for_the_worker_and_can_be_stopped(
        self, world: SimpleNamespace, officer: Actor, as_client: Any, monkeypatch: Any
    ) -> None:
        from sotay.members.views import importing as views

        monkeypatch.setattr(views, "AT_ONCE", 2)
        asked: list[int] = []
        monkeypatch.setattr(importing, "defer", lambda actor, run: asked.append(run.pk))
        client = as_client(officer)
        upload(client, workbook([HEAD, *PEOPLE]))
        with acting_for(officer):
            run = ImportRun.objects.get()
        post(client, "import_apply", run.pk)
        assert asked == [run.pk]
        shown = text(page(client, "import_run", run.pk))
        assert "Dừng lại" in shown
        assert "hx-get" in text(page(client, "import_progress", run.pk))
        with acting_for(officer):
            assert not Member.objects.exists()


class TestExport:
    def test_is_taken_in_again_without_change(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        for kind in ("xlsx", "csv"):
            answer = page(client, "export", kind=kind)
            assert answer.status_code == 200
            assert "attachment" in answer["Content-Disposition"]
            with acting_for(actor_for(officer.user, NOW)) as actor:
                run = importing.import_file(
                    actor=actor,
                    organisation=world.bloc,
                    data=answer.content,
                    file_name=f"x.{kind}",
                    as_of=NOW,
                )
                assert (run.counts["same"], run.counts["new"], run.counts["changed"]) == (2, 0, 0)
        assert AuditEntry.objects.filter(act="members.export").count() == 2

    def test_makes_formulas_harmless(
        self, world: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        with acting_for(officer):
            services.register_member(
                actor=officer,
                cell=world.river,
                since=date(2020, 1, 1),
                facts=facts("Vũ Dũng", occupation="=HYPERLINK(1)"),
            )
        shown = page(as_client(officer), "export", kind="csv").content.decode("utf-8-sig")
        assert "'=HYPERLINK" in shown

    def test_is_not_for_inspectors(
        self, register: SimpleNamespace, inspector: Actor, as_client: Any
    ) -> None:
        assert page(as_client(inspector), "export").status_code == 403


class TestAccountsOfMembers:
    def test_are_managed_from_above_the_cell_only(
        self,
        register: SimpleNamespace,
        officer: Actor,
        far_officer: Actor,
        secretary: Actor,
        inspector: Actor,
        stranger: Actor,
        as_client: Any,
    ) -> None:
        own = reverse("accounts:person", args=[stranger.user.pk])
        assert as_client(officer).get(own).status_code == 200
        assert stranger.user.username in text(as_client(officer).get(reverse("accounts:people")))
        assert as_client(far_officer).get(own).status_code == 404
        assert as_client(secretary).get(own).status_code == 404  # of the very cell, not above it
        assert as_client(inspector).get(own).status_code == 403
        today = actor_for(officer.user, NOW)
        with acting_for(today):
            services.end_membership(
                actor=today, member=register.an, on=NOW, how="removal", decision_number="1"
            )
        assert as_client(officer).get(own).status_code == 404


class TestOnPagesOfOrganisations:
    def test_figures_are_those_of_the_day(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            for name, then, now in (
                (figures.MEMBERS, 1, 2),
                (figures.FULL_MEMBERS, 1, 1),
                (figures.PROBATIONARY, 0, 1),
            ):
                assert figures.count(name, world.works, date(2025, 9, 1)) == then
                assert figures.count(name, world.works, date(2025, 9, 2)) == now

    def test_a_cell_is_parted_by_the_names_of_its_members(
        self, register: SimpleNamespace, world: SimpleNamespace, officer: Actor, as_client: Any
    ) -> None:
        client = as_client(officer)
        url = reverse("organisations:split", args=[world.river.pk])
        assert "Trần Văn An, 1980" in text(client.get(url))
        with acting_for(officer):
            bach = services.register_member(
                actor=officer, cell=world.river, since=date(2015, 1, 1), facts=facts("Đỗ Văn Bách")
            )
        given = {
            "on": day(NOW),
            "decision_number": "5-QĐ",
            "name_1": "Chi bộ Sông Trên",
            f"goes_{register.an.pk}": "1",
            f"goes_{bach.pk}": "0",
        }
        assert client.post(url, given).status_code == 200
        name = text(client.post(url, given)).split("Tên phải gõ đủ:")[1].split("<b>")[1]
        typed = {**given, "go_lai_ten": name.split("</b>")[0]}
        assert client.post(url, typed).status_code == 302
        with acting_for(officer):
            assert Member.objects.get(pk=bach.pk).cell == world.river
            assert Member.objects.get(pk=register.an.pk).cell != world.river

    def test_panel_shows_members_and_links(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor, far_officer: Actor
    ) -> None:
        with acting_for(officer):
            shown = [
                one.context
                for one in panels.collect(officer, world.works, officer.today, None)
                if one.template == "members/_panel.html"
            ]
        assert shown[0]["members"] == 2
        assert shown[0]["may_list"]
        with acting_for(far_officer):
            [other] = [
                one.context
                for one in panels.collect(far_officer, world.works, officer.today, None)
                if one.template == "members/_panel.html"
            ]
        assert not other["may_list"]
