"""Routes of the registry: the rules on a day, one rule through time, values set apart."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from sotay.regulations import pack, reading, services
from sotay.regulations.asking import Asked
from sotay.regulations.models import Override
from sotay.regulations.registry import NoSuchRule, RuleValue, rule
from sotay.regulations.schemas import EndIn, OverrideIn, OverrideOut, RuleOut

router = Router()


@router.get("", response=list[RuleOut])
def list_rules(
    request: Asked,
    day: date | None = None,
    q: str = Query("", max_length=80),
    certainty: str = Query("", max_length=10),
    subject: str = Query("", max_length=40),
) -> list[RuleValue]:
    """Every rule with its value on a day (today unless asked) where the caller stands."""
    groups = reading.grouped(request.actor, day or request.actor.today, q, certainty, subject)
    return [row.value for group in groups for row in group.rows if row.value is not None]


@router.get("/{rule_id}", response=RuleOut)
def get_rule(
    request: Asked, rule_id: str, day: date | None = None, national: bool = False
) -> RuleValue:
    """The value of a rule on a day where the caller stands; ``national`` leaves out what is set."""
    asked = day or request.actor.today
    try:
        return rule(rule_id, asked, () if national else reading.line_of(request.actor, asked))
    except NoSuchRule:
        raise Http404 from None


@router.get("/{rule_id}/values", response=list[RuleOut])
def list_values(request: Asked, rule_id: str) -> list[RuleValue]:
    """The national values of a rule through time, the latest first."""
    return reading.history(_definition(rule_id))


@router.get("/{rule_id}/overrides", response=list[OverrideOut])
def list_overrides(request: Asked, rule_id: str) -> list[Override]:
    """What organisations within the caller's sight have set, the latest first."""
    definition = _definition(rule_id)
    actor = request.actor
    found = reading.set_values(definition, actor, actor.today, services.ACT)
    return [one.row for one in found]


@router.post("/{rule_id}/overrides", response={201: OverrideOut})
def set_override(request: Asked, rule_id: str, payload: OverrideIn) -> Any:
    """Set a value for an organisation in which the caller holds an office, and what is under it."""
    _definition(rule_id)
    asked = payload.dict(exclude={"organisation_id"})
    place = _held(request.actor, payload.organisation_id)
    made = services.set_override(actor=request.actor, organisation=place, rule_id=rule_id, **asked)
    return Status(201, made)


@router.post("/{rule_id}/overrides/{int:override_id}/end", response={200: OverrideOut, 204: None})
def end_override(request: Asked, rule_id: str, override_id: int, payload: EndIn) -> Any:
    """From a day on follow again what is set above; 204 if the value never came to hold."""
    override = get_object_or_404(Override.objects.known(), pk=override_id, rule=rule_id)
    place = _held(request.actor, override.organisation_id)
    left = services.end_override(
        actor=request.actor, organisation=place, override=override, on=payload.on
    )
    return Status(204, None) if left is None else Status(200, left)


def _definition(rule_id: str) -> pack.Definition:
    try:
        return pack.national().definitions[rule_id]
    except KeyError:
        raise Http404 from None


def _held(actor: Any, organisation_id: int) -> Any:
    """An organisation in which the caller holds any office; others are not found."""
    for grant in actor.grants:
        if grant.organisation_id == organisation_id:
            return grant.organisation
    raise Http404
