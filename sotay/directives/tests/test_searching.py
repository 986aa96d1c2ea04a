"""Search with and without marks, in both habits of tone marks, by symbol and by words."""

from datetime import date

import pytest

from sotay.directives.models import Document


@pytest.fixture
def water(register):
    return register(
        "05-KH/ĐUK", "Chi bộ Thủy lợi hòa giải ở cơ sở, khoá họp mới.",
        abstract="về an toàn hồ chứa mùa khô",
    )  # fmt: skip


def found(words):
    return list(Document.objects.matching(words))


class TestMatching:
    @pytest.mark.parametrize(
        "words",
        [
            "hòa giải", "hoà giải", "hoa giai", "HÒA GIẢI", "thuỷ lợi", "thủy lợi", "thuy loi",
            "khóa họp", "khoá họp", "an toàn hồ chứa", "an toan ho chua",
            "05-KH/ĐUK", "05-kh/đuk", "kế hoạch 05", '"hồ chứa mùa khô"', "hồ -sông",
        ],
    )  # fmt: skip
    def test_finds_it(self, water, words):
        assert found(words) == [water]

    def test_finds_it_in_the_decomposed_form(self, water):
        import unicodedata

        assert found(unicodedata.normalize("NFD", "hòa giải")) == [water]

    @pytest.mark.parametrize(
        "words", ["biển khơi", "hồ -chứa", "!!!", "", "06-KH/ĐUK", "'", "\\", ":*&|"]
    )
    def test_finds_nothing(self, water, words):
        assert found(words) == []

    def test_what_has_the_marks_comes_first(self, register):
        without = register("01-KH/ĐUK", "Ban chi huy hoa hoa hoa hoa.", on=date(2026, 3, 1))
        with_marks = register("02-KH/ĐUK", "Ban chỉ huy hòa.", on=date(2026, 1, 1))

        assert found("hòa") == [with_marks, without]

    def test_the_title_weighs_more_than_the_text(self, register):
        in_text = register("01-KH/ĐUK", "Rừng.", on=date(2026, 3, 1))
        in_title = register("02-KH/ĐUK", "Khác.", on=date(2026, 1, 1), abstract="Rừng")

        assert found("rừng") == [in_title, in_text]
