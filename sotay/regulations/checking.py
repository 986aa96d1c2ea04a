"""Whether the pack is sound and the code asks only for what it holds: `sotay rules check`."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.regulations import rules
from sotay.regulations.models import Override
from sotay.regulations.pack import Definition, Pack, national

PROJECT = Path(__file__).resolve().parents[2]
ID = re.compile(r"[a-z]+(\.[a-z][a-z_]*)+")
READERS = {"rule", "value", "national", "term"}  # calls whose first argument is a rule's id
APART = {"tests", "migrations"}


@dataclass
class Report:
    """What a check found. ``troubles`` fail it; ``uncertain`` are values still to be verified."""

    rules: int = 0
    values: int = 0
    troubles: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(
    pack: Pack | None = None, code: Path | None = None, sources: Path | None = None
) -> Report:
    """Check the pack by itself, against the code that reads it, and against ``docs/sources``.

    ``sources`` is passed over where there is no such folder: an installed copy has no docs.
    """
    pack = pack or national()
    report = Report(rules=len(pack.definitions))
    for definition in pack.definitions.values():
        report.values += len(definition.values)
        _definition(definition, pack, report)
    _use(pack, code or PROJECT / "sotay", report)
    _documents(pack, sources or PROJECT / "docs" / "sources", report)
    return report


def check_overrides(report: Report) -> None:
    """Add what is wrong with the values that organisations have set."""
    definitions = national().definitions
    for row in Override.objects.known().order_by("rule", "organisation_id", "valid_from"):
        definition = definitions.get(row.rule)
        if definition is None:
            report.troubles.append(
                _("%(rule)s: tổ chức %(id)s đặt riêng, nhưng không có quy tắc này.")
                % {"rule": row.rule, "id": row.organisation_id}
            )
        elif not rules.same_sort(row.value, definition.values[-1].value, definition.unit):
            report.troubles.append(
                _(
                    "%(rule)s: giá trị %(value)s do tổ chức %(id)s đặt riêng không cùng dạng"
                    " giá trị chung."
                )
                % {"rule": row.rule, "value": row.value, "id": row.organisation_id}
            )


def _definition(definition: Definition, pack: Pack, report: Report) -> None:
    says = report.troubles.append
    here = {"where": definition.id}
    if not ID.fullmatch(definition.id):
        says(_("%(where)s: mã phải gồm các chữ thường, cách nhau bằng dấu chấm.") % here)
    if definition.unit not in rules.UNITS:
        says(_("%(where)s: không có đơn vị %(unit)s.") % {**here, "unit": definition.unit})
    if not (definition.name_vi and definition.name_en):
        says(_("%(where)s: thiếu tên.") % here)
    if not definition.values:
        says(_("%(where)s: không có giá trị nào.") % here)
    periods = [(one.valid_from, one.valid_to) for one in definition.values]
    for broken in rules.broken_days(periods):
        says(f"{definition.id}: {broken}")
    for one in definition.values:
        where = f"{definition.id}, {written(one.valid_from)}"
        here = {"where": where}
        if not rules.same_sort(one.value, definition.values[0].value, definition.unit):
            says(_("%(where)s: giá trị không cùng dạng với giá trị đầu.") % here)
        if one.certainty not in rules.CERTAINTIES:
            says(_("%(where)s: không có mức chắc chắn %(word)s.") % {**here, "word": one.certainty})
        if one.document and one.document not in pack.documents:
            says(
                _("%(where)s: văn bản %(key)s không có trong documents.toml.")
                % {**here, "key": one.document}
            )
        if one.certainty == rules.TEXT and not one.document:
            says(_("%(where)s: giá trị theo văn bản phải nêu văn bản.") % here)
        if one.certainty != rules.TEXT and not (one.document or one.note):
            says(_("%(where)s: không nêu văn bản, cũng không ghi chú lấy từ đâu.") % here)
        if one.clause and not one.document:
            says(_("%(where)s: có điều, khoản mà không có văn bản.") % here)
        if one.certainty == rules.HINT and definition.unit in rules.UNITS:
            report.uncertain.append(
                f"{where}: {rules.written(one.value, definition.unit, definition.parts)}"
            )


def _use(pack: Pack, code: Path, report: Report) -> None:
    asked, named = ids_in(code)
    for rule_id, places in sorted(asked.items()):
        if rule_id not in pack.definitions:
            report.troubles.append(
                _("%(rule)s: mã nguồn dùng ở %(places)s, sổ quy tắc không có.")
                % {"rule": rule_id, "places": ", ".join(places)}
            )
    used = (asked.keys() | named) & pack.definitions.keys()
    for rule_id in sorted(pack.definitions.keys() - used - pack.not_yet_used.keys()):
        report.troubles.append(
            _("%(rule)s: chưa nơi nào dùng, reference.toml cũng không nêu lý do.")
            % {"rule": rule_id}
        )
    for rule_id in sorted(pack.not_yet_used):
        if rule_id not in pack.definitions:
            report.troubles.append(
                _("%(rule)s: có trong reference.toml mà không có trong sổ.") % {"rule": rule_id}
            )
        elif rule_id in used:
            report.notes.append(
                _("%(rule)s: đã có nơi dùng; bỏ khỏi reference.toml.") % {"rule": rule_id}
            )


def ids_in(code: Path) -> tuple[Mapping[str, list[str]], set[str]]:
    """The ids that calls to the registry ask for, with their files; and all texts in the code.

    A call may name its id by a constant of the same file.
    """
    asked: dict[str, list[str]] = {}
    named: set[str] = set()
    for path in sorted(code.rglob("*.py")):
        place = path.relative_to(code)
        if APART & set(place.parts):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for found in _asked(tree):
            asked.setdefault(found, []).append(str(place))
        named |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return asked, named


def _asked(tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if isinstance(node.func, ast.Name):
            name = node.func.id
        first = node.args[0]
        given = constants.get(first.id) if isinstance(first, ast.Name) else None
        if isinstance(first, ast.Constant):
            given = first.value
        if name in READERS and isinstance(given, str) and ID.fullmatch(given):
            yield given


def _documents(pack: Pack, sources: Path, report: Report) -> None:
    cited = {one.document for rule in pack.definitions.values() for one in rule.values}
    for key in sorted(pack.documents.keys() - cited):
        report.troubles.append(
            _("%(key)s: có trong documents.toml mà không giá trị nào dẫn.") % {"key": key}
        )
    if sources.is_dir():
        for key in sorted(pack.documents):
            if not (sources / f"{key}.md").is_file():
                report.troubles.append(
                    _("%(key)s: chưa có trang trong docs/sources.") % {"key": key}
                )
