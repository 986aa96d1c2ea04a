"""Acts on the register, each on both sides of its edges."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.core.periods import end_of_day
from sotay.members import services, totals
from sotay.members.models import (
    Correction,
    Gender,
    Member,
    Membership,
    Standing,
    Status,
    TemporaryStay,
    Transfer,
)
from sotay.members.tests.conftest import facts
from sotay.organisations.access import Actor, acting_for
from sotay.regulations.calendar import add_working_days

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def cell_on(member: Member, day: date, known_on: date | None = None) -> int | None:
    row = Membership.objects.as_of(day, known_on).filter(member=member).first()
    return row.organisation_id if row else None


def standing_on(member: Member, day: date) -> int | None:
    row = Status.objects.as_of(day).filter(member=member).first()
    return row.standing if row else None


class TestRegisterMember:
    def test_belongs_from_the_day_and_not_before(
        self, world: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            dung = services.register_member(
                actor=secretary, cell=world.river, since=date(2026, 1, 5), facts=facts("Vũ  Dũng")
            )
            assert dung.full_name == "Vũ Dũng"
            assert cell_on(dung, date(2026, 1, 4)) is None
            assert cell_on(dung, date(2026, 1, 5)) == world.river.pk
            assert totals.count(world.works.pk, date(2026, 1, 4)).members == 0
            assert totals.count(world.works.pk, date(2026, 1, 5)).members == 1

    def test_is_probationary_until_a_recognition_that_comes_after(
        self, world: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            dung = services.register_member(
                actor=secretary,
                cell=world.river,
                since=date(2026, 1, 5),
                facts=facts("Vũ Dũng", recognised_on=date(2026, 3, 1)),
            )
            assert standing_on(dung, date(2026, 2, 28)) == Standing.PROBATIONARY
            assert standing_on(dung, date(2026, 3, 1)) == Standing.FULL

    def test_is_refused_elsewhere(self, world: SimpleNamespace, secretary: Actor) -> None:
        with acting_for(secretary), pytest.raises(PermissionDenied):
            services.register_member(
                actor=secretary, cell=world.hill, since=date(2026, 1, 5), facts=facts("Vũ Dũng")
            )

    def test_is_refused_where_nobody_belongs_directly(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with (
            acting_for(officer),
            pytest.raises(services.RecordRefused, match="không phải là chi bộ"),
        ):
            services.register_member(
                actor=officer, cell=world.works, since=date(2026, 1, 5), facts=facts("Vũ Dũng")
            )

    def test_before_the_cell_was_founded_is_refused(
        self, world: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            with pytest.raises(services.RecordRefused, match="31-12-2009"):
                services.register_member(
                    actor=officer,
                    cell=world.river,
                    since=date(2009, 12, 31),
                    facts=facts("Vũ Dũng"),
                )
            services.register_member(
                actor=officer, cell=world.river, since=date(2010, 1, 1), facts=facts("Vũ Dũng")
            )

    def test_does_not_tell_that_a_number_is_taken_out_of_sight(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        said = []
        with acting_for(secretary):
            for number in ("099999999999", "012345678901"):  # another bloc's, and the own cell's
                with pytest.raises(services.RecordRefused) as refusal:
                    services.register_member(
                        actor=secretary,
                        cell=world.river,
                        since=date(2026, 1, 5),
                        facts=facts("Vũ Dũng", card_number=number),
                    )
                said.append(str(refusal.value))
        assert said[0] == said[1]
        assert "099999999999" not in said[0]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("full_name", "  "),
            ("born_on", TODAY + DAY),
            ("born_on", date(1899, 12, 31)),
            ("card_number", "12A"),
            ("citizen_id", "1" * 13),
            ("favourite", "x"),
            ("home_place", "x" * 201),
        ],
    )
    def test_refuses_what_cannot_stand_in_a_field(
        self, world: SimpleNamespace, secretary: Actor, field: str, value: Any
    ) -> None:
        given = facts("Vũ Dũng")
        given[field] = value
        with acting_for(secretary), pytest.raises(BadInput):
            services.register_member(
                actor=secretary, cell=world.river, since=date(2026, 1, 5), facts=given
            )


def admission(**more: Any) -> dict[str, Any]:
    return facts(
        "Vũ Dũng",
        **{
            "born_on": date(2000, 2, 29),
            "birth_year": 2000,
            "decided_on": date(2026, 8, 20),
            "admitted_on": date(2026, 9, 2),
            **more,
        },
    )


class TestAdmitMember:
    def admit(self, actor: Actor, cell: Any, **more: Any) -> Member:
        consent = more.pop("consent_number", "")
        return services.admit_member(
            actor=actor,
            cell=cell,
            facts=admission(**more),
            decision_number="12-QĐ/ĐU",
            consent_number=consent,
        )

    def test_is_probationary_from_the_ceremony(
        self, world: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            dung = self.admit(secretary, world.river)
            assert cell_on(dung, date(2026, 9, 1)) is None
            assert standing_on(dung, date(2026, 9, 2)) == Standing.PROBATIONARY
            assert dung.recognised_on is None
            entry = AuditEntry.objects.get(act="members.admit")
            assert entry.details["rules"] == [
                "members.admission_age_min",
                "members.admission_age_max",
            ]
            assert "Vũ" not in str(entry.details)

    @pytest.mark.parametrize(
        ("born_on", "is_refused"),
        [(date(2008, 8, 21), True), (date(2008, 8, 20), False), (date(2008, 2, 29), False)],
    )
    def test_needs_eighteen_years_on_the_day_of_the_decision(
        self, world: SimpleNamespace, secretary: Actor, born_on: date, is_refused: bool
    ) -> None:
        with acting_for(secretary):
            if is_refused:
                with pytest.raises(services.AdmissionRefused, match="21-8-2026"):
                    self.admit(secretary, world.river, born_on=born_on)
            else:
                assert self.admit(secretary, world.river, born_on=born_on).pk

    @pytest.mark.parametrize(
        ("born_on", "is_refused"), [(date(1966, 7, 20), True), (date(1966, 7, 21), False)]
    )
    def test_above_sixty_needs_consent(
        self, world: SimpleNamespace, secretary: Actor, born_on: date, is_refused: bool
    ) -> None:
        with acting_for(secretary):
            if is_refused:
                with pytest.raises(services.AdmissionRefused, match="trên 60 tuổi"):
                    self.admit(secretary, world.river, born_on=born_on)
            assert self.admit(
                secretary,
                world.river,
                born_on=born_on,
                consent_number="5-CV/TU" if is_refused else "",
            ).pk

    def test_ceremony_does_not_come_before_the_decision(
        self, world: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            with pytest.raises(services.AdmissionRefused):
                self.admit(secretary, world.river, admitted_on=date(2026, 8, 19))
            assert self.admit(secretary, world.river, admitted_on=date(2026, 8, 20)).pk


class TestReadmitMember:
    def again(self, actor: Actor, member: Member, cell: Any, decided_on: date) -> Member:
        return services.readmit_member(
            actor=actor,
            member=member,
            cell=cell,
            decided_on=decided_on,
            admitted_on=decided_on,
            decision_number="9-QĐ",
            consent_number="3-CV/TU",
        )

    def test_waits_thirty_six_months_and_begins_probation_anew(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            services.end_membership(
                actor=officer,
                member=register.an,
                on=date(2020, 3, 1),
                how="removal",
                decision_number="1-QĐ",
            )
            with pytest.raises(services.AdmissionRefused, match="01-3-2023"):
                self.again(officer, register.an, world.hill, date(2023, 2, 28))
            an = self.again(officer, register.an, world.hill, date(2023, 3, 1))
            assert an.cell == world.hill
            assert an.is_active
            assert cell_on(an, date(2022, 1, 1)) is None
            assert standing_on(an, date(2023, 3, 1)) == Standing.PROBATIONARY

    def test_is_refused_to_who_asked_to_leave(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            services.end_membership(
                actor=officer,
                member=register.an,
                on=date(2016, 3, 1),
                how="leaving",
                decision_number="1-QĐ",
            )
            with pytest.raises(services.AdmissionRefused):
                self.again(officer, register.an, world.hill, date(2026, 3, 1))


class TestRecogniseMember:
    def recognise(self, actor: Actor, member: Member, decided_on: date) -> Member:
        return services.recognise_member(
            actor=actor, member=member, decided_on=decided_on, decision_number="7-QĐ"
        )

    def test_counts_from_the_end_of_probation_however_late(
        self, register: SimpleNamespace, hill_secretary: Actor
    ) -> None:
        with acting_for(hill_secretary):
            binh = self.recognise(hill_secretary, register.binh, date(2026, 11, 20))
            assert binh.recognised_on == date(2026, 9, 2)
            assert standing_on(binh, date(2026, 9, 1)) == Standing.PROBATIONARY
            assert standing_on(binh, date(2026, 9, 2)) == Standing.FULL
            entry = AuditEntry.objects.get(act="members.recognise")
            assert entry.details["rules"] == ["members.probation_months"]

    def test_is_refused_a_day_early_and_done_on_the_day(
        self, register: SimpleNamespace, hill_secretary: Actor
    ) -> None:
        with acting_for(hill_secretary):
            with pytest.raises(services.StandingRefused, match="02-9-2026"):
                self.recognise(hill_secretary, register.binh, date(2026, 9, 1))
            self.recognise(hill_secretary, register.binh, date(2026, 9, 2))

    def test_is_refused_twice_and_for_a_full_member(
        self, register: SimpleNamespace, hill_secretary: Actor, secretary: Actor
    ) -> None:
        with acting_for(hill_secretary):
            self.recognise(hill_secretary, register.binh, date(2026, 9, 2))
            with pytest.raises(services.StandingRefused, match="không phải là đảng viên dự bị"):
                self.recognise(hill_secretary, register.binh, date(2026, 9, 2))
        with acting_for(secretary), pytest.raises(services.StandingRefused):
            self.recognise(secretary, register.an, date(2026, 9, 2))


class TestExemptMember:
    def test_from_the_day_until_it_ends(self, register: SimpleNamespace, secretary: Actor) -> None:
        with acting_for(secretary):
            services.exempt_member(
                actor=secretary, member=register.an, on=date(2026, 3, 1), reason="tuổi cao"
            )
            assert standing_on(register.an, date(2026, 2, 28)) == Standing.FULL
            assert standing_on(register.an, date(2026, 3, 1)) == Standing.EXEMPT
            with pytest.raises(services.StandingRefused, match="đã được miễn"):
                services.exempt_member(
                    actor=secretary, member=register.an, on=date(2026, 5, 1), reason="tuổi cao"
                )
            services.end_exemption(actor=secretary, member=register.an, on=date(2026, 6, 1))
            assert standing_on(register.an, date(2026, 5, 31)) == Standing.EXEMPT
            assert standing_on(register.an, date(2026, 6, 1)) == Standing.FULL

    def test_of_a_probationary_member_ends_in_probation(
        self, register: SimpleNamespace, hill_secretary: Actor
    ) -> None:
        with acting_for(hill_secretary):
            services.exempt_member(
                actor=hill_secretary, member=register.binh, on=date(2026, 3, 1), reason="thai sản"
            )
            services.end_exemption(actor=hill_secretary, member=register.binh, on=date(2026, 6, 1))
            assert standing_on(register.binh, date(2026, 6, 1)) == Standing.PROBATIONARY


class TestChangeStatus:
    def test_written_late_leaves_later_changes_of_other_things(
        self, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            services.change_status(
                actor=secretary, member=register.an, on=date(2020, 1, 1), education=6
            )
            services.change_status(
                actor=secretary, member=register.an, on=date(2018, 1, 1), theory=4
            )
            rows = Status.objects.known().filter(member=register.an).order_by("valid_from")
            assert [(r.valid_from, r.education, r.theory) for r in rows] == [
                (date(2015, 1, 1), 0, 0),
                (date(2018, 1, 1), 0, 4),
                (date(2020, 1, 1), 6, 4),
            ]
            services.correct_status_day(
                actor=secretary,
                member=register.an,
                was=date(2020, 1, 1),
                on=date(2019, 5, 1),
                why="ghi nhầm ngày",
            )
            assert Status.objects.as_of(date(2019, 5, 1)).get(member=register.an).education == 6

    def test_to_come_or_of_nothing_is_refused(
        self, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            with pytest.raises(services.StandingRefused):
                services.change_status(actor=secretary, member=register.an, on=TODAY)
            with pytest.raises(services.StandingRefused, match="chưa đến"):
                services.change_status(
                    actor=secretary, member=register.an, on=TODAY + DAY, education=6
                )


class TestTransfer:
    def send(self, actor: Actor, member: Member, to: Any, **more: Any) -> Transfer:
        return services.send_transfer(
            **{
                "actor": actor,
                "member": member,
                "to": to,
                "decision_number": "12-GGT",
                "is_clear": True,
                **more,
            }
        )

    def test_moves_on_the_first_day_and_not_before(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
        system: Actor,
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.hill, leaves_on=date(2026, 11, 1))
            assert cell_on(register.an, TODAY) == world.river.pk
        with acting_for(hill_secretary):
            assert not Member.objects.filter(pk=register.an.pk).exists()
            seen = Transfer.objects.visible_to(hill_secretary).get()
            assert (seen.member_name, seen.member_birth_year) == ("Trần Văn An", 1980)
            services.confirm_transfer(actor=hill_secretary, transfer=letter)
            assert Member.objects.get(pk=register.an.pk).cell == world.hill
            assert cell_on(register.an, date(2026, 10, 31)) == world.river.pk
            assert cell_on(register.an, date(2026, 11, 1)) == world.hill.pk
            assert not Member.objects.filter(pk=register.chi.pk).exists()  # own sight is back
        with acting_for(secretary):
            assert not Member.objects.exists()
            letter = Transfer.objects.visible_to(secretary).get()
            assert letter.state == Transfer.State.CONFIRMED
        with acting_for(system):
            days = [date(2026, 10, 31), date(2026, 11, 1)]
            assert [totals.count(world.river.pk, d).members for d in days] == [1, 0]
            assert [totals.count(world.works.pk, d).members for d in days] == [2, 2]

    def test_may_go_to_another_bloc(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        far_officer: Actor,
        system: Actor,
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.shore)
        with acting_for(far_officer):
            services.confirm_transfer(actor=far_officer, transfer=letter)
            assert cell_on(register.an, TODAY) == world.shore.pk

    def test_carries_its_limit_and_its_rules(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.hill)
            assert letter.due_on == add_working_days(TODAY, 30)
            assert letter.rule_ids == [
                "members.transfer_start_days",
                "members.transfer_report_days",
            ]

    def test_past_the_limit_of_sixty_working_days_needs_a_reason(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        in_time = next(
            day
            for day in (TODAY - timedelta(days=n) for n in range(120, 0, -1))
            if add_working_days(day, 60) >= TODAY
        )
        with acting_for(secretary):
            with pytest.raises(services.TransferRefused, match="quá hạn"):
                self.send(secretary, register.an, world.hill, moved_on=in_time - DAY)
            letter = self.send(
                secretary, register.an, world.hill, moved_on=in_time - DAY, reason="đi điều trị"
            )
            services.withdraw_transfer(actor=secretary, transfer=letter, reason="ghi lại")
            self.send(secretary, register.an, world.hill, moved_on=in_time)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"is_clear": False}, "kiểm tra, điều tra"),
            ({"decision_number": " "}, "giấy giới thiệu"),
            ({"leaves_on": date(2015, 1, 1)}, "01-01-2015"),
            ({"to": "river"}, "chính chi bộ này"),
            ({"to": "works"}, "không phải là chi bộ"),
        ],
    )
    def test_is_refused(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        change: dict[str, Any],
        says: str,
    ) -> None:
        to = getattr(world, change.pop("to", "hill"))
        with acting_for(secretary):
            with pytest.raises(services.TransferRefused, match=says):
                self.send(secretary, register.an, to, **change)
            assert not Transfer.objects.exists()

    def test_may_leave_on_the_second_day(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            letter = self.send(officer, register.an, world.hill, leaves_on=date(2015, 1, 2))
            services.confirm_transfer(actor=officer, transfer=letter)
            assert cell_on(register.an, date(2015, 1, 1)) == world.river.pk
            assert cell_on(register.an, date(2015, 1, 2)) == world.hill.pk

    def test_is_confirmed_by_the_receiving_side_only(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.hill)
            for act in (
                lambda: services.confirm_transfer(actor=secretary, transfer=letter),
                lambda: services.return_transfer(actor=secretary, transfer=letter, reason="x"),
            ):
                with pytest.raises(PermissionDenied):
                    act()

    def test_is_returned_with_a_reason_and_settled_once(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.hill)
        with acting_for(hill_secretary):
            with pytest.raises(services.TransferRefused, match="lý do"):
                services.return_transfer(actor=hill_secretary, transfer=letter, reason=" ")
            services.return_transfer(actor=hill_secretary, transfer=letter, reason="sai tên")
            with pytest.raises(services.TransferRefused, match="đã xong"):
                services.confirm_transfer(actor=hill_secretary, transfer=letter)
        with acting_for(secretary):
            assert cell_on(register.an, TODAY) == world.river.pk
            assert self.send(secretary, register.an, world.hill).pk

    def test_one_at_a_time(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            self.send(secretary, register.an, world.hill)
            with pytest.raises(services.TransferRefused, match="đã có một giấy"):
                self.send(secretary, register.an, world.plain)

    def test_failing_inside_the_wide_sight_gives_back_the_own_one(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
    ) -> None:
        with acting_for(secretary):
            letter = self.send(secretary, register.an, world.hill, leaves_on=date(2026, 11, 1))
        with acting_for(hill_secretary):
            with pytest.raises(services.TransferRefused, match="01-01-2015"):
                services.confirm_transfer(
                    actor=hill_secretary, transfer=letter, on=date(2014, 12, 31)
                )
            assert [m.full_name for m in Member.objects.all()] == ["Nguyễn Thị Bình"]

    def test_misdated_is_corrected_and_history_as_known_stays(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            letter = self.send(officer, register.an, world.hill, leaves_on=date(2026, 11, 1))
            services.confirm_transfer(actor=officer, transfer=letter)
            yesterday = TODAY - DAY
            Membership.objects.filter(member=register.an).update(
                recorded_at=end_of_day(yesterday) - timedelta(hours=1)
            )
            Membership.objects.filter(member=register.an, superseded_at__isnull=False).delete()
            services.correct_membership_day(
                actor=officer,
                member=register.an,
                was=date(2026, 11, 1),
                on=date(2026, 8, 1),
                why="giấy ghi 01-8",
            )
            day = date(2026, 9, 15)
            assert cell_on(register.an, day) == world.hill.pk
            assert cell_on(register.an, day, known_on=yesterday) == world.river.pk
            assert totals.count(world.hill.pk, date(2026, 8, 1)).members == 2
            for on in (date(2015, 1, 1), date(2014, 1, 1), TODAY + DAY):
                with pytest.raises(services.TransferRefused):
                    services.correct_membership_day(
                        actor=officer, member=register.an, was=date(2026, 8, 1), on=on, why="x"
                    )


class TestEndMembership:
    def test_holds_until_the_day_before(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            letter = services.send_transfer(
                actor=secretary,
                member=register.an,
                to=world.hill,
                decision_number="1",
                is_clear=True,
            )
            services.end_membership(
                actor=secretary,
                member=register.an,
                on=date(2026, 6, 1),
                how="expulsion",
                decision_number="3-QĐ",
            )
            assert cell_on(register.an, date(2026, 5, 31)) == world.river.pk
            assert cell_on(register.an, date(2026, 6, 1)) is None
            assert standing_on(register.an, date(2026, 6, 1)) is None
            register.an.refresh_from_db()
            letter.refresh_from_db()
            assert not register.an.is_active
            assert letter.state == Transfer.State.WITHDRAWN
            assert totals.count(world.river.pk, date(2026, 6, 1)).members == 0
            with pytest.raises(services.EndRefused, match="không còn"):
                services.end_membership(actor=secretary, member=register.an, on=TODAY, how="death")

    def test_recorded_late_drops_later_transfers(
        self, world: SimpleNamespace, register: SimpleNamespace, officer: Actor
    ) -> None:
        with acting_for(officer):
            letter = services.send_transfer(
                actor=officer,
                member=register.an,
                to=world.hill,
                decision_number="1",
                is_clear=True,
                leaves_on=date(2026, 11, 1),
            )
            services.confirm_transfer(actor=officer, transfer=letter)
            services.end_membership(
                actor=officer, member=register.an, on=date(2026, 10, 5), how="death"
            )
            register.an.refresh_from_db()
            assert register.an.cell == world.river
            rows = Membership.objects.known().filter(member=register.an)
            assert [(r.valid_to, r.end) for r in rows] == [(date(2026, 10, 5), "death")]

    @pytest.mark.parametrize("how", ["removal", "expulsion", "leaving"])
    def test_needs_a_decision_except_for_death(
        self, register: SimpleNamespace, secretary: Actor, how: str
    ) -> None:
        with acting_for(secretary):
            with pytest.raises(services.EndRefused, match="số quyết định"):
                services.end_membership(actor=secretary, member=register.an, on=TODAY, how=how)
            services.end_membership(actor=secretary, member=register.an, on=TODAY, how="death")

    @pytest.mark.parametrize("on", [date(2015, 1, 1), date(2010, 1, 1), TODAY + 2 * DAY])
    def test_outside_the_days_is_refused(
        self, register: SimpleNamespace, secretary: Actor, on: date
    ) -> None:
        with acting_for(secretary), pytest.raises(services.EndRefused):
            services.end_membership(actor=secretary, member=register.an, on=on, how="death")

    def test_lifted_goes_on_as_if_never_ended(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            services.end_membership(
                actor=secretary,
                member=register.an,
                on=date(2026, 6, 1),
                how="expulsion",
                decision_number="3-QĐ",
            )
            services.restore_membership(
                actor=secretary, member=register.an, decision_number="4-QĐ", why="khiếu nại đúng"
            )
            assert cell_on(register.an, date(2026, 7, 1)) == world.river.pk
            assert standing_on(register.an, TODAY) == Standing.FULL
            assert totals.count(world.river.pk, TODAY).members == 1
            assert Member.objects.get(pk=register.an.pk).is_active


class TestTemporaryStay:
    def start(self, actor: Actor, register: SimpleNamespace, at: Any, **more: Any) -> TemporaryStay:
        return services.start_temporary_stay(
            **{
                "actor": actor,
                "member": register.an,
                "at": at,
                "valid_from": date(2026, 1, 1),
                "last_day": date(2026, 6, 30),
                "reason": "biệt phái",
                "decision_number": "2-GGT",
                **more,
            }
        )

    @pytest.mark.parametrize(
        ("last_day", "training", "is_refused"),
        [
            (date(2026, 3, 30), False, True),
            (date(2026, 3, 31), False, False),
            (date(2026, 12, 30), False, False),
            (date(2026, 12, 31), False, True),
            (date(2027, 12, 31), True, False),
            (date(2028, 1, 1), True, True),
        ],
    )
    def test_lasts_three_months_to_under_a_year_or_two_for_training(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        last_day: date,
        training: bool,
        is_refused: bool,
    ) -> None:
        with acting_for(secretary):
            if is_refused:
                with pytest.raises(services.StayRefused):
                    self.start(
                        secretary, register, world.hill, last_day=last_day, for_training=training
                    )
                return
            stay = self.start(
                secretary, register, world.hill, last_day=last_day, for_training=training
            )
            assert stay.valid_to == last_day + DAY

    def test_is_seen_by_the_other_cell_and_counted_at_the_official_one(
        self,
        world: SimpleNamespace,
        register: SimpleNamespace,
        secretary: Actor,
        hill_secretary: Actor,
    ) -> None:
        with acting_for(secretary):
            self.start(secretary, register, world.hill)
            assert totals.count(world.river.pk, date(2026, 2, 1)).members == 1
        with acting_for(hill_secretary):
            stay = TemporaryStay.objects.visible_to(hill_secretary).get()
            assert stay.member_name == "Trần Văn An"
            assert not Member.objects.filter(pk=register.an.pk).exists()
            longer = services.extend_temporary_stay(
                actor=hill_secretary, stay=stay, last_day=date(2026, 9, 30), decision_number="5"
            )
            assert longer.valid_to == date(2026, 10, 1)
        with acting_for(secretary):
            shorter = services.end_temporary_stay(actor=secretary, stay=longer, on=date(2026, 8, 1))
            assert shorter is not None
            assert shorter.valid_to == date(2026, 8, 1)
            assert TemporaryStay.objects.known().count() == 1

    def test_only_one_at_a_time(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            self.start(secretary, register, world.hill)
            with pytest.raises(services.StayRefused):
                self.start(
                    secretary,
                    register,
                    world.plain,
                    valid_from=date(2026, 6, 30),
                    last_day=date(2026, 12, 1),
                )
            self.start(
                secretary,
                register,
                world.plain,
                valid_from=date(2026, 7, 1),
                last_day=date(2026, 12, 1),
            )


class TestCorrectMember:
    def test_changes_fields_and_writes_down_only_their_names(
        self, world: SimpleNamespace, register: SimpleNamespace, secretary: Actor
    ) -> None:
        with acting_for(secretary):
            an = services.correct_member(
                actor=secretary,
                member=register.an,
                changes={"full_name": "Trần Văn Ân", "gender": Gender.FEMALE},
                why="nhầm",
            )
            assert an.folded == "tran van an"
            assert totals.count(world.river.pk, TODAY).gender == (1, 0)
            entry = AuditEntry.objects.get(act="members.correct")
            assert entry.details["fields"] == ["full_name", "gender"]
            assert "Ân" not in str(entry.details)

    def test_of_nothing_leaves_no_trace(self, register: SimpleNamespace, secretary: Actor) -> None:
        with acting_for(secretary):
            services.correct_member(
                actor=secretary, member=register.an, changes={"full_name": "Trần Văn An"}
            )
            assert not AuditEntry.objects.filter(act="members.correct").exists()

    def test_of_the_day_of_recognition_moves_the_standing(
        self, register: SimpleNamespace, hill_secretary: Actor
    ) -> None:
        with acting_for(hill_secretary):
            services.recognise_member(
                actor=hill_secretary,
                member=register.binh,
                decided_on=date(2026, 9, 2),
                decision_number="7",
            )
            services.correct_member(
                actor=hill_secretary,
                member=register.binh,
                changes={"recognised_on": date(2026, 10, 1)},
            )
            assert standing_on(register.binh, date(2026, 9, 30)) == Standing.PROBATIONARY
            assert standing_on(register.binh, date(2026, 10, 1)) == Standing.FULL


class TestViewMember:
    def test_is_written_down_with_its_purpose(
        self, register: SimpleNamespace, inspector: Actor
    ) -> None:
        with acting_for(inspector):
            with pytest.raises(BadInput):
                services.view_member(actor=inspector, member=register.an, purpose=" ")
            services.view_member(actor=inspector, member=register.an, purpose="kiểm tra")
            entry = AuditEntry.objects.get(act="members.view")
            assert (entry.subject_id, entry.user_id) == (register.an.pk, inspector.user.pk)
            assert entry.details["why"] == "kiểm tra"

    def test_of_the_own_record_leaves_no_trace(
        self, register: SimpleNamespace, stranger: Actor
    ) -> None:
        with acting_for(stranger):
            services.view_member(actor=stranger, member=register.an, purpose="")
            assert not AuditEntry.objects.filter(act="members.view").exists()

    def test_is_refused_without_office(self, register: SimpleNamespace, far_officer: Actor) -> None:
        with acting_for(far_officer), pytest.raises(PermissionDenied):
            services.view_member(actor=far_officer, member=register.an, purpose="xem")


class TestCorrections:
    def ask(self, actor: Actor, member: Member, field: str, asked: str) -> Correction:
        return services.ask_correction(actor=actor, member=member, field=field, asked=asked)

    def test_are_asked_by_the_member_and_answered_by_the_cell(
        self, register: SimpleNamespace, stranger: Actor, secretary: Actor
    ) -> None:
        with acting_for(stranger):
            asked = self.ask(stranger, register.an, "born_on", "20/5/1980")
            assert asked.held == "19-5-1980"
        with acting_for(secretary):
            services.answer_correction(actor=secretary, correction=asked, is_done=True)
            register.an.refresh_from_db()
            assert register.an.born_on == date(1980, 5, 20)
        with acting_for(stranger):
            assert Correction.objects.get().state == Correction.State.DONE

    def test_are_refused_with_a_reason_only(
        self, register: SimpleNamespace, stranger: Actor, secretary: Actor
    ) -> None:
        with acting_for(stranger):
            asked = self.ask(stranger, register.an, "ethnicity", "Tày")
        with acting_for(secretary):
            with pytest.raises(services.asking.CorrectionRefused):
                services.answer_correction(actor=secretary, correction=asked, is_done=False)
            services.answer_correction(
                actor=secretary, correction=asked, is_done=False, answer="hồ sơ gốc ghi Kinh"
            )
            with pytest.raises(services.asking.CorrectionRefused, match="đã được trả lời"):
                services.answer_correction(actor=secretary, correction=asked, is_done=True)

    def test_of_another_ones_record_or_to_nonsense_are_refused(
        self, register: SimpleNamespace, stranger: Actor, secretary: Actor
    ) -> None:
        with acting_for(secretary), pytest.raises(services.asking.CorrectionRefused):
            self.ask(secretary, register.an, "phone", "0912")
        with acting_for(stranger):
            for field, value in (
                ("born_on", "31/2/1980"),
                ("is_active", "x"),
                ("card_number", "a"),
            ):
                with pytest.raises(BadInput):
                    self.ask(stranger, register.an, field, value)
