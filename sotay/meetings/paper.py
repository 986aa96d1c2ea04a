"""The minutes of a meeting as a paper."""

from sotay.core.days import written
from sotay.core.text import fold
from sotay.meetings.models import Kind, Meeting, Minutes
from sotay.meetings.story import Happened
from sotay.organisations.models import Placement, Profile
from sotay.papers.layout import layout_on, organ_of, town_of
from sotay.papers.plain import PlainPaper, Signature, numbered

ABSTRACTS = {
    Kind.ORDINARY: "sinh hoạt chi bộ thường kỳ",
    Kind.THEMATIC: "sinh hoạt chuyên đề",
    Kind.COMMITTEE: "họp cấp ủy",
    Kind.CONFERENCE: "hội nghị",
}


def heading_of(meeting: Meeting) -> tuple[str, str]:
    """The organ above and the organisation that meets, as they were called on the day."""
    day = meeting.day
    line = Placement.objects.as_of(day).filter(organisation=meeting.organisation).first()
    ids = [meeting.organisation_id, *([line.parent_id] if line and line.parent_id else [])]
    names = {key: profile.name for key, profile in Profile.objects.nearest(ids, day).items()}
    upper = names.get(line.parent_id, "") if line and line.parent_id else ""
    return organ_of(upper), names.get(meeting.organisation_id, str(meeting.organisation))


def is_cell_name(name: str) -> bool:
    return fold(name).startswith("chi bo")


def paper_of(meeting: Meeting, kept: Minutes) -> PlainPaper:
    """The minutes as kept; a draft until they are sealed. Formal papers are Vietnamese.

    The caller sees the whole roll: who chaired and who wrote are named at the foot.
    """
    day = meeting.day
    superior, own = heading_of(meeting)
    happened = Happened(meeting)
    is_draft = meeting.state != Meeting.State.SEALED
    return PlainPaper(
        superior=superior,
        organ=own,
        symbol=symbol_of(meeting.kind, own),
        day=day,
        place=town_of(meeting.place),
        heading="BIÊN BẢN (dự thảo)" if is_draft else "BIÊN BẢN",
        abstract=f"{ABSTRACTS[Kind(meeting.kind)]}, ngày {written(day)}",
        sections=numbered((part["title"], tuple(part["paragraphs"])) for part in kept.sections),
        signatures=(
            Signature("THƯ KÝ", happened.name(happened.fact("secretary"))),
            Signature("CHỦ TRÌ", happened.name(happened.fact("chair"))),
        ),
        layout=layout_on(day),
    )


def symbol_of(kind: str, organisation: str) -> str:
    """Number open, then the organ that meets: a cell (CB), a committee (ĐU); none of a conference.

    A cell's own committee writes as its cell.
    """
    if kind == Kind.CONFERENCE:
        return "…-BB"
    return "…-BB/CB" if is_cell_name(organisation) else "…-BB/ĐU"
