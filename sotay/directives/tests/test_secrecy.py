"""The mark in the head of a paper, and words that only sound like it."""

import pytest

from sotay.directives.secrecy import mark_of


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", "mat"),
        ("  TỐI MẬT  ", "toi-mat"),
        ("[TUYỆT MẬT]", "tuyet-mat"),
        ("Độ mật: MẬT".upper(), "mat"),
        ("TỈNH ỦY\t\tMẬT", "mat"),
    ],
)
def test_a_line_that_is_a_mark_is_one(line, mark):
    assert mark_of(f"ĐẢNG ỦY KHỐI\n{line}\nKẾ HOẠCH\n") == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bảo vệ bí mật nhà nước",
        "KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "mật",
        "Văn bản MẬT phải cất giữ.",
        "\n" * 60 + "MẬT",
    ],
)
def test_anything_else_is_none(text):
    assert mark_of(text) == ""


def test_a_mark_in_the_decomposed_form_is_seen():
    import unicodedata

    assert mark_of(unicodedata.normalize("NFD", "TUYỆT MẬT")) == "tuyet-mat"
