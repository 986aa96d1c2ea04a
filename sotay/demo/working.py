"""A year of work in an invented bloc: programmes issued, made concrete, reported, verified."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from sotay.accounts.models import User
from sotay.demo.blocs import BlocSpec
from sotay.demo.papers import PROGRAMMES, own_plan, programme_text, upper_papers
from sotay.directives import services as directives
from sotay.directives.models import Document, DraftTask
from sotay.directives.reader import read_text
from sotay.directives.services import Identity
from sotay.followups import services as followups
from sotay.followups.models import Progress, Task
from sotay.followups.rules import Measure, Reading
from sotay.followups.services import NewTask, Offered
from sotay.organisations.access import Actor, system_actor
from sotay.organisations.models import Grant, Organisation, Placement


@dataclass
class Year:
    """What the story of the year needs to hand."""

    bloc: BlocSpec
    top: Organisation
    units: list[Any]  # organisations as described on the day of the story
    logins: dict[str, User]
    holders: dict[str, User]
    draw: random.Random
    today: date
    grants: dict[int, tuple[Grant, ...]] = field(default_factory=dict)

    def on(self, day: date, user: User) -> Actor:
        """Somebody acting on a day of the past, as the record of that day has it."""
        if user.pk not in self.grants:
            self.grants[user.pk] = tuple(Grant.objects.held_by(user, self.today))
        return replace(system_actor(user, day, "demonstration"), grants=self.grants[user.pk])


def photo(words: str, hue: int) -> bytes:
    """A small picture that stands for a photograph of a meeting; never twice the same."""
    image = Image.new("RGB", (480, 300), ((hue * 37) % 120 + 80, (hue * 61) % 120 + 80, 150))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 460, 90), fill=(163, 25, 31))
    for seat in range(6):
        left = 40 + seat * 70
        draw.ellipse((left, 150, left + 36, 186), fill=(201, 155, 123))
        draw.rectangle((left - 6, 188, left + 42, 260), fill=(47, 63, 74))
    draw.text((30, 40), words.encode("ascii", "ignore").decode(), fill=(242, 210, 122))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=70)
    return kept.getvalue()


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15, 10)))


def _register(
    year: Year, text: str, identity: Identity, user: User, issuer: Organisation | None, **more: Any
) -> Document:
    actor = year.on(identity.issued_on, user)
    document = directives.register_document(
        reading=read_text(text), identity=identity, issuer=issuer, actor=actor, **more
    )
    return directives.confirm_document(document=document, identity=identity, actor=actor)


def issue_programmes(year: Year) -> list[tuple[Document, list[list[Task]]]]:
    """The resolution from above and the bloc's programmes, each task given to every unit."""
    officer = year.logins["officer"]
    for paper in upper_papers(year.bloc.place):
        _register(
            year,
            paper.text,
            Identity(
                paper.type_name, "NQ", paper.number, paper.organ_symbol, paper.issued_on,
                organ="Ban Chấp hành Đảng bộ tỉnh", abstract=paper.abstract, place=year.bloc.place,
                signer="Đặng Hữu Trí",
            ),
            officer,
            None,
        )  # fmt: skip
    issued = []
    for number, abstract, day, clauses in PROGRAMMES:
        text = programme_text(
            number, abstract, day, [c[0] for c in clauses], year.bloc.place,
            "Đảng ủy Khối", year.logins["leader"].full_name,
        )  # fmt: skip
        identity = Identity(
            "Chương trình", "CTr", number, "ĐUK", day, organ="Đảng ủy Khối", abstract=abstract,
            place=year.bloc.place, signer=year.logins["leader"].full_name,
        )  # fmt: skip
        document = _register(year, text, identity, officer, year.top, is_programme=True)
        actor = year.on(day + timedelta(days=1), officer)
        directives.issue_document(document=document, to=year.units, actor=actor)
        issued.append((document, _take_tasks(year, document, clauses, actor)))
    return issued


