import re
from datetime import date

import pytest

from sotay.web import charts

START, END = date(2025, 12, 1), date(2026, 11, 22)


def drawn(*values: int) -> charts.Line:
    return charts.line(values, START, END, "Số nhiệm vụ quá hạn")


def points(line: charts.Line) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.path)]


class TestLine:
    def test_runs_over_the_whole_width_from_zero_to_the_highest(self) -> None:
        line = drawn(0, 10, 5)
        assert points(line) == [
            (charts.LEFT, charts.BOTTOM), (127, charts.TOP), (charts.RIGHT, 50),
        ]  # fmt: skip
        assert (line.last_x, line.last_y) == points(line)[-1]

    @pytest.mark.parametrize("values", [(0, 0, 0), (0,), (7,), (3, 3)])
    def test_a_flat_or_short_line_stays_inside(self, values: tuple[int, ...]) -> None:
        for x, y in points(drawn(*values)):
            assert charts.LEFT <= x <= charts.RIGHT
            assert charts.TOP <= y <= charts.BOTTOM

    def test_is_told_in_words(self) -> None:
        assert drawn(4, 9, 2).sentence == (
            "Số nhiệm vụ quá hạn từ tháng 12-2025 đến tháng 11-2026: đầu kỳ 4, cuối kỳ 2,"
            " cao nhất 9, thấp nhất 2"
        )

    def test_labels_are_those_of_the_ends(self) -> None:
        line = drawn(4, 9, 2)
        assert (line.first, line.last, line.start, line.end) == (4, 2, "12-2025", "11-2026")
        assert line.first_label_y >= 12, "the first label stays on the paper"
