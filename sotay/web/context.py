"""What the frame of every page shows: whose page, which day, where one can go."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.followups.models import Progress
from sotay.notices.counting import unread_of
from sotay.organisations.access import Actor
from sotay.proposals import cards as proposals
from sotay.ui.frame import Frame, NavItem, NavSection, QuickDay, shortcuts
from sotay.web.roles import Role, role_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """One frame for each page, worked out only if the page prints it."""
    made = SimpleLazyObject(lambda: _frame(request))
    request.frame = made  # type: ignore[attr-defined]  # components included with `only` read it here
    return {"frame": made}


def _frame(request: HttpRequest) -> Frame:
    actor: Actor | None = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    if actor is None or user is None or not user.is_authenticated:
        return Frame(today=actor.today if actor else None)
    asked = request.as_of  # type: ignore[attr-defined]
    role = role_of(actor)
    kept = [
        (name, str(value))
        for name, value in request.GET.items()
        if name not in ("ngay", "biet") and "\0" not in name + str(value)
    ]
    path = request.path
    where = _where(actor)
    return Frame(  # nosec B604 - its shell is a layout
        where_title=where or _("Sổ tay"),
        where_note=_office(actor),
        nav=_rail(actor, role, path) if role.has_rail else (),
        bottom=_marked(_bottom(role, path), path),
        who_name=user.full_name,
        who_key=str(user.pk),
        who_office=_office(actor),
        account_url=reverse("accounts:account"),
        home_url="/",
        search_url=reverse("web:search"),
        search_text=request.GET.get("q", "") if path == reverse("web:search") else "",
        today=actor.today,
        day=asked.day,
        known_on=asked.known_on,
        quick_days=[
            QuickDay(written(day), f"{path}?{urlencode([*kept, ('ngay', day.isoformat())])}")
            for day in shortcuts(actor.today)
        ],
        as_of_action=path if role.has_rail else "",
        as_of_kept=kept,
        now_url=f"{path}?{urlencode(kept)}" if kept else path,
        text_size=user.text_size,
        preferences_url=reverse("accounts:preferences"),
        is_signed_in=True,
        shell="with-rail" if role.has_rail else "phone touch",
    )


def _where(actor: Actor) -> str:
    if actor.place is not None:
        return actor.place.name
    ended = actor.organisation or actor.home
    return ended.code if ended else ""


def _office(actor: Actor) -> str:
    if actor.main_grant is not None:
        return actor.main_grant.office.name
    return (
        _("Quản trị máy chủ") if getattr(actor.user, "is_administrator", False) else _("Đảng viên")
    )


def _item(
    label: str, name: str, icon: str, path: str, count: int = 0, hot: bool = False
) -> NavItem:
    return NavItem(label, reverse(name), icon, count, hot, current=reverse(name) == path)


def _marked(items: list[NavItem], path: str) -> list[NavItem]:
    """Mark the one way that holds this page: the longest address that begins its own."""
    inside = [item for item in items if item.url != "/" and path.startswith(item.url)]
    here = max(inside, key=lambda item: len(item.url), default=None)
    return [replace(item, current=item is here or item.url == path) for item in items]


def _items_if(actor: Actor, act: str, label: str, name: str, icon: str, path: str) -> list[NavItem]:
    """The way, for whom the act is allowed somewhere."""
    return [_item(label, name, icon, path)] if actor.can(act) else []


def _asked(actor: Actor) -> tuple[int, bool]:
    """How many proposals wait for an answer of this person's committee, and whether any is late."""
    card = proposals.waiting(actor)
    return (card.count, card.late > 0) if card is not None else (0, False)


