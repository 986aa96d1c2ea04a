"""Rows become lines about members, with every problem named by row and column.

Nothing is asked of the database here: cells of organisations come in as a :class:`Cells`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.cells import Unreadable, day_of, is_total, refuse_formula, shown, text_of
from sotay.core.days import written
from sotay.core.tables import Sheet, Value, letter
from sotay.core.text import fold, tidy
from sotay.members.ethnicities import OUTSIDE, place_of
from sotay.members.importing.headings import TARGETS, Header, plain
from sotay.members.importing.values import choice_of, gender_of, is_marked, number_of, phone_of
from sotay.members.models import Gender, Standing
from sotay.members.rules.ages import add_months
from sotay.members.rules.records import FIELDS

_ENDS = re.compile(r"^(danh sach (nay )?(co|gom)|an dinh danh sach)\b")
_SIGNATURES = re.compile(
    r"(nguoi lap|nguoi kiem tra|t/?m\.? |bi thu|ky ten|ky va ghi|xac nhan|noi nhan|truong ban"
    r"|thu ky|ngay \d* ?thang)"
)
_NUMBERED = re.compile(r"^(?:[ivxlc]+|[a-z]|\d{1,3})\s*[.)/-]\s*")
_MOST_ASIDE = 6  # cells that a row of totals may fill; a member's row has more, or is read as one
_NAME_OK = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in the list. ``row`` counts from 1 as the office program does."""

    row: int
    column: str  # its letter; empty where the whole row is meant
    heading: str
    code: str
    says: str
    mend: str
    is_error: bool = (
        True  # an error keeps the whole file out; the rest goes in, and is to be mended
    )


@dataclass
class Line:
    """One member as the list tells it; ``values`` holds only the fields that are given."""

    row: int
    values: dict[str, Any]
    cell_id: int
    education: int | None = None
    theory: int | None = None
    standing: int | None = None
    since: date | None = None
    decision_number: str = ""
    choice: str = ""  # how a person settled a likely duplicate: a member's id, or "new"


