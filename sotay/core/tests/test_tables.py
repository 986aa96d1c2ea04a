"""Files as offices have them, and files that are none."""

import io
import unicodedata
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from sotay.core.errors import BadInput
from sotay.core.tables import Limits, letter, read_file


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

    def test_refuses_a_part_that_unpacks_to_more_than_its_head_says(self) -> None:
        """The directory names 300 bytes of texts, the stream holds 40 MB."""
        source, out = io.BytesIO(workbook([["Họ tên"], ["An"]])), io.BytesIO()
        texts = "xl/sharedStrings.xml"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                data = old.read(entry)
                more = b" " * 40 * 1024 * 1024 if entry.filename == texts else b""
                new.writestr(entry.filename, data + more)
            true = new.getinfo(texts).file_size
        lying = out.getvalue().replace(true.to_bytes(4, "little"), (300).to_bytes(4, "little"))
        assert len(lying) < 100_000
        with pytest.raises(BadInput, match="quá lớn"):
            read_file(lying, Limits(unpacked=30 * 1024 * 1024))
        with pytest.raises(BadInput, match="Không đọc được"):
            read_file(lying)

    def test_limits_are_those_that_are_asked_for(self) -> None:
        rows = [["Họ tên"], ["An"], ["Bảy"]]
        few = Limits(rows=2, columns=1)
        for data in (workbook(rows), "Họ tên\nAn\nBảy\n".encode()):
            assert len(read_file(data)[0].rows) == 3
            with pytest.raises(BadInput, match="nhiều nhất 2 dòng"):
                read_file(data, few)
        with pytest.raises(BadInput, match="nhiều nhất 2 dòng và 1 cột"):
            read_file(workbook([["Họ tên", "Tiền"]]), few)

    @pytest.mark.parametrize(
        ("cell", "is_empty"),
        [
            (b'<c r="B2"><f>A1*2</f></c>', True),
            (b'<c r="B2" s="1"><f>A1*2</f><v></v></c>', True),
            (b'<c r="B2"><f>A1*2</f><v/></c>', True),
            (b'<c r="B2"><f t="shared" si="0"/></c>', True),
            (b'<c r="B2"><f>A1*2</f><v>84</v></c>', False),
            (b'<c r="B2" t="str"><f>T(A1)</f><v></v></c>', False),
        ],
    )
    def test_a_formula_nobody_reckoned_is_refused_where_values_are_needed(
        self, cell: bytes, is_empty: bool
    ) -> None:
        out = io.BytesIO()
        source = io.BytesIO(workbook([["Họ tên", "Tiền"], ["An", 7]]))
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                data = old.read(entry)
                if entry.filename.startswith("xl/worksheets/"):
                    assert b'<c r="B2"><v>7</v></c>' in data
                    data = data.replace(b'<c r="B2"><v>7</v></c>', cell)
                new.writestr(entry.filename, data)
        assert read_file(out.getvalue())[0].rows[1][0] == "An"
        if is_empty:
            with pytest.raises(BadInput, match="Ô B2 là công thức"):
                read_file(out.getvalue(), Limits(needs_values=True))
        else:
            assert read_file(out.getvalue(), Limits(needs_values=True))[0].rows[1][0] == "An"

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
