"""Questions asked of shelves, titles and pages, and of one's own reading."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from sotay.core.remembering import remembered

if TYPE_CHECKING:
    from sotay.organisations.access import Actor


def _kinds_of(actor: "Actor") -> list[str]:
    """Kinds of the organisations a person belongs to, or holds an office in, today."""
    from sotay.organisations.models import Profile

    own = {grant.organisation_id for grant in actor.grants}
    if actor.home is not None:
        own.add(actor.home.pk)

    def ask() -> list[str]:
        kinds = Profile.objects.as_of(actor.today).filter(organisation__in=own)
        return sorted(set(kinds.values_list("kind__code", flat=True)))

    return remembered(("library.kinds", actor.today, *sorted(own)), ask) if own else []


class ShelfQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Shelves of one's own line: kept above one, by one's own, or in reach of an office.

        A shelf meant for some kinds of organisations is open to people of these; those who look
        after it see it whatever they are. A closed shelf is seen by them alone.
        """
        if actor.sees_everything:
            return self
        from sotay.organisations.models import Organisation

        line = Organisation.objects.visible_to(actor).values("pk")
        kept = Q(pk__in=[])
        for low, high in actor.ranges_for("library.keep"):
            kept |= Q(organisation__lft__gte=low, organisation__lft__lt=high)
        meant = Q(audience=[]) | Q(audience__overlap=_kinds_of(actor))
        return self.filter(kept | (Q(organisation__in=line) & meant & Q(closed_on=None)))

    def with_counts(self) -> Self:
        """Add ``titles_there``: titles that stand on the shelf."""
        from sotay.library.models import Title

        there = (
            Title.objects.filter(shelf=OuterRef("pk"), withdrawn_on=None)
            .order_by()
            .values("shelf")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(titles_there=Coalesce(Subquery(there), 0))


class TitleQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        """Titles on shelves open to the actor; what was withdrawn is gone for everybody."""
        from sotay.library.models import Shelf

        return self.filter(shelf__in=Shelf.objects.visible_to(actor), withdrawn_on=None)

    def named_like(self, folded: str) -> Self:
        """Whose name or author has every one of these words, marks left out."""
        found = self
        for word in folded.split(" ")[:8]:
            found = found.filter(folded__contains=word)
        return found

    def with_people(self, since: date) -> Self:
        """Add ``people``: how many first opened it in the months from ``since`` on."""
        from sotay.library.models import Tally

        counted = (
            Tally.objects.filter(title=OuterRef("pk"), month__gte=since)
            .order_by()
            .values("title")
            .annotate(n=Sum("people"))
            .values("n")
        )
        return self.annotate(people=Coalesce(Subquery(counted), 0))


class EditionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> Self:
        from sotay.library.models import Title

        return self.filter(title__in=Title.objects.visible_to(actor), withdrawn_on=None)

    def standing(self) -> Self:
        """Not withdrawn, and of a title that is not."""
        return self.filter(withdrawn_on=None, title__withdrawn_on=None)

    def for_cards(self) -> Self:
        return self.select_related("title__shelf__organisation", "file", "extraction")


class PageQuerySet(models.QuerySet[Any]):
    def with_headings(self) -> Self:
        return self.exclude(heading="").order_by("number")


class TallyQuerySet(models.QuerySet[Any]):
    def add_one(self, title: Any, month: date) -> None:
        """One person more; two at the same moment are two."""
        row, _made = self.get_or_create(title=title, month=month)
        self.filter(pk=row.pk).update(people=F("people") + 1)


class ReadingQuerySet(models.QuerySet[Any]):
    def of(self, actor: "Actor") -> Self:
        """One's own places in what one may still read, last read first."""
        from sotay.library.models import Edition

        return (
            self.filter(user=actor.user, edition__in=Edition.objects.visible_to(actor))
            .select_related("edition__title__shelf")
            .order_by("-updated_at", "-id")
        )


class BookmarkQuerySet(models.QuerySet[Any]):
    def of(self, actor: "Actor") -> Self:
        """One's own bookmarks and notes in what one may still read."""
        from sotay.library.models import Edition

        return self.filter(
            user=actor.user, edition__in=Edition.objects.visible_to(actor)
        ).select_related("edition__title")
