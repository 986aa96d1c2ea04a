"""What a conference may call, as its page shows it: fifty organisations at a time, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.core.text import fold
from sotay.meetings.models import Meeting
from sotay.meetings.services.calling import under_of
from sotay.meetings.yearly import parents_of
from sotay.organisations.models import Profile
from sotay.organisations.querysets import OrganisationQuerySet

ROWS = 50


@dataclass(frozen=True)
class CallableRow:
    """One organisation under the one that meets; ``called`` says who of it is called already."""

    id: int
    name: str
    parent: str  # many cells share a name
    kind: str
    called: str


@dataclass(frozen=True)
class CallablePage:
    rows: Sequence[CallableRow]
    kinds: Sequence[tuple[str, str]]  # code and name of each kind there is, for narrowing
    called: Sequence[CallableRow]
    total: int
    next_url: str
    first_url: str


def words_of(delegates: int | None) -> str:
    if delegates is None:
        return _("toàn thể đảng viên")
    return ngettext("%(n)d đại biểu", "%(n)d đại biểu", delegates) % {"n": delegates}


def matching(meeting: Meeting, asked: str, kind: str) -> OrganisationQuerySet:
    """What a conference may call, whose name holds ``asked``, of one kind; empty is any."""
    found: OrganisationQuerySet = under_of(meeting).described(meeting.day).exclude(name=None)
    if kind:
        found = found.filter(kind_code=kind)
    if asked:
        found = found.filter(
            pk__in=Profile.objects.as_of(meeting.day)
            .filter(folded__contains=fold(asked))
            .values("organisation")
        )
    return found


def callable_rows(meeting: Meeting, asked: str, kind: str, begin: int) -> CallablePage:
    """Organisations that match, in order of the tree from ``begin`` on."""
    found = matching(meeting, asked, kind)
    called = {one.organisation_id: one.delegates for one in meeting.called.all()}
    total = found.count()
    shown = list(found.order_by("lft")[begin : begin + ROWS])
    kept = under_of(meeting).described(meeting.day).filter(pk__in=called).order_by("lft")

    kept = list(kept)
    parents = parents_of([one.pk for one in (*shown, *kept)], meeting.organisation, meeting.day)

    def row(one: object) -> CallableRow:
        key = one.pk  # type: ignore[attr-defined]
        return CallableRow(
            id=key,
            name=one.name or "",  # type: ignore[attr-defined]
            parent=parents.get(key, ""),
            kind=one.kind_name,  # type: ignore[attr-defined]
            called=words_of(called[key]) if key in called else "",
        )

    search = {key: words for key, words in (("q", asked), ("kind", kind)) if words}
    following = begin + ROWS
    return CallablePage(
        rows=[row(one) for one in shown],
        kinds=list(
            Profile.objects.as_of(meeting.day)
            .filter(organisation__in=under_of(meeting))
            .order_by("kind__rank", "kind__code")
            .values_list("kind__code", "kind__name")
            .distinct()
        ),
        called=[row(one) for one in kept],
        total=total,
        next_url=f"?{urlencode({**search, 'after': following})}" if following < total else "",
        first_url=f"?{urlencode(search)}" if begin else "",
    )
