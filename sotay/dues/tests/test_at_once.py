"""Two hands at once, with real commits: every act is done once and the other is told."""

from collections.abc import Callable
from typing import Any

import pytest

from sotay.core.errors import RuleBroken
from sotay.dues import importing, services
from sotay.dues.models import Collection, ListedPayment, Receipt, Remittance
from sotay.dues.tests.conftest import AN_OWES, MONTH, NOW, SALARY, enter
from sotay.members.tests.test_totals_concurrency import run_together, scratch
from sotay.organisations.access import Actor, acting_for, actor_for, system_actor
from sotay.testing.worlds import organisation, person

__all__ = ["scratch"]  # a fixture: a database of its own, in which commits are real


class Scene:
    """River with An alone, its month open, and a list with An's payment read."""

    def __init__(self) -> None:
        works = organisation("SV-CT", "Đảng bộ Sở Công trình", "upper", None, (1100, 1400))
        self.river = organisation("SV-CT-1", "Chi bộ Sông", "cell", works, (1110, 1120))
        user = person("secretary", "Lê Thị Nhàn", ("secretary", self.river))
        system = system_actor(person("system", "Hệ thống"), NOW, "test")
        with acting_for(system):
            self.an = enter(system, self.river, "Trần Văn An")
        self.keeper: Actor = actor_for(user, NOW)
        with acting_for(self.keeper) as keeper:
            services.declare_basis(
                organisation=self.river, member_id=self.an.pk, category="salaried", income=SALARY,
                region=None, since=MONTH, actor=keeper,
            )  # fmt: skip
            self.month = services.open_month(organisation=self.river, month=MONTH, actor=keeper)
            self.list = importing.start_list(
                collection=self.month, data=f"Họ và tên;Số tiền\nTrần Văn An;{AN_OWES}".encode(),
                file_name="x", actor=keeper,
            )  # fmt: skip

    def twice(self, act: Callable[..., Any], **given: Any) -> str:
        """The same act by two hands at once; gives what the second was told."""

        def one() -> None:
            with acting_for(self.keeper):
                act(actor=self.keeper, **given)

        raised = run_together(one, one)
        assert [type(error) for error in raised if not isinstance(error, RuleBroken)] == []
        assert len(raised) == 1
        return str(raised[0])

    @property
    def received(self) -> int:
        return int(Collection.objects.get(pk=self.month.pk).received)


@pytest.mark.usefixtures("scratch")
def test_each_act_is_done_once() -> None:
    scene = Scene()
    again = scene.twice(importing.apply_list, payment_list=scene.list)
    assert again == "Danh sách này: đã ghi."
    assert scene.received == AN_OWES
    again = scene.twice(importing.take_back_list, payment_list=scene.list, reason="Nhầm")
    assert again == "Danh sách này: đã ghi rồi rút lại."
    assert scene.received == 0
    again = scene.twice(services.pay, collection=scene.month, member_id=scene.an.pk, wanted=[MONTH])
    assert "không còn phải đóng" in again
    assert scene.received == AN_OWES
    assert "đã chốt" in scene.twice(services.close_month, collection=scene.month)
    with acting_for(scene.keeper):
        assert (Receipt.objects.count(), ListedPayment.objects.count()) == (2, 1)
    assert Remittance.objects.get().base == AN_OWES
