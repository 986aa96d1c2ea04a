"""What the content policy forbids is nowhere in the templates, and what pages name is there."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sotay.ui import assets

SOTAY = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(SOTAY.glob("**/templates/**/*.*"))
STATIC = Path(__file__).resolve().parents[1] / "static/ui"

INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=|\bhx-on\b|javascript:", re.IGNORECASE)
# A block of data is not run, so the policy lets it stand.
INLINE_SCRIPT = re.compile(
    r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
)
OUTSIDE = re.compile(r"(?:src|href|action|url)\s*[=(]\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
ICON = re.compile(r"{%\s*(?:icon|shape)\s+[\"']([\w-]+)[\"']")


def html_templates() -> list[Path]:
    return [path for path in TEMPLATES if path.suffix in (".html", ".svg")]


class TestTemplates:
    @pytest.mark.parametrize(
        "forbidden", [INLINE_STYLE, HANDLER, INLINE_SCRIPT, OUTSIDE], ids=lambda p: p.pattern[:20]
    )
    def test_nothing_inline_and_nothing_from_elsewhere(self, forbidden):
        found = [
            f"{path.relative_to(SOTAY)}: {match.group()[:80]}"
            for path in html_templates()
            for match in forbidden.finditer(path.read_text(encoding="utf-8"))
        ]

        assert not found, found

    def test_the_patterns_catch_what_they_are_for(self):
        assert INLINE_STYLE.search('<p class="a" style="x">')
        assert HANDLER.search('<a href="#" onclick="x()">')
        assert INLINE_SCRIPT.search("<script>x</script>")
        assert not INLINE_SCRIPT.search('<script defer src="x.js">')
        assert not INLINE_SCRIPT.search('<script id="a" type="application/json">')
        assert OUTSIDE.search('<img src="//x.org/a.png">')
        assert not HANDLER.search('<rect class="on" x="1">')

    def test_every_icon_named_is_in_the_sprite(self):
        sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
        kept = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
        named = {
            icon
            for path in html_templates()
            for icon in ICON.findall(path.read_text(encoding="utf-8"))
        }

        assert named
        assert not named - kept

    def test_text_is_composed(self):
        texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}

        assert [p for p, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []


class TestStylesheet:
    CSS = (STATIC / "style.css").read_text(encoding="utf-8")

    def test_every_font_it_names_is_there(self):
        named = re.findall(r"url\(([^)]+)\)", self.CSS)

        assert len(named) == 10
        assert [name for name in named if not (STATIC / name).is_file()] == []

    def test_nothing_from_elsewhere_or_from_data_addresses(self):
        assert "http" not in self.CSS.replace("http-equiv", "")
        assert "data:" not in self.CSS

    def test_scripts_stay_small(self):
        assert (STATIC / "app.js").stat().st_size <= 6 * 1024


class TestAssets:
    def test_every_file_is_where_pages_look_for_it(self):
        absent = [
            name for name in assets.FILES.values() if finders.find(f"ui/vendor/{name}") is None
        ]

        assert absent == []

    def test_a_missing_file_is_named(self, tmp_path):
        (tmp_path / "node_modules").mkdir()

        with pytest.raises(assets.AssetsMissing, match=r"htmx\.min\.js"):
            assets.build(tmp_path, tmp_path / "vendor")

        assert not (tmp_path / "vendor").exists()

    def test_without_a_lock_nothing_is_fetched(self, tmp_path):
        with pytest.raises(assets.AssetsMissing, match=r"package-lock\.json"):
            assets.build(tmp_path, tmp_path / "vendor")
