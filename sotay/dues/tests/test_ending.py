"""The open month of a cell that has ended is closed in sums, by its heir or the level above."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sotay.core.errors import RuleBroken
from sotay.core.models import AuditEntry
from sotay.dues import services
from sotay.dues.listeners import _previewed
from sotay.dues.models import Advice, Collection, Due, Payment, Receipt, Remittance
from sotay.dues.rules import months
from sotay.dues.services.ending import ended_months
from sotay.dues.services.succeeding import ended_on, heirs_of
from sotay.dues.tests.conftest import AN_OWES, BAY_OWES, MONTH, NEXT, NOW
from sotay.organisations import services as organisations
from sotay.organisations.access import acting_for, actor_for
from sotay.organisations.models import Organisation
from sotay.organisations.services import Decision
from sotay.testing.worlds import organisation, person

pytestmark = pytest.mark.django_db

DECISION = Decision("12-QĐ")
KEPT, SENT = 37_037, 86_420  # 30 % and 70 % of what An has paid


@pytest.fixture
def paid(month, keeper, people):
    """An has paid; of Cúc nothing is declared, and Bảy owes still."""
    with acting_for(keeper):
        services.pay(collection=month, member_id=people.an.pk, wanted=[MONTH], actor=keeper)
    return month


def merge(system: Any, source: Any, into: Any, on: Any = NOW) -> None:
    with acting_for(system):
        organisations.merge(sources=[source], into=into, on=on, decision=DECISION, actor=system)


@pytest.fixture
def merged(paid, system, world):
    """Today river has gone into hill; its offices ended with it."""
    merge(system, world.river, world.hill)
    paid.refresh_from_db()
    return paid


@pytest.fixture
def heir(hill_secretary):
    return actor_for(hill_secretary.user, NOW)


@pytest.fixture
def upper(works_secretary):
    return actor_for(works_secretary.user, NOW)


def close(collection: Collection, actor: Any) -> Collection:
    with acting_for(actor):
        return services.close_ended(collection=collection, actor=actor)


class TestCloses:
    def test_the_successor_closes_and_the_money_goes_where_it_would_have_gone(
        self, merged, heir, world
    ):
        made = close(merged, heir)
        assert (made.state, made.closed_by, made.received) == ("closed", heir.user, AN_OWES)
        assert (made.heads, made.unknown, made.settled, made.missing) == (3, 1, 1, BAY_OWES)
        sent = Remittance.objects.get()
        assert (sent.organisation, sent.to_organisation) == (world.river, world.works)
        assert (sent.base, sent.kept, sent.remitted) == (AN_OWES, KEPT, SENT)
        assert AuditEntry.objects.get(act="dues.close_ended").subject_id == made.pk

    def test_the_level_above_closes_and_somebody_else_there_confirms(self, merged, upper, world):
        close(merged, upper)
        sent = Remittance.objects.get()
        with acting_for(upper), pytest.raises(PermissionDenied, match="người khác"):
            services.confirm_remittance(remittance=sent, actor=upper)
        deputy = actor_for(person("d", "Hồ Văn Phó", ("deputy", world.works)), NOW)
        with acting_for(deputy):
            services.confirm_remittance(remittance=sent, actor=deputy)
        sent.refresh_from_db()
        assert sent.state == "confirmed"

    def test_nobody_s_figure_is_seen_by_it(self, merged, heir, upper):
        for actor in (heir, upper):
            with acting_for(actor):
                assert [one.name for one in ended_months(actor)] == ["Chi bộ Sông"]
                for model in (Due, Receipt, Payment):
                    assert not model.objects.filter(organisation=merged.organisation_id).exists()
        close(merged, heir)
        with acting_for(heir):
            assert not Receipt.objects.filter(organisation=merged.organisation_id).exists()
            assert ended_months(heir) == []

    def test_a_word_that_waits_is_answered_with_where_to_ask(self, paid, world, an, system, heir):
        with acting_for(an):
            told = services.tell_transfer(
                organisation=world.river, wanted=[NEXT], amount=5_000, actor=an
            )
        merge(system, world.river, world.hill)
        close(paid, heir)
        with acting_for(an):
            told = Advice.objects.get(pk=told.pk)
        assert (told.state, told.settled_on) == ("declined", NOW)
        assert "Chi bộ đã kết thúc" in told.answer

    def test_what_is_paid_ahead_counts_in_the_successor(
        self, month, people, keeper, system, world, heir
    ):
        with acting_for(keeper):
            services.pay(
                collection=month, member_id=people.an.pk, wanted=[MONTH, NEXT], actor=keeper
            )
        merge(system, world.river, world.hill)
        close(month, heir)
        later = actor_for(heir.user, NEXT)
        with acting_for(later):
            there = services.open_month(organisation=world.hill, month=NEXT, actor=later)
            assert services.pay_all(collection=there, actor=later) == 1  # Bảy alone
            assert Receipt.objects.get(organisation=world.hill).member_id == people.bay.pk

    def test_where_the_level_above_has_ended_too_what_continues_it_receives(
        self, paid, system, world, leader
    ):
        roads = organisation(
            "SV-GT", "Đảng bộ Sở Giao thông", "grassroots_committee", world.bloc, (1600, 1900)
        )
        merge(system, world.river, world.hill)
        merge(system, world.works, roads, NOW + timedelta(days=1))
        user = person("g", "Lý Thị Giao", ("secretary", roads))
        actor = actor_for(user, NOW + timedelta(days=1))
        close(paid, actor)
        assert Remittance.objects.get().to_organisation == roads

    def test_a_dissolved_cell_is_closed_by_where_its_members_went(self, paid, system, world):
        with acting_for(system):
            organisations.dissolve(
                organisation=world.river, on=NOW, decision=DECISION, actor=system,
                members_to=world.plain,
            )  # fmt: skip
        assert heirs_of(world.river.pk, NOW) == {world.plain.pk}
        user = person("p", "Võ Thị Bằng", ("deputy", world.plain))
        made = close(paid, actor_for(user, NOW))
        assert made.state == "closed"
        assert Remittance.objects.get().to_organisation == world.works


class TestRefused:
    def test_a_cell_that_stands_is_closed_by_its_own(self, paid, upper, keeper):
        for actor in (upper, keeper):
            with acting_for(actor), pytest.raises(RuleBroken, match="còn hoạt động"):
                services.close_ended(collection=paid, actor=actor)

    def test_the_day_on_each_side_of_the_end(self, paid, system, world, heir):
        merge(system, world.river, world.hill, NOW + timedelta(days=1))
        assert ended_on(world.river.pk, NOW) is None
        with acting_for(heir), pytest.raises(RuleBroken, match="còn hoạt động"):
            services.close_ended(collection=paid, actor=heir)
        tomorrow = actor_for(heir.user, NOW + timedelta(days=1))
        assert close(paid, tomorrow).state == "closed"

    def test_twice(self, merged, heir):
        close(merged, heir)
        with pytest.raises(RuleBroken, match="đã chốt"):
            close(merged, heir)
        assert Remittance.objects.count() == 1

    def test_nobody_else(self, merged, keeper, officer, leader, an, stranger, far_officer):
        for actor in (keeper, officer, leader, an, stranger, far_officer):
            with pytest.raises(PermissionDenied):
                close(merged, actor_for(actor.user, NOW))
        merged.refresh_from_db()
        assert merged.is_open

    def test_nothing_is_half_done(self, merged, heir, monkeypatch):
        from sotay.dues.services import ending

        def failing(*_given: Any) -> None:
            raise RuleBroken("Hỏng giữa chừng.")

        monkeypatch.setattr(ending, "_answer_words", failing)
        with pytest.raises(RuleBroken, match="giữa chừng"):
            close(merged, heir)
        merged.refresh_from_db()
        assert merged.is_open
        assert not Remittance.objects.exists()


class TestReturned:
    @pytest.fixture
    def returned(self, merged, heir, upper):
        close(merged, heir)
        with acting_for(upper):
            services.return_remittance(
                remittance=Remittance.objects.get(), reason="Thiếu", actor=upper
            )
        return Remittance.objects.get()

    def test_the_successor_is_told_and_sends_it_again(self, returned, heir, as_client):
        client = as_client(heir)
        shown = client.get(reverse("dues:cell", args=[heir.organisation.pk])).content.decode()
        url = reverse("dues:resend", args=[returned.pk])
        assert url in shown
        assert client.post(url, {"reason": "Đã nộp đủ"}).status_code == 302
        returned.refresh_from_db()
        assert (returned.state, returned.sent_by) == ("sent", heir.user)

    def test_nobody_else_does(self, returned, keeper, as_client, an):
        for actor in (actor_for(keeper.user, NOW), an):
            url = reverse("dues:resend", args=[returned.pk])
            assert as_client(actor).post(url, {"reason": "x"}).status_code == 404


class TestDoors:
    @pytest.fixture
    def url(self, merged):
        return reverse("dues:close_ended", args=[merged.organisation_id, months.key(MONTH)])

    @pytest.fixture
    def route(self, merged):
        return f"/api/v1/dues/ended/{merged.organisation_id}/months/{MONTH.isoformat()}/close"

    def test_the_successor_finds_it_on_the_cell_s_page(self, url, heir, as_client, world):
        client = as_client(heir)
        page = client.get(reverse("dues:cell", args=[world.hill.pk])).content.decode()
        assert url in page
        shown = client.get(url).content.decode()
        assert "Chi bộ Sông" in shown
        assert "86.420" in shown
        assert "1 đồng chí; vẫn để là chưa rõ" in shown
        assert "Trần Văn An" not in shown
        after = client.post(url, follow=True).content.decode()
        assert f"Đã chốt tháng {months.written(MONTH)} của Chi bộ Sông." in after
        assert client.get(url).status_code == 302

    def test_the_level_above_finds_it_on_the_page_of_sums(self, url, upper, as_client):
        client = as_client(upper)
        assert url in client.get(reverse("dues:rollup")).content.decode()
        assert client.post(url).status_code == 302
        assert Remittance.objects.exists()

    def test_the_route_lists_and_closes(self, route, merged, heir, as_client):
        client = as_client(heir)
        [listed] = client.get("/api/v1/dues/ended").json()
        assert (listed["organisation_id"], listed["name"], listed["received"]) == (
            merged.organisation_id, "Chi bộ Sông", AN_OWES,
        )  # fmt: skip
        assert client.post(route).json()["state"] == "closed"
        assert client.post(route).status_code == 409
        assert client.get("/api/v1/dues/ended").json() == []

    def test_not_found_by_others_and_while_the_cell_stands(
        self, url, route, an, officer, keeper, upper, world, as_client
    ):
        for actor in (an, officer, actor_for(keeper.user, NOW)):
            client = as_client(actor)
            assert client.get(url).status_code == 404
            assert client.post(url).status_code == 404
            assert client.post(route).status_code == 404
        Collection.objects.create(organisation=world.hill, month=MONTH, opened_on=NOW)
        stands = reverse("dues:close_ended", args=[world.hill.pk, months.key(MONTH)])
        assert as_client(upper).get(stands).status_code == 404


def test_before_an_act_on_the_tree_one_is_told_what_is_open(paid, world):
    told = _previewed(None, organisations=[world.river, world.hill], on=NOW)
    assert told == [("Tháng đảng phí chưa chốt", 1)]
    assert Organisation.objects.filter(pk=world.river.pk).exists()
