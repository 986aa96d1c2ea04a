"""The second lock alone: what a database session sees without any queryset's help."""

import pytest
from django.db import ProgrammingError, connection, transaction

from sotay.contests import services
from sotay.contests.models import (
    Author,
    Conflict,
    Criterion,
    Entry,
    Juror,
    Origin,
    Result,
    Score,
)
from sotay.contests.services.rights import labelled
from sotay.organisations.access import acting_for, actor_for, widened

pytestmark = pytest.mark.django_db
ALL = (Entry, Origin, Author, Juror, Conflict, Score, Result)


def seen(model):
    return model.objects.count()


@pytest.fixture
def scored(scoring):
    for key in ("binh", "chi"):
        for work in scoring.works.values():
            scoring.score(key, work, "50", "30")
    return scoring


def test_a_juror_sees_works_and_their_own_scores_and_nothing_of_whose_they_are(scored):
    for key in ("binh", "chi"):
        with acting_for(scored.member(key)) as who:
            assert seen(Entry) == 3
            assert (seen(Origin), seen(Author), seen(Result)) == (0, 0, 0)
            assert {row.juror.user for row in Score.objects.all()} == {who.user}
            assert seen(Score) == 6
            assert [row.user for row in Juror.objects.all()] == [who.user]


def test_a_juror_who_comes_to_hold_an_office_of_the_keeper_still_sees_no_origin(scored, world):
    from sotay.organisations.models import Grant, Office
    from sotay.testing.worlds import FOUNDED, WRITTEN

    user = scored.people["binh"].user
    Grant.objects.create(
        user=user,
        organisation=world.bloc,
        office=Office.objects.get(code="officer"),
        valid_from=FOUNDED,
        recorded_at=WRITTEN,
    )
    with acting_for(actor_for(user, scored.today)):
        assert (seen(Origin), seen(Author)) == (0, 0)
        assert seen(Score) == 6


def test_others_see_nothing_and_offices_beneath_neither(scored, stranger, works_secretary):
    for actor in (stranger, works_secretary, scored.member("dung")):
        with acting_for(actor):
            assert [seen(model) for model in ALL] == [0] * len(ALL)


def test_without_anybody_acting_there_is_nothing(scored):
    with connection.cursor() as cursor:  # the test's own transaction remembers who acted last
        for name in ("user", "low", "high", "spans"):
            cursor.execute("SELECT set_config(%s, '', true)", [f"app.{name}"])
    assert [seen(model) for model in ALL] == [0] * len(ALL)


def test_the_submitter_sees_their_own_and_no_scores(scored, secretary):
    with acting_for(secretary):
        assert (seen(Entry), seen(Origin), seen(Author)) == (3, 3, 3)
        assert (seen(Score), seen(Juror), seen(Result)) == (0, 0, 0)


def test_the_submitter_sees_the_mean_once_it_is_published(scored, secretary):
    scored.keep(services.close_scoring, round_=scored.round)
    with acting_for(secretary):
        assert seen(Result) == 0
    scored.keep(
        services.decide_tie, entries=list(scored.works.values()), reason="Theo phiếu của hội đồng"
    )
    scored.keep(services.publish, round_=scored.round)
    with acting_for(secretary):
        assert (seen(Result), seen(Score)) == (3, 0)


@pytest.fixture
def alone(opened):
    """A member of river's own submission."""
    opened.accept(opened.submit(actor=opened.member("an"), place=None, title="Của riêng An"))
    opened.name("binh", "chi")
    opened.start()
    for key in ("binh", "chi"):
        opened.score(key, opened.works["Của riêng An"], "50", "30")
    opened.keep(services.close_scoring, round_=opened.round)
    opened.keep(services.publish, round_=opened.round)
    return opened


def test_what_a_member_submits_is_not_the_heads_of_their_cell(alone, secretary):
    with acting_for(alone.on(secretary)) as who:
        assert [seen(model) for model in ALL] == [0] * len(ALL)
        assert Origin.objects.update(outlet="Báo khác") == 0
        assert Entry.objects.update(title="x") == 0
        with widened(who, "the first lock alone"):
            assert seen(Entry) == 1
            assert not Entry.objects.own_of(who).exists()
            assert not Entry.objects.visible_to(who).exists()


def test_what_a_member_submits_is_theirs_and_the_keepers(alone):
    for actor in (alone.member("an"), alone.on(alone.officer)):
        with acting_for(actor) as who:
            assert (seen(Entry), seen(Origin), seen(Author), seen(Result)) == (1, 1, 2, 1)
            assert Entry.objects.visible_to(who).count() == 1
    with acting_for(alone.member("an")) as who:
        assert Entry.objects.own_of(who).count() == 1


def test_a_head_writes_no_origin_in_the_name_of_a_member(alone, secretary, people, everything):
    row = Origin.objects.get()
    own = {part.attname: getattr(row, part.attname) for part in Origin._meta.concrete_fields}
    work = Entry.objects.create(
        category=row.entry.category, title="Bài khác", **labelled(alone.round)
    )
    with acting_for(alone.on(secretary)):
        own |= {"entry_id": work.pk, "work_key": ""}
        refused(lambda: Origin.objects.create(**own))
        Origin.objects.create(**own | {"by_author": False})  # the cell's own: theirs
        refused(lambda: Origin.objects.update(by_author=True))


def test_an_office_above_the_committee_sees_nothing(scored, world, works_secretary):
    with acting_for(scored.on(scored.officer)):
        assert seen(Origin) == 3
    with acting_for(works_secretary):
        assert seen(Origin) == 0


def refused(act):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        act()


def test_a_juror_writes_no_score_for_another_nor_for_a_barred_work(scored):
    work = scored.works["Mùa nước nổi"]
    criterion = Criterion.objects.filter(round=scored.round).first()
    with acting_for(scored.member("binh")) as who:
        row = {"entry": work, "criterion": criterion, "points": 1, **labelled(scored.round)}
        refused(lambda: Score.objects.create(juror=scored.jurors["chi"], **row))
        mine = Score.objects.filter(entry=work)
        assert mine.update(points=2) == 2
        Conflict.objects.create(
            juror=Juror.objects.get(user=who.user),
            entry=work,
            sort="declared",
            words="x",
            **labelled(scored.round),
        )
        assert mine.update(points=3) == 0


def test_no_score_is_written_once_scoring_is_closed(scored):
    scored.keep(services.close_scoring, round_=scored.round)
    with acting_for(scored.member("binh")):
        assert Score.objects.update(points=1) == 0


def test_a_juror_changes_no_work_and_removes_no_score(scored):
    with acting_for(scored.member("binh")):
        assert Entry.objects.update(title="x") == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM contests_score")
            assert cursor.rowcount == 0


def test_the_keeper_writes_no_scores(scored):
    with acting_for(scored.on(scored.officer)):
        assert seen(Score) == 12
        assert Score.objects.update(points=1) == 0
