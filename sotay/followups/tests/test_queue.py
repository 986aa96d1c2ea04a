"""The queue in parts: nothing is lost or shown twice when a row is handled meanwhile."""

from datetime import timedelta
from itertools import chain

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.followups import queue, services
from sotay.followups.models import Progress
from sotay.organisations.access import actor_for
from sotay.regulations.calendar import working_days_between

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture
def above(officer):
    return actor_for(officer.user, NOW)


@pytest.fixture
def waiting(issue, secretary, report):
    """Five reports of one day; of the tasks the second and the fourth have no last day."""
    made = []
    for number in range(5):
        due = None if number % 2 else NOW + timedelta(days=10 - number)
        task = issue(title=f"Việc {number}", starts_on=NOW - timedelta(days=30), due_on=due)
        made.append(report(task, 1, actor=actor_for(secretary.user, NOW)))
    return made


def parts(actor, order="", between=lambda _number: None, tab="waiting"):
    """The keys of each part of two, and what ``between`` does after a part was read."""
    found, after = [], ""
    for number in range(10):
        shown = queue.queue(actor, NOW, tab, order, after=after, size=2)
        found.append([row.key for row in shown.rows])
        between(number)
        if not shown.next:
            return found
        after = shown.next
    raise AssertionError("the queue has no end")


class TestParts:
    @pytest.mark.parametrize("order", ["", "due", "owner"])
    def test_every_row_once_whatever_the_order(self, waiting, above, order):
        found = parts(above, order)
        assert [len(part) for part in found] == [2, 2, 1]
        assert sorted(chain.from_iterable(found)) == sorted(row.pk for row in waiting)

    def test_by_last_day_those_without_one_come_last(self, waiting, above):
        keys = [row.pk for row in waiting]
        assert [*chain.from_iterable(parts(above, "due"))] == [
            keys[4],
            keys[2],
            keys[0],
            keys[1],
            keys[3],
        ]

    def test_a_row_handled_meanwhile_hides_no_other(self, waiting, above):
        keys = [row.pk for row in waiting]

        def handle(number):
            if number == 0:  # also the very row that the next part begins after
                for row in waiting[:2]:
                    services.accept_progress(progress=row, actor=above, at=timezone.now())

        assert parts(above, between=handle) == [keys[:2], keys[2:4], keys[4:]]

    def test_done_today_is_read_from_the_latest_on(self, waiting, above):
        for row in waiting[:3]:
            services.accept_progress(progress=row, actor=above, at=timezone.now())
        keys = [row.pk for row in waiting]
        assert parts(above, tab="done") == [[keys[2], keys[1]], [keys[0]]]

    @pytest.mark.parametrize("after", ["x", "_", "2026-13-01_1", "2026-11-22_x", "_" * 50])
    def test_a_strange_place_is_the_beginning(self, waiting, above, after):
        assert queue.queue(above, NOW, after=after, size=2).rows[0].key == waiting[0].pk

    def test_the_longest_wait_is_that_of_the_whole_tab(self, waiting, above):
        since = NOW - timedelta(days=21)
        Progress.objects.filter(pk=waiting[0].pk).update(reported_on=since)
        first = queue.queue(above, NOW, size=2)
        waited = working_days_between(since, NOW)  # by the calendar of the day the test is run
        assert queue.queue(above, NOW, after=first.next, size=2).oldest == first.oldest == waited


class TestCaseOfAnotherPart:
    def test_opens_itself_and_never_another(self, waiting, above):
        shown = queue.queue(above, NOW, case=waiting[3].pk, size=2)
        row, following = shown.around(waiting[3].pk)
        assert (row.key, following.key) == (waiting[3].pk, waiting[4].pk)
        assert not shown.first

    def test_the_last_of_a_part_is_followed_by_the_first_of_the_next(self, waiting, above):
        shown = queue.queue(above, NOW, case=waiting[1].pk, size=2)
        assert shown.around(waiting[1].pk)[1].key == waiting[2].pk

    def test_the_page_says_when_it_is_gone(self, waiting, above, as_client):
        services.accept_progress(progress=waiting[0], actor=above, at=timezone.now())
        page = as_client(above).get(reverse("tasks:queue"), {"case": waiting[0].pk})
        assert "không còn ở mục này" in page.content.decode()
        assert page.context["case"].row.key == waiting[1].pk


class TestPage:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        whole = queue.queue
        monkeypatch.setattr(queue, "queue", lambda *a, **k: whole(*a, **{**k, "size": 2}))

    def test_goes_on_without_scripts_and_back_to_the_head(self, waiting, above, as_client):
        client, page = as_client(above), reverse("tasks:queue")
        first = client.get(page)
        assert "2 trên 5 việc" in first.content.decode()
        second = client.get(page + first.context["next_url"])
        assert [row.key for row in second.context["queue"].rows] == [row.pk for row in waiting[2:4]]
        assert "Về đầu danh sách" in second.content.decode()

    def test_an_act_stays_in_its_part(self, waiting, above, as_client):
        client, page = as_client(above), reverse("tasks:queue")
        after = queue.queue(above, NOW).next
        shown = client.get(page, {"after": after, "case": waiting[2].pk})
        given = {"after": after, "tab": "waiting", "following": shown.context["following"]}
        answer = client.post(reverse("tasks:accept", args=[waiting[2].pk]), given)
        onward = client.get(answer.url)
        assert [row.key for row in onward.context["queue"].rows] == [row.pk for row in waiting[3:5]]
        assert onward.context["case"].row.key == waiting[3].pk

    def test_an_emptied_part_says_so(self, waiting, above, as_client):
        client = as_client(above)
        after = queue.queue(above, NOW, after=queue.queue(above, NOW).next).next
        services.accept_progress(progress=waiting[4], actor=above, at=timezone.now())
        page = client.get(reverse("tasks:queue"), {"after": after}).content.decode()
        assert "không còn việc nào" in page
        assert "Về đầu danh sách" in page

    def test_a_decision_on_more_days_opens_the_next(self, issue, above, secretary, as_client):
        asked = [
            services.ask_extension(
                task=issue(
                    title=f"Việc {number}",
                    starts_on=NOW - timedelta(days=9),
                    due_on=NOW + timedelta(days=9),
                ),
                asked_due_on=NOW + timedelta(days=20),
                reason="Chờ hướng dẫn",
                actor=actor_for(secretary.user, NOW),
            )
            for number in range(2)
        ]
        answer = as_client(above).post(
            reverse("tasks:extend", args=[asked[0].pk]),
            {"grant": "1", "from": "queue", "tab": "extension", "following": asked[1].pk},
        )
        assert answer.url == f"{reverse('tasks:queue')}?tab=extension&case={asked[1].pk}"


def test_a_returned_row_says_how_long_is_left(waiting, above):
    services.return_progress(
        progress=waiting[0],
        reasons=["unclear"],
        note="Chụp lại",
        redo_by=NOW + timedelta(days=4),
        actor=above,
        at=timezone.now(),
    )
    row = queue.queue(above, NOW, "returned").rows[0]
    assert row.wait_words == "còn 4 ngày"
    assert not row.is_old
    assert queue.queue(above, NOW, "returned").oldest == 0
