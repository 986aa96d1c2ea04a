"""The morning's reminder to those who answer: which days, for whom, and what it gives away."""

from datetime import date

import pytest

from sotay.proposals import services
from sotay.proposals.models import Proposal
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 22)  # of receipt: due on Monday 14-12, see docs/rules/proposals.md
DUE = date(2026, 12, 14)


@pytest.fixture
def sent(send) -> Proposal:
    proposal = send()
    assert proposal.due_on == DUE
    return proposal


def told(day: date) -> dict[str, str]:
    services.send_reminders(day)
    return {one.user.username: one.words for one in every_notice(kind="proposal_due", on=day)}


class TestDays:
    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 12, 8), ""),  # four working days before
            (date(2026, 12, 9), "1 sắp đến hạn, 0 quá hạn"),  # three
            (date(2026, 12, 10), ""),
            (date(2026, 12, 11), "1 sắp đến hạn, 0 quá hạn"),  # one
            (date(2026, 12, 12), ""),  # Saturday
            (DUE, "1 sắp đến hạn, 0 quá hạn"),
            (date(2026, 12, 15), "0 sắp đến hạn, 1 quá hạn"),
            (date(2026, 12, 16), ""),
        ],
    )
    def test_three_one_none_and_the_first_after(self, sent, leader, day, words):
        found = told(day)
        assert bool(found) == bool(words)
        assert all(words in one for one in found.values())

    def test_run_again_on_the_day_it_adds_nothing(self, sent, leader):
        assert services.send_reminders(DUE) > 0
        assert services.send_reminders(DUE) == 0

    def test_what_was_answered_or_waits_for_its_author_is_not_spoken_of(self, sent, leader):
        Proposal.objects.filter(pk=sent.pk).update(state="asked_back", asked_back_on=SUNDAY)
        assert told(DUE) == {}


class TestPeople:
    def test_those_of_the_committee_that_answers_and_no_words_of_it(
        self, sent, leader, officer, works_secretary
    ):
        found = told(DUE)
        assert set(found) == {leader.user.username, officer.user.username}
        assert not any("Phòng họp" in words for words in found.values())

    def test_nobody_is_reminded_of_their_own(self, send, leader, officer):
        send(actor=leader)
        assert set(told(DUE)) == {officer.user.username}
