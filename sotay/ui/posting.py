"""What every page with a form, or with one button, does with what was sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sotay.core.errors import RuleBroken

REFUSED = 422  # a page whose form was not taken


def posted(request: HttpRequest) -> Any:
    """What a form was sent with, even if it was sent empty; ``None`` for a page that is read."""
    return request.POST if request.method == "POST" else None


def done(form: BaseForm, act: Callable[[], Any], field: str | None = None) -> bool:
    """Do the act of a filled-in form; a refusal becomes the form's own sentence, or ``field``'s.

    An act of several services is done whole or not at all.
    """
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except RuleBroken as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def form_page(request: HttpRequest, template: str, form: BaseForm, **more: Any) -> HttpResponse:
    """The page of a form, answered as refused if what was sent was not taken."""
    status = REFUSED if form.errors else 200
    return render(request, template, {"form": form, **more}, status=status)


def press(
    request: HttpRequest, act: Callable[[], Any], said: str, to: Any, *args: Any
) -> HttpResponse:
    """One button: do its act, say so (if there is what to say) or why not, and go on."""
    try:
        with transaction.atomic():
            act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect(to, *args)
