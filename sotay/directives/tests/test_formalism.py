"""The meter: bounds, exactness where it is known by hand, and no blow-up on hostile texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.directives import formalism
from sotay.directives.formalism import Lost, body, commitments, compare, lost_between, sentences
from sotay.directives.meanings import GROUPS, concepts, spread
from sotay.directives.spelling import one_spelling
from sotay.directives.tests.papers import BLOC_PLAN, CELL_PLAN

ONE = st.sampled_from("ba be bi bo bu ca ce ci co cu da de di do du".split())
OTHER = st.sampled_from("ma me mi mo mu na ne ni no nu ra re ri ro ru".split())


def texts(word, most=40):
    sentence = st.lists(word, min_size=3, max_size=14).map(" ".join)
    return st.lists(sentence, min_size=1, max_size=most // 10).map(lambda s: ".\n".join(s) + ".")


class TestShares:
    @given(texts(ONE))
    def test_a_text_held_against_itself_is_copied_whole(self, text):
        found = compare(text, text)

        assert found.copied == 1.0
        assert (found.near, found.meaning, found.lost) == (0.0, 0.0, [])

    @given(texts(ONE), texts(OTHER))
    def test_texts_without_a_word_in_common_share_nothing(self, upper, plan):
        found = compare(upper, plan)

        assert (found.copied, found.near, found.meaning) == (0.0, 0.0, 0.0)
        assert all(pair.kind in ("own", "absent") for pair in found.pairs)

    @given(texts(st.one_of(ONE, OTHER)), texts(st.one_of(ONE, OTHER)))
    def test_shares_are_parts_of_one_whole(self, upper, plan):
        found = compare(upper, plan)

        for share in (found.copied, found.near, found.meaning):
            assert 0.0 <= share <= 1.0
        assert found.copied + found.near + found.meaning <= 1.0 + 1e-9
        assert found == compare(upper, plan)

    @given(texts(st.one_of(ONE, OTHER)), texts(st.one_of(ONE, OTHER)))
    def test_the_passages_are_the_texts_own_words(self, upper, plan):
        for pair in compare(upper, plan).pairs:
            assert "".join(segment.text for segment in pair.upper) in ("", *_texts(upper))
            assert "".join(segment.text for segment in pair.plan) in ("", *_texts(plan))

    @pytest.mark.parametrize("text", ["", " ", "\n\n", "Hai chữ.", "…", "1. 2. 3.", "\x00"])
    def test_nothing_to_read_is_no_share(self, text):
        assert compare(BLOC_PLAN, text).copied == 0.0
        assert compare(text, BLOC_PLAN).copied == 0.0

    def test_eight_syllables_are_a_run_and_seven_are_not(self):
        upper = "một hai ba bốn năm sáu bảy tám chín mười"
        seven = "a b c một hai ba bốn năm sáu bảy x y z"
        eight = "a b c một hai ba bốn năm sáu bảy tám x y z"

        assert compare(upper, seven).copied == 0.0
        assert compare(upper, eight).copied_syllables == 8

    def test_the_same_words_in_either_habit_of_tone_marks_are_the_same(self):
        old = "Chi bộ thuỷ lợi hoà giải khoá mới, có ý thức tự giác cao."
        new = "Chi bộ thủy lợi hòa giải khóa mới, có ý thức tự giác cao."

        assert compare(old, new).copied == 1.0


def _texts(text):
    return [sentence.text for sentence in sentences(text)]


class TestTheWorkedExample:
    """The cell's plan of four sentences against the bloc's: docs/rules/formalism.md."""

    @pytest.fixture
    def found(self):
        return compare(body(BLOC_PLAN), body(CELL_PLAN))

    def pair(self, found, words):
        return next(p for p in found.pairs if words in "".join(s.text for s in p.plan))

    def test_ten_syllables_verbatim_and_the_deadline_lost(self, found):
        pair = self.pair(found, "rà soát")

        assert pair.kind == "copied"
        assert [s.text for s in pair.plan if s.kind == "copied"] == [
            "rà soát quy chế làm việc, báo cáo Đảng ủy"
        ]
        assert pair.lost == (Lost("day", "15-11-2026"),)

    def test_nearly_the_same_and_its_figures_lost(self, found):
        pair = self.pair(found, "Quan tâm")

        assert pair.kind == "near"
        assert Lost("figure", "01 kỳ") in pair.lost
        assert Lost("figure", "90 %") in pair.lost
        assert Lost("day", "quý IV") in pair.lost

    def test_what_is_the_cells_own_is_its_own(self, found):
        assert self.pair(found, "An toàn hồ chứa").kind == "own"

    def test_what_nobody_answered_is_shown(self, found):
        absent = ["".join(s.text for s in p.upper) for p in found.pairs if p.kind == "absent"]

        assert any("tập huấn cho bí thư" in words for words in absent)

    def test_the_shares_counted_by_hand(self, found):
        assert (found.copied_syllables, found.syllables) == (30, 85)


class TestMeaning:
    def test_other_words_for_the_same_are_seen(self):
        upper = "Tăng cường kiểm tra định kỳ, báo cáo kịp thời."
        plan = "Đẩy mạnh rà soát thường xuyên, gửi kết quả đúng hạn."

        found = compare(upper, plan)

        assert found.copied == found.near == 0.0
        assert found.meaning > 0.5

    def test_every_phrase_stands_in_one_group_only(self):
        phrases = [phrase for group in GROUPS for phrase in group]

        assert len(phrases) == len(set(phrases))

    def test_a_meaning_covers_its_syllables(self):
        words = "đẩy mạnh tổ chức thực hiện".split()

        assert len(concepts(words)) == 2
        assert len(spread(words)) == len(words)


class TestCommitments:
    def test_days_figures_and_persons(self):
        found = commitments(
            "Đồng chí Hà Văn Lộc hoàn thành 42 hồ sơ, đạt 92,5 % trước ngày 20-11-2026, quý IV."
        )

        assert found == {
            "day": ["20-11-2026", "quý IV"],
            "figure": ["42 hồ", "92,5 %"],
            "person": ["Hà Văn Lộc"],
        }

    @pytest.mark.parametrize(
        "words",
        [
            "Thực hiện Nghị quyết số 05-NQ/TW, ngày 20-01-2024.",
            "Theo Điều 12 và khoản 3 của năm 2026.",
            "Nghị quyết Đại hội khóa 13, giai đoạn 2026 - 2030.",
        ],
    )
    def test_another_papers_number_is_no_commitment(self, words):
        assert commitments(words) == {"day": [], "figure": [], "person": []}

    def test_a_day_kept_as_another_day_is_not_lost(self):
        assert lost_between("Xong ngày 15-11-2026.", "Xong ngày 10-11-2026.") == ()


class TestBody:
    def test_head_and_signature_stay_out(self):
        found = body(BLOC_PLAN)

        assert found.startswith("Thực hiện Hướng dẫn")
        assert found.rstrip().endswith("người đứng đầu.")

    def test_a_text_without_head_is_all_body(self):
        assert body("Một dòng.\nHai dòng.") == "Một dòng.\nHai dòng."


class TestSentences:
    def test_a_wrapped_line_goes_on(self):
        assert _texts("Chi bộ họp vào\nngày đầu tháng.\nBí thư chủ trì họp.") == [
            "Chi bộ họp vào\nngày đầu tháng.", "Bí thư chủ trì họp.",
        ]  # fmt: skip

    def test_numbering_is_no_part_of_it(self):
        assert _texts("a) rà soát quy chế;\n- báo cáo cấp trên") == [
            "rà soát quy chế;", "báo cáo cấp trên",
        ]  # fmt: skip


class TestHostileTexts:
    """Every piece of work is bounded: what is counted is how often the index is asked."""

    @pytest.mark.parametrize(
        "piece", ["Một hai ba. ", "a ", "đồng chí A", "1-1-2026 ", "-----\n", "T/M \n", "quý I"]
    )
    def test_repetition_is_read(self, piece):
        found = compare(piece * 3000, piece * 3000)

        assert 0.0 <= found.copied <= 1.0

    def test_at_most_so_many_sentences_are_looked_at_for_one_word(self):
        upper = ". ".join(f"chung chung chung riêng{n}" for n in range(500)) + "."
        index = formalism._Index(sentences(upper))
        index.fill(formalism._weights(s.syllables for s in index.sentences))

        assert len(index.by_word["chung"]) == formalism.LOOKED_AT
        assert max(map(len, index.by_shingle.values())) <= formalism.LOOKED_AT


class TestSketch:
    def test_like_plans_are_found_and_unlike_ones_are_not(self):
        own = formalism.sketch(BLOC_PLAN)

        assert formalism.likeness(own, formalism.sketch(BLOC_PLAN)) == 1.0
        assert 0.1 < formalism.likeness(own, formalism.sketch(CELL_PLAN)) < 0.9
        other = formalism.sketch("Không có gì chung với kế hoạch kia cả.")
        assert formalism.likeness(own, other) < 0.1


class TestOneSpelling:
    @given(st.text(max_size=60))
    @settings(max_examples=60)
    def test_keeps_the_length_of_the_composed_text(self, text):
        from sotay.core.text import nfc

        assert len(one_spelling(text)) == len(nfc(text))

    @pytest.mark.parametrize(
        ("written", "read"),
        [("hoà", "hòa"), ("Hoà", "Hòa"), ("HOÀ", "HÒA"), ("thuỷ", "thủy"), ("quý", "quý"),
         ("hoàn", "hoàn"), ("khoẻ", "khỏe"), ("toán", "toán")],
    )  # fmt: skip
    def test_puts_the_mark_in_one_place(self, written, read):
        assert one_spelling(written) == read
