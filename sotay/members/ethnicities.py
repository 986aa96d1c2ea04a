"""The ethnic groups of the State's own list, in its order; the number in a record is the place
here.

Source: Decision 121-TCTK/PPCĐ, 02-3-1979, General Statistics Office; certainty: hint.
"""

from sotay.core.text import fold

NAMES = (
    "Kinh|Tày|Thái|Hoa|Khơ-me|Mường|Nùng|Mông|Dao|Gia-rai|Ngái|Ê-đê|Ba-na|Xơ-đăng|Sán"
    " Chay|Cơ-ho|Chăm"
    "|Sán Dìu|Hrê|Mnông|Ra-glai|Xtiêng|Bru - Vân Kiều|Thổ|Giáy|Cơ-tu|Gié -"
    " Triêng|Mạ|Khơ-mú|Co|Tà-ôi"
    "|Chơ-ro|Kháng|Xinh-mun|Hà Nhì|Chu-ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn"
    "|Cờ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ-đu|Rơ-măm"
).split("|")

OUTSIDE = len(NAMES)  # not written down, or a group outside the list

# Other spellings and names of the same groups that lists use.
_ALSO = {
    "viet": "Kinh",
    "han": "Hoa",
    "khmer": "Khơ-me",
    "kho me": "Khơ-me",
    "hmong": "Mông",
    "h mong": "Mông",
    "h'mong": "Mông",
    "meo": "Mông",
    "ede": "Ê-đê",
    "jarai": "Gia-rai",
    "gia lai": "Gia-rai",
    "bahnar": "Ba-na",
    "cao lan": "Sán Chay",
    "san chi": "Sán Chay",
    "k'ho": "Cơ-ho",
    "koho": "Cơ-ho",
    "m'nong": "Mnông",
    "stieng": "Xtiêng",
    "van kieu": "Bru - Vân Kiều",
    "bru": "Bru - Vân Kiều",
    "katu": "Cơ-tu",
    "ta oi": "Tà-ôi",
    "co lao": "Cờ Lao",
    "kor": "Co",
}


def _plain(text: str) -> str:
    return fold(text).replace("-", " ").replace("  ", " ").replace("  ", " ").strip()


_PLACES = {_plain(name): place for place, name in enumerate(NAMES)}
_PLACES |= {_plain(name).replace(" ", ""): place for place, name in enumerate(NAMES)}
_PLACES |= {_plain(other): NAMES.index(name) for other, name in _ALSO.items()}


def place_of(text: str) -> int | None:
    """The number of the group called ``text``, with or without marks; ``None`` where none is."""
    plain = _plain(text)
    return _PLACES.get(plain, _PLACES.get(plain.removeprefix("dan toc ")))


def name_of(place: int) -> str:
    """The name of group number ``place``; empty for a number outside the list."""
    return NAMES[place] if 0 <= place < len(NAMES) else ""
