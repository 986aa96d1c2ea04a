"""A list goes in whole or not at all, a second time changes nothing, and it can be taken back."""

import unicodedata
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.core.tests.test_tables import workbook
from sotay.members import importing, services, totals
from sotay.members.models import (
    HeadingMemory,
    ImportRun,
    Member,
    Membership,
    Standing,
    Status,
)
from sotay.organisations.access import Actor, acting_for

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 9, 30)
HEAD = [
    "STT",
    "Họ và tên",
    "Giới tính",
    "Ngày sinh",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Số thẻ",
    "Trình độ",
    "Chi bộ",
]
PEOPLE: list[list[Any]] = [
    [
        1,
        "Vũ Đình Khải",
        "Nam",
        "03/02/1970",
        "3/2/1995",
        "3/2/1996",
        11111111111,
        "ĐH",
        "Chi bộ Sông",
    ],
    [2, "Đỗ Thị Ước", "Nữ", date(1985, 7, 9), "19/5/2010", "19/5/2011", "", "ThS", "SV-CT-2"],
    [3, "Hà Văn Lộc", "Nam", 1990, "2/9/2025", "", "", "ĐH", "Chi bộ Đồi"],
]


def take_in(actor: Actor, where: Any, rows: list[list[Any]] = PEOPLE, **more: Any) -> ImportRun:
    return importing.import_file(
        actor=actor,
        organisation=where,
        data=workbook([HEAD, *rows]),
        file_name="ds.xlsx",
        as_of=more.pop("as_of", AS_OF),
        **more,
    )


def begin(actor: Actor, where: Any, rows: list[list[Any]]) -> ImportRun:
    return importing.start(
        actor=actor,
        organisation=where,
        data=workbook([HEAD, *rows]),
        file_name="ds.xlsx",
        as_of=AS_OF,
    )


