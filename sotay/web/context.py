"""What the frame of every page shows: whose page, which day, where one can go."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {}
