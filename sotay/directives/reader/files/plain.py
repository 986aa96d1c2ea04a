"""Plain text in any encoding that Vietnamese offices have used."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from sotay.directives.reader.shadow import listed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# TCVN 5712-3 ("ABC"), the 8-bit code of the .VnTime fonts, by its Latin-1 look.
_ABC = dict(
    zip(
        map(
            ord,
            "\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xae\xcc\xce\xcf"
            "\xd0\xd1\xaa\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6"
            "\xe7\xe8\xe9\xac\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xad\xf5\xf6\xf7\xf8\xf9\xfa"
            "\xfb\xfc\xfd\xfe\xa1\xa2\xa7\xa3\xa4\xa5\xa6",
        ),
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_COMMON = listed(
    "và của các đảng được là trong cho công tổ chức không những đến với về nhiệm vụ cán bộ ủy"
    " chi viên việc thực hiện nghị quyết số ngày tháng năm"
)
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS_OF_ABC = re.compile("[\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xb5\xb6\xb7\xb8\xb9]")
_SAMPLE = 40_000


def decode(data: bytes, declared: str | None = None) -> str | None:
    """The text of ``data``; ``None`` if no encoding makes sense of it.

    ``declared`` is what the file says of itself, tried where it is not UTF-8.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if data[:65_536].count(0):
        sample = data[:65_536]
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return _strict(data, "utf-16-le" if little else "utf-16-be")
    # Marked Vietnamese that happens to be valid UTF-8 is UTF-8, whatever a page declares.
    if (text := _strict(data, "utf-8")) is not None:
        return from_abc(text)
    if declared is not None and (text := _strict(data, declared)) is not None:
        return from_abc(text)
    candidates = [data.decode("latin-1").translate(_ABC), data.decode("cp1258", "replace")]
    scores = [_likeness(candidate) for candidate in candidates]
    best = max(scores)
    if best > 0.02:
        return candidates[scores.index(best)]
    guess = from_bytes(data[:_SAMPLE]).best()
    return _strict(data, guess.encoding) if guess is not None else None


def from_abc(text: str) -> str:
    """Text kept in Unicode but typed for .VnTime fonts ("§¶ng"), put into real letters."""
    sample = text[:_SAMPLE]
    if len(_SIGNS_OF_ABC.findall(sample)) * 40 < len(sample):
        return text
    turned = text.translate(_ABC)
    return turned if _likeness(turned[:_SAMPLE]) > _likeness(sample) else text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _likeness(text: str) -> float:
    """The share of everyday Vietnamese words."""
    words = _WORD.findall(unicodedata.normalize("NFC", text[:_SAMPLE]).lower())
    if not words:
        return 0.0
    return sum(word in _COMMON for word in words) / len(words)
