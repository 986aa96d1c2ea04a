"""The papers of a yearly session with a mass organisation: its minutes, and the notice of what was
concluded, as Word and PDF in the layout of Party papers; the same bytes each time.

What the records hold is filled in; what is not recorded stands open, to be completed by hand.
Proposals are the mass organisation's: no author stands in either paper. Formal papers are
Vietnamese.
"""

from datetime import date
from typing import Any, Literal

from sotay.core import files
from sotay.core.days import written
from sotay.organisations.access import Actor
from sotay.organisations.models import Placement, Profile
from sotay.papers import plain
from sotay.papers.layout import layout_on, organ_of, town_of
from sotay.papers.plain import OPEN, PlainPaper, Section, Signature, numbered
from sotay.proposals import reading, record, rules
from sotay.proposals.models import Proposal, WorkingSession
from sotay.proposals.services import mass

Sort = Literal["minutes", "notice"]
MINUTES: Sort = "minutes"
NOTICE: Sort = "notice"
TYPES = {"docx": files.DOCX, "pdf": "application/pdf"}
NAMES: dict[Sort, str] = {MINUTES: "bien-ban", NOTICE: "thong-bao-ket-luan"}
ACTS: dict[Sort, str] = {MINUTES: "proposals.session_minutes", NOTICE: "proposals.session_notice"}


def paper_of(session: WorkingSession, actor: Actor, sort: Sort = MINUTES) -> PlainPaper:
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
    return PlainPaper(
        superior=organ_of(names.get(line.parent_id, "")) if line and line.parent_id else "",
        organ=organ,
        symbol=f"{OPEN}-BB" if is_minutes else f"{OPEN}-TB",
        day=day,
        place=town_of(session.place),
        heading="BIÊN BẢN" if is_minutes else "THÔNG BÁO",
        abstract=f"{'' if is_minutes else 'kết luận buổi '}làm việc với {body.name},"
        f" năm {session.year}",
        opening="" if is_minutes else told.opening(),
        sections=numbered(told.minutes() if is_minutes else told.notice()),
        receivers=() if is_minutes else told.receivers(),
        signatures=told.signatures() if is_minutes else (Signature(f"T/M {organ.upper()}", ""),),
        layout=layout_on(day),
    )


def draw_up(session: WorkingSession, sort: Sort, ending: str, actor: Actor) -> tuple[bytes, str]:
    """A paper as a file, and what the file is called; that it was drawn up is written down.

    :raises PermissionDenied: no office that keeps the mass organisation
    :raises RuleBroken: the session was not held
    """
    mass.note_paper(session, ACTS[sort], actor)
    made = paper_of(session, actor, sort)
    content = plain.word_bytes(made) if ending == "docx" else plain.pdf_bytes(made)
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

    def minutes(self) -> tuple[Section, ...]:
        return (
            ("Thời gian, địa điểm", (f"Ngày {written(self.day)}, tại {self._place()}.",)),
            ("Thành phần", self._present()),
            (f"Kết quả việc đã hứa năm {self.session.year - 1}", self._kept()),
            (f"Kiến nghị của {self.name} và trả lời", self._proposals()),
            ("Kết luận", tuple(_lines(self.session.conclusion))),
            ("Việc được giao", self._tasks()),
        )

    def notice(self) -> tuple[Section, ...]:
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

    def receivers(self) -> tuple[str, ...]:
        owners = dict.fromkeys(one.owner_name for one in self.tasks if one.owner_name)
        return (self.name, *owners, f"Lưu {self.organ}")

    def signatures(self) -> tuple[Signature, ...]:
        return (
            Signature(
                f"ĐẠI DIỆN {self.name.upper()}", self.speaker.full_name if self.speaker else ""
            ),
            Signature("THƯ KÝ", rules.name_of(self.present.clerk)),
            Signature(f"T/M {self.organ.upper()}", rules.name_of(self.present.chair)),
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
