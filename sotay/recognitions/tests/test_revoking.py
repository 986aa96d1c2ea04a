"""A decision withdrawn or replaced: by the committee that made it, the earlier one kept."""

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.organisations.access import actor_for
from sotay.recognitions import rules, services
from sotay.recognitions.models import PastDecision, Review
from sotay.recognitions.reading import rollup, tree_of
from sotay.recognitions.tests.conftest import NOW
from sotay.recognitions.tests.test_pages import url
from sotay.recognitions.tests.test_services import OWN
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY, person

pytestmark = pytest.mark.django_db
YEAR = TODAY.year
JSON = "application/json"
REASON = "Ghi nhầm số quyết định"


@pytest.fixture
def sent(world, secretary, officer):
    """A year that was sent and wholly assessed: all four goods are met."""
    for key in OWN:
        services.answer_criterion(
            organisation=world.river, year=YEAR, key=key, claim="met", note="Thông báo 12",
            actor=secretary, moment=NOW,
        )  # fmt: skip
    made = services.send_review(organisation=world.river, year=YEAR, actor=secretary)
    for leaf in tree_of(world.river, YEAR, TODAY).leaves:
        services.assess_criterion(
            organisation=world.river, year=YEAR, key=leaf.criterion.key, verdict="met",
            note="Đã xem", actor=officer, moment=NOW,
        )  # fmt: skip
    return made


@pytest.fixture
def decided(sent, world, leader):
    return services.decide(
        organisation=world.river, year=YEAR, is_recognised=True, number="15-QĐ/ĐU", actor=leader
    )


@pytest.fixture
def withdraw(world, leader):
    def act(actor=leader, reason=REASON):
        return services.withdraw_decision(
            organisation=world.river, year=YEAR, reason=reason, actor=actor
        )

    return act


@pytest.fixture
def replace(world, leader):
    def act(actor=leader, **changes):
        given = {"is_recognised": True, "number": "16-QĐ/ĐU", "reason": REASON, **changes}
        return services.replace_decision(organisation=world.river, year=YEAR, actor=actor, **given)

    return act


def states(actor, world):
    page = rollup(actor, world.bloc, YEAR, TODAY)
    return {row.organisation_id: row.state for row in page.rows}


class TestWithdraw:
    def test_the_year_waits_again_and_the_decision_is_kept(
        self, decided, withdraw, world, leader, secretary
    ):
        made = withdraw()
        assert (made.state, made.decision_number, made.decided_on) == ("sent", "", None)
        past = PastDecision.objects.get()
        assert (past.state, past.number, past.how) == ("recognised", "15-QĐ/ĐU", "withdrawn")
        assert (past.decided_on, past.decided_by) == (TODAY, leader.user)
        assert (past.reason, past.ended_on, past.ended_by) == (REASON, TODAY, leader.user)
        assert past.decided_in == world.bloc
        assert set(past.goods.values()) == {rules.MET}
        assert states(leader, world)[world.river.pk] == "sent"
        entry = AuditEntry.objects.get(act="recognitions.withdraw")
        assert (entry.subject_id, entry.details["reason"]) == (made.pk, REASON)
        (notice,) = every_notice(user=secretary.user, kind="recognition_decided")
        assert "đã thu hồi: Ghi nhầm" in notice.words

    def test_it_is_assessed_and_decided_anew(self, decided, withdraw, world, officer, leader):
        withdraw()
        services.assess_criterion(
            organisation=world.river, year=YEAR, key=OWN[1], verdict="not_met",
            note="Có đơn thư đúng", actor=officer, moment=NOW,
        )  # fmt: skip
        made = services.decide(
            organisation=world.river, year=YEAR, is_recognised=False, number="",
            words="Chưa đủ bốn tốt", actor=leader,
        )  # fmt: skip
        assert made.state == "refused"
        assert states(leader, world)[world.river.pk] == "refused"
        assert PastDecision.objects.count() == 1

    @pytest.mark.parametrize("reason", ["", " \n "])
    def test_says_why(self, decided, withdraw, reason):
        with pytest.raises(BadInput, match="vì sao"):
            withdraw(reason=reason)
        assert Review.objects.get().state == "recognised"
        assert not PastDecision.objects.exists()

    def test_not_before_the_decision_and_not_twice(self, sent, withdraw, world, leader):
        with pytest.raises(services.ReviewRefused, match="chưa có quyết định"):
            withdraw()
        services.decide(
            organisation=world.river, year=YEAR, is_recognised=True, number="1", actor=leader
        )
        withdraw()
        with pytest.raises(services.ReviewRefused):
            withdraw()


class TestWhoMay:
    def test_only_the_committee_that_decided(
        self, decided, withdraw, replace, world, officer, secretary, works_secretary
    ):
        for actor in (officer, secretary, works_secretary):
            with pytest.raises(PermissionDenied):
                withdraw(actor=actor)
            with pytest.raises(PermissionDenied):
                replace(actor=actor)
        deputy = actor_for(person("deputy", "Lý Thị Phó", ("deputy", world.bloc)), TODAY)
        assert withdraw(actor=deputy).state == "sent"

    def test_nor_one_above_the_one_that_decided(self, sent, world, works_secretary, withdraw):
        made = services.decide(
            organisation=world.river, year=YEAR, is_recognised=True, number="7-QĐ/ĐU",
            actor=works_secretary,
        )  # fmt: skip
        assert made.decided_in == world.works
        with pytest.raises(PermissionDenied):
            withdraw()
        assert withdraw(actor=works_secretary).state == "sent"

    def test_the_nearest_committee_is_the_one_that_decides(self, sent, world):
        both = person("both", "Tạ Văn Kiêm", ("leader", world.bloc), ("secretary", world.works))
        made = services.decide(
            organisation=world.river, year=YEAR, is_recognised=True, number="7",
            actor=actor_for(both, TODAY),
        )  # fmt: skip
        assert made.decided_in == world.works

    def test_any_above_where_it_is_not_known_which_decided(self, decided, withdraw, secretary):
        Review.objects.update(decided_in=None)
        with pytest.raises(PermissionDenied):
            withdraw(actor=secretary)
        assert withdraw().state == "sent"


