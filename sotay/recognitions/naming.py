"""Measured criteria in words, for pages and papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sotay.recognitions.rules import Criterion

NAMES: dict[str, Any] = {
    "tasks_on_time": _("Nhiệm vụ được giao báo xong đúng hạn"),
    "papers_opened": _("Văn bản cấp trên gửi đến được mở đọc"),
    "own_resolutions_done": _("Việc do nghị quyết của chi bộ giao làm xong"),
    "meetings_every_month": _("Sinh hoạt thường kỳ đủ các tháng"),
    "thematic_each_quarter": _("Sinh hoạt chuyên đề đủ các quý"),
    "meetings_long_enough": _("Buổi sinh hoạt đủ thời lượng"),
    "meetings_attended": _("Tỷ lệ đảng viên dự sinh hoạt"),
    "meetings_scored_good": _("Buổi sinh hoạt tự chấm loại tốt"),
    "committee_meets_every_month": _("Cấp ủy họp đủ các tháng"),
    "dues_lists_settled": _("Đảng phí thu đủ từng tháng"),
    "cells_recognised": _("Chi bộ trực thuộc được công nhận bốn tốt"),
}


def name_of(criterion: Criterion) -> str:
    return criterion.words or str(NAMES[criterion.key])
