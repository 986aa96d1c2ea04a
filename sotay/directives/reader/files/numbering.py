"""List numbers that Word draws but does not write into the text: ``1.``, ``a)``, ``II.``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sotay.directives.reader.numerals import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LARGEST = 80


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """The counters of one document; :meth:`label` is asked once for each paragraph in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            for abstract in numbering.iter(f"{W}abstractNum"):
                levels = dict(_levels(abstract))
                self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
            for made in numbering.iter(f"{W}num"):
                self._lists[made.get(f"{W}numId", "")] = _value(made, "abstractNumId") or ""
        if styles is not None:
            for style in styles.iter(f"{W}style"):
                asked = _asked(style.find(f"{W}pPr"))
                if asked is not None:
                    self._of_style[style.get(f"{W}styleId", "")] = asked

    def label(self, paragraph: etree._Element) -> str:
        """The number that Word shows before the paragraph, with a space; empty if none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        asked = _asked(properties)
        if asked is None:
            asked = self._of_style.get(_value(properties, "pStyle") or "")
        if asked is None or asked[0] == "0":
            return ""
        number_id, depth = asked
        abstract = self._lists.get(number_id, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "- "
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return (
            _PLACE.sub(lambda place: self._shown(levels, counts, int(place[1]) - 1), level.text)
            + " "
        )

    @staticmethod
    def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        count = counts.get(depth, level.start)
        if count < 1 or count > _LARGEST:
            return str(count)
        if level.form == "upperRoman":
            return roman(count)
        if level.form == "lowerRoman":
            return roman(count).lower()
        if level.form in {"lowerLetter", "upperLetter"} and count <= 26:
            letter = chr(ord("a") + count - 1)
            return letter if level.form == "lowerLetter" else letter.upper()
        return f"{count:02d}" if level.form == "decimalZero" else str(count)


def _levels(abstract: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iter(f"{W}lvl"):
        yield (
            _whole(level.get(f"{W}ilvl")),
            _Level(
                _value(level, "numFmt") or "decimal",
                (_value(level, "lvlText") or "")[:40],
                _whole(_value(level, "start"), 1),
            ),
        )


def _asked(properties: etree._Element | None) -> tuple[str, int] | None:
    asked = properties.find(f"{W}numPr") if properties is not None else None
    if asked is None:
        return None
    number_id = _value(asked, "numId")
    return (number_id, _whole(_value(asked, "ilvl"))) if number_id is not None else None


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return found.get(f"{W}val") if found is not None else None


def _whole(written: str | None, otherwise: int = 0) -> int:
    return int(written) if written and written.isascii() and written.isdigit() else otherwise
