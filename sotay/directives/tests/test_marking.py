"""The text cut at its findings: nothing lost, nothing twice, what is in doubt seen first."""

from hypothesis import given
from hypothesis import strategies as st

from sotay.directives.marking import Mark, paragraphs, sheet
from sotay.directives.tests.papers import BLOC_PLAN


def mark(start: int, end: int, kind: str = "cite", number: int = 1) -> Mark:
    return Mark(start, end, kind, number, f"c{number}")


class TestParagraphs:
    def test_cuts_the_line_at_the_finding(self):
        (line,) = paragraphs("Thực hiện Nghị quyết 05 này.", [mark(10, 23)])

        assert [piece.text for piece in line.pieces] == ["Thực hiện ", "Nghị quyết 05", " này."]
        assert [bool(piece.mark) for piece in line.pieces] == [False, True, False]

    def test_prints_the_number_where_the_finding_ends(self):
        (line,) = paragraphs("abcdef", [mark(1, 4, number=7)])

        assert [[m.number for m in piece.ends] for piece in line.pieces] == [[], [7], []]
        assert [[m.number for m in piece.begins] for piece in line.pieces] == [[], [7], []]

    def test_a_citation_inside_a_task_is_seen_as_a_citation(self):
        (line,) = paragraphs("abcdefghij", [mark(0, 10, "task", 1), mark(3, 6, "cite", 2)])

        assert [(p.text, p.mark.kind) for p in line.pieces] == [
            ("abc", "task"), ("def", "cite"), ("ghij", "task"),
        ]  # fmt: skip

    def test_what_is_in_doubt_is_seen_inside_everything(self):
        marks = [mark(0, 9, "task", 1), mark(0, 9, "cite", 2), mark(2, 4, "flag", 3)]

        (line,) = paragraphs("abcdefghi", marks)

        assert [piece.mark.kind for piece in line.pieces] == ["cite", "flag", "cite"]

    def test_a_finding_over_two_lines_is_marked_in_both_and_numbered_once(self):
        text = "một hai\nba bốn"

        first, second = paragraphs(text, [mark(4, 10)])

        assert [p.text for p in first.pieces if p.mark] == ["hai"]
        assert [p.text for p in second.pieces if p.mark] == ["ba"]
        assert sum(len(p.ends) for one in (first, second) for p in one.pieces) == 1
        assert sum(len(p.begins) for one in (first, second) for p in one.pieces) == 1

    @given(
        st.text(alphabet="ab \n.", max_size=60),
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=12),
    )
    def test_every_letter_stands_once_and_every_finding_is_numbered_once(self, text, places):
        kinds = ("task", "cite", "target", "flag")
        marks = [
            mark(start, min(start + length, len(text)), kinds[n % 4], n)
            for n, (start, length) in enumerate(places)
            if start < min(start + length, len(text))
        ]

        found = paragraphs(text, marks)

        printed = "\n".join("".join(p.text for p in line.pieces) for line in found)
        assert printed == "\n".join(line for line in text.split("\n") if line.strip())
        for one in marks:
            times = sum(one in piece.ends for line in found for piece in line.pieces)
            assert times <= 1
            if text[one.end - 1] != "\n" and text[: one.end].split("\n")[-1].strip():
                assert times == 1
        for line in found:
            for piece in line.pieces:
                assert piece.text


class TestSheet:
    def test_the_head_of_a_paper_stands_in_two_columns(self):
        found = sheet(BLOC_PLAN, [], ["Kế hoạch"])

        assert [p.pieces[0].text for p in found.left] == [
            "TỈNH ỦY SÔNG VÂN", "ĐẢNG ỦY KHỐI SÔNG VÂN", "*", "Số 27-KH/ĐUK",
        ]  # fmt: skip
        assert [p.pieces[0].text for p in found.right] == [
            "ĐẢNG CỘNG SẢN VIỆT NAM", "Sông Vân, ngày 14 tháng 10 năm 2026",
        ]  # fmt: skip

    def test_the_title_reaches_down_to_its_rule(self):
        found = sheet(BLOC_PLAN, [], ["Kế hoạch"])

        titles = [p.pieces[0].text for p in found.body if p.role == "title"]
        assert titles[:3] == [
            "KẾ HOẠCH", "nâng cao chất lượng sinh hoạt chi bộ quý IV năm 2026", "-----",
        ]  # fmt: skip
        headings = [p.pieces[0].text for p in found.body if p.role == "heading"]
        assert headings == ["I. Mục tiêu", "II. Nhiệm vụ"]

    def test_the_organ_and_the_party_are_printed_strong(self):
        found = sheet(BLOC_PLAN, [], ["Kế hoạch"])

        assert [p.text for p in (*found.left, *found.right) if p.is_strong] == [
            "ĐẢNG ỦY KHỐI SÔNG VÂN",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
        ]

    def test_the_signature_stands_apart(self):
        found = sheet(BLOC_PLAN, [], ["Kế hoạch"])

        assert [p.text for p in found.body if p.role == "foot"] == [
            "T/M BAN THƯỜNG VỤ",
            "PHÓ BÍ THƯ",
            "Vũ Đình Khải",
        ]

    def test_a_text_without_a_head_has_no_columns(self):
        found = sheet("Chi bộ họp.\nĐã bàn ba việc.", [], ["Kế hoạch"])

        assert not found.left
        assert not found.right
        assert [p.role for p in found.body] == ["text", "text"]


class TestUnbroken:
    def test_days_and_symbols_hold_together_and_the_rest_is_escaped(self):
        from sotay.ui.templatetags.sotay import unbroken

        assert unbroken("Số 27-KH/ĐU <b>& ngày 15-11-2026") == (
            'Số <span class="nw">27-KH/ĐU</span> &lt;b&gt;&amp; ngày '
            '<span class="nw">15-11-2026</span>'
        )

    @given(st.text(alphabet="1a-/<&\"' ", max_size=40))
    def test_nothing_but_the_span_is_added(self, text):
        import html
        import re

        from sotay.ui.templatetags.sotay import unbroken

        bare = re.sub(r'<span class="nw">|</span>', "", unbroken(text))
        assert html.unescape(bare) == text
