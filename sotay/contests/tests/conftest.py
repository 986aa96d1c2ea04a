"""A round of the bloc: works from river, hill and works; jurors who are members of plain."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from sotay.accounts.models import User
from sotay.contests import services
from sotay.contests.models import Entry, Juror, Round
from sotay.contests.services import NewEntry, NewRound
from sotay.members import services as members
from sotay.members.models import Gender, Member
from sotay.organisations.access import Actor, acting_for, actor_for

DAY = date(2026, 10, 15)  # works are taken
LAST = date(2026, 11, 10)
AFTER = date(2026, 11, 11)  # the first day on which scoring may begin


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Any, settings: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def people(world: SimpleNamespace, system: Actor, secretary: Actor) -> dict[str, Member]:
    """Members by short name, each with an account: an of river, binh, chi and dung of plain."""
    made = {}
    with acting_for(system):
        for key, name, cell in (
            ("an", "Nguyễn Văn An", world.river),
            ("binh", "Trần Thị Bình", world.plain),
            ("chi", "Lê Văn Chi", world.plain),
            ("dung", "Phạm Thị Dung", world.plain),
        ):
            made[key] = members.register_member(
                actor=system,
                cell=cell,
                since=date(2015, 6, 1),
                facts={
                    "full_name": name,
                    "gender": Gender.FEMALE,
                    "born_on": date(1980, 5, 19),
                },
                user=User.objects.create_user(key, name, email=f"{key}@vidu.vn"),
            )
    return made


@dataclass
class Stage:
    """Acts on a round, each by whom it belongs to and on a given day."""

    world: SimpleNamespace
    people: dict[str, Member]
    officer: Actor
    secretary: Actor
    today: date = DAY
    year: int = 2026
    last_day: date = LAST
    jurors: dict[str, Juror] = field(default_factory=dict)
    works: dict[str, Entry] = field(default_factory=dict)

    def on(self, actor: Actor, day: date | None = None) -> Actor:
        return replace(actor, today=day or self.today)

    def member(self, key: str, day: date | None = None) -> Actor:
        return actor_for(self.people[key].user, day or self.today)

    def given(self, **changes: Any) -> NewRound:
        started: dict[str, Any] = {
            "name": "Giải báo chí xây dựng Đảng",
            "year": self.year,
            "last_day": self.last_day,
            "least_scores": 2,
            "categories": ["Báo in", "Ảnh"],
            "criteria": [("Nội dung", Decimal(60)), ("Hình thức", Decimal(40))],
            "prizes": [("Giải A", 1), ("Giải B", 1)],
        }
        return NewRound(**{**started, **changes})

    def open(self, **changes: Any) -> Round:
        with acting_for(self.on(self.officer)) as actor:
            self.round = services.open_round(
                organisation=self.world.bloc, given=self.given(**changes), actor=actor
            )
        return self.round

    def submit(self, actor: Actor | None = None, place: Any = "own cell", **changes: Any) -> Entry:
        """A work of river by its secretary, unless told otherwise."""
        started: dict[str, Any] = {
            "title": "Chi bộ bên sông",
            "category": self.round.categories.first(),
            "outlet": "Báo Tỉnh",
            "published_on": date(self.year, 5, 4)
            if date(self.year, 5, 4) <= self.today
            else self.today,
            "authors": ["Đỗ Thị Tác"],
            "content": b"Noi dung tac pham khong ghi ten",
            "file_name": "tac-pham.txt",
        }
        with acting_for(actor or self.on(self.secretary)) as who:
            made = services.submit(
                round_=self.round,
                given=NewEntry(**{**started, **changes}),
                place=self.world.river if place == "own cell" else place,
                actor=who,
            )
        self.works[made.title] = made
        return made

    def accept(self, entry: Entry, **more: Any) -> Entry:
        with acting_for(self.on(self.officer)) as actor:
            return services.accept_entry(entry=entry, actor=actor, **more)

    def name(self, *keys: str) -> None:
        with acting_for(self.on(self.officer)) as actor:
            for key in keys:
                self.jurors[key] = services.name_juror(
                    round_=self.round, member=self.people[key], actor=actor
                )

    def start(self, day: date | None = None) -> Round:
        """Scoring begins on the first day after the last day for works."""
        self.today = day or self.round.last_day + timedelta(days=1)
        with acting_for(self.on(self.officer)) as actor:
            self.round = services.start_scoring(round_=self.round, actor=actor)
        return self.round

    def score(self, key: str, entry: Entry, *points: str) -> None:
        with acting_for(self.member(key)) as actor:
            seen = Entry.objects.judged_by(actor).select_related("round").get(pk=entry.pk)
            criteria = seen.round.criteria.all()
            services.score(
                entry=seen,
                points={row.pk: Decimal(one) for row, one in zip(criteria, points, strict=False)},
                actor=actor,
            )

    def keep(self, act: Callable[..., Any], **given: Any) -> Any:
        """An act of the keeper on the round."""
        with acting_for(self.on(self.officer)) as actor:
            return act(actor=actor, **given)


@pytest.fixture
def stage(
    world: SimpleNamespace, people: dict[str, Member], officer: Actor, secretary: Actor
) -> Stage:
    """Nothing opened yet."""
    return Stage(world, people, officer, secretary)


@pytest.fixture
def opened(stage: Stage) -> Stage:
    stage.open()
    return stage


@pytest.fixture
def scoring(opened: Stage) -> Stage:
    """Three accepted works of one category, two jurors, scoring begun."""
    for title in ("Chi bộ bên sông", "Người giữ rừng", "Mùa nước nổi"):
        opened.accept(opened.submit(title=title))
    opened.name("binh", "chi")
    opened.start()
    return opened


@pytest.fixture
def now(stage: Stage) -> Stage:
    """The stage set on the day of the clock, which pages act on."""
    today = timezone.localdate()
    stage.today = today
    stage.year = today.year + (today.month >= 11)
    stage.last_day = date(stage.year, 12, 31)
    return stage


@pytest.fixture
def taking(now: Stage) -> Stage:
    now.open()
    return now


@pytest.fixture
def judged(taking: Stage) -> Stage:
    """Two accepted works, jurors binh and chi, scoring begun today."""
    for title in ("Chi bộ bên sông", "Mùa nước nổi"):
        taking.accept(taking.submit(title=title))
    taking.name("binh", "chi")
    yesterday = taking.today - timedelta(days=1)
    Round.objects.update(eligible_to=yesterday, last_day=yesterday)
    taking.start(taking.today)
    return taking
