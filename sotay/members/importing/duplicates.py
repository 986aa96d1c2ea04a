"""Which member each line is: nobody yet, somebody held already, or perhaps somebody. Pure.

A number of a card or of an identity card decides. A name alone never does: the same name and birth
with anything different is put before a person, side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.text import fold
from sotay.members.importing.checking import Line, Problem

NUMBERS = ("card_number", "citizen_id")


@dataclass(frozen=True)
class Held:
    """A member of the register, as far as a list can be compared with it."""

    id: int
    cell_id: int
    values: Mapping[str, Any]  # fields of the record
    education: int = 0
    theory: int = 0
    standing: int = 0
    is_active: bool = True

    @property
    def name_key(self) -> tuple[str, int]:
        return fold(self.values["full_name"]), self.values["birth_year"]


@dataclass
class Plan:
    """What applying a list would do, and what a person must decide first."""

    new: list[Line] = field(default_factory=list)
    changed: list[tuple[Line, Held, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    likely: list[tuple[Line, list[Held]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    in_other_cells: int = 0

    @property
    def is_ready(self) -> bool:
        return not self.likely and not any(problem.is_error for problem in self.problems)


def differences(line: Line, held: Held) -> dict[str, Any]:
    """What the list says that the register does not; what it leaves empty is no difference."""
    found = {
        name: value
        for name, value in line.values.items()
        if value not in (None, "") and not _alike(name, held.values.get(name), value)
    }
    if "born_on" in held.values and held.values["born_on"] and "born_on" not in line.values:
        found.pop("birth_year", None)  # only the year is given, and the day is held
        if line.values.get("birth_year") != held.values.get("birth_year"):
            found["birth_year"] = line.values["birth_year"]
    for name in ("education", "theory", "standing"):
        said = getattr(line, name)
        if said is not None and said != getattr(held, name):
            found[name] = said
    return found


def _alike(name: str, before: Any, after: Any) -> bool:
    if isinstance(before, str) and isinstance(after, str) and name not in NUMBERS:
        return before.casefold() == after.casefold()
    return bool(before == after)


def plan(lines: Sequence[Line], held: Iterable[Held], choices: Mapping[int, str]) -> Plan:
    """Compare every line with the register. ``choices`` give rows to a member's id or ``"new"``."""
    known = list(held)
    by_number = {
        name: {one.values[name]: one for one in known if one.values.get(name)} for name in NUMBERS
    }
    by_name: dict[tuple[str, int], list[Held]] = defaultdict(list)
    by_birth: dict[tuple[str, str, date], list[Held]] = defaultdict(list)
    by_id = {one.id: one for one in known}
    for one in known:
        by_name[one.name_key].append(one)
        if one.values.get("born_on"):
            by_birth[_birth_key(one.values)].append(one)
    result = Plan()
    result.problems += repeated(lines)
    taken: dict[int, int] = {}
    for line in lines:
        choice = choices.get(line.row, "")
        match = _numbered(line, by_number, result)
        if match is None:
            match = _chosen(line, choice, by_id, by_name, by_birth, result)
            if match is None:
                continue
        if match.id in taken:
            result.problems.append(
                Problem(
                    line.row,
                    "",
                    "",
                    "twice",
                    _("Cùng là một đảng viên với dòng %(row)s.") % {"row": taken[match.id]},
                    _("Xóa một trong hai dòng."),
                )
            )
            continue
        taken[match.id] = line.row
        _compare(line, match, result)
    return result


def _birth_key(values: Mapping[str, Any]) -> tuple[str, str, date]:
    words = fold(values["full_name"]).split()
    return words[0], words[-1], values["born_on"]


def _numbered(line: Line, by_number: Mapping[str, Mapping[str, Held]], result: Plan) -> Held | None:
    """The member whose card or identity number the line bears.

    Two numbers of two people, or the number of somebody with another name and another birth, are
    named as a problem; the line then stands for the first.
    """
    found = [
        one
        for name in NUMBERS
        if (number := line.values.get(name)) and (one := by_number[name].get(number))
    ]
    if not found:
        return None
    match = found[0]
    if any(one.id != match.id for one in found):
        result.problems.append(
            Problem(
                line.row,
                "",
                "",
                "two_people",
                _("Số thẻ và số căn cước đang ghi cho hai đảng viên khác nhau."),
                _("Đối chiếu giấy gốc rồi sửa một trong hai số."),
            )
        )
    same_name = fold(line.values["full_name"]) == match.name_key[0]
    if not same_name and line.values.get("birth_year") != match.values["birth_year"]:
        result.problems.append(
            Problem(
                line.row,
                "",
                "",
                "number_of_another",
                _("Số này đang ghi cho đảng viên khác, tên và năm sinh đều khác."),
                _("Đối chiếu giấy gốc rồi sửa số."),
            )
        )
    return match


