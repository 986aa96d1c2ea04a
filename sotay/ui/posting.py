"""What every page with a form does with what was sent."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from sotay.core.errors import RuleBroken

REFUSED = 422  # a page whose form was not taken


def posted(request: HttpRequest) -> Any:
    """What a form was sent with, even if it was sent empty; ``None`` for a page that is read."""
    return request.POST if request.method == "POST" else None


def done(form: Form, act: Callable[[], Any]) -> bool:
    """Do the act of a filled-in form; a refusal becomes the form's own sentence."""
    if not form.is_valid():
        return False
    try:
        act()
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
