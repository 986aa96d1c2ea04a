"""Totals: each room by small named cases, the day on each side of every edge."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from sotay.core.periods import supersede
from sotay.members import totals
from sotay.members.models import (
    Education,
    Gender,
    Member,
    Membership,
    Segment,
    Standing,
    Status,
    Theory,
    TotalBearer,
    TotalCheckpoint,
    TotalDelta,
    TotalQueue,
)
from sotay.members.totals import bearing
from sotay.members.totals.moving import before, without
from sotay.members.totals.vector import DIMENSIONS, WIDTH, Totals, slots_of
from sotay.organisations.access import Actor, acting_for
from sotay.organisations.models import Placement
from sotay.organisations.signals import EdgeChange, tree_changed
from sotay.testing.worlds import FOUNDED

D = date
SINCE = D(2015, 1, 1)
FOREVER = date(9999, 12, 31)


def enrol(
    name: str, cell: Any, since: date = SINCE, gender: int = Gender.MALE, born: int = 1980
) -> Member:
    member = Member.objects.create(
        full_name=name, sort_key=name, folded=name, gender=gender, birth_year=born, cell=cell
    )
    Membership.objects.create(member=member, organisation=cell, valid_from=since)
    totals.refresh([member.pk])
    return member


def move(member: Member, to: Any, on: date) -> None:
    held = member.memberships.open().get()
    supersede(held, timezone.now(), valid_to=on)
    Membership.objects.create(member=member, organisation=to, valid_from=on)
    totals.refresh([member.pk])


def segments(member: Member) -> list[tuple[Any, ...]]:
    """As the owner of the table would read them; the role of these tests may not name a member."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, lo, hi, education, theory, standing FROM members_segment"
            " WHERE birth_year = %s ORDER BY lo",
            [member.birth_year],
        )
        return cursor.fetchall()


