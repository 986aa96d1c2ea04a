"""Draft tasks: who is to do what, by which day, judged how; and what is only told."""

import pytest

from sotay.directives.reader import Task, read_text

PLAN_HEAD = (
    "ĐẢNG ỦY KHỐI\n*\nSố 5-KH/ĐUK\nHà Nội, ngày 14 tháng 10 năm 2026\nKẾ HOẠCH\nvề học tập\n\n"
)


def only(text: str) -> Task:
    (task,) = read_text(text).tasks
    return task


class TestParts:
    def test_all_four_are_read(self) -> None:
        task = only(
            "Các đảng ủy, chi ủy cơ sở rà soát quy chế làm việc, báo cáo Đảng ủy trước ngày"
            " 15-11-2026."
        )

        assert task.who == "Các đảng ủy, chi ủy cơ sở"
        assert task.what == "rà soát quy chế làm việc"
        assert (task.due, task.due_text) == ("2026-11-14", "trước ngày 15-11-2026")
        assert task.product == "Báo cáo"
        assert task.missing == ()

    def test_an_order_without_an_owner_says_what_it_lacks(self) -> None:
        task = only("Tăng cường đổi mới nội dung, hình thức sinh hoạt; phát huy vai trò nêu gương.")

        assert task.who is None
        assert task.text == "Tăng cường đổi mới nội dung, hình thức sinh hoạt"
        assert task.missing == ("owner", "day", "criterion")

    def test_a_quantity_is_the_criterion_and_asks_for_a_product(self) -> None:
        task = only("Mỗi chi bộ tổ chức ít nhất 01 kỳ sinh hoạt chuyên đề trong năm 2026.")

        assert (task.quantity, task.comparator, task.unit) == (1, "≥", "kỳ")
        assert task.criterion == "ít nhất 01 kỳ sinh hoạt chuyên đề"
        assert task.missing == ("product",)

    @pytest.mark.parametrize(
        ("text", "who"),
        [
            ("Giao Ban Tổ chức Đảng ủy chủ trì, phối hợp với Văn phòng.", "Ban Tổ chức Đảng ủy"),
            ("Phân công đồng chí Nguyễn Văn An theo dõi, chỉ đạo.", "đồng chí Nguyễn Văn An"),
            (
                "Thường trực Ban Bí thư yêu cầu Đảng bộ Khối nâng cao nhận thức, trách nhiệm.",
                "Đảng bộ Khối",
            ),
            ("Bên cạnh đó, Đảng ủy Khối tiếp tục triển khai đồng bộ.", "Đảng ủy Khối"),
            (
                "Căn cứ Kế hoạch này, các cấp ủy trực thuộc xây dựng kế hoạch.",
                "các cấp ủy trực thuộc",
            ),
            ("- Thực hiện Chỉ thị số 05-CT/TW, các chi bộ đăng ký việc làm theo.", "các chi bộ"),
            ("Chi bộ có trách nhiệm quản lý, giáo dục đảng viên.", "Chi bộ"),
            (
                "- Ủy ban Kiểm tra Đảng ủy theo dõi, đôn đốc việc thực hiện.",
                "Ủy ban Kiểm tra Đảng ủy",
            ),
            ("- Văn phòng Đảng ủy tổng hợp kết quả.", "Văn phòng Đảng ủy"),
        ],
    )
    def test_who(self, text: str, who: str) -> None:
        assert only(text).who == who

    def test_the_next_deed_with_a_day_has_the_same_owner(self) -> None:
        first, second = read_text(
            "- Ban Tuyên giáo Đảng ủy hướng dẫn tuyên truyền; biên soạn tài liệu trước 30/6/2026."
        ).tasks

        assert first.who == second.who == "Ban Tuyên giáo Đảng ủy"
        assert (second.due, second.product) == ("2026-06-29", "Tài liệu")


