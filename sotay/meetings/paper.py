"""The minutes of a meeting as a paper, for Word and PDF; the same bytes each time."""

from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from sotay.core.days import written
from sotay.core.text import fold
from sotay.meetings.models import Kind, Meeting, Minutes
from sotay.meetings.story import Happened
from sotay.organisations.models import Placement, Profile
from sotay.papers import typeset
from sotay.papers.layout import Layout, layout_on, organ_of, place_and_day
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet

ABSTRACTS = {
    Kind.ORDINARY: "sinh hoạt chi bộ thường kỳ",
    Kind.THEMATIC: "sinh hoạt chuyên đề",
    Kind.COMMITTEE: "họp cấp ủy",
    Kind.CONFERENCE: "hội nghị",
}


@dataclass(frozen=True)
class MinutesPaper:
    """What both renderers print."""

    superior: str
    organ: str
    symbol: str
    day: date
    place: str
    abstract: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    secretary: str
    chair: str
    is_draft: bool
    layout: Layout

    @property
    def place_and_day(self) -> str:
        return place_and_day(self.place, self.day)

    @property
    def title(self) -> str:
        return "BIÊN BẢN (dự thảo)" if self.is_draft else "BIÊN BẢN"


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


def paper_of(meeting: Meeting, kept: Minutes) -> MinutesPaper:
    """The minutes as kept; a draft until they are sealed. Formal papers are Vietnamese.

    The caller sees the whole roll: who chaired and who wrote are named at the foot.
    """
    day = meeting.day
    superior, own = heading_of(meeting)
    happened = Happened(meeting)
    return MinutesPaper(
        superior=superior,
        organ=own,
        symbol=symbol_of(meeting.kind, own),
        day=day,
        place=meeting.place.split(",")[-1].strip() or "…",
        abstract=f"{ABSTRACTS[Kind(meeting.kind)]}, ngày {written(day)}",
        sections=tuple((part["title"], tuple(part["paragraphs"])) for part in kept.sections),
        secretary=happened.name(happened.fact("secretary")),
        chair=happened.name(happened.fact("chair")),
        is_draft=meeting.state != Meeting.State.SEALED,
        layout=layout_on(day),
    )


def symbol_of(kind: str, organisation: str) -> str:
    """Number open, then the organ that meets: a cell (CB), a committee (ĐU); none of a conference.

    A cell's own committee writes as its cell.
    """
    if kind == Kind.CONFERENCE:
        return "…-BB"
    return "…-BB/CB" if is_cell_name(organisation) else "…-BB/ĐU"


def word_bytes(paper: MinutesPaper) -> bytes:
    """The minutes as .docx."""
    word = new_sheet(paper.layout, organ=paper.organ, title=paper.abstract, day=paper.day)
    add_head(word, paper.superior, paper.organ, paper.symbol, paper.place_and_day)
    add_line(word, "")
    add_line(word, paper.title, bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    add_line(word, "-----")
    for number, (title, paragraphs) in enumerate(paper.sections, 1):
        heading = add_paragraph(word, paper.layout)
        heading.add_run(f"{number}. {title}").bold = True
        heading.paragraph_format.keep_with_next = True
        for words in paragraphs:
            add_paragraph(word, paper.layout, words)
    left, right = bare_table(word, (82, 83)).rows[0].cells
    for cell, office, name in ((left, "THƯ KÝ", paper.secretary), (right, "CHỦ TRÌ", paper.chair)):
        add_line(cell, office, bold=True)
        gap = add_line(cell, "", align=WD_ALIGN_PARAGRAPH.CENTER)
        gap.paragraph_format.space_after = Mm(20)
        add_line(cell, name, bold=True)
    return as_bytes(word)


def pdf_bytes(paper: MinutesPaper) -> bytes:
    """The minutes as PDF."""
    return typeset.pdf_of(source(paper), paper.day)


def source(paper: MinutesPaper) -> str:
    """The minutes in typst's own language."""
    strong, escaped = typeset.strong, typeset.escaped
    size, indent = paper.layout.body_points, paper.layout.indent_mm
    parts = [
        typeset.preamble(paper.layout, title=paper.abstract, author=paper.organ),
        typeset.head(paper.superior, paper.organ, paper.symbol, paper.place_and_day),
        f"#align(center)[#text(size: {size + 2}pt)[{strong(paper.title)}]"
        f" \\ {strong(paper.abstract)} \\ \\-\\-\\-\\-\\-]\n"
        f"#set par(first-line-indent: (amount: {indent}mm, all: true))",
    ]
    for number, (title, paragraphs) in enumerate(paper.sections, 1):
        parts.append(f"#block(sticky: true)[#h({indent}mm){strong(f'{number}. {title}')}]")
        parts += [escaped(words) for words in paragraphs]
    ends = "".join(
        f" align(center)[{strong(office)} #v(20mm) {strong(name or '…')}],"
        for office, name in (("THƯ KÝ", paper.secretary), ("CHỦ TRÌ", paper.chair))
    )
    parts.append(
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: (50%, 50%),{ends})]"
    )
    return "\n\n".join(parts)
