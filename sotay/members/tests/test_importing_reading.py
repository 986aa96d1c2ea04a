"""Files as offices have them, and files that are none."""

import io
import unicodedata
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from sotay.core.errors import BadInput
from sotay.members.importing.headings import field_of, find_header, plain
from sotay.members.importing.reading import Sheet, letter, read_file


def workbook(
    rows: list[list[Any]], merges: list[tuple[int, int, int, int, str]] = (), **more: Any
) -> bytes:  # type: ignore[assignment]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet(more.get("name", "Danh sách"))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
        for top, left, bottom, right, text in merges:
            sheet.merge_range(top, left, bottom, right, text)
    return out.getvalue()


class TestReadFile:
    def test_reads_dates_numbers_and_text_of_a_workbook(self) -> None:
        [sheet] = read_file(workbook([["Họ tên", "Ngày"], ["An", date(1980, 5, 19)], [None, 12]]))
        assert sheet.rows == [["Họ tên", "Ngày"], ["An", date(1980, 5, 19)], [None, 12]]

    def test_composes_decomposed_letters(self) -> None:
        text = unicodedata.normalize("NFD", "Nguyễn Thị Thủy")
        [book] = read_file(workbook([[text]]))
        [lines] = read_file(text.encode())
        assert book.rows == lines.rows == [["Nguyễn Thị Thủy"]]

    @pytest.mark.parametrize(
        ("encoding", "mark"),
        [
            ("utf-8", b""),
            ("utf-8", b"\xef\xbb\xbf"),
            ("utf-16-le", b"\xff\xfe"),
            ("utf-16-be", b"\xfe\xff"),
            ("utf-16-le", b""),
        ],
    )
    def test_reads_text_in_every_unicode_encoding(self, encoding: str, mark: bytes) -> None:
        [sheet] = read_file(mark + "Họ tên;Năm sinh\nĐặng Ước;1980\n".encode(encoding))
        assert sheet.rows == [["Họ tên", "Năm sinh"], ["Đặng Ước", "1980"]]
        assert sheet.note == ""

    def test_reads_windows_1258_and_says_so(self) -> None:
        text = unicodedata.normalize("NFD", "Ð").replace("Ð", "Đ") + "ặng Thị Hoà;1980"
        parts = "".join(
            c if _fits(c) else unicodedata.normalize("NFD", c) for c in text
        )  # vowels keep their hat, tones stand apart, as that table has them
        data = ("Ho ten;Nam sinh\n" + _tones_apart(parts)).encode("cp1258")
        [sheet] = read_file(data)
        assert sheet.rows[1][0] == "Đặng Thị Hoà"
        assert "windows-1258" in sheet.note

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_finds_what_parts_the_columns(self, sign: str) -> None:
        rows = [["Họ tên", "Quê quán", "Năm"], ["An", "Vân Khê, Sông Vân", "1980"]]
        text = "\n".join(sign.join(f'"{v}"' if sign in v else v for v in row) for row in rows)
        [sheet] = read_file(text.encode())
        assert sheet.rows == rows

    def test_unwraps_numbers_kept_as_text(self) -> None:
        [sheet] = read_file('Họ tên,Số thẻ\nAn,="012345678901"\n'.encode())
        assert sheet.rows[1] == ["An", "012345678901"]

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"   \n\n",
            b"%PDF-1.7\n\x00\x01\x02",
            b"\x89PNG\r\n\x1a\n" + bytes(range(32)),
            b"PK\x03\x04 not a zip at all",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
            b"\xff\xfe\x00",
            bytes(range(256)) * 20,
        ],
    )
    def test_refuses_what_is_no_table(self, data: bytes) -> None:
        with pytest.raises(BadInput):
            read_file(data)

    def test_refuses_a_cut_workbook(self) -> None:
        whole = workbook([["Họ tên"], ["An"]])
        for size in (100, len(whole) // 2, len(whole) - 30):
            with pytest.raises(BadInput):
                read_file(whole[:size])

    def test_refuses_another_zip(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        with pytest.raises(BadInput):
            read_file(out.getvalue())

    def test_refuses_a_grid_that_would_swell(self) -> None:
        with pytest.raises(BadInput, match="quá lớn"):
            read_file(_changed(b'r="XFD1048576"'))

    def test_refuses_a_bomb(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
                for _part in range(320):
                    entry.write(b" " * 1024 * 1024)
        assert len(out.getvalue()) < 1024 * 1024
        with pytest.raises(BadInput, match="quá lớn"):
            read_file(out.getvalue())

    def test_refuses_too_many_bytes(self) -> None:
        with pytest.raises(BadInput, match="MB"):
            read_file(b"a" * (20 * 1024 * 1024 + 1))

    def test_hundred_thousand_blank_rows_do_no_harm(self) -> None:
        [sheet] = read_file(workbook([["Họ tên"], ["An"], *[[None]] * 100_000, ["Bình"]]))
        assert len(sheet.rows) == 100_003
        assert sheet.rows[-1] == ["Bình"]

    def test_columns_are_named_as_the_office_program_names_them(self) -> None:
        assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def _fits(letter_: str) -> bool:
    try:
        letter_.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def _tones_apart(text: str) -> str:
    """Base letter with its hat, then the tone: the form the windows-1258 table can write."""
    out = ""
    for c in unicodedata.normalize("NFC", text):
        if _fits(c):
            out += c
            continue
        parts = unicodedata.normalize("NFD", c)
        tone = next(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        out += unicodedata.normalize("NFC", parts.replace(tone, "")) + tone
    return out


def _changed(place: bytes) -> bytes:
    source = io.BytesIO(workbook([["Họ tên"], ["An"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                data = data.replace(b'r="A2"', place)
            new.writestr(entry.filename, data)
    return out.getvalue()


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