class TestReplace:
    def test_another_stands_and_the_earlier_is_kept(
        self, decided, replace, world, leader, secretary
    ):
        made = replace()
        assert (made.state, made.decision_number) == ("recognised", "16-QĐ/ĐU")
        past = PastDecision.objects.get()
        assert (past.number, past.how, past.reason) == ("15-QĐ/ĐU", "replaced", REASON)
        assert states(leader, world)[world.river.pk] == "recognised"
        entry = AuditEntry.objects.get(act="recognitions.replace")
        assert (entry.details["number"], entry.details["earlier"]) == ("16-QĐ/ĐU", "15-QĐ/ĐU")
        words = every_notice(user=secretary.user, kind="recognition_decided")[0].words
        assert "đã thay: đã công nhận" in words

    def test_the_roll_up_follows_the_one_that_stands(self, decided, replace, world, leader):
        replace(is_recognised=False, number="", words="Có vi phạm phát hiện sau")
        assert states(leader, world)[world.river.pk] == "refused"
        replace(number="18-QĐ/ĐU")
        assert states(leader, world)[world.river.pk] == "recognised"
        assert [past.state for past in PastDecision.objects.all()] == ["refused", "recognised"]

    def test_not_recognised_while_a_good_is_not_met(
        self, decided, withdraw, replace, world, officer, leader
    ):
        withdraw()
        services.assess_criterion(
            organisation=world.river, year=YEAR, key=OWN[1], verdict="not_met", note="Có đơn",
            actor=officer, moment=NOW,
        )  # fmt: skip
        services.decide(
            organisation=world.river, year=YEAR, is_recognised=False, number="", words="x",
            actor=leader,
        )  # fmt: skip
        with pytest.raises(services.ReviewRefused, match="thu hồi quyết định rồi đánh giá lại"):
            replace()
        assert PastDecision.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"reason": " "}, "vì sao"),
            ({"number": ""}, "số, ký hiệu"),
            ({"is_recognised": False}, "lý do không công nhận"),
            ({"number": "15-QĐ/ĐU"}, "chưa có gì khác"),
        ],
    )
    def test_says_what_is_missing_and_keeps_what_stood(self, decided, replace, changes, words):
        with pytest.raises(BadInput, match=words):
            replace(**changes)
        assert Review.objects.get().decision_number == "15-QĐ/ĐU"
        assert not PastDecision.objects.exists()

    def test_not_before_there_is_one(self, sent, replace):
        with pytest.raises(services.ReviewRefused, match="chưa có quyết định"):
            replace()


class TestPages:
    def test_withdrawn_and_replaced_with_the_history_shown(
        self, decided, world, leader, secretary, as_client
    ):
        above, cell, where = as_client(leader), as_client(secretary), (world.river.pk, YEAR)
        form = above.get(url("replace", *where)).context["form"]
        assert form.initial["number"] == "15-QĐ/ĐU"
        given = {"decision": "yes", "number": "16-QĐ/ĐU", "reason": REASON}
        assert above.post(url("replace", *where), {**given, "reason": ""}).status_code == 422
        assert above.post(url("replace", *where), given).status_code == 302
        assert above.post(url("withdraw", *where), {"reason": " "}).status_code == 422
        assert above.post(url("withdraw", *where), {"reason": "Xét lại"}).status_code == 302
        page = cell.get(url("detail", *where)).content.decode()
        assert all(words in page for words in ("15-QĐ/ĐU", "16-QĐ/ĐU", REASON, "Xét lại"))
        assert above.get(url("withdraw", *where)).status_code == 404
        assert above.get(url("replace", *where)).status_code == 404

    def test_others_are_refused_or_do_not_find_it(
        self, decided, world, officer, secretary, hill_secretary, as_client
    ):
        where = (world.river.pk, YEAR)
        for name in ("withdraw", "replace"):
            for actor in (officer, secretary):
                client = as_client(actor)
                assert client.post(url(name, *where)).status_code == 403
                assert url(name, *where) not in client.get(url("detail", *where)).content.decode()
            assert as_client(hill_secretary).post(url(name, *where)).status_code == 404


class TestRoutes:
    def test_for_four_answers(self, decided, world, leader, officer, hill_secretary, as_client):
        path = f"/api/v1/recognitions/{world.river.pk}/{YEAR}"

        def send(actor, rest, **given):
            return as_client(actor).post(path + rest, given, content_type=JSON)

        new = {"is_recognised": True, "number": "16", "reason": REASON}
        assert send(officer, "/replace", **new).status_code == 403
        assert send(hill_secretary, "/replace", **new).status_code == 404
        assert send(leader, "/replace", **{**new, "reason": " "}).status_code == 422
        done = send(leader, "/replace", **new).json()
        assert (done["decision_number"], done["past"][0]["number"]) == ("16", "15-QĐ/ĐU")
        assert send(officer, "/withdraw", reason="x").status_code == 403
        assert send(hill_secretary, "/withdraw", reason="x").status_code == 404
        assert send(leader, "/withdraw", reason=" ").status_code == 422
        done = send(leader, "/withdraw", reason="x").json()
        assert done["state"] == "sent"
        assert [one["how"] for one in done["past"]] == ["withdrawn", "replaced"]
        assert send(leader, "/withdraw", reason="x").status_code == 409
        assert send(leader, "/replace", **new).status_code == 409