def _chosen(
    line: Line,
    choice: str,
    by_id: Mapping[int, Held],
    by_name: Mapping[tuple[str, int], list[Held]],
    by_birth: Mapping[tuple[str, str, date], list[Held]],
    result: Plan,
) -> Held | None:
    """Who the line is by name and birth; undecided ones are kept for a person to look at."""
    if choice.isdigit() and int(choice) in by_id:
        return by_id[int(choice)]
    birth = line.values.get("birth_year")
    alike = list(by_name.get((fold(line.values["full_name"]), birth or 0), []))
    if line.values.get("born_on"):
        alike += [one for one in by_birth.get(_birth_key(line.values), []) if one not in alike]
    alike = [one for one in alike if not _other_numbers(line, one)]
    equal = [one for one in alike if one.cell_id == line.cell_id and not differences(line, one)]
    if len(equal) == 1:
        return equal[0]
    if not alike or choice == "new":
        result.new.append(line)
        return None
    result.likely.append((line, alike))
    return None


def _other_numbers(line: Line, held: Held) -> bool:
    """Both bear a number of one kind, and not the same: two people, whatever their names."""
    pairs = [(line.values.get(name), held.values.get(name)) for name in NUMBERS]
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def _compare(line: Line, match: Held, result: Plan) -> None:
    if not match.is_active:
        result.problems.append(
            Problem(
                line.row,
                "",
                "",
                "ended",
                _("Đảng viên này đã ra khỏi sổ."),
                _("Bỏ dòng này; nếu là kết nạp lại thì làm thủ tục kết nạp lại."),
            )
        )
        return
    if line.cell_id and line.cell_id != match.cell_id:
        result.in_other_cells += 1
        result.problems.append(
            Problem(
                line.row,
                "",
                "",
                "other_cell",
                _("Trong sổ, đảng viên này đang ở chi bộ khác."),
                _("Danh sách không chuyển chi bộ thay cho thủ tục; cần thì làm thủ tục chuyển."),
                is_error=False,
            )
        )
    changes = differences(line, match)
    if changes:
        result.changed.append((line, match, changes))
    else:
        result.same += 1


def repeated(lines: Sequence[Line]) -> list[Problem]:
    """Lines of one file that bear the same number, or the same name and birth."""
    problems = []
    for name in NUMBERS:
        first: dict[str, int] = {}
        for line in lines:
            number = line.values.get(name)
            if not number:
                continue
            if number in first:
                problems.append(
                    Problem(
                        line.row,
                        "",
                        "",
                        "repeated_number",
                        _("Trùng %(what)s với dòng %(row)s.")
                        % {
                            "what": _("số thẻ") if name == "card_number" else _("số căn cước"),
                            "row": first[number],
                        },
                        _("Đối chiếu giấy gốc rồi sửa một trong hai dòng."),
                    )
                )
            else:
                first[number] = line.row
    people: dict[tuple[str, Any], Line] = {}
    for line in lines:
        birth = line.values.get("born_on")
        if birth is None:
            continue
        key = (fold(line.values["full_name"]), birth)
        other = people.setdefault(key, line)
        if other is line:
            continue
        apart = any(
            line.values.get(n) and other.values.get(n) and line.values[n] != other.values[n]
            for n in NUMBERS
        )
        if not apart:
            problems.append(
                Problem(
                    line.row,
                    "",
                    "",
                    "repeated_person",
                    _("Trùng họ tên và ngày sinh với dòng %(row)s.") % {"row": other.row},
                    _(
                        "Nếu là hai người, ghi số thẻ hoặc số căn cước của cả hai; nếu là một, xóa"
                        " bớt."
                    ),
                )
            )
    return problems
