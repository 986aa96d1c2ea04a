import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from sotay.ui import charts

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


SERIES = [charts.Series("xong", "solid"), charts.Series("muộn", "cross")]


def told(drawing: charts.Drawing) -> list[str]:
    return [word.text for word in drawing.words]


def lengths(drawing: charts.Drawing, fill: str, side: str = "width") -> list[int]:
    """Of the boxes of a pattern, the swatch of the legend left out."""
    return [getattr(box, side) for box in drawing.boxes if box.fill == fill][1:]


class TestLying:
    def drawn(self, *values: tuple[int, int], width: int = charts.WIDE) -> charts.Drawing:
        bars = [charts.Bar(f"Nơi {i}", pair, note="chưa giao") for i, pair in enumerate(values)]
        return charts.lying("k", bars, SERIES, "Câu.", width)

    def test_a_bar_is_as_long_as_its_values(self) -> None:
        drawing = self.drawn((10, 10), (5, 0))
        done, late = lengths(drawing, "solid"), lengths(drawing, "cross")
        assert done[0] == late[0]
        assert abs(done[0] - 2 * done[1]) <= 1

    def test_a_sum_stands_at_the_end_only_where_parts_are_added(self) -> None:
        assert told(self.drawn((10, 7), (9, 0))).count("17") == 1
        assert told(self.drawn((10, 7), (9, 0))).count("9") == 1

    def test_an_empty_bar_says_so_and_has_no_box(self) -> None:
        drawing = self.drawn((0, 0), (4, 1))
        assert "chưa giao" in told(drawing)
        assert len(lengths(drawing, "solid")) == 1

    def test_a_figure_without_room_is_left_to_the_table(self) -> None:
        assert "1" not in told(self.drawn((1, 4000), (2000, 2000)))

    @pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
    def test_stays_inside_however_many_and_long(self, width: int) -> None:
        bars = [charts.Bar("Đảng bộ Sở Nông nghiệp và Môi trường thành phố " * 2, (i, i * i))
                for i in range(64)]  # fmt: skip
        drawing = charts.lying("k", bars, SERIES, "Câu.", width)
        assert all(box.x >= 0 and box.x + box.width <= width for box in drawing.boxes)
        assert all(box.y + box.height <= drawing.height for box in drawing.boxes)
        assert all(0 <= word.y <= drawing.height for word in drawing.words)


class TestStanding:
    def test_is_as_tall_as_its_values_over_one_axis(self) -> None:
        bars = [charts.Bar("01", (30, 0), "2026"), charts.Bar("02", (15, 15), "2026")]
        drawing = charts.standing("k", bars, SERIES, "Câu.")
        assert lengths(drawing, "solid", "height") == [112, 56]  # of 150 up to 40
        assert lengths(drawing, "cross", "height") == [56]
        assert told(drawing).count("2026") == 1, "the year is said where it changes"

    @pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
    @pytest.mark.parametrize("count", [1, 12, 24])
    def test_stays_inside(self, width: int, count: int) -> None:
        bars = [charts.Bar(f"{i + 1}", (i, 1000), "2026") for i in range(count)]
        drawing = charts.standing("k", bars, SERIES, "Câu.", width)
        assert all(box.x >= 0 and box.x + box.width <= width for box in drawing.boxes)
        assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)

    @pytest.mark.parametrize(
        ("most", "top"), [(1, 2), (2, 2), (3, 4), (58, 60), (60, 60), (61, 80), (101, 200)]
    )
    def test_ends_at_a_round_number(self, most: int, top: int) -> None:
        assert charts.top_of(most) == top


class TestLinesOf:
    def test_breaks_between_words_and_cuts_what_is_too_long(self) -> None:
        lines = charts.lines_of("Đảng bộ Sở Nông nghiệp và Môi trường thành phố Sông Vân", 120)
        assert len(lines) == 2
        assert lines[1].endswith("…")

    def test_leaves_short_words_alone(self) -> None:
        assert charts.lines_of("Chi bộ Sông", 200) == ["Chi bộ Sông"]


class TestMarkup:
    def test_is_whole_by_itself_and_told_to_who_cannot_see_it(self) -> None:
        drawing = charts.lying("k", [charts.Bar("A & B", (2, 3))], SERIES, "Câu “nói”.")
        markup = render_to_string("ui/components/chart.html", {"drawing": drawing}).strip()
        tree = ElementTree.fromstring(markup)  # noqa: S314 - our own
        assert tree.attrib["aria-label"] == "Câu “nói”."
        words = ["".join(e.itertext()) for e in tree.iter() if e.tag.endswith("text")]
        assert "A & B" in words
        patterns = {e.attrib["id"] for e in tree.iter() if e.tag.endswith("pattern")}
        used = {
            e.attrib["fill"][5:-1]
            for e in tree.iter()
            if e.attrib.get("fill", "").startswith("url")
        }
        assert used <= patterns
        assert "style" not in {name for e in tree.iter() for name in e.attrib}
