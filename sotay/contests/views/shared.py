"""What the pages of awards share: what is found, and the page of a form."""

from typing import Any

from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from sotay.contests.models import Entry, Round
from sotay.contests.services.rights import require_keeper
from sotay.core import files
from sotay.organisations.access import Actor
from sotay.organisations.asking import Asked
from sotay.organisations.models import Profile
from sotay.ui.posting import form_page


def round_of(request: Asked, round_id: int) -> Any:
    seen = Round.objects.visible_to(request.actor).select_related("organisation")
    return get_object_or_404(seen, pk=round_id)


def kept_of(request: Asked, round_id: int) -> Any:
    found = round_of(request, round_id)
    require_keeper(request.actor, found)
    return found


def entry_of(request: Asked, entry_id: int) -> Any:
    """A work with its origin: one's own, or of a round one keeps."""
    seen = Entry.objects.visible_to(request.actor).select_related(
        "round__organisation", "category", "origin__place", "origin__submitted_by", "origin__file"
    )
    return get_object_or_404(seen, pk=entry_id)


def judged_of(request: Asked, entry_id: int) -> Any:
    seen = Entry.objects.judged_by(request.actor).select_related("round__organisation", "category")
    return get_object_or_404(seen.select_related("copy"), pk=entry_id)


def names_of(ids: set[int], actor: Actor) -> dict[int, str]:
    profiles = Profile.objects.nearest(ids, actor.today)
    return {key: profile.short_name for key, profile in profiles.items()}


def files_of(request: Asked) -> Any:
    return request.FILES if request.method == "POST" else None


def bytes_of(stored: Any, name: str) -> FileResponse:
    try:
        return files.response(stored, name)
    except FileNotFoundError as missing:
        raise Http404 from missing


def act_page(request: Asked, form: Form, **more: Any) -> HttpResponse:
    """A page with one form. ``title``, ``button``, ``back`` (name of the page, its title, its
    arguments) and perhaps ``hint``."""
    where, name, *args = more.pop("back")
    more |= {"back_url": reverse(where, args=args), "back_name": name}
    return form_page(request, "contests/act.html", form, **more)
