"""One spelling for each syllable: the tone mark stands in one place, whatever keyboard wrote it.

``hoà`` and ``hòa``, ``thuỷ`` and ``thủy`` are one word in two habits of writing. Pure.
"""

import re

from sotay.core.text import nfc

_OLD = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_NEW = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_PLACES = {
    **dict(zip(_OLD, _NEW, strict=True)),
    **{old.upper(): new.upper() for old, new in zip(_OLD, _NEW, strict=True)},
    **{old.capitalize(): new.capitalize() for old, new in zip(_OLD, _NEW, strict=True)},
}
# Only at the end of a syllable: hoàn keeps its mark. After q the u is part of the consonant: quý.
_OPEN = re.compile(rf"(?<![qQ])(?:{'|'.join(_PLACES)})(?!\w)")


def one_spelling(text: str) -> str:
    """``text`` in NFC with every tone mark where the newer habit puts it; as long as NFC."""
    return _OPEN.sub(lambda match: _PLACES[match.group()], nfc(text))
