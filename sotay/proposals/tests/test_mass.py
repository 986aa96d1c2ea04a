"""Mass organisations, their yearly sessions, and what was kept of the year before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.followups.models import Task
from sotay.followups.sources import words_of
from sotay.organisations.access import Actor, acting_for
from sotay.proposals import reading, services
from sotay.proposals.models import MassOrganisation, Proposal

pytestmark = pytest.mark.django_db

Send = Callable[..., Proposal]


def test_its_representative_writes_in_its_name_to_the_committee_beside_it(
    union: MassOrganisation, send: Send, stranger: Actor, secretary: Actor, world: SimpleNamespace
) -> None:
    with acting_for(stranger):
        made = send(actor=stranger, mass_organisation=union)
        with pytest.raises(BadInput):
            send(actor=stranger, mass_organisation=union, organisation=world.works)
    assert made.mass_organisation == union
    with acting_for(secretary), pytest.raises(BadInput):
        send(mass_organisation=union)


def test_who_spoke_for_it_on_a_day(
    union: MassOrganisation, send: Send, stranger: Actor, secretary: Actor, officer: Actor
) -> None:
    december = date(2026, 12, 1)
    with acting_for(officer):
        with pytest.raises(BadInput):  # not on the first day of the one before
            services.mass.appoint(
                mass_organisation=union, user=secretary.user, since=officer.today, actor=officer
            )
        with pytest.raises(RuleBroken):
            services.mass.appoint(
                mass_organisation=union, user=stranger.user, since=december, actor=officer
            )
        services.mass.appoint(
            mass_organisation=union, user=secretary.user, since=december, actor=officer
        )
        spoke = [
            services.mass.representative_of(union, day)
            for day in (date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 30), december)
        ]
    assert spoke == [None, stranger.user, stranger.user, secretary.user]
    for actor, day, may in (
        (stranger, date(2026, 11, 30), True),
        (stranger, december, False),
        (secretary, date(2026, 11, 30), False),
        (secretary, december, True),
    ):
        later = replace(actor, today=day)
        with acting_for(later):
            if may:
                assert send(actor=later, mass_organisation=union).mass_organisation == union
            else:
                with pytest.raises(BadInput):
                    send(actor=later, mass_organisation=union)


def test_nobody_else_says_who_speaks_or_that_it_ends(
    union: MassOrganisation, works_secretary: Actor, stranger: Actor
) -> None:
    for actor in (works_secretary, stranger):
        with acting_for(actor):
            with pytest.raises(PermissionDenied):
                services.mass.appoint(
                    mass_organisation=union, user=actor.user, since=date(2027, 1, 1), actor=actor
                )
            with pytest.raises(PermissionDenied):
                services.mass.end(
                    mass_organisation=union, ended_on=actor.today, reason="x", actor=actor
                )


def test_an_ended_one_stays_to_be_read_and_takes_no_more(
    union: MassOrganisation, send: Send, stranger: Actor, officer: Actor
) -> None:
    day = officer.today
    with acting_for(stranger):
        made = send(actor=stranger, mass_organisation=union)
    with acting_for(officer):
        session = services.mass.plan_session(mass_organisation=union, planned_on=day, actor=officer)
        services.mass.hold_session(
            session=session, held_on=day, conclusion="Sửa nhà.", actor=officer
        )
        later = replace(officer, today=date(2026, 11, 24))

        def end(ended_on: date, reason: str = "Sáp nhập.") -> MassOrganisation:
            return services.mass.end(
                mass_organisation=union, ended_on=ended_on, reason=reason, actor=later
            )

        for wrong in (
            lambda: end(date(2026, 11, 23), " "),
            lambda: end(date(2026, 11, 25)),  # to come
        ):
            with pytest.raises(BadInput):
                wrong()
        with pytest.raises(RuleBroken):  # the session of the 22nd was held
            end(day)
        assert end(date(2026, 11, 23)).ended_on == date(2026, 11, 23)
        with pytest.raises(RuleBroken):
            end(date(2026, 11, 24))
        with pytest.raises(RuleBroken):
            services.mass.plan_session(
                mass_organisation=union, planned_on=date(2027, 1, 5), actor=later
            )
        with pytest.raises(RuleBroken):
            services.mass.appoint(
                mass_organisation=union, user=officer.user, since=date(2027, 1, 1), actor=later
            )
        assert [row.mass for row in reading.overview(later, day)] == [union]  # as it was then
        assert reading.overview(later, date(2026, 11, 23)) == []
        assert services.mass.representative_of(union, day) == stranger.user
        assert services.mass.representative_of(union, date(2026, 11, 23)) is None
    speaker = replace(stranger, today=date(2026, 11, 23))
    with acting_for(speaker):
        with pytest.raises(BadInput):
            send(actor=speaker, mass_organisation=union)
        assert Proposal.objects.get() == made


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "a" * 201}, {"name": "Công đoàn Khối"}, {"kind": "club"}]
)
def test_what_cannot_be_registered(
    union: MassOrganisation, officer: Actor, world: SimpleNamespace, wrong: dict[str, str]
) -> None:
    given = {"kind": "youth", "name": "Đoàn Khối", **wrong}
    with acting_for(officer), pytest.raises(BadInput):
        services.mass.register(organisation=world.bloc, actor=officer, **given)


def test_only_the_office_there_or_above_keeps_it(
    union: MassOrganisation, far_officer: Actor, works_secretary: Actor
) -> None:
    for other in (far_officer, works_secretary):
        with acting_for(other), pytest.raises(PermissionDenied):
            services.mass.plan_session(
                mass_organisation=union, planned_on=date(2026, 12, 1), actor=other
            )


def test_a_session_is_held_on_its_day_not_before(union: MassOrganisation, officer: Actor) -> None:
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=date(2026, 11, 22), actor=officer
        )
        with pytest.raises(RuleBroken):
            services.mass.hold_session(
                session=session, held_on=date(2026, 11, 23), conclusion="Xong.", actor=officer
            )
        with pytest.raises(BadInput):
            services.mass.hold_session(
                session=session, held_on=date(2026, 11, 22), conclusion=" ", actor=officer
            )
        held = services.mass.hold_session(
            session=session, held_on=date(2026, 11, 22), conclusion="Sửa nhà.", actor=officer
        )
        row = reading.overview(officer, date(2026, 11, 22))[0]
    assert held.held_on == row.held_on == date(2026, 11, 22)


def test_what_was_kept_of_last_year_is_counted_from_answers_and_tasks(
    union: MassOrganisation, send: Send, stranger: Actor, officer: Actor, world: SimpleNamespace
) -> None:
    with acting_for(stranger):
        first, second = (send(actor=stranger, mass_organisation=union) for _one in range(2))
    last_year = replace(officer, today=date(2025, 6, 2))
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=date(2025, 6, 2), actor=last_year
        )
        for one in (first, second):
            services.mass.link_proposal(session=session, proposal=one, actor=officer)
        services.answer(proposal=first, words="Đã làm.", actor=officer)
        ours = services.mass.give_task(
            session=session,
            owner=world.works,
            title="Sửa nhà",
            due_on=date(2026, 12, 20),
            actor=officer,
        )
        services.give_task(
            proposal=second, owner=world.works, title="Sơn cửa", due_on=None, actor=officer
        )
        Task.objects.filter(pk=ours.pk).update(state="done", done_on=date(2026, 11, 1))
        kept = reading.overview(officer, date(2026, 11, 22))[0].kept
        named = words_of(Task.objects.filter(pk=ours.pk))[ours.pk]
    assert (kept.proposals, kept.answered, kept.tasks, kept.done) == (2, 1, 2, 1)
    assert named.label == "Buổi làm việc năm 2025 với Công đoàn Khối"


def test_only_its_own_proposals_are_linked(
    union: MassOrganisation, send: Send, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        other = send()
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=date(2026, 12, 1), actor=officer
        )
        with pytest.raises(RuleBroken):
            services.mass.link_proposal(session=session, proposal=other, actor=officer)
        with pytest.raises(RuleBroken):
            services.mass.plan_session(
                mass_organisation=union, planned_on=date(2026, 12, 1), actor=officer
            )


def test_of_one_that_has_ended_nothing_more_is_written(
    union: MassOrganisation, send: Send, stranger: Actor, officer: Actor, world: SimpleNamespace
) -> None:
    with acting_for(stranger):
        asked = send(actor=stranger, mass_organisation=union)
    with acting_for(officer):
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=officer.today, actor=officer
        )
        services.mass.end(
            mass_organisation=union, ended_on=officer.today, reason="Sáp nhập.", actor=officer
        )
        for write in (
            lambda: services.mass.hold_session(
                session=session, held_on=officer.today, conclusion="Xong.", actor=officer
            ),
            lambda: services.mass.link_proposal(session=session, proposal=asked, actor=officer),
            lambda: services.mass.give_task(
                session=session, owner=world.works, title="Sửa", due_on=None, actor=officer
            ),
        ):
            with pytest.raises(RuleBroken, match="đã kết thúc ngày"):
                write()


def test_a_day_long_gone_is_not_planned(union: MassOrganisation, officer: Actor) -> None:
    with acting_for(officer):
        with pytest.raises(RuleBroken, match="đã qua lâu"):
            services.mass.plan_session(
                mass_organisation=union,
                planned_on=date(officer.today.year - 2, 12, 31),
                actor=officer,
            )
        last = date(officer.today.year - 1, 1, 1)
        made = services.mass.plan_session(mass_organisation=union, planned_on=last, actor=officer)
    assert made.year == last.year
