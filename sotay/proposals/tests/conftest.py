"""Proposals on the small world: river's secretary writes to those above."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.organisations.access import Actor
from sotay.proposals import services
from sotay.proposals.models import Proposal

WORDS = "Phòng họp của chi bộ dột đã hai tháng, đề nghị sửa."


@pytest.fixture(autouse=True)
def kept_files(tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def send(world: SimpleNamespace, secretary: Actor) -> Callable[..., Proposal]:
    """Send from river's secretary to the bloc, unless told otherwise."""

    def give(**changes: Any) -> Proposal:
        given: dict[str, Any] = {
            "organisation": world.bloc,
            "kind": "propose",
            "subject": "living",
            "words": WORDS,
            "actor": secretary,
        }
        return services.submit(**{**given, **changes})

    return give
