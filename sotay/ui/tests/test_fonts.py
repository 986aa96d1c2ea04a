"""Every letter of Vietnamese is in the fonts of screen and paper, and figures line up."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sotay.ui.make_figures_font import CHARACTERS, DIGITS

STATIC = Path(__file__).resolve().parents[1] / "static/ui"
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


def accented() -> set[str]:
    """Twelve vowels in six tones, and đ, in both cases: 146 letters."""
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    letters.add("đ")
    return letters | {letter.upper() for letter in letters}


def letters_of(*files: str) -> set[str]:
    return {chr(code) for file in files for code in TTFont(STATIC / file).getBestCmap()}


class TestLetters:
    def test_there_are_146(self):
        assert len(accented()) == 146
        assert all(len(letter) == 1 for letter in accented())

    @pytest.mark.parametrize(
        ("name", "weight"),
        [("be-vietnam-pro", 400), ("be-vietnam-pro", 600), ("tinos", 400), ("tinos", 700)],
    )
    def test_on_screen(self, name, weight):
        held = letters_of(
            *(
                f"vendor/fonts/{name}-{letters}-{weight}-normal.woff2"
                for letters in ("latin", "vietnamese")
            )
        )

        assert accented() - held == set()
        assert set("“”–−…×÷") - held == set()

    @pytest.mark.parametrize(
        "face", ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]
    )
    def test_on_paper(self, face):
        assert accented() - letters_of(f"vendor/fonts-print/Tinos_{face}.ttf") == set()


class TestFigures:
    @pytest.mark.parametrize("weight", [400, 600])
    def test_every_digit_is_as_wide(self, weight):
        font = TTFont(STATIC / f"fonts/so-{weight}.woff2")
        shapes = font.getBestCmap()

        assert {chr(code) for code in shapes} == set(CHARACTERS)
        assert len({font["hmtx"][shapes[ord(digit)]][0] for digit in DIGITS}) == 1
        assert str(font["name"].getDebugName(1)) == "So Tay So"

    @pytest.mark.parametrize("weight", [400, 600])
    def test_they_are_small(self, weight):
        assert (STATIC / f"fonts/so-{weight}.woff2").stat().st_size <= 3 * 1024

    def test_their_licence_travels_with_them(self):
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text(encoding="utf-8")
