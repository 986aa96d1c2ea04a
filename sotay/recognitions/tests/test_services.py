"""From the cell's answers to the decision: who may, when, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.recognitions import rules, services
from sotay.recognitions.models import Answer, Review
from sotay.recognitions.reading import NotLookedAt, tree_of
from sotay.recognitions.tests.conftest import NOW
from sotay.regulations.services import set_override
from sotay.testing.notices import every_notice
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db

OWN = [
    rules.key_of(words)
    for words in (
        "Cơ quan, đơn vị hoàn thành tốt nhiệm vụ chính trị của năm",
        "Nội bộ đoàn kết, giữ nghiêm kỷ luật đảng",
        "Cán bộ, đảng viên hoàn thành tốt nhiệm vụ được giao, nêu gương",
    )
]


@pytest.fixture
def answer(world, secretary):
    def say(key=OWN[0], claim="met", actor=secretary, note="Thông báo 12-TB/ĐU", **more):
        return services.answer_criterion(
            organisation=world.river, year=2026, key=key, claim=claim, note=note, actor=actor,
            moment=NOW, **more,
        )  # fmt: skip

    return say


@pytest.fixture
def sent(answer, world, secretary):
    for key in OWN:
        answer(key)
    return services.send_review(organisation=world.river, year=2026, actor=secretary)


@pytest.fixture
def assess(world, officer):
    def say(key, verdict="met", note="", actor=officer):
        return services.assess_criterion(
            organisation=world.river, year=2026, key=key, verdict=verdict, note=note, actor=actor,
            moment=NOW,
        )  # fmt: skip

    return say


@pytest.fixture
def decide(world, leader):
    def say(is_recognised=True, number="15-QĐ/ĐU", words="", actor=leader):
        return services.decide(
            organisation=world.river, year=2026, is_recognised=is_recognised, number=number,
            words=words, actor=actor,
        )  # fmt: skip

    return say


def every_key(world):
    return [leaf.criterion.key for leaf in tree_of(world.river, 2026, TODAY).leaves]


class TestTree:
    def test_a_cell_has_four_goods_and_answers_what_records_cannot(self, world):
        tree = tree_of(world.river, 2026, TODAY)
        assert [good.code for good in tree.goods] == list(rules.GOODS)
        assert tree.goods[0].name == "Lãnh đạo hoàn thành tốt nhiệm vụ chính trị"
        assert [leaf.criterion.key for leaf in tree.unanswered] == OWN

    def test_a_committee_has_its_own_criteria(self, world):
        keys = {leaf.criterion.key for leaf in tree_of(world.works, 2026, TODAY).leaves}
        assert {"cells_recognised", "committee_meets_every_month"} <= keys
        assert "dues_lists_settled" not in keys

    def test_the_level_above_the_grass_roots_has_none(self, world):
        with pytest.raises(NotLookedAt):
            tree_of(world.bloc, 2026, TODAY)

    @pytest.mark.parametrize("year", [2022, 2027])
    def test_years_without_a_tree(self, world, year):
        with pytest.raises(NotLookedAt):
            tree_of(world.river, year, TODAY)

    def test_a_committee_sets_its_own_frame_for_what_is_under_it(self, world, leader):
        set_override(
            actor=leader, organisation=world.works, rule_id="recognitions.cell_criteria",
            value={"tasks": ["Làm tốt", "tasks_on_time"], "unity": ["Đoàn kết"]},
            valid_from=date(2026, 1, 1), document="05-HD/ĐU",
        )  # fmt: skip
        tree = tree_of(world.river, 2026, TODAY)
        assert [leaf.name for leaf in tree.leaves] == [
            "Làm tốt", "Nhiệm vụ được giao báo xong đúng hạn", "Đoàn kết",
        ]  # fmt: skip
        assert tree.frame.certainty == "local"
        assert len(tree_of(world.plain, 2026, TODAY).leaves) > 3
        assert len(tree_of(world.river, 2025, TODAY).leaves) > 3


class TestAnswer:
    def test_is_kept_with_who_and_when_and_audited(self, answer, world, secretary):
        made = answer()
        assert (made.claim, made.note, made.by) == ("met", "Thông báo 12-TB/ĐU", secretary.user)
        assert made.review.state == Review.State.DRAFT
        entry = AuditEntry.objects.filter(act="recognitions.answer").get()
        assert entry.details["key"] == OWN[0]

    def test_again_takes_the_place_of_the_first(self, answer):
        answer()
        answer(claim="not_met", note="Còn một việc chậm")
        assert [(one.claim, one.note) for one in Answer.objects.all()] == [
            ("not_met", "Còn một việc chậm")
        ]

    def test_met_without_grounds_is_refused(self, answer):
        with pytest.raises(BadInput, match="căn cứ"):
            answer(note="  ")

    def test_no_such_criterion_no_such_answer(self, answer):
        with pytest.raises(BadInput):
            answer(key="khac")
        with pytest.raises(BadInput):
            answer(claim="maybe")

    def test_only_the_organisation_itself(self, answer, leader, officer, hill_secretary):
        for actor in (leader, officer, hill_secretary):
            with pytest.raises(PermissionDenied):
                answer(actor=actor)


class TestSend:
    def test_waits_for_every_answer(self, answer, world, secretary):
        answer(OWN[0])
        answer(OWN[1])
        with pytest.raises(services.ReviewRefused, match="Còn 1 tiêu chí"):
            services.send_review(organisation=world.river, year=2026, actor=secretary)

    def test_keeps_what_was_sent(self, sent, world, held, secretary):
        assert sent.measured["meetings_every_month"]["state"] == rules.NO_DATA
        for month in range(1, 12):
            held(date(2026, month, 3))
        leaf = tree_of(world.river, 2026, TODAY).leaf("meetings_every_month")
        assert leaf.measured.state == rules.NO_DATA  # written down after it was sent

    def test_ends_answering(self, sent, answer):
        with pytest.raises(services.ReviewRefused):
            answer()

    def test_not_by_an_officer_of_the_cell_alone(self, answer, world, officer):
        with pytest.raises(PermissionDenied):
            services.send_review(organisation=world.river, year=2026, actor=officer)


class TestReturn:
    def test_opens_it_again_with_the_reason(self, sent, answer, world, officer, assess):
        assess(OWN[0])
        services.return_review(
            organisation=world.river, year=2026, reason="Bổ sung minh chứng", actor=officer
        )
        made = answer(OWN[0], note="Thêm thông báo 14-TB/ĐU")
        assert made.verdict == ""  # it was about the answer before
        review = Review.objects.get()
        assert (review.state, review.return_reason) == ("returned", "Bổ sung minh chứng")

    def test_the_cells_heads_are_told_why(self, sent, world, officer, secretary):
        services.return_review(
            organisation=world.river, year=2026, reason="Bổ sung minh chứng", actor=officer
        )
        (told,) = every_notice(kind="recognition_returned")
        assert told.user == secretary.user
        assert "Bổ sung minh chứng" in told.words

    def test_asks_for_a_reason_and_for_something_sent(self, answer, sent, world, officer):
        with pytest.raises(BadInput):
            services.return_review(organisation=world.river, year=2026, reason=" ", actor=officer)
        with pytest.raises(services.ReviewRefused):
            services.return_review(organisation=world.river, year=2025, reason="x", actor=officer)

    def test_not_by_oneself(self, sent, world, secretary):
        with pytest.raises(PermissionDenied):
            services.return_review(organisation=world.river, year=2026, reason="x", actor=secretary)


class TestAssess:
    def test_agreeing_needs_no_note_differing_does(self, sent, assess):
        assert assess(OWN[0]).verdict == "met"
        with pytest.raises(BadInput, match="lý do"):
            assess(OWN[1], verdict="not_met")
        with pytest.raises(BadInput, match="lý do"):
            assess("meetings_every_month")
        assert assess("meetings_every_month", note="Biên bản giấy đủ 11 tháng").verdict == "met"

    def test_goods_follow(self, sent, assess, world):
        assess(OWN[2])
        assert Review.objects.get().goods["people"] == rules.MET
        assess(OWN[2], verdict="not_met", note="Có đồng chí chưa hoàn thành")
        assert Review.objects.get().goods["people"] == rules.NOT_MET

    def test_only_from_above_and_only_what_was_sent(self, answer, assess, secretary, far_officer):
        answer()
        with pytest.raises(services.ReviewRefused):
            assess(OWN[0])
        for actor in (secretary, far_officer):
            with pytest.raises(PermissionDenied):
                assess(OWN[0], actor=actor)


class TestDecide:
    @pytest.fixture
    def assessed(self, sent, assess, world):
        for key in every_key(world):
            assess(key, note="Đã xem biên bản giấy")

    def test_recognises_once_all_four_are_met(self, assessed, decide, leader):
        made = decide()
        assert (made.state, made.decision_number) == ("recognised", "15-QĐ/ĐU")
        assert set(made.goods.values()) == {rules.MET}
        (notice,) = every_notice(kind="recognition_decided")
        assert "đã công nhận" in notice.words
        with pytest.raises(services.ReviewRefused):
            decide()

    def test_not_while_a_criterion_is_open(self, sent, decide):
        with pytest.raises(services.ReviewRefused, match="chưa đánh giá"):
            decide()

    def test_three_of_four_are_not_four(self, assessed, assess, decide):
        assess(OWN[1], verdict="not_met", note="Mất đoàn kết kéo dài")
        with pytest.raises(services.ReviewRefused, match="Đoàn kết, kỷ luật tốt"):
            decide()
        made = decide(False, number="", words="Chưa đủ bốn tốt")
        assert made.state == "refused"

    def test_asks_for_number_or_reason(self, assessed, decide):
        with pytest.raises(BadInput, match="số"):
            decide(number=" ")
        with pytest.raises(BadInput, match="lý do"):
            decide(False, words="")

    def test_an_officer_assesses_and_does_not_decide(self, assessed, decide, officer, secretary):
        for actor in (officer, secretary):
            with pytest.raises(PermissionDenied):
                decide(actor=actor)


def test_two_first_answers_at_the_same_moment_are_both_taken(answer, world, monkeypatch):
    begun = Review.objects.create(organisation=world.river, year=2026)
    # As the second of the two saw it, before the first was done.
    monkeypatch.setattr("sotay.recognitions.services.answering.locked", lambda *_asked: None)
    assert answer().review == begun
