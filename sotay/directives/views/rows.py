"""The rows that pages are about: what the actor may not see is not found."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404

from sotay.directives.models import Document
from sotay.organisations.models import Organisation, Placement
from sotay.regulations.asking import Asked


def documents(request: Asked) -> Any:
    return Document.objects.visible_to(request.actor)


def document(request: Asked, document_id: int) -> Any:
    found = documents(request).select_related("issuer", "registered_by", "file")
    return get_object_or_404(found.defer("search"), pk=document_id)


def below(parent: Organisation, day: date) -> list[Any]:
    """The organisations directly under ``parent`` on ``day``, by name."""
    placed = Placement.objects.as_of(day).under(parent)
    found: Any = Organisation.objects.filter(placements__in=placed).described(day)
    return list(found.order_by("name_key", "pk"))


def home_and_below(parent: Organisation, day: date) -> list[Any]:
    """As :func:`below`, and ``parent`` itself at the end: its own members, its own tasks."""
    return [*below(parent, day), *Organisation.objects.filter(pk=parent.pk).described(day)]
