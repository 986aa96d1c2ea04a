"""A report on a small world: one programme, three tasks, one of them proved with a photograph."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from sotay.directives.models import Document
from sotay.followups import services as followups
from sotay.followups.rules import Measure, Reading
from sotay.followups.services import Offered
from sotay.organisations.access import Actor, acting_for
from sotay.reports import services
from sotay.testing.pictures import photograph


@pytest.fixture
def year(
    world: SimpleNamespace, officer: Actor, secretary: Actor, hill_secretary: Actor, leader: Actor,
    system: Actor, settings: object, tmp_path: object,
) -> SimpleNamespace:  # fmt: skip
    settings.EVIDENCE_DIR = tmp_path  # type: ignore[attr-defined]
    with acting_for(system):
        programme = Document.objects.create(
            type_code="CTr", type_name="Chương trình", number="02", organ_symbol="ĐUK",
            issuer=world.bloc, registered_by=world.bloc, issued_on=date(2026, 1, 20),
            abstract="nâng cao chất lượng",
            state="issued", is_programme=True, in_force_from=date(2026, 1, 20),
            created_by=officer.user,
        )  # fmt: skip
        tasks = followups.issue_task(
            owners=[world.river, world.hill, world.plain],
            title="Sinh hoạt chuyên đề",
            due_on=date(2026, 10, 31),
            starts_on=date(2026, 2, 1),
            criteria=[Measure(kind="quantity", name="Số kỳ", target=Decimal(4), unit="kỳ")],
            programme_id=programme.pk,
            issued_by=world.bloc,
            actor=officer,
        )
        at = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        for task, who, amount in ((tasks[0], secretary, 4), (tasks[1], hill_secretary, 2)):
            progress = followups.report_progress(
                task=task,
                measurements={task.criteria.get().pk: Reading(Decimal(amount))},
                evidence=[Offered(photograph(task.pk), "anh.jpg")],
                is_final=amount == 4,
                actor=who,
            )
            followups.accept_progress(progress=progress, actor=officer, at=at)
        report = services.make_report(
            organisation=world.bloc,
            span="year",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 12, 31),
            programmes=[programme],
            number="31",
            actor=leader,
        )
    return SimpleNamespace(programme=programme, tasks=tasks, report=report, world=world)
