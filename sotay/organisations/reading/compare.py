"""One organisation on two days: figures, name, place, and what acts make the difference."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sotay.core.days import decimal, grouped
from sotay.core.periods import end_of_day
from sotay.organisations import figures, succession
from sotay.organisations.asof import KNOWN
from sotay.organisations.models import Act, Organisation, Placement, Profile
from sotay.organisations.querysets import subtree_ids

ACTS_TOLD = 200  # acts between the two days that are looked at; beyond that only the difference


@dataclass(frozen=True)
class Row:
    """One line of the comparison. A value of None was not known that day."""

    label: str
    then: str | None
    now: str | None
    difference: str
    why: str
    name: str
    then_url: str = ""
    now_url: str = ""


@dataclass(frozen=True)
class Comparison:
    """``is_like_for_like``: the earlier figures are of what makes up the organisation later."""

    then: date
    now: date
    rows: list[Row]
    texts: list[tuple[str, str, str]]  # label, then, now: only what differs
    is_like_for_like: bool
    is_estimated: bool = False


def compare(
    organisation: Organisation,
    then: date,
    now: date,
    *,
    known_on: date | None = None,
    like_for_like: bool = False,
) -> Comparison:
    """Figures of ``organisation`` on two days, ``then`` the earlier one.

    ``known_on`` asks for both days as they were recorded by the end of that day.
    An organisation that has ended by ``now`` is continued by its largest heir. Acts in between are
    named with the heads they brought or took; what they do not explain stands as other changes.
    """
    later = _continued(organisation, then, now, known_on)
    rows: list[Row] = []
    is_estimated = False
    for figure in figures.known():
        after = figures.count(figure.name, later, now, known_on)
        before: int | Decimal | None
        if like_for_like and figure.is_counted:
            same = succession.like_for_like(later, figure.name, then, now, known_on)
            before, is_estimated = same.value, is_estimated or bool(same.shared)
        else:
            before = figures.count(figure.name, organisation, then, known_on)
        causes = (
            []
            if like_for_like or not figure.is_counted
            else _causes(organisation, later, figure.name, then, now, known_on)
        )
        urls = ("", "")
        if figure.rows is not None:
            opens = "" if like_for_like else figure.rows(organisation.pk, then)
            urls = (_as_known(opens, known_on), _as_known(figure.rows(later.pk, now), known_on))
        rows.append(_row(figure, before, after, causes, urls))
    return Comparison(
        then, now, rows, _texts(organisation, later, then, now, known_on), like_for_like,
        is_estimated,
    )  # fmt: skip


def _as_known(url: str, known_on: date | None) -> str:
    """The rows of a figure as they were recorded by the same day as the figure."""
    if not url or known_on is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}{KNOWN}={known_on.isoformat()}"


def _continued(
    organisation: Organisation, then: date, now: date, known_on: date | None
) -> Organisation:
    if Placement.objects.as_of(now, known_on).filter(organisation=organisation).exists():
        return organisation
    heirs = succession.heirs_today([organisation.pk], then, now, known_on)[organisation.pk]
    return Organisation.objects.get(pk=heirs[0][0]) if heirs else organisation


def _row(
    figure: figures.Figure,
    before: int | Decimal | None,
    after: int | None,
    causes: list[tuple[str, int]],
    urls: tuple[str, str],
) -> Row:
    shown: dict[str, Any] = {
        "label": str(figure.label),
        "then": _figure(before),
        "now": _figure(after),
        "name": figure.name,
        "then_url": urls[0],
        "now_url": urls[1],
    }
    if before is None or after is None:
        return Row(**shown, difference="–", why=_("chưa có số liệu của một ngày"))
    difference = after - before
    rest = difference - sum(count for _label, count in causes)
    told = [f"{_signed(count)} {label}" for label, count in causes if count]
    if rest:
        label = _("thay đổi khác") if told else _("thay đổi thường ngày")
        told.append(f"{_signed(rest)} {label}")
    return Row(**shown, difference=_signed(difference), why=", ".join(told))


def _figure(value: int | Decimal | None) -> str | None:
    if value is None:
        return None
    return grouped(int(value)) if value == int(value) else decimal(value)


def _signed(value: int | Decimal) -> str:
    if value == 0:
        return "0"
    shown = _figure(-value if value < 0 else value) or ""
    return f"+{shown}" if value > 0 else f"−{shown}"


def _causes(
    organisation: Organisation,
    later: Organisation,
    figure: str,
    then: date,
    now: date,
    known_on: date | None,
) -> list[tuple[str, int]]:
    """What the acts between the two days brought into the subtree and took out of it.

    An organisation that was outside on the eve of an act and inside from its day on brought its
    figure of the eve; the other way round it took it.
    """
    recorded = Act.objects.filter(corrected_by=None)
    if known_on is not None:
        moment = end_of_day(known_on)
        recorded = Act.objects.filter(
            Q(corrected_by=None) | Q(corrected_by__recorded_at__gte=moment), recorded_at__lt=moment
        )
    acts = list(
        recorded.filter(
            effective_on__gt=then, effective_on__lte=now,
            organisations__in=_ever_inside(organisation, later, then, now, known_on),
        )
        .exclude(what__in=[Act.What.CORRECT, Act.What.RENAME])
        .distinct()
        .order_by("effective_on", "id")[: ACTS_TOLD + 1]
    )  # fmt: skip
    if len(acts) > ACTS_TOLD:
        return []
    sums: Counter[str] = Counter()
    for act in acts:
        on, eve = act.effective_on, act.effective_on - timedelta(days=1)
        before = _inside(organisation, later, eve, known_on)
        after = _inside(organisation, later, on, known_on)
        label = act.get_what_display().lower()
        for key, sign in _crossings(act, before, after, known_on):
            count = _figure_of(figure, key, eve, known_on)
            if count:
                sums[label] += sign * count
    return sorted(sums.items(), key=lambda cause: -abs(cause[1]))


def _crossings(
    act: Act, before: set[int], after: set[int], known_on: date | None
) -> list[tuple[int, int]]:
    """Organisations whose figure an act carries over the border: (id, +1 in or -1 out).

    What moved is looked at itself: children that came along, or cells that went whole.
    """
    told: dict[str, Any] = act.details
    moved = [told["organisation"]] if act.what == Act.What.REPARENT else []
    moved += told.get("children", [])
    moved += [one for one, _parent in told.get("moves", [])]
    moved += [child for part in told.get("parts", []) for child in part["children"]]
    if moved:
        ways = [(key, key in before, key in after) for key in moved]
    else:
        ways = [
            (row.predecessor_id, row.predecessor_id in before, row.successor_id in after)
            for row in act.successions.filter(_believed(known_on), share=1)
        ]
    return [(key, 1 if is_in else -1) for key, was_in, is_in in ways if was_in != is_in]


def _believed(known_on: date | None) -> Q:
    """Successions not taken back, by now or by the end of ``known_on``."""
    if known_on is None:
        return Q(superseded_at=None)
    return Q(superseded_at=None) | Q(superseded_at__gte=end_of_day(known_on))


def _inside(
    organisation: Organisation, later: Organisation, day: date, known_on: date | None
) -> set[int]:
    tops = {organisation.pk, later.pk}
    places = Placement.objects.as_of(day, known_on)
    standing = places.filter(organisation__in=subtree_ids(tops, day, known_on))
    # Of the two, the one that stands on that day: itself before its end, then its heir.
    own = organisation.pk
    found = dict(standing.values_list("organisation", "parent"))
    if own in found and later.pk != own:
        only = places.filter(organisation__in=subtree_ids([own], day, known_on))
        return set(only.values_list("organisation", flat=True))
    return set(found)


def _ever_inside(
    organisation: Organisation, later: Organisation, then: date, now: date, known_on: date | None
) -> set[int]:
    return {
        *_inside(organisation, later, then, known_on),
        *_inside(organisation, later, now, known_on),
        later.pk,
    }


def _figure_of(figure: str, key: int, day: date, known_on: date | None) -> int | None:
    return figures.count(figure, Organisation.objects.get(pk=key), day, known_on)


def _texts(
    organisation: Organisation, later: Organisation, then: date, now: date, known_on: date | None
) -> list[tuple[str, str, str]]:
    """Name, kind, place and symbol where they differ."""
    sides = []
    for one, day in ((organisation, then), (later, now)):
        profile = Profile.objects.nearest([one.pk], day, known_on).get(one.pk)
        place = Placement.objects.as_of(day, known_on).filter(organisation=one).first()
        parent = (
            Profile.objects.nearest([place.parent_id], day, known_on).get(place.parent_id)
            if place and place.parent_id
            else None
        )
        sides.append(
            {
                _("Tên gọi"): profile.name if profile else "",
                _("Loại hình"): str(profile.kind) if profile else "",
                _("Ký hiệu văn bản"): profile.symbol if profile else "",
                _("Trực thuộc"): parent.name if parent else "",
            }
        )
    before, after = sides
    return [
        (label, before[label], after[label]) for label in before if before[label] != after[label]
    ]