class TestDays:
    @pytest.mark.parametrize(
        ("written", "due"),
        [
            ("trước ngày 15-11-2026", "2026-11-14"),
            ("chậm nhất ngày 15/11/2026", "2026-11-15"),
            ("đến hết ngày 15 tháng 11 năm 2026", "2026-11-15"),
            ("trước ngày 01-3-2028", "2028-02-29"),
            ("trong tháng 10-2026", "2026-10-31"),
            ("trước tháng 12/2026", "2026-11-30"),
            ("trong tháng 2 năm 2027", "2027-02-28"),
            ("trong quý IV/2026", "2026-12-31"),
            ("trong quý I năm 2027", "2027-03-31"),
            ("trước quý IV năm 2026", "2026-09-30"),
            ("trong năm 2026", "2026-12-31"),
            ("đến năm 2030", "2030-12-31"),
            ("trong 6 tháng đầu năm 2027", "2027-06-30"),
        ],
    )
    def test_the_last_day_that_counts(self, written: str, due: str) -> None:
        task = only(f"Các chi bộ hoàn thành việc rà soát hồ sơ {written}.")

        assert (task.due, task.due_text) == (due, written)

    @pytest.mark.parametrize(
        ("written", "due"),
        [
            ("trước ngày 15-11", "2026-11-14"),
            ("trước ngày 15-10", "2026-10-14"),
            ("chậm nhất ngày 13-10", "2027-10-13"),
            ("trong quý IV", "2026-12-31"),
            ("trong quý I", "2027-03-31"),
            ("trong tháng 10", "2026-10-31"),
            ("trong tháng 9", "2027-09-30"),
        ],
    )
    def test_without_a_year_the_first_after_the_documents_own_day(
        self, written: str, due: str
    ) -> None:
        (task,) = read_text(f"{PLAN_HEAD}1. Các chi bộ rà soát hồ sơ đảng viên {written}.").tasks

        assert task.due == due

    def test_without_any_year_the_words_are_kept(self) -> None:
        task = only("Các chi bộ phải rà soát hồ sơ đảng viên trong quý IV.")

        assert (task.due, task.due_text) == (None, "trong quý IV")
        assert "day" not in task.missing

    @pytest.mark.parametrize(
        "written",
        ["định kỳ hằng tháng", "hằng quý", "trong vòng 30 ngày", "trước ngày 20-12 hằng năm"],
    )
    def test_what_comes_round_is_kept_in_words(self, written: str) -> None:
        task = only(f"Các cấp ủy phải kiểm tra việc nộp đảng phí {written}.")

        assert (task.due, task.due_text) == (None, written)

    def test_the_day_of_a_cited_document_is_no_due_day(self) -> None:
        task = only("Các chi bộ tiếp tục thực hiện Chỉ thị số 05-CT/TW ngày 15-5-2016.")

        assert task.due is None


@pytest.mark.parametrize(
    "text",
    [
        "Đảng ủy Khối đã ban hành 3 chương trình công tác.",
        "Các đoàn thể đã chủ động xây dựng kế hoạch công tác.",
        "Đồng chí Bí thư Đảng ủy Khối phát biểu chỉ đạo hội nghị.",
        "Đảng bộ Khối là đảng bộ lớn, tập trung nhiều cơ quan tham mưu.",
        "Nâng cao nhận thức, trách nhiệm của cấp ủy",
        "1. Nâng cao năng lực lãnh đạo",
        "Nhiệm vụ trọng tâm năm 2027",
        "Xây dựng Đảng trong sạch, vững mạnh là nhiệm vụ then chốt.",
        "Yêu cầu các tổ chức đảng nghiêm túc thực hiện các nội dung sau:",
        "Thực hiện Hướng dẫn số 42-HD/BTCTW; căn cứ Quy chế, Đảng ủy ban hành kế hoạch như sau:",
        "• Cơ quan Đảng ủy Khối sơ kết công tác 6 tháng đầu năm 2019 (1 tháng trước)",
        "Chất lượng sinh hoạt chi bộ đã được nâng lên.",
        "Thực hiện quy định của Ban Bí thư, Thành ủy ban hành Quyết định số 134-QĐ/TU đổi tên.",
    ],
)
def test_is_no_task(text: str) -> None:
    assert read_text(text).tasks == ()