def _rail(actor: Actor, role: Role, path: str) -> list[NavSection]:
    """Only what the office allows; a count where something waits for this person."""
    today = []
    if role is Role.ADMINISTRATOR:
        return [
            NavSection(
                _("Máy chủ"),
                [
                    _item(_("Tình trạng"), "web:server", "i-shield", path),
                    _item(_("Tài khoản của tôi"), "accounts:account", "i-people", path),
                ],
            )
        ]
    if role in (Role.LEADER, Role.OFFICER, Role.INSPECTOR):
        today.append(_item(_("Một trang"), "web:leader", "i-page", path))
    if actor.can("tasks.verify"):
        waiting = Progress.objects.waiting().visible_to(actor).count()
        today.append(_item(_("Hàng việc"), "tasks:queue", "i-queue", path, waiting, waiting > 0))
    unread = unread_of(actor.user)
    today.append(_item(_("Tin nhắc"), "notices:list", "i-info", path, unread))
    sections = [
        NavSection(_("Hôm nay"), today),
        NavSection(
            _("Chỉ đạo"),
            [
                _item(_("Văn bản"), "directives:list", "i-doc", path),
                _item(_("Nhiệm vụ"), "tasks:list", "i-task", path),
                _item(_("Xem lại hình thức"), "directives:hollow", "i-form", path),
                _item(_("Sinh hoạt"), "meetings:list", "i-meet", path),
                _item(_("Bốn tốt"), "recognitions:list", "i-check", path),
                _item(_("Kiến nghị"), "proposals:list", "i-chat", path, *_asked(actor)),
                _item(_("Tin của cấp ủy"), "news:list", "i-post", path),
                _item(_("Giải báo chí"), "contests:list", "i-pen", path),
            ],
        ),
        NavSection(
            _("Tổ chức"),
            [
                _item(_("Cây tổ chức"), "organisations:tree", "i-tree", path),
                *_items_if(actor, "members.list", _("Đảng viên"), "members:list", "i-people", path),
                *_items_if(actor, "dues.rollup", _("Đảng phí"), "dues:rollup", "i-money", path),
                _item(_("Đoàn thể"), "proposals:mass", "i-people", path),
            ],
        ),
        NavSection(
            _("Kết quả"),
            [
                *_items_if(actor, "reports.view", _("Báo cáo"), "reports:list", "i-chart", path),
                _item(_("Quy định"), "regulations:list", "i-shield", path),
                _item(_("Thư viện"), "library:shelves", "i-book", path),
                _item(_("Hướng dẫn"), "handbook:guidance", "i-form", path),
            ],
        ),
    ]
    here = _marked([item for section in sections for item in section.items], path)
    marked = iter(here)
    return [
        NavSection(section.title, [next(marked) for _item_of in section.items])
        for section in sections
    ]


def _bottom(role: Role, path: str) -> list[NavItem]:
    """Five ways at the bottom of a phone, by what the person comes for."""
    if role in (Role.LEADER, Role.OFFICER, Role.INSPECTOR):
        return [
            _item(_("Một trang"), "web:leader", "i-page", path),
            _item(_("Hàng việc"), "tasks:queue", "i-queue", path),
            _item(_("Tổ chức"), "organisations:tree", "i-tree", path),
            _item(_("Báo cáo"), "reports:list", "i-chart", path),
            _item(_("Thêm"), "web:more", "i-more", path),
        ]
    if role is Role.ADMINISTRATOR:
        return [
            _item(_("Tình trạng"), "web:server", "i-shield", path),
            _item(_("Thêm"), "web:more", "i-more", path),
        ]
    first = NavItem(_("Hôm nay"), "/", "i-home", current=path in ("/", reverse("web:today")))
    if role is Role.SECRETARY:
        return [
            first,
            _item(_("Nhiệm vụ"), "tasks:list", "i-task", path),
            _item(_("Sinh hoạt"), "meetings:list", "i-meet", path),
            _item(_("Văn bản"), "directives:list", "i-doc", path),
            _item(_("Thêm"), "web:more", "i-more", path),
        ]
    return [
        first,
        _item(_("Sinh hoạt"), "meetings:list", "i-meet", path),
        _item(_("Văn bản"), "directives:list", "i-doc", path),
        _item(_("Kiến nghị"), "proposals:list", "i-chat", path),
        _item(_("Của tôi"), "handbook:me", "i-user", path),
    ]