@dataclass
class Checked:
    """What a sheet holds, and everything wrong with it."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)  # why rows were passed over

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]


class Cells:
    """The cells a list may name, by code and by name, within what the importing office reaches."""

    def __init__(self, rows: Iterable[tuple[int, str, str, Iterable[str], date]]) -> None:
        """``rows``: id, code, name, names of what stands above it, first day it stands."""
        self._by_code: dict[str, int] = {}
        self.first_days: dict[int, date] = {}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._above: dict[int, set[str]] = {}
        self.names: dict[int, str] = {}
        for key, code, name, above, first_day in rows:
            self.first_days[key] = first_day
            self._by_code[fold(code)] = key
            self.names[key] = name
            for words in {plain(name), _without_kind(plain(name))}:
                self._by_name[words].add(key)
            self._above[key] = {plain(one) for one in above}
        self._found: dict[tuple[str, str], set[int]] = {}

    def __len__(self) -> int:
        return len(self.names)

    @property
    def only(self) -> int | None:
        """The one cell there is, where there is only one."""
        return next(iter(self.names)) if len(self.names) == 1 else None

    def find(self, text: str, above: str = "") -> set[int]:
        """Ids of the cells that ``text`` may mean; ``above`` narrows by what stands above."""
        asked = (text, above)
        if asked not in self._found:
            self._found[asked] = self._find(text, above)
        return self._found[asked]

    def _find(self, text: str, above: str) -> set[int]:
        if key := self._by_code.get(fold(text)):
            return {key}
        words = plain(text)
        found = self._by_name.get(words) or self._by_name.get(_without_kind(words)) or set()
        if not found:  # "Chi bộ 1 - Đảng bộ Sở X" or "Chi bộ 1, Sở X"
            parts = [plain(part) for part in re.split(r"\s[-–]\s|[,;/(]", text) if plain(part)]
            if len(parts) > 1:
                found = self._by_name.get(parts[0], set())
                above = above or parts[1]
        if len(found) > 1 and above:
            wanted = plain(above)
            narrowed = {
                key
                for key in found
                if any(wanted in name or name in wanted for name in self._above[key])
            }
            found = narrowed or found
        return set(found)


def _without_kind(words: str) -> str:
    for kind in ("chi bo co so ", "chi bo truc thuoc ", "chi bo "):
        if words.startswith(kind) and len(words) > len(kind):
            return words[len(kind) :]
    return words


def check(
    sheet: Sheet,
    header: Header,
    fields: Mapping[int, str],
    cells: Cells,
    day: date,
    *,
    probation_months: int = 12,
) -> Checked:
    """Read every row below the headings. ``fields`` gives columns, from 0, to :data:`TARGETS`.

    ``day`` is the one the list speaks of: no date in it may be later.
    """
    reader = _Reader(sheet, header, fields, cells, day, probation_months)
    reader.read()
    return reader.checked


class _Reader:
    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        fields: Mapping[int, str],
        cells: Cells,
        day: date,
        probation_months: int,
    ) -> None:
        self.sheet, self.header, self.cells, self.day = sheet, header, cells, day
        self.probation_months = probation_months
        self.columns = {target: place for place, target in fields.items() if target}
        self.words = {column.place: column.words for column in header.columns}
        self.checked = Checked()
        self.group_cell: int | None = None
        self.orders: Counter = Counter()  # date cells and texts, by whether a swap shows

    # --- rows

    def read(self) -> None:
        heading_rows = self.sheet.rows[self.header.top : self.header.bottom + 1]
        for place, row in enumerate(self.sheet.rows[self.header.bottom + 1 :]):
            number = self.header.bottom + 2 + place
            if all(value is None for value in row):
                self.checked.skipped["blank"] += 1
            elif row in heading_rows:  # headings repeated at the head of each printed page
                self.checked.skipped["heading"] += 1
            else:
                self._row(number, row)
        self._swapped_days()

    def _cell(self, row: list[Value], target: str) -> Value:
        place = self.columns.get(target)
        return row[place] if place is not None and place < len(row) else None

    def _row(self, number: int, row: list[Value]) -> None:
        filled = [value for value in row if value is not None]
        name = self._name(row)
        if not name or self._is_apart(row, name, filled):
            self._aside(number, row, filled, name)
            return
        self._line(number, row, name)

    def _name(self, row: list[Value]) -> str:
        if "full_name" in self.columns:
            return text_of(self._cell(row, "full_name"))
        family, given = self._cell(row, "family_name"), self._cell(row, "given_name")
        return tidy(f"{text_of(family)} {text_of(given)}")

    def _is_apart(self, row: list[Value], name: str, filled: Sequence[Value]) -> bool:
        """A total, a signature or a title that stands in the column of names."""
        if len(filled) > _MOST_ASIDE:
            return False
        words = fold(name)
        if is_total(name) or _ENDS.match(words):
            return True
        few = len(filled) <= 2
        return few and bool(
            _SIGNATURES.search(words)
            or self.cells.find(_NUMBERED.sub("", name))
            or words.startswith(("chi bo", "dang bo"))
        )

    def _aside(self, number: int, row: list[Value], filled: Sequence[Value], name: str) -> None:
        """A row that is no member: a total, a signature, the title of a group, or one unnamed."""
        texts = [text_of(value) for value in filled]
        words = [fold(text) for text in texts]
        if any(map(is_total, texts)) or any(_ENDS.match(one) for one in words):
            self.checked.skipped["total"] += 1
            return
        if len(filled) <= 3:
            for text in texts:
                found = self.cells.find(_NUMBERED.sub("", fold(text))) or self.cells.find(text)
                if len(found) == 1 and "cell" not in self.columns:
                    self.group_cell = next(iter(found))
                    self.checked.skipped["group"] += 1
                    return
            if any(_SIGNATURES.search(one) for one in words) or len(filled) == 1:
                if words[0].startswith("chi bo") and "cell" not in self.columns:
                    self._say(
                        number,
                        None,
                        "unknown_cell",
                        _("Không có chi bộ “%(name)s” trong phạm vi phụ trách.")
                        % {"name": texts[0][:60]},
                        _("Sửa tên chi bộ đúng như trong cây tổ chức, hoặc ghi mã."),
                    )
                    self.group_cell = None
                    return
                self.checked.skipped["note"] += 1
                return
        if not name:
            self._say(
                number,
                "full_name" if "full_name" in self.columns else "given_name",
                "no_name",
                _("Dòng có số liệu mà không có họ tên."),
                _("Ghi họ tên hoặc xóa dòng."),
            )

    # --- one member

    def _line(self, number: int, row: list[Value], name: str) -> None:
        values: dict[str, Any] = {"full_name": name}
        line = Line(number, values, 0)
        if not _NAME_OK.search(name) or any(c.isdigit() for c in name):
            self._say(
                number,
                "full_name",
                "name",
                _("“%(value)s” không phải là họ tên.") % {"value": name[:40]},
                _("Ghi họ và tên khai sinh, không kèm số."),
            )
        if len(name) > 120:
            self._long(number, "full_name", name, 120)
        self._try(number, row, "full_name", lambda value: refuse_formula(value))
        self._birth(number, row, values)
        self._gender(number, row, values)
        for target in ("decided_on", "admitted_on", "recognised_on"):
            found = self._day(number, row, target)
            if found is not None:
                values[target] = found
        line.since = self._day(number, row, "since")
        self._texts(number, row, values)
        for kind in ("education", "theory", "standing"):
            level = self._try(
                number, row, kind, lambda value, kind=kind: choice_of(kind, value), is_error=False
            )
            setattr(line, kind, level)
        line.decision_number = text_of(self._cell(row, "decision_number"))[:60]
        line.cell_id = self._which_cell(number, row)
        self._order_of_days(number, values)
        self._first_day(number, line)
        if line.standing is None:
            line.standing = self._standing(values)
        self.checked.lines.append(line)

    def _try(
        self, number: int, row: list[Value], target: str, read: Any, *, is_error: bool = True
    ) -> Any:
        if target not in self.columns:
            return None
        try:
            return read(self._cell(row, target))
        except Unreadable as fault:
            self._say(number, target, fault.code, fault.says, fault.mend, is_error=is_error)
            return None

    def _birth(self, number: int, row: list[Value], values: dict[str, Any]) -> None:
        found = None
        for target, gender in (
            ("born_on", None),
            ("born_if_male", Gender.MALE),
            ("born_if_female", Gender.FEMALE),
            ("birth_year", None),
        ):
            said = self._try(number, row, target, day_of)
            if said is None:
                continue
            self._note_order(self._cell(row, target), said.whole)
            if gender is not None:
                values["gender"] = gender
            if said.year > self.day.year:
                self._say(
                    number,
                    target,
                    "ahead",
                    _("Năm sinh chưa đến."),
                    _("Đối chiếu giấy gốc rồi sửa."),
                )
                continue
            if found is not None and said.year != found.year:
                self._say(
                    number,
                    target,
                    "two_births",
                    _("Ngày sinh và năm sinh không khớp nhau."),
                    _("Đối chiếu giấy gốc rồi sửa một trong hai."),
                )
                continue
            found = said if found is None or found.whole is None else found
        if found is None:
            if not any(
                p.row == number and p.code in _BIRTH_FAULTS for p in self.checked.problems[-6:]
            ):
                self._say(
                    number,
                    "born_on" if "born_on" in self.columns else None,
                    "no_birth",
                    _("Thiếu ngày sinh hoặc năm sinh."),
                    _("Ghi ít nhất năm sinh."),
                )
            return
        values["birth_year"] = found.year
        if found.whole:
            values["born_on"] = found.whole

    def _gender(self, number: int, row: list[Value], values: dict[str, Any]) -> None:
        found = self._try(number, row, "gender", gender_of)
        if found is None and "gender" not in values:
            has_marks = {"male_mark", "female_mark"} & set(self.columns)
            is_female = is_marked(self._cell(row, "female_mark"))
            is_male = is_marked(self._cell(row, "male_mark"))
            if is_female and is_male:
                self._say(
                    number,
                    "female_mark",
                    "two_genders",
                    _("Đánh dấu cả nam và nữ."),
                    _("Chỉ đánh dấu một."),
                )
                return
            if is_female:
                found = Gender.FEMALE
            elif is_male or has_marks == {"female_mark"}:
                found = Gender.MALE
        if found is not None:
            values["gender"] = found
        elif "gender" not in values and not (
            self.checked.problems
            and self.checked.problems[-1].row == number
            and self.checked.problems[-1].code == "gender"
        ):
            self._say(
                number,
                "gender" if "gender" in self.columns else None,
                "no_gender",
                _("Thiếu giới tính."),
                _("Ghi “nam” hoặc “nữ”."),
            )

    def _day(self, number: int, row: list[Value], target: str) -> date | None:
        said = self._try(number, row, target, day_of)
        if said is None:
            return None
        if said.whole is None:
            self._say(
                number,
                target,
                "only_year",
                _("Chỉ có năm hoặc tháng: “%(value)s”.")
                % {"value": shown(self._cell(row, target))},
                _("Bổ sung ngày đầy đủ sau; ô này tạm để trống."),
                is_error=False,
            )
            return None
        self._note_order(self._cell(row, target), said.whole)
        if said.whole > self.day:
            self._say(
                number,
                target,
                "ahead",
                _("Ngày %(day)s sau ngày của danh sách.") % {"day": written(said.whole)},
                _("Sửa ngày, hoặc chọn lại ngày của danh sách."),
            )
            return None
        return said.whole

    def _texts(self, number: int, row: list[Value], values: dict[str, Any]) -> None:
        for target in ("citizen_id", "card_number"):
            found = self._try(number, row, target, lambda value: number_of(value, 12))
            if found:
                values[target] = found
        phone = self._try(number, row, "phone", phone_of)
        if phone:
            values["phone"] = phone
        for target in (
            "other_name",
            "religion",
            "home_place",
            "residence",
            "occupation",
            "record_number",
        ):
            value = self._cell(row, target)
            if value is None:
                continue
            text = self._try(number, row, target, _plain_text)
            longest = FIELDS[target].longest
            if text and len(text) > longest:
                self._long(number, target, text, longest)
            elif text:
                values[target] = text
        group = self._cell(row, "ethnicity")
        if group is not None:
            place = _ethnic_place(text_of(group))
            if place is None:
                self._say(
                    number,
                    "ethnicity",
                    "ethnicity",
                    _("“%(value)s” không có trong danh mục dân tộc.") % {"value": shown(group)},
                    _("Ghi theo danh mục; tạm ghi là chưa rõ."),
                    is_error=False,
                )
                place = OUTSIDE
            values["ethnicity"] = place

    def _long(self, number: int, target: str, text: str, longest: int) -> None:
        self._say(
            number,
            target,
            "too_long",
            _("Dài %(length)s ký tự, nhiều hơn %(longest)s.")
            % {"length": len(text), "longest": longest},
            _("Viết ngắn lại."),
        )

    def _which_cell(self, number: int, row: list[Value]) -> int:
        text = text_of(self._cell(row, "cell"))
        if not text:
            found = self.group_cell or self.cells.only
            if found is None:
                self._say(
                    number,
                    "cell" if "cell" in self.columns else None,
                    "no_cell",
                    _("Không rõ thuộc chi bộ nào."),
                    _("Thêm cột “Chi bộ”, hoặc nhập thẳng vào một chi bộ."),
                )
            return found or 0
        keys = self.cells.find(text, text_of(self._cell(row, "parent")))
        if len(keys) == 1:
            return next(iter(keys))
        if keys:
            self._say(
                number,
                "cell",
                "many_cells",
                _("Có %(count)s chi bộ tên “%(name)s”.") % {"count": len(keys), "name": text[:60]},
                _("Ghi mã chi bộ, hoặc thêm cột “Đảng bộ”."),
            )
        else:
            self._say(
                number,
                "cell",
                "unknown_cell",
                _("Không có chi bộ “%(name)s” trong phạm vi phụ trách.") % {"name": text[:60]},
                _("Sửa tên chi bộ đúng như trong cây tổ chức, hoặc ghi mã."),
            )
        return 0

    def _order_of_days(self, number: int, values: dict[str, Any]) -> None:
        admitted, recognised = values.get("admitted_on"), values.get("recognised_on")
        decided, birth = values.get("decided_on"), values.get("birth_year")
        first = decided or admitted
        if admitted and recognised and recognised < admitted:
            self._say(
                number,
                "recognised_on",
                "recognised_first",
                _("Ngày chính thức trước ngày kết nạp."),
                _("Có thể hai cột bị đổi chỗ; đối chiếu rồi sửa."),
            )
        elif admitted and recognised and recognised < add_months(admitted, self.probation_months):
            self._say(
                number,
                "recognised_on",
                "recognised_early",
                _("Công nhận chính thức khi chưa đủ %(months)s tháng dự bị.")
                % {"months": self.probation_months},
                _("Vẫn nhập được; đối chiếu hồ sơ rồi sửa sau."),
                is_error=False,
            )
        if first and birth and first.year - birth < 18:
            self._say(
                number,
                "admitted_on" if "admitted_on" in self.columns else "decided_on",
                "too_young",
                _("Khi vào Đảng chưa đủ 18 tuổi."),
                _("Vẫn nhập được; đối chiếu hồ sơ rồi sửa sau."),
                is_error=False,
            )
        if decided and admitted and admitted < decided:
            self._say(
                number,
                "admitted_on",
                "ceremony_first",
                _("Ngày kết nạp trước ngày quyết định."),
                _("Vẫn nhập được; đối chiếu hồ sơ rồi sửa sau."),
                is_error=False,
            )

    def _first_day(self, number: int, line: Line) -> None:
        """Nobody belongs to a cell before it stands, nor before being admitted."""
        since = line.since or self.day
        first = self.cells.first_days.get(line.cell_id)
        admitted = line.values.get("admitted_on")
        if first and since < first:
            self._say(
                number,
                "since",
                "before_cell",
                _("Chi bộ chỉ có từ ngày %(day)s.") % {"day": written(first)},
                _("Sửa ngày về chi bộ, hoặc chọn lại ngày của danh sách."),
            )
        elif line.since and admitted and line.since < admitted:
            self._say(
                number,
                "since",
                "before_admission",
                _("Ngày về chi bộ trước ngày kết nạp."),
                _("Đối chiếu giấy gốc rồi sửa."),
            )

    def _standing(self, values: dict[str, Any]) -> int | None:
        """Full once recognised; probationary where admission is too near for recognition."""
        if values.get("recognised_on"):
            return Standing.FULL
        admitted = values.get("admitted_on")
        if admitted is None or "recognised_on" not in self.columns:
            return None
        is_near = add_months(admitted, self.probation_months + 2) > self.day
        return Standing.PROBATIONARY if is_near else None

    # --- the column as a whole

    def _note_order(self, value: Value, found: date | None) -> None:
        """A machine set to another country turns 05/06 about, and leaves 25/06 as text."""
        if found is None:
            return
        if isinstance(value, date):
            self.orders["date, day over 12" if found.day > 12 else "date, day to 12"] += 1
        elif isinstance(value, str):
            self.orders["text, day over 12" if found.day > 12 else "text, day to 12"] += 1

    def _swapped_days(self) -> None:
        told = self.orders
        if (
            told["date, day to 12"] >= 5
            and told["text, day over 12"] >= 5
            and not told["date, day over 12"]
            and not told["text, day to 12"]
        ):
            self._say(
                self.header.bottom + 1,
                None,
                "swapped",
                _(
                    "Mọi ô dạng ngày đều có ngày từ 12 trở xuống, còn ngày từ 13 lại là chữ: máy"
                    " soạn tệp có thể đã đảo ngày và tháng."
                ),
                _("Mở tệp trên máy đặt ngày kiểu Việt Nam, kiểm tra vài dòng rồi lưu lại."),
                is_error=False,
            )

    def _say(
        self,
        number: int,
        target: str | None,
        code: str,
        says: str,
        mend: str,
        *,
        is_error: bool = True,
    ) -> None:
        place = self.columns.get(target or "")
        self.checked.problems.append(
            Problem(
                number,
                letter(place) if place is not None else "",
                self.words.get(place, "")
                if place is not None
                else (str(TARGETS[target]) if target in TARGETS else ""),
                code,
                says,
                mend,
                is_error,
            )
        )


_BIRTH_FAULTS = {
    "ahead",
    "two_births",
    "no_such_day",
    "not_a_day",
    "short_year",
    "year",
    "formula",
    "error",
}


def _plain_text(value: Value) -> str:
    refuse_formula(value)
    return text_of(value)


@lru_cache(maxsize=1_000)
def _ethnic_place(text: str) -> int | None:
    return place_of(text)
