"""One's own day, the leader's page, search: pages that cross the apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.text import tidy
from sotay.followups.models import Extension
from sotay.followups.standing import names
from sotay.meetings.cards import quarter_in_short
from sotay.organisations.asking import Asked
from sotay.organisations.models import Organisation
from sotay.ui import charts
from sotay.web import doctor, finding
from sotay.web.leader import leader_page
from sotay.web.roles import Role, role_of
from sotay.web.today import today_page

ORDERS = ("late", "hollow", "name")


@login_required
def home(request: Asked) -> HttpResponse:
    """The first page of each kind of person."""
    role = role_of(request.actor)
    if role is Role.ADMINISTRATOR:
        return redirect("web:server")
    if not role.has_rail:
        return today(request)
    if role is not Role.LEADER and request.actor.can("tasks.verify"):
        return redirect("tasks:queue")
    return leader(request)


@login_required
def leader(request: Asked) -> HttpResponse:
    scope = request.actor.organisation
    if scope is None:
        raise Http404
    day = request.as_of.day
    order = request.GET.get("xep", "late")
    if order not in ORDERS:
        order = "late"
    page = leader_page(request.actor, scope, day, all_rows=request.GET.get("het") == "1", by=order)
    described: Any = Organisation.objects.filter(pk=scope.pk).described(day).first()
    words = {"late": _("Quá hạn"), "hollow": _("Hình thức"), "name": _("Tên")}
    return render(
        request,
        "web/leader.html",
        {
            "page": page,
            "waiting": _with_owners(page.waiting, day),
            "meetings": quarter_in_short(request.actor, scope, day),
            "scope_name": (described.name if described else "") or scope.code,
            "orders": list(words.items()),
            "order": order,
            "order_words": {
                "late": _("xếp theo số việc quá hạn"),
                "hollow": _("xếp theo số kế hoạch cần xem lại"),
                "name": _("xếp theo tên"),
            }[order],
            "chart": charts.line(
                [n for _day, n in page.months],
                page.months[0][0],
                page.months[-1][0],
                _("Số nhiệm vụ quá hạn"),
            ),
        },
    )


def _with_owners(waiting: Sequence[Extension], day: date) -> list[tuple[Extension, str]]:
    owners = names([request.task.owner_id for request in waiting], day)
    return [
        (request, getattr(owners.get(request.task.owner_id), "short_name", ""))
        for request in waiting
    ]


@login_required
def today(request: Asked) -> HttpResponse:
    return render(request, "web/today.html", {"page": today_page(request.actor)})


@dataclass(frozen=True)
class Way:
    label: str
    url: str
    icon: str
    note: str = ""


@login_required
def more(request: Asked) -> HttpResponse:
    """Everything that has no room in the bar of a phone."""
    actor = request.actor
    role = role_of(actor)
    ways = [
        Way(_("Tài khoản, cỡ chữ, ngôn ngữ"), reverse("accounts:account"), "i-aa"),
    ]
    if role is not Role.ADMINISTRATOR:
        ways = [
            Way(_("Tìm văn bản, tổ chức, nhiệm vụ"), reverse("web:search"), "i-search"),
            Way(_("Tin nhắc"), reverse("notices:list"), "i-info"),
            Way(_("Cây tổ chức"), reverse("organisations:tree"), "i-tree"),
            Way(_("Văn bản"), reverse("directives:list"), "i-doc"),
            Way(_("Nhiệm vụ"), reverse("tasks:list"), "i-task"),
            Way(_("Thông tin của tôi và ai đã xem"), reverse("members:me"), "i-shield"),
            Way(_("Sinh hoạt, biên bản"), reverse("meetings:list"), "i-meet"),
            Way(_("Chi bộ bốn tốt"), reverse("recognitions:list"), "i-check"),
            Way(_("Chi bộ của tôi"), reverse("handbook:cell"), "i-home"),
            Way(_("Sổ tay của tôi"), reverse("handbook:me"), "i-user"),
            Way(_("Kiến nghị, hỏi đáp"), reverse("proposals:list"), "i-chat"),
            Way(_("Đảng phí của tôi"), reverse("dues:mine"), "i-money"),
            Way(_("Thư viện"), reverse("library:shelves"), "i-book"),
            Way(_("Hướng dẫn nghiệp vụ, mẫu giấy tờ"), reverse("handbook:guidance"), "i-form"),
            Way(_("Tin của cấp ủy"), reverse("news:list"), "i-post"),
            Way(_("Giải thưởng báo chí"), reverse("contests:list"), "i-pen"),
            Way(_("Quy định đang áp dụng"), reverse("regulations:list"), "i-shield"),
            Way(_("Việc chờ gửi, những gì giữ trên máy"), reverse("handbook:device"), "i-save"),
            Way(_("Các máy đang đăng nhập"), reverse("usersessions_list"), "i-shield"),
            *ways,
        ]
        if actor.can("members.list"):
            ways.insert(3, Way(_("Đảng viên"), reverse("members:list"), "i-people"))
        if actor.can("dues.keep"):
            ways.insert(4, Way(_("Thu đảng phí"), reverse("dues:home"), "i-money"))
        if actor.can("reports.view"):
            ways.insert(4, Way(_("Báo cáo"), reverse("reports:list"), "i-chart"))
    return render(request, "web/more.html", {"ways": ways})


@login_required
def search(request: Asked) -> HttpResponse:
    words = tidy(request.GET.get("q", ""))
    found: Any = finding.find(request.actor, words, request.as_of.day) if words else None
    return render(request, "web/search.html", {"words": words, "found": found})


@login_required
def server(request: Asked) -> HttpResponse:
    """For the administrator of the server: its state, and no personal data."""
    if not request.user.is_administrator:
        raise Http404
    return render(
        request,
        "web/server.html",
        {"findings": doctor.examine(), "day": written(request.actor.today)},
    )
