"""Which column is what: headings as offices write them, over one to three rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from sotay.core.tables import Sheet, Value
from sotay.core.text import fold
from sotay.members.rules.records import FIELDS

# What a column can hold beside the fields of the record.
EXTRA = {
    "family_name": _("Họ và tên đệm"),
    "given_name": _("Tên"),
    "born_if_male": _("Ngày sinh của nam"),
    "born_if_female": _("Ngày sinh của nữ"),
    "male_mark": _("Đánh dấu nam"),
    "female_mark": _("Đánh dấu nữ"),
    "education": _("Trình độ học vấn, chuyên môn"),
    "theory": _("Lý luận chính trị"),
    "standing": _("Chính thức, dự bị, miễn"),
    "cell": _("Chi bộ"),
    "parent": _("Đảng bộ của chi bộ"),
    "since": _("Ngày về chi bộ"),
    "decision_number": _("Số quyết định"),
}
TARGETS = {**{name: field.label for name, field in FIELDS.items()}, **EXTRA}
IGNORED = ""

# Folded, without punctuation; the first line of each is the plainest. A heading over two rows is
# its words from top to bottom.
WORDS: dict[str, str] = {
    "full_name": (
        "ho va ten|ho ten|ho va ten khai sinh|ho ten khai sinh|ten dang vien|ho va ten dang vien|"
        "ho ten dang vien|ho chu dem va ten|ho va ten chu in hoa"
    ),
    "family_name": "ho va ten dem|ho dem|ho va chu dem|ho ten dem|ho lot|ho",
    "given_name": "ten",
    "other_name": (
        "ho va ten dang dung|ho ten dang dung|ten goi khac|bi danh|ten khac|ten thuong dung"
    ),
    "gender": "gioi tinh|phai|nam nu|gioi|gioi tinh nam nu",
    "male_mark": "nam|gioi tinh nam|la nam",
    "female_mark": "nu|gioi tinh nu|la nu|dang vien nu|nu dang vien",
    "born_on": (
        "ngay sinh|ngay thang nam sinh|sinh ngay|ngay thang sinh|ns|ngay sinh day du|"
        "ngay thang nam sinh nam nu"
    ),
    "birth_year": "nam sinh",
    "born_if_male": "ngay sinh nam|nam sinh nam|ngay thang nam sinh nam",
    "born_if_female": "ngay sinh nu|nam sinh nu|ngay thang nam sinh nu",
    "ethnicity": "dan toc|thanh phan dan toc",
    "religion": "ton giao",
    "home_place": "que quan|que|nguyen quan|que quan xa huyen tinh",
    "residence": (
        "noi thuong tru|thuong tru|ho khau thuong tru|noi o hien nay|cho o hien nay|noi o|"
        "dia chi|noi cu tru|dia chi thuong tru|noi dang ky thuong tru|cho o"
    ),
    "occupation": (
        "nghe nghiep|chuc vu|nghe nghiep chuc vu|chuc vu don vi cong tac|cong viec|"
        "chuc vu noi cong tac|nghe nghiep hien nay|chuc vu chinh quyen|chuc danh|"
        "chuc vu hien nay|nghe nghiep noi lam viec"
    ),
    "phone": "dien thoai|so dien thoai|sdt|dt|di dong|so dien thoai di dong|dien thoai di dong",
    "citizen_id": (
        "so can cuoc|can cuoc cong dan|so cccd|cccd|so can cuoc cong dan|cmnd|so cmnd|cmnd cccd|"
        "so cmnd cccd|so dinh danh|so dinh danh ca nhan|can cuoc|cccd cmnd|so cccd cmnd|"
        "can cuoc cong dan cmnd"
    ),
    "card_number": (
        "so the|so the dang|so the dang vien|the dang|the dang vien|so the dv|so tdv|"
        "so the dang vien moi"
    ),
    "record_number": "so ly lich|so ho so|so ly lich dang vien|ma ho so|so hs|so ly lich dv",
    "decided_on": (
        "ngay quyet dinh ket nap|ngay qd ket nap|ngay ky quyet dinh ket nap|"
        "ngay ra quyet dinh ket nap|quyet dinh ket nap ngay"
    ),
    "admitted_on": (
        "ngay ket nap|ngay vao dang|vao dang|ngay vao dang du bi|vao dang du bi|ngay du bi|"
        "ngay thang nam vao dang|ngay thang vao dang|ket nap|ngay ket nap dang|"
        "ngay vao dang cong san viet nam|ngay vao dcsvn|ngay thang nam vao dang du bi|"
        "ngay ket nap du bi|du bi|ngay tham gia dang"
    ),
    "recognised_on": (
        "ngay chinh thuc|chinh thuc|ngay cong nhan chinh thuc|ngay vao dang chinh thuc|"
        "vao dang chinh thuc|cong nhan chinh thuc|ngay thang nam vao dang chinh thuc|"
        "ngay cong nhan dang vien chinh thuc|ngay chuyen dang chinh thuc|ngay ct|"
        "ngay thang nam chinh thuc"
    ),
    "education": (
        "trinh do|trinh do hoc van|hoc van|trinh do chuyen mon|chuyen mon|trinh do van hoa|"
        "hoc vi|chuyen mon nghiep vu|trinh do chuyen mon nghiep vu|bang cap|trinh do dao tao"
    ),
    "theory": (
        "ly luan chinh tri|llct|trinh do llct|trinh do ly luan chinh tri|ly luan|"
        "trinh do ly luan|chinh tri|trinh do chinh tri"
    ),
    "standing": (
        "loai dang vien|dien|dang vien chinh thuc du bi|tinh trang|dang vien du bi chinh thuc|"
        "trang thai|tinh trang sinh hoat|chinh thuc du bi|doi tuong"
    ),
    "cell": (
        "chi bo|ten chi bo|chi bo sinh hoat|don vi sinh hoat|noi sinh hoat|to chuc dang|"
        "ma chi bo|dang sinh hoat tai chi bo|chi bo dang sinh hoat|sinh hoat tai chi bo|don vi|"
        "to chuc co so dang"
    ),
    "parent": "dang bo|ten dang bo|dang bo co so|thuoc dang bo|dang bo bo phan|don vi truc thuoc",
    "since": (
        "ngay ve chi bo|ngay chuyen den|ngay chuyen sinh hoat den|ngay den|sinh hoat tu ngay|"
        "ngay chuyen sinh hoat|chuyen den ngay"
    ),
    "decision_number": "so quyet dinh|so qd|quyet dinh so|so quyet dinh ket nap",
}
# Known headings that are of no use to the register.
NO_USE = (
    "stt|tt|so tt|so thu tu|ghi chu|ky ten|chu ky|email|thu dien tu|tuoi|tuoi dang|tuoi doi"
    "|khen thuong"
    "|ky luat|ngoai ngu|tin hoc|thanh phan gia dinh|huy hieu|huy hieu dang|no|ma so"
).split("|")

_BY_WORDS = {words: field for field, lines in WORDS.items() for words in lines.split("|")}
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_MOST_HEADER_ROWS = 3
_LAST_START = 40


def plain(heading: Value) -> str:
    """A heading without marks, brackets and punctuation."""
    text = fold(str(heading)) if heading is not None else ""
    bare = _SIGNS.sub(" ", _BRACKETS.sub(" ", text)).strip()
    return bare or _SIGNS.sub(" ", text).strip()


def field_of(heading: str) -> str | None:
    """The field a plain heading names; ``""`` for one of no use, ``None`` where unsure."""
    if heading in _BY_WORDS:
        return _BY_WORDS[heading]
    if heading in NO_USE:
        return IGNORED
    words = heading.split()
    for size in range(len(words) - 1, 1, -1):  # a long heading that begins or ends as a known one
        for part in (" ".join(words[:size]), " ".join(words[-size:])):
            if part in _BY_WORDS and size * 2 > len(words):
                return _BY_WORDS[part]
    return None


@dataclass(frozen=True)
class Column:
    """One column of the list: ``words`` as written, ``field`` it is taken for (``""``: ignored)."""

    place: int
    words: str
    field: str


@dataclass(frozen=True)
class Header:
    """Rows ``top`` to ``bottom``, from 0, hold the headings; data begin below."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> dict[int, str]:
        return {column.place: column.field for column in self.columns if column.field}

    @property
    def digest(self) -> str:
        """The same for the same headings, in whatever order."""
        return sha256("|".join(sorted(plain(c.words) for c in self.columns)).encode()).hexdigest()


