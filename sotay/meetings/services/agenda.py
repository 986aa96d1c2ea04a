"""The agenda by rule and habit: the order of 42-HD/BTCTW, and as the committee arranges it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.meetings.models import Field, Kind, Meeting
from sotay.meetings.querysets import LIVE
from sotay.meetings.rules import sheet
from sotay.meetings.services.recording import write
from sotay.meetings.services.rights import lock, require_own
from sotay.organisations.access import Actor

MOST_ITEMS = 40
LONGEST_MINUTES = 600

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


def by_rule(meeting: Meeting) -> list[tuple[str, dict[str, object]]]:
    """The kind of each item, and the item as it is laid out."""
    return [
        (kind, {"position": position, "title": title, "kind": kind, "minutes": minutes})
        for position, (kind, title, minutes) in enumerate(skeleton(meeting), 1)
    ]


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
    for kind, value in by_rule(meeting):
        write(meeting, f"item/{item_id(meeting, kind)}", value, actor, min(at, meeting.created_at))


@dataclass(frozen=True)
class Line:
    """One item as the agenda should have it; ``key`` is its id, empty for a new one."""

    title: str
    key: str = ""
    minutes: int | None = None
    speaker: str = ""


@transaction.atomic
def arrange_agenda(
    *, meeting: Meeting, lines: Sequence[Line], actor: Actor, moment: datetime
) -> None:
    """Let the agenda be ``lines``, in that order; an item that is not among them is taken off.

    What was written of an item stays with it. Where no agenda was laid out yet, the one by rule is
    laid out first, so that ``lines`` may name its items.

    :raises PermissionDenied: no office in the organisation that meets
    :raises RuleBroken: the meeting is over or cancelled, or an item of which something is
        written is taken off
    :raises BadInput: no item, too many, one without a title or unknown, or no sensible figure
    """
    meeting = lock(meeting)
    require_own(actor, "meetings.write", meeting.organisation)
    if meeting.state not in LIVE:
        raise RuleBroken(
            _("Cuộc họp này %(state)s nên không sửa chương trình nữa.")
            % {"state": meeting.get_state_display()}
        )
    lay_out(meeting, actor)
    rows = Field.objects.filter(meeting=meeting, path__startswith="item/")
    have = {row.path.partition("/")[2]: row.value for row in rows if row.value is not None}
    _check_lines(lines, have)
    kept = {one.key for one in lines if one.key}
    for key, value in have.items():
        if key in kept:
            continue
        if any(value.get(part) for part in ("started_at", "note", "conclusion")):
            raise RuleBroken(
                _("Mục “%(title)s” đã bàn hoặc đã ghi nên không bỏ được. Đồng chí để mục ấy lại.")
                % {"title": value.get("title")}
            )
        write(meeting, f"item/{key}", None, actor, moment)
    for position, one in enumerate(lines, 1):
        before = have.get(one.key) or {"kind": "discussion"}
        after = {
            **before,
            "position": position,
            "title": tidy(one.title),
            "minutes": one.minutes,
            "speaker": tidy(one.speaker),
        }
        if after != {"speaker": "", "minutes": None, **before}:
            write(meeting, f"item/{one.key or uuid4()}", after, actor, moment)
    audit.record(
        actor,
        "meetings.arrange_agenda",
        meeting,
        organisation=meeting.organisation,
        items=len(lines),
    )


def _check_lines(lines: Sequence[Line], have: dict[str, dict[str, object]]) -> None:
    if not lines:
        raise BadInput(_("Chương trình chưa có mục nào. Đồng chí giữ lại ít nhất một mục."))
    if len(lines) > MOST_ITEMS:
        raise BadInput(_("Chương trình có nhiều nhất %(most)d mục.") % {"most": MOST_ITEMS})
    named = [one.key for one in lines if one.key]
    if len(set(named)) != len(named) or not set(named) <= set(have):
        raise BadInput(_("Chương trình vừa được sửa ở nơi khác. Đồng chí tải lại trang rồi sửa."))
    for one in lines:
        title = tidy(one.title)
        if not title:
            raise BadInput(_("Có mục chưa có tên. Đồng chí ghi tên mục hoặc bỏ mục ấy."))
        if len(title) > sheet.LONGEST["title"] or len(tidy(one.speaker)) > sheet.LONGEST["speaker"]:
            raise BadInput(_("Mục “%(title)s…” ghi dài quá.") % {"title": title[:40]})
        if one.minutes is not None and not 0 <= one.minutes <= LONGEST_MINUTES:
            raise BadInput(
                _("Số phút của mục “%(title)s” từ 0 đến %(most)d.")
                % {"title": title, "most": LONGEST_MINUTES}
            )
