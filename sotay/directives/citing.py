"""From a citation as written to the document it means, in both directions.

A citation is linked only where one document answers; two of the same symbol, or two resolutions of
one plenum, stay unlinked until a person chooses (262-QĐ/TW exists of 2014 and of 2025). What a
person linked, no later paper unlinks.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.text import fold
from sotay.directives.models import Citation, Clause, Document
from sotay.directives.querysets import DocumentQuerySet
from sotay.directives.reader import read_text
from sotay.directives.types import joined, split_symbol

if TYPE_CHECKING:
    from sotay.organisations.access import Actor

ENDING = (Citation.Relation.REPLACES, Citation.Relation.REPEALS)
CHANGING = (*ENDING, Citation.Relation.AMENDS, Citation.Relation.SUPPLEMENTS)
MAKING_CONCRETE = (Citation.Relation.IMPLEMENTS, Citation.Relation.BASED_ON)
MOST_BELOW = 2_000  # documents that can hang on one


def _numbers(number: str) -> set[str]:
    """The ways a number is written: with and without its leading zero."""
    return {number, number.lstrip("0"), number.zfill(2)}


def answering(citation: Citation, symbol: str, type_name: str = "") -> list[Document]:
    """Documents of ``symbol`` on the citing document's line, not issued after it; newest first.

    Where a paper from outside is kept both above and below, the one above answers.
    """
    number, code, organ = split_symbol(symbol)
    if not (number and code and organ):
        return []
    found = _before(citation).filter(
        number__in=_numbers(number), type_code=code, organ_symbol=organ
    )
    if type_name:
        found = found.filter(type_name=type_name)
    return _nearest(list(found), citation)


def answering_by_name(citation: Citation) -> list[Document]:
    """Documents of the plenum or congress that a citation names; newest first.

    A plenum without its term names none: there were several "Trung ương 4".
    """
    name = citation.named
    held = _PLENUM in name
    if held and " khóa " not in name:
        return []
    if not held and _CONGRESS not in name:
        return []
    found = _before(citation).filter(
        type_name=citation.type_name,
        folded__contains=fold(name.rpartition(" khóa ")[2] if held else _CONGRESS.strip()),
    )
    rows = [row for row in found if name in names_of(row.type_name, row.abstract)]
    return _nearest(rows, citation)


_PLENUM = " Trung ương "
_CONGRESS = " Đại hội "


@lru_cache(maxsize=4096)
def names_of(type_name: str, abstract: str) -> frozenset[str]:
    """The names that papers cite a document by, as its type and abstract together tell.

    "Nghị quyết" and "Hội nghị lần thứ tư Ban Chấp hành Trung ương khóa XII về …" are
    *Nghị quyết Trung ương 4 khóa XII*; what an abstract only cites further on is not its own name.
    """
    if not abstract:
        return frozenset()
    title = abstract
    if not fold(abstract).startswith(fold(type_name)):
        title = f"{type_name} {abstract}"
    return frozenset(
        cited.named for cited in read_text(title).citations if cited.named and cited.start == 0
    )


def _before(citation: Citation) -> DocumentQuerySet:
    """Documents on the citing one's line that it may mean by its day."""
    citing = citation.document
    found = (
        Document.objects.of_line(citing.home)
        .filter(issued_on__lte=citing.issued_on)
        .exclude(pk=citing.pk)
        .select_related("registered_by", "issuer")
        .order_by("-issued_on", "-pk")
    )
    return found.filter(issued_on=citation.dated) if citation.dated else found


def _nearest(rows: list[Document], citation: Citation) -> list[Document]:
    """Those kept above the citing document, if any are."""
    home = citation.document.home
    above = [row for row in rows if row.home.lft <= home.lft and row.home.rgt >= home.rgt]
    return above or rows


def candidates(citation: Citation) -> list[Document]:
    """The documents that a citation may mean, as it is written."""
    if citation.is_inconsistent:
        return answering(citation, citation.symbol)
    if not citation.symbol and citation.named:
        return answering_by_name(citation)
    return answering(citation, citation.symbol, citation.type_name)


def repairs(citation: Citation, visible: Any) -> list["Repair"]:
    """What a person may choose for a doubtful citation: documents there are, then bare symbols."""
    found: list[Repair] = []
    for words in citation.alternatives or [citation.suggestion]:
        type_name, _space, symbol = words.rpartition(" ")
        documents = answering(citation, symbol, type_name or citation.type_name)
        seen = set(visible.filter(pk__in=[d.pk for d in documents]).values_list("pk", flat=True))
        shown = [Repair(words, document) for document in documents if document.pk in seen]
        found.extend(shown or [Repair(words)])
    return [repair for repair in found if repair.words]


