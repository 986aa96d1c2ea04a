"""What the pages and routes of the registry show: every rule on a day, one rule through time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.core.text import fold
from sotay.regulations import pack, places
from sotay.regulations.models import Override
from sotay.regulations.registry import RuleValue, as_overridden, as_rule_value


@dataclass(frozen=True)
class Row:
    """A rule as listed: its value on the day, if it has one; who set it, if not national."""

    definition: pack.Definition
    value: RuleValue | None
    set_by: str = ""


@dataclass(frozen=True)
class Group:
    subject: pack.Subject
    rows: Sequence[Row]


@dataclass(frozen=True)
class SetValue:
    """A value set by an organisation, with its name and, in the tables, its row."""

    value: RuleValue
    organisation: str
    row: Override
    is_own: bool  # the actor may end it


def line_of(actor: Any, day: date) -> Sequence[int]:
    """The organisations whose values hold for ``actor``: the main office's, or the home cell's."""
    place = actor.organisation or getattr(actor, "home", None)
    return places.line_of(place.pk, day) if place is not None else []


def grouped(
    actor: Any, day: date, words: str = "", certainty: str = "", subject: str = ""
) -> list[Group]:
    """Every rule by subject with its value on ``day`` where ``actor`` stands.

    ``words`` are looked for in the name and the id, with or without marks.
    """
    all_rules = pack.national()
    line = line_of(actor, day)
    overrides = Override.objects.as_of(day).nearest_by_rule(line) if line else {}
    names = places.names_of({row.organisation_id for row in overrides.values()}, day)
    wanted = fold(words)
    groups = []
    for one in all_rules.subjects:
        rows = []
        for definition in all_rules.definitions.values():
            if definition.subject != one.code or subject not in ("", one.code):
                continue
            if wanted not in fold(f"{definition.name_vi} {definition.name_en} {definition.id}"):
                continue
            row = _row(definition, day, overrides.get(definition.id), names)
            if not certainty or (row.value is not None and row.value.certainty == certainty):
                rows.append(row)
        if rows:
            groups.append(Group(one, rows))
    return groups


def _row(definition: pack.Definition, day: date, override: Override | None, names: Any) -> Row:
    found = definition.on(day)
    if found is None:
        return Row(definition, None)
    base = as_rule_value(definition, found)
    if override is None:
        return Row(definition, base)
    return Row(definition, as_overridden(base, override), names[override.organisation_id])


def history(definition: pack.Definition) -> list[RuleValue]:
    """The national values of a rule, the latest first."""
    return [as_rule_value(definition, one) for one in reversed(definition.values)]


def set_values(definition: pack.Definition, actor: Any, day: date, act: str) -> list[SetValue]:
    """What organisations above and under those of ``actor`` have set, the latest first."""
    near = {grant.organisation_id for grant in actor.grants}
    above = set(line_of(actor, day))
    rows = [
        row
        for row in Override.objects.known().of_rule(definition.id).order_by("-valid_from")
        if row.organisation_id in above or near & set(places.line_of(row.organisation_id, day))
    ]
    names = places.names_of({row.organisation_id for row in rows}, day)
    own = {place.pk for place in deciding_for(actor, act)}
    base = as_rule_value(definition, definition.values[-1])
    return [
        SetValue(
            as_overridden(base, row),
            names[row.organisation_id],
            row,
            row.organisation_id in own and (row.valid_to is None or row.valid_to > day),
        )
        for row in rows
    ]


def deciding_for(actor: Any, act: str) -> list[Any]:
    """The organisations in which ``actor`` holds an office that may decide ``act`` for them."""
    held = {grant.organisation_id: grant.organisation for grant in actor.grants}
    return [place for place in held.values() if actor.can(act, place)]
