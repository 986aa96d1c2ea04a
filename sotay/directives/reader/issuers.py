"""Who issued a cited document, as the words around the citation tell.

After it: "của Bộ Chính trị", "do Ban Thường vụ Đảng ủy Khối ban hành". Before it: "ngày
28-12-2010, Thành ủy Hà Nội ban hành Quyết định số …".
"""

from __future__ import annotations

import re

from sotay.directives.reader.days import DAY
from sotay.directives.reader.shadow import GAP, GAP_OR_NONE, Shadow, listed, words

# Organs whose name is complete as it stands; others go on ("Đảng ủy Khối các cơ quan …").
_COMPLETE = (
    "bộ chính trị",
    "ban bí thư",
    "chính phủ",
    "thủ tướng chính phủ",
    "thủ tướng",
    "quốc hội",
    "ủy ban thường vụ quốc hội",
    "chủ tịch nước",
)
_OPEN = (
    "ban chấp hành",
    "ban thường vụ",
    "bch",
    "btv",
    "thường trực",
    "thường vụ",
    "đảng ủy",
    "tỉnh ủy",
    "thành ủy",
    "huyện ủy",
    "quận ủy",
    "thị ủy",
    "quân ủy",
    "ban cán sự",
    "đảng đoàn",
    "ban tổ chức",
    "ban tuyên giáo",
    "ban dân vận",
    "ban nội chính",
    "ban kinh tế",
    "ban chính sách",
    "ban đối ngoại",
    "ban chỉ đạo",
    "văn phòng",
    "ủy ban kiểm tra",
    "ủy ban nhân dân",
    "hội đồng nhân dân",
    "hội đồng",
    "ubkt",
    "ubnd",
    "hđnd",
    "chi bộ",
    "chi ủy",
    "đảng bộ",
    "hội nghị trung ương",
    "trung ương",
    "đoàn chủ tịch",
    "tổng liên đoàn",
    "học viện",
    "bộ",
)
_HEAD = re.compile(rf"(?P<complete>{words(_COMPLETE)})(?!\w)|(?:{words(_OPEN)})(?!\w)")
# The head of an all-lower phrase is a common noun ("của chi bộ"); these are always one organ.
_CENTRAL = re.compile(
    r"bộ chính trị|ban bí thư|ban chấp hành trung ương|trung ương(?! đoàn)(?:\s|\Z)"
)

_SESSION = re.compile(
    rf"{GAP}(?:lần{GAP}thứ{GAP})?[^\W_]{{1,4}}(?:,?{GAP}\(?khóa{GAP}[ivxl]{{1,7}}\)?)?"
)

# Second syllables that belong to a capital first one: "Tổ chức", "Trung ương".
_PAIRS = frozenset(
    pair
    for first, seconds in {
        "ban": "chấp bí thường tổ tuyên dân nội kinh cán chỉ đối chính",
        "bí": "thư",
        "cán": "sự bộ",
        "chấp": "hành",
        "chỉ": "đạo",
        "chiến": "binh lược",
        "chính": "trị phủ sách",
        "chủ": "tịch",
        "công": "an thương nghiệp nghệ đoàn ty",
        "cơ": "quan",
        "cựu": "chiến",
        "dân": "vận tộc",
        "doanh": "nghiệp",
        "du": "lịch",
        "đảng": "ủy uỷ bộ đoàn",
        "đào": "tạo",
        "đầu": "tư",
        "đối": "ngoại",
        "giao": "thông",
        "giáo": "dục",
        "hành": "chính",
        "học": "viện",
        "hội": "đồng nghị",
        "huyện": "ủy uỷ",
        "kế": "hoạch",
        "khoa": "học",
        "kiểm": "tra toán sát",
        "kinh": "tế",
        "lao": "động",
        "liên": "hiệp đoàn minh",
        "mặt": "trận",
        "môi": "trường",
        "ngân": "hàng",
        "ngoại": "giao",
        "nhà": "nước",
        "nhân": "dân",
        "nội": "vụ chính",
        "nông": "nghiệp thôn dân",
        "phát": "triển",
        "phụ": "nữ",
        "quân": "ủy uỷ sự đội khu",
        "quận": "ủy uỷ",
        "quốc": "phòng hội gia",
        "tài": "chính nguyên",
        "thanh": "niên tra",
        "thành": "ủy uỷ phố",
        "thể": "thao",
        "thị": "ủy uỷ xã",
        "thông": "tin tấn",
        "thủ": "tướng đô",
        "thương": "binh mại",
        "thường": "vụ trực",
        "tỉnh": "ủy uỷ",
        "tổ": "chức",
        "tổng": "cục công liên hợp",
        "trung": "ương",
        "truyền": "thông",
        "tư": "pháp",
        "tuyên": "giáo",
        "ủy": "ban",
        "văn": "hóa hoá phòng",
        "vận": "tải",
        "xã": "hội",
        "xây": "dựng",
        "y": "tế",
    }.items()
    for second in seconds.split()
    for pair in ((first, second),)
)
_PLACES = ("các cơ quan", "khối", "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường")
_JOINED = re.compile(
    rf"{GAP}(?:{words(_PLACES)}"
    rf"|và{GAP}(?:đào{GAP}tạo|dân{GAP}vận|công{GAP}nghệ|môi{GAP}trường|xã{GAP}hội|truyền{GAP}thông"
    rf"|đầu{GAP}tư|phát{GAP}triển|doanh{GAP}nghiệp|đoàn{GAP}thể|thể{GAP}thao|du{GAP}lịch))"
    rf"(?!\w|{GAP}ủy)"
)
_TOKEN = re.compile(rf"({GAP})([^\W\d_]+)")
# Capital words that open something new rather than go on with the name.
_NEW = listed("về ngày số khóa nghị chỉ kết quy quyết đồng chương")

