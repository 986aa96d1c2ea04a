"""Rows of a list: what is understood, what is passed over, what is named as wrong."""

from datetime import date
from typing import Any

import pytest

from sotay.core.cells import Unreadable, day_of
from sotay.core.tables import Sheet
from sotay.members.importing.checking import Cells, Checked, check
from sotay.members.importing.duplicates import Held, differences, plan
from sotay.members.importing.headings import find_header
from sotay.members.importing.values import choice_of, gender_of, is_marked, number_of, phone_of
from sotay.members.models import Education, Gender, Standing, Theory

DAY = date(2026, 11, 22)
CELLS = Cells(
    [
        (1, "SV-CT-1", "Chi bộ Sông", ["Đảng bộ Sở Công trình"], date(2010, 1, 1)),
        (2, "SV-CT-2", "Chi bộ Đồi", ["Đảng bộ Sở Công trình"], date(2010, 1, 1)),
        (3, "SV-NN-1", "Chi bộ Đồi", ["Đảng bộ Sở Nông nghiệp"], date(2010, 1, 1)),
    ]
)
ONE = Cells([(1, "SV-CT-1", "Chi bộ Sông", [], date(2010, 1, 1))])


def read(rows: list[list[Any]], cells: Cells = ONE, day: date = DAY) -> Checked:
    sheet = Sheet("", rows)
    header = find_header(sheet)
    assert header is not None
    return check(sheet, header, header.fields, cells, day)


def only(column: str, value: Any, cells: Cells = ONE) -> Checked:
    """One whole member, and one more column."""
    return read(
        [["Họ tên", "Giới tính", "Năm sinh", column], ["Trần An", "nam", 1980, value]], cells
    )


def codes(checked: Checked) -> list[str]:
    return [problem.code for problem in checked.problems]


class TestDays:
    @pytest.mark.parametrize(
        "value",
        [
            date(1980, 6, 5),
            "05/06/1980",
            "5/6/1980",
            "05-06-1980",
            "5.6.1980",
            "05 / 06 / 1980",
            "1980-06-05",
            "1980-06-05T00:00:00",
            "ngày 5 tháng 6 năm 1980",
            "'05/06/1980",
            29377,
            "29377",
            5061980,
            "05061980",
        ],
    )
    def test_are_read_however_written(self, value: Any) -> None:
        said = day_of(value)
        assert said is not None
        assert said.whole == date(1980, 6, 5)

    @pytest.mark.parametrize("value", [1980, "1980", "06/1980", "1980.0"])
    def test_may_be_only_a_year(self, value: Any) -> None:
        said = day_of(value)
        assert said is not None
        assert (said.year, said.whole) == (1980, None)

    @pytest.mark.parametrize("value", [None, "", "-", "chưa", "…"])
    def test_may_be_missing(self, value: Any) -> None:
        assert day_of(value) is None

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("31/02/1980", "no_such_day"),
            ("29/02/1981", "no_such_day"),
            ("12/31/1980", "no_such_day"),
            ("05/06/80", "short_year"),
            ("05/06/1880", "year"),
            ("hôm qua", "not_a_day"),
            ("=TODAY()", "formula"),
            ("#N/A", "error"),
            (True, "not_a_day"),
            (12.5, "not_a_day"),
            ("13/1980", "not_a_day"),
        ],
    )
    def test_that_cannot_be_are_named(self, value: Any, code: str) -> None:
        with pytest.raises(Unreadable) as fault:
            day_of(value)
        assert fault.value.code == code
        assert fault.value.says
        assert fault.value.mend

    def test_day_and_month_turned_about_get_a_hint(self) -> None:
        with pytest.raises(Unreadable) as fault:
            day_of("12/31/1980")
        assert "đảo" in fault.value.mend

    def test_leap_day_is_a_day(self) -> None:
        said = day_of("29/02/1980")
        assert said is not None
        assert said.whole == date(1980, 2, 29)


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "number"),
        [
            ("012345678901", "012345678901"),
            (12345678901, "012345678901"),
            (34080001234, "034080001234"),
            ("012 345 678 901", "012345678901"),
            ("012.345.678.901", "012345678901"),
            (None, ""),
            ("-", ""),
            ("123456789", "123456789"),
        ],
    )
    def test_get_their_lost_zeros_back(self, value: Any, number: str) -> None:
        assert number_of(value, 12) == number

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("1.23457E+11", "rounded"),
            (1.5, "rounded"),
            ("01234A", "not_digits"),
            ("0123456789012", "too_many_digits"),
            ("=A1", "formula"),
        ],
    )
    def test_that_cannot_be_are_named(self, value: Any, code: str) -> None:
        with pytest.raises(Unreadable) as fault:
            number_of(value, 12)
        assert fault.value.code == code

    def test_telephone(self) -> None:
        assert phone_of(912345678) == "0912345678"
        assert phone_of("0912 345 678") == "0912 345 678"


