"""The figure of a whole branch in one statement is the figure of its tasks, one by one."""

from datetime import date, timedelta

import pytest

from sotay.followups import heat, listing, services
from sotay.followups.models import Task
from sotay.followups.services import NewTask
from sotay.followups.tests.conftest import ATTENDANCE, DUE, MEETINGS, NOON
from sotay.testing.worlds import TODAY

pytestmark = pytest.mark.django_db
PROGRAMME = 27


@pytest.fixture
def scene(world, issue, report, officer, works_secretary, hill_secretary):
    """Of one programme: done in part, done, silent, without a day, made concrete, not yet begun."""
    given = {"programme_id": PROGRAMME, "starts_on": date(2026, 11, 1)}
    one = issue(**given, weight=2)
    services.accept_progress(progress=report(one, 1, (23, 26)), actor=officer, at=NOON)
    late = issue(**given, title="Quá hạn", due_on=TODAY - timedelta(days=2))
    issue(**given, title="Không hạn", due_on=None)
    issue(**{**given, "starts_on": DUE}, title="Chưa bắt đầu")
    upper = issue(**given, owners=[world.works], title="Toàn đảng bộ", criteria=[MEETINGS])
    child = services.make_concrete(
        task=upper,
        children=[
            NewTask(
                owner=world.hill, title="Của Đồi", due_on=DUE, criteria=[ATTENDANCE],
                starts_on=date(2026, 11, 1),
            )
        ],
        actor=works_secretary,
    )[0]  # fmt: skip
    sent = report(child, (20, 40), actor=hill_secretary)
    services.accept_progress(progress=sent, actor=works_secretary, at=NOON)
    issue(**given, owners=[world.plain], title="Im lặng")
    return late


class TestByBranch:
    def test_agrees_with_the_formula_over_the_rows(self, scene, world, officer):
        for day in (TODAY, TODAY + timedelta(days=30)):
            for cell in heat.by_branch(world.bloc.pk, [PROGRAMME], day):
                level = listing.level_of(officer, day, PROGRAMME, cell.organisation_id)
                assert (cell.tasks, cell.missing) == (len(level.parts), len(level.missing))
                if level.share is None:
                    assert cell.percent is None
                else:
                    assert cell.percent == int(level.share * 100)

    def test_counts_what_is_late_as_the_list_does(self, scene, world):
        for day in (TODAY, TODAY + timedelta(days=30)):
            cells = heat.by_branch(world.bloc.pk, [PROGRAMME], day)
            listed = Task.objects.of_programme(PROGRAMME).late_on(day).filter(children=None)
            assert sum(cell.late for cell in cells) == listed.count()

    def test_what_was_late_on_several_days_is_what_the_list_shows_on_each(self, scene, world):
        days = [TODAY + timedelta(days=n) for n in (-3, -2, -1, 0, 30)]
        for top in (world.bloc, world.works, world.hill):
            listed = Task.objects.within(top, TODAY)
            assert heat.late_through(top.pk, TODAY, days) == [
                (day, listed.late_on(day).count()) for day in days
            ]
        assert dict(heat.late_through(world.bloc.pk, TODAY, days))[TODAY] == 1

    def test_a_branch_is_the_child_an_organisation_stands_under(self, world):
        places = [world.bloc.pk, world.works.pk, world.hill.pk]
        assert heat.branches(world.bloc.pk, places, TODAY) == {
            world.bloc.pk: world.bloc.pk,
            world.works.pk: world.works.pk,
            world.hill.pk: world.works.pk,
        }
        assert heat.branches(world.works.pk, [world.bloc.pk], TODAY) == {}

    def test_silence_is_missing_and_not_zero(self, scene, world):
        cells = {
            cell.organisation_id: cell
            for cell in heat.by_branch(world.bloc.pk, [PROGRAMME], DUE + timedelta(days=1))
        }
        assert cells[world.plain.pk].percent is None
        assert (cells[world.plain.pk].missing, cells[world.plain.pk].silent) == (1, 1)

    def test_the_list_of_a_programme_opens_on_the_formula(self, scene, world, officer, as_client):
        client = as_client(officer)
        query = {"programme": PROGRAMME, "organisation": world.works.pk}
        shown = client.get("/tasks/", query).content.decode()
        assert "Mức đạt = Σ" in shown
        assert "Quá hạn" in shown
