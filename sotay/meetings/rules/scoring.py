"""The sheet on which a cell scores its own meeting: parts, points, level."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.errors import BadInput

# Names of the parts that the shipped sheet has; an organisation's own sheet may name others.
PARTS: dict[str, Any] = {
    "time": _lazy("Thời gian, thời lượng"),
    "attendance": _lazy("Tỷ lệ đảng viên dự"),
    "preparation": _lazy("Chuẩn bị nội dung, tài liệu"),
    "conduct": _lazy("Tiến hành: thông tin, thảo luận, phê bình"),
    "chairing": _lazy("Điều hành của chủ trì"),
    "principles": _lazy("Thực hiện nguyên tắc sinh hoạt đảng"),
    "last_resolution": _lazy("Kết quả thực hiện nghị quyết tháng trước"),
    "close": _lazy("Kết luận, giao việc, thông qua biên bản"),
}
LEVELS: dict[str, Any] = {
    "good": _lazy("tốt"),
    "fair": _lazy("khá"),
    "average": _lazy("trung bình"),
    "poor": _lazy("kém"),
}


@dataclass(frozen=True)
class Scored:
    """A sheet filled in. ``total`` is None until every part has its points."""

    points: Mapping[str, float]
    most: Mapping[str, int]
    total: float | None
    level: str  # code, empty until the sheet is whole

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(part for part in self.most if part not in self.points)

    @property
    def level_name(self) -> str:
        return str(LEVELS.get(self.level, self.level))


def part_name(code: str) -> str:
    """What a part is called; one of an organisation's own sheet is named by its code."""
    return str(PARTS.get(code) or code.replace("_", " ").capitalize())


def scored(
    points: Mapping[str, float], most: Mapping[str, int], levels: Mapping[str, int]
) -> Scored:
    """Add up a sheet.

    :raises BadInput: points of a part the sheet does not have, or more than it allows
    """
    for part, given in points.items():
        if part not in most:
            raise BadInput(_("Phiếu chấm không có mục “%(part)s”.") % {"part": part})
        if not 0 <= given <= most[part]:
            raise BadInput(
                _("Mục “%(part)s” chấm từ 0 đến %(most)d điểm. Đồng chí sửa lại điểm.")
                % {"part": part_name(part), "most": most[part]}
            )
    if set(points) != set(most):
        return Scored(dict(points), dict(most), None, "")
    total = sum(points.values())
    level = next(
        (code for code, least in sorted(levels.items(), key=lambda one: -one[1]) if total >= least),
        "",
    )
    return Scored(dict(points), dict(most), total, level)
