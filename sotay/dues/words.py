"""What the figures of dues are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FIGURE_WORDS: dict[str, Any] = {
    "silent": _("Chi bộ chưa lập danh sách thu"),
    "heads": _("Đảng viên phải đóng"),
    "settled": _("Đảng viên đã đóng đủ tháng này"),
    "unknown": _("Đảng viên chưa rõ mức đóng"),
    "owed": _("Phải thu của tháng"),
    "paid": _("Đã thu cho tháng này"),
    "missing": _("Còn phải thu"),
    "received": _("Tiền nhận trong tháng"),
    "kept": _("Phần giữ lại"),
    "remitted": _("Nộp lên"),
    "confirmed": _("Cấp trên đã nhận"),
}
