"""The device's part of the handbook: the worker, the manifest, and pages that are nobody's."""

import json
from hashlib import sha256
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from sotay.handbook import sentences
from sotay.ui.middleware import POLICY

# The shell: what every page needs, kept on the device under one version. Sizes are tested.
SHELL_FILES = (
    "ui/style.css",
    "ui/icons.svg",
    "ui/mark.svg",
    "ui/size.js",
    "ui/app.js",
    "ui/forms.js",
    "ui/drafts.js",
    "ui/vendor/htmx.min.js",
    "ui/vendor/idb.js",
    "ui/vendor/nacl.js",
    "ui/vendor/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-latin-600-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    "handbook/store.js",
    "handbook/register.js",
    "handbook/writing.js",
    "handbook/meeting.js",
    "handbook/meeting.css",
    "handbook/device.js",
    "handbook/pack.js",
)
WORKER_FILES = ("ui/vendor/idb.js", "handbook/store.js", "handbook/worker.js")


def version() -> str:
    """A digest of everything the shell is made of: a new one makes devices fetch it anew."""
    digest = sha256()
    for name in sorted({*SHELL_FILES, *WORKER_FILES}):
        path = finders.find(name)
        if isinstance(path, str):
            with open(path, "rb") as file:
                digest.update(name.encode() + file.read())
    return digest.hexdigest()[:16]


@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's own script; it may serve every address of the site."""
    offline, meeting = reverse("handbook:offline"), reverse("handbook:meeting_shell")
    waiting, kept = reverse("handbook:device"), reverse("handbook:kept")
    shell = [*(static(name) for name in SHELL_FILES), offline, meeting, waiting, kept]
    settings = {
        "VERSION": version(),
        "SHELL": shell,
        "OFFLINE": offline,
        "MEETING": meeting,
        "WAITING": waiting,
        "KEPT_PACK": kept,
        "POLICY": POLICY,
        "WORDS": {"title": "Sổ tay", "body": _("Sổ tay có tin mới cho đồng chí.")},
    }
    lines = [f"self.{name} = {json.dumps(value)};" for name, value in settings.items()]
    scripts = ", ".join(json.dumps(static(name)) for name in WORKER_FILES)
    answer = HttpResponse(
        "\n".join([*lines, f"importScripts({scripts});", ""]),
        content_type="text/javascript; charset=utf-8",
    )
    answer["Service-Worker-Allowed"] = "/"
    return answer


@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep the handbook among its applications."""
    icons: list[dict[str, Any]] = [
        {"src": static(f"handbook/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    icons.append({**icons[-1], "purpose": "maskable"})
    told = {
        "id": "/",
        "name": _("Sổ tay đảng viên"),
        "short_name": _("Sổ tay"),
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F4F5F3",
        "theme_color": "#F4F5F3",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Shown where there is neither a network nor a kept page; nothing on it is anybody's."""
    return render(request, "handbook/device_offline.html")


@cache_control(no_cache=True)
def meeting_shell(request: HttpRequest, meeting_id: int | None = None) -> HttpResponse:
    """The page on which a meeting is led from the device; its script brings what it shows."""
    return render(request, "handbook/device_meeting.html", {"words": sentences.meeting_words()})


@cache_control(no_cache=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits to be sent and what the device keeps; its script reads both from the device."""
    return render(request, "handbook/device_waiting.html", {"words": sentences.waiting_words()})


@cache_control(no_cache=True)
def kept(request: HttpRequest) -> HttpResponse:
    """The handbook from the pack that the device keeps; its script brings what it shows."""
    return render(request, "handbook/device_pack.html", {"words": sentences.pack_words()})
