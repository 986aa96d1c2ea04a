"""How tasks name what they come from: a clause, a document, a programme."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.directives.models import Clause, Document
from sotay.followups.sources import PROGRAMME, SourceWords, described_by


def words_of(document: Document) -> str:
    """``Kế hoạch 27-KH/ĐU ngày 14-10-2026``."""
    return _("%(paper)s ngày %(day)s") % {"paper": document, "day": written(document.issued_on)}


def describe_documents(ids: list[int]) -> Mapping[int, SourceWords]:
    return {
        document.pk: SourceWords(
            words_of(document), reverse("directives:detail", args=[document.pk])
        )
        for document in Document.objects.filter(pk__in=ids).defer("text", "search")
    }


def describe_clauses(ids: list[int]) -> Mapping[int, SourceWords]:
    found = (
        Clause.objects.filter(pk__in=ids)
        .select_related("document")
        .defer("text", "document__text", "document__search")
    )
    return {
        clause.pk: SourceWords(
            _("Mục %(path)s, %(paper)s")
            % {"path": clause.path, "paper": words_of(clause.document)},
            reverse("directives:detail", args=[clause.document_id]),
        )
        for clause in found
    }


def register() -> None:
    """Tell the floor of tasks; called once when the app is ready."""
    described_by("directives.document", describe_documents)
    described_by("directives.clause", describe_clauses)
    described_by(PROGRAMME, describe_documents)
