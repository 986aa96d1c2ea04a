"""Filters and tags that every page uses: days, figures, shapes, links that keep the day."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sotay.core import days
from sotay.ui.frame import TEXT_SIZES, Frame

register = template.Library()

MISSING = "–"
# 15-11-2026, 27-KH/ĐU, 10-2026: whatever begins with a figure and has a joint in it.
_JOINED = re.compile(r"\d\w*(?:[-/]\w+)+")


@register.filter
def day(value: date | None) -> str:
    """A day as issued documents write it, plain text: fit for a field's value as well."""
    if isinstance(value, datetime):
        value = value.date()
    return days.written(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A local moment: ``14.05, 30-6-2026``."""
    return days.written_moment(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """The time alone: ``14.05``."""
    return days.written_moment(value).partition(",")[0] if value else ""


@register.filter
def nw(value: object) -> SafeString:
    """Text that never breaks over a line: days, symbols of documents."""
    return format_html('<span class="nw">{}</span>', value)


@register.filter
def unbroken(text: str) -> SafeString:
    """``text`` escaped, with no line break inside a day or a symbol."""
    found = []
    at = 0
    for match in _JOINED.finditer(text):
        found += [escape(text[at : match.start()]), f'<span class="nw">{match.group()}</span>']
        at = match.end()
    return mark_safe("".join([*found, escape(text[at:])]))  # noqa: S308 - every part is escaped


@register.filter
def grouped(value: int | str | None) -> str:
    """A whole number with points between thousands; a dash where nothing is known."""
    return MISSING if value in (None, "") else days.grouped(int(value or 0))


@register.filter
def decimal(value: float | Decimal | None, places: int = 1) -> str:
    """A number with a decimal comma; a dash where nothing is known."""
    return MISSING if value in (None, "") else days.decimal(value, places)


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A share of one as a percentage; a dash where nothing is known."""
    return MISSING if value in (None, "") else days.percent(value, places)


@register.filter
def days_left(due: date | None, today: date) -> str:
    """How long until ``due`` in words, in calendar days; the due day itself still counts."""
    if due is None:
        return _("chưa có hạn")
    left = (due - today).days
    if left == 0:
        return _("hôm nay là hạn cuối")
    if left > 0:
        return ngettext("còn %(count)s ngày", "còn %(count)s ngày", left) % {"count": left}
    return ngettext("quá hạn %(count)s ngày", "quá hạn %(count)s ngày", -left) % {"count": -left}


@register.filter
def svg(value: float | Decimal) -> str:
    """A length inside an SVG attribute: a point, never the comma of the page's language."""
    return f"{float(value):.4g}"


@register.filter
def at(url: str, frame: Frame | None) -> str:
    """``url`` carrying the days of ``frame``."""
    return frame.at(url) if frame else url


@register.simple_tag(takes_context=True)
def url_at(context: Context, name: str, *args: object, **kwargs: object) -> str:
    """Like ``url``, and the address keeps the day the page shows.

    Inside a component (included with ``only``) the frame is found on the request, where
    ``sotay.web.context`` leaves it.
    """
    request = getattr(context, "request", None)
    frame = context.get("frame") or getattr(request, "frame", None)
    url = reverse(name, args=args, kwargs=kwargs)
    return frame.at(url) if frame else url


@cache
def _drawing(symbol: str, kind: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        kind,
        static("ui/icons.svg"),
        symbol,
    )


@register.simple_tag
def icon(symbol: str, extra: str = "") -> SafeString:
    """A drawing beside a label, silent to a reader by ear."""
    return _drawing(symbol, f"i {extra}".strip())


@register.simple_tag
def shape(symbol: str) -> SafeString:
    """A mark that means something (late, hollow, missing, done): its meaning stands beside it."""
    return _drawing(symbol, "g")


@register.simple_block_tag
def scroll(content: str, label: str, extra: str = "") -> SafeString:
    """A wide thing that scrolls sideways by itself, reachable and named for the keyboard."""
    return format_html(
        '<div class="{}" tabindex="0" role="region" aria-label="{}">{}</div>',
        f"scroll {extra}".strip(),
        label,
        conditional_escape(content),
    )


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is several boxes or circles under one question."""
    return field.use_fieldset


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the field is a single box to tick."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def is_file(field: BoundField) -> bool:
    """Whether the field takes a file."""
    return getattr(field.field.widget, "input_type", "") == "file"


@register.simple_tag
def widget(field: BoundField, keep: str = "") -> SafeString:
    """The field's control in the house's dress; ``keep`` names its draft kept on the device."""
    plain = is_box(field) or is_file(field)
    attrs: dict[str, Any] = {} if plain else {"class": "input"}
    if own := field.field.widget.attrs.get("class"):
        attrs["class"] = f"{attrs.get('class', '')} {own}".strip()
    if keep:
        attrs["data-keep"] = keep
    return field.as_widget(attrs=attrs)


@register.simple_tag
def text_sizes() -> tuple[int, ...]:
    """The sizes of text on offer, in per cent."""
    return TEXT_SIZES


@register.simple_tag(takes_context=True)
def with_frame(context: Context) -> str:
    """An empty frame where none was given, so that pages outside a sign-in render as well."""
    if not context.get("frame"):
        context["frame"] = Frame()
    return ""


@register.filter
def as_meta(value: object, name: str) -> SafeString:
    """``value`` as JSON in a ``<meta>`` of that name, where the scripts of a page read it."""
    return format_html('<meta name="{}" content="{}">', name, json.dumps(value, ensure_ascii=False))


@register.simple_tag
def script_words() -> SafeString:
    """The sentences that scripts say, in the language of the page; ``{at}`` is a slot."""
    return _script_words(get_language())


@cache
def _script_words(_language: str | None) -> SafeString:
    words = {
        "keeping": _("Đang lưu…"),
        "kept": _("Đã lưu trên máy lúc {at}."),
        "sent": _("Đã gửi lúc {at}."),
        "brought": _("Lấy lại bản viết dở lúc {at}."),
        "other": _("Trên máy còn bản viết dở lúc {at}, khác bản đang hiện."),
        "use": _("Dùng bản viết dở"),
        "copied": _("Đã chép"),
        "missing": _("Còn thiếu. Đồng chí điền hoặc chọn ở đây."),
        "wrong": _("Chưa đúng. Đồng chí xem lại chỗ này."),
        "device_page": _("Xem việc chờ gửi"),
        "device_waiting": _("Còn {n} việc chờ gửi, máy tự gửi."),
        "device_waiting_offline": _(
            "Đang không có mạng. Máy giữ {n} việc chưa gửi; có mạng thì máy tự gửi."
        ),
        "device_barred": _(
            "Chưa gửi được {n} việc vì mạng hoặc máy chủ không cho qua; máy vẫn giữ đủ."
        ),
        "device_refused": _("Có {n} việc máy chủ không nhận, còn nguyên trên máy."),
        "device_moment": _("{at} ngày {day}"),
        "device_kept": _("Không có mạng. Đang đọc bản giữ trên máy lúc {at}."),
        "device_offline": _("Đang không có mạng. Cứ làm tiếp, máy giữ đủ và tự gửi khi có mạng."),
        "device_full": _(
            "Bộ nhớ của máy đã đầy nên chưa giữ được. Chữ đồng chí viết vẫn còn trên trang này; "
            "bỏ bớt sách giữ trên máy rồi bấm lại."
        ),
        "device_unsent": _(
            "Còn {n} việc chưa gửi được. Đăng xuất bây giờ thì mất các việc ấy; bấm Đăng xuất lần "
            "nữa để bỏ, hoặc chờ có mạng."
        ),
        "device_cannot_leave": _(
            "Đang không có mạng nên máy chủ chưa biết đồng chí đăng xuất. Bấm Đăng xuất lần nữa để "
            "xóa những gì giữ trên máy; có mạng thì đăng xuất lại."
        ),
        "device_ended": _(
            "Máy này đã hết phiên đăng nhập hoặc đã bị đăng xuất từ máy khác. Những gì giữ trên "
            "máy đã được xóa; đồng chí đăng nhập lại để dùng tiếp."
        ),
        "device_sealed": _(
            "Còn {n} việc chưa gửi được giữ kín, chỉ gửi khi chính đồng chí đăng nhập lại."
        ),
        "device_reason": _("Đồng chí ghi lý do xin vắng; bí thư cần biết để điểm danh."),
        "device_group": _("Ghi nội dung họp tổ"),
        "device_answer": _("Trả lời lời mời họp"),
        "offline": _(
            "Đang không có mạng. Có mạng thì gửi; phần ghi “đã lưu trên máy” vẫn còn nguyên."
        ),
        "silent": _(
            "Máy chủ chưa trả lời. Đồng chí thử lại sau; phần ghi “đã lưu trên máy” vẫn còn nguyên."
        ),
        "photo": _("Chụp {day} lúc {at}. Đã thu nhỏ còn {size} KB, đã bỏ vị trí."),
        "photo_heic": _(
            "Ảnh này ở dạng HEIC, máy chưa đổi được nên không gửi. Đồng chí chụp thẳng từ nút này, "
            "hoặc đổi ảnh sang JPEG rồi chọn lại."
        ),
        "photo_whole": _(
            "Máy này chưa thu nhỏ được ảnh. Ảnh được gửi nguyên, kể cả vị trí nếu có."
        ),
    }
    return format_html('<meta name="words" content="{}">', json.dumps(words, ensure_ascii=False))
