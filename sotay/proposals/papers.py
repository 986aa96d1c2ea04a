"""The papers of a yearly session with a mass organisation: its minutes, and the notice of what was
concluded, as Word and PDF in the layout of Party papers; the same bytes each time.

What the records hold is filled in; what is not recorded stands open, to be completed by hand.
Proposals are the mass organisation's: no author stands in either paper. Formal papers are
Vietnamese.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from sotay.core import files
from sotay.core.days import written
from sotay.organisations.access import Actor
from sotay.organisations.models import Placement, Profile
from sotay.papers import typeset
from sotay.papers.layout import Layout, layout_on, organ_of, place_and_day
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet
from sotay.proposals import reading, record, rules
from sotay.proposals.models import Proposal, WorkingSession
from sotay.proposals.services import mass

OPEN = "…"  # to be filled in by hand
Sort = Literal["minutes", "notice"]
MINUTES: Sort = "minutes"
NOTICE: Sort = "notice"
TYPES = {"docx": files.DOCX, "pdf": "application/pdf"}
NAMES: dict[Sort, str] = {MINUTES: "bien-ban", NOTICE: "thong-bao-ket-luan"}
ACTS: dict[Sort, str] = {MINUTES: "proposals.session_minutes", NOTICE: "proposals.session_notice"}


@dataclass(frozen=True)
class SessionPaper:
    """What both renderers print."""

    superior: str
    organ: str
    symbol: str
    day: date
    place: str
    heading: str
    abstract: str
    opening: str  # a paragraph before the sections, or nothing
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    recipients: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]  # on whose behalf, and the name under it
    layout: Layout

    @property
    def place_and_day(self) -> str:
        return place_and_day(self.place, self.day)

    @property
    def title(self) -> str:
        return f"{self.heading.capitalize()} {self.abstract}"


def paper_of(session: WorkingSession, actor: Actor, sort: Sort = MINUTES) -> SessionPaper:
    """A paper of a session that was held, with the proposals that ``actor`` may read."""
    day = session.held_on
    if day is None:
        raise ValueError("a session that was not held has no papers")
    body = session.mass_organisation
    line = Placement.objects.as_of(day).filter(organisation=body.organisation).first()
    ids = [body.organisation_id, *([line.parent_id] if line and line.parent_id else [])]
    names = {key: profile.name for key, profile in Profile.objects.nearest(ids, day).items()}
    organ = organ_of(names.get(body.organisation_id, str(body.organisation)))
    told = _Told(session, actor, day, organ, body.name, mass.representative_of(body, day))
    is_minutes = sort == MINUTES
    return SessionPaper(
        superior=organ_of(names.get(line.parent_id, "")) if line and line.parent_id else "",
        organ=organ,
        symbol=f"{OPEN}-BB" if is_minutes else f"{OPEN}-TB",
        day=day,
        place=session.place.split(",")[-1].strip() or OPEN,
        heading="BIÊN BẢN" if is_minutes else "THÔNG BÁO",
        abstract=f"{'' if is_minutes else 'kết luận buổi '}làm việc với {body.name},"
        f" năm {session.year}",
        opening="" if is_minutes else told.opening(),
        sections=told.minutes() if is_minutes else told.notice(),
        recipients=() if is_minutes else told.recipients(),
        signatures=told.signatures() if is_minutes else ((f"T/M {organ.upper()}", OPEN),),
        layout=layout_on(day),
    )


def draw_up(session: WorkingSession, sort: Sort, ending: str, actor: Actor) -> tuple[bytes, str]:
    """A paper as a file, and what the file is called; that it was drawn up is written down.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: the session was not held
    """
    mass.note_paper(session, ACTS[sort], actor)
    made = paper_of(session, actor, sort)
    content = word_bytes(made) if ending == "docx" else pdf_bytes(made)
    return content, f"{NAMES[sort]}-doan-the-{made.day:%Y-%m-%d}.{ending}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class _Told:
    """What the records of one session say, paragraph by paragraph."""

    def __init__(
        self, session: WorkingSession, actor: Actor, day: date, organ: str, name: str, speaker: Any
    ) -> None:
        self.session, self.actor, self.day = session, actor, day
        self.organ, self.name, self.speaker = organ, name, speaker
        self.present = record.present(session, actor)
        self.tasks = record.given(session, actor, day)

    def minutes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("Thời gian, địa điểm", (f"Ngày {written(self.day)}, tại {self._place()}.",)),
            ("Thành phần", self._present()),
            (f"Kết quả việc đã hứa năm {self.session.year - 1}", self._kept()),
            (f"Kiến nghị của {self.name} và trả lời", self._proposals()),
            ("Kết luận", tuple(_lines(self.session.conclusion))),
            ("Việc được giao", self._tasks()),
        )

    def notice(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("Kết luận", tuple(_lines(self.session.conclusion))),
            (f"Trả lời kiến nghị của {self.name}", self._proposals()),
            ("Việc được giao", self._tasks()),
        )

    def opening(self) -> str:
        return (
            f"Ngày {written(self.day)}, tại {self._place()}, {self.organ} làm việc với {self.name}."
            f" Chủ trì: {self.present.chair or OPEN}. Sau khi nghe ý kiến các bên, buổi làm việc"
            " thống nhất:"
        )

    def recipients(self) -> tuple[str, ...]:
        owners = dict.fromkeys(one.owner_name for one in self.tasks if one.owner_name)
        return (self.name, *owners, f"Lưu {self.organ}")

    def signatures(self) -> tuple[tuple[str, str], ...]:
        return (
            (f"ĐẠI DIỆN {self.name.upper()}", self.speaker.full_name if self.speaker else OPEN),
            ("THƯ KÝ", rules.name_of(self.present.clerk) or OPEN),
            (f"T/M {self.organ.upper()}", rules.name_of(self.present.chair) or OPEN),
        )

    def _place(self) -> str:
        return self.session.place or OPEN

    def _present(self) -> tuple[str, ...]:
        """Who was written down; of the mass organisation, failing that, who spoke for it."""
        there, speaker = self.present, OPEN
        if self.speaker:
            speaker = f"đồng chí {self.speaker.full_name}, người đại diện; {OPEN}"
        return (
            f"Chủ trì: {there.chair or OPEN}",
            f"Thư ký: {there.clerk or OPEN}",
            f"{self.organ}: {'; '.join(there.committee) or OPEN}",
            f"{self.name}: {'; '.join(there.mass) or speaker}",
            *([f"Khách mời: {'; '.join(there.guests)}"] if there.guests else []),
        )

    def _kept(self) -> tuple[str, ...]:
        kept = record.kept(self.session, self.actor)
        if not kept.proposals and not kept.tasks:
            return ("Năm trước không có kiến nghị hay việc nào ghi tại buổi làm việc.",)
        return (
            f"Kiến nghị đã trả lời: {kept.answered} trên {kept.proposals}.",
            f"Việc đã hoàn thành: {kept.done} trên {kept.tasks}.",
        )

    def _proposals(self) -> tuple[str, ...]:
        """Each with its answer as it stands; those answered elsewhere and hidden are counted."""
        brought = Proposal.objects.visible_to(self.actor).filter(session=self.session)
        seen = list(brought.oldest_first())
        found: list[str] = []
        for number, one in enumerate(seen, 1):
            found.append(f"Kiến nghị {number}: {' '.join(_lines(one.words))}")
            if one.answered_on is None:
                found.append(f"Trả lời: chưa có, hạn {written(one.due_on)}.")
            else:
                words = " ".join(_lines(one.answer))
                found.append(f"Trả lời ngày {written(one.answered_on)}: {words}")
        hidden = reading.brought_up(self.actor, self.session) - len(seen)
        if hidden > 0:
            found.append(f"Ngoài ra có {hidden} kiến nghị do nơi khác trả lời.")
        return tuple(found) or ("Không có kiến nghị nào được ghi.",)

    def _tasks(self) -> tuple[str, ...]:
        return tuple(
            f"{one.task.title}. Thực hiện: {one.owner_name or OPEN}. Hạn: "
            + (written(one.task.due_on) if one.task.due_on else OPEN)
            for one in self.tasks
        ) or ("Không giao việc nào tại buổi làm việc.",)


def word_bytes(paper: SessionPaper) -> bytes:
    """The paper as .docx."""
    word = new_sheet(paper.layout, organ=paper.organ, title=paper.title, day=paper.day)
    add_head(word, paper.superior, paper.organ, paper.symbol, paper.place_and_day)
    add_line(word, "")
    add_line(word, paper.heading, bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    add_line(word, "-----")
    if paper.opening:
        add_paragraph(word, paper.layout, paper.opening)
    for number, (title, paragraphs) in enumerate(paper.sections, 1):
        heading = add_paragraph(word, paper.layout)
        heading.add_run(f"{number}. {title}").bold = True
        heading.paragraph_format.keep_with_next = True
        for words in paragraphs:
            last = add_paragraph(word, paper.layout, words)
    last.paragraph_format.keep_with_next = True  # nobody signs a page without a word on it
    _signatures(word, paper)
    return as_bytes(word)


def _signatures(word: Any, paper: SessionPaper) -> None:
    """On whose behalf in one row, the names in the next, so that they stand at one height."""
    ends = len(paper.signatures) + bool(paper.recipients)
    width = 165 / ends
    table = bare_table(word, (width,) * ends)
    table.add_row()  # type: ignore[no-untyped-call]  # python-docx says nothing of it
    offices, names = list(table.rows[0].cells), list(table.rows[1].cells)
    for cell in names:
        cell.width = Mm(width)
    if paper.recipients:
        _recipients(offices.pop(0).merge(names.pop(0)), paper.recipients)
    for cell, (office, _name) in zip(offices, paper.signatures, strict=True):
        add_line(cell, office, bold=True).paragraph_format.keep_with_next = True
    for cell, (_office, name) in zip(names, paper.signatures, strict=True):
        line = cell.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Mm(20)
        line.add_run(name).bold = True


def _recipients(cell: Any, names: tuple[str, ...]) -> None:
    for empty in cell.paragraphs:
        empty._p.getparent().remove(empty._p)
    left = WD_ALIGN_PARAGRAPH.LEFT
    add_line(cell, "Nơi nhận:", align=left).runs[0].underline = True
    for name in names:
        add_line(cell, f"- {name}", align=left, size=12)


def pdf_bytes(paper: SessionPaper) -> bytes:
    """The paper as PDF."""
    return typeset.pdf_of(source(paper), paper.day)


def source(paper: SessionPaper) -> str:
    """The paper in typst's own language."""
    strong, escaped = typeset.strong, typeset.escaped
    size, indent = paper.layout.body_points, paper.layout.indent_mm
    parts = [
        typeset.preamble(paper.layout, title=paper.title, author=paper.organ),
        typeset.head(paper.superior, paper.organ, paper.symbol, paper.place_and_day),
        f"#align(center)[#text(size: {size + 2}pt)[{strong(paper.heading)}]"
        f" \\ {strong(paper.abstract)} \\ \\-\\-\\-\\-\\-]\n"
        f"#set par(first-line-indent: (amount: {indent}mm, all: true))",
    ]
    if paper.opening:
        parts.append(escaped(paper.opening))
    for number, (title, paragraphs) in enumerate(paper.sections, 1):
        parts.append(f"#block(sticky: true)[#h({indent}mm){strong(f'{number}. {title}')}]")
        parts += [escaped(words) for words in paragraphs]
    # Nobody signs a page without a word on it.
    parts[-1] = f"#block(sticky: true)[#par[{parts[-1]}]]"
    # On whose behalf in one row, the names in the next, so that they stand at one height.
    cells = [f" align(center)[{strong(office)}]," for office, _name in paper.signatures]
    cells += [f" align(center)[{strong(name)}]," for _office, name in paper.signatures]
    ends = len(paper.signatures) + bool(paper.recipients)
    if paper.recipients:
        listed = typeset.NEW_LINE.join(escaped(f"- {name}") for name in paper.recipients)
        told = f"#underline[Nơi nhận:] \\ #text(size: 12pt)[{listed}]"
        cells.insert(0, f" grid.cell(rowspan: 2)[{told}],")
    columns = ", ".join([f"{100 / ends:.4f}%"] * ends)
    parts.append(
        "#block(breakable: false, above: 24pt)[#set par(first-line-indent: 0mm, justify: false)\n"
        f"#grid(columns: ({columns}), row-gutter: 20mm,{''.join(cells)})]"
    )
    return "\n\n".join(parts)