def find_header(sheet: Sheet, remembered: Mapping[str, str] | None = None) -> Header | None:
    """The block of rows whose headings name the most fields; ``None`` where no row names a person.

    ``remembered`` gives plain headings to fields, as answered before for this source.
    """
    grid = _with_merges(sheet)
    best: Header | None = None
    most = (0, 0)
    for top in range(min(_LAST_START, len(grid))):
        if sum(value is not None for value in grid[top]) < 1:
            continue
        for height in range(1, _MOST_HEADER_ROWS + 1):
            if top + height > len(grid):
                break
            header = _header(grid, top, height, remembered or {})
            fields = set(header.fields.values())
            if "full_name" not in fields and not {"family_name", "given_name"} <= fields:
                continue
            if (len(fields), -height) > most:  # as many fields over fewer rows is better
                best, most = header, (len(fields), -height)
    return _below_numbers(grid, best) if best else None


def _with_merges(sheet: Sheet) -> list[list[Value]]:
    """The first rows, every merged cell holding the value of its first one."""
    width = max((len(row) for row in sheet.rows[: _LAST_START + 3]), default=0)
    grid = [
        [*row, *[None] * (width - len(row))]
        for row in sheet.rows[: _LAST_START + _MOST_HEADER_ROWS]
    ]
    for top, left, bottom, right in sheet.merges:
        if top >= len(grid) or left >= width:
            continue
        value = grid[top][left]
        for column in range(left, min(right + 1, width)):
            grid[top][column] = value
        for row in range(top + 1, min(bottom + 1, len(grid))):
            for column in range(left, min(right + 1, width)):
                grid[row][column] = None  # said once, from top to bottom
    return grid