def _take_tasks(
    year: Year, document: Document, clauses: list[Any], actor: Actor
) -> list[list[Task]]:
    """The reader's draft nearest to each clause is taken; the drafts nobody wants are dropped."""
    drafts = list(document.drafts.filter(kind=DraftTask.Kind.TASK))
    taken = []
    for sentence, title, due_on, product, (kind, name, target, unit, comparator, out_of) in clauses:
        start = document.text.index(sentence[:40])
        end = start + len(sentence)
        draft = next((d for d in drafts if d.start < end and d.end > start), None)
        measure = Measure(
            kind=kind,
            name=name,
            comparator=comparator,
            target=None if target is None else Decimal(target),
            unit="" if out_of else unit,
            out_of=out_of,
        )
        if draft is None:
            raise LookupError(f"the reader found no task in: {sentence}")
        taken.append(
            directives.take_draft(
                draft=draft,
                owners=year.units,
                title=title,
                starts_on=document.issued_on,
                due_on=due_on,
                product=product,
                criteria=[measure],
                actor=actor,
            )
        )
        drafts.remove(draft)
    for draft in drafts:
        directives.drop_draft(draft=draft, actor=actor)
    return taken


def write_plans(year: Year, issued: list[tuple[Document, list[list[Task]]]]) -> None:
    """Units answer with plans of their own: most in their own words, some copied, some hollow."""
    for document, _tasks in issued:
        clauses = next(c for n, _a, _d, c in PROGRAMMES if n == document.number)
        for unit in year.units:
            chance = year.draw.random()
            if chance > 0.72:
                continue
            kind = "copied" if chance < 0.1 else "hollow" if chance < 0.2 else "own"
            secretary = year.holders[unit.code]
            day = document.issued_on + timedelta(days=year.draw.randrange(10, 70))
            symbol = "ĐU" if unit.kind_code != "grassroots_cell" else "CB"
            number = f"{7 + int(document.number)}"
            _register(
                year,
                own_plan(
                    number, symbol, unit.name, document.symbol, [c[0] for c in clauses], day,
                    year.bloc.place, secretary.full_name, kind,
                ),
                Identity(
                    "Kế hoạch", "KH", number, symbol, day, organ=unit.name,
                    abstract=f"thực hiện Chương trình số {document.symbol}", place=year.bloc.place,
                    signer=secretary.full_name,
                ),
                secretary,
                unit,
                plan_year=2026,
            )  # fmt: skip


def make_concrete(year: Year, issued: list[tuple[Document, list[list[Task]]]]) -> list[Task]:
    """Some committees break what was given into tasks of their cells."""
    children: list[Task] = []
    for _document, groups in issued[:1]:
        for task in groups[0]:
            if year.draw.random() > 0.3 and task.owner.code != year.units[0].code:
                continue
            placed = Placement.objects.as_of(year.today).filter(parent=task.owner)
            cells = list(Organisation.objects.filter(placements__in=placed).order_by("code"))[:6]
            if not cells:
                continue
            criterion = task.criteria.get()
            children += followups.make_concrete(
                task=task,
                children=[
                    NewTask(
                        owner=cell,
                        title=f"{task.title}: {year.draw.choice(TOPICS)}",
                        due_on=task.due_on,
                        starts_on=task.starts_on + timedelta(days=20),
                        product=task.product,
                        criteria=[
                            Measure(
                                kind=criterion.kind,
                                name=criterion.name,
                                comparator=criterion.comparator,
                                target=criterion.target,
                                unit=criterion.unit,
                                out_of=criterion.out_of,
                            )
                        ],
                    )
                    for cell in cells
                ],
                actor=year.on(task.starts_on + timedelta(days=20), year.holders[task.owner.code]),
            )
    return children


TOPICS = (
    "an toàn hồ chứa mùa khô",
    "văn hóa công sở",
    "tiết kiệm điện ở trụ sở",
    "nêu gương của người đứng đầu",
    "chuyển đổi số ở phòng mình",
)


def _reading(task: Task, share: float) -> dict[int, Reading]:
    readings = {}
    for criterion in task.criteria.all():
        if criterion.kind == "milestone":
            readings[criterion.pk] = Reading(Decimal(1 if share >= 1 else 0))
        elif criterion.out_of:
            whole = 26
            part = min(whole, round(whole * float(criterion.target or 0) / 100 * share))
            readings[criterion.pk] = Reading(Decimal(part), Decimal(whole))
        else:
            readings[criterion.pk] = Reading(Decimal(round(float(criterion.target or 0) * share)))
    return readings


