"""Types of document, the code of each in a symbol, and organs, as the dated rules have them."""

import re
from datetime import date
from typing import Any

from sotay.directives.reader.vocabulary import is_state_organ
from sotay.regulations import pack
from sotay.regulations.registry import NoSuchRule, value

TYPES = "directives.types"
USUAL = "directives.types_usual"
VARIANTS = "directives.type_variants"
ORGANS = "directives.organs"
FEWEST_DIGITS = "directives.number_min_digits"
_STATE = re.compile(r"(?P<number>[0-9]+[a-z]?(?:/[0-9]{4})?)/(?P<code>[^\W\d_]+)-(?P<organ>.+)\Z")


def _on(rule_id: str, day: date) -> Any:
    """The value on ``day``; papers older than the oldest list known are read by that list."""
    try:
        return value(rule_id, day)
    except NoSuchRule:
        return pack.national().definitions[rule_id].values[0].value


def types_on(day: date) -> dict[str, str]:
    """Name and code of every type on ``day``: those listed first, the usual ones after."""
    return {**_on(TYPES, day), **_on(USUAL, day)}


def organs_on(day: date) -> dict[str, str]:
    """Symbol and name of issuing organs on ``day``."""
    return dict(_on(ORGANS, day))


def code_of(type_name: str, day: date, written: str = "") -> str:
    """The code of a type on ``day``.

    What the paper itself wrote is kept where it is a known way of writing that type (QĐi).
    """
    if _on(VARIANTS, day).get(written) == type_name:
        return written
    return types_on(day).get(type_name, written)


def padded(number: str, day: date) -> str:
    """A number as issued papers write it: ``3`` is ``03``; anything but digits stays."""
    if not (number.isascii() and number.isdigit()):
        return number
    return f"{int(number):0{_on(FEWEST_DIGITS, day)}d}"


def joined(number: str, code: str, organ: str) -> str:
    """The parts of a symbol as issued papers print them: ``27-KH/ĐU``, ``30/2020/NĐ-CP``."""
    if "/" in number or is_state_organ(organ):
        return f"{number}/{code}-{organ}"
    return f"{number}-{code}/{organ}"


def split_symbol(symbol: str) -> tuple[str, str, str]:
    """``27-KH/ĐU`` into number, type code and organ; parts that are missing are empty.

    State law writes ``30/2020/NĐ-CP``: number ``30/2020``, code ``NĐ``, organ ``CP``.
    """
    state = _STATE.match(symbol)
    if state is not None:
        return state["number"], state["code"], state["organ"]
    number, _dash, rest = symbol.partition("-")
    code, _slash, organ = rest.partition("/")
    return number, code, organ
