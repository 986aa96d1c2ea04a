"""Cells of an office's sheet; days and formulas are tried in the register's import."""

import pytest

from sotay.core.cells import is_total


class TestTotals:
    @pytest.mark.parametrize(
        "words",
        ["Tổng", "TỔNG CỘNG", "Tổng số 28 đồng chí", "Cộng:", "tong cong", "TONG SO: 28",
         "Tong so dang vien: 28", "Cong (28)", "Số dư cuối kỳ", "Total"],
    )  # fmt: skip
    def test_are_known_with_and_without_marks(self, words: str) -> None:
        assert is_total(words)

    @pytest.mark.parametrize(
        "words",
        ["Tống Công Minh", "TONG CONG MINH", "Cống Thị Lai", "Công Văn Lâm", "Cong Van Lam", ""],
    )
    def test_names_that_begin_alike_are_names(self, words: str) -> None:
        assert not is_total(words)
