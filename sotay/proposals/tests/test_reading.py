"""Queues, counts and cards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from sotay.organisations.access import Actor, acting_for
from sotay.proposals import cards, reading, services
from sotay.proposals.models import Proposal

pytestmark = pytest.mark.django_db

Send = Callable[..., Proposal]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def shown(lines: list[reading.Line]) -> dict[str, int | None]:
    return {line.label: line.number for line in lines}


def test_the_queue_is_oldest_first_and_holds_what_waits(
    send: Send, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        newer = send()
        older = send(actor=replace(secretary, today=date(2026, 11, 2)))
        gone = send()
        services.withdraw(proposal=gone, actor=secretary)
    with acting_for(officer):
        rows = reading.queue(officer, date(2026, 11, 23))
        assert [row.proposal for row in rows] == [older, newer]
        # From the 2nd to the 23rd: three working weeks and a day.
        assert rows[0].term.waited == 15
        waiting = cards.waiting(replace(officer, today=date(2026, 11, 24)))
    assert waiting is not None
    assert (waiting.count, waiting.late, waiting.oldest_on) == (2, 1, date(2026, 11, 2))


def test_late_on_the_card_only_from_the_day_after(
    send: Send, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        for day, late in ((made.due_on, 0), (date(2026, 12, 15), 1)):
            card = cards.waiting(replace(officer, today=day))
            assert card is not None
            assert card.late == late


def test_cards_of_an_author_and_of_who_answers_nothing(
    send: Send, secretary: Actor, officer: Actor, stranger: Actor
) -> None:
    with acting_for(secretary):
        first, _second = send(), send()
    with acting_for(officer):
        services.ask_back(proposal=first, words="Đâu?", actor=officer)
    with acting_for(secretary):
        mine = cards.mine(secretary)
        assert (mine.in_hand, mine.to_reply, mine.to_rate) == (2, (first,), ())
    with acting_for(stranger):
        assert cards.waiting(stranger) is None
        assert cards.mine(stranger).in_hand == 0


def test_counts_hide_small_numbers_and_go_down_the_tree(
    send: Send, secretary: Actor, leader: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        for _one in range(6):
            send()
        for _one in range(5):
            send(organisation=world.works, subject="work", kind="ask")
        send(subject="conduct")
        send(actor=replace(secretary, today=date(2025, 12, 31)))
    with acting_for(leader):
        found = reading.counts(leader, world.bloc, *YEAR, date(2026, 11, 22))
        below = reading.counts(leader, world.works, *YEAR, date(2026, 11, 22))
    assert found.total == 12
    subjects = shown(found.subjects)
    assert subjects["đời sống, chế độ, chính sách"] == 6
    assert subjects["kỷ luật, lề lối làm việc"] is None
    assert subjects["công việc chuyên môn của cơ quan"] is None  # else 12 - 6 - 5 gives the one
    assert below.total == 5
    assert shown(found.kinds) == {"hỏi": 5, "đề xuất": 7, "phản ánh": 0}


def test_counts_of_time_and_satisfaction(send: Send, secretary: Actor, officer: Actor) -> None:
    with acting_for(secretary):
        made = [send() for _one in range(10)]
    in_time, late = (
        replace(officer, today=date(2026, 12, 14)), replace(officer, today=date(2026, 12, 15))
    )  # fmt: skip
    with acting_for(officer):
        for place, one in enumerate(made):
            services.answer(proposal=one, words="Rõ.", actor=in_time if place < 5 else late)
    with acting_for(secretary):
        for one in made[:5]:
            services.rate(proposal=one, satisfaction=3, actor=secretary)
    with acting_for(officer):
        found = reading.counts(officer, officer.organisation, *YEAR, date(2026, 12, 31))
    assert shown(found.times) == {"trả lời đúng hạn": 5, "quá hạn": 5, "chưa đến hạn": 0}
    assert shown(found.satisfaction) == {
        "chưa hài lòng": 0, "hài lòng một phần": 0, "hài lòng": 5,
    }  # fmt: skip
