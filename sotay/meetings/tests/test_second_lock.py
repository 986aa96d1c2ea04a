"""The second lock: tables about people at a meeting, asked bare, give what ``visible_to`` gives."""

from datetime import date

import pytest

from sotay.meetings import services
from sotay.meetings.models import Change, Field, Invitation, MeetingPaper, Minutes
from sotay.meetings.tests.conftest import hold, moment
from sotay.members import services as members
from sotay.organisations.access import acting_for, actor_for
from sotay.testing.worlds import TODAY, person

pytestmark = pytest.mark.django_db

TABLES = (Invitation, Field, Change, Minutes, MeetingPaper)
THIRD = date(2026, 12, 3)


@pytest.fixture
def sealed(meeting, leading, people):
    services.publish_paper(
        meeting=meeting, title="Danh sách đề nghị", words="Đồng chí Mây", actor=leading,
        moment=moment(TODAY),
    )  # fmt: skip
    held = hold(meeting, leading, people)
    services.seal_minutes(meeting=held, actor=leading, moment=moment(THIRD, 18))
    return held


@pytest.fixture
def clerk(world):
    """An office above that reads no records of members."""
    return actor_for(person("clerk", "Tạ Thị Ghi", ("clerk", world.works)), TODAY)


def seen_bare(actor):
    """Rows of each table with the application's filter left out; the filter gives the same."""
    with acting_for(actor):
        for table in TABLES:
            bare = set(table.objects.values_list("pk", flat=True))
            assert bare == set(table.objects.visible_to(actor).values_list("pk", flat=True)), table
        return {table.__name__: table.objects.count() for table in TABLES}


@pytest.mark.parametrize("who", ["secretary", "works_secretary", "leader"])
def test_those_who_lead_it_and_those_above_see_all_of_it(sealed, request, who):
    seen = seen_bare(actor_for(request.getfixturevalue(who).user, TODAY))
    assert seen["Invitation"] == 5
    assert (seen["Minutes"], seen["MeetingPaper"]) == (1, 1)
    assert min(seen["Field"], seen["Change"]) > 0


def test_a_member_sees_what_was_said_and_the_own_seat_alone(sealed, loc):
    seen = seen_bare(loc)
    assert (seen["Invitation"], seen["Minutes"], seen["MeetingPaper"]) == (1, 1, 1)


@pytest.mark.parametrize("who", ["hill_secretary", "far_officer", "stranger", "clerk"])
def test_nobody_else_sees_any_of_it(sealed, request, who):
    seen = seen_bare(actor_for(request.getfixturevalue(who).user, TODAY))
    assert set(seen.values()) == {0}


def test_a_paper_of_another_cell_is_not_found(sealed, hill_secretary, clerk, loc, as_client):
    with acting_for(loc):
        url = f"/meetings/papers/{MeetingPaper.objects.get().pk}/"
    assert as_client(loc).get(url).status_code == 200
    for other in (hill_secretary, clerk):
        assert as_client(other).get(url).status_code == 404


def test_who_moved_away_since_keeps_a_seat_that_the_chair_sees(
    meeting, leading, people, world, system
):
    """The chair no longer sees the member, and still has to know whether they come."""
    with acting_for(leading):
        before = set(Invitation.objects.visible_to(leading).filter(meeting=meeting))
    with acting_for(system):
        sent = members.send_transfer(
            actor=system, member=people.may, to=world.hill, leaves_on=date(2026, 11, 21),
            decision_number="9", is_clear=True,
        )  # fmt: skip
        members.confirm_transfer(actor=system, transfer=sent)
    with acting_for(leading):
        after = set(Invitation.objects.visible_to(leading).filter(meeting=meeting))
    assert after == before
    assert people.may.pk in {one.member_id for one in after}
