"""One programme of the bloc with tasks in works and plain, reported and verified in part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sotay.directives.models import Document
from sotay.followups import services
from sotay.followups.models import Task
from sotay.followups.rules import Measure, Reading
from sotay.organisations.access import Actor, acting_for

DAY = date(2026, 8, 15)
MEETINGS = Measure(kind="quantity", name="Số kỳ", target=Decimal(10), unit="kỳ")


@pytest.fixture(autouse=True)
def evidence_folder(tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def programme_of(issuer: Any, by: Any, number: str = "02") -> Document:
    return Document.objects.create(
        type_code="CTr", type_name="Chương trình", number=number, organ_symbol="ĐUK",
        issuer=issuer, registered_by=issuer, issued_on=date(2026, 1, 20),
        abstract=f"nâng cao chất lượng {number}", state="issued", is_programme=True,
        in_force_from=date(2026, 1, 20), created_by=by.user,
    )  # fmt: skip


@pytest.fixture
def give(officer: Actor, system: Actor, world: SimpleNamespace) -> Callable[..., Task]:
    """Issue one task of a programme, and have ``done`` of its ten meetings verified."""

    def one(programme: Document, owner: Any, *, done: int | None = None, **changes: Any) -> Task:
        given: dict[str, Any] = {
            "owners": [owner],
            "title": "Sinh hoạt chuyên đề",
            "starts_on": date(2026, 2, 1),
            "due_on": date(2026, 6, 30),
            "criteria": [MEETINGS],
            "programme_id": programme.pk,
            "issued_by": world.bloc,
            "actor": officer,
        }
        task = services.issue_task(**{**given, **changes})[0]
        if done is not None:
            with acting_for(system):
                progress = services.report_progress(
                    task=task,
                    measurements={task.criteria.get().pk: Reading(Decimal(done))},
                    note="Đã họp.",
                    is_final=False,
                    reported_on=date(2026, 6, 20),
                    actor=system,
                )
                at = datetime(2026, 6, 25, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
                services.accept_progress(
                    progress=progress, actor=replace(officer, today=at.date()), at=at
                )
        return task

    return one


@pytest.fixture
def programme(world: SimpleNamespace, officer: Actor, give: Callable[..., Task]) -> Document:
    """River 8 of 10, hill 5 of 10 at double weight, works not yet due, plain silent and late."""
    made = programme_of(world.bloc, officer)
    give(made, world.river, done=8)
    give(made, world.hill, done=5, weight=Decimal(2))
    give(made, world.works, done=2, due_on=date(2026, 12, 31))
    give(made, world.plain)
    return made
