"""The three source texts, read against what a careful reader finds in them."""

import json
from pathlib import Path

import pytest

from sotay.directives.reader import read_text

INPUTS = Path(__file__).resolve().parents[5] / "shared" / "inputs"
GOLD = INPUTS / "gold.json"

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the source texts are not here")


def texts() -> list[str]:
    return sorted(path.name for path in INPUTS.glob("*.txt"))


@pytest.mark.parametrize("name", texts())
def test_finds_every_citation_and_no_other(name: str) -> None:
    expected = json.loads(GOLD.read_text(encoding="utf-8"))[name]
    reading = read_text((INPUTS / name).read_text(encoding="utf-8"))

    found = [
        {key: getattr(citation, key) for key in gold if key != "written"}
        for citation, gold in zip(reading.citations, expected, strict=True)
    ]

    assert found == [{k: v for k, v in gold.items() if k != "written"} for gold in expected]


@pytest.mark.parametrize("name", texts())
def test_as_written_stands_in_the_text(name: str) -> None:
    expected = json.loads(GOLD.read_text(encoding="utf-8"))[name]
    reading = read_text((INPUTS / name).read_text(encoding="utf-8"))

    for citation, gold in zip(reading.citations, expected, strict=True):
        assert gold.get("written", "") in citation.text
        assert reading.text[citation.start : citation.end] == citation.text


@pytest.mark.parametrize("name", texts())
def test_page_counters_and_dates_are_no_targets(name: str) -> None:
    reading = read_text((INPUTS / name).read_text(encoding="utf-8"))

    assert [target.text for target in reading.targets if target.kind == "target"] == []


def test_sizes_told_are_figures() -> None:
    told = {
        target.text: target.quantity
        for name in texts()
        for target in read_text((INPUTS / name).read_text(encoding="utf-8")).targets
    }

    assert told == {
        "gần 7 vạn đảng viên": 70_000,
        "gần 7.000 đảng viên": 7_000,
        "gần 200 đầu sách": 200,
        "gần 50 đầu sách chi bộ": 50,
    }
