"""Whatever is done in whatever order, the ledger and the sums hold."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.core.errors import RuleBroken
from sotay.dues import services
from sotay.dues.models import Collection, Due, Payment, Receipt, Remittance
from sotay.dues.rules import months
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db

steps = st.lists(
    st.tuples(
        st.sampled_from(["pay", "all", "reverse", "next"]),
        st.integers(0, 2),
        st.integers(1, 400_000),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
)


def do(step: tuple[str, int, int, int], scene: SimpleNamespace) -> None:
    what, who, amount, count = step
    actor, collection = scene.actor, scene.collection
    if what == "pay":
        wanted = [months.plus(collection.month, ahead) for ahead in range(count)]
        services.pay(
            collection=collection, member_id=scene.members[who], wanted=wanted, amount=amount,
            actor=actor,
        )  # fmt: skip
    elif what == "all":
        services.pay_all(collection=collection, actor=actor)
    elif what == "reverse":
        receipts = list(Receipt.objects.order_by("id"))
        if receipts:
            services.reverse_receipt(
                receipt=receipts[amount % len(receipts)], reason="Ghi nhầm", actor=actor
            )
    else:
        services.close_month(collection=collection, actor=actor)
        scene.actor = actor_for(actor.user, months.plus(collection.month, 1))
        scene.collection = services.open_month(
            organisation=collection.organisation,
            month=months.plus(collection.month, 1),
            actor=scene.actor,
        )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_sums_follow_the_entries(complete, people, keeper, steps):
    with acting_for(keeper), transaction.atomic():
        mark = transaction.savepoint()
        scene = SimpleNamespace(
            actor=keeper,
            collection=Collection.objects.get(pk=complete.pk),
            members=[people.an.pk, people.bay.pk, people.cuc.pk],
        )
        for step in steps:
            try:
                with transaction.atomic():
                    do(step, scene)
            except RuleBroken:
                continue
            _holds()
        transaction.savepoint_rollback(mark)


def _holds() -> None:
    by_month = Payment.objects.order_by().values("member", "month").annotate(total=Sum("amount"))
    assert all(row["total"] >= 0 for row in by_month)
    for receipt in Receipt.objects.all():
        taken = receipt.payments.filter(kind="paid").aggregate(total=Sum("amount"))["total"]
        assert taken == receipt.amount
    for collection in Collection.objects.all():
        received = collection.payments.aggregate(total=Sum("amount"))["total"] or 0
        assert collection.received == received >= 0
        assert collection.settled <= collection.heads
    for sent in Remittance.objects.exclude(collection=None):
        assert sent.kept + sent.remitted == sent.base == sent.collection.received
    # What came in over all months is what was shared and what still lies in the open one.
    shared = Remittance.objects.aggregate(total=Sum("base"))["total"] or 0
    lying = Collection.objects.open().get().received
    assert shared + lying == (Payment.objects.aggregate(total=Sum("amount"))["total"] or 0)
    numbers = list(Receipt.objects.order_by("id").values_list("year", "number"))
    assert len(numbers) == len(set(numbers))
    owed = Due.objects.standing().order_by().values("member", "month")
    assert owed.count() == owed.distinct().count()
