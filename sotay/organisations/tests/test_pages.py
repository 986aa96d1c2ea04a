"""Pages: done, refused, not allowed, not found; the day asked for; a fixed count of queries."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.organisations import figures, panels, services
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Grant, Organisation, PartyGroup, Placement, Profile
from sotay.organisations.services import Decision, NewOrganisation

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
DAY = date(2025, 7, 1)
ANSWERS = {
    "on": "01-7-2025",
    "decision_number": "214-QĐ/ĐU",
    "decision_issuer": "Đảng ủy Khối Sông Vân",
    "decided_on": "26-6-2025",
}


def page(name: str, *args: Any, **asked: str) -> str:
    from urllib.parse import urlencode

    url = reverse(f"organisations:{name}", args=args)
    return f"{url}?{urlencode(asked)}" if asked else url


@pytest.fixture
def merged(committees: SimpleNamespace, system: Actor, decision: Decision) -> Act:
    return services.merge(
        sources=[committees.works, committees.roads],
        into=NewOrganisation("Đảng bộ Sở Xây dựng và Giao thông", "grassroots_committee"),
        on=DAY, decision=decision, actor=system,
    )  # fmt: skip


class TestTree:
    def test_shows_the_tree_of_the_day(
        self, committees: SimpleNamespace, merged: Act, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        bloc = committees.bloc.pk
        today = client.get(page("tree", mo=str(bloc))).content.decode()
        assert "Đảng bộ Sở Xây dựng và Giao thông" in today
        assert "Đảng bộ Sở Công trình" not in today
        past = client.get(page("tree", mo=str(bloc), ngay="30-6-2025")).content.decode()
        assert "Đảng bộ Sở Công trình" in past
        assert "nay thuộc Đảng bộ Sở Xây dựng và Giao thông" in past
        first = client.get(page("tree", mo=str(bloc), ngay="2025-07-01")).content.decode()
        assert "nay thuộc" not in first

    def test_before_it_was_recorded_the_act_is_not_known(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        from datetime import datetime
        from zoneinfo import ZoneInfo

        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        for model in (Placement, Profile, Grant):
            model.objects.update(recorded_at=datetime(2010, 1, 1, tzinfo=zone))
        services.rename(
            organisation=committees.works, name="Đảng bộ Sở Xây dựng", on=DAY, decision=decision,
            actor=system, recorded_at=datetime(2025, 7, 5, 8, tzinfo=zone),
        )  # fmt: skip
        client = as_client(officer)

        def named(known_on: str) -> set[tuple[str, str]]:
            asked = {"mo": str(committees.bloc.pk), "ngay": "2025-07-02", "biet": known_on}
            (bloc,) = client.get(page("tree", **asked)).context["nodes"]
            return {(node.name, node.later) for node in bloc.children}

        assert ("Đảng bộ Sở Công trình", "Đảng bộ Sở Xây dựng") in named("4-7-2025")
        assert ("Đảng bộ Sở Xây dựng", "") in named("5-7-2025")

    def test_a_day_that_cannot_be_read_is_left_out_with_a_sentence(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        text = as_client(officer).get(page("tree", ngay="31-6-2025")).content.decode()
        assert "Không có ngày 31-6-2025 trong lịch" in text
        assert "Đang xem ngày" not in text

    @pytest.mark.parametrize("words", ["so cong trinh", "Sở Xây dựng và", "SV-CT"])
    def test_finds_by_the_name_of_then_of_now_and_by_code(
        self,
        committees: SimpleNamespace,
        merged: Act,
        officer: Actor,
        as_client: SignIn,
        words: str,
    ) -> None:
        url = page("tree", tim=words, ngay="30-6-2025")
        found = as_client(officer).get(url).context["found"]
        assert committees.works.pk in {node.id for node in found}

    def test_a_secretary_sees_their_own_line_and_no_figures_above_it(
        self, world: SimpleNamespace, secretary: Actor, as_client: SignIn
    ) -> None:
        response = as_client(secretary).get(page("tree"))
        (bloc,) = response.context["nodes"]
        (works,) = bloc.children
        assert [child.id for child in works.children] == [world.river.pk]
        assert not bloc.has_count

    def test_queries_do_not_grow_with_the_tree(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        client = as_client(officer)

        def count() -> int:
            with CaptureQueriesContext(
                connection,
            ) as made:
                opened = f"{committees.bloc.pk},{committees.works.pk}"
                client.get(page("tree", mo=opened, ngay="30-6-2025"))
            return len(made)

        count()
        before = count()
        rows = [(NewOrganisation(f"Chi bộ {n}", "cell", code=f"X{n}"), "SV-CT") for n in range(60)]
        services.found_all(rows=rows, on=date(2020, 1, 1), decision=decision, actor=system)
        count()  # what is kept until the next act is counted anew
        assert count() == before

    def test_of_nobodys_says_what_fills_it(
        self, world: SimpleNamespace, stranger: Actor, as_client: SignIn
    ) -> None:
        shown = as_client(stranger).get(page("tree")).content.decode()
        assert "Tài khoản này chưa gắn với tổ chức nào" in shown
        assert "Đồng chí bấm vào tên" not in shown

    def test_over_two_hundred_children_one_searches_first(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        rows = [(NewOrganisation(f"Chi bộ {n}", "cell", code=f"X{n}"), "SV-CT") for n in range(199)]
        services.found_all(rows=rows, on=date(2020, 1, 1), decision=decision, actor=system)
        text = as_client(officer).get(page("tree", mo=str(world.works.pk))).content.decode()
        assert "201 tổ chức. Đồng chí tìm theo tên" in text
        assert "Chi bộ 7<" not in text

    def test_a_line_opens_and_closes_in_place(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        opened = client.get(page("node", world.works.pk, mo="1")).content.decode()
        assert "Chi bộ Sông" in opened
        assert "<html" not in opened
        assert (
            "Chi bộ Sông" not in client.get(page("node", world.works.pk, mo="0")).content.decode()
        )

    def test_asks_for_sign_in(self, world: SimpleNamespace, client: Client) -> None:
        assert client.get(page("tree")).status_code == 302


class TestDetail:
    def test_shows_history_lineage_heirs_and_what_upper_floors_add(
        self, committees: SimpleNamespace, merged: Act, officer: Actor, as_client: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(panels, "_panels", {})
        panels.register("late", lambda *_asked: ("organisations/_compare.html", {"rows": []}))
        url = page("detail", committees.works.pk, ngay="30-6-2025")
        response = as_client(officer).get(url)
        text = response.content.decode()
        assert response.status_code == 200
        assert "Mở tổ chức kế tục hôm nay" in text
        assert '<svg class="svg lineage"' in text
        assert 'class="day"' in text
        assert "sáp nhập “Đảng bộ Sở Công trình”, “Đảng bộ Sở Giao thông” thành" in text
        assert "Hai ngày khác nhau thế nào" in text
        assert "Sắp xếp tổ chức" not in text  # a past day is for reading only
        assert len(response.context["page"].panels) == 1

    def test_of_many_founded_at_once_names_the_pages_own(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        rows = [(NewOrganisation(f"Chi bộ {n}", "cell", code=f"X{n}"), "SV-CT") for n in range(9)]
        services.found_all(rows=rows, on=date(2020, 1, 1), decision=decision, actor=system)
        last = Organisation.objects.get(code="X8")
        shown = as_client(officer).get(page("detail", last.pk)).content.decode()
        assert "thành lập “Chi bộ 8” và 8 tổ chức khác" in shown

    def test_of_today_offers_acts_to_those_above_only(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, as_client: SignIn
    ) -> None:
        url = page("detail", world.river.pk)
        assert reverse("organisations:dissolve", args=[world.river.pk]) in (
            as_client(officer).get(url).content.decode()
        )
        assert "Sắp xếp tổ chức" not in as_client(secretary).get(url).content.decode()

    def test_out_of_sight_is_not_found(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        assert as_client(officer).get(page("detail", world.far.pk)).status_code == 404

    def test_a_missing_figure_is_drawn_as_missing(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "Đảng viên", lambda *_asked: None)
        url = page("detail", world.river.pk, ngay="30-6-2025")
        text = as_client(officer).get(url).content.decode()
        assert '<span class="chip missing">thiếu</span>' in text
        assert 'class="n missing" data-t="30-6-2025">thiếu</td>' in text

    def test_warns_by_rule_with_its_source(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.FULL_MEMBERS, "", lambda *_asked: 2)
        text = as_client(officer).get(page("detail", world.river.pk)).content.decode()
        assert "Chi bộ có 2 đảng viên chính thức, ít hơn 3." in text
        assert "organisations.cell.min_full_members" in text


class TestPastDay:
    def test_refuses_a_write(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        url = page("rename", world.river.pk, ngay="30-6-2025")
        response = as_client(officer).post(url, ANSWERS)
        assert response.status_code == 409
        assert "Đang xem ngày 30-6-2025. Chỉ để xem, không sửa." in response.content.decode()

    def test_today_written_out_is_today(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        from django.utils import timezone

        url = page("rename", world.river.pk, ngay=timezone.localdate().isoformat())
        assert as_client(officer).post(url, ANSWERS).status_code == 422


class TestActs:
    def test_a_form_a_rehearsal_and_the_act(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        url = page("merge", world.hill.pk)
        assert "Chi bộ Sông" in client.get(url).content.decode()
        answers = {**ANSWERS, "beside": [world.river.pk], "into": "new", "name": "Chi bộ Sông Đồi"}
        preview = client.post(url, answers)
        assert preview.status_code == 200
        assert "sáp nhập “Chi bộ Đồi”, “Chi bộ Sông” thành “Chi bộ Sông Đồi”" in (
            preview.content.decode()
        )
        assert not Act.objects.exists()
        wrong = client.post(url, {**answers, "go_lai_ten": "Chi bộ Sông"})
        assert wrong.status_code == 422
        assert not Act.objects.exists()
        done = client.post(url, {**answers, "go_lai_ten": "Chi bộ Sông Đồi"})
        made = Act.objects.get().outcome
        assert done.status_code == 302
        assert done["Location"] == reverse("organisations:detail", args=[made.pk])

    @pytest.mark.parametrize(
        ("what", "who", "answers", "typed"),
        [
            ("found", "works", {"name": "Chi bộ Kè", "kind": "cell"}, "Chi bộ Kè"),
            ("rename", "river", {"name": "Chi bộ Sông lớn", "kind": "cell"}, "Chi bộ Sông lớn"),
            ("reparent", "river", {"parent": "SV"}, "Chi bộ Sông"),
            ("dissolve", "river", {"members_to": "chi bo doi"}, "Chi bộ Sông"),
        ],
    )
    def test_every_act_by_its_page(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn, what: str, who: str,
        answers: dict[str, str], typed: str,
    ) -> None:  # fmt: skip
        client = as_client(officer)
        url = page(what, getattr(world, who).pk)
        assert client.get(url).status_code == 200
        given = {**ANSWERS, **answers}
        assert client.post(url, given).status_code == 200
        assert client.post(url, {**given, "go_lai_ten": typed}).status_code == 302
        assert Act.objects.get().what == what

    def test_a_split_by_its_page(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client, roads = as_client(officer), committees.roads
        url = page("split", roads.pk)
        bridge, ferry = committees.bridge.pk, committees.ferry.pk
        given = {**ANSWERS, "name_1": "Đảng bộ Cầu", f"goes_{bridge}": "1", f"goes_{ferry}": "0"}
        assert client.post(url, given).status_code == 200
        assert client.post(url, {**given, "go_lai_ten": "Đảng bộ Sở Giao thông"}).status_code == 302
        made = Organisation.objects.get(
            pk=Act.objects.latest("pk").details["parts"][0]["organisation"]
        )
        assert Placement.objects.as_of(DAY).get(organisation=committees.bridge).parent == made
        assert Placement.objects.as_of(DAY).filter(organisation=roads).exists()

    def test_a_split_into_as_many_as_are_wanted(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision,
    ) -> None:  # fmt: skip
        client, roads = as_client(officer), committees.roads
        rows = [(NewOrganisation(f"Chi bộ Trạm {n}", "cell", code=f"T{n}"), roads.code)
                for n in range(4)]  # fmt: skip
        services.found_all(rows=rows, on=date(2020, 1, 1), decision=decision, actor=system)
        stations = [Organisation.objects.get(code=f"T{n}").pk for n in range(4)]
        going = [committees.bridge.pk, committees.ferry.pk, *stations]
        url = page("split", roads.pk)
        first = client.get(url).content.decode()
        assert "Thêm một tổ chức" in first
        assert 'name="name_2"' in first
        assert 'name="name_3"' not in first
        given: dict[str, Any] = {**ANSWERS, "parts": "2"}
        for number in range(3, 7):  # the button, four times; nothing is judged on the way
            given |= {"name_1": "Đảng bộ Cầu", "them": "1"}
            more = client.post(url, given)
            shown = more.content.decode()
            assert more.status_code == 200
            assert f'name="name_{number}"' in shown
            assert f'name="name_{number + 1}"' not in shown
            assert "1: Đảng bộ Cầu" in shown
            assert "214-QĐ/ĐU" in shown
            assert "chỗ cần sửa" not in shown
            given["parts"] = str(number)
        assert not Act.objects.filter(what="split").exists()
        del given["them"]
        given |= {f"name_{n}": f"Đảng bộ {n}" for n in range(1, 7)}
        given |= {f"goes_{key}": str(n) for n, key in enumerate(going, 1)}
        assert client.post(url, given).status_code == 200
        assert client.post(url, {**given, "go_lai_ten": "Đảng bộ Sở Giao thông"}).status_code == 302
        told = Act.objects.get(what="split").details
        assert len(told["parts"]) == 6
        assert not Placement.objects.as_of(DAY).filter(organisation=roads).exists()

    def test_a_split_names_what_does_not_fit(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        client, url = as_client(officer), page("split", committees.roads.pk)
        bridge, ferry = committees.bridge.pk, committees.ferry.pk
        nobody = client.post(url, {**ANSWERS, "name_1": "Đảng bộ Cầu"})
        assert nobody.status_code == 422
        assert "Chưa xếp tổ chức hay đảng viên nào" in nobody.content.decode()
        going = {f"goes_{bridge}": "1", f"goes_{ferry}": "2"}
        nameless = client.post(url, {**ANSWERS, **going, "name_1": "Đảng bộ Cầu"})
        assert nameless.status_code == 422
        assert "chưa có tên" in nameless.content.decode()
        empty = {"name_1": "Đảng bộ Cầu", "name_2": "Đảng bộ Phà", "name_3": "Đảng bộ Bến"}
        idle = client.post(url, {**ANSWERS, **going, **empty})
        assert idle.status_code == 422
        assert "Chưa xếp ai, nơi nào về đây" in idle.content.decode()
        many = client.post(url, {**ANSWERS, "parts": "9999999999", "them": "1"})
        assert many.status_code == 200
        assert client.post(url, {**ANSWERS, "parts": "998"}).status_code == 422

    def test_a_split_is_for_those_above_and_in_sight(
        self, committees: SimpleNamespace, secretary: Actor, officer: Actor, as_client: SignIn
    ) -> None:
        asked = {**ANSWERS, "parts": "2", "them": "1"}
        own = page("split", committees.river.pk)
        assert as_client(secretary).post(own, asked).status_code == 403
        assert as_client(officer).post(page("split", 999_999), asked).status_code == 404

    def test_founding_asks_for_a_kind_and_offers_no_second_party(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        shown = as_client(officer).get(page("found", world.works.pk)).content.decode()
        assert "chọn loại hình" in shown
        assert 'value="root"' not in shown
        refused = as_client(officer).post(page("found", world.works.pk), {**ANSWERS, "name": "X"})
        assert refused.status_code == 422

    def test_a_refusal_is_shown_on_the_form_with_what_was_typed(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        response = as_client(officer).post(page("dissolve", world.works.pk), ANSWERS)
        assert response.status_code == 422
        assert "còn 2 tổ chức trực thuộc" in response.content.decode()
        assert "214-QĐ/ĐU" in response.content.decode()

    def test_not_allowed_and_not_found(
        self, world: SimpleNamespace, secretary: Actor, far_officer: Actor, as_client: SignIn
    ) -> None:
        assert as_client(secretary).get(page("rename", world.river.pk)).status_code == 403
        assert as_client(far_officer).get(page("rename", world.river.pk)).status_code == 404

    def test_is_corrected_by_its_page(
        self, committees: SimpleNamespace, merged: Act, officer: Actor, as_client: SignIn
    ) -> None:
        client = as_client(officer)
        assert "Đính chính việc này" in client.get(page("act", merged.pk)).content.decode()
        url = page("correct", merged.pk)
        assert client.post(url, {"reason": "nhầm", "go_lai_ten": "x"}).status_code == 422
        done = client.post(url, {"reason": "nhầm", "go_lai_ten": "214-QĐ/ĐU"})
        assert done.status_code == 302
        assert Placement.objects.as_of(DAY).filter(organisation=committees.works).exists()
        assert "đã được đính chính" in client.get(page("act", merged.pk)).content.decode()

    def test_a_correction_is_asked_of_those_who_may_only(
        self, committees: SimpleNamespace, merged: Act, officer: Actor, secretary: Actor,
        as_client: SignIn,
    ) -> None:  # fmt: skip
        own = (
            committees.river.acts.first()
            or Act.objects.filter(organisations=committees.river).first()
        )
        assert own is not None
        assert as_client(officer).get(page("correct", own.pk)).status_code == 200
        assert as_client(secretary).get(page("correct", own.pk)).status_code == 403
        assert as_client(officer).get(page("correct", 999_999)).status_code == 404


class TestCompare:
    def test_names_the_acts_that_make_the_difference(
        self, committees: SimpleNamespace, merged: Act, officer: Actor, as_client: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        w = committees
        heads = {w.river.pk: 10, w.hill.pk: 12, w.bridge.pk: 30, w.ferry.pk: 5}

        def members(organisation: Any, day: date, _known: Any) -> int:
            under = Organisation.objects.within(organisation, day)
            return sum(heads.get(one.pk, 0) for one in under)

        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "Đảng viên", members)
        url = page("compare", w.works.pk, tu="30-6-2025", den="01-7-2025")
        client = as_client(officer)
        (row,) = client.get(url).context["comparison"].rows
        assert (row.then, row.now, row.difference, row.why) == ("22", "57", "+35", "+35 sáp nhập")
        texts = client.get(url).context["comparison"].texts
        assert ("Tên gọi", "Đảng bộ Sở Công trình", "Đảng bộ Sở Xây dựng và Giao thông") in texts
        (same,) = client.get(url + "&quy=on").context["comparison"].rows
        assert (same.then, same.now, same.difference) == ("57", "57", "0")

    def test_as_recorded_by_a_day(
        self, committees: SimpleNamespace, officer: Actor, as_client: SignIn, system: Actor,
        decision: Decision, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        from datetime import datetime
        from zoneinfo import ZoneInfo

        zone, w = ZoneInfo("Asia/Ho_Chi_Minh"), committees
        for model in (Placement, Profile, Grant):
            model.objects.update(recorded_at=datetime(2010, 1, 1, tzinfo=zone))
        Act.objects.update(recorded_at=datetime(2010, 1, 1, tzinfo=zone))
        services.reparent(
            organisation=w.bridge, parent=w.works, on=DAY, decision=decision, actor=system,
            recorded_at=datetime(2025, 7, 5, 8, tzinfo=zone),
        )  # fmt: skip
        heads = {w.river.pk: 10, w.hill.pk: 12, w.bridge.pk: 30, w.ferry.pk: 5}

        def members(organisation: Any, day: date, known: date | None) -> int:
            under = Placement.objects.as_of(day, known).filter(parent=organisation)
            return heads.get(organisation.pk, 0) + sum(
                heads.get(p.organisation_id, 0) for p in under
            )

        monkeypatch.setattr(figures, "_figures", {})
        figures.register(figures.MEMBERS, "Đảng viên", members, rows=lambda key, day: f"/r/{key}/")
        asked = {"tu": "30-6-2025", "den": "02-7-2025"}
        client = as_client(officer)

        def row(**more: str) -> Any:
            (found,) = (
                client.get(page("compare", w.works.pk, **asked, **more)).context["comparison"].rows
            )
            return found

        assert (row().now, row().why) == ("52", "+30 chuyển trực thuộc")
        assert (row(biet="5-7-2025").now, row(biet="5-7-2025").why) == (
            "52",
            "+30 chuyển trực thuộc",
        )
        eve = row(biet="4-7-2025")
        assert (eve.then, eve.now, eve.difference, eve.why) == ("22", "22", "0", "")
        assert eve.now_url.endswith("?biet=2025-07-04")
        assert row(biet="4-7-2025", quy="on").then == "22"
        assert row(quy="on").then == "52"
        shown = client.get(page("compare", w.works.pk, biet="4-7-2025", **asked)).content.decode()
        assert 'value="04-7-2025"' in shown
        assert "cả hai ngày theo số liệu đã ghi đến ngày" in shown

    def test_before_anything_was_recorded_there_are_no_figures(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        url = page("compare", world.works.pk, tu="30-6-2025", den="02-7-2025", biet="01-01-1990")
        answer = as_client(officer).get(url)
        assert answer.context["comparison"] is None
        assert "Đến ngày 01-01-1990 sổ chưa ghi gì về tổ chức này" in answer.content.decode()

    def test_not_in_reach_and_not_found(
        self, world: SimpleNamespace, secretary: Actor, as_client: SignIn
    ) -> None:
        client = as_client(secretary)
        assert client.get(page("compare", world.bloc.pk, biet="4-7-2025")).status_code == 403
        assert client.get(page("compare", 999_999)).status_code == 404

    def test_the_later_day_must_be_later(
        self, world: SimpleNamespace, officer: Actor, as_client: SignIn
    ) -> None:
        url = page("compare", world.works.pk, tu="01-7-2025", den="01-7-2025")
        text = as_client(officer).get(url).content.decode()
        assert "Ngày sau phải muộn hơn ngày trước" in text


class TestOfficesAndGroups:
    def test_given_and_ended(
        self, world: SimpleNamespace, officer: Actor, stranger: Actor, as_client: SignIn
    ) -> None:
        from sotay.organisations.models import Office

        client = as_client(officer)
        given = {"username": "stranger", "office": Office.objects.get(code="deputy").pk,
                 "on": "01-7-2025"}  # fmt: skip
        assert client.post(page("grant_office", world.hill.pk), given).status_code == 302
        grant = Grant.objects.get(user=stranger.user)
        refused = client.post(page("grant_office", world.hill.pk), given)
        assert refused.status_code == 422
        assert client.post(page("end_office", grant.pk), {"on": "01-8-2025"}).status_code == 302
        assert not Grant.objects.as_of(date(2025, 8, 1)).filter(user=stranger.user).exists()

    def test_not_in_ones_own_organisation(
        self, world: SimpleNamespace, secretary: Actor, as_client: SignIn
    ) -> None:
        assert as_client(secretary).get(page("grant_office", world.river.pk)).status_code == 403

    def test_party_groups(
        self, world: SimpleNamespace, secretary: Actor, as_client: SignIn
    ) -> None:
        client = as_client(secretary)
        url = page("form_party_group", world.river.pk)
        assert client.post(url, {"name": "Tổ 1", "on": "01-7-2025"}).status_code == 302
        group = PartyGroup.objects.get()
        assert "Tổ 1" in client.get(page("detail", world.river.pk)).content.decode()
        assert (
            client.post(page("end_party_group", group.pk), {"on": "02-7-2025"}).status_code == 302
        )
        assert not PartyGroup.objects.as_of(date(2025, 7, 2)).exists()
