"""What the pages of dues share."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from sotay.core.errors import BadInput
from sotay.dues.models import Collection, Due
from sotay.dues.querysets import kept_by
from sotay.dues.rules import months
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation
from sotay.ui.posting import form_page


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def month_of(text: str) -> date:
    """The month of an address; one that cannot be read is not found."""
    try:
        return months.read(text)
    except BadInput:
        raise Http404 from None


def kept_cell(request: HttpRequest, key: int) -> Any:
    """A cell whose dues the actor keeps; others are not found."""
    actor = actor_of(request)
    found = Organisation.objects.filter(pk__in=kept_by(actor)).described(actor.today)
    return get_object_or_404(found, pk=key)


def kept_collection(request: HttpRequest, key: int, month: str) -> Any:
    cell = kept_cell(request, key)
    found = get_object_or_404(
        Collection.objects.select_related("organisation"),
        organisation=cell,
        month=month_of(month),
    )
    found.organisation = cell
    return found


def name_of(organisation: Organisation, member_id: int) -> str:
    """The name under which a member stands on the cell's lists; not found where on none."""
    found = (
        Due.objects.filter(organisation=organisation, member=member_id)
        .order_by("-month", "-id")
        .values_list("member_name", flat=True)
        .first()
    )
    if found is None:
        raise Http404
    return str(found)


def act_page(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    button: str,
    back_url: str,
    back_label: str,
    lead: str = "",
    is_final: bool = False,
    notes: tuple[str, ...] = (),
) -> HttpResponse:
    """One act: what it is about, its form, one button."""
    return form_page(
        request,
        "dues/act.html",
        form,
        title=title,
        button=button,
        back_url=back_url,
        back_label=back_label,
        lead=lead,
        is_final=is_final,
        notes=notes,
    )
