"""Questions asked of the register of documents."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import F, Q

from sotay.core.text import fold

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """What one's organisations issued, what was sent to them, and what levels above register.

        A document from above is seen by everyone under the organisation it was sent to.
        """
        if actor.sees_everything:
            return self
        from sotay.directives.models import Distribution
        from sotay.organisations.models import Organisation

        line = Organisation.objects.visible_to(actor)
        reached = Organisation.objects.reached_by(actor)
        sent = Distribution.objects.filter(organisation__in=line).values("document")
        drafts_of_others = Q(state="draft") & ~Q(issuer__in=reached) & ~Q(created_by=actor.user)
        return self.filter(
            Q(issuer__in=reached) | Q(pk__in=sent) | Q(created_by=actor.user) | Q(issuer=None)
        ).exclude(drafts_of_others)

    def in_force(self, day: date) -> Self:
        return self.filter(
            Q(in_force_from=None, issued_on__lte=day) | Q(in_force_from__lte=day),
            Q(in_force_to=None) | Q(in_force_to__gt=day),
        )

    def matching(self, words: str) -> Self:
        """Full-text search, with or without tone marks; matches with the marks come first."""
        folded = SearchQuery(fold(words), config="simple", search_type="websearch")
        marked = SearchQuery(words, config="simple", search_type="websearch")
        return (
            self.filter(search=folded)
            .annotate(rank=SearchRank(F("search"), marked) * 2 + SearchRank(F("search"), folded))
            .order_by("-rank", "-issued_on", "-id")
        )


class CitationQuerySet(models.QuerySet[Any]):
    def unresolved(self) -> Self:
        return self.filter(target=None)


class DistributionQuerySet(models.QuerySet[Any]):
    def to(self, organisation: Any) -> Self:
        return self.filter(organisation=organisation)