def report_and_verify(year: Year, tasks: list[Task], tell: Callable[[str], None]) -> None:
    """Reports with photographs through the year; most accepted, some returned, some waiting."""
    officer, shared = year.logins["officer"], photo("dung chung", 3)
    for index, task in enumerate(tasks):
        chance = year.draw.random()
        if chance < 0.16:
            continue  # silent
        secretary = year.holders.get(task.owner.code)
        if secretary is None:
            continue
        due = task.due_on or year.today
        day = min(
            due + timedelta(days=year.draw.randrange(-60, 12)),
            year.today - timedelta(days=year.draw.randrange(1, 9)),
        )
        day = max(day, task.starts_on + timedelta(days=5))
        share = 1.0 if chance > 0.4 else year.draw.choice([0.4, 0.6, 0.8])
        content = shared if chance > 0.97 else photo(f"{task.owner.code} {index}", index)
        progress = followups.report_progress(
            task=task,
            measurements=_reading(task, share),
            note=year.draw.choice(NOTES),
            evidence=[Offered(content, f"anh-{task.owner.code}.jpg", _moment(day))],
            is_final=share >= 1,
            reported_on=day,
            actor=year.on(day, secretary),
        )
        _verify(year, progress, officer, day, chance)
        if index % 200 == 199:
            tell(f"{index + 1} / {len(tasks)}")


def _verify(year: Year, progress: Progress, officer: User, day: date, chance: float) -> None:
    later = min(day + timedelta(days=year.draw.randrange(1, 7)), year.today)
    actor = year.on(later, officer)
    is_fresh = day > year.today - timedelta(days=12)
    if chance > 0.8 and is_fresh:
        return  # still waiting
    if chance > 0.95:
        followups.return_progress(
            progress=progress,
            reasons=["wrong_period"],
            note="Biên bản gửi kèm là của kỳ trước. Đề nghị gửi biên bản đúng kỳ.",
            redo_by=max(later, year.today) + timedelta(days=4),
            actor=year.on(year.today, officer) if later < year.today else actor,
            at=_moment(later),
        )
        return
    followups.accept_progress(progress=progress, actor=actor, at=_moment(later))


NOTES = (
    "Đã họp đủ thành phần, biên bản lưu ở văn phòng.",
    "Hoàn thành đúng kế hoạch.",
    "Còn vướng ở khâu số liệu, đang bổ sung.",
    "Chi bộ đã thảo luận và thống nhất phân công.",
)


def ask_for_more_days(year: Year) -> None:
    """A few requests for a later last day wait for the leader."""
    waiting = Task.objects.filter(state="open", due_on__gte=year.today).order_by("pk")[:4]
    for task in waiting:
        secretary = year.holders.get(task.owner.code)
        if secretary is not None and task.due_on is not None:
            followups.ask_extension(
                task=task,
                asked_due_on=task.due_on + timedelta(days=20),
                reason="Thiếu số liệu của hai phòng, xin thêm thời gian để rà soát đủ.",
                actor=year.on(year.today, secretary),
            )


def assess_some(year: Year) -> None:
    """The level above judges part of what is finished or past its day."""
    officer = year.on(year.today, year.logins["officer"])
    done = Task.objects.filter(state="done", assessment=None).order_by("pk")
    for task in done[:120]:
        followups.assess_task(
            task=task,
            result="reached",
            result_words="Đạt đủ tiêu chí, minh chứng rõ.",
            result_causes=[year.draw.choice(["direction", "assignment", "early_start"])],
            actor=officer,
        )
    late = Task.objects.filter(state="open", due_on__lt=year.today, assessment=None).order_by("pk")
    for task in late[:40]:
        followups.assess_task(
            task=task,
            result="not_reached",
            limit_words="Chưa báo kết quả khi đã quá hạn.",
            limit_causes=[year.draw.choice(["late_start", "few_people", "unclear_assignment"])],
            actor=officer,
        )


def a_year_of_work(year: Year, tell: Callable[[str], None]) -> None:
    issued = issue_programmes(year)
    write_plans(year, issued)
    children = make_concrete(year, issued)
    tasks = [task for _document, groups in issued for group in groups for task in group]
    broken_down = {child.parent_id for child in children}
    report_and_verify(year, [*(t for t in tasks if t.pk not in broken_down), *children], tell)
    ask_for_more_days(year)
    assess_some(year)