_OF = re.compile(
    rf"[\"”)]?{GAP_OR_NONE}(?:\(?khóa{GAP}[ivxl]{{1,7}}\)?{GAP_OR_NONE})?"
    rf"(?:[\"“][^\"”\n]{{1,200}}[\"”]{GAP_OR_NONE})?,?{GAP_OR_NONE}(?:của|do|được){GAP}"
)
_INSIDE = re.compile(rf"(?:của|do){GAP}")
_DAY_AFTER = re.compile(
    rf"{GAP_OR_NONE}(?:\(?khóa{GAP}[ivxl]{{1,7}}\)?)?,?{GAP_OR_NONE}\(?(?:ban{GAP}hành{GAP})?"
    rf"ngày{GAP_OR_NONE}({DAY})"
)
_ISSUES = re.compile(
    rf"{GAP}(?:(?:cũng|đã|vừa|mới){GAP}){{0,2}}(?:(?:ký|họp|thống{GAP}nhất|thông{GAP}qua){GAP})?"
    rf"(?:(?:ban{GAP}hành|ra|có)(?:{GAP}và{GAP}[^,.;:]{{0,40}}?(?:thực{GAP}hiện|triển{GAP}khai))?)"
    rf"(?:{GAP}(?:các|những))?{GAP}\Z"
)
_DAY_BEFORE = re.compile(rf"ngày{GAP_OR_NONE}({DAY}),?{GAP_OR_NONE}\Z")
_LOOK_BACK = 170


def after(shadow: Shadow, at: int) -> tuple[str | None, str | None]:
    """The issuer named right after a citation, and a day written after the issuer."""
    opening = _OF.match(shadow.low, at)
    if opening is None:
        return None, None
    end = name_end(shadow, opening.end())
    if end is None:
        return None, None
    day = _DAY_AFTER.match(shadow.low, end)
    return spelt(shadow, opening.end(), end), day[1] if day else None


def inside(shadow: Shadow, start: int, end: int) -> str | None:
    """The issuer between the type word and the number ("Chỉ thị của Ban Bí thư số …")."""
    opening = _INSIDE.search(shadow.low, start, end)
    if opening is None:
        return None
    stop = name_end(shadow, opening.end())
    return spelt(shadow, opening.end(), min(stop, end)) if stop is not None else None


def before(shadow: Shadow, at: int) -> tuple[str | None, str | None]:
    """The issuer that is the subject of "ban hành" before a citation, and the day before it."""
    near = shadow.low[max(0, at - 70) : at]
    if not (" ra " in near or " có " in near or "ban hành" in near or "ban\nhành" in near):
        return None, None
    floor = max(0, at - _LOOK_BACK)
    ahead = shadow.low[floor:at]
    ends = [match for match in _VERB.finditer(ahead) if _ISSUES.match(ahead, match.start())]
    if not ends:
        return None, None
    verb = floor + ends[0].start()
    for head in _HEAD.finditer(ahead):
        start = floor + head.start()
        if start >= verb:
            break
        if start and shadow.low[start - 1].isalnum():
            continue
        if name_end(shadow, start) == verb:
            day = _DAY_BEFORE.search(shadow.low, max(0, start - 50), start)
            return spelt(shadow, start, verb), day[1] if day else None
    return None, None


_VERB = re.compile(rf"{GAP}(?:cũng|đã|vừa|mới|ký|họp|thống|thông|ban|ra|có)(?!\w)")


def name_end(shadow: Shadow, start: int) -> int | None:
    """Where the organ's name that begins at ``start`` ends; ``None`` if none begins there."""
    clean, low = shadow.clean, shadow.low
    head = _HEAD.match(low, start)
    if head is None:
        return None
    capital = clean[start].isupper()
    if not capital and _CENTRAL.match(low, start) is None:
        return None
    end = head.end()
    if clean[start:end].isupper() and len(head[0]) > 4:
        return end  # in a heading every word is capital, so nothing tells where the name ends
    if head["complete"] and head[0] != "ban bí thư":
        return end
    if head[0].startswith("hội"):
        session = _SESSION.match(low, end)
        return session.end() if session is not None else None
    first = None
    for _ in range(14):
        joined = _JOINED.match(low, end)
        if joined is not None:
            end, first = joined.end(), None
            continue
        token = _TOKEN.match(low, end)
        if token is None:
            break
        word = token[2]
        if (first, word) in _PAIRS:
            end, first = token.end(), None
        elif clean[token.start(2)].isupper() and word not in _NEW:
            end, first = token.end(), word
        else:
            break
    if head[0] == "bộ" and end == head.end():
        return None
    return end


def spelt(shadow: Shadow, start: int, end: int) -> str:
    """The name on one line; an organ written in capitals is given in its usual letters."""
    name = " ".join(shadow.clean[start:end].split())[:_LONGEST_NAME]
    if name.isupper() and len(name) > 4:
        return _USUAL.get(name.lower(), name)
    return name


_LONGEST_NAME = 200
_USUAL = {
    "bộ chính trị": "Bộ Chính trị",
    "ban bí thư": "Ban Bí thư",
    "ban chấp hành trung ương": "Ban Chấp hành Trung ương",
    "chính phủ": "Chính phủ",
    "quốc hội": "Quốc hội",
    "thủ tướng chính phủ": "Thủ tướng Chính phủ",
}
