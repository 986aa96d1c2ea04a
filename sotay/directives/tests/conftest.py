"""The small world with papers: what the bloc issues, what cells answer, what is from outside."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.directives import services
from sotay.directives.models import Document
from sotay.directives.services import Identity
from sotay.directives.tests.papers import BLOC_PLAN, CELL_PLAN, CENTRAL, reading
from sotay.directives.types import split_symbol
from sotay.organisations.access import Actor

OCTOBER = date(2026, 10, 14)


@pytest.fixture(autouse=True)
def evidence_folder(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def identity(symbol: str = "27-KH/ĐUK", on: date = OCTOBER, **more: Any) -> Identity:
    number, code, organ = split_symbol(symbol)
    types = {"KH": "Kế hoạch", "CTr": "Chương trình", "HD": "Hướng dẫn", "NQ": "Nghị quyết",
             "CT": "Chỉ thị", "KL": "Kết luận"}  # fmt: skip
    return Identity(
        type_name=more.pop("type_name", types.get(code, "Quy định")),
        type_code=code,
        number=number,
        organ_symbol=organ,
        issued_on=on,
        **more,
    )


@pytest.fixture
def register(officer: Actor) -> Callable[..., Document]:
    """Put a paper in, read and confirmed, by the officer of the bloc unless told otherwise."""

    def put(
        symbol: str = "27-KH/ĐUK",
        text: str = "Nội dung.",
        on: date = OCTOBER,
        actor: Actor = officer,
        confirmed: bool = True,
        **more: Any,
    ) -> Document:
        own = {name: more.pop(name) for name in ("type_name", "organ", "abstract") if name in more}
        told = identity(symbol, on, **own)
        document = services.register_document(
            reading=reading(text), identity=told, actor=actor, **more
        )
        if confirmed:
            document = services.confirm_document(document=document, identity=told, actor=actor)
        return document

    return put


@pytest.fixture
def plan(register: Callable[..., Document], world: SimpleNamespace) -> Document:
    """The bloc's plan: three citations, four tasks, its own text."""
    return register(
        text=BLOC_PLAN, issuer=world.bloc, abstract="nâng cao chất lượng sinh hoạt chi bộ"
    )


@pytest.fixture
def cell_plan(
    register: Callable[..., Document], plan: Document, world: SimpleNamespace
) -> Document:
    """What plain, a cell standing alone, made of the bloc's plan."""
    return register(
        "09-KH/CB", CELL_PLAN, on=date(2026, 10, 20), issuer=world.plain, plan_year=2026
    )


@pytest.fixture
def central(register: Callable[..., Document]) -> Document:
    """A paper from outside, kept by the bloc."""
    return register("42-HD/BTCTW", CENTRAL, on=date(2025, 10, 28))