class TestWholePlan:
    TEXT = """TỈNH ỦY SÔNG VÂN
ĐẢNG ỦY CÁC CƠ QUAN TỈNH
*
Số 27-KH/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Vân, ngày 14 tháng 10 năm 2026
KẾ HOẠCH
nâng cao chất lượng sinh hoạt chi bộ quý IV năm 2026
-----
Thực hiện Hướng dẫn số 42-HD/BTCTW, ngày 28-10-2025 và Chương trình số 02-CTr/ĐU của Đảng ủy; \
căn cứ Quy định số 19-CT/TU của Tỉnh ủy, Ban Thường vụ Đảng ủy ban hành kế hoạch như sau:
I. Mục tiêu
Hết quý IV, 100 % chi bộ giữ đúng chế độ sinh hoạt thường kỳ; tỷ lệ đảng viên dự sinh hoạt đạt \
trên 90 %; thời gian sinh hoạt thường kỳ không dưới 90 phút.
II. Nhiệm vụ
1. Các đảng ủy, chi ủy cơ sở rà soát quy chế làm việc, báo cáo Đảng ủy trước ngày 15-11-2026.
2. Ban Tổ chức Đảng ủy tập huấn cho bí thư chi bộ xong trong tháng 10-2026, ưu tiên chi bộ không \
có cán bộ chuyên trách.
3. Mỗi chi bộ tổ chức ít nhất 01 kỳ sinh hoạt chuyên đề trong quý IV, có trên 90 % đảng viên dự.
4. Tăng cường đổi mới nội dung, hình thức sinh hoạt; phát huy vai trò nêu gương của người đứng đầu.

Nơi nhận:
- Tỉnh ủy (báo cáo),
- Lưu Văn phòng.
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
(đã ký)
Nguyễn Văn An
"""

    def test_identity(self) -> None:
        document = read_text(self.TEXT).document

        assert (document.type, document.symbol, document.number) == ("Kế hoạch", "27-KH/ĐU", 27)
        assert document.superior == "TỈNH ỦY SÔNG VÂN"
        assert document.organ == "ĐẢNG ỦY CÁC CƠ QUAN TỈNH"
        assert (document.place, document.date) == ("Sông Vân", "2026-10-14")
        assert document.abstract == "nâng cao chất lượng sinh hoạt chi bộ quý IV năm 2026"
        assert document.authority == "T/M BAN THƯỜNG VỤ"
        assert (document.office, document.signer) == ("PHÓ BÍ THƯ", "Nguyễn Văn An")

    def test_citations(self) -> None:
        found = [
            (each.text, each.symbol, each.relation, each.inconsistent)
            for each in read_text(self.TEXT).citations
        ]

        assert found == [
            ("Hướng dẫn số 42-HD/BTCTW, ngày 28-10-2025", "42-HD/BTCTW", "implements", False),
            ("Chương trình số 02-CTr/ĐU", "02-CTr/ĐU", "implements", False),
            ("Quy định số 19-CT/TU", "19-CT/TU", "based_on", True),
        ]

    def test_tasks(self) -> None:
        found = [(each.who, each.due, each.missing) for each in read_text(self.TEXT).tasks]

        assert found == [
            ("Các đảng ủy, chi ủy cơ sở", "2026-11-14", ()),
            ("Ban Tổ chức Đảng ủy", "2026-10-31", ("product",)),
            ("Mỗi chi bộ", "2026-12-31", ("product",)),
            (None, None, ("owner", "day", "criterion")),
        ]

    def test_an_aside_after_the_day_is_left_out(self) -> None:
        task = read_text(self.TEXT).tasks[1]

        assert (
            task.text == "Ban Tổ chức Đảng ủy tập huấn cho bí thư chi bộ xong trong tháng 10-2026"
        )
        assert task.what == "tập huấn cho bí thư chi bộ"

    def test_targets(self) -> None:
        found = [each.text for each in read_text(self.TEXT).targets]

        assert found == [
            "100 % chi bộ",
            "trên 90 %",
            "không dưới 90 phút",
            "ít nhất 01 kỳ sinh hoạt chuyên đề",
            "trên 90 % đảng viên",
        ]
