"""Who was at a session with a mass organisation, and the papers of it as Word and PDF."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.organisations.access import Actor, acting_for
from sotay.papers import plain, typeset
from sotay.papers.layout import town_of
from sotay.proposals import papers, record, rules, services
from sotay.proposals.models import Attendee, MassOrganisation, WorkingSession

pytestmark = pytest.mark.django_db

AsClient = Callable[[Actor], Client]
THERE: dict[str, Any] = {
    "chair": "Lê Văn Tám, Phó Bí thư",
    "clerk": "Đỗ Thị Ghi, chuyên viên",
    "committee": ["Trưởng ban Dân vận", " ", "Phạm Văn Bốn,  Ủy viên"],
    "mass": ["Ngô Văn Lạ, Chủ tịch", "Ủy viên ban chấp hành"],
}


@pytest.fixture
def attended(held: WorkingSession, officer: Actor) -> WorkingSession:
    """The session with everybody written down, in a place."""
    with acting_for(officer):
        services.attend(session=held, actor=officer, **THERE)
        return services.mass.hold_session(
            session=held,
            held_on=officer.today,
            place="Phòng họp tầng 2, Sông Vân",
            conclusion=held.conclusion,
            actor=officer,
        )


class TestALineOfWhoWasThere:
    @pytest.mark.parametrize(
        "line",
        [
            "Ngô Văn Lạ, 0912 345 678",
            "Ngô Văn Lạ, 0912.345.678",
            "Ngô Văn Lạ, thẻ 001088012345",
            "Ngô Văn Lạ, sinh 5-12-1970",
            "Ngô Văn Lạ, sinh 05/12/1970",
            "la@khoi.vn",
        ],
    )
    def test_holds_no_more_than_name_and_position(self, line: str) -> None:
        assert rules.says_too_much(line)

    @pytest.mark.parametrize(
        "line",
        [
            "Ngô Văn Lạ, Chủ tịch nhiệm kỳ 2025-2030",
            "Ban Dân vận: 2 chuyên viên",
            "Phó Chủ tịch Công đoàn cơ sở 12345678",  # eight figures, the most
        ],
    )
    def test_takes_positions_with_years_and_numbers(self, line: str) -> None:
        assert not rules.says_too_much(line)

    @given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from(["", " ", ".", "-"]))
    def test_nine_figures_in_a_row_are_too_many_however_grouped(self, n: int, gap: str) -> None:
        figures = f"{n:012d}"
        assert rules.says_too_much(f"Ngô Văn Lạ {gap.join(figures)}")
        assert rules.says_too_much(f"Ngô Văn Lạ {gap.join(figures[:9])}")

    def test_names_before_the_comma(self) -> None:
        assert rules.name_of("Lê Văn Tám, Phó Bí thư, Chủ nhiệm") == "Lê Văn Tám"
        assert rules.name_of("Lê Văn Tám") == "Lê Văn Tám"


class TestAttend:
    def test_writes_each_line_once_and_the_trail_keeps_no_names(
        self, attended: WorkingSession, officer: Actor
    ) -> None:
        with acting_for(officer):
            there = record.present(attended, officer)
        assert there == record.Present(
            chair="Lê Văn Tám, Phó Bí thư",
            clerk="Đỗ Thị Ghi, chuyên viên",
            committee=("Trưởng ban Dân vận", "Phạm Văn Bốn, Ủy viên"),
            mass=("Ngô Văn Lạ, Chủ tịch", "Ủy viên ban chấp hành"),
            guests=(),
        )
        kept = AuditEntry.objects.get(act="proposals.attend")
        assert kept.details == {"lines": 6}

    def test_takes_the_place_of_what_was_written(
        self, attended: WorkingSession, officer: Actor
    ) -> None:
        with acting_for(officer):
            services.attend(session=attended, guests=["Đại diện Ban Tổ chức"], actor=officer)
            there = record.present(attended, officer)
        assert (there.chair, there.mass, there.guests) == ("", (), ("Đại diện Ban Tổ chức",))

    def test_from_the_day_planned_on_and_not_before(
        self, union: MassOrganisation, officer: Actor
    ) -> None:
        day = date(2026, 12, 1)
        with acting_for(officer):
            session = services.mass.plan_session(
                mass_organisation=union, planned_on=day, actor=officer
            )
            before = replace(officer, today=date(2026, 11, 30))
            with pytest.raises(RuleBroken, match="chưa đến"):
                services.attend(session=session, chair="Lê Văn Tám", actor=before)
            on = replace(officer, today=day)
            assert len(services.attend(session=session, chair="Lê Văn Tám", actor=on)) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"chair": "a" * 161},
            {"mass": ["Ngô Văn Lạ, 0912345678"]},
            {"committee": ["Ủy viên"] * 61},
        ],
    )
    def test_refuses_what_is_no_line_and_keeps_what_was(
        self, attended: WorkingSession, officer: Actor, wrong: dict[str, Any]
    ) -> None:
        with acting_for(officer):
            with pytest.raises(BadInput):
                services.attend(session=attended, actor=officer, **wrong)
            assert record.present(attended, officer).chair == THERE["chair"]

    def test_takes_a_line_and_a_side_to_their_edge(
        self, held: WorkingSession, officer: Actor
    ) -> None:
        with acting_for(officer):
            made = services.attend(
                session=held, chair="a" * 160, committee=["Ủy viên"] * 60, actor=officer
            )
        assert len(made) == 61

    def test_belongs_to_the_offices_that_keep_it(
        self,
        held: WorkingSession,
        stranger: Actor,
        far_officer: Actor,
        works_secretary: Actor,
        officer: Actor,
    ) -> None:
        for other in (stranger, far_officer, works_secretary):
            with acting_for(other), pytest.raises(PermissionDenied):
                services.attend(session=held, chair="Lê Văn Tám", actor=other)

    def test_is_closed_when_the_mass_organisation_has_ended(
        self, union: MassOrganisation, officer: Actor
    ) -> None:
        with acting_for(officer):
            session = services.mass.plan_session(
                mass_organisation=union, planned_on=officer.today, actor=officer
            )
            services.mass.end(
                mass_organisation=union, ended_on=officer.today, reason="Sáp nhập.", actor=officer
            )
            with pytest.raises(RuleBroken, match="đã kết thúc ngày"):
                services.attend(session=session, chair="Lê Văn Tám", actor=officer)

    def test_both_locks_open_to_the_keepers_and_to_who_speaks_for_it_now(
        self,
        attended: WorkingSession,
        officer: Actor,
        leader: Actor,
        inspector: Actor,
        stranger: Actor,
        secretary: Actor,
        far_officer: Actor,
        works_secretary: Actor,
        system: Actor,
    ) -> None:
        seen = (officer, leader, stranger, system)
        others = (inspector, secretary, far_officer, works_secretary)
        for actor in (*seen, *others):
            number = 6 if actor in seen else 0
            with acting_for(actor):
                assert Attendee.objects.count() == number, actor
                assert Attendee.objects.visible_to(actor).count() == number, actor

    def test_neither_lock_opens_to_who_spoke_for_it_once(
        self,
        world: SimpleNamespace,
        stranger: Actor,
        secretary: Actor,
        system: Actor,
        officer: Actor,
    ) -> None:
        with acting_for(system):
            union = services.mass.register(
                organisation=world.bloc,
                kind="union",
                name="Công đoàn Khối",
                representative=stranger.user,
                actor=replace(system, today=date(2025, 1, 1)),
            )
            services.mass.appoint(
                mass_organisation=union, user=secretary.user, since=date(2025, 6, 1), actor=system
            )
            session = services.mass.plan_session(
                mass_organisation=union, planned_on=date(2025, 7, 1), actor=system
            )
            services.attend(session=session, chair="Lê Văn Tám", actor=system)
        for actor, number in ((stranger, 0), (secretary, 1)):
            with acting_for(actor):
                assert Attendee.objects.count() == number
                assert Attendee.objects.visible_to(actor).count() == number

    def test_who_only_reads_cannot_write_past_the_service(
        self, attended: WorkingSession, stranger: Actor
    ) -> None:
        with acting_for(stranger):
            assert Attendee.objects.filter(role="chair").update(who="Ai đó") == 0
            assert Attendee.objects.all().delete()[0] == 0


def test_the_minutes_hold_what_was_recorded_and_leave_open_what_was_not(
    held: WorkingSession, officer: Actor
) -> None:
    with acting_for(officer):
        made = papers.paper_of(held, officer)
        content = plain.word_bytes(made)
        assert content == plain.word_bytes(papers.paper_of(held, officer))
    word = docx.Document(BytesIO(content))
    lines = [one.text for one in word.paragraphs]
    for line in (
        "BIÊN BẢN",
        "làm việc với Công đoàn Khối, năm 2026",
        "Công đoàn Khối: đồng chí Ngô Văn Lạ, người đại diện; …",
        "Chủ trì: …",
        "Ngoài ra có 1 kiến nghị do nơi khác trả lời.",
        "Nhất trí.",
        "Giao Sở sửa nhà.",
        "Sửa hội trường. Thực hiện: Đảng bộ Sở Công trình. Hạn: 20-12-2026",
    ):
        assert line in lines, line
    # Of one day they stand in no order: ids are drawn at random. Each has its answer under it.
    start = next(place for place, line in enumerate(lines) if line.startswith("Kiến nghị 1: "))
    asked = [
        (line.partition(": ")[2], lines[start + place + 1])
        for place, line in enumerate(lines[start : start + 4])
        if place % 2 == 0
    ]
    assert sorted(asked) == [
        ("Sửa hội trường.", "Trả lời ngày 22-11-2026: Sửa trong tháng 12."),
        ("Thêm kinh phí cho hội thao.", "Trả lời: chưa có, hạn 14-12-2026."),
    ]
    assert signed(content) == [
        ("ĐẠI DIỆN CÔNG ĐOÀN KHỐI", "Ngô Văn Lạ"),
        ("THƯ KÝ", "…"),
        ("T/M ĐẢNG ỦY KHỐI SÔNG VÂN", "…"),
    ]
    assert not any("Mái nhà" in line for line in lines)  # answered elsewhere, hidden here
    assert word.core_properties.author == "Đảng ủy Khối Sông Vân"


def test_an_empty_session_says_so(union: MassOrganisation, officer: Actor) -> None:
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=officer.today, actor=officer
        )
        with pytest.raises(RuleBroken):
            papers.draw_up(session, papers.MINUTES, "docx", officer)
        session = services.mass.hold_session(
            session=session, held_on=officer.today, conclusion="Xong.", actor=officer
        )
        made = papers.paper_of(session, officer)
    sections = {title.partition(" ")[2]: parts for title, parts in made.sections}
    assert sections["Kiến nghị của Công đoàn Khối và trả lời"] == (
        "Không có kiến nghị nào được ghi.",
    )
    assert sections["Việc được giao"] == ("Không giao việc nào tại buổi làm việc.",)
    assert sections["Kết quả việc đã hứa năm 2025"] == (
        "Năm trước không có kiến nghị hay việc nào ghi tại buổi làm việc.",
    )


def text_of(content: bytes) -> list[str]:
    word = docx.Document(BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [one.text for one in word.paragraphs] + cells


def signed(content: bytes) -> list[tuple[str, str]]:
    """On whose behalf, and the name under it."""
    first, second = docx.Document(BytesIO(content)).tables[-1].rows
    return [(a.text, b.text) for a, b in zip(first.cells, second.cells, strict=True)]


def test_the_minutes_name_where_it_was_and_who_was_there(
    attended: WorkingSession, officer: Actor
) -> None:
    with acting_for(officer):
        content = plain.word_bytes(papers.paper_of(attended, officer))
    lines = text_of(content)
    for line in (
        "Ngày 22-11-2026, tại Phòng họp tầng 2, Sông Vân.",
        "Chủ trì: Lê Văn Tám, Phó Bí thư",
        "Thư ký: Đỗ Thị Ghi, chuyên viên",
        "Đảng ủy Khối Sông Vân: Trưởng ban Dân vận; Phạm Văn Bốn, Ủy viên",
        "Công đoàn Khối: Ngô Văn Lạ, Chủ tịch; Ủy viên ban chấp hành",
    ):
        assert line in lines, line
    assert any("Sông Vân, ngày 22 tháng 11 năm 2026" in line for line in lines)
    assert signed(content) == [
        ("ĐẠI DIỆN CÔNG ĐOÀN KHỐI", "Ngô Văn Lạ"),
        ("THƯ KÝ", "Đỗ Thị Ghi"),
        ("T/M ĐẢNG ỦY KHỐI SÔNG VÂN", "Lê Văn Tám"),
    ]


def test_the_notice_tells_what_was_concluded_and_to_whom_it_goes(
    attended: WorkingSession, officer: Actor
) -> None:
    with acting_for(officer):
        lines = text_of(plain.word_bytes(papers.paper_of(attended, officer, papers.NOTICE)))
    for line in (
        "THÔNG BÁO",
        "kết luận buổi làm việc với Công đoàn Khối, năm 2026",
        "Nhất trí.",
        "Sửa hội trường. Thực hiện: Đảng bộ Sở Công trình. Hạn: 20-12-2026",
        "Nơi nhận:\n- Công đoàn Khối,\n- Đảng bộ Sở Công trình,\n- Lưu Đảng ủy Khối Sông Vân.",
    ):
        assert line in lines, line
    assert any("Chủ trì: Lê Văn Tám, Phó Bí thư" in line for line in lines)
    assert not any("Ủy viên ban chấp hành" in line for line in lines)  # who was there: the minutes


@pytest.mark.parametrize("sort", ["minutes", "notice"])
def test_word_and_pdf_say_the_same_and_the_same_each_time(
    attended: WorkingSession, officer: Actor, sort: Any
) -> None:
    with acting_for(officer):
        made = papers.paper_of(attended, officer, sort)
    content = plain.pdf_bytes(made)
    assert content.startswith(b"%PDF-")
    assert content == plain.pdf_bytes(made)
    assert plain.word_bytes(made) == plain.word_bytes(made)
    source = plain.source(made)
    for number, (title, paragraphs) in enumerate(made.sections, 1):
        assert title.startswith(f"{number}. ")
        said = typeset.escaped(title.partition(" ")[2])
        assert f"#strong[{number}\\. {said}]" in source  # no list of typst's
        for words in paragraphs:
            assert typeset.escaped(words) in source


def test_nothing_that_is_written_is_an_instruction_of_the_typesetter(
    held: WorkingSession, officer: Actor
) -> None:
    odd = '#panic("x") $a_b* [c] <d> \\ `e`'
    with acting_for(officer):
        services.attend(session=held, chair=odd, mass=[odd], actor=officer)
        made = papers.paper_of(held, officer)
    assert made.sections[1][1][0] == f"Chủ trì: {odd}"
    assert plain.pdf_bytes(made).startswith(b"%PDF-")


PAPERS = [(sort, ending) for sort in ("minutes", "notice") for ending in ("docx", "pdf")]


@pytest.mark.parametrize("root", ["/proposals", "/api/v1/proposals"])
@pytest.mark.parametrize(("sort", "ending"), PAPERS)
def test_papers_are_drawn_up_by_those_who_keep_it_and_that_is_written_down(
    held: WorkingSession,
    as_client: AsClient,
    officer: Actor,
    stranger: Actor,
    far_officer: Actor,
    root: str,
    sort: str,
    ending: str,
) -> None:
    address = f"{root}/sessions/{held.pk}/{sort}.{ending}"
    got = as_client(officer).get(address)
    assert got.status_code == 200
    assert got.content.startswith(b"PK" if ending == "docx" else b"%PDF-")
    assert got["Content-Type"] == papers.TYPES[ending]
    assert as_client(stranger).get(address).status_code == 403
    assert as_client(far_officer).get(address).status_code == 404
    kept = AuditEntry.objects.filter(act=f"proposals.session_{sort}")
    assert list(kept.values_list("user", flat=True)) == [officer.user.pk]


@pytest.mark.parametrize(("sort", "ending"), PAPERS)
def test_papers_of_what_was_not_held_are_refused(
    union: MassOrganisation, as_client: AsClient, officer: Actor, sort: str, ending: str
) -> None:
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=date(2026, 12, 1), actor=officer
        )
    client, address = as_client(officer), f"sessions/{session.pk}/{sort}.{ending}"
    assert client.get(f"/api/v1/proposals/{address}").status_code == 409
    told = client.get(f"/proposals/{address}", follow=True)
    assert "chưa có biên bản" in told.content.decode()
    assert "minutes.docx" not in told.content.decode()


def test_other_papers_there_are_none(
    held: WorkingSession, as_client: AsClient, officer: Actor
) -> None:
    client = as_client(officer)
    assert client.get(f"/proposals/sessions/{held.pk}/minutes.xlsx").status_code == 404
    assert client.get(f"/api/v1/proposals/sessions/{held.pk}/minutes.xlsx").status_code == 422


class TestThePageAndTheRoute:
    SENT = {
        "chair": "Lê Văn Tám, Phó Bí thư",
        "clerk": "",
        "committee": "Trưởng ban Dân vận\r\n\r\nHai chuyên viên",
        "mass": "Ngô Văn Lạ, Chủ tịch",
        "guests": "",
    }

    def test_write_who_was_there(
        self, held: WorkingSession, as_client: AsClient, officer: Actor
    ) -> None:
        client, address = as_client(officer), f"/proposals/sessions/{held.pk}/attendance/"
        assert client.get(address).status_code == 200
        assert client.post(address, self.SENT).status_code == 302
        page = client.get(f"/proposals/sessions/{held.pk}/").content.decode()
        for who in ("Lê Văn Tám, Phó Bí thư", "Hai chuyên viên", "Ngô Văn Lạ, Chủ tịch"):
            assert who in page
        again = client.get(address).content.decode()
        assert "Trưởng ban Dân vận\nHai chuyên viên</textarea>" in again

    def test_refuse_a_telephone_and_say_why(
        self, held: WorkingSession, as_client: AsClient, officer: Actor
    ) -> None:
        client = as_client(officer)
        wrong = {**self.SENT, "mass": "Ngô Văn Lạ, 0912345678"}
        got = client.post(f"/proposals/sessions/{held.pk}/attendance/", wrong)
        assert got.status_code == 422
        assert "Đồng chí chỉ ghi họ tên, chức vụ." in got.content.decode()
        sent = client.put(
            f"/api/v1/proposals/sessions/{held.pk}/attendance",
            {"mass": ["Ngô Văn Lạ, 0912345678"]},
            content_type="application/json",
        )
        assert sent.status_code == 422

    def test_open_to_nobody_else(
        self,
        held: WorkingSession,
        as_client: AsClient,
        stranger: Actor,
        far_officer: Actor,
    ) -> None:
        for actor, status in ((stranger, 403), (far_officer, 404)):
            client = as_client(actor)
            page = f"/proposals/sessions/{held.pk}/attendance/"
            assert client.get(page).status_code == status
            assert client.post(page, self.SENT).status_code == status
            route = f"/api/v1/proposals/sessions/{held.pk}/attendance"
            got = client.put(route, {"chair": "Ai đó"}, content_type="application/json")
            assert got.status_code == status

    def test_the_record_by_route(
        self, held: WorkingSession, as_client: AsClient, officer: Actor, far_officer: Actor
    ) -> None:
        client, root = as_client(officer), f"/api/v1/proposals/sessions/{held.pk}"
        made = client.put(
            f"{root}/attendance",
            {"chair": "Lê Văn Tám", "committee": ["Hai chuyên viên"]},
            content_type="application/json",
        )
        assert made.json()["committee"] == ["Hai chuyên viên"]
        hold = {
            "held_on": "2026-11-22",
            "place": "Phòng họp, Sông Vân",
            "conclusion": "Nhất trí.",
        }
        assert client.post(f"{root}/hold", hold, content_type="application/json").status_code == 200
        del hold["place"]
        again = client.post(f"{root}/hold", hold, content_type="application/json").json()
        assert again["place"] == "Phòng họp, Sông Vân"  # not told: left as it was
        read = client.get(root).json()
        assert read["present"]["chair"] == "Lê Văn Tám"
        assert [one["owner"] for one in read["tasks"]] == ["Đảng bộ Sở Công trình"]
        assert read["kept"] == {"year": 2025, "proposals": 0, "answered": 0, "tasks": 0, "done": 0}
        assert as_client(far_officer).get(root).status_code == 404

    def test_the_representative_reads_and_is_offered_nothing_to_write(
        self, attended: WorkingSession, as_client: AsClient, stranger: Actor
    ) -> None:
        page = as_client(stranger).get(f"/proposals/sessions/{attended.pk}/").content.decode()
        assert "Lê Văn Tám, Phó Bí thư" in page
        assert "minutes.docx" not in page
        assert "attendance" not in page


@pytest.mark.parametrize(
    ("place", "town"),
    [
        ("Phòng họp tầng 2, Sông Vân", "Sông Vân"),
        ("Sông Vân", "Sông Vân"),
        ("Phòng 2", ""),
        ("Hội trường lớn", ""),
        ("Trụ sở Khối", ""),
        ("Nhà văn hóa, tầng 3", ""),
        ("", ""),
    ],
)
def test_a_room_is_not_the_place_of_a_paper(place: str, town: str) -> None:
    assert town_of(place) == town