def _header(
    grid: Sequence[Sequence[Value]], top: int, height: int, remembered: Mapping[str, str]
) -> Header:
    rows = grid[top : top + height]
    columns = []
    taken: set[str] = set()
    above: Value = None
    for place in range(len(rows[0])):
        parts = [row[place] for row in rows]
        if parts[0] is not None:
            above = parts[0]
        elif height > 1 and any(part is not None for part in parts[1:]):
            parts[0] = above  # a heading over several columns, in a file that knows no merging
        words = " ".join(str(part).strip() for part in parts if part is not None)
        if not words:
            continue
        if any(isinstance(part, int | float) and not isinstance(part, bool) for part in parts):
            field = None
        else:
            field = _best(words, [p for p in parts if p is not None], remembered)
        if field and field in taken:
            field = None
        if field:
            taken.add(field)
        columns.append(Column(place, words[:200], field or IGNORED))
    return Header(top, top + height - 1, tuple(columns))


def _best(words: str, parts: Sequence[Value], remembered: Mapping[str, str]) -> str | None:
    whole = plain(words)
    if whole in remembered:
        return remembered[whole]
    found = field_of(whole)
    if found is None and len(parts) > 1:  # the lowest row alone, then the top one alone
        found = field_of(plain(parts[-1]))
        if found is None and len(set(map(str, parts))) == 1:
            found = field_of(plain(parts[0]))
    return found


def _below_numbers(grid: Sequence[Sequence[Value]], header: Header) -> Header:
    """Step over a row that only numbers the columns: 1, 2, 3 … or (1), (2), A, B."""
    below = header.bottom + 1
    if below >= len(grid):
        return header
    values = [str(value).strip("() .") for value in grid[below] if value is not None]
    numbers = [int(value) for value in values if value.isascii() and value.isdigit()]
    lettered = sum(len(value) == 1 and value.isalpha() for value in values)
    is_count = len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if is_count and numbers[0] <= 3 and len(numbers) + lettered == len(values):
        return Header(header.top, below, header.columns)
    return header
