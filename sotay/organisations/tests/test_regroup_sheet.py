"""The sheet of many moves: what does not fit, by rule and by page; looking changes nothing."""

import io
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from sotay.core.errors import BadInput
from sotay.organisations import services
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Placement
from sotay.organisations.reading import sheets
from sotay.organisations.rules.sheet import Known, Row, check
from sotay.organisations.services import Decision, NewOrganisation

DAY = date(2025, 2, 3)
HEAD = "Tổ chức;Cấp trên mới\n"


def csv_of(*rows: tuple[str, str]) -> bytes:
    return (HEAD + "\n".join(";".join(row) for row in rows)).encode()


def workbook(*rows: tuple[object, object]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate([("STT", "Tên tổ chức", "Về trực thuộc"), *rows]):
        for column, value in enumerate(row):
            sheet.write(number + 1, column, value)
    book.close()
    return out.getvalue()


class TestCheck:
    """1 bloc: 2 (3 under it), 4; 9 another top with 8 under it."""

    parents = {1: None, 2: 1, 3: 2, 4: 1, 9: None, 8: 9}
    names = {"b": 1, "two": 2, "three": 3, "four": 4, "nine": 9, "eight": 8}

    def problems(self, *rows: tuple[str, str], ends: bool = False) -> list[str]:
        find = {name: [Known(key, name, name, None)] for name, key in self.names.items()}
        find["both"] = [Known(2, "", "both", None), Known(4, "", "both", None)]
        find["ours"] = [Known(2, "", "ours", None), Known(8, "", "ours", None)]
        report = check(
            [Row(n, *row) for n, row in enumerate(rows, 2)],
            find=find, source=1, inside={2: 1, 3: 2, 4: 1}, above=self.parents, ends=ends,
        )  # fmt: skip
        return [row.problem for row in report.rows] + [f"left {key}" for key in report.left_over]

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([("two", "nine")], [""]),
            ([("two", "")], ["empty"]),
            ([("ten", "nine")], ["unknown"]),
            ([("two", "ten")], ["unknown"]),
            ([("both", "nine")], ["ambiguous"]),
            ([("ours", "nine")], [""]),  # one of that name stands under the source
            ([("four", "ours")], ["ambiguous"]),  # a new parent may be anywhere
            ([("two", "nine"), ("two", "eight")], ["twice", "twice"]),
            ([("two", "b")], ["already"]),
            ([("eight", "four")], ["outside"]),
            ([("b", "nine")], ["outside"]),
            ([("two", "two")], ["same"]),
            ([("two", "three")], ["cycle"]),
            ([("two", "three"), ("three", "nine")], ["", ""]),
            ([("two", "four"), ("four", "two")], ["cycle", "cycle"]),
        ],
    )
    def test_names_what_does_not_fit(self, rows, expected) -> None:
        assert self.problems(*rows) == expected

    def test_what_is_left_under_one_that_ends(self) -> None:
        assert self.problems(("two", "nine"), ends=True) == ["", "left 4"]
        assert self.problems(("two", "nine"), ("four", "nine"), ends=True) == ["", ""]


class TestReadRows:
    def test_reads_csv_and_workbooks_alike(self) -> None:
        rows = [Row(2, "Sở Y tế", "SV-1"), Row(4, "7", "SV-2")]
        assert (
            sheets.read_rows(csv_of(("Sở Y tế", "SV-1"), ("", ""), ("7", "SV-2")), "a.csv") == rows
        )
        numbered = workbook((1, "Sở Y tế", "SV-1"), (2, 7, "SV-2"))
        found = sheets.read_rows(numbered, "a.xlsx")
        assert [(row.organisation, row.parent) for row in found] == [
            ("Sở Y tế", "SV-1"),
            ("7", "SV-2"),
        ]

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "a.csv", "không có dòng nào"),
            ("Tên;Số\nA;1".encode(), "a.csv", "Không thấy hai cột"),
            ("Tổ chức".encode("utf-16"), "a.csv", "UTF-8"),
            (b"not a workbook", "a.xlsx", "Không đọc được"),
            (b"x" * (2 * 1024 * 1024 + 1), "a.csv", "2 MB"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, content: bytes, name: str, words: str) -> None:
        with pytest.raises(BadInput, match=words):
            sheets.read_rows(content, name)


@pytest.fixture
def blocs(world: SimpleNamespace, system: Actor, decision: Decision) -> SimpleNamespace:
    """A bloc of 63 organisations under a root, and four committees to take them."""
    shared = {"decision": decision, "actor": system, "on": date(2015, 1, 1)}
    rows = [
        (NewOrganisation("Toàn Đảng", "root", code="TD"), ""),
        (NewOrganisation("Đảng bộ Khối cũ", "upper", code="KC"), "TD"),
        *(
            (NewOrganisation(f"Đảng ủy {name}", "committee", code=f"M{n}"), "TD")
            for n, name in enumerate(["các cơ quan Đảng", "Chính phủ", "Quốc hội", "Mặt trận"])
        ),
        *(
            (NewOrganisation(f"Đảng bộ Cơ quan {n}", "upper", code=f"KC-{n}"), "KC")
            for n in range(62)
        ),
        (NewOrganisation("Đảng bộ Trùng tên", "upper", code="KC-62"), "KC"),
        (NewOrganisation("Đảng bộ Trùng tên", "grassroots_committee", code="KC-1-1"), "KC-1"),
    ]
    services.found_all(rows=rows, **shared)
    return SimpleNamespace(
        top=Organisation.objects.get(code="TD"), bloc=Organisation.objects.get(code="KC")
    )


