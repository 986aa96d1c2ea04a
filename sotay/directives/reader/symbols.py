"""Mentions of documents by number and symbol: ``05-CT/TW``, ``134/QĐ-TU``, ``335/2025/NĐ-CP``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sotay.directives.reader import vocabulary
from sotay.directives.reader.days import DAY
from sotay.directives.reader.shadow import BLANKS, GAP, GAP_OR_NONE, Shadow, places, words

# Organ letters. A date or a word may be glued behind the best-known ones ("05-CT/TWngày").
_ORGAN = (
    r"(?:Th\.?\s?[Uu]|TTg"
    r"|(?:BTC|BTG|BTGDV|BDV|BNC|BKT|VP|UBKT)\s(?:TW|TƯ|TU|ĐUK?)(?![A-Za-zĐĂÂÊÔƠƯđ])"
    r"|T\.\s?[WƯU]|[Tt][wư](?![a-zđ])"
    r"|[A-ZĐƯ&]{2,15}(?:[0-9]{1,2})?(?![^\W_])"
    r"|(?:BTC|BTG|BTGDV|VP|UBKT)?(?:TW|TƯ)|ĐUK|ĐU|TU|HU|CP)"
    r"(?:-[A-ZĐ]{2,20}(?:[0-9]{1,2})?(?![^\W_])){0,3}"
)

# The number stands first in the pattern so that the search may leap from digit to digit.
_SYMBOL = re.compile(
    rf"(?P<number>[0-9](?<![0-9A-Za-z./,][0-9])(?<![0-9]-[0-9])[0-9]{{0,4}}+"
    rf"(?=[a-zA-ZĐ{BLANKS}\n/.-])[a-zA-Z]?)"
    rf"(?:{GAP_OR_NONE}/{GAP_OR_NONE}(?P<year>(?:19|20)[0-9]{{2}}))?"
    rf"(?:{GAP_OR_NONE}(?P<mark>[-/.]){GAP_OR_NONE}|{GAP_OR_NONE})"
    rf"(?:(?P<house>QH[0-9]{{1,2}}|UBTVQH[0-9]{{1,2}})(?![^\W_])"
    rf"|(?P<code>(?=[A-ZĐ])(?i:{vocabulary.CODE_LETTERS})|(?:nq|ct|kl|qđi?|hd)(?=\s?[-/]\s?tw))"
    rf"{GAP_OR_NONE}[-/]{GAP_OR_NONE}"
    rf"(?P<organ>{_ORGAN})(?:{GAP_OR_NONE}/{GAP_OR_NONE}(?P<inner>(?i:nb))(?![^\W_]))?)"
)

# A state dispatch carries the office that wrote it in the place of the type.
_DISPATCH = re.compile(
    rf"(?:công văn|văn bản){GAP}(?:số{GAP_OR_NONE}:?{GAP_OR_NONE})"
    r"([0-9]{1,5})/([a-zđ&]{2,12}-[a-zđ0-9&.]{1,12})(?![^\W_])"
)

_TYPE_WORD = re.compile(rf"(?:{vocabulary.TYPE_WORDS}|nq|ct|kl|qđ|hd|kh|tb)(?!\w)")
_PLAIN = rf"{GAP_OR_NONE}(?:số|sô)?{GAP_OR_NONE}[:.]?{GAP_OR_NONE}"
# By far the most usual: nothing but "số" between the type word and the number.
_TYPE_AND_NO_MORE = re.compile(
    rf"(?P<word>{vocabulary.TYPE_WORDS}|nq|ct|kl|qđ|hd|kh|tb)(?!\w)(?P<plain>{_PLAIN})\Z"
)
# What may stand between the type and its number besides "số".
_BETWEEN = re.compile(
    rf"(?:{GAP}(?:{words(('hành động', 'phối hợp', 'liên tịch', 'liên ngành', 'chung', 'mới'))}))?"
    rf"(?:{GAP}(?:của|do|ngày)(?:{GAP}[^\W_][^\s.;:!?]*){{1,9}}?,?)?"
    rf"(?:{GAP_OR_NONE}[(\"“])?"
    rf"(?P<plain>{_PLAIN})\Z"
)
# "Quy chế làm việc số 01-QC/TW": a document's own name stands before its number.
_OF_A_NAME = re.compile(rf"(?:{GAP}[^\W\d_]+,?){{1,6}}?{GAP}số{GAP_OR_NONE}:?{GAP_OR_NONE}\Z")
_OF_A_LAW = re.compile(rf"(?:{GAP}[^\s.;:!?]+){{0,14}}?{GAP}\(?số:?{GAP}\Z")
_NO_TYPE = re.compile(rf"số{GAP_OR_NONE}:?{GAP_OR_NONE}\Z")
# Numbers that share the symbol of the one behind them: "số 18, 19-NQ/TW", "18-NQ, 19-NQ/TW".
_SHARED = re.compile(
    rf"(?<![^\s(:])(?:[0-9]{{1,4}}(?:-[a-zđ]{{2,4}})?{GAP_OR_NONE}(?:,|;|và|&){GAP_OR_NONE}){{1,8}}\Z"
)
_SHARED_ONE = re.compile(r"([0-9]{1,4})(?:-([a-zđ]{2,4}))?")
# What joins one number to the next in a list with one type word.
_JOINT = re.compile(
    rf"[\"”)]?{GAP_OR_NONE}(?:,|và|,{GAP}và|;|&|hoặc){GAP_OR_NONE}(?:số{GAP_OR_NONE}:?{GAP_OR_NONE})?\Z"
)
_LOOK_BACK = 110
_NEAR = 32  # most type words stand right before "số"
_NEARER = 24
_LONGEST_SYMBOL = 60  # beyond any symbol in use; longer runs of capitals are not one
_ON_DAY = re.compile(
    rf"{GAP_OR_NONE},?{GAP_OR_NONE}\(?(?:(?:ban hành|ký){GAP})?(?:ngày{GAP_OR_NONE})?({DAY})"
)


@dataclass(slots=True)
class Mention:
    """A mention in shadow offsets, before issuer and relation are read.

    ``end`` includes a day that follows the number; ``written_day`` is that day as written.
    """

    start: int
    end: int
    type: str | None
    number: str
    symbol: str | None
    code: str | None = None
    organ: str | None = None
    numbered_at: int = 0
    named: str | None = None
    listed: bool = False  # shares the type word of the mention before it
    adjacent: bool = False  # the type word stands right before the number
    written_day: str | None = None
    inferred: bool = False


def mentions(shadow: Shadow) -> Iterator[Mention]:
    """Every number-and-symbol of the text, in order, with the type word that governs it."""
    clean, low = shadow.clean, shadow.low
    before: Mention | None = None
    for match in _SYMBOL.finditer(clean):
        mention = _mention(match, clean)
        if mention is None or len(mention.symbol or "") > _LONGEST_SYMBOL:
            continue
        take_day(mention, low)
        for found in _with_shared(mention, low, before):
            before = found
            yield found
    yield from _dispatches(shadow)


def _dispatches(shadow: Shadow) -> Iterator[Mention]:
    """State dispatches: ``1234/BNV-CCVC`` after "công văn số"."""
    clean, low = shadow.clean, shadow.low
    for start in sorted([*places(low, "công văn số"), *places(low, "văn bản số")]):
        match = _DISPATCH.match(low, start)
        if match is None:
            continue
        letters = clean[match.start(2) : match.end(2)]
        first = letters.partition("-")[0]
        if any(letter.islower() for letter in letters.replace("TTg", "")) or (
            vocabulary.printed_code(first) in vocabulary.ALL_CODES
        ):
            continue
        dispatch = Mention(
            match.start(),
            match.end(),
            "Công văn",
            match[1],
            f"{match[1]}/{letters}",
            numbered_at=match.start(1),
            adjacent=True,
        )
        take_day(dispatch, low)
        yield dispatch


def at(clean: str, offset: int) -> Mention | None:
    """The number and symbol that stand at ``offset``, with the type its letters tell."""
    match = _SYMBOL.match(clean, offset)
    mention = _mention(match, clean) if match is not None else None
    if mention is not None and mention.code is not None and mention.organ is not None:
        party = vocabulary.is_party_organ(mention.organ)
        mention.type = vocabulary.type_of_code(mention.code, party=party)
    return mention


def take_day(mention: Mention, low: str) -> None:
    """Take in the day that follows a mention."""
    day = _ON_DAY.match(low, mention.end)
    if day is not None:
        mention.written_day = day[1]
        mention.end = day.end()
        if "(" in day[0] and low.startswith(")", mention.end):
            mention.end += 1


def _mention(match: re.Match[str], clean: str) -> Mention | None:
    number, year, mark, house, letters, written, inner = match.group(
        "number", "year", "mark", "house", "code", "organ", "inner"
    )
    start, end = match.span()
    if house:
        if year:
            symbol = f"{number}/{year}/{house}"
        elif mark == "/":
            symbol = f"{number}/{house}"
        else:
            return None
        code = house.rstrip("0123456789")
        return Mention(start, end, None, number, symbol, code, house, start)
    code, organ, party, state = _organ_and_code(letters, written)
    if year:
        symbol = f"{number}/{year}/{code}-{organ}"
    elif party:
        symbol = f"{number}-{code}/{organ}/{inner.lower()}" if inner else f"{number}-{code}/{organ}"
    elif state or (mark == "/" and clean[match.end("code") : match.start("organ")].strip() == "-"):
        symbol = f"{number}/{code}-{organ}"
    else:
        symbol = f"{number}-{code}/{organ}"
    return Mention(start, end, None, number, symbol, code, organ, start)


@lru_cache(maxsize=4096)
def _organ_and_code(letters: str, written: str) -> tuple[str, str, bool, bool]:
    """Both as they are printed, and whether the organ is one of the party or of the state."""
    organ = vocabulary.printed_organ(written)
    code = vocabulary.printed_code(letters)
    return code, organ, vocabulary.is_party_organ(organ), vocabulary.is_state_organ(organ)


def _with_shared(mention: Mention, low: str, before: Mention | None) -> list[Mention]:
    """The mention with its type, after those that borrow its symbol from before it."""
    floor = before.end if before else 0
    window = max(floor, mention.start - _LOOK_BACK)
    ahead = low[window : mention.start]
    if not ahead.rstrip().endswith((",", "và", "&", ";")):
        _give_type(mention, low, before, ahead)
        return [mention]
    borrowed: list[Mention] = []
    shared = _SHARED.search(ahead)
    if shared is not None and mention.symbol is not None and mention.code is not None:
        lead = ahead[: shared.start()]
        if _type_before(lead) is not None:
            for one in _SHARED_ONE.finditer(ahead, shared.start()):
                if one[2] and vocabulary.printed_code(one[2]) != mention.code:
                    continue
                start, symbol = window + one.start(), mention.symbol[len(mention.number) :]
                borrowed.append(
                    Mention(
                        start,
                        window + one.end(),
                        None,
                        one[1],
                        one[1] + symbol,
                        mention.code,
                        mention.organ,
                        start,
                    )
                )
    for found in (*borrowed, mention):
        floor = max(before.end if before else 0, found.start - _LOOK_BACK)
        _give_type(found, low, before, low[floor : found.start])
        before = found
    return [*borrowed, mention]


def _give_type(mention: Mention, low: str, before: Mention | None, ahead: str) -> None:
    """Find the type word that governs the number, and begin the mention there.

    ``ahead`` are the words before the number, back to ``before`` at most.
    """
    party = mention.organ is not None and vocabulary.is_party_organ(mention.organ)
    by_code = vocabulary.type_of_code(mention.code, party=party) if mention.code else None
    if before is not None and mention.start - before.end <= 12 and before.type is not None:
        joint = low[before.end : mention.start]
        if _JOINT.match(joint):
            mention.listed = True
            agreeing = mention.code is None or vocabulary.agrees(before.type, mention.code)
            mention.type = before.type if agreeing else by_code
            return
    window = mention.start - len(ahead)
    word = _type_before(ahead)
    if word is None and mention.code in {"QH", "UBTVQH"}:
        word = _law_before(ahead)
    if word is None:
        mention.type = by_code
        said = _NO_TYPE.search(ahead)
        if said is not None:
            mention.start = window + said.start()
        return
    name, at, adjacent, plain = word
    if name is None:  # "NQ 18-NQ/TW": the abbreviation repeats the letters
        mention.type = by_code
    elif (plain or not adjacent) and mention.code and not vocabulary.agrees(name, mention.code):
        mention.type = by_code  # "hướng dẫn 126-QĐ/TW": a verb, not the type
        return
    else:
        mention.type = name
        mention.adjacent = adjacent
    mention.start = window + at


def _type_before(ahead: str) -> tuple[str | None, int, bool, bool] | None:
    """The last type word of ``ahead`` if nothing but "số" or its issuer follows it.

    Gives the type (``None`` for an abbreviation), its offset, whether it stands right before
    the number, and whether it may be a word of everyday use there.
    """
    near = _TYPE_AND_NO_MORE.search(ahead, max(0, len(ahead) - _NEARER))
    if near is not None and not (near.start() and ahead[near.start() - 1].isalnum()):
        word = near["word"]
        if len(word) == 2:
            return None, near.start(), False, False
        name = vocabulary.type_of_word(word)
        plain = "số" not in near["plain"] and name in vocabulary.ALSO_PLAIN
        return name, near.start(), True, plain
    last = _last_type_word(ahead, max(0, len(ahead) - _NEAR)) or _last_type_word(ahead, 0)
    if last is None:
        return None
    rest = ahead[last.end() :]
    between = _BETWEEN.match(rest)
    if between is None:
        if len(last[0]) > 2 and _OF_A_NAME.match(rest):
            return vocabulary.type_of_word(last[0]), last.start(), False, False
        return None
    if len(last[0]) == 2:
        return None, last.start(), False, False
    name = vocabulary.type_of_word(last[0])
    adjacent = between["plain"] == rest
    plain = adjacent and "số" not in rest and name in vocabulary.ALSO_PLAIN
    return name, last.start(), adjacent, plain


def _last_type_word(ahead: str, since: int) -> re.Match[str] | None:
    last = None
    for match in _TYPE_WORD.finditer(ahead, since):
        if not match.start() or not ahead[match.start() - 1].isalnum():
            last = match
    return last


def _law_before(ahead: str) -> tuple[str | None, int, bool, bool] | None:
    """ "Luật Cán bộ, công chức số 80/2025/QH15": a law's own name stands before its number."""
    at = ahead.rfind("luật ")
    if at < 0 or _OF_A_LAW.match(ahead[at + 4 :]) is None:
        return None
    if ahead[max(0, at - 3) : at] == "bộ ":
        return "Bộ luật", at - 3, False, False
    return "Luật", at, False, False
