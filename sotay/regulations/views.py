"""Pages of the registry: every rule on a day, one rule through time, and setting a value apart."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.core.errors import RuleBroken
from sotay.regulations import pack, places, reading, rules, services
from sotay.regulations.asking import Asked
from sotay.regulations.forms import EndForm, OverrideForm
from sotay.regulations.models import Override
from sotay.regulations.registry import NoSuchRule, rule


def _day(request: Asked) -> date:
    """The day the page shows: that of its address, else today."""
    asked = getattr(request, "as_of", None)
    return asked.day if asked else request.actor.today


def _definition(rule_id: str) -> pack.Definition:
    try:
        return pack.national().definitions[rule_id]
    except KeyError:
        raise Http404 from None


@login_required
def rule_list(request: Asked) -> HttpResponse:
    """Every rule by subject with its value on the day, for where the actor stands."""
    asked = {name: request.GET.get(name, "") for name in ("q", "certainty", "subject")}
    if asked["certainty"] not in rules.CERTAINTIES:
        asked["certainty"] = ""
    groups = reading.grouped(
        request.actor, _day(request), asked["q"], asked["certainty"], asked["subject"]
    )
    context = {
        "groups": groups,
        "asked": asked,
        "day": _day(request),
        "count": sum(len(group.rows) for group in groups),
        "certainties": rules.CERTAINTIES.items(),
        "subjects": pack.national().subjects,
    }
    return render(request, "regulations/rule_list.html", context)


@login_required
def rule_detail(request: Asked, rule_id: str) -> HttpResponse:
    """One rule through time; setting a value apart for one's own organisation."""
    definition = _definition(rule_id)
    actor, day = request.actor, _day(request)
    form = _form(request, definition)
    if form is not None and form.is_valid():
        place = next(
            one
            for one in reading.deciding_for(actor, services.ACT)
            if one.pk == form.cleaned_data.pop("organisation")
        )
        try:
            services.set_override(
                actor=actor, organisation=place, rule_id=rule_id, **form.cleaned_data
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đặt giá trị riêng."))
            return redirect("regulations:detail", rule_id)
    context = _context(request, definition, day, form)
    refused = form is not None and form.is_bound
    return render(request, "regulations/rule_detail.html", context, status=422 if refused else 200)


@login_required
@require_POST
def end_override(request: Asked, override_id: int) -> HttpResponse:
    """From a day on the organisation follows again what is set above it."""
    override = get_object_or_404(Override.objects.known(), pk=override_id)
    held = {place.pk: place for place in reading.deciding_for(request.actor, services.ACT)}
    if override.organisation_id not in held:
        raise Http404
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_override(
                actor=request.actor,
                organisation=held[override.organisation_id],
                override=override,
                on=form.cleaned_data["on"],
            )
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã ghi ngày thôi áp dụng giá trị riêng."))
    else:
        for refusals in form.errors.values():
            messages.error(request, str(refusals[0]))
    return redirect("regulations:detail", override.rule)


def _form(request: Asked, definition: pack.Definition) -> OverrideForm | None:
    """The form, for those who may decide somewhere and if one line can hold such a value."""
    actor = request.actor
    held = reading.deciding_for(actor, services.ACT)
    try:
        current = rule(definition.id, actor.today, reading.line_of(actor, actor.today))
    except NoSuchRule:
        return None
    if not held or not rules.can_be_typed(current.value):
        if request.method == "POST":
            raise Http404
        return None
    names = places.names_of([place.pk for place in held], actor.today)
    return OverrideForm(
        request.POST or None,
        rule=current,
        places=names,
        today=actor.today,
    )


def _context(
    request: Asked, definition: pack.Definition, day: date, form: OverrideForm | None
) -> dict[str, Any]:
    try:
        current = rule(definition.id, day, reading.line_of(request.actor, day))
    except NoSuchRule:
        current = None
    set_by = ""
    if current is not None and current.overridden_by is not None:
        set_by = places.names_of([current.overridden_by], day)[current.overridden_by]
    return {
        "rule": definition,
        "current": current,
        "set_by": set_by,
        "day": day,
        "today": request.actor.today,
        "history": reading.history(definition),
        "set_values": reading.set_values(definition, request.actor, day, services.ACT),
        "form": form,
    }
