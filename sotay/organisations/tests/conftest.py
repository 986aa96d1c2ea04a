"""Decisions and days that the tests of this app share."""

from datetime import date
from types import SimpleNamespace

import pytest

from sotay.organisations.models import Organisation
from sotay.organisations.services import Decision


@pytest.fixture
def decision() -> Decision:
    return Decision("214-QĐ/ĐU", "Đảng ủy Khối Sông Vân", date(2025, 6, 26))


@pytest.fixture
def committees(world: SimpleNamespace, decision: Decision, system: object) -> SimpleNamespace:
    """Beside *works*: *roads*, a committee with the cells bridge and ferry."""
    from sotay.organisations import services
    from sotay.organisations.services import NewOrganisation

    def make(name: str, kind: str, code: str, parent: Organisation) -> Organisation:
        return services.found(
            new=NewOrganisation(name, kind, code=code),
            parent=parent,
            on=date(2012, 1, 1),
            decision=decision,
            actor=system,  # type: ignore[arg-type]
        ).outcome

    roads = make("Đảng bộ Sở Giao thông", "grassroots_committee", "SV-GT", world.bloc)
    bridge = make("Chi bộ Cầu", "cell", "SV-GT-1", roads)
    ferry = make("Chi bộ Phà", "cell", "SV-GT-2", roads)
    world.bloc.refresh_from_db()
    return SimpleNamespace(**vars(world), roads=roads, bridge=bridge, ferry=ferry)