class TestImportFile:
    def test_brings_members_in_with_their_days_and_levels(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            run = take_in(officer, world.bloc)
            assert run.counts["new"] == 3
            khai = Member.objects.get(full_name="Vũ Đình Khải")
            assert (khai.cell, khai.born_on, khai.card_number) == (
                world.river,
                date(1970, 2, 3),
                "011111111111",
            )
            assert khai.sort_key
            assert khai.folded == "vu dinh khai"
            loc = Member.objects.get(full_name="Hà Văn Lộc")
            assert (loc.born_on, loc.birth_year) == (None, 1990)
            assert Status.objects.get(member=loc).standing == Standing.PROBATIONARY
            assert Membership.objects.get(member=loc).valid_from == AS_OF
            assert totals.count(world.bloc.pk, AS_OF).members == 3
            assert totals.count(world.bloc.pk, date(2026, 9, 29)).members == 0
            entry = AuditEntry.objects.get(act="members.import")
            assert entry.details["new"] == 3
            assert "Khải" not in str(entry.details)
            assert run.content is None

    def test_second_time_changes_nothing(self, world: SimpleNamespace, officer: Actor) -> None:
        with acting_for(officer):
            take_in(officer, world.bloc)
            before = (
                list(Member.objects.order_by("pk").values()),
                list(Membership.objects.order_by("pk").values()),
                list(Status.objects.order_by("pk").values()),
            )
            again = take_in(officer, world.bloc)
            assert again.counts["new"] == again.counts["changed"] == 0
            assert again.counts["same"] == 3
            assert before == (
                list(Member.objects.order_by("pk").values()),
                list(Membership.objects.order_by("pk").values()),
                list(Status.objects.order_by("pk").values()),
            )

    def test_decomposed_letters_are_the_same_people(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        apart = [
            [unicodedata.normalize("NFD", v) if isinstance(v, str) else v for v in row]
            for row in PEOPLE
        ]
        with acting_for(officer):
            take_in(officer, world.bloc)
            assert take_in(officer, world.bloc, apart).counts["same"] == 3

    def test_nothing_goes_in_while_one_row_is_wrong(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        bad = [*PEOPLE, [4, "Lê Sai", "Nam", "31/02/1980", "", "", "", "", "Chi bộ Sông"]]
        with acting_for(officer):
            with pytest.raises(importing.ImportRefused, match="1 lỗi"):
                take_in(officer, world.bloc, bad)
            assert not Member.objects.exists()
            run = begin(officer, world.bloc, bad)
            [problem] = importing.preview(officer, run).problems
            assert (problem.row, problem.column, problem.code) == (5, "D", "no_such_day")

    def test_number_taken_out_of_sight_is_refused_by_row_without_saying_whose(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        rows = [
            *PEOPLE,
            [4, "Lê Mới", "Nam", "1/1/1980", "", "", "099999999999", "", "Chi bộ Sông"],
        ]
        with acting_for(officer):
            with pytest.raises(RuleBroken, match="Dòng 5") as refusal:
                take_in(officer, world.bloc, rows)
            assert "099999999999" not in str(refusal.value)
            assert "Chi" not in str(refusal.value).replace("Chưa", "")
            assert Member.objects.count() == 2

    def test_into_one_cell_needs_no_column_of_cells(
        self, world: SimpleNamespace, secretary: Actor
    ) -> None:
        rows = [["Họ tên", "Giới tính", "Năm sinh"], ["Lê Mới", "nam", 1980]]
        with acting_for(secretary):
            importing.import_file(
                actor=secretary,
                organisation=world.river,
                data=workbook(rows),
                file_name="a.xlsx",
                as_of=AS_OF,
            )
            assert Member.objects.get().cell == world.river

    def test_is_refused_where_no_office_is_held(
        self, world: SimpleNamespace, secretary: Actor, inspector: Actor
    ) -> None:
        for actor, where in ((secretary, world.hill), (inspector, world.bloc)):
            with acting_for(actor), pytest.raises(PermissionDenied):
                take_in(actor, where)

    def test_day_to_come_or_file_without_names_is_refused(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            with pytest.raises(BadInput):
                take_in(officer, world.bloc, as_of=date(2026, 11, 23))
            run = importing.start(
                actor=officer,
                organisation=world.bloc,
                data=workbook([["Cột A"], [1]]),
                file_name="a.xlsx",
                as_of=AS_OF,
            )
            with pytest.raises(importing.ImportRefused, match="tiêu đề"):
                importing.apply(actor=officer, run=run)

    def test_changes_of_a_later_list_are_written_and_named(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            take_in(officer, world.bloc)
            later = [[*PEOPLE[0][:7], "Tiến sĩ", "Chi bộ Sông"]]
            later[0][3] = "04/02/1970"
            run = take_in(officer, world.bloc, later)
            assert run.counts["changed"] == 1
            khai = Member.objects.get(full_name="Vũ Đình Khải")
            assert khai.born_on == date(1970, 2, 4)
            assert Status.objects.known().get(member=khai).education == 7
            entry = AuditEntry.objects.get(act="members.correct")
            assert entry.details["fields"] == ["born_on", "education"]

    def test_stops_when_asked_and_writes_nothing(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            run = begin(officer, world.bloc, PEOPLE)
            with pytest.raises(importing.ImportStopped):
                importing.apply(actor=officer, run=run, tell=lambda done, _of: done >= 3)
            assert not Member.objects.exists()
            assert importing.apply(actor=officer, run=run).counts["new"] == 3


class TestLikelyDuplicates:
    def test_wait_for_a_person_and_follow_the_choice(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        row = [1, "Trần Văn An", "Nam", "19/5/1980", "", "", "", "ĐH", "Chi bộ Sông"]
        with acting_for(officer):
            run = begin(officer, world.bloc, [row])
            seen = importing.preview(officer, run)
            assert [one.id for one in seen.plan.likely[0][1]] == [register.an.pk]
            with pytest.raises(importing.ImportRefused, match="có thể trùng"):
                importing.apply(actor=officer, run=run)
            importing.choose(actor=officer, run=run, choices={2: str(register.an.pk)})
            assert importing.apply(actor=officer, run=run).counts["changed"] == 1
            assert Member.objects.filter(folded="tran van an").count() == 1

            other = begin(officer, world.bloc, [[*row[:6], "055555555555", "", row[8]]])
            assert importing.preview(officer, other).plan.new  # another number: another person
            with pytest.raises(BadInput):
                importing.choose(actor=officer, run=other, choices={2: "x"})


class TestHeadings:
    def test_answered_once_are_remembered(self, world: SimpleNamespace, officer: Actor) -> None:
        rows = [["Họ tên", "Giới", "Cột lạ"], ["Lê Mới", "nam", 1980]]

        def upload() -> ImportRun:
            return importing.start(
                actor=officer,
                organisation=world.river,
                data=workbook(rows),
                file_name="a.xlsx",
                as_of=AS_OF,
            )

        with acting_for(officer):
            run = upload()
            assert run.headings == {"0": "full_name", "1": "gender"}
            importing.set_headings(
                actor=officer, run=run, fields={0: "full_name", 1: "gender", 2: "birth_year"}
            )
            assert upload().headings == {"0": "full_name", "1": "gender", "2": "birth_year"}
            assert HeadingMemory.objects.count() == 1
            for fields in ({0: "full_name", 1: "full_name"}, {0: "shoe_size"}):
                with pytest.raises(BadInput):
                    importing.set_headings(actor=officer, run=run, fields=fields)


class TestUndo:
    def test_leaves_the_register_as_it_was(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        rows = [
            *PEOPLE,
            [4, "Trần Văn An", "Nam", "20/5/1980", "", "", "012345678901", "ThS", "Chi bộ Sông"],
        ]
        with acting_for(officer):
            before = list(Member.objects.order_by("pk").values())
            run = take_in(officer, world.bloc, rows)
            assert totals.count(world.bloc.pk, AS_OF).members == 5
            run = importing.undo(actor=officer, run=run)
            assert run.state == ImportRun.State.UNDONE
            assert list(Member.objects.entered().order_by("pk").values()) == before
            assert totals.count(world.bloc.pk, AS_OF).members == 2
            assert Status.objects.known().get(member=register.an).education == 0
            ghost = Member.objects.exclude(withdrawn_at=None).first()
            assert ghost is not None
            assert (ghost.full_name, ghost.card_number, ghost.folded) == ("", "", "")
            assert take_in(officer, world.bloc, PEOPLE).counts["new"] == 3  # numbers are free again

    def test_is_refused_once_somebody_has_acted(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            run = take_in(officer, world.bloc)
            khai = Member.objects.get(full_name="Vũ Đình Khải")
            services.view_member(actor=officer, member=khai, purpose="xem")
            services.correct_member(actor=officer, member=khai, changes={"phone": "0912"})
            with pytest.raises(importing.ImportRefused, match="1 đảng viên"):
                importing.undo(actor=officer, run=run)
            assert Member.objects.entered().count() == 3

    def test_keeps_what_was_changed_since_in_members_held_before(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        row = [4, "Trần Văn An", "Nam", "20/5/1980", "", "", "012345678901", "ThS", "Chi bộ Sông"]
        with acting_for(officer):
            run = take_in(officer, world.bloc, [row])
            services.correct_member(
                actor=officer, member=register.an, changes={"born_on": date(1980, 5, 21)}
            )
            run = importing.undo(actor=officer, run=run)
            register.an.refresh_from_db()
            assert register.an.born_on == date(1980, 5, 21)
            assert run.counts["kept"] == 1


class TestRuns:
    def test_are_seen_by_the_offices_that_reach_the_organisation(
        self, world: SimpleNamespace, officer: Actor, far_officer: Actor, secretary: Actor
    ) -> None:
        with acting_for(officer):
            begin(officer, world.works, PEOPLE)
        for actor, count in ((officer, 1), (far_officer, 0), (secretary, 0)):
            with acting_for(actor):
                assert ImportRun.objects.count() == count
                assert ImportRun.objects.visible_to(actor).count() == count

    def test_progress_is_written_beside_the_transaction(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with importing.Progress(987_654_321) as progress:
            assert progress.tell(10, 20) is False
            assert progress.tell(20, 20) is False
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT done, total FROM members_importprogress WHERE run_id = 987654321"
            )
            assert cursor.fetchone() == (20, 20)

    def test_files_left_lying_are_given_up(self, world: SimpleNamespace, officer: Actor) -> None:
        with acting_for(officer):
            run = begin(officer, world.bloc, PEOPLE)
            assert importing.forget_files(run.created_at) == 0
            assert importing.forget_files(run.created_at + timedelta(seconds=1)) == 1
            run.refresh_from_db()
            with pytest.raises(importing.ImportRefused, match="không còn"):
                importing.preview(officer, run)


class TestWork:
    """The worker's side of a long list: each end in a transaction of its own."""

    def waiting(self, actor: Actor, where: Any, rows: list[list[Any]] = PEOPLE) -> ImportRun:
        with acting_for(actor):
            return importing.mark(actor, begin(actor, where, rows), ImportRun.State.WAITING)

    def state(self, actor: Actor, run: ImportRun) -> tuple[str, str]:
        with acting_for(actor):
            run.refresh_from_db()
            return run.state, run.message

    def test_applies_what_waits_once(self, world: SimpleNamespace, officer: Actor) -> None:
        run = self.waiting(officer, world.bloc)
        assert importing.work(officer, run.pk) == ImportRun.State.APPLIED
        assert importing.work(officer, run.pk) == ""
        progress = importing.progress_of(run)
        assert progress is not None
        assert (progress.done, progress.total) == (3, 3)

    def test_says_why_it_could_not(self, world: SimpleNamespace, officer: Actor) -> None:
        bad = [4, "Lê Sai", "Nam", "31/02/1980", "", "", "", "", "Chi bộ Sông"]
        run = self.waiting(officer, world.bloc, [bad])
        assert importing.work(officer, run.pk) == ImportRun.State.FAILED
        state, message = self.state(officer, run)
        assert state == ImportRun.State.FAILED
        assert "1 lỗi" in message

    def test_stops_with_nothing_written(
        self, world: SimpleNamespace, officer: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing.Progress, "tell", lambda *_given: True)
        run = self.waiting(officer, world.bloc)
        assert importing.work(officer, run.pk) == ImportRun.State.STOPPED
        with acting_for(officer):
            assert not Member.objects.exists()
            assert importing.apply(actor=officer, run=run).state == ImportRun.State.APPLIED

    def test_failure_of_the_machine_is_said_and_not_hidden(
        self, world: SimpleNamespace, officer: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_given: Any, **_named: Any) -> None:
            raise MemoryError

        monkeypatch.setattr("sotay.members.importing.running.apply", broken)
        run = self.waiting(officer, world.bloc)
        with pytest.raises(MemoryError):
            importing.work(officer, run.pk)
        assert self.state(officer, run)[0] == ImportRun.State.FAILED


class TestCommand:
    def run(self, path: Any, into: str, user: str, *more: str) -> str:
        out, err = StringIO(), StringIO()
        call_command(
            "import_members",
            str(path),
            "--into",
            into,
            "--user",
            user,
            *more,
            stdout=out,
            stderr=err,
        )
        return out.getvalue() + err.getvalue()

    def test_takes_a_list_in_for_a_person(
        self, world: SimpleNamespace, officer: Actor, tmp_path: Any
    ) -> None:
        path = tmp_path / "ds.xlsx"
        path.write_bytes(workbook([HEAD, *PEOPLE]))
        self.run(path, "SV", "officer", "--as-of", "30-9-2026", "--check")
        with acting_for(officer):
            assert not Member.objects.exists()
        assert "3 người mới" in self.run(path, "SV", "officer", "--as-of", "30-9-2026")
        assert "3 không đổi" in self.run(path, "SV", "officer", "--as-of", "30-9-2026")

    @pytest.mark.parametrize(
        ("into", "user"), [("SV", "nobody"), ("BK", "officer"), ("none", "officer")]
    )
    def test_refuses_who_and_where_it_cannot(
        self, world: SimpleNamespace, officer: Actor, tmp_path: Any, into: str, user: str
    ) -> None:
        path = tmp_path / "ds.xlsx"
        path.write_bytes(workbook([HEAD, *PEOPLE]))
        with pytest.raises(CommandError):
            self.run(path, into, user)
        with pytest.raises(CommandError):
            self.run(tmp_path / "missing.xlsx", "SV", "officer")
