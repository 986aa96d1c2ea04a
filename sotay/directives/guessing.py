"""From what a paper says of itself to the first values of the register's form."""

import re
from typing import Any, cast

from sotay.core.text import fold
from sotay.directives.forms import own_organisations
from sotay.directives.reader import Reading
from sotay.directives.types import split_symbol
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile

PLANS = ("Kế hoạch", "Chương trình")
_YEAR = re.compile(r"\bnăm (?P<year>20\d\d)\b(?! *[-–])")


def first_values(reading: Reading) -> tuple[dict[str, Any], str]:
    """The identity form's values as a form would send them, and the type code the paper prints."""
    found = reading.as_dict()["document"]
    number, code, organ_symbol = split_symbol(found["symbol"] or "")
    return {
        "type_name": found["type"] or "",
        "number": number or str(found["number"] or ""),
        "organ_symbol": organ_symbol,
        "issued_on": found["date"] or "",
        "organ": found["organ"] or "",
        "place": found["place"] or "",
        "abstract": found["abstract"] or found["title"] or "",
        "authority": found["authority"] or "",
        "signer": found["signer"] or "",
    }, code


def plan_year(type_name: str, abstract: str, issued_year: int) -> int | None:
    """The year a plan is for: what its abstract names, else the year of issue; others have none."""
    if type_name not in PLANS:
        return None
    named = _YEAR.findall(abstract)
    return int(named[-1]) if named else issued_year


def issuer_of(actor: Actor, organ: str, organ_symbol: str) -> Organisation | None:
    """Which of our organisations the paper names as its organ; ``None`` for a paper from outside.

    One of the actor's own by name or by the symbol of its papers; else one in reach whose name the
    paper carries in full.
    """
    wanted = _name(organ)
    own = Organisation.objects.filter(pk__in=[one.pk for one in own_organisations(actor)])
    described: Any = own.described(actor.today).order_by("lft", "pk")
    for one in described:
        name = _name(one.name or "")
        if one.symbol and one.symbol == organ_symbol:
            return cast(Organisation, one)
        if name and len(wanted) > len("chi bo ") and (name in wanted or wanted.endswith(name)):
            return cast(Organisation, one)
    if not wanted:
        return None
    named = Profile.objects.as_of(actor.today).filter(folded__in={wanted, fold(organ)})
    found = list(
        Organisation.objects.reached_by(actor)
        .filter(profiles__in=named)
        .described(actor.today)
        .order_by("lft", "pk")[:2]
    )
    return found[0] if len(found) == 1 else None


def _name(organ: str) -> str:
    """An organ's name as an organisation is called: the committee writes for its whole body."""
    folded = fold(organ)
    for committee, body in (("dang uy", "dang bo"), ("chi uy", "chi bo")):
        folded = folded.replace(committee, body)
    return folded.removeprefix("ban thuong vu ").removeprefix("ban chap hanh ").strip()
