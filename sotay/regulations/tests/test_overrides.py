"""Values that organisations set: which one holds, setting and ending them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.regulations import places, services
from sotay.regulations.checking import Report, check_overrides
from sotay.regulations.models import Override
from sotay.regulations.registry import NoSuchRule, rule, value

REPORT = "members.transfer_report_days"
START = date(2026, 3, 1)


@pytest.fixture
def tree(world):
    """The lines of the small world, as the floor above would tell them."""
    above = {world.river.pk: [world.works.pk, world.bloc.pk], world.works.pk: [world.bloc.pk]}
    return lambda one, day: [one, *above.get(one, [])]


@pytest.fixture(autouse=True)
def known_places(tree, monkeypatch):
    monkeypatch.setattr(places, "_lines", [tree])
    monkeypatch.setattr(places, "_names", [lambda ids, day: {one: f"tổ chức {one}" for one in ids}])


def set_value(actor, organisation, value=20, valid_from=START, valid_to=None, rule_id=REPORT):
    return services.set_override(
        actor=actor, organisation=organisation, rule_id=rule_id, value=value,
        valid_from=valid_from, valid_to=valid_to, document="15-QĐ/ĐUK ngày 20-02-2026",
    )  # fmt: skip


class TestRule:
    def test_without_overrides_the_national_value_holds(self, world):
        found = rule(REPORT, START, world.river.pk)
        assert (found.value, found.overridden_by) == (30, None)

    def test_holds_from_its_first_day_in_the_organisation_and_under_it(self, world, officer):
        set_value(officer, world.bloc)

        assert value(REPORT, START - timedelta(days=1), world.river.pk) == 30
        found = rule(REPORT, START, world.river.pk)
        assert (found.value, found.overridden_by) == (20, world.bloc.pk)
        assert (found.certainty, found.document) == ("local", "15-QĐ/ĐUK ngày 20-02-2026")
        assert (found.unit, found.name) == ("working_days", rule(REPORT, START).name)
        assert value(REPORT, START, world.far.pk) == 30
        assert value(REPORT, START) == 30

    def test_the_nearest_upwards_decides(self, world, officer):
        set_value(officer, world.bloc, 20)
        set_value(officer, world.works, 10)

        assert value(REPORT, START, world.river.pk) == 10
        assert value(REPORT, START, world.bloc.pk) == 20
        assert value(REPORT, START, [world.river.pk, world.bloc.pk]) == 20  # a line given whole

    def test_as_known_on_an_earlier_day(self, world, officer):
        set_value(officer, world.bloc)
        yesterday = timezone.localdate() - timedelta(days=1)

        assert value(REPORT, START, world.bloc.pk, known_on=yesterday) == 30
        assert value(REPORT, START, world.bloc.pk, known_on=timezone.localdate()) == 20


class TestSetOverride:
    def test_is_written_into_the_audit_trail(self, world, officer):
        made = set_value(officer, world.bloc)

        entry = AuditEntry.objects.get(act="regulations.override")
        assert (entry.subject_id, entry.organisation_id) == (made.pk, world.bloc.pk)
        assert entry.user == made.set_by == officer.user
        assert entry.details["rule"] == REPORT

    def test_a_later_one_takes_over_and_the_earlier_days_keep_theirs(self, world, officer):
        set_value(officer, world.bloc, 20)
        set_value(officer, world.bloc, 25, date(2026, 6, 1))

        assert value(REPORT, date(2026, 5, 31), world.bloc.pk) == 20
        assert value(REPORT, date(2026, 6, 1), world.bloc.pk) == 25

    def test_one_for_some_days_leaves_the_days_after_as_they_were(self, world, officer):
        set_value(officer, world.bloc, 20)
        set_value(officer, world.bloc, 25, date(2026, 6, 1), date(2026, 7, 1))

        days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)]
        assert [value(REPORT, day, world.bloc.pk) for day in days] == [20, 25, 25, 20]

    def test_one_from_the_same_day_takes_its_place(self, world, officer):
        set_value(officer, world.bloc, 20)
        set_value(officer, world.bloc, 25)

        assert value(REPORT, START, world.bloc.pk) == 25
        assert Override.objects.known().count() == 1
        assert Override.objects.count() == 2  # what was said before is still there to read

    def test_one_that_ends_where_the_next_begins_is_taken(self, world, officer):
        set_value(officer, world.bloc, 25, date(2026, 6, 1))
        set_value(officer, world.bloc, 20, START, date(2026, 6, 1))

        days = [date(2026, 5, 31), date(2026, 6, 1)]
        assert [value(REPORT, day, world.bloc.pk) for day in days] == [20, 25]

    def test_one_that_runs_into_the_next_is_refused(self, world, officer):
        set_value(officer, world.bloc, 25, date(2026, 6, 1))
        for end in (None, date(2026, 6, 2)):
            with pytest.raises(services.OverrideRefused, match="01-6-2026"):
                set_value(officer, world.bloc, 20, START, end)

    def test_offices_without_the_right_are_refused(self, world, inspector, far_officer, stranger):
        for actor in (inspector, far_officer, stranger):
            with pytest.raises(PermissionDenied):
                set_value(actor, world.bloc)
        assert not Override.objects.exists()

    def test_a_secretary_decides_below_and_not_above(self, world, works_secretary):
        set_value(works_secretary, world.river)
        with pytest.raises(PermissionDenied):
            set_value(works_secretary, world.bloc)

    @pytest.mark.parametrize("wrong", ["20", 20.5, True, [20], None])
    def test_another_sort_of_value_is_refused(self, world, officer, wrong):
        with pytest.raises(BadInput, match="không cùng dạng"):
            set_value(officer, world.bloc, wrong)

    def test_days_that_do_not_hold_are_refused(self, world, officer):
        with pytest.raises(BadInput, match="phải sau"):
            set_value(officer, world.bloc, valid_to=START)

    def test_without_a_document_it_is_refused(self, world, officer):
        with pytest.raises(BadInput, match="văn bản"):
            services.set_override(
                actor=officer, organisation=world.bloc, rule_id=REPORT, value=20,
                valid_from=START, document="  ",
            )  # fmt: skip

    def test_an_unknown_rule_is_refused(self, world, officer):
        with pytest.raises(NoSuchRule):
            set_value(officer, world.bloc, rule_id="members.nothing")


class TestEndOverride:
    def test_from_that_day_what_is_above_holds_again(self, world, officer):
        set_value(officer, world.bloc, 20)
        own = set_value(officer, world.works, 10)

        services.end_override(
            actor=officer, organisation=world.works, override=own, on=date(2026, 6, 1)
        )

        assert value(REPORT, date(2026, 5, 31), world.works.pk) == 10
        assert value(REPORT, date(2026, 6, 1), world.works.pk) == 20

    def test_on_its_first_day_it_never_held(self, world, officer):
        made = set_value(officer, world.bloc)

        left = services.end_override(
            actor=officer, organisation=world.bloc, override=made, on=START
        )

        assert left is None
        assert value(REPORT, START, world.bloc.pk) == 30

    @pytest.mark.parametrize("on", [START - timedelta(days=1), date(2026, 6, 1)])
    def test_on_a_day_when_it_does_not_hold_it_is_refused(self, world, officer, on):
        made = set_value(officer, world.bloc, valid_to=date(2026, 6, 1))
        with pytest.raises(services.OverrideRefused):
            services.end_override(actor=officer, organisation=world.bloc, override=made, on=on)

    def test_twice_is_refused(self, world, officer):
        made = set_value(officer, world.bloc)
        for _time in range(2):
            if _time == 0:
                services.end_override(
                    actor=officer, organisation=world.bloc, override=made, on=date(2026, 6, 1)
                )
        with pytest.raises(services.OverrideRefused):
            services.end_override(
                actor=officer, organisation=world.bloc, override=made, on=date(2026, 7, 1)
            )

    def test_offices_without_the_right_are_refused(self, world, officer, inspector):
        made = set_value(officer, world.bloc)
        with pytest.raises(PermissionDenied):
            services.end_override(actor=inspector, organisation=world.bloc, override=made, on=START)


class TestCheckOverrides:
    def test_rows_the_pack_no_longer_fits_are_named(self, world, officer):
        set_value(officer, world.bloc)
        for rule_id, wrong in (("members.gone", 1), (REPORT, "hai mươi")):
            Override.objects.create(
                rule=rule_id, organisation_id=world.works.pk, value=wrong, document="x",
                valid_from=START, set_by=officer.user,
            )  # fmt: skip
        report = Report()

        check_overrides(report)

        assert [trouble.split(":")[0] for trouble in report.troubles] == ["members.gone", REPORT]


class TestTables:
    SHEET = "meetings.quality_sheet"

    def test_an_organisation_may_have_rows_of_its_own(self, world, officer):
        set_value(officer, world.bloc, {"time": 10, "sáng_kiến": 90}, rule_id=self.SHEET)
        found = rule(self.SHEET, START, world.river.pk)
        assert found.value == {"time": 10, "sáng_kiến": 90}
        assert found.written == "Thời gian, thời lượng: 10\xa0điểm; Sáng kiến: 90\xa0điểm"

    def test_not_where_the_rows_are_fixed(self, world, officer):
        with pytest.raises(BadInput, match="Tốt từ"):
            set_value(
                officer, world.bloc, {"good": 90, "khác": 5}, rule_id="meetings.quality_levels"
            )
        set_value(officer, world.bloc, {"good": 95, "poor": 0}, rule_id="meetings.quality_levels")
