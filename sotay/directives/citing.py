"""From a citation as written to the document it means, in both directions.

A citation is linked only where one document answers; two of the same symbol stay unlinked until a
person chooses (262-QĐ/TW exists of 2014 and of 2025).
"""

from typing import TYPE_CHECKING

from sotay.core import audit
from sotay.directives.models import Citation, Document

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

ENDING = (Citation.Relation.REPLACES, Citation.Relation.REPEALS)


def key_of(document: Document) -> str:
    return normal(document.symbol)


def normal(symbol: str) -> str:
    """Symbols compared without case and without leading zeros of the number."""
    return symbol.strip().lstrip("0").casefold()


def candidates(citation: Citation) -> list[Document]:
    """The documents a citation may mean: same symbol, and the type and date where it says them."""
    if not citation.symbol:
        return []
    number, _dash, rest = citation.symbol.partition("-")
    code, _slash, organ = rest.partition("/")
    numbers = {number, number.lstrip("0"), number.zfill(2)}
    found = Document.objects.filter(
        number__in=numbers, type_code=code, organ_symbol=organ, issued_on__lte=citation.document.issued_on
    ).exclude(pk=citation.document_id)
    if citation.dated:
        found = found.filter(issued_on=citation.dated)
    rows = list(found.order_by("-issued_on"))
    same_type = [row for row in rows if row.type_name == citation.type_name]
    return same_type if citation.type_name and not citation.is_inconsistent else rows


def link_own(document: Document) -> None:
    """Link what the document cites, where one document in the register answers."""
    changed = []
    for citation in document.citations.filter(target=None).exclude(symbol=""):
        if citation.is_inconsistent:
            continue
        found = candidates(citation)
        if len(found) == 1:
            citation.target = found[0]
            changed.append(citation)
    Citation.objects.bulk_update(changed, ["target"])


def link_others_to(document: Document) -> None:
    """A document that others already cite has come in: link them to it."""
    waiting = Citation.objects.filter(
        target=None, is_inconsistent=False, symbol__iendswith=document.symbol.lstrip("0")
    ).select_related("document")
    changed = []
    for citation in waiting:
        if normal(citation.symbol) != key_of(document):
            continue
        if [row.pk for row in candidates(citation)] == [document.pk]:
            citation.target = document
            changed.append(citation)
    Citation.objects.bulk_update(changed, ["target"])


def end_what_it_replaces(document: Document, actor: "Actor") -> None:
    """A text that replaces or repeals others ends them on its own first day; tasks turn stale."""
    from sotay.followups.services import mark_stale

    day = document.in_force_from or document.issued_on
    for citation in document.citations.filter(relation__in=ENDING, target__isnull=False):
        old = citation.target
        if old is None or (old.in_force_to is not None and old.in_force_to <= day):
            continue
        if old.in_force_from is not None and day <= old.in_force_from:
            continue
        Document.objects.filter(pk=old.pk).update(in_force_to=day)
        audit.record(
            actor, "directives.end_force", old, organisation=old.issuer, by=document.symbol
        )
        mark_stale(
            sources=[old, *old.clauses.all()],
            reason=str(document),
            actor=actor,
        )
