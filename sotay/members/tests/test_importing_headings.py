"""Which column is what, in the words of offices."""

import pytest

from sotay.core.tables import Sheet, read_file
from sotay.core.tests.test_tables import workbook
from sotay.members.importing.headings import field_of, find_header, plain


def fields(sheet: Sheet) -> dict[int, str]:
    header = find_header(sheet)
    assert header is not None
    return header.fields


class TestFindHeader:
    def test_in_any_order_with_and_without_marks(self) -> None:
        sheet = Sheet("", [["So the dang", "NĂM SINH", "Họ và Tên", "Gioi tinh"]])
        assert fields(sheet) == {0: "card_number", 1: "birth_year", 2: "full_name", 3: "gender"}

    def test_below_title_rows(self) -> None:
        sheet = Sheet(
            "",
            [
                ["ĐẢNG BỘ KHỐI SÔNG VÂN", None],
                ["DANH SÁCH ĐẢNG VIÊN"],
                [None],
                ["STT", "Họ và tên", "Ngày sinh", "Ghi chú"],
                [1, "An", "1980", None],
            ],
        )
        header = find_header(sheet)
        assert header is not None
        assert (header.top, header.bottom) == (3, 3)
        assert header.fields == {1: "full_name", 2: "born_on"}

    def test_over_two_rows_with_merged_cells(self) -> None:
        data = workbook(
            [[], ["", "", "Nam", "Nữ", "Dự bị", "Chính thức"], ["1", "An", 1980]],
            [
                (0, 0, 1, 0, "TT"),
                (0, 1, 1, 1, "Họ và tên"),
                (0, 2, 0, 3, "Ngày sinh"),
                (0, 4, 0, 5, "Ngày vào Đảng"),
            ],
        )
        [sheet] = read_file(data)
        header = find_header(sheet)
        assert header is not None
        assert header.bottom == 1
        assert header.fields == {
            1: "full_name",
            2: "born_if_male",
            3: "born_if_female",
            4: "admitted_on",
            5: "recognised_on",
        }

    def test_over_two_rows_in_text_without_merging(self) -> None:
        sheet = Sheet(
            "",
            [
                ["TT", "Họ và tên", "Năm sinh", None, "Vào Đảng", None],
                [None, None, "Nam", "Nữ", "Dự bị", "Chính thức"],
                ["1", "An", "1980", None, "2/9/2005", "2/9/2006"],
            ],
        )
        assert fields(sheet) == {
            1: "full_name",
            2: "born_if_male",
            3: "born_if_female",
            4: "admitted_on",
            5: "recognised_on",
        }

    def test_steps_over_a_row_that_numbers_the_columns(self) -> None:
        sheet = Sheet("", [["STT", "Họ tên", "Năm sinh"], ["(1)", "(2)", "(3)"], [1, "An", 1980]])
        header = find_header(sheet)
        assert header is not None
        assert header.bottom == 1

    def test_keeps_a_first_line_of_data(self) -> None:
        sheet = Sheet("", [["STT", "Họ tên", "Năm sinh"], [1, "An", 1980]])
        header = find_header(sheet)
        assert header is not None
        assert header.bottom == 0

    def test_without_a_name_there_is_none(self) -> None:
        assert find_header(Sheet("", [["STT", "Năm sinh", "Quê quán"], [1, 1980, "X"]])) is None
        assert find_header(Sheet("", [])) is None

    def test_same_heading_twice_is_taken_once(self) -> None:
        assert fields(Sheet("", [["Họ tên", "Họ tên", "Năm sinh"]])) == {
            0: "full_name",
            2: "birth_year",
        }

    def test_remembers_what_was_answered(self) -> None:
        sheet = Sheet("", [["Họ tên", "Cột lạ"]])
        assert fields(sheet) == {0: "full_name"}
        header = find_header(sheet, {plain("Cột lạ"): "card_number"})
        assert header is not None
        assert header.fields == {0: "full_name", 1: "card_number"}

    def test_digest_does_not_depend_on_the_order(self) -> None:
        one = find_header(Sheet("", [["Họ tên", "Năm sinh"]]))
        other = find_header(Sheet("", [["Năm sinh", "HỌ TÊN"]]))
        assert one is not None
        assert other is not None
        assert one.digest == other.digest

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ("Họ và tên (chữ in hoa)", "full_name"),
            ("Số CCCD", "citizen_id"),
            ("CMND/CCCD", "citizen_id"),
            ("Ngày, tháng, năm sinh", "born_on"),
            ("Ngày vào Đảng chính thức", "recognised_on"),
            ("Ngày quyết định kết nạp", "decided_on"),
            ("Trình độ lý luận chính trị", "theory"),
            ("Chuyên môn", "education"),
            ("Dân tộc", "ethnicity"),
            ("Số thẻ ĐV", "card_number"),
            ("Chi bộ đang sinh hoạt", "cell"),
            ("STT", ""),
            ("Màu tóc", None),
        ],
    )
    def test_headings_of_offices(self, words: str, field: str | None) -> None:
        assert field_of(plain(words)) == field
