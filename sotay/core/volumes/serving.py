"""The way out: the file as a download, a recording played in the page from any second."""

import re

from django.http import FileResponse, HttpRequest, HttpResponse

from sotay.core import files
from sotay.core.models import StoredFile
from sotay.core.volumes.kinds import AUDIO, EXTENSIONS, HTML, PIECE

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


def response(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponse | FileResponse:
    """The file itself, as a download; a recording is also played in the page, from any second.

    Nothing in it may run, load or be framed, whatever a reader makes of the bytes.
    """
    stem = files.shown_name(name).rsplit(".", 1)[0] or stored.digest[:12]
    is_played = stored.media_type in AUDIO
    wanted = _RANGE.match(request.headers.get("Range", "")) if is_played else None
    answer: HttpResponse | FileResponse
    if wanted is not None and any(wanted.groups()):
        answer = _part_of(stored, *wanted.groups())
    else:
        answer = FileResponse(
            files.open_file(stored),
            as_attachment=not is_played,
            filename=stem + EXTENSIONS.get(stored.media_type, ""),
            content_type=stored.media_type
            + ("; charset=utf-8" if stored.media_type in (files.TEXT, HTML) else ""),
        )
    if is_played:
        answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def picture(data: bytes, tag: str) -> HttpResponse:
    """A picture that the house drew, for a page. A browser may keep it, but asks each time."""
    return HttpResponse(data, content_type="image/webp", headers=_of_picture(tag))


def picture_known(tag: str) -> HttpResponse:
    """The browser has it already, and may still see it."""
    return HttpResponse(status=304, headers=_of_picture(tag))


def _of_picture(tag: str) -> dict[str, str]:
    return {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def _part_of(stored: StoredFile, first: str, last: str) -> HttpResponse:
    size = stored.size
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    else:
        begin, end = max(size - int(last), 0), size - 1
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    end = min(end, begin + 4 * PIECE - 1)  # a player asks again; no answer holds a whole book
    with files.open_file(stored) as stream:
        stream.seek(begin)
        data = stream.read(end - begin + 1)
    return HttpResponse(
        data,
        status=206,
        content_type=stored.media_type,
        headers={"Content-Range": f"bytes {begin}-{end}/{size}"},
    )
