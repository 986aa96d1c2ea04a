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

from sotay.ui.middleware import POLICY

# The shell: what every page needs, kept on the device under one version. Sizes are tested.
SHELL_FILES = (
    "ui/style.css",
    "ui/icons.svg",
    "ui/mark.svg",
    "ui/size.js",
    "ui/app.js",
    "ui/drafts.js",
    "ui/vendor/htmx.min.js",
    "ui/vendor/idb.js",
    "ui/vendor/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-latin-600-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "ui/vendor/fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    "handbook/store.js",
    "handbook/register.js",
    "handbook/meeting.js",
    "handbook/meeting.css",
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
    shell = [*(static(name) for name in SHELL_FILES), offline, meeting]
    settings = {
        "VERSION": version(),
        "SHELL": shell,
        "OFFLINE": offline,
        "MEETING": meeting,
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
    return render(request, "handbook/device_meeting.html", {"words": words()})


def words() -> dict[str, str]:
    """The sentences that the script of a meeting says."""
    return {
        "minutes_of": _("phút trên {n}"),
        "minutes": _("phút"),
        "pause": _("Tạm nghỉ"),
        "resume": _("Họp tiếp"),
        "begin": _("Bắt đầu họp"),
        "end": _("Kết thúc cuộc họp"),
        "next": _("Sang mục: {title}"),
        "present": _("Có mặt"),
        "excused": _("Có lý do"),
        "absent": _("Không"),
        "n_present": _("có mặt"),
        "n_excused": _("vắng có lý do"),
        "n_absent": _("không lý do"),
        "enough": _("đủ điều kiện họp"),
        "not_enough": _("Có mặt {here}, cần {needed} trên {base} đảng viên có quyền biểu quyết."),
        "too_few": _("Chi bộ có {base} đảng viên chính thức, dưới {fewest}: không họp được."),
        "agree": _("Đồng ý"),
        "against": _("Không đồng ý"),
        "other": _("Ý kiến khác"),
        "carried": _("{agree} ÷ {base} = {share} %. Cần từ {needed} phiếu: được thông qua."),
        "not_carried": _(
            "{agree} ÷ {base} = {share} %. Cần từ {needed} phiếu: chưa được thông qua."
        ),
        "base": _("Tính trên {base} đảng viên có quyền biểu quyết, không phải trên số có mặt."),
        "saved": _("Đã lưu trên máy lúc {at}."),
        "sent": _("Đã gửi lúc {at}."),
        "sending": _("Đang gửi…"),
        "offline": _("Không có mạng. Buổi họp vẫn ghi bình thường; đã lưu trên máy lúc {at}."),
        "no_sheet": _(
            "Máy chưa giữ buổi họp này. Đồng chí mở một lần khi có mạng rồi dùng được mọi nơi."
        ),
        "sign_in": _(
            "Phiên đăng nhập đã hết. Những gì đã ghi còn nguyên trên máy; đồng chí đăng nhập lại "
            "để gửi."
        ),
        "full": _(
            "Bộ nhớ của máy đã đầy nên chưa lưu được. Đồng chí xóa bớt sách đã tải rồi ghi lại; "
            "trang này vẫn giữ những gì đang thấy."
        ),
        "conflict": _("{who} đã ghi khác ở đây lúc {at}. Chọn bản muốn giữ."),
        "keep_theirs": _("Giữ bản đang ghi"),
        "take_mine": _("Lấy bản của máy này"),
        "nobody": _("Chưa chọn người"),
        "due": _("hạn {day}"),
        "probationary": _("dự bị"),
        "exempt": _("được miễn"),
        "guest": _("sinh hoạt tạm thời"),
        "done": _("xong"),
        "minutes_short": _("{n} ph"),
        "less": _("Bớt một: {what}"),
        "more": _("Thêm một: {what}"),
        "closed": _("Cuộc họp đã kết thúc. Có mạng là biên bản tự lập."),
        "read_minutes": _("Xem biên bản"),
        "spoke": _("Đồng chí {name}: {gist}"),
        "bad_day": _("Ngày viết như 10-12-2026."),
        "refused": _("Không ghi được: {why}"),
    }
