"""Mentions of documents by a bare number: "Quy định số 98", "Nghị quyết 18, 19"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sotay.directives.reader import vocabulary
from sotay.directives.reader.shadow import GAP, GAP_OR_NONE, Shadow
from sotay.directives.reader.symbols import Mention, take_day

_NUMBER = r"[0-9]{1,4}[a-d]?(?![\w%]|[-./,:][0-9]|\s?[-/]\s?\w|\s?%)"
# Found from the digit: most digits do not follow the last letter of a type or of "số".
_BARE = re.compile(
    r"[0-9](?<=[thịnếioưốqlđd:]\s[0-9])[0-9]{0,3}[a-d]?"
    r"(?![\w%]|[-./,:][0-9]|\s?[-/]\s?\w|\s?%)"
)
_LEAD = re.compile(
    rf"(?:.*[\W_])?(?P<word>{vocabulary.TYPE_WORDS}|nq|ct|kl|qđ|hd|kh){GAP}"
    rf"(?P<said>(?:số|sô){GAP_OR_NONE}:?{GAP_OR_NONE})?\Z",
    re.DOTALL,
)
_LOOK_BACK = 48
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# No text has so many documents of one number; beyond it nothing could be resolved anyway.
_MOST_OF_ONE_NUMBER = 40
# Words after which a bare number was the number of a document and not a count.
_FOLLOWED = re.compile(
    rf"{GAP_OR_NONE}(?:[).,;:!?\"”…(“]|\Z|\n)"
    rf"|{GAP}(?:của|về|và|ngày|năm|đã|đến|tại|do|vào|trong|được|với|cùng|gắn|như|có|bằng|thì|này|ở|để|khóa|nêu|quy)(?!\w)"
)
_MORE = re.compile(rf"{GAP_OR_NONE}(?:,|và){GAP_OR_NONE}(?P<number>{_NUMBER})")
_NUMBERED = frozenset(vocabulary.CODES) - {
    "Luật",
    "Bộ luật",
    "Chiến lược",
    "Dự án",
    "Quy hoạch",
    "Pháp lệnh",
}
# Cited so often by number alone that "số" may be left out.
_USUAL = frozenset(
    {
        "Nghị quyết",
        "Chỉ thị",
        "Kết luận",
        "Quy định",
        "Quyết định",
        "Hướng dẫn",
        "Thông tri",
        "Nghị định",
    }
)


def bare(shadow: Shadow) -> Iterator[Mention]:
    """Every type word with a number and no symbol behind it; whether it counts is seen later."""
    clean, low = shadow.clean, shadow.low
    for match in _BARE.finditer(low):
        floor = max(0, match.start() - _LOOK_BACK)
        lead = _LEAD.match(low[floor : match.start()])
        if lead is None:
            continue
        word = lead["word"]
        start = floor + lead.start("word")
        kind: str | None
        if len(word) == 2:
            if not clean[start : start + 2].isupper():
                continue
            kind = vocabulary.type_of_code(vocabulary.printed_code(word), party=True)
            if kind is None and word != "qđ":
                continue
        else:
            kind = vocabulary.type_of_word(word)
            if kind not in _NUMBERED:
                continue
        said = lead["said"] is not None
        if not said and not _FOLLOWED.match(low, match.end()):
            continue
        certain = (
            len(word) > 2
            and clean[start].isupper()
            and (said or (kind in _USUAL and not 1900 <= _value(match[0]) <= 2100))
        )
        mention = Mention(
            start,
            match.end(),
            kind,
            match[0],
            None,
            code=vocabulary.printed_code(word) if len(word) == 2 else None,
            numbered_at=match.start(),
            adjacent=certain,
        )
        take_day(mention, low)
        yield mention
        end = mention.end
        while (more := _MORE.match(low, end)) is not None and _FOLLOWED.match(low, more.end()):
            mention = Mention(
                more.start("number"),
                more.end(),
                kind,
                more["number"],
                None,
                numbered_at=more.start("number"),
                listed=True,
                adjacent=certain and len(more["number"]) > 1,
            )
            take_day(mention, low)
            yield mention
            end = mention.end


class Known:
    """The symbols a text writes out, to resolve the bare numbers of the same text."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._by_number: dict[int, dict[str, Mention]] = defaultdict(dict)
        for mention in mentions:
            if mention.symbol is not None:
                self._keep(mention, mention.symbol)

    def _keep(self, mention: Mention, symbol: str) -> None:
        same = self._by_number[_value(mention.number)]
        if len(same) < _MOST_OF_ONE_NUMBER:
            same.setdefault(symbol, mention)

    def resolve(self, mention: Mention, issuer: str | None) -> Mention | None:
        """The one written-out document that a bare mention can mean; ``None`` if not just one."""
        fitting = [
            known
            for known in self._by_number.get(_value(mention.number), {}).values()
            if _fits(mention, known)
        ]
        organ = vocabulary.organ_of_issuer(issuer) if issuer else None
        if organ is not None:
            fitting = [known for known in fitting if known.organ == organ]
        earlier = [known for known in fitting if known.start < mention.start]
        if len(earlier) == 1:
            return earlier[0]
        return fitting[0] if len(fitting) == 1 else None

    def add(self, mention: Mention, symbol: str, organ: str | None) -> None:
        """Remember a symbol that followed from an issuer, for later mentions of the number."""
        self._keep(replace(mention, symbol=symbol, organ=organ), symbol)

    def elsewhere(self, mention: Mention) -> list[Mention]:
        """Other written-out documents of the same number, type or organ, to mend a mention by."""
        return [
            known
            for known in self._by_number.get(_value(mention.number), {}).values()
            if known.symbol != mention.symbol
        ]


def inferred_symbol(mention: Mention, issuer: str) -> str | None:
    """The symbol that follows from type and issuer, where the issuer's letters are certain.

    Numbers below 10 are printed with a leading 0.
    """
    organ = vocabulary.organ_of_issuer(issuer)
    if organ is None or mention.type not in vocabulary.CODES:
        return None
    if mention.type in {"Nghị định", "Thông tư", "Công điện"}:
        return None
    return f"{mention.number.zfill(2)}-{vocabulary.CODES[mention.type][0]}/{organ}"


def _fits(mention: Mention, known: Mention) -> bool:
    if mention.type is None:
        return known.code == mention.code or mention.code is None
    if known.type is None or known.code is None:
        return known.code is None or vocabulary.agrees(mention.type, known.code)
    return known.type == mention.type


def _value(number: str) -> int:
    return int(number if number.isdigit() else number.rstrip(_LETTERS) or 0)