class TestChoices:
    @pytest.mark.parametrize(
        ("kind", "text", "level"),
        [
            ("education", "Đại học Luật", Education.UNIVERSITY),
            ("education", "ĐH", Education.UNIVERSITY),
            ("education", "Th.S", Education.MASTER),
            ("education", "phổ thông", None),
            ("education", "ThS. Kinh tế", Education.MASTER),
            ("education", "Tiến sĩ", Education.DOCTOR),
            ("education", "12/12", Education.UPPER_SECONDARY),
            ("education", "7/10", Education.LOWER_SECONDARY),
            ("education", "Cao đẳng", Education.COLLEGE),
            ("education", "9/12", Education.LOWER_SECONDARY),
            ("education", "5/12", Education.PRIMARY),
            ("theory", "Cao cấp", Theory.ADVANCED),
            ("theory", "TC", Theory.INTERMEDIATE),
            ("theory", "Sơ cấp", Theory.ELEMENTARY),
            ("theory", "Chưa", Theory.NONE),
            ("standing", "Đảng viên dự bị", Standing.PROBATIONARY),
            ("standing", "CT", Standing.FULL),
            ("standing", "Miễn sinh hoạt", Standing.EXEMPT),
        ],
    )
    def test_are_found_in_the_words_of_offices(
        self, kind: str, text: str, level: int | None
    ) -> None:
        if level is None:
            with pytest.raises(Unreadable):
                choice_of(kind, text)
        else:
            assert choice_of(kind, text) == level

    def test_gender(self) -> None:
        assert [gender_of(v) for v in ("Nam", "NỮ", "nu", None)] == [1, 0, 0, None]
        with pytest.raises(Unreadable):
            gender_of("khác")

    def test_marks(self) -> None:
        assert [is_marked(v) for v in ("x", "X", 1, True, None, "", "-", False)] == [
            True,
            True,
            True,
            True,
            False,
            False,
            False,
            False,
        ]


