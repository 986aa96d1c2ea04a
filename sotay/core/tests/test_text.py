import unicodedata
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core import text

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # level, grave, hook …
words = st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=3).map(" ".join)


class TestSortKey:
    # Put in order by hand, as a printed dictionary has them.
    ORDER = (
        "an|ang|anh|ăn|âm|ân|ba|bà|bả|bã|bá|bạ|ban|bàn|bàn chân|bản|bang|bát|cam|da|dân|đa|đá|"
        "đảng|đảng bộ|đảng ủy|đảng viên|đất|em|ê|nga|nghe|nguyên|nguyễn|o|ong|ô|ông|ơ|tin|tỉnh|"
        "tĩnh|u|ủy|ư|ưu|vân|y|ý"
    ).split("|")

    def test_is_the_order_of_the_dictionary(self) -> None:
        assert sorted(set(self.ORDER), key=text.sort_key) == self.ORDER

    def test_hook_comes_before_tilde(self) -> None:
        assert sorted(["tĩnh", "tịnh", "tình", "tính", "tỉnh", "tinh"], key=text.sort_key) == [
            "tinh", "tình", "tỉnh", "tĩnh", "tính", "tịnh",
        ]  # fmt: skip

    def test_a_tone_decides_within_a_word_before_the_next_word(self) -> None:
        assert sorted(["bàn ba", "ban vàng"], key=text.sort_key) == ["ban vàng", "bàn ba"]

    def test_letters_decide_before_tones(self) -> None:
        assert text.sort_key("bạ") < text.sort_key("ban")

    def test_case_spaces_and_form_do_not_count(self) -> None:
        assert text.sort_key("  ĐẢNG  Ủy ") == text.sort_key("đảng ủy")
        assert text.sort_key(unicodedata.normalize("NFD", "Đảng ủy")) == text.sort_key("đảng ủy")

    @given(words, words)
    def test_agrees_with_comparing_letter_by_letter(self, one: str, other: str) -> None:
        plain = _compare(one, other)
        keys = (text.sort_key(one), text.sort_key(other))
        assert (keys[0] > keys[1]) - (keys[0] < keys[1]) == plain

    @given(st.lists(words, max_size=8))
    def test_orders_any_list_as_the_comparison_does(self, some: list[str]) -> None:
        by_key = sorted(some, key=text.sort_key)
        assert by_key == sorted(some, key=cmp_to_key(_compare))

    def test_its_bytes_sort_as_its_letters_do(self) -> None:
        keys = [text.sort_key(word) for word in self.ORDER]
        assert sorted(keys) == sorted(keys, key=lambda key: key.encode())


def _compare(one: str, other: str) -> int:
    """The rule told plainly: words in turn; in a word all letters first, then all tones."""
    pairs = [
        tuple(
            (tuple(ALPHABET.index(_bare(c)) for c in word),
             tuple(TONES.index(_tone(c)) for c in word))
            for word in phrase.split(" ")
        )
        for phrase in (one, other)
    ]  # fmt: skip
    return (pairs[0] > pairs[1]) - (pairs[0] < pairs[1])


def _tone(letter: str) -> str:
    return next((c for c in unicodedata.normalize("NFD", letter) if c in TONES), "")


def _bare(letter: str) -> str:
    kept = [c for c in unicodedata.normalize("NFD", letter) if c not in TONES]
    return unicodedata.normalize("NFC", "".join(kept))


class TestNameSortKey:
    def test_the_given_name_counts_first(self) -> None:
        names = ["Trần Văn Đức", "Nguyễn Văn An", "Lê Thị Ân", "Phạm An", "Đỗ Dũng"]
        assert sorted(names, key=text.name_sort_key) == [
            "Nguyễn Văn An", "Phạm An", "Lê Thị Ân", "Đỗ Dũng", "Trần Văn Đức",
        ]  # fmt: skip

    def test_a_name_of_one_word_stands(self) -> None:
        assert text.name_sort_key("An") == text.sort_key("An")
        assert text.name_sort_key("") == text.sort_key("")


class TestFold:
    @pytest.mark.parametrize(
        "form", ["hoà", "hòa", "HOÀ", "Hoa", unicodedata.normalize("NFD", "hòa")]
    )
    def test_every_writing_of_a_word_meets(self, form: str) -> None:
        assert text.fold(form) == "hoa"

    def test_crossed_d_is_a_d(self) -> None:
        assert text.fold("Đảng ủy  Đồng Đăng") == "dang uy dong dang"

    @given(st.text())
    def test_folding_again_changes_nothing(self, anything: str) -> None:
        once = text.fold(anything)
        assert text.fold(once) == once


class TestForms:
    def test_composed_and_decomposed_meet(self) -> None:
        assert text.nfc(unicodedata.normalize("NFD", "Đảng ủy")) == "Đảng ủy"

    def test_tidy_makes_every_run_of_spaces_one(self) -> None:
        assert text.tidy("\ufeff Đảng\u00a0\u00a0ủy\tKhối\n") == "Đảng ủy Khối"

    def test_tidy_keeps_nothing_that_a_database_refuses(self) -> None:
        assert text.tidy("Đảng\x00\x1bủy\x7f") == "Đảng ủy"

    @given(st.text())
    def test_tidying_again_changes_nothing(self, anything: str) -> None:
        assert text.tidy(text.tidy(anything)) == text.tidy(anything)
