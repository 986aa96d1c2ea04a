"""Where an organisation comes from and where it is now: the picture, and the same in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from sotay.core.days import grouped, written
from sotay.organisations import figures, succession
from sotay.organisations.asof import AsOf
from sotay.organisations.models import Act, Organisation, Profile, Succession
from sotay.organisations.reading.history import sentence, taken_back
from sotay.organisations.rules.lineage import Picture, Stage, draw

MOST = 40  # boxes; a longer line is told in words only


@dataclass(frozen=True)
class Lineage:
    """``picture`` is None where there is nothing to join, or too much to draw."""

    picture: Picture | None
    sentences: list[str]
    heirs: list[int]
    is_too_long: bool = False


def lineage(organisation: Organisation, as_of: AsOf) -> Lineage:
    """The line of ``organisation``, as known on the day of the page."""
    rows = succession.chain(organisation.pk, as_of.known_on)
    keys = {
        organisation.pk,
        *(row.predecessor_id for row in rows),
        *(row.successor_id for row in rows),
    }
    stages, links = _stages(keys, rows, organisation, as_of)
    sentences = _sentences(organisation, rows, as_of)
    heirs = succession.heirs_today([organisation.pk], as_of.day, as_of.today)[organisation.pk]
    ends = [key for key, _share in heirs] if as_of.day < as_of.today else []
    if len(stages) < 2:
        return Lineage(None, sentences, ends)
    if len(stages) > MOST:
        return Lineage(None, sentences, ends, is_too_long=True)
    return Lineage(draw(stages, links, as_of.day, organisation.pk), sentences, ends)


def _stages(
    keys: set[int], rows: list[Succession], organisation: Organisation, as_of: AsOf
) -> tuple[list[Stage], list[tuple[tuple[int, int], tuple[int, int]]]]:
    """A box for each name each organisation bore, and what joins them."""
    profiles: dict[int, list[Profile]] = defaultdict(list)
    for profile in (
        Profile.objects.known(as_of.known_on)
        .filter(organisation__in=keys)
        .order_by("organisation", "valid_from")
    ):
        last = profiles[profile.organisation_id]
        # A change of symbol or kind alone is not another box.
        if last and last[-1].name == profile.name and last[-1].valid_to == profile.valid_from:
            last[-1].valid_to = profile.valid_to
        else:
            last.append(profile)
    heads = figures.count(figures.MEMBERS, organisation, as_of.day, as_of.known_on)
    went = _heads_that_went(rows)
    stages, links = [], []
    for key, names in profiles.items():
        for number, profile in enumerate(names):
            is_shown = key == organisation.pk and _stage_at(names, as_of.day) == number
            note = _note(key, number, names, rows, went, heads if is_shown else None)
            stages.append(
                Stage((key, number), profile.name, profile.valid_from, profile.valid_to, note)
            )
            if number:
                links.append(((key, number - 1), (key, number)))
    for row in rows:
        before = _stage_at(profiles[row.predecessor_id], row.on - timedelta(days=1))
        after = _stage_at(profiles[row.successor_id], row.on)
        if before is not None and after is not None:
            links.append(((row.predecessor_id, before), (row.successor_id, after)))
    return stages, links


def _stage_at(names: list[Profile], day: date) -> int | None:
    for number, profile in enumerate(names):
        if profile.valid_from <= day and (profile.valid_to is None or day < profile.valid_to):
            return number
    return None


def _heads_that_went(rows: list[Succession]) -> dict[int, int]:
    """Heads of each succession by id: as recorded, else counted now where members came in later."""
    found = {row.pk: row.members for row in rows if row.members}
    uncounted: dict[date, list[Succession]] = defaultdict(list)
    for row in rows:
        if not row.members:
            uncounted[row.on].append(row)
    for on, group in uncounted.items():
        former = Organisation.objects.filter(pk__in={row.predecessor_id for row in group})
        counts = figures.counts(figures.MEMBERS, list(former), on - timedelta(days=1))
        for row in group:
            found[row.pk] = round((counts[row.predecessor_id] or 0) * row.share)
    return found


def _note(
    key: int,
    number: int,
    names: list[Profile],
    rows: list[Succession],
    went: dict[int, int],
    heads: int | None,
) -> str:
    """What stands under the name: how its members add up, how many it gave, or its days.

    ``went`` holds the heads of each succession, ``heads`` those of the day shown, for the box that
    is the page's own.
    """
    profile = names[number]
    came = [row for row in rows if row.successor_id == key and row.on == profile.valid_from]
    if len(came) > 1 and all(went.get(row.pk) for row in came):
        parts = [went[row.pk] for row in came]
        return _("%(sum)s = %(parts)s đảng viên") % {
            "sum": grouped(sum(parts)),
            "parts": " + ".join(grouped(part) for part in parts),
        }
    if heads is not None:
        return _("%(count)s đảng viên") % {"count": grouped(heads)}
    gone = [row for row in rows if row.predecessor_id == key and row.on == profile.valid_to]
    if gone and all(went.get(row.pk) for row in gone):
        return _("%(count)s đảng viên") % {"count": grouped(sum(went[row.pk] for row in gone))}
    if len(came) == 1 and went.get(came[0].pk):
        return _("nhận %(count)s đảng viên") % {"count": grouped(went[came[0].pk])}
    if number:
        return _("đổi tên ngày %(day)s") % {"day": written(profile.valid_from)}
    if profile.valid_to is None:
        return _("từ ngày %(day)s") % {"day": written(profile.valid_from)}
    return _("%(from)s đến %(to)s") % {
        "from": written(profile.valid_from),
        "to": written(profile.valid_to - timedelta(days=1)),
    }


def _sentences(organisation: Organisation, rows: list[Succession], as_of: AsOf) -> list[str]:
    """The line as a list, oldest first, for those who do not see the picture."""
    names = (
        Profile.objects.known(as_of.known_on)
        .filter(organisation=organisation)
        .order_by("valid_from")
    )
    acts = {row.act_id: row.act for row in rows}
    own = organisation.acts.filter(what__in=[Act.What.FOUND, Act.What.RENAME])
    acts.update((act.pk, act) for act in own.select_related("corrected_by"))
    told: list[tuple[date, str]] = [
        (act.effective_on, sentence(act, organisation.pk))
        for act in acts.values()
        if not taken_back(act, as_of.known_on)
    ]
    first = names.first()
    if first is not None and first.valid_from not in {day for day, _text in told}:
        text = _("Ngày %(day)s: có trong sổ với tên “%(name)s”.") % {
            "day": written(first.valid_from),
            "name": first.name,
        }
        told.append((first.valid_from, text))
    return [text for _day, text in sorted(told, key=lambda one: one[0])]
