"""The resolution of a meeting as a paper of its own."""

from datetime import date

from sotay.core.days import percent, written
from sotay.core.text import fold
from sotay.meetings.models import Kind, Meeting, Minutes
from sotay.meetings.paper import heading_of, is_cell_name
from sotay.meetings.rules.quorum import exact
from sotay.meetings.story import Happened
from sotay.organisations.models import Grant
from sotay.papers.layout import layout_on, organ_of, town_of
from sotay.papers.plain import OPEN, PlainPaper, Signature

ABSTRACTS = {
    Kind.ORDINARY: "sinh hoạt chi bộ thường kỳ tháng {month}",
    Kind.THEMATIC: "sinh hoạt chuyên đề tháng {month}",
    Kind.COMMITTEE: "phiên họp cấp ủy tháng {month}",
    Kind.CONFERENCE: "hội nghị ngày {day}",
}
SIGNERS = ("secretary", "leader")


def has_resolution(kept: Minutes | None) -> bool:
    """Whether there is anything that a resolution could say."""
    return kept is not None and bool(kept.resolution.strip())


def paper_of(meeting: Meeting, kept: Minutes) -> PlainPaper:
    """The resolution as kept; a draft until the minutes are sealed. Formal papers are Vietnamese.

    The caller sees the whole roll: names of who chaired and who has work are on it.
    """
    day, happened = meeting.day, Happened(meeting)
    superior, own = heading_of(meeting)
    story, organ = happened.story(), organ_of(own)
    lines = tuple(line.strip() for line in kept.resolution.splitlines() if line.strip())
    sections = [("I. Nội dung", lines)]
    if story.given:
        given = tuple(
            f"{number}. {_work(one.title, one.name, one.due_on, one.product)}"
            for number, one in enumerate(story.given, 1)
        )
        sections.append(("II. Phân công", given))
    cell = is_cell_name(own)
    ending = "CB" if cell else "ĐU"
    receivers = [superior] if superior else []
    receivers += ["Đảng viên trong chi bộ", "Lưu chi bộ"] if cell else ["Lưu văn phòng cấp ủy"]
    is_draft = meeting.state != Meeting.State.SEALED
    return PlainPaper(
        superior=superior,
        organ=own if cell else organ,
        symbol=kept.resolution_number or f"{OPEN}-NQ/{ending}",
        day=day,
        place=town_of(meeting.place),
        heading="NGHỊ QUYẾT (dự thảo)" if is_draft else "NGHỊ QUYẾT",
        abstract=ABSTRACTS[Kind(meeting.kind)].format(
            month=f"{day.month}-{day.year}", day=written(day)
        ),
        opening=_opening(meeting, happened, organ if not cell else own),
        sections=tuple(sections),
        ending=_vote(happened),
        receivers=tuple(receivers),
        signatures=(
            Signature(f"T/M {'CHI BỘ' if cell else 'ĐẢNG ỦY'}", _signer(meeting), "BÍ THƯ"),
        ),
        layout=layout_on(day),
    )


def _opening(meeting: Meeting, happened: Happened, organ: str) -> str:
    roll, share = happened.attendance, ""
    if roll.share is not None:
        share = f" ({percent(exact(roll.share))})"
    words = f"Ngày {written(meeting.day)}, {organ} họp. Phải dự {roll.expected}, có mặt {roll.here}"
    words += f"{share}."
    for office, fact in (("Chủ trì", "chair"), ("Thư ký", "secretary")):
        name = happened.name(happened.fact(fact))
        words += f" {office}: đồng chí {name}." if name else ""
    who = "chi bộ" if meeting.kind in (Kind.ORDINARY, Kind.THEMATIC) else "hội nghị"
    return f"{words} Sau khi thảo luận, {who} quyết nghị:"


def _work(title: str, name: str, due_on: date | None, product: str) -> str:
    parts = [title.rstrip(".")]
    parts.append(f"đồng chí {name}" if name else f"người làm: {OPEN}")
    parts.append(f"hạn {written(due_on)}" if due_on else f"hạn: {OPEN}")
    if product:
        parts.append(f"sản phẩm: {product.rstrip('.')}")
    words = "; ".join(parts)
    return words if words.endswith(OPEN) else f"{words}."


def _vote(happened: Happened) -> str:
    """The vote that carried the resolution, where exactly one is named so."""
    found = [
        hands
        for motion, hands in happened.motions
        if hands.carries and "nghi quyet" in fold(motion.words or "")
    ]
    if len(found) != 1:
        return ""
    (hands,) = found
    return (
        f"Nghị quyết được {hands.agree} trên {hands.over} đảng viên có quyền biểu quyết tán thành."
    )


def _signer(meeting: Meeting) -> str:
    held = Grant.objects.as_of(meeting.day).filter(
        organisation=meeting.organisation, office__code__in=SIGNERS
    )
    first = held.select_related("user").order_by("office__rank", "id").first()
    return str(first.user.full_name) if first else ""