class TestRows:
    def test_become_lines_with_only_what_is_given(self) -> None:
        checked = read(
            [
                ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Số thẻ", "Quê quán"],
                [1, "Trần  Văn An", "Nam", "19/5/1980", "Tày", 12345678901, None],
            ]
        )
        assert checked.problems == []
        [line] = checked.lines
        assert line.values == {
            "full_name": "Trần Văn An",
            "gender": Gender.MALE,
            "born_on": date(1980, 5, 19),
            "birth_year": 1980,
            "ethnicity": 1,
            "card_number": "012345678901",
        }
        assert (line.row, line.cell_id) == (2, 1)

    def test_of_totals_signatures_blanks_and_repeated_headings_are_passed_over(self) -> None:
        checked = read(
            [
                ["STT", "Họ tên", "Giới tính", "Năm sinh"],
                [1, "Trần An", "nam", 1980],
                [None, None, None, None],
                ["STT", "Họ tên", "Giới tính", "Năm sinh"],
                [2, "Lê Bình", "nữ", 1981],
                [None, "Tổng cộng: 2 đồng chí", None, 2],
                ["Cộng", None, None, 2],
                [None, None, "T/M CHI ỦY", None],
                [None, "BÍ THƯ", None, None],
                [None, "Ngày 12 tháng 3 năm 2026"],
            ]
        )
        assert codes(checked) == []
        assert [line.row for line in checked.lines] == [2, 5]
        assert checked.skipped == {"blank": 1, "heading": 1, "total": 2, "note": 3}

    def test_a_surname_like_a_word_of_totals_is_a_member(self) -> None:
        checked = read(
            [
                ["STT", "Họ tên", "Giới tính", "Năm sinh"],
                [1, "Tống Công Minh", "nam", 1980],
                [2, "Cống Thị Lai", "nữ", 1981],
            ]
        )
        assert [line.row for line in checked.lines] == [2, 3]

    def test_with_genders_in_two_columns_of_birth(self) -> None:
        checked = read(
            [
                ["Họ tên", "Ngày sinh", None],
                [None, "Nam", "Nữ"],
                ["Trần An", "1980", None],
                ["Lê Bình", None, "5/6/1981"],
            ]
        )
        assert codes(checked) == []
        assert [line.values["gender"] for line in checked.lines] == [Gender.MALE, Gender.FEMALE]
        assert checked.lines[1].values["born_on"] == date(1981, 6, 5)

    def test_with_only_women_ticked(self) -> None:
        checked = read([["Họ tên", "Nữ", "Năm sinh"], ["Trần An", None, 1980], ["Lê B", "x", 1981]])
        assert [line.values["gender"] for line in checked.lines] == [Gender.MALE, Gender.FEMALE]

    def test_with_names_in_two_columns(self) -> None:
        checked = read(
            [["Họ và tên đệm", "Tên", "Nam/Nữ", "Năm sinh"], ["Trần Văn", "An", "nam", 1980]]
        )
        assert checked.lines[0].values["full_name"] == "Trần Văn An"

    def test_under_titles_of_cells(self) -> None:
        checked = read(
            [
                ["TT", "Họ tên", "Giới tính", "Năm sinh"],
                ["I", "Chi bộ Sông", None, None],
                [1, "Trần An", "nam", 1980],
                ["II. CHI BỘ ĐỒI - Đảng bộ Sở Nông nghiệp", None, None, None],
                [1, "Lê Bình", "nữ", 1981],
            ],
            CELLS,
        )
        assert codes(checked) == []
        assert [line.cell_id for line in checked.lines] == [1, 3]

    @pytest.mark.parametrize(
        ("text", "cell", "code"),
        [
            ("SV-CT-2", 2, None),
            ("sv-ct-2", 2, None),
            ("Chi bộ Sông", 1, None),
            ("CHI BO SONG", 1, None),
            ("Sông", 1, None),
            ("Chi bộ Đồi", 0, "many_cells"),
            ("Chi bộ Đồi, Sở Nông nghiệp", 3, None),
            ("Chi bộ Núi", 0, "unknown_cell"),
            (None, 0, "no_cell"),
        ],
    )
    def test_name_their_cell_by_code_or_name(
        self, text: str | None, cell: int, code: str | None
    ) -> None:
        checked = only("Chi bộ", text, CELLS)
        assert checked.lines[0].cell_id == cell
        assert codes(checked) == ([code] if code else [])

    def test_problem_stands_at_its_row_and_column(self) -> None:
        checked = only("Ngày kết nạp", "31/02/2005")
        [problem] = checked.problems
        assert (problem.row, problem.column, problem.heading) == (2, "D", "Ngày kết nạp")
        assert problem.is_error

    @pytest.mark.parametrize(
        ("column", "value", "code", "is_error"),
        [
            ("Ngày kết nạp", "2005", "only_year", False),
            ("Ngày kết nạp", "23/11/2026", "ahead", True),
            ("Dân tộc", "Hobbit", "ethnicity", False),
            ("Quê quán", "x" * 201, "too_long", True),
            ("Trình độ", "??", "no_level", False),
            ("Số thẻ", "abc", "not_digits", True),
            ("Quê quán", "=B2", "formula", True),
            ("Ngày về chi bộ", "31/12/2009", "before_cell", True),
            ("Ngày kết nạp", "1/1/1990", "too_young", False),
        ],
    )
    def test_each_fault_has_its_weight(
        self, column: str, value: Any, code: str, is_error: bool
    ) -> None:
        [problem] = only(column, value).problems
        assert (problem.code, problem.is_error) == (code, is_error)

    def test_day_of_the_list_itself_is_not_ahead(self) -> None:
        assert codes(only("Ngày kết nạp", "22/11/2026")) == []

    def test_what_is_required_and_missing_is_named(self) -> None:
        checked = read([["Họ tên", "Giới tính", "Năm sinh"], ["Trần An", None, None]])
        assert sorted(codes(checked)) == ["no_birth", "no_gender"]
        checked = read([["Họ tên", "Giới tính", "Năm sinh"], [None, "nam", 1980]])
        assert codes(checked) == ["no_name"]

    def test_recognition_a_day_before_probation_ends_is_a_warning(self) -> None:
        rows = [["Họ tên", "Giới tính", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"]]
        early = read([*rows, ["A B", "nam", 1980, "2/9/2005", "1/9/2006"]])
        assert codes(early) == ["recognised_early"]
        assert early.errors == []
        assert codes(read([*rows, ["A B", "nam", 1980, "2/9/2005", "2/9/2006"]])) == []

    def test_recognition_before_admission_is_an_error(self) -> None:
        rows = [["Họ tên", "Giới tính", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"]]
        assert codes(read([*rows, ["A B", "nam", 1980, "2/9/2005", "1/9/2005"]])) == [
            "recognised_first"
        ]

    def test_newly_admitted_without_recognition_is_probationary(self) -> None:
        rows = [["Họ tên", "Giới tính", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"]]
        new = read([*rows, ["A B", "nam", 1980, "2/9/2026", None]])
        old = read([*rows, ["A B", "nam", 1980, "2/9/2005", None]])
        assert new.lines[0].standing == Standing.PROBATIONARY
        assert old.lines[0].standing is None

    def test_machine_that_turned_days_and_months_about_is_noticed(self) -> None:
        rows: list[list[Any]] = [["Họ tên", "Giới tính", "Ngày sinh"]]
        rows += [[f"Trần A{'b' * n}", "nam", date(1980, 3, n + 1)] for n in range(6)]
        rows += [[f"Lê C{'d' * n}", "nam", f"{n + 13}/5/1980"] for n in range(6)]
        assert codes(read(rows)) == ["swapped"]
        rows.append(["Hà E", "nam", date(1980, 3, 25)])
        assert codes(read(rows)) == []

    def test_single_column_of_names_says_what_is_missing(self) -> None:
        checked = read([["Họ tên"], ["Trần An"], ["Lê Bình"]])
        assert set(codes(checked)) == {"no_birth", "no_gender"}
        assert len(checked.errors) == 4


def held(key: int, name: str, **more: Any) -> Held:
    values = {"full_name": name, "gender": Gender.MALE, "birth_year": 1980, "born_on": None}
    values |= {
        field: more.pop(field)
        for field in ("born_on", "birth_year", "card_number", "citizen_id", "home_place", "gender")
        if field in more
    }
    return Held(id=key, cell_id=more.pop("cell_id", 1), values=values, **more)


def lines(*rows: list[Any]) -> list[Any]:
    return read(
        [["Họ tên", "Giới tính", "Ngày sinh", "Số thẻ", "CCCD", "Quê quán"], *map(list, rows)]
    ).lines


class TestPlan:
    def test_takes_a_card_number_for_the_person(self) -> None:
        found = plan(
            lines(["Trần An", "nam", 1980, "012345678901", None, "Vân Khê"]),
            [held(7, "Trần Văn An", card_number="012345678901")],
            {},
        )
        assert found.is_ready
        [(_line, match, changes)] = found.changed
        assert match.id == 7
        assert changes == {"full_name": "Trần An", "home_place": "Vân Khê"}

    def test_says_when_a_number_belongs_to_somebody_else(self) -> None:
        found = plan(
            lines(["Lê Bình", "nữ", 1975, "012345678901"]),
            [held(7, "Trần Văn An", card_number="012345678901")],
            {},
        )
        assert [p.code for p in found.problems] == ["number_of_another"]
        assert not found.is_ready

    def test_never_merges_on_a_name_alone(self) -> None:
        known = [held(7, "Trần An", born_on=date(1980, 5, 19), home_place="Bến Lở")]
        rows = lines(["Trần An", "nam", "19/5/1980", None, None, "Vân Khê"])
        found = plan(rows, known, {})
        assert not found.is_ready
        assert [(line.row, [one.id for one in alike]) for line, alike in found.likely] == [(2, [7])]
        assert plan(rows, known, {2: "new"}).new == rows
        assert plan(rows, known, {2: "7"}).changed[0][2] == {"home_place": "Vân Khê"}

    def test_knows_its_own_rows_again(self) -> None:
        known = [held(7, "Trần An", born_on=date(1980, 5, 19), home_place="Vân Khê")]
        rows = lines(["TRẦN AN", "nam", "19/5/1980", None, None, "Vân Khê"])
        found = plan(rows, known, {})
        assert (found.same, found.new, found.likely) == (1, [], [])

    def test_another_number_is_another_person(self) -> None:
        known = [held(7, "Trần An", card_number="012345678901")]
        found = plan(lines(["Trần An", "nam", 1980, "112345678901"]), known, {})
        assert len(found.new) == 1

    def test_marks_and_spelling_of_the_middle_name_are_looked_at(self) -> None:
        known = [held(7, "Trần Văn An", born_on=date(1980, 5, 19))]
        found = plan(lines(["Trần Vân An", "nam", "19/5/1980"]), known, {})
        assert len(found.likely) == 1

    def test_in_another_cell_is_told_and_not_moved(self) -> None:
        known = [held(7, "Trần An", card_number="012345678901", cell_id=2)]
        found = plan(lines(["Trần An", "nam", 1980, "012345678901"]), known, {})
        assert [p.code for p in found.problems] == ["other_cell"]
        assert found.is_ready
        assert found.same == 1

    def test_of_the_departed_are_refused(self) -> None:
        known = [held(7, "Trần An", card_number="012345678901", is_active=False)]
        found = plan(lines(["Trần An", "nam", 1980, "012345678901"]), known, {})
        assert [p.code for p in found.problems] == ["ended"]

    def test_twice_in_one_file_is_named(self) -> None:
        found = plan(
            lines(
                ["Trần An", "nam", "19/5/1980", "012345678901"],
                ["Trần Anh", "nam", "19/5/1981", "012345678901"],
                ["Lê Bình", "nữ", "1/1/1981"],
                ["Lê Bình", "nữ", "1/1/1981"],
            ),
            [],
            {},
        )
        assert [(p.code, p.row) for p in found.problems] == [
            ("repeated_number", 3),
            ("repeated_person", 5),
        ]

    def test_year_alone_is_no_difference_from_the_same_days_year(self) -> None:
        [line] = lines(["Trần An", "nam", 1980])
        assert differences(line, held(7, "Trần An", born_on=date(1980, 5, 19))) == {}
        assert differences(line, held(7, "Trần An", born_on=None, birth_year=1979)) == {
            "birth_year": 1980
        }
