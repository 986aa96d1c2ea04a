"""What careless and ill-meaning hands send: each gets a clear sentence, nothing is half done."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sotay.core.errors import RuleBroken
from sotay.core.tests.test_tables import workbook
from sotay.dues import importing, services
from sotay.dues.importing.reading import read_payments
from sotay.dues.models import PaymentList, Receipt
from sotay.dues.rules import months
from sotay.dues.tests.conftest import AN_OWES, MONTH
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db

WRITTEN = months.written(MONTH)
AN, BAY, CUC = "Trần Văn An", "Nguyễn Thị Bảy", "Lê Thị Cúc"
HEAD = ["Họ và tên", "Đóng từ tháng", "Số tiền đã nộp", "Ngày nộp"]
CSV = f"Họ và tên;Đóng từ tháng;Số tiền đã nộp\n{AN};{WRITTEN};123.457\n"


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to far more than a treasurer's list."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts(workbook([HEAD, [AN, WRITTEN, AN_OWES, None]])):
            if name.startswith("xl/worksheets/sheet"):
                part = part.replace(b"</sheetData>", b" " * 60_000_000 + b"</sheetData>")
            archive.writestr(name, part)
    return kept.getvalue()


def lying_bomb() -> bytes:
    """The same, whose head says that the sheet is small."""
    data = bytearray(bomb())
    honest = zipfile.ZipFile(io.BytesIO(bytes(data)))
    for entry in honest.infolist():
        if entry.file_size > 60_000_000:
            size = entry.file_size.to_bytes(4, "little")
            data = bytearray(bytes(data).replace(size, (1000).to_bytes(4, "little")))
    return bytes(data)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def with_formula(result: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts(workbook([HEAD, [AN, WRITTEN, 777_777, None]])):
            part = part.replace(b"<v>777777</v>", b"<f>61728+61729</f>" + result)
            archive.writestr(name, part)
    return kept.getvalue()


@pytest.fixture
def send(complete, keeper, as_client, world):
    """A file goes in by the page; gives the answer and the words of the page."""
    client = as_client(keeper)
    url = reverse("dues:lists", args=[world.river.pk, months.key(MONTH)])

    def give(data: bytes, name: str = "thang.xlsx") -> tuple[int, str]:
        answer = client.post(url, {"file": SimpleUploadedFile(name, data)}, follow=True)
        return answer.status_code, answer.content.decode()

    return give


@pytest.fixture
def nothing_done(keeper):
    def check() -> None:
        with acting_for(keeper):
            assert not Receipt.objects.exists()
            assert not PaymentList.objects.filter(state="applied").exists()

    return check


class TestFiles:
    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (bomb, "Bảng quá lớn"),
            (lying_bomb, "Bảng quá lớn|Không đọc được tệp này"),
            (lambda: workbook([HEAD, *[[AN, None, 5000, None]] * 50_000]), "nhiều nhất 5.000 dòng"),
            (lambda: b"PK\x03\x04" + b"\x00" * 500, "Không đọc được tệp này"),
            (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 800, "Không đọc được tệp này"),
            (lambda: with_formula(b""), "công thức chưa có kết quả"),
            (lambda: CSV.encode()[:40] + b"\x00\x01\x02", "Không đọc được tệp này"),
            (lambda: ("Họ và tên;Số tiền\n" + "x;" * 80 + "1\n").encode(), "60 cột"),
        ],
        ids=["bomb", "lie", "50000", "zip", "ole", "formula", "binary", "wide"],
    )
    def test_is_refused_with_a_sentence(self, send, nothing_done, make, says):
        status, page = send(make())
        assert status == 422
        assert any(words in page for words in says.split("|"))
        nothing_done()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_a_text_of_any_unicode_is_read(self, encoding):
        [row] = read_payments(CSV.encode(encoding), []).rows
        assert (row["name"], row["amount"]) == (AN, "123.457")

    def test_the_old_code_page_is_read_and_said(self):
        found = read_payments(_in_1258(CSV), [])
        assert found.rows[0]["name"] == AN
        assert "windows-1258" in found.note

    def test_a_formula_with_its_result_is_that_result(self, send):
        _status, page = send(with_formula(b"<v>123457</v>"))
        assert "Ghi 1 khoản vào sổ" in page


def _in_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: a letter with its hat, then the tone as a sign of its own."""
    import unicodedata

    found = bytearray()
    for sign in text:
        try:
            found += sign.encode("cp1258")
        except UnicodeEncodeError:
            whole = unicodedata.normalize("NFD", sign)
            tones = [one for one in whole if one in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(one for one in whole if one not in tones)
            found += unicodedata.normalize("NFC", rest).encode("cp1258")
            found += "".join(tones).encode("cp1258")
    return bytes(found)


class TestRows:
    @pytest.mark.parametrize(
        ("cells", "says"),
        [
            ((AN, WRITTEN, "-123.457", ""), "lớn hơn 0"),
            ((AN, WRITTEN, "(123.457)", ""), "lớn hơn 0"),
            ((AN, WRITTEN, "123.45", ""), "không phải là số tiền"),
            ((AN, WRITTEN, "1e9", ""), "không phải là số tiền"),
            ((AN, WRITTEN, "9" * 14, ""), "lớn hơn 0"),
            ((AN, WRITTEN, "١٢٣٤٥٦", ""), "không phải là số tiền"),
            ((AN, WRITTEN, "=SUM(A1:A9)", ""), "công thức"),
            ((AN, WRITTEN, "123.457", "01/01/1900"), "quá lâu"),
            ((AN, WRITTEN, "123.457", "01/01/1899"), "1899"),
            ((AN, WRITTEN, "123.457", "31/12/9999"), "năm không thể đúng"),
            ((AN, "01/1900", "123.457", ""), "“01/1900”: năm không thể đúng"),
            ((AN, "12/9999", "123.457", ""), "“12/9999”: năm không thể đúng"),
            ((AN, "00/0000", "123.457", ""), "không phải là tháng"),
            (("Phạm Văn Đồi", WRITTEN, "5.000", ""), "không có đồng chí"),
            (("a" * 5_000, WRITTEN, "5.000", ""), "không có đồng chí"),
            (("=HYPERLINK(1)", WRITTEN, "5.000", ""), "không có đồng chí"),
        ],
    )
    def test_is_wrong_and_says_why_and_the_list_is_not_taken(
        self, complete, keeper, nothing_done, cells, says
    ):
        data = "\n".join("\t".join(row) for row in (HEAD, cells, (BAY, WRITTEN, "35.000", "")))
        with acting_for(keeper):
            made = importing.start_list(
                collection=complete, data=data.encode(), file_name="x", actor=keeper
            )
            line = importing.plan_of(made, keeper).lines[0]
            assert line.state == "wrong"
            assert says in " ".join(line.problems)
            with pytest.raises(RuleBroken, match="dòng 2"):
                importing.apply_list(payment_list=made, actor=keeper)
        nothing_done()

    @pytest.mark.parametrize("nothing", ["0", "0 đ", "0,00", "-", "", "0.000"])
    def test_nothing_is_no_payment(self, nothing):
        rows = "\n".join([f"{';'.join(HEAD)}", f"{AN};;{nothing};", f"{BAY};;35.000;"])
        found = read_payments(rows.encode(), [])
        assert [row["name"] for row in found.rows] == [BAY]
        assert found.passed == {"blank": 1}

    @pytest.mark.parametrize("written", ["123.457đ", "123,457 VNĐ", "+123 457", "123'457"])
    def test_a_sum_is_read_as_it_is_written(self, complete, keeper, written):
        data = f"{chr(9).join(HEAD)}\n{AN}\t{WRITTEN}\t{written}\t"
        with acting_for(keeper):
            made = importing.start_list(
                collection=complete, data=data.encode(), file_name="x", actor=keeper
            )
            [line] = importing.plan_of(made, keeper).lines
        assert (line.state, line.amount) == ("ready", AN_OWES)


class TestAtTheCounter:
    @pytest.mark.parametrize(
        ("amount", "says"),
        [("-5", "lớn hơn 0"), ("0", "lớn hơn 0"), ("1.5", "không phải"), ("9" * 14, "lớn hơn 0")],
    )
    def test_a_sum_that_is_none_is_refused(
        self, complete, keeper, people, world, as_client, nothing_done, amount, says
    ):
        given = {"start": WRITTEN, "last": WRITTEN, "amount": amount, "method": "cash",
                 "received_on": f"{keeper.today:%d-%m-%Y}"}  # fmt: skip
        url = reverse("dues:pay", args=[world.river.pk, people.an.pk])
        answer = as_client(keeper).post(url, given)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        nothing_done()

    @pytest.mark.parametrize("day", ["01-01-1900", "31-12-9999", "31-02-2026"])
    def test_a_day_that_cannot_be_is_refused(
        self, complete, keeper, people, world, as_client, nothing_done, day
    ):
        given = {"start": WRITTEN, "last": WRITTEN, "amount": "", "method": "cash",
                 "received_on": day}  # fmt: skip
        url = reverse("dues:pay", args=[world.river.pk, people.an.pk])
        assert as_client(keeper).post(url, given).status_code == 422
        nothing_done()

    @pytest.mark.parametrize("last", ["01-1900", "12-9999", "01-0001"])
    def test_months_far_off_are_refused_at_once(
        self, complete, keeper, people, world, as_client, nothing_done, last
    ):
        given = {"start": "01-1900", "last": last, "amount": "5.000", "method": "cash",
                 "received_on": f"{keeper.today:%d-%m-%Y}"}  # fmt: skip
        url = reverse("dues:pay", args=[world.river.pk, people.an.pk])
        assert as_client(keeper).post(url, given).status_code == 422
        nothing_done()

    def test_a_member_of_another_cell_is_not_taken_from(
        self, complete, keeper, people, world, as_client, nothing_done
    ):
        url = reverse("dues:pay", args=[world.river.pk, people.doi.pk])
        assert as_client(keeper).get(url).status_code == 404
        with acting_for(keeper), pytest.raises(RuleBroken, match="không có trong danh sách"):
            services.pay(
                collection=complete, member_id=people.doi.pk, wanted=[MONTH], amount=5,
                actor=keeper,
            )  # fmt: skip
        nothing_done()

    @pytest.mark.parametrize("since", ["01-1900", "12-9999", "12-2199"])
    def test_a_figure_or_relief_from_a_month_far_off_is_refused(
        self, complete, people, world, keeper, as_client, since
    ):
        client = as_client(keeper)
        for name, given in (
            ("basis", {"category": "salaried", "income": "5.000.000"}),
            ("relief", {"percent": "50", "ground": "hardship", "decision_number": "1",
                        "count": "12"}),
        ):  # fmt: skip
            url = reverse(f"dues:{name}", args=[world.river.pk, people.an.pk])
            assert client.post(url, {**given, "since": since}).status_code == 422

    @pytest.mark.parametrize("key", ["1900-01", "9999-12", "2026-13", "x"])
    def test_an_address_of_no_month_is_not_found(self, complete, world, keeper, as_client, key):
        client = as_client(keeper)
        for name in ("month", "lists", "close_month", "close_ended"):
            assert client.get(reverse(f"dues:{name}", args=[world.river.pk, key])).status_code == (
                404
            )
