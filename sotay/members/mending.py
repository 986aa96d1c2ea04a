"""Which records of a cell are to be mended, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sotay.members.models import Education, Member, Standing, Status, Theory
from sotay.members.rules.mending import Facts, Flaw, Limits, flaws
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.regulations.registry import NoSuchRule, rule

MOST = 5_000  # records looked at for one page

FIELDS = (
    "birth_year",
    "born_on",
    "decided_on",
    "admitted_on",
    "recognised_on",
    "card_number",
    "citizen_id",
    "home_place",
    "residence",
)


@dataclass(frozen=True)
class ToMend:
    """One record with what is wrong in it."""

    id: int
    full_name: str
    birth_year: int
    cell_id: int
    flaws: tuple[Flaw, ...]

    @property
    def is_impossible(self) -> bool:
        return any(flaw.impossible for flaw in self.flaws)


@dataclass(frozen=True)
class Mending:
    """The records that want mending; ``is_cut`` where there were too many to read."""

    checked: int
    records: tuple[ToMend, ...]
    is_cut: bool

    @property
    def by_flaw(self) -> list[tuple[str, int]]:
        """How often each thing is wrong, the most frequent first."""
        counts: dict[str, int] = {}
        for record in self.records:
            for flaw in record.flaws:
                counts[flaw.says] = counts.get(flaw.says, 0) + 1
        return sorted(counts.items(), key=lambda pair: -pair[1])


def limits(day: date, organisation_id: int) -> Limits:
    try:
        card_digits = rule("members.card_digits", day, organisation_id).value
    except NoSuchRule:
        card_digits = None
    return Limits(
        probation_months=rule("members.probation_months", day, organisation_id).value,
        admission_age_years=rule("members.admission_age_min", day, organisation_id).value,
        card_digits=card_digits,
    )


def facts_of(values: dict[str, Any], status: dict[str, Any] | None) -> Facts:
    told = status or {}
    return Facts(
        **{name: values[name] for name in FIELDS},
        is_probationary=told.get("standing") == Standing.PROBATIONARY,
        has_education=told.get("education", Education.UNKNOWN) != Education.UNKNOWN,
        has_theory=told.get("theory", Theory.UNKNOWN) != Theory.UNKNOWN,
    )


def to_mend(actor: Actor, organisation: Organisation) -> Mending:
    """Check every active record of ``organisation`` and under it, by the rules of today."""
    inside = (
        Member.objects.in_reach(actor)
        .entered()
        .filter(
            is_active=True,
            org_lft__gte=organisation.lft,
            org_lft__lt=max(organisation.rgt, organisation.lft + 1),
        )
    )
    found = list(
        inside.order_by("sort_key", "id").values("id", "full_name", "cell_id", *FIELDS)[: MOST + 1]
    )
    kept = found[:MOST]
    statuses = {
        row["member"]: row
        for row in Status.objects.as_of(actor.today)
        .filter(member__in=[one["id"] for one in kept])
        .values("member", "standing", "education", "theory")
    }
    allowed = limits(actor.today, organisation.pk)
    records = []
    for one in kept:
        wrong = flaws(facts_of(one, statuses.get(one["id"])), allowed, actor.today)
        if wrong:
            records.append(
                ToMend(one["id"], one["full_name"], one["birth_year"], one["cell_id"], tuple(wrong))
            )
    records.sort(key=lambda record: not record.is_impossible)
    return Mending(len(kept), tuple(records), len(found) > MOST)
