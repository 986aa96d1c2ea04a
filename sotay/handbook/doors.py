"""The pack over HTTP: whether a device has it already, and the whole of it where not."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from sotay.handbook import pack
from sotay.organisations.access import Actor

PATH = "/api/v1/handbook/pack"
BYTES = "X-Pack-Bytes"  # of the body before any compression on the way


def etag_of(user: Any, marks: Sequence[str]) -> str:
    return f'"{pack.version(marks, user.language)}"'


def unchanged(request: HttpRequest, today: date) -> HttpResponse | None:
    """304 where the device asks with the version that still holds; else ``None``.

    For somebody signed in. Only a version is told, and only to whom it belongs.
    """
    asked = request.headers.get("If-None-Match", "")
    if not asked:
        return None
    user: Any = request.user
    marks = pack.marks_of(user.pk, today)
    request.pack_marks = marks  # type: ignore[attr-defined]
    tag = etag_of(user, marks)
    # A server in front that compresses says W/ before the tag: weak comparison, as for any GET.
    if not any(one.removeprefix("W/") == tag for one in parse_etags(asked)):
        return None
    return _with_head(HttpResponseNotModified(), tag)


def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The pack of ``actor`` with its version and its size."""
    marks = getattr(request, "pack_marks", None) or pack.marks_of(actor.user.pk, actor.today)
    tag = etag_of(actor.user, marks)  # before it is built: a change meanwhile is fetched
    body = json.dumps(
        pack.build(actor, marks), cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")
    ).encode()
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer[BYTES] = str(len(body))
    return _with_head(answer, tag)


def _with_head(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"  # kept on the device, asked again each time
    patch_vary_headers(answer, ["Cookie", "Authorization"])
    return answer
