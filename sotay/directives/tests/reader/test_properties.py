"""What holds for any text at all."""

import itertools
import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.directives.reader import clauses, read_text, to_json

# Pieces of real writing, so that chance builds sentences that the patterns look at closely.
PIECES = st.sampled_from(
    [
        *("Nghị quyết", "Quy định", "Chỉ thị", "số ", "08", "-QĐi/TW", "05-CT/TW", "134/QĐ-TU"),
        *(" và ", ", ", "; ", ". ", ":", "\n", "\n\n", "\r\n", "\r", "/", "-", "%", "(", ")", "0"),
        *(" của Bộ Chính trị", " ngày 28-1-2016", "31/02/2021", "Trung ương 4", " (khóa XI, XII)"),
        *(" khóa ", "XII", "Đại hội XIII", " lần thứ sáu", "hội nghị", "Các chi bộ ", "phải "),
        *("rà soát ", "trước ngày 15-11-2026", "trong quý IV", "100 % chi bộ", "ít nhất 3"),
        *("từ 3 đến 5", "gần 7 vạn", "3/4 số", "1. ", "a) ", "II. ", "Điều 1. ", "Số ", "KẾ HOẠCH"),
        *("T/M BAN THƯỜNG VỤ", "\u00ad", "\u00a0", "\u200b", "\u0130", "Ð", "e\u0302\u0301"),
        "9" * 12,
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
@settings(deadline=None, max_examples=400)
def test_every_finding_stands_where_it_says(text: str) -> None:
    reading = read_text(text)

    assert reading.text == unicodedata.normalize("NFC", text)
    for finding in (*reading.citations, *reading.targets, *reading.tasks):
        assert 0 <= finding.start < finding.end <= len(reading.text)
        assert reading.text[finding.start : finding.end] == finding.text
        before = reading.text[: finding.start].replace("\r\n", "\n").replace("\r", "\n")
        assert finding.line == before.count("\n") + 1


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    assert to_json(read_text(text)) == to_json(read_text(text))
    assert json.loads(to_json(read_text(text))) == read_text(text).as_dict()


def test_the_json_has_these_names_in_this_order() -> None:
    text = "Các chi bộ phải sinh hoạt ít nhất 3 kỳ/năm theo Chỉ thị số 05-CT/TW."
    found = json.loads(to_json(read_text(text)))

    assert {kind: list(rows[0]) for kind, rows in found.items() if kind != "document"} == {
        "citations": [
            *("line", "start", "end", "text", "type", "number", "symbol", "named", "date"),
            *("issuer", "inferred", "inconsistent", "reason", "suggestion", "alternatives"),
            "relation",
        ],
        "targets": [
            *("line", "start", "end", "text", "quantity", "low", "high", "unit", "comparator"),
            *("what", "kind"),
        ],
        "tasks": [
            *("line", "start", "end", "text", "who", "what", "due", "due_text", "quantity"),
            *("comparator", "unit", "criterion", "product", "missing"),
        ],
    }
    assert list(found["document"]) == [
        *("type", "number", "symbol", "superior", "organ", "place", "date", "abstract", "title"),
        *("authority", "office", "signer"),
    ]


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_decomposed_and_composed_letters_give_the_same_findings(text: str) -> None:
    composed = read_text(unicodedata.normalize("NFC", text))
    decomposed = read_text(unicodedata.normalize("NFD", text))

    assert decomposed == composed


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_citations_do_not_overlap(text: str) -> None:
    found = read_text(text).citations

    assert all(one.end <= following.start for one, following in itertools.pairwise(found))


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_clauses_nest(text: str) -> None:
    found = clauses(text)

    for one, following in itertools.pairwise(found):
        assert one.start < one.own_end <= one.end
        assert one.own_end <= following.start
        assert following.end <= one.end or following.start >= one.end