class Repair:
    """One way to read a doubtful citation; ``document`` where the register holds it."""

    def __init__(self, words: str, document: Document | None = None) -> None:
        self.words = words
        self.document = document

    @property
    def value(self) -> str:
        return str(self.document.pk) if self.document else self.words


def link_own(document: Document) -> None:
    """Link what the document cites, where one document in the register answers."""
    _settle(document.citations.filter(is_decided=False).exclude(symbol="", named=""))


def link_others_to(document: Document) -> None:
    """A document that others may cite has come in, or is called differently now.

    A link that was certain while only one of two namesakes stood in the register is taken back.
    """
    endings = [
        joined(number, document.type_code, document.organ_symbol)
        for number in _numbers(document.number)
    ]
    _settle(
        Citation.objects.filter(
            Q(symbol__in=endings)
            | Q(symbol="", named__in=names_of(document.type_name, document.abstract))
            | Q(target=document),
            is_decided=False,
        ).exclude(document=document)
    )


def _settle(citations: Iterable[Citation]) -> None:
    changed = []
    for citation in citations.select_related(  # type: ignore[attr-defined]
        "document__issuer", "document__registered_by"
    ):
        found = [] if citation.is_inconsistent or citation.is_dropped else candidates(citation)
        target = found[0].pk if len(found) == 1 else None
        if citation.target_id != target:
            citation.target_id = target
            changed.append(citation)
    Citation.objects.bulk_update(changed, ["target"], batch_size=500)


def settle_changes(document: Document, actor: "Actor", *, is_new: bool) -> None:
    """What ``document`` replaces ends, what it amends is marked; and what of itself was replaced.

    Called when either side is confirmed or a link between them is made. Ending twice changes
    nothing; what an amendment marks is marked once, when it ``is_new``.
    """
    if document.state == Document.State.DRAFT:
        return
    relations = CHANGING if is_new else ENDING
    made = document.citations.kept().filter(relation__in=relations, target__isnull=False)
    for citation in made.select_related("target__issuer", "target__registered_by"):
        if citation.target is not None:
            _change(citation.target, document, citation.relation, actor)
    suffered = (
        document.cited_by.kept()
        .filter(relation__in=relations)
        .exclude(document__state=Document.State.DRAFT)
    )
    for citation in suffered.select_related("document"):
        _change(document, citation.document, citation.relation, actor)


def _change(old: Document, by: Document, relation: str, actor: "Actor") -> None:
    """End or mark ``old``, if the actor may decide on it: a paper from below ends nothing above."""
    if old.state == Document.State.DRAFT or not actor.can("directives.register", old.home):
        return
    day = by.in_force_from or by.issued_on
    names = {"old": str(old), "new": str(by)}
    if relation not in ENDING:
        mark_what_hangs_on(old, _("%(old)s được sửa đổi, bổ sung bởi %(new)s.") % names, actor)
        return
    if old.in_force_to is not None and old.in_force_to <= day:
        return
    if old.in_force_from is not None and day <= old.in_force_from:
        return
    Document.objects.filter(pk=old.pk).update(in_force_to=day)
    old.in_force_to = day
    audit.record(actor, "directives.end_force", old, organisation=old.home, by=by.symbol)
    mark_what_hangs_on(old, _("%(old)s được thay thế bởi %(new)s.") % names, actor)


def hanging_on(document: Document) -> list[int]:
    """The document and every one that carries it out, level under level."""
    found = {document.pk}
    level = [document.pk]
    while level and len(found) < MOST_BELOW:
        rows = (
            Citation.objects.kept()
            .filter(target__in=level, relation__in=MAKING_CONCRETE)
            .exclude(document__state=Document.State.DRAFT)
            .values_list("document_id", flat=True)
        )
        level = sorted(set(rows) - found)
        found.update(level)
    return sorted(found)


def mark_what_hangs_on(document: Document, reason: str, actor: "Actor") -> int:
    """Tasks made from the document, or from what carries it out, are marked stale. How many."""
    from sotay.followups.services import mark_stale

    ids = hanging_on(document)
    return mark_stale(
        sources=[
            *Document.objects.filter(pk__in=ids).only("pk"),
            *Clause.objects.filter(document__in=ids).only("pk"),
        ],
        reason=reason,
        actor=actor,
    )
