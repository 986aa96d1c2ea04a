"""The door to every threshold, deadline and list: the value in force on a day, with its source.

    limit = rule("members.transfer_report_days", day, cell.pk)
    limit.value, limit.document, limit.certainty

A verdict keeps the :class:`RuleValue` it used, so that it can say where its figure comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sotay.core.days import written as written_day
from sotay.core.errors import RuleBroken
from sotay.core.remembering import remembered
from sotay.regulations import pack, places, rules
from sotay.regulations.models import Override


class NoSuchRule(RuleBroken, LookupError):
    """The registry has no rule of that id, or no value of it on that day."""


@dataclass(frozen=True)
class RuleValue:
    """A value of a rule for some days, and where it comes from. ``valid_to`` is not included.

    ``document`` is written out, empty for our own choices; ``overridden_by`` is the id of the
    organisation that set the value in place of the national one.
    """

    id: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date | None
    document: str
    clause: str
    certainty: str
    note: str
    overridden_by: int | None = None
    name: str = ""
    source: str = ""  # key of the issued document, as in docs/sources
    parts: Mapping[str, str] = field(default_factory=dict)  # what the codes inside a table mean

    @property
    def written(self) -> str:
        """The value with its unit, for the screen."""
        return rules.written(self.value, self.unit, self.parts)

    @property
    def certainty_words(self) -> str:
        return str(rules.CERTAINTIES[self.certainty])

    @property
    def certainty_meaning(self) -> str:
        """What that certainty means, as a sentence."""
        return str(rules.MEANINGS[self.certainty])


def national(rule_id: str, day: date) -> RuleValue:
    """The value of the national pack on ``day``, whatever an organisation has set. No database.

    :raises NoSuchRule: no such rule, or no value on that day
    """
    definition = _definition(rule_id)
    found = definition.on(day)
    if found is None:
        raise NoSuchRule(
            _("Quy tắc %(rule)s không có giá trị vào ngày %(day)s. Đồng chí chọn ngày khác.")
            % {"rule": rule_id, "day": written_day(day)}
        )
    return as_rule_value(definition, found)


def rule(
    rule_id: str,
    day: date,
    organisation: int | Sequence[int] = (),
    *,
    known_on: date | None = None,
) -> RuleValue:
    """The value in force on ``day``: what the nearest organisation upwards set, else the national.

    ``organisation`` is the id of the one asked for, or its whole line: ids from it up to the top.
    Without one the national value is given. ``known_on`` asks what had been set by that day.

    :raises NoSuchRule: no such rule, or no value on that day
    """
    found = national(rule_id, day)
    line = places.line_of(organisation, day) if isinstance(organisation, int) else organisation
    if not line:
        return found
    mine = _overrides(tuple(line), day, known_on).get(rule_id)
    return as_overridden(found, mine) if mine else found


def _overrides(line: tuple[int, ...], day: date, known_on: date | None) -> dict[str, Override]:
    """All that was set along ``line``, by rule: a page asks for several rules of one place."""
    return remembered(
        ("regulations.overrides", line, day, known_on),
        lambda: Override.objects.as_of(day, known_on).nearest_by_rule(line),
    )


def value(
    rule_id: str,
    day: date,
    organisation: int | Sequence[int] = (),
    *,
    known_on: date | None = None,
) -> Any:
    """The bare value of :func:`rule`, for a formula that needs no source.

    :raises NoSuchRule: no such rule, or no value on that day
    """
    return rule(rule_id, day, organisation, known_on=known_on).value


def as_rule_value(definition: pack.Definition, found: pack.DatedValue) -> RuleValue:
    """A value of the pack as it is handed out."""
    document = pack.national().documents.get(found.document)
    return RuleValue(
        id=definition.id,
        value=found.value,
        unit=definition.unit,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        document=str(document or ""),
        clause=found.clause,
        certainty=found.certainty,
        note=found.note,
        name=definition.name,
        source=found.document,
        parts=definition.parts,
    )


def as_overridden(base: RuleValue, row: Override) -> RuleValue:
    """The value an organisation set in place of ``base``."""
    return RuleValue(
        id=base.id,
        value=row.value,
        unit=base.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document=row.document,
        clause=row.clause,
        certainty=rules.LOCAL,
        note="",
        overridden_by=row.organisation_id,
        name=base.name,
        parts=base.parts,
    )


def _definition(rule_id: str) -> pack.Definition:
    try:
        return pack.national().definitions[rule_id]
    except KeyError:
        raise NoSuchRule(
            _("Không có quy tắc %(rule)s. Đồng chí kiểm tra lại mã.") % {"rule": rule_id}
        ) from None
