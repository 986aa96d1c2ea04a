"""Targets: quantities to reach, told from sizes, days, ages and page counters."""

import pytest

from sotay.directives.reader import Target, read_text


def only(text: str) -> Target:
    (target,) = read_text(text).targets
    return target


class TestQuantities:
    @pytest.mark.parametrize(
        ("text", "found", "comparator", "quantity", "unit"),
        [
            ("100 % chi bộ giữ đúng chế độ", "100 % chi bộ", "=", 100, "%"),
            ("đạt trên 90 %;", "trên 90 %", ">", 90, "%"),
            ("không dưới 90 phút.", "không dưới 90 phút", "≥", 90, "phút"),
            ("tối đa không quá 120 phút.", "tối đa không quá 120 phút", "≤", 120, "phút"),
            ("ít nhất 3 mô hình mỗi năm", "ít nhất 3 mô hình", "≥", 3, "mô hình"),
            ("ít nhất là 03 đề tài", "ít nhất là 03 đề tài", "≥", 3, "đề tài"),
            ("giám sát tối thiểu một đảng viên", "tối thiểu một đảng viên", "≥", 1, "đảng viên"),
            ("kiểm tra ít nhất hai chi bộ", "ít nhất hai chi bộ", "≥", 2, "chi bộ"),
            ("≥ 90% văn bản điện tử", "≥ 90% văn bản điện tử", "≥", 90, "%"),
            ("từ 90% trở lên", "từ 90% trở lên", "≥", 90, "%"),
            ("phấn đấu 92,4 phần trăm", "92,4 phần trăm", "=", 92.4, "%"),
            ("ít nhất 3/4 số chi bộ tán thành", "ít nhất 3/4 số chi bộ", "≥", 0.75, "phần"),
            ("hai phần ba cấp ủy viên tán thành", "hai phần ba cấp ủy viên", "=", 0.6667, "phần"),
            ("quá nửa số phiếu", "quá nửa số phiếu", ">", 0.5, "phần"),
            ("mỗi quý có 02 buổi sinh hoạt", "02 buổi sinh hoạt", "=", 2, "buổi"),
            ("sinh hoạt 01 lần/tháng", "01 lần/tháng", "=", 1, "lần/tháng"),
            ("Phấn đấu kết nạp 50 đảng viên", "50 đảng viên", "=", 50, "đảng viên"),
        ],
    )
    def test_reads(
        self, text: str, found: str, comparator: str, quantity: float, unit: str
    ) -> None:
        target = only(text)

        assert target.text == found
        assert (target.comparator, target.quantity, target.unit) == (comparator, quantity, unit)
        assert target.kind == "target"

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("tỷ lệ tham gia đạt 92–94 %", 92, 94),
            ("phấn đấu 85 - 90% tổ chức đảng", 85, 90),
            ("mỗi chi bộ có từ 3 đến 5 mô hình", 3, 5),
        ],
    )
    def test_a_range_has_both_ends_and_is_reached_at_the_lower(
        self, text: str, low: int, high: int
    ) -> None:
        target = only(text)

        assert (target.comparator, target.low, target.high) == ("–", low, high)
        assert target.quantity == low

    @pytest.mark.parametrize(
        ("text", "low", "high"),
        [
            ("ít nhất 3 mô hình", 3, None),
            ("không quá 20 % số tổ chức đảng", None, 20),
            ("100 % chi bộ", 100, 100),
        ],
    )
    def test_bounds_follow_the_comparator(
        self, text: str, low: int | None, high: int | None
    ) -> None:
        assert (only(text).low, only(text).high) == (low, high)

    @pytest.mark.parametrize(
        ("text", "quantity", "comparator"),
        [
            ("Đảng bộ có gần 7 vạn đảng viên", 70_000, "≈"),
            ("Đảng bộ có hơn 25.000 đảng viên", 25_000, ">"),
            ("hơn 1,5 triệu đồng", 1_500_000, ">"),
            ("khoảng 34 020 đảng viên", 34_020, "≈"),
        ],
    )
    def test_a_rough_size_without_a_goal_is_a_figure(
        self, text: str, quantity: int, comparator: str
    ) -> None:
        target = only(text)

        assert (target.quantity, target.comparator, target.kind) == (quantity, comparator, "figure")

    @pytest.mark.parametrize(
        "text",
        [
            "Năm 2023, toàn Đảng bộ đã học tập đạt 94 %",
            "tăng 5 % so với năm 2022",
            "187/320 đảng viên dự, chiếm phần lớn",
        ],
    )
    def test_what_is_told_of_the_past_is_a_figure(self, text: str) -> None:
        assert only(text).kind == "figure"

    def test_what_is_measured_may_stand_before(self) -> None:
        text = "tỷ lệ đảng viên dự sinh hoạt đạt trên 90 %; thời gian không dưới 90 phút."

        assert [target.what for target in read_text(text).targets] == [
            "tỷ lệ đảng viên dự sinh hoạt",
            "thời gian",
        ]


@pytest.mark.parametrize(
    "text",
    [
        "10 ngày trước",
        "trong suốt 75 năm qua, gần 70 năm xây dựng và phát triển",
        "Sáng 9/11, ngày 3/4 cán bộ về dự, tháng 4/2007",
        "từ đủ 18 tuổi trở lên, trên 45 tuổi, dưới 30 tuổi",
        "đổi mới đồng thời trên 5 trụ cột, trên 3 lĩnh vực, trên cả hai phương diện",
        "Lượt xem: 465, Đang online: 45, Tất cả: 22503436, Trong tuần: 34 023",
        "Gõ tiếng Việt có dấu, tối thiểu 15 chữ",
        "Đảng bộ có 63 tổ chức đảng trực thuộc và 3 chương trình công tác",
        "Nghị quyết số 21-NQ/TW, khóa XII, Điều 5, trang 15/20",
        "giai đoạn 2016-2020, nhiệm kỳ 2015 - 2020, năm 2019",
        "6 tháng đầu năm, 9 tháng năm 2017, 3 tháng cuối năm",
        "Chi bộ có từ 9 đảng viên trở lên được bầu chi ủy",
        "1. Mục tiêu\n2. Nhiệm vụ\n3. Giải pháp",
        "Trang 3/12 biểu 4/7",
    ],
)
def test_is_no_target(text: str) -> None:
    assert read_text(text).targets == ()
