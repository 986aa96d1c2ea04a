"""A month closed, its share sent up, confirmed or returned above."""

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.dues import services
from sotay.dues.models import (
    Remittance,
)
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, LAST, MONTH, NOW
from sotay.notices import kinds
from sotay.organisations.access import acting_for
from sotay.regulations import services as regulations
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db


class TestCloseAndSend:
    def test_shares_what_was_received_by_rule(self, complete, world, keeper):
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            closed = services.close_month(collection=complete, actor=keeper)
        sent = Remittance.objects.get(collection=closed)
        assert sent.base == closed.received == AN_OWES + BAY_OWES + 5_000
        assert (sent.kept, sent.remitted) == (49_037, 114_420)
        assert sent.to_organisation == world.works
        assert sent.rule == "dues.kept_share_cell"

    def test_is_refused_while_a_figure_is_unknown_and_when_closed(
        self, month, people, declare, keeper
    ):
        with acting_for(keeper), pytest.raises(RuleBroken, match="chưa rõ mức đóng"):
            services.close_month(collection=month, actor=keeper)
        declare(people.cuc, "student", since=MONTH)
        with acting_for(keeper):
            services.close_month(collection=month, actor=keeper)
            with pytest.raises(RuleBroken, match="đã chốt"):
                services.close_month(collection=month, actor=keeper)
            with pytest.raises(RuleBroken, match="đã chốt"):
                services.pay(collection=month, member_id=people.an.pk, wanted=[MONTH], actor=keeper)

    def test_an_organisation_may_set_its_own_share(self, complete, world, keeper, system):
        with acting_for(system):
            regulations.set_override(
                actor=system, organisation=world.river, rule_id="dues.kept_share_cell", value=0.7,
                valid_from=LAST, document="12-HD/ĐU",
            )  # fmt: skip
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        assert Remittance.objects.get().kept == 114_420

    def test_is_not_for_offices_above(self, complete, above):
        with acting_for(above), pytest.raises(PermissionDenied):
            services.close_month(collection=complete, actor=above)


class TestAbove:
    @pytest.fixture
    def sent(self, complete, keeper):
        with acting_for(keeper):
            services.pay_all(collection=complete, actor=keeper)
            services.close_month(collection=complete, actor=keeper)
        return Remittance.objects.get()

    def test_confirms_once(self, sent, above):
        with acting_for(above):
            made = services.confirm_remittance(remittance=sent, actor=above)
            assert (made.state, made.settled_on) == ("confirmed", NOW)
            with pytest.raises(RuleBroken):
                services.confirm_remittance(remittance=sent, actor=above)

    def test_returns_with_a_reason_and_gets_it_again(self, sent, above, keeper):
        with acting_for(above):
            with pytest.raises(BadInput):
                services.return_remittance(remittance=sent, reason=" ", actor=above)
            services.return_remittance(remittance=sent, reason="Thiếu 20.000 đồng", actor=above)
        (notice,) = every_notice(user=keeper.user)
        assert (notice.kind, notice.link) == ("dues_returned", "/dues/")
        assert "20" not in notice.words
        assert every_notice(user=above.user) == []
        assert "dues_returned" in kinds.kinds_of(["dues"])
        with acting_for(keeper):
            with pytest.raises(BadInput):
                services.resend_remittance(remittance=sent, note="", actor=keeper)
            again = services.resend_remittance(remittance=sent, note="Đã nộp đủ", actor=keeper)
            with pytest.raises(RuleBroken):
                services.resend_remittance(remittance=sent, note="Đã nộp đủ", actor=keeper)
        assert (again.state, again.reason) == ("sent", "Thiếu 20.000 đồng")

    def test_is_for_the_receiving_organisation_only(self, sent, keeper, officer, hill_secretary):
        for actor in (keeper, officer, hill_secretary):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.confirm_remittance(remittance=sent, actor=actor)

    def test_a_committee_passes_on_what_it_confirmed_and_only_once(self, sent, world, above):
        with acting_for(above):
            with pytest.raises(RuleBroken, match="chưa có khoản nào"):
                services.pass_on(organisation=world.works, month=MONTH, actor=above)
            services.confirm_remittance(remittance=sent, actor=above)
            passed = services.pass_on(organisation=world.works, month=MONTH, actor=above)
            with pytest.raises(RuleBroken):
                services.pass_on(organisation=world.works, month=MONTH, actor=above)
        assert (passed.base, passed.kept, passed.remitted) == (114_420, 0, 114_420)
        assert passed.to_organisation == world.bloc

    def test_passing_on_is_not_for_those_below_or_above(self, sent, world, keeper, officer):
        for actor in (keeper, officer):
            with acting_for(actor), pytest.raises(PermissionDenied):
                services.pass_on(organisation=world.works, month=MONTH, actor=actor)
