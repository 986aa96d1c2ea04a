"""The agenda by rule and habit: the order of 42-HD/BTCTW, filled from what the system knows."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from sotay.meetings.models import Field, Kind, Meeting
from sotay.meetings.services.recording import write
from sotay.organisations.access import Actor

_SPACE = UUID(
    "6f0f5a52-6d3b-4b39-9f5e-2f3f6f1a7c11"
)  # makes an item's id from its meeting and kind


def item_id(meeting: Meeting, kind: str) -> str:
    """The same for every device that lays out the same meeting."""
    return str(uuid5(_SPACE, f"{meeting.pk}:{kind}"))


def skeleton(meeting: Meeting) -> list[tuple[str, str, int]]:
    """Kind, title and planned minutes of each item."""
    if meeting.kind == Kind.THEMATIC:
        return [
            ("opening", _("Mở đầu, điểm danh"), 10),
            ("theme", _("Trình bày chuyên đề"), 30),
            ("discussion", _("Thảo luận"), 35),
            ("close", _("Kết luận, thông qua biên bản"), 15),
        ]
    if meeting.kind in (Kind.COMMITTEE, Kind.CONFERENCE):
        return [
            ("opening", _("Mở đầu, điểm danh"), 10),
            ("report", _("Báo cáo"), 30),
            ("discussion", _("Thảo luận"), 40),
            ("vote", _("Biểu quyết"), 10),
            ("close", _("Kết luận, thông qua biên bản"), 10),
        ]
    items = [
        ("opening", _("Mở đầu, điểm danh"), 10),
        ("information", _("Thông tin thời sự, văn bản mới"), 15),
        ("report", _("Bí thư báo cáo tháng trước, nhiệm vụ tháng này"), 15),
        ("discussion", _("Thảo luận, phê bình và tự phê bình"), 30),
        ("vote", _("Biểu quyết nghị quyết tháng"), 5),
        ("tasks", _("Giao việc"), 5),
        ("close", _("Kết luận, tự đánh giá, thông qua biên bản"), 10),
    ]
    if meeting.is_combined:
        items.insert(6, ("theme", meeting.theme or _("Phần sinh hoạt chuyên đề"), 30))
    return items


def lay_out(meeting: Meeting, actor: Actor) -> None:
    """Write the items that are not on the sheet yet; what people changed stays as it is."""
    have = set(
        Field.objects.filter(meeting=meeting, path__startswith="item/").values_list(
            "path", flat=True
        )
    )
    if have:
        return
    at = meeting.starts_at - timedelta(days=1)
    for position, (kind, title, minutes) in enumerate(skeleton(meeting), 1):
        value = {"position": position, "title": title, "kind": kind, "minutes": minutes}
        write(meeting, f"item/{item_id(meeting, kind)}", value, actor, min(at, meeting.created_at))
