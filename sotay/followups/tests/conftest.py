"""Tasks on the small world: one of river's, issued by the bloc, as in the worked example."""

import io
import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from sotay.followups import services
from sotay.followups.models import Progress, Task
from sotay.followups.rules import Measure
from sotay.organisations.access import Actor

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # of the worlds' day, in local time noon
DUE = date(2026, 11, 30)
MEETINGS = Measure("quantity", "Số kỳ sinh hoạt", target=Decimal(1), unit="kỳ")
ATTENDANCE = Measure("quantity", "Đảng viên dự", ">", Decimal(90), out_of=True)


@pytest.fixture(autouse=True)
def evidence_folder(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def issue(world: SimpleNamespace, officer: Actor) -> Callable[..., Task]:
    """Issue one task from the bloc to river, unless told otherwise."""

    def give(**changes: Any) -> Task:
        given: dict[str, Any] = {
            "owners": [world.river],
            "title": "Sinh hoạt chuyên đề quý IV",
            "asked": "Mỗi chi bộ tổ chức ít nhất 01 kỳ, có trên 90 % đảng viên dự.",
            "starts_on": date(2026, 10, 14),
            "due_on": DUE,
            "criteria": [MEETINGS, ATTENDANCE],
            "product": "Biên bản",
            "actor": officer,
        }
        return services.issue_task(**{**given, **changes})[0]

    return give


@pytest.fixture
def task(issue: Callable[..., Task]) -> Task:
    return issue()


@pytest.fixture
def report(secretary: Actor) -> Callable[..., Progress]:
    """Report on a task as river's secretary; figures in the order of its criteria."""

    def send(task: Task, *figures: Any, **more: Any) -> Progress:
        from sotay.followups.rules import Reading

        said = {}
        for criterion, figure in zip(task.criteria.order_by("id"), figures, strict=False):
            if figure is None:
                continue
            value, whole = figure if isinstance(figure, tuple) else (figure, None)
            said[criterion.pk] = Reading(Decimal(value), None if whole is None else Decimal(whole))
        given: dict[str, Any] = {"actor": secretary, "measurements": said, "note": "Đã họp."}
        return services.report_progress(task=task, **{**given, **more})

    return send


_shades = itertools.count()


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **save: Any) -> bytes:
    """A small picture, no two alike."""
    shade = next(_shades)
    drawn = io.BytesIO()
    Image.new("RGB", size, (shade * 16 % 256, shade // 16 * 16, 7)).save(drawn, kind, **save)
    return drawn.getvalue()
