"""Questions asked of the register of documents."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import F, Q

from sotay.directives import searching

if TYPE_CHECKING:
    from sotay.organisations.access import Actor
    from sotay.organisations.models import Organisation


def _over(ranges: tuple[tuple[int, int], ...], prefix: str) -> Q:
    """Standing on the line above one of ``ranges``, or in it itself."""
    line = Q(pk__in=[])
    for low, high in ranges:
        line |= Q(**{f"{prefix}__lft__lte": low, f"{prefix}__rgt__gte": high})
    return line


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """What one's organisations issued or keep, what was sent to their line, papers kept above.

        - kept in reach: everything, drafts too;
        - a paper from outside kept by an organisation on the line above an office: seen from below
          once confirmed, for a committee reads the paper that its superior works by;
        - sent to an organisation: seen by offices in it, above it, and by everyone under it. Who
          holds no office, a member of a cell, sees these alone.
        """
        if actor.sees_everything:
            return self
        from sotay.directives.models import Distribution
        from sotay.organisations.models import Organisation

        reached = Organisation.objects.reached_by(actor).values("pk")
        line = Organisation.objects.visible_to(actor).values("pk")
        sent = Distribution.objects.filter(organisation__in=line).values("document")
        confirmed = ~Q(state="draft")
        return self.filter(
            Q(issuer__in=reached)
            | Q(issuer=None, registered_by__in=reached)
            | (Q(issuer=None) & _over(actor.ranges, "registered_by") & confirmed)
            | (Q(pk__in=sent) & confirmed)
        )

    def pinned_by(self, actor: "Actor") -> Self:
        """What the actor has pinned and may still see, the last pinned first."""
        return self.visible_to(actor).filter(pins__user=actor.user).order_by("-pins__pinned_at")

    def of_line(self, organisation: "Organisation") -> Self:
        """Papers kept on the line of an organisation: above it, in it, under it.

        Only these can be meant by what it writes: every committee has a 02-CTr/ĐU of its own.
        """
        low, high = organisation.lft, organisation.rgt
        found = Q(pk__in=[])
        for home, outside in (("issuer", Q()), ("registered_by", Q(issuer=None))):
            above = Q(**{f"{home}__lft__lte": low, f"{home}__rgt__gte": high})
            under = Q(**{f"{home}__lft__gte": low, f"{home}__lft__lt": high})
            found |= outside & (above | under)
        return self.filter(found)

    def in_force(self, day: date) -> Self:
        """Holding on ``day``: the first day counts, the end day does not."""
        return self.filter(
            Q(in_force_from=None, issued_on__lte=day) | Q(in_force_from__lte=day),
            Q(in_force_to=None) | Q(in_force_to__gt=day),
        )

    def matching(self, words: str) -> Self:
        """Full-text search, with or without tone marks; matches with the marks come first."""
        folded = SearchQuery(searching.unmarked(words), config="simple", search_type="websearch")
        marked = SearchQuery(searching.marked(words), config="simple", search_type="websearch")
        return (
            self.filter(search=folded)
            .annotate(
                with_marks=models.ExpressionWrapper(
                    Q(search=marked), output_field=models.BooleanField()
                ),
                rank=SearchRank(F("search"), folded),
            )
            .order_by("-with_marks", "-rank", "-issued_on", "-id")
        )


class CitationQuerySet(models.QuerySet[Any]):
    def kept(self) -> Self:
        """Without those of which a person said that they are no citations."""
        return self.filter(is_dropped=False)
