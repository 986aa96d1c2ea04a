"""Each situation by itself: it loads, names only what exists, and its paper opens filled in."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from sotay.handbook import papers, prefill, situations
from sotay.handbook.situations import Situation
from sotay.regulations.pack import national

DAY = date(2026, 11, 22)
CODES = sorted(path.stem for path in situations.FOLDER.glob("*.toml"))
every_situation = pytest.mark.parametrize("code", CODES)
KNOWN = {name: f"«{name}»" for name in prefill.NAMES - prefill.BLANKS.keys()}


def situation(code: str) -> Situation:
    found = situations.by_code(code)
    assert found is not None
    return found


def words_of(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def asked_names(one: Situation) -> set[str]:
    paper = one.paper
    texts = [paper.abstract, *paper.to, *paper.to_end, *paper.body]
    return set().union(*(prefill.names_in(text) for text in texts))


def test_at_least_twelve_situations_are_shipped():
    assert len(CODES) >= 12


@every_situation
class TestEachSituation:
    def test_says_who_does_it_when_and_in_what_order(self, code):
        one = situation(code)
        assert one.title_vi
        assert one.title_en
        assert one.who
        assert one.when
        assert len(one.steps) >= 3
        assert all(step.text and step.who for step in one.steps)

    def test_cites_only_documents_of_the_registry(self, code):
        cited = {step.document for step in situation(code).steps if step.document}
        assert cited <= national().documents.keys()

    def test_asks_only_rules_that_have_a_value_today(self, code):
        for step in situation(code).steps:
            if step.rule:
                assert step.rule in national().definitions
                assert national().definitions[step.rule].on(DAY) is not None, step.rule

    def test_a_clause_carries_its_certainty_and_never_claims_that_the_text_was_read(self, code):
        for step in situation(code).steps:
            assert step.certainty in ("", "press", "hint")
            if step.document:
                page = Path(__file__).parents[3] / "docs" / "sources" / f"{step.document}.md"
                assert page.is_file()

    def test_its_paper_uses_only_names_that_can_be_filled_in(self, code):
        assert asked_names(situation(code)) <= prefill.NAMES

    def test_a_paper_about_a_member_names_the_member_and_no_other_does(self, code):
        one = situation(code)
        about = asked_names(one) & set(prefill.OF_MEMBER)
        assert bool(about) is one.paper.about_member

    def test_its_paper_opens_and_holds_every_value_that_was_given(self, code):
        one = situation(code)
        text = words_of(papers.word_bytes(one, KNOWN, DAY))
        for name in asked_names(one) - prefill.BLANKS.keys():
            assert KNOWN[name] in text, name
        assert "{" not in text

    def test_what_is_not_known_is_a_dotted_line(self, code):
        one = situation(code)
        text = words_of(papers.word_bytes(one, {}, DAY))
        assert "{" not in text
        assert "None" not in text
        assert "……" in text

    def test_the_same_values_make_the_same_bytes(self, code):
        one = situation(code)
        assert papers.word_bytes(one, KNOWN, DAY) == papers.word_bytes(one, KNOWN, DAY)

    def test_its_paper_is_laid_out_by_the_rules_of_the_day(self, code):
        one = situation(code)
        word = docx.Document(io.BytesIO(papers.word_bytes(one, KNOWN, DAY)))
        page = word.sections[0]
        margins = national().definitions["directives.layout.margins_mm"].on(DAY)
        assert margins is not None
        sides = {
            "trên": page.top_margin, "dưới": page.bottom_margin,
            "trái": page.left_margin, "phải": page.right_margin,
        }  # fmt: skip
        assert {name: round(side.mm) for name, side in sides.items()} == dict(margins.value)
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words_of(papers.word_bytes(one, KNOWN, DAY))


class TestFinding:
    def test_reads_words_without_marks_and_in_any_order(self):
        assert [one.code for one in situations.find("sinh hoat chuyen de")] == ["thematic-meeting"]
        assert "transfer" in [one.code for one in situations.find("DANG chuyen")]

    def test_finds_by_words_that_people_say_instead(self):
        assert [one.code for one in situations.find("213")] == ["residence"]

    def test_no_word_is_every_situation_and_a_strange_one_is_none(self):
        assert len(situations.find("")) == len(CODES)
        assert situations.find("bong da") == []

    def test_an_unknown_code_is_none(self):
        assert situations.by_code("../secrets") is None


GOOD = """
title = "Việc"
title_en = "A thing"
group = "work"
who = "Chi bộ"
when = "Khi cần"
words = []
[[step]]
text = "Làm"
who = "Chi bộ"
{step}
[paper]
title = "Giấy"
sender = "{sender}"
body = ["{{name}}"]
{paper}
"""


class TestLoading:
    def write(self, folder: Path, step: str = "", paper: str = "", sender: str = "cell") -> Path:
        text = GOOD.format(step=step, paper=paper, sender=sender)
        (folder / "thing.toml").write_text(text, encoding="utf-8")
        return folder

    def test_reads_a_good_file(self, tmp_path):
        (one,) = situations.load(self.write(tmp_path))
        assert (one.code, one.steps[0].text) == ("thing", "Làm")

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"step": 'clause = "6"'}, "clause 6 of no document"),
            ({"step": 'document = "208-qd-tw-2026"'}, "certainty"),
            ({"step": 'certainty = "press"'}, "certainty"),
            ({"step": 'dedline = "mai"'}, "dedline"),
            ({"paper": 'colour = "đỏ"'}, "colour"),
            ({"sender": "nobody"}, "nobody"),
        ],
    )
    def test_refuses_what_is_misspelt_or_unsure(self, tmp_path, changes, says):
        with pytest.raises(ValueError, match=says):
            situations.load(self.write(tmp_path, **changes))

    def test_refuses_a_file_that_lacks_a_field(self, tmp_path):
        self.write(tmp_path)
        file = tmp_path / "thing.toml"
        file.write_text(file.read_text().replace('who = "Chi bộ"\nwhen', "when"))
        with pytest.raises(ValueError, match="who"):
            situations.load(tmp_path)
