"""The resolution of a meeting as a paper of its own, for Word and PDF; the same bytes each time."""

import re
from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from sotay.core.days import percent, written
from sotay.core.text import fold
from sotay.meetings.models import Kind, Meeting, Minutes
from sotay.meetings.paper import heading_of, is_cell_name
from sotay.meetings.rules.quorum import exact
from sotay.meetings.story import Happened
from sotay.organisations.models import Grant
from sotay.papers import typeset
from sotay.papers.layout import Layout, layout_on, organ_of, place_and_day
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet

ABSTRACTS = {
    Kind.ORDINARY: "sinh hoạt chi bộ thường kỳ tháng {month}",
    Kind.THEMATIC: "sinh hoạt chuyên đề tháng {month}",
    Kind.COMMITTEE: "phiên họp cấp ủy tháng {month}",
    Kind.CONFERENCE: "hội nghị ngày {day}",
}
SIGNERS = ("secretary", "leader")
LEFT = WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True)
class ResolutionPaper:
    """What both renderers print."""

    superior: str
    organ: str
    symbol: str
    day: date
    place: str
    abstract: str
    opening: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    ending: str  # the vote; empty where none was written down
    receivers: tuple[str, ...]
    in_the_name: str  # T/M CHI BỘ
    signer: str
    is_draft: bool
    layout: Layout

    @property
    def place_and_day(self) -> str:
        return place_and_day(self.place, self.day)

    @property
    def title(self) -> str:
        return "NGHỊ QUYẾT (dự thảo)" if self.is_draft else "NGHỊ QUYẾT"


def has_resolution(kept: Minutes | None) -> bool:
    """Whether there is anything that a resolution could say."""
    return kept is not None and bool(kept.resolution.strip())


def paper_of(meeting: Meeting, kept: Minutes) -> ResolutionPaper:
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
    return ResolutionPaper(
        superior=superior,
        organ=own if cell else organ,
        symbol=kept.resolution_number or f"…-NQ/{ending}",
        day=day,
        place=meeting.place.split(",")[-1].strip() or "…",
        abstract=ABSTRACTS[Kind(meeting.kind)].format(
            month=f"{day.month}-{day.year}", day=written(day)
        ),
        opening=_opening(meeting, happened, organ if not cell else own),
        sections=tuple(sections),
        ending=_vote(happened),
        receivers=tuple(receivers),
        in_the_name=f"T/M {'CHI BỘ' if cell else 'ĐẢNG ỦY'}",
        signer=_signer(meeting),
        is_draft=meeting.state != Meeting.State.SEALED,
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
    parts.append(f"đồng chí {name}" if name else "người làm: …")
    parts.append(f"hạn {written(due_on)}" if due_on else "hạn: …")
    if product:
        parts.append(f"sản phẩm: {product.rstrip('.')}")
    return "; ".join(parts) + "."


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


def word_bytes(paper: ResolutionPaper) -> bytes:
    """The resolution as .docx."""
    word = new_sheet(paper.layout, organ=paper.organ, title=paper.abstract, day=paper.day)
    add_head(word, paper.superior, paper.organ, paper.symbol, paper.place_and_day)
    add_line(word, "")
    add_line(word, paper.title, bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    add_line(word, "-----")
    add_paragraph(word, paper.layout, paper.opening)
    for title, paragraphs in paper.sections:
        heading = add_paragraph(word, paper.layout)
        heading.add_run(title).bold = True
        heading.paragraph_format.keep_with_next = True
        for words in paragraphs:
            add_paragraph(word, paper.layout, words)
    if paper.ending:
        add_paragraph(word, paper.layout, paper.ending)
    left, right = bare_table(word, (75, 90)).rows[0].cells
    add_line(left, "Nơi nhận:", bold=True, align=LEFT, size=12)
    for text in _receivers(paper):
        add_line(left, text, align=LEFT, size=12)
    add_line(right, paper.in_the_name, bold=True)
    gap = add_line(right, "BÍ THƯ")
    gap.paragraph_format.space_after = Mm(22)
    add_line(right, paper.signer or "…", bold=True)
    return as_bytes(word)


def _receivers(paper: ResolutionPaper) -> list[str]:
    last = len(paper.receivers) - 1
    return [f"- {one}{'.' if at == last else ','}" for at, one in enumerate(paper.receivers)]


def pdf_bytes(paper: ResolutionPaper) -> bytes:
    """The resolution as PDF."""
    return typeset.pdf_of(source(paper), paper.day)


def source(paper: ResolutionPaper) -> str:
    """The resolution in typst's own language."""
    strong, escaped = typeset.strong, typeset.escaped
    size, indent = paper.layout.body_points, paper.layout.indent_mm
    parts = [
        typeset.preamble(paper.layout, title=paper.abstract, author=paper.organ),
        typeset.head(paper.superior, paper.organ, paper.symbol, paper.place_and_day),
        f"#align(center)[#text(size: {size + 2}pt)[{strong(paper.title)}]"
        f" \\ {strong(paper.abstract)} \\ \\-\\-\\-\\-\\-]\n"
        f"#set par(first-line-indent: (amount: {indent}mm, all: true))",
        escaped(paper.opening),
    ]
    for title, paragraphs in paper.sections:
        parts.append(f"#block(sticky: true)[#h({indent}mm){strong(title)}]")
        # A number at the beginning is one of ours, and not the start of a list of typst's.
        parts += [re.sub(r"^([0-9]+)\.", r"\1\\.", escaped(words)) for words in paragraphs]
    if paper.ending:
        parts.append(escaped(paper.ending))
    receivers = " \\ ".join(escaped(one) for one in _receivers(paper))
    parts.append(
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: (45%, 55%), [#text(size: 12pt)[{strong('Nơi nhận:')} \\ {receivers}]],"
        f" align(center)[{strong(paper.in_the_name)} \\ BÍ THƯ #v(22mm)"
        f" {strong(paper.signer or '…')}])]"
    )
    return "\n\n".join(parts)
