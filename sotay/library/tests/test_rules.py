"""Formulas without a database: pages, places, told counts, words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput
from sotay.core.text import fold
from sotay.library import feeding, rules
from sotay.library.extracting.blocks import from_html, from_lines
from sotay.library.rules import Block, Place, Section
from sotay.library.searching import marked_html, passage, read_question
from sotay.library.searching.words import with_marks, without_marks

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def block(text: str) -> Block:
    return Block(f"<p>{text}</p>", text)


class TestPaged:
    @given(st.lists(st.integers(1, 9_000), max_size=30), st.integers(500, 5_000))
    def test_loses_nothing_and_keeps_to_its_bound(self, lengths, most):
        blocks = tuple(block("a" * length) for length in lengths)
        pages = list(rules.paged(Section("Chương", blocks), most))
        assert [one for page in pages for one in page.blocks] == list(blocks)
        assert [page.heading for page in pages] == ["Chương"] + [""] * (len(pages) - 1)
        for page in pages:
            assert len(page.blocks) <= 1 or sum(len(b.text) for b in page.blocks) <= most


class TestMeet:
    here = Place(12, 3, NOON)
    there = Place(40, 0, NOON - timedelta(hours=1))

    def test_the_first_place_is_kept(self):
        assert rules.meet(None, self.here, was_offline=True, knew=None) == rules.Meeting(self.here)

    @pytest.mark.parametrize("seconds", [-1, 0, 1])
    def test_the_later_moment_wins_online(self, seconds):
        brought = Place(12, 3, self.there.at + timedelta(seconds=seconds))
        met = rules.meet(self.there, brought, was_offline=False, knew=None)
        assert met.kept == (self.there if seconds < 0 else brought)
        assert met.other is None

    def test_a_device_that_was_offline_and_did_not_know_asks(self):
        knew = self.there.at - timedelta(seconds=1)
        met = rules.meet(self.there, self.here, was_offline=True, knew=knew)
        assert (met.kept, met.other) == (self.there, self.here)

    def test_one_that_knew_the_last_place_does_not_ask(self):
        met = rules.meet(self.there, self.here, was_offline=True, knew=self.there.at)
        assert met == rules.Meeting(self.here)

    @pytest.mark.parametrize(("page", "asks"), [(39, True), (40, False), (41, True)])
    def test_on_one_page_is_no_question(self, page, asks):
        brought = Place(page, 7, NOON)
        met = rules.meet(self.there, brought, was_offline=True, knew=None)
        assert (met.other is not None) is asks

    @pytest.mark.parametrize(
        ("seconds", "asks"), [(-30, True), (-29, False), (29, False), (30, True)]
    )
    def test_of_a_recording_some_seconds_are_no_question(self, seconds, asks):
        heard = Place(1, 600, NOON)
        brought = Place(1, 600 + seconds, NOON + timedelta(seconds=9))
        met = rules.meet(heard, brought, was_offline=True, knew=None, is_recording=True)
        assert (met.other is not None) is asks


class TestToldCount:
    @pytest.mark.parametrize(
        ("people", "told"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10)]
    )
    def test_tells_whole_steps_from_the_bound_on(self, people, told):
        assert rules.told_count(people, 5) == told

    def test_without_a_bound_nothing_is_told(self):
        assert rules.told_count(100, 0) is None


@pytest.mark.parametrize(
    ("page", "pages", "share"), [(1, 3, 33), (3, 3, 100), (1, 0, 0), (9, 3, 100)]
)
def test_the_share_read_is_whole_only_on_the_last_page(page, pages, share):
    assert rules.share_read(page, pages) == share


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_is_not_there_is_refused(page):
    rules.check_page(3, 3)
    with pytest.raises(BadInput):
        rules.check_page(page, 3)


def test_a_year_to_come_is_refused():
    rules.check_year(2027, 2026)
    rules.check_year(None, 2026)
    for year in (0, 2028):
        with pytest.raises(BadInput):
            rules.check_year(year, 2026)


def test_contents_are_headings_or_every_tenth_page():
    assert rules.contents([(1, "Một"), (4, "")], 40) == [(1, "Một")]
    assert rules.contents([], 25) == [(1, ""), (11, ""), (21, "")]
    assert rules.contents([], 10) == []


class TestBlocks:
    def test_of_a_chapter_keep_the_words_and_lose_what_acts(self):
        made = from_html(
            "<h1>Một</h1>lời <b>rời</b><div><p>Hai<br>ba &amp; bốn</p><script>x()</script>"
            "<ul><li>gạch <a href='javascript:x()'>đầu</a></li></ul></div>"
            "<table><tr><td>ô 1</td><td>ô 2</td></tr></table>"
        )
        assert [one.html for one in made] == [
            "<h2>Một</h2>",
            "<p>lời <b>rời</b></p>",
            "<p>Hai<br>ba &amp; bốn</p>",
            '<p class="item">gạch đầu</p>',
            "<p>ô 1 · ô 2</p>",
        ]
        assert made[2].text == "Hai ba & bốn"

    @given(st.text(max_size=300))
    def test_of_any_letters_at_all_have_only_known_tags(self, text):
        for one in [*from_html(f"<p>{text}</p>"), *from_html(text), *from_lines(text)]:
            assert "<script" not in one.html.lower()
            assert "\n" not in one.html
            assert one.text.strip()

    def test_lines_of_a_page_are_joined_to_paragraphs(self):
        made = from_lines(
            "CHƯƠNG TRÌNH HÀNH ĐỘNG\nNội dung của chương trình được\nchia làm hai phần.\n"
            "Phần thứ nhất nói về việc học.\n1. Học nghị quyết\nvà làm theo.\n\nHết."
        )
        assert [one.text for one in made] == [
            "CHƯƠNG TRÌNH HÀNH ĐỘNG",
            "Nội dung của chương trình được chia làm hai phần.",
            "Phần thứ nhất nói về việc học.",
            "1. Học nghị quyết và làm theo.",
            "Hết.",
        ]
        assert made[0].is_heading

    def test_a_paragraph_without_end_is_cut(self):
        made = from_html("<p>" + "chữ " * 12_000 + "</p>")
        assert len(made) == 3
        assert sum(one.text.count("chữ") for one in made) == 12_000


def shown(text: str, asked: str) -> str:
    return "".join(
        f"[{one.text}]" if one.is_sought else one.text
        for one in passage(text, read_question(asked))
    )


class TestPassage:
    def test_marks_the_phrase_alone_where_it_stands(self):
        text = "Nghị viện khác. Học nghị quyết tốt, quyết tâm cao."
        assert shown(text, "nghị quyết") == ("Nghị viện khác. Học [nghị quyết] tốt, quyết tâm cao.")

    def test_marks_words_with_their_marks_before_words_without(self):
        assert shown("hoà bình, hóa học", "hóa") == "hoà bình, [hóa] học"
        assert shown("hoà bình, hóa học", "hoa") == "[hoà] bình, [hóa] học"

    def test_shows_the_part_where_most_stands_together(self):
        text = "chi bộ ở xa. " + "lời khác " * 200 + "đầu năm chi bộ họp về chi bộ. " + "x " * 200
        said = shown(text, "chi bộ")
        assert said.startswith("…")
        assert said.count("[chi bộ]") == 2

    @given(st.text(max_size=400), st.text(max_size=30))
    def test_says_nothing_that_is_not_in_the_text(self, text, asked):
        from sotay.core.text import nfc

        said = "".join(one.text for one in passage(text, read_question(asked)))
        assert said.strip("…").strip() in nfc(text).replace("\n", " ")


class TestMarkedHtml:
    def test_marks_words_and_leaves_markup_alone(self):
        made = marked_html("<p>Một <b>nghị quyết</b> &amp; p</p>", read_question("nghị quyết p"))
        assert made == (
            "<p>Một <b><mark>nghị</mark> <mark>quyết</mark></b> &amp; <mark>p</mark></p>"
        )

    def test_words_sought_cannot_bring_markup_in(self):
        made = marked_html("<p>a &lt;script&gt; b</p>", read_question("<script>"))
        assert made == "<p>a &lt;<mark>script</mark>&gt; b</p>"

    @given(st.text(alphabet="ab <>&;\"'đá", max_size=60), st.text(alphabet="abđá<>&", max_size=10))
    def test_adds_nothing_but_marks(self, text, asked):
        for one in from_html(text):
            made = marked_html(one.html, read_question(asked))
            assert from_html(made.replace("<mark>", "").replace("</mark>", "")) == [one]


@given(st.text(max_size=200))
def test_words_without_marks_stand_where_words_with_them_do(text):
    marked, folded = with_marks(text), without_marks(text)
    assert fold(marked) == fold(folded)
    assert len(read_question(text).marked) == len(read_question(text).folded) <= 12


@given(st.lists(st.text(alphabet="a b", max_size=40), max_size=30), st.integers(20, 200))
def test_a_text_in_parts_has_all_its_lines_once_and_in_order(lines, most):
    parts = list(feeding.in_parts("\n".join(lines), most))
    assert "\n".join(parts).splitlines() == [line for line in lines if line.strip()]
    for part in parts:
        assert len(part.replace("\n", "")) <= most or "\n" not in part
