"""Kinds of document and the letters that stand for them and for their organs.

Source: the list of types in 399-QĐ/TW (9-01-2026) and the symbols seen in numbers of issued
documents; older lists give ``QĐi`` for a regulation (2018, as in 07-QĐi/TW). State law follows
the symbols of the laws and decrees that party documents cite.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sotay.directives.reader.shadow import words

# Type, spellings (lower case, tone mark on the first vowel), symbol letters it may carry.
# The first letters are the ones a repair suggests.
TYPES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Nghị quyết", ("nghị quyết", "nghị quyết liên tịch"), ("NQ", "NQLT", "QH", "UBTVQH")),
    ("Quyết định", ("quyết định",), ("QĐ", "QĐNS")),
    ("Quy định", ("quy định", "qui định"), ("QĐ", "QĐi", "QyĐ")),
    ("Chỉ thị", ("chỉ thị",), ("CT",)),
    ("Kết luận", ("kết luận",), ("KL",)),
    ("Quy chế", ("quy chế", "qui chế", "quy chế phối hợp"), ("QC", "QCPH")),
    ("Thông tri", ("thông tri",), ("TT",)),
    ("Hướng dẫn", ("hướng dẫn", "hướng dẫn liên tịch", "hướng dẫn liên ngành"), ("HD", "HDLT")),
    ("Thông báo", ("thông báo", "thông báo kết luận"), ("TB", "TBKL")),
    ("Báo cáo", ("báo cáo",), ("BC",)),
    ("Kế hoạch", ("kế hoạch", "kế hoạch liên tịch", "kế hoạch phối hợp"), ("KH", "KHLT", "KHPH")),
    (
        "Chương trình",
        ("chương trình", "chương trình hành động", "chương trình phối hợp"),
        ("CTr", "CTrHĐ", "CTHĐ", "CTPH", "CTrPH"),
    ),
    ("Đề án", ("đề án",), ("ĐA",)),
    ("Phương án", ("phương án",), ("PA",)),
    ("Tờ trình", ("tờ trình",), ("TTr",)),
    ("Công văn", ("công văn",), ("CV",)),
    ("Biên bản", ("biên bản",), ("BB",)),
    ("Thông cáo", ("thông cáo",), ("TC",)),
    ("Quy hoạch", ("quy hoạch",), ("QH",)),
    ("Dự án", ("dự án",), ("DA",)),
    ("Chiến lược", ("chiến lược",), ("CL",)),
    ("Giấy mời", ("giấy mời",), ("GM",)),
    ("Công điện", ("công điện",), ("CĐ",)),
    ("Nghị định", ("nghị định",), ("NĐ",)),
    ("Thông tư", ("thông tư", "thông tư liên tịch"), ("TT", "TTLT")),
    ("Pháp lệnh", ("pháp lệnh",), ("PL", "UBTVQH")),
    ("Bộ luật", ("bộ luật",), ("QH",)),
    ("Luật", ("luật",), ("QH",)),
    ("Văn bản hợp nhất", ("văn bản hợp nhất",), ("VBHN",)),
)

_SPELT = {spelling: name for name, spellings, _ in TYPES for spelling in spellings}
SPELLINGS = frozenset(_SPELT)
CODES = {name: codes for name, _, codes in TYPES}

# Letters as they are printed, found again from any case (CTR and CTr are one).
_PRINTED = {code.upper(): code for codes in CODES.values() for code in codes}

ALL_CODES = frozenset(_PRINTED.values())

# What the letters alone tell. QĐ is both a decision and a regulation, so it tells nothing.
_BY_CODE = {
    code: name
    for name, _, codes in TYPES
    for code in codes
    if sum(code in others for others in CODES.values()) == 1
}
_BY_CODE["TT"] = "Thông tri"

TYPE_WORDS = words(_SPELT)
CODE_LETTERS = "|".join(sorted(_PRINTED, key=lambda code: (-len(code), code)))

# A word of everyday use: "hướng dẫn", "báo cáo" are also verbs, "quy định" also a common noun.
ALSO_PLAIN = frozenset(
    {"Quyết định", "Quy định", "Kết luận", "Hướng dẫn", "Thông báo", "Báo cáo", "Luật"}
)

_PARTY_ORGAN = re.compile(
    r"(?:TW.*|.*TW|TU|.*TU|HU|.*HU|QU|ĐU.*|.*ĐUK?|Th\.U|CB|ĐH|BCSĐ.*|ĐĐ.*|UBKT.*|VPĐU.*)\Z"
)
_STATE_ORGAN = re.compile(r"(?:TTg|CP|UBND|HĐND|QH|UBTVQH|CTN|NHNN|KTNN|TANDTC|VKSNDTC)\Z")
_ORGAN_SPACE = re.compile(r"\s+")

# Who may stand behind the letters of an organ, for numbers written without them.
_ORGAN_OF_ISSUER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"ban tổ chức trung ương"), "BTCTW"),
    (re.compile(r"ủy ban kiểm tra trung ương"), "UBKTTW"),
    (re.compile(r"văn phòng trung ương"), "VPTW"),
    (re.compile(r"ban tuyên giáo và dân vận trung ương"), "BTGDVTW"),
    (re.compile(r"ban tuyên giáo trung ương"), "BTGTW"),
    (re.compile(r"(?:bộ chính trị|ban bí thư|ban chấp hành trung ương|trung ương)(?! đoàn)"), "TW"),
    (re.compile(r"(?:ban thường vụ |ban chấp hành )?(?:tỉnh|thành) ủy"), "TU"),
    (re.compile(r"(?:ban thường vụ |ban chấp hành )?đảng ủy khối"), "ĐUK"),
)


def type_of_word(spelt: str) -> str:
    """The type that a spelling from :data:`TYPE_WORDS` stands for."""
    return _SPELT.get(spelt) or _SPELT[" ".join(spelt.split())]


def type_of_code(code: str, *, party: bool) -> str | None:
    """The type that symbol letters alone stand for; ``None`` where two share them."""
    if not party and code == "QĐ":
        return "Quyết định"
    if not party and code == "TT":
        return "Thông tư"
    return _BY_CODE.get(code)


def printed_code(letters: str) -> str:
    """Symbol letters in the case they are printed in: ``QĐI`` is ``QĐi``, ``CTR`` is ``CTr``."""
    return _PRINTED.get(letters.upper(), letters)


def agrees(name: str, code: str) -> bool:
    """Whether a document of this type may carry these letters."""
    return name not in CODES or code in CODES[name]


@lru_cache(maxsize=4096)
def printed_organ(letters: str) -> str:
    """Organ letters as they are printed: ``TƯ``, ``T.Ư`` and ``tw`` are ``TW``."""
    organ = _ORGAN_SPACE.sub("", letters)
    if organ.upper() in {"TW", "TƯ", "T.Ư", "T.W"}:
        return "TW"
    if organ.upper() in {"T.U", "TU"}:
        return "TU"
    if organ.upper() in {"TH.U", "THU"}:
        return "Th.U"
    if organ.islower():
        organ = organ.upper()
    return organ.replace("TƯ", "TW")


@lru_cache(maxsize=4096)
def is_party_organ(organ: str) -> bool:
    """Whether the letters are of a party organ, whose symbols read ``05-CT/TW``."""
    return _PARTY_ORGAN.match(organ) is not None


@lru_cache(maxsize=4096)
def is_state_organ(organ: str) -> bool:
    """Whether the letters are of a state organ, whose symbols read ``30/CT-TTg``."""
    return _STATE_ORGAN.match(organ) is not None


def organ_of_issuer(issuer: str) -> str | None:
    """The letters an issuer writes in its symbols, where they are certain."""
    low = " ".join(issuer.lower().replace("uỷ", "ủy").split())
    for pattern, organ in _ORGAN_OF_ISSUER:
        if pattern.match(low):
            return organ
    return None
