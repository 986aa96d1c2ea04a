"""What every act on the register stands on: locking a member, writing a timeline, asking a cell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.errors import RuleBroken
from sotay.members import totals
from sotay.members.models import Member, Membership, Status
from sotay.members.rules.timelines import Stretch, Timeline, on_day
from sotay.organisations.models import Organisation, Placement, Profile

VALUES: dict[Any, tuple[str, ...]] = {
    Membership: ("organisation_id", "begin", "end", "decision_number"),
    Status: ("standing", "education", "theory", "decision_number"),
}


class NoSuchMember(RuleBroken):
    """The row is not there, or the actor's sight does not reach it."""


def locked(member: Member) -> Member:
    """``member`` read again and held until the transaction ends, so that acts come one by one.

    :raises NoSuchMember: it cannot be seen (any more) by who is acting
    """
    found = Member.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
    if found is None or found.withdrawn_at:
        raise NoSuchMember(_("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
    return found


def timeline_of(model: Any, member: Member) -> Timeline:
    """What ``model`` (Membership or Status) believes now about ``member``, in order of days."""
    return [as_stretch(row) for row in believed(model, member)]


def believed(model: Any, member: Member) -> list[Any]:
    """The rows of ``model`` that hold now about ``member``, in order of days."""
    rows = model._default_manager.filter(member=member, superseded_at=None)
    return list(rows.order_by("valid_from"))


def as_stretch(row: Any) -> Stretch:
    """A row of Membership or Status as its timeline has it."""
    values = {name: getattr(row, name) for name in VALUES[type(row)]}
    return Stretch(row.valid_from, row.valid_to, values)


def write_timeline(
    model: Any,
    member: Member,
    wanted: Timeline,
    now: datetime | None = None,
    *,
    rows: Sequence[Any] | None = None,
) -> None:
    """Make ``wanted`` what is believed about ``member``: rows that say otherwise are superseded.

    Rows that already say so stay as they are, so that nothing is recorded which did not change.
    ``rows`` are those believed now, where the caller has just read them.
    """
    now = now or timezone.now()
    still = list(wanted)
    stale = []
    for row in believed(model, member) if rows is None else rows:
        said = as_stretch(row)
        if said in still:
            still.remove(said)
        else:
            stale.append(row.pk)
    model._default_manager.filter(pk__in=stale).update(superseded_at=now)
    model._default_manager.bulk_create(
        model(member=member, valid_from=one.lo, valid_to=one.hi, recorded_at=now, **one.values)
        for one in still
    )


def mirror(member: Member, memberships: Timeline) -> None:
    """Keep on the member's own row what the timeline says of today: the cell, and whether open."""
    last = memberships[-1]
    member.cell_id = last.values["organisation_id"]
    member.is_active = last.hi is None
    member.save(update_fields=["cell", "is_active"])


def refresh_totals(member_ids: Iterable[int]) -> None:
    """Make what is derived from these members' facts anew, in the act's own transaction."""
    for batch in batched(sorted(set(member_ids)), 5_000):
        totals.refresh(batch)


def batched(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def cell_or_refuse(organisation: Organisation, day: date, refusal: type[RuleBroken]) -> None:
    """Refuse an organisation that is not in the tree on ``day``, or to which nobody belongs
    directly.

    :raises RuleBroken: of the type ``refusal``
    """
    placed = Placement.objects.as_of(day).filter(organisation=organisation)
    profiles = Profile.objects.as_of(day).filter(Exists(placed), organisation=organisation)
    profile = profiles.select_related("kind").first()
    if profile is None:
        raise refusal(
            _("Ngày %(day)s tổ chức này không hoạt động. Đồng chí chọn chi bộ khác hoặc ngày khác.")
            % {"day": written(day)}
        )
    if not profile.kind.holds_members:
        raise refusal(
            _("%(name)s không phải là chi bộ. Đồng chí chọn một chi bộ thuộc tổ chức này.")
            % {"name": profile.name}
        )


def open_membership(member: Member, refusal: type[RuleBroken]) -> Stretch:
    """The membership without end.

    :raises RuleBroken: of the type ``refusal``; there is none
    """
    return last_open(timeline_of(Membership, member), member, refusal)


def last_open(timeline: Timeline, member: Member, refusal: type[RuleBroken]) -> Stretch:
    """The one without end of ``member``'s memberships.

    :raises RuleBroken: of the type ``refusal``; there is none
    """
    if not timeline or timeline[-1].hi is not None:
        raise refusal(
            _("Đồng chí %(name)s hiện không sinh hoạt ở chi bộ nào trong sổ.") % {"name": member}
        )
    return timeline[-1]


def standing_on(member: Member, day: date) -> dict[str, Any]:
    """Standing, education and theory believed to hold on ``day``; empty where nothing is held."""
    found = on_day(timeline_of(Status, member), day)
    return dict(found.values) if found else {}
