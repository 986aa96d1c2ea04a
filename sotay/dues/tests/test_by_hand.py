"""The example of docs/rules/dues.md, from the list to the money above."""

import pytest

from sotay.dues import services
from sotay.dues.models import (
    Receipt,
    Remittance,
)
from sotay.dues.tests.conftest import MONTH, NEXT
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


def test_november_by_hand(complete, world, people, keeper):
    """The worked example of docs/rules/dues.md."""
    assert complete.owed == 163_457
    with acting_for(keeper):
        services.pay(
            collection=complete, member_id=people.an.pk, wanted=[MONTH, NEXT], actor=keeper
        )
        services.pay(
            collection=complete, member_id=people.bay.pk, wanted=[MONTH], amount=20_000,
            actor=keeper,
        )  # fmt: skip
        services.pay(collection=complete, member_id=people.cuc.pk, wanted=[MONTH], actor=keeper)
        closed = services.close_month(collection=complete, actor=keeper)
        assert list(Receipt.objects.order_by("number").values_list("number", "amount")) == [
            (1, 246_914), (2, 20_000), (3, 5_000),
        ]  # fmt: skip
    assert (closed.paid, closed.missing, closed.settled) == (148_457, 15_000, 2)
    sent = Remittance.objects.get()
    assert (sent.base, sent.kept, sent.remitted) == (271_914, 81_574, 190_340)