class TestVector:
    def test_dimensions_follow_each_other_without_gap(self) -> None:
        at = 0
        for first, size in DIMENSIONS.values():
            assert first == at
            at += size
        assert at == WIDTH

    def test_years_out_of_range_count_at_the_end(self) -> None:
        first, size = DIMENSIONS["birth_year"]
        assert slots_of(0, 0, 0, 0, 0, 1899)[-1] == slots_of(0, 0, 0, 0, 0, 1900)[-1] == first
        assert slots_of(0, 0, 0, 0, 0, 2025)[-1] == first + size - 1

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "who", [(0, 0, 0, 0, 0, 1900), (1, 54, 7, 4, 3, 2019), (1, 3, 2, 1, 2, 1890)]
    )
    def test_the_database_counts_in_the_same_slots(self, who: tuple[int, ...]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT members_slots(%s::smallint, %s::smallint, %s::smallint, %s::smallint,"
                " %s::smallint, %s::smallint)",
                who,
            )
            assert cursor.fetchone()[0] == slots_of(*who)

    def test_age_is_year_minus_year_of_birth(self) -> None:
        born_1990 = Totals.of(slots_of(0, 0, 0, 0, 0, 1990), [1] * 6)
        assert born_1990.by_age_band(2020, (30, 40)) == (1, 0, 0)
        assert born_1990.by_age_band(2021, (30, 40)) == (0, 1, 0)
        assert born_1990.by_age_band(2031, (30, 40)) == (0, 0, 1)
        assert born_1990.birth_year == {1990: 1}

    def test_sums_and_differences(self) -> None:
        one = Totals.of(slots_of(1, 2, 3, 4, 0, 1970), [1] * 6)
        assert (one + one).members == 2
        assert (one + one - one) == one


class TestFormerStretches:
    def test_a_gained_stretch_is_taken_out_of_what_is(self) -> None:
        now = [(D(2020, 1, 1), D(2021, 1, 1), 1), (D(2021, 1, 1), FOREVER, 2)]
        changes = [
            EdgeChange(9, 1, D(2021, 1, 1), None, -1),
            EdgeChange(9, 2, D(2021, 1, 1), None, 1),
        ]
        assert before(now, changes) == [
            (D(2020, 1, 1), D(2021, 1, 1), 1),
            (D(2021, 1, 1), FOREVER, 1),
        ]

    def test_a_stretch_in_the_middle_leaves_two(self) -> None:
        whole = [(D(2020, 1, 1), D(2022, 1, 1), 1)]
        assert without(whole, (D(2020, 6, 1), D(2020, 7, 1), 1)) == [
            (D(2020, 1, 1), D(2020, 6, 1), 1),
            (D(2020, 7, 1), D(2022, 1, 1), 1),
        ]
        assert without(whole, (D(2020, 6, 1), D(2020, 7, 1), 2)) == whole


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestRefresh:
    def test_a_segment_is_cut_where_a_status_begins_and_ends(self, world: SimpleNamespace) -> None:
        an = enrol("An", world.river)
        Status.objects.create(
            member=an, valid_from=D(2016, 1, 1), valid_to=D(2017, 1, 1),
            education=Education.UNIVERSITY, theory=Theory.INTERMEDIATE,
            standing=Standing.PROBATIONARY,
        )  # fmt: skip
        totals.refresh([an.pk])
        river = world.river.pk
        assert segments(an) == [
            (river, D(2015, 1, 1), D(2016, 1, 1), 0, 0, 0),
            (river, D(2016, 1, 1), D(2017, 1, 1), 5, 3, 1),
            (river, D(2017, 1, 1), FOREVER, 0, 0, 0),
        ]

    def test_days_on_which_nothing_counted_changes_are_one_segment(
        self, world: SimpleNamespace
    ) -> None:
        an = enrol("An", world.river)
        for lo, hi in ((D(2015, 1, 1), D(2016, 1, 1)), (D(2016, 1, 1), None)):
            Status.objects.create(member=an, valid_from=lo, valid_to=hi, education=3)
        totals.refresh([an.pk])
        assert segments(an) == [(world.river.pk, D(2015, 1, 1), FOREVER, 3, 0, 0)]

    def test_a_second_time_changes_and_queues_nothing(self, world: SimpleNamespace) -> None:
        an = enrol("An", world.river)
        waiting = TotalQueue.objects.count()
        assert totals.refresh([an.pk, an.pk]) == 0
        assert TotalQueue.objects.count() == waiting

    def test_queues_only_the_difference_at_the_cells(self, world: SimpleNamespace) -> None:
        an = enrol("An", world.river)
        TotalQueue.objects.all().delete()
        move(an, world.hill, D(2020, 5, 1))
        rows = {(row.cell_id, row.day): (row.slots, row.vals) for row in TotalQueue.objects.all()}
        slots = slots_of(Gender.MALE, 0, 0, 0, 0, 1980)
        assert rows == {
            (world.river.pk, D(2020, 5, 1)): (slots, [-1] * 6),
            (world.hill.pk, D(2020, 5, 1)): (slots, [1] * 6),
        }

    def test_refuses_a_cell_before_its_founding_and_names_the_days(
        self, world: SimpleNamespace
    ) -> None:
        with pytest.raises(totals.NotInTree, match=r"SV-CT-1 .* 31-12-2009 .* 01-01-2010"):
            enrol("An", world.river, since=FOUNDED - timedelta(days=1))
        assert enrol("Bình", world.river, since=FOUNDED)

    def test_refuses_a_cell_after_its_end(self, world: SimpleNamespace) -> None:
        Placement.objects.filter(organisation=world.river).update(valid_to=D(2019, 1, 1))
        with pytest.raises(totals.NotInTree, match=r"SV-CT-1 .* 01-01-2019"):
            enrol("An", world.river)

    def test_of_nobody_does_nothing(self) -> None:
        assert totals.refresh([]) == 0


@pytest.mark.django_db
class TestWhoMayTouchSegments:
    def test_the_answering_role_reads_no_member_and_writes_nothing(
        self, world: SimpleNamespace, system: Actor
    ) -> None:
        with acting_for(system):
            an = enrol("An", world.river)
            assert Segment.objects.on(D(2016, 1, 1)).filter(organisation=world.river).count() == 1
            for forbidden in (
                lambda: list(Segment.objects.values_list("member_id")),
                lambda: Segment.objects.filter(member=an).count(),
                lambda: Segment.objects.update(gender=0),
                lambda: Segment.objects.filter(organisation=world.river).delete(),
            ):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    forbidden()

    def test_a_refresh_sees_the_whole_history_whoever_acts(
        self, world: SimpleNamespace, system: Actor, far_officer: Actor, secretary: Actor
    ) -> None:
        with acting_for(system):
            an = enrol("An", world.river)
        for who in (secretary, far_officer):
            with acting_for(who):
                assert totals.refresh([an.pk]) == 0
                assert totals.count(world.bloc.pk, D(2016, 1, 1)).members == 1

    def test_sight_is_given_back_after_refresh_and_plain_count(
        self, world: SimpleNamespace, system: Actor, far_officer: Actor
    ) -> None:
        with acting_for(system):
            an = enrol("An", world.river)
        with acting_for(far_officer):
            totals.refresh([an.pk])
            assert totals.as_known(world.bloc.pk, D(2016, 1, 1)).members == 1
            assert not Member.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestCount:
    @pytest.fixture(params=["live", "queued", "folded", "rebuilt"])
    def kept(self, request: Any, world: SimpleNamespace) -> Callable[[], None]:
        """The same answers whether counted live, from the queue, from totals or from a rebuild."""

        def keep() -> None:
            if request.param != "live":
                totals.keep_totals([world.bloc.pk, world.far.pk], D(2026, 11, 22))
            if request.param == "folded":
                while totals.fold(2).rows:
                    pass
            if request.param == "rebuilt":
                totals.rebuild(D(2026, 11, 22), choose=False)

        return keep

    def test_a_move_counts_on_the_first_day_and_not_before(
        self, world: SimpleNamespace, kept: Callable[[], None]
    ) -> None:
        kept()
        an = enrol("An", world.river, gender=Gender.FEMALE, born=1975)
        enrol("Bình", world.hill)
        move(an, world.shore, D(2020, 5, 1))
        kept()
        for day, bloc, far in (
            (D(2014, 12, 31), 0, 0), (D(2015, 1, 1), 2, 0), (D(2020, 4, 30), 2, 0),
            (D(2020, 5, 1), 1, 1), (D(2026, 11, 22), 1, 1),
        ):  # fmt: skip
            found = totals.counts([world.bloc.pk, world.far.pk], day)
            assert (found[world.bloc.pk].members, found[world.far.pk].members) == (bloc, far)
            assert totals.heads([world.bloc.pk], day) == {world.bloc.pk: bloc}
        moved = totals.count(world.far.pk, D(2020, 5, 1))
        assert (moved.gender, moved.birth_year) == ((1, 0), {1975: 1})

    def test_a_birth_year_corrected_counts_so_on_every_day(
        self, world: SimpleNamespace, kept: Callable[[], None]
    ) -> None:
        kept()
        an = enrol("An", world.river)
        kept()
        Member.objects.filter(pk=an.pk).update(birth_year=1981)
        totals.refresh([an.pk])
        kept()
        assert totals.count(world.bloc.pk, D(2015, 1, 1)).birth_year == {1981: 1}

    def test_a_cell_moved_late_takes_its_members_along(
        self, world: SimpleNamespace, kept: Callable[[], None]
    ) -> None:
        kept()
        enrol("An", world.river)
        bình = enrol("Bình", world.river, since=D(2019, 1, 1))
        kept()
        on = D(2018, 3, 1)
        old = Placement.objects.get(organisation=world.river)
        supersede(old, timezone.now(), valid_to=on)
        Placement.objects.create(organisation=world.river, parent=world.far, valid_from=on)
        tree_changed.send(
            sender=None,
            edges=[
                EdgeChange(world.river.pk, world.works.pk, on, None, -1),
                EdgeChange(world.river.pk, world.far.pk, on, None, 1),
            ],
        )
        move(bình, world.hill, D(2020, 1, 1))
        kept()
        for day, bloc, far in (
            (D(2018, 2, 28), 1, 0), (D(2018, 3, 1), 0, 1), (D(2018, 12, 31), 0, 1),
            (D(2019, 1, 1), 0, 2), (D(2019, 12, 31), 0, 2), (D(2020, 1, 1), 1, 1),
        ):  # fmt: skip
            assert totals.heads([world.bloc.pk, world.far.pk], day) == {
                world.bloc.pk: bloc,
                world.far.pk: far,
            }

    def test_an_unknown_organisation_counts_nobody(self) -> None:
        assert totals.count(0, D(2020, 1, 1)) == Totals.of()

    def test_many_organisations_take_one_query(
        self, world: SimpleNamespace, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            totals.counts([made.pk for made in vars(world).values()], D(2020, 1, 1))


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestAsKnown:
    def test_tells_what_was_recorded_by_the_end_of_that_day(self, world: SimpleNamespace) -> None:
        an = enrol("An", world.river)
        Membership.objects.update(recorded_at=_noon(D(2020, 1, 10)))
        Placement.objects.update(recorded_at=_noon(FOUNDED))
        held = an.memberships.get()
        supersede(held, _noon(D(2020, 2, 10)), valid_to=D(2019, 1, 1))
        totals.refresh([an.pk])
        bloc = world.bloc.pk
        for known_on, members in (
            (D(2020, 1, 9), 0), (D(2020, 1, 10), 1), (D(2020, 2, 9), 1), (D(2020, 2, 10), 0),
            (None, 0),
        ):  # fmt: skip
            assert totals.as_known(bloc, D(2019, 1, 1), known_on).members == members
        assert totals.as_known(bloc, D(2018, 12, 31)) == totals.count(bloc, D(2018, 12, 31))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestFold:
    def test_empties_the_queue_and_changes_no_answer(self, world: SimpleNamespace) -> None:
        totals.keep_totals([world.bloc.pk], D(2026, 11, 22))
        for number in range(5):
            enrol(f"M{number}", world.river, since=D(2015, 1, 1 + number), born=1950 + number)
        counted = totals.count(world.bloc.pk, D(2015, 1, 3))
        assert totals.fold(3) == totals.Folded(3, 3, 0)
        assert totals.queue_state().rows == 2
        assert totals.count(world.bloc.pk, D(2015, 1, 3)) == counted
        assert totals.fold().rows == 2
        assert totals.count(world.bloc.pk, D(2015, 1, 3)) == counted
        assert counted.members == 3

    def test_a_late_change_reaches_the_vectors_of_all_later_months(
        self, world: SimpleNamespace
    ) -> None:
        totals.keep_totals([world.bloc.pk], D(2016, 3, 15))
        enrol("An", world.river, since=D(2016, 1, 15))
        totals.fold()
        totals.add_checkpoints(D(2016, 4, 15))
        enrol("Bình", world.river, since=D(2016, 2, 1))
        assert totals.fold().checkpoints == 2
        vectors = dict(TotalCheckpoint.objects.values_list("day", "vector"))
        men = {day: vector[Gender.MALE] for day, vector in vectors.items()}
        assert men == {D(2016, 2, 1): 1, D(2016, 3, 1): 2, D(2016, 4, 1): 2}

    def test_what_cancels_out_leaves_no_row(self, world: SimpleNamespace) -> None:
        totals.keep_totals([world.bloc.pk], D(2026, 11, 22))
        an = enrol("An", world.river)
        totals.fold()
        Membership.objects.filter(member=an).update(superseded_at=timezone.now())
        totals.refresh([an.pk])
        totals.fold()
        assert not TotalDelta.objects.exists()

    def test_reports_members_of_a_cell_that_the_tree_does_not_know(
        self, world: SimpleNamespace, caplog: pytest.LogCaptureFixture
    ) -> None:
        totals.keep_totals([world.bloc.pk], D(2026, 11, 22))
        enrol("An", world.river)
        Placement.objects.filter(organisation=world.river).update(valid_from=D(2016, 1, 1))
        assert totals.fold().lost == (world.river.pk,)
        assert str(world.river.pk) in caplog.text
        assert [(s.organisation_id, s.first, s.past) for s in totals.strays()] == [
            (world.river.pk, D(2015, 1, 1), D(2016, 1, 1))
        ]


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestPromote:
    @pytest.fixture(autouse=True)
    def small_sizes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bearing, "KEEP_FROM", 3)
        monkeypatch.setattr(bearing, "KEEP_UNTIL", 2)

    def test_begins_with_the_size_and_not_one_member_sooner(self, world: SimpleNamespace) -> None:
        for number in range(2):
            enrol(f"M{number}", world.river)
        assert totals.promote(D(2020, 1, 15)) == ([], [])
        enrol("An", world.plain, since=D(2019, 6, 1))
        assert totals.promote(D(2020, 1, 15)) == ([world.bloc.pk], [])
        assert totals.count(world.bloc.pk, D(2019, 5, 31)).members == 2
        assert totals.count(world.bloc.pk, D(2019, 6, 1)).members == 3

    def test_an_organisation_that_was_large_once_keeps_its_past(
        self, world: SimpleNamespace
    ) -> None:
        people = [enrol(f"M{number}", world.river) for number in range(3)]
        totals.promote(D(2016, 1, 15))
        for member in people:
            move(member, world.shore, D(2017, 1, 1))
        totals.fold()
        began, ceased = totals.promote(D(2018, 1, 15))
        assert (sorted(began), ceased) == (sorted([world.far.pk, world.shore.pk]), [])
        assert set(TotalBearer.objects.values_list("pk", flat=True)) >= {world.bloc.pk}

    def test_one_that_was_never_large_gives_totals_up(self, world: SimpleNamespace) -> None:
        enrol("An", world.river)
        totals.keep_totals([world.bloc.pk], D(2018, 1, 15))
        totals.fold()
        totals.add_checkpoints(D(2018, 1, 15))
        assert totals.promote(D(2018, 1, 15)) == ([], [world.bloc.pk])
        assert not TotalDelta.objects.exists()
        assert totals.count(world.bloc.pk, D(2018, 1, 1)).members == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestRebuildAndCheck:
    def test_a_spoilt_total_is_found_and_mended(self, world: SimpleNamespace) -> None:
        enrol("An", world.river)
        totals.keep_totals([world.bloc.pk], D(2016, 1, 15))
        totals.fold()
        totals.add_checkpoints(D(2016, 1, 15))
        assert totals.self_check(30, seed=1) == []
        TotalDelta.objects.update(vals=[2] * 6)
        TotalCheckpoint.objects.update(vector=[2] * WIDTH)
        found = totals.self_check(30, seed=1)
        assert found
        assert {difference.organisation_id for difference in found} == {world.bloc.pk}
        with pytest.raises(CommandError, match="rebuild"):
            call_command("totals", "check", "--sample", "30", "--seed", "1")
        done = totals.rebuild(D(2016, 1, 15), choose=False)
        assert (done.bearers, done.deltas, done.checkpoints) == (1, 1, 12)
        assert totals.self_check(30, seed=1) == []
        assert totals.rebuild(D(2016, 1, 15), choose=False) == totals.rebuilding.Rebuilt(1, 0, 0)

    def test_months_that_are_missing_are_filled(self, world: SimpleNamespace) -> None:
        enrol("An", world.river)
        totals.keep_totals([world.bloc.pk], D(2016, 1, 15))
        totals.fold()
        totals.add_checkpoints(D(2016, 1, 15))
        TotalCheckpoint.objects.all().delete()
        assert totals.self_check(30, seed=1) == []  # slower, and right
        totals.rebuild(D(2016, 1, 15), choose=False)
        assert TotalCheckpoint.objects.count() == 12
        assert totals.self_check(30, seed=1) == []

    def test_chooses_who_was_large_on_some_new_years_day(
        self, world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(totals.rebuilding, "KEEP_FROM", 2)
        for number in range(2):
            move(enrol(f"M{number}", world.river), world.shore, D(2017, 3, 1))
        totals.keep_totals([world.hill.pk], D(2016, 1, 15))
        totals.rebuild(D(2018, 6, 1))
        large = {made.pk for made in (world.river, world.works, world.bloc, world.far, world.shore)}
        assert set(TotalBearer.objects.values_list("pk", flat=True)) == large
        assert totals.heads(large, D(2017, 2, 28))[world.works.pk] == 2
        assert totals.heads(large, D(2017, 3, 1))[world.works.pk] == 0

    def test_an_empty_register_is_rebuilt_without_ado(self) -> None:
        assert totals.rebuild(D(2018, 6, 1)).bearers == 0
        assert totals.self_check(3, seed=1) == []

    def test_the_command_tells_what_waits(
        self, world: SimpleNamespace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        enrol("An", world.river)
        call_command("totals", "check", "--sample", "3")
        assert "1 rows wait" in capsys.readouterr().out
        call_command("totals", "fold")
        assert "0 wait" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestWorkedExample:
    """docs/rules/rollup.md, section 3, step by step."""

    def test_gives_what_was_worked_out_by_hand(self, world: SimpleNamespace) -> None:
        bloc, far = world.bloc.pk, world.far.pk
        totals.keep_totals([bloc, far], D(2020, 1, 15))

        def both(day: date) -> tuple[int, int]:
            found = totals.heads([bloc, far], day)
            return found[bloc], found[far]

        def before(month: date, organisation: int) -> tuple[int, int]:
            row = TotalCheckpoint.objects.get(organisation_id=organisation, day=month)
            return row.vector[Gender.MALE], row.vector[Gender.FEMALE]

        an = enrol("An", world.river, since=D(2020, 3, 1))
        assert [both(D(2020, 2, 29))[0], both(D(2020, 3, 1))[0]] == [0, 1]
        assert totals.fold().rows == 1
        totals.add_checkpoints(D(2020, 4, 1))
        assert before(D(2020, 4, 1), bloc) == (1, 0)

        enrol("Bình", world.hill, since=D(2020, 4, 10), gender=Gender.FEMALE)
        totals.fold()
        totals.add_checkpoints(D(2020, 5, 1))
        assert before(D(2020, 5, 1), bloc) == (1, 1)

        move(an, world.shore, D(2020, 3, 15))
        assert [both(D(2020, 3, 14)), both(D(2020, 3, 15))] == [(1, 0), (0, 1)]
        totals.fold()
        totals.add_checkpoints(D(2020, 5, 1))
        assert [before(D(2020, 4, 1), bloc), before(D(2020, 5, 1), bloc)] == [(0, 0), (0, 1)]

        on = D(2020, 4, 20)
        supersede(Placement.objects.get(organisation=world.hill), timezone.now(), valid_to=on)
        Placement.objects.create(organisation=world.hill, parent=world.far, valid_from=on)
        edges = [
            EdgeChange(world.hill.pk, world.works.pk, on, None, -1),
            EdgeChange(world.hill.pk, far, on, None, 1),
        ]
        tree_changed.send(sender=None, edges=edges)
        assert [before(D(2020, 5, 1), bloc), before(D(2020, 5, 1), far)] == [(0, 0), (1, 1)]
        days = [D(2020, 2, 29), D(2020, 3, 1), D(2020, 3, 15), D(2020, 4, 10), D(2020, 4, 19), on]
        assert [both(day)[0] for day in days] == [0, 1, 0, 1, 1, 0]
