"""Answers given before the actor is worked out, for addresses asked by everybody at once.

A floor above says which address it can answer from the signed-in user alone. The caller has signed
in, and a second factor has been asked for where it must be; nothing else is known yet, and the
database knows of nobody: a door that reads personal rows says itself for whom.
"""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse

Door = Callable[[HttpRequest, date], HttpResponse | None]
READING = ("GET", "HEAD")

_doors: dict[str, Door] = {}


def answers(path: str, door: Door) -> None:
    """Let ``door`` look first at requests that read ``path``; ``None`` lets them go on."""
    _doors[path] = door


def answer(request: HttpRequest, today: date) -> HttpResponse | None:
    """What an early door says to this request, if there is one and it says anything."""
    door = _doors.get(request.path) if request.method in READING else None
    return door(request, today) if door else None
