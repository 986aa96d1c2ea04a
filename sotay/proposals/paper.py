"""The minutes of a yearly session with a mass organisation as a Word file to be completed by hand.

What the records hold is filled in; who sat there, where and who led is not recorded, so those
places stand open. Proposals are the mass organisation's: no author stands in the paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from sotay.core.days import written
from sotay.followups.models import Task
from sotay.organisations.access import Actor
from sotay.organisations.models import Placement, Profile
from sotay.papers.layout import Layout, layout_on, organ_of, place_and_day
from sotay.papers.word import add_head, add_line, add_paragraph, as_bytes, bare_table, new_sheet
from sotay.proposals import reading
from sotay.proposals.models import Proposal, WorkingSession
from sotay.proposals.services import mass

OPEN = "…"  # to be filled in by hand


@dataclass(frozen=True)
class SessionPaper:
    """What the renderer prints. Formal papers are Vietnamese."""

    superior: str
    organ: str
    day: date
    abstract: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    mass_name: str
    speaker: str
    layout: Layout


def paper_of(session: WorkingSession, actor: Actor) -> SessionPaper:
    """The minutes of a session that was held, with the proposals that ``actor`` may read."""
    day = session.held_on
    if day is None:
        raise ValueError("a session that was not held has no minutes")
    body = session.mass_organisation
    line = Placement.objects.as_of(day).filter(organisation=body.organisation).first()
    ids = [body.organisation_id, *([line.parent_id] if line and line.parent_id else [])]
    names = {key: profile.name for key, profile in Profile.objects.nearest(ids, day).items()}
    organ = organ_of(names.get(body.organisation_id, str(body.organisation)))
    speaker = mass.representative_of(body, day)
    return SessionPaper(
        superior=organ_of(names.get(line.parent_id, "")) if line and line.parent_id else "",
        organ=organ,
        day=day,
        abstract=f"làm việc với {body.name}, năm {session.year}",
        sections=(
            ("Thành phần", _present(organ, body.name, speaker)),
            (f"Kết quả việc đã hứa năm {session.year - 1}", _kept(session, actor)),
            (f"Kiến nghị của {body.name} và trả lời", _proposals(session, actor, day)),
            ("Kết luận", tuple(_lines(session.conclusion))),
            ("Việc được giao", _tasks(session, actor, day)),
        ),
        mass_name=body.name,
        speaker=speaker.full_name if speaker else OPEN,
        layout=layout_on(day),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _present(organ: str, name: str, speaker: Any) -> tuple[str, ...]:
    who = f"đồng chí {speaker.full_name}, người đại diện; {OPEN}" if speaker else OPEN
    return (f"{organ}: {OPEN}", f"{name}: {who}", f"Chủ trì: {OPEN}", f"Thư ký: {OPEN}")


def _kept(session: WorkingSession, actor: Actor) -> tuple[str, ...]:
    key = session.mass_organisation_id
    kept = reading.kept_of(actor, {key}, session.year - 1)[key]
    if not kept.proposals and not kept.tasks:
        return ("Năm trước không có kiến nghị hay việc nào ghi tại buổi làm việc.",)
    return (
        f"Kiến nghị đã trả lời: {kept.answered} trên {kept.proposals}.",
        f"Việc đã hoàn thành: {kept.done} trên {kept.tasks}.",
    )


def _proposals(session: WorkingSession, actor: Actor, day: date) -> tuple[str, ...]:
    """Each with its answer as it stands; those answered elsewhere and hidden here are counted."""
    seen = list(Proposal.objects.visible_to(actor).filter(session=session).oldest_first())
    found: list[str] = []
    for number, one in enumerate(seen, 1):
        found.append(f"Kiến nghị {number}: {' '.join(_lines(one.words))}")
        if one.answered_on is None:
            found.append(f"Trả lời: chưa có, hạn {written(one.due_on)}.")
        else:
            words = " ".join(_lines(one.answer))
            found.append(f"Trả lời ngày {written(one.answered_on)}: {words}")
    hidden = reading.brought_up(actor, session) - len(seen)
    if hidden > 0:
        found.append(f"Ngoài ra có {hidden} kiến nghị do nơi khác trả lời.")
    return tuple(found) or ("Không có kiến nghị nào được ghi.",)


def _tasks(session: WorkingSession, actor: Actor, day: date) -> tuple[str, ...]:
    tasks: Iterable[Any] = Task.objects.visible_to(actor).filter(**mass.given_by(session))
    given = [task for task in tasks if task.state != "dropped"]
    called = reading.named({task.owner_id for task in given}, day)
    return tuple(
        f"{task.title}. Thực hiện: {called.get(task.owner_id, OPEN)}. Hạn: "
        + (written(task.due_on) if task.due_on else OPEN)
        for task in given
    ) or ("Không giao việc nào tại buổi làm việc.",)


def word_bytes(paper: SessionPaper) -> bytes:
    """The minutes as .docx; the same bytes each time."""
    word = new_sheet(
        paper.layout, organ=paper.organ, title=f"Biên bản {paper.abstract}", day=paper.day
    )
    add_head(word, paper.superior, paper.organ, f"{OPEN}-BB", place_and_day(OPEN, paper.day))
    add_line(word, "")
    add_line(word, "BIÊN BẢN", bold=True, size=paper.layout.body_points + 2)
    add_line(word, paper.abstract, bold=True)
    add_line(word, "-----")
    for number, (title, paragraphs) in enumerate(paper.sections, 1):
        heading = add_paragraph(word, paper.layout)
        heading.add_run(f"{number}. {title}").bold = True
        heading.paragraph_format.keep_with_next = True
        for words in paragraphs:
            add_paragraph(word, paper.layout, words)
    left, right = bare_table(word, (82, 83)).rows[0].cells
    for cell, office, name in (
        (left, f"ĐẠI DIỆN {paper.mass_name.upper()}", paper.speaker),
        (right, f"T/M {paper.organ.upper()}", OPEN),
    ):
        add_line(cell, office, bold=True)
        gap = add_line(cell, "", align=WD_ALIGN_PARAGRAPH.CENTER)
        gap.paragraph_format.space_after = Mm(20)
        add_line(cell, name, bold=True)
    return as_bytes(word)
