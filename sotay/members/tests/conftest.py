"""Members of the small world: *An* of river, *Bình* of hill (probationary), *Chi* of shore."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from sotay.members import services
from sotay.members.models import Gender, Standing
from sotay.organisations.access import Actor, acting_for


def facts(full_name: str, **more: Any) -> dict[str, Any]:
    return {
        "full_name": full_name,
        "gender": Gender.MALE,
        "born_on": date(1980, 5, 19),
        "birth_year": 1980,
        **more,
    }


@pytest.fixture
def register(world: SimpleNamespace, system: Actor, stranger: Actor) -> SimpleNamespace:
    with acting_for(system):
        an = services.register_member(
            actor=system,
            cell=world.river,
            since=date(2015, 1, 1),
            facts=facts(
                "Trần Văn An",
                decided_on=date(2005, 8, 20),
                admitted_on=date(2005, 9, 2),
                recognised_on=date(2006, 9, 2),
                card_number="012345678901",
                citizen_id="034080001234",
            ),
            user=stranger.user,
        )
        binh = services.register_member(
            actor=system,
            cell=world.hill,
            since=date(2025, 9, 2),
            standing=Standing.PROBATIONARY,
            facts=facts(
                "Nguyễn Thị Bình",
                gender=Gender.FEMALE,
                decided_on=date(2025, 8, 20),
                admitted_on=date(2025, 9, 2),
            ),
        )
        chi = services.register_member(
            actor=system,
            cell=world.shore,
            since=date(2015, 1, 1),
            facts=facts("Lê Thị Chi", gender=Gender.FEMALE, card_number="099999999999"),
        )
    return SimpleNamespace(an=an, binh=binh, chi=chi)