def all_moves() -> list[tuple[str, str]]:
    return [(f"KC-{n}", f"M{n % 4}") for n in range(63)]


@pytest.mark.django_db
class TestReport:
    def test_sixty_three_go_in_one_act(self, blocs: SimpleNamespace, system: Actor) -> None:
        rows = sheets.read_rows(csv_of(*all_moves()), "a.csv")
        report = sheets.report(rows, blocs.bloc, DAY, ends=True)
        assert report.fits
        assert sum(count for _name, count in report.by_parent) == 63

    def test_lists_candidates_and_takes_unmarked_names(self, blocs: SimpleNamespace) -> None:
        rows = [Row(2, "dang bo trung ten", "M1"), Row(3, "đảng bộ cơ quan 3", "dang uy chinh phu")]
        report = sheets.report(rows, blocs.bloc, DAY, ends=False)
        first, second = report.lines
        assert "Có nhiều tổ chức tên" in first.problem
        assert [text.split(":")[0] for text in first.candidates] == ["KC-62", "KC-1-1"]
        assert second.fits


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def root_officer(self, blocs: SimpleNamespace) -> Actor:
        from sotay.organisations.access import actor_for
        from sotay.testing.worlds import TODAY, person

        user = person("root", "Lý Thường Trực", ("officer", blocs.top))
        user.grants.update(valid_from=date(2015, 1, 1))
        return actor_for(user, TODAY)

    def answers(self, content: bytes, **more: str) -> dict[str, object]:
        return {
            "on": "03-02-2025", "decision_number": "121-KL/TW", "ends": "on",
            "sheet": SimpleUploadedFile("a.csv", content), **more,
        }  # fmt: skip

    def test_report_then_confirmation_then_act(
        self, blocs: SimpleNamespace, root_officer: Actor, as_client: Callable[[Actor], Client]
    ) -> None:
        client = as_client(root_officer)
        url = reverse("organisations:regroup", args=[blocs.bloc.pk])
        before = Act.objects.count()
        wrong = client.post(url, self.answers(csv_of(*all_moves()[:-1], ("Lạ", "M1"))))
        text = wrong.content.decode()
        assert wrong.status_code == 422
        assert "Không có tổ chức “Lạ”" in text
        assert "Còn 1 tổ chức trực thuộc chưa có trong danh sách" in text
        preview = client.post(url, self.answers(csv_of(*all_moves())))
        assert preview.status_code == 200
        assert Act.objects.count() == before
        form = preview.context["form"]
        given = {name: form[name].value() for name in form.fields if name != "sheet"}
        given = {name: value for name, value in given.items() if value not in (None, False)}
        assert client.post(url, {**given, "go_lai_ten": "Khối"}).status_code == 422
        assert Act.objects.count() == before
        done = client.post(url, {**given, "go_lai_ten": "Đảng bộ Khối cũ"})
        assert done.status_code == 302
        assert Act.objects.count() == before + 1
        eve, day = Placement.objects.as_of(date(2025, 2, 2)), Placement.objects.as_of(DAY)
        assert eve.filter(parent=blocs.bloc).count() == 63
        assert not day.filter(parent=blocs.bloc).exists()
        assert not day.filter(organisation=blocs.bloc).exists()

    def test_needs_an_office_above(
        self, blocs: SimpleNamespace, officer: Actor, as_client: Callable[[Actor], Client]
    ) -> None:
        url = reverse("organisations:regroup", args=[blocs.bloc.pk])
        assert as_client(officer).get(url).status_code == 404


@pytest.mark.django_db
class TestCommand:
    def test_rehearses_and_applies(
        self, blocs: SimpleNamespace, system: Actor, tmp_path: Path
    ) -> None:
        sheet = tmp_path / "danh-sach.csv"
        sheet.write_bytes(csv_of(*all_moves()))
        asked = {"source": "KC", "on": "3-2-2025", "decision": "121-KL/TW", "user": "system",
                 "ends": True}  # fmt: skip
        said = StringIO()
        call_command("regroup", str(sheet), stdout=said, **asked)
        assert "chưa có gì thay đổi" in said.getvalue()
        assert Placement.objects.as_of(DAY).filter(parent=blocs.bloc).count() == 63
        call_command("regroup", str(sheet), stdout=said, apply=True, **asked)
        assert Placement.objects.as_of(DAY).filter(parent=blocs.bloc).count() == 0

    def test_says_what_does_not_fit(
        self, blocs: SimpleNamespace, system: Actor, tmp_path: Path
    ) -> None:
        sheet = tmp_path / "danh-sach.csv"
        sheet.write_bytes(csv_of(("KC-1", "Lạ")))
        said = StringIO()
        with pytest.raises(CommandError, match="chưa khớp"):
            call_command(
                "regroup", str(sheet), stdout=said, source="KC", on="3-2-2025", decision="1",
                user="system",
            )  # fmt: skip
        assert "Dòng 2: Không có tổ chức “Lạ”" in said.getvalue()
