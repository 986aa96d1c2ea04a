"""Proposals on the small world: river's secretary writes to those above."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.organisations.access import Actor, acting_for
from sotay.proposals import services
from sotay.proposals.models import MassOrganisation, Proposal, WorkingSession

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


@pytest.fixture
def union(world: SimpleNamespace, officer: Actor, stranger: Actor) -> MassOrganisation:
    """The bloc's trade union, spoken for by somebody without office."""
    with acting_for(officer):
        return services.mass.register(
            organisation=world.bloc,
            kind="union",
            name="Công đoàn Khối",
            representative=stranger.user,
            actor=officer,
        )


@pytest.fixture
def held(
    union: MassOrganisation,
    send: Callable[..., Proposal],
    stranger: Actor,
    officer: Actor,
    world: SimpleNamespace,
) -> WorkingSession:
    """A session of today: two proposals answered or not, one sent on to works, a task."""
    with acting_for(stranger):
        first, second, third = (
            send(actor=stranger, mass_organisation=union, words=words)
            for words in ("Sửa hội trường.", "Thêm kinh phí\ncho hội thao.", "Mái nhà của Sở dột.")
        )
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=officer.today, actor=officer
        )
        for one in (first, second, third):
            services.mass.link_proposal(session=session, proposal=one, actor=officer)
        services.answer(proposal=first, words="Sửa trong tháng 12.", actor=officer)
        services.refer(proposal=third, to=world.works, reason="Việc của Sở.", actor=officer)
        services.mass.give_task(
            session=session,
            owner=world.works,
            title="Sửa hội trường",
            due_on=date(2026, 12, 20),
            actor=officer,
        )
        return services.mass.hold_session(
            session=session,
            held_on=officer.today,
            conclusion="Nhất trí.\nGiao Sở sửa nhà.",
            actor=officer,
        )
