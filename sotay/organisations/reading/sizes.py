"""Warnings on the size and form of an organisation, with the rule values they were judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sotay.organisations import figures
from sotay.organisations.models import Grant, Organisation, Profile
from sotay.organisations.rules import sizes
from sotay.regulations.registry import NoSuchRule, RuleValue, rule

# A secretary, with a deputy if needed, leads a cell without a committee; who else sits makes one.
COMMITTEE_SEAT = "committee_member"


@dataclass(frozen=True)
class Warning:
    """A sentence, and the rule value it opens on."""

    sentence: str
    rule: RuleValue


def warnings(
    organisation: Organisation, line: Sequence[int], day: date, known_on: date | None = None
) -> list[Warning]:
    """Departures of ``organisation`` from the sizes in force on ``day``.

    ``line`` holds its id and those above it, by which a rule set locally is found.
    """
    profile = (
        Profile.objects.as_of(day, known_on)
        .filter(organisation=organisation)
        .select_related("kind")
        .first()
    )
    if profile is None:
        return []
    values: dict[str, RuleValue] = {}
    for rule_id in (sizes.MIN_FULL_MEMBERS, sizes.COMMITTEE_FROM, sizes.CELL_COMMITTEE_FROM):
        try:
            values[rule_id] = rule(rule_id, day, line, known_on=known_on)
        except NoSuchRule:
            continue
    seats = (
        Grant.objects.as_of(day, known_on)
        .filter(organisation=organisation, office__code=COMMITTEE_SEAT)
        .count()
    )
    found = sizes.warnings(
        profile.kind.code,
        holds_members=profile.kind.holds_members,
        members=figures.count(figures.MEMBERS, organisation, day, known_on),
        full_members=figures.count(figures.FULL_MEMBERS, organisation, day, known_on),
        committee_members=seats,
        limits={rule_id: found.value for rule_id, found in values.items()},
    )
    return [Warning(_sentence(one), values[one.rule_id]) for one in found]


def _sentence(one: sizes.Warned) -> str:
    sentences = {
        "too_few_full_members": _(
            "Chi bộ có %(figure)s đảng viên chính thức, ít hơn %(limit)s. Đồng chí xem xét chuyển "
            "đảng viên sang sinh hoạt ở chi bộ khác."
        ),
        "should_be_committee": _(
            "Chi bộ cơ sở có %(figure)s đảng viên, từ %(limit)s trở lên thì lập đảng bộ cơ sở."
        ),
        "should_be_cell": _(
            "Đảng bộ cơ sở có %(figure)s đảng viên, dưới %(limit)s. Giữ đảng bộ thì cần cấp ủy cấp "
            "trên trực tiếp đồng ý."
        ),
        "no_cell_committee": _(
            "Chi bộ có %(figure)s đảng viên chính thức, từ %(limit)s trở lên thì bầu chi ủy; "
            "trong sổ chưa có chi ủy."
        ),
    }
    return sentences[one.what] % {"figure": one.figure, "limit": one.limit}
