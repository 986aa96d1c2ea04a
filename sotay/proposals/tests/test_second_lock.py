"""The second lock is as fine as the first: the tables asked bare give what ``visible_to`` gives.

Each person's session is opened with ``acting_for`` and the tables are read without the filter of
the application. A forgotten filter then shows nobody a word that is not theirs to read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.core.errors import RuleBroken
from sotay.members import services as members
from sotay.members.models import Gender, Member
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.organisations.models import Grant, Office
from sotay.proposals import reading, services
from sotay.proposals.models import (
    Attachment,
    Attendee,
    Part,
    Proposal,
    Published,
    Representation,
    Word,
)
from sotay.proposals.permissions import ACTS
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db

Send = Callable[..., Proposal]
TABLES: tuple[Any, ...] = (
    Proposal,
    Word,
    Part,
    Published,
    Attachment,
    Representation,
    Attendee,
)


@dataclass(frozen=True)
class Town:
    """The small world with somebody of every kind in it, and its organisations."""

    actors: dict[str, Actor]
    places: tuple[Any, ...]


@pytest.fixture
def town(
    world: SimpleNamespace,
    leader: Actor,
    officer: Actor,
    inspector: Actor,
    secretary: Actor,
    hill_secretary: Actor,
    works_secretary: Actor,
    far_officer: Actor,
    stranger: Actor,
    system: Actor,
    today: date,
) -> Town:
    """To the fixtures: two offices at once, an office that has ended, and a member of a cell."""
    both = person("both", "Mai Văn Hai", ("deputy", world.works), ("inspector", world.far))
    clerk = person("clerk", "Tạ Thị Ghi", ("clerk", world.works))
    former = person("former", "Chu Văn Cũ", ("leader", world.bloc))
    Grant.objects.filter(user=former).update(valid_to=date(2026, 1, 1))
    undone = person("undone", "Chu Văn Sửa", ("leader", world.bloc))
    Grant.objects.filter(user=undone).update(superseded_at=Grant.objects.first().recorded_at)
    member = person("member", "Trần Thị Ánh Nguyệt")
    with acting_for(system):
        made = members.register_member(
            actor=system,
            cell=world.river,
            since=date(2020, 1, 1),
            facts={
                "full_name": member.full_name,
                "gender": Gender.FEMALE,
                "born_on": date(1980, 5, 19),
            },
        )
        Member.objects.filter(pk=made.pk).update(user=member)
        union = services.mass.register(
            organisation=world.works,
            kind="union",
            name="Công đoàn Sở",
            representative=clerk,
            actor=replace(system, today=date(2025, 1, 1)),
        )
        services.mass.appoint(
            mass_organisation=union, user=member, since=date(2026, 1, 1), actor=system
        )
        session = services.mass.plan_session(
            mass_organisation=union, planned_on=today, actor=system
        )
        services.attend(session=session, chair="Ai đó, Bí thư", mass=["Ủy viên"], actor=system)
    more = {user.username: actor_for(user, today) for user in (both, clerk, former, undone, member)}
    assert more["member"].home == world.river
    assert (more["former"].grants, more["undone"].grants) == ((), ())
    return Town(
        actors={
            "leader": leader,
            "officer": officer,
            "inspector": inspector,
            "secretary": secretary,
            "hill": hill_secretary,
            "works": works_secretary,
            "far": far_officer,
            "stranger": stranger,
            "system": system,
            **more,
        },
        places=tuple(vars(world).values()),
    )


def keys(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def assert_locks_agree(town: Town) -> dict[str, int]:
    """Both locks give the same rows of every table to everybody; return how many in all.

    Who speaks for the town's one mass organisation, and who was at its session, is not counted:
    that is the same every time.
    """
    seen: dict[str, int] = {}
    for name, actor in town.actors.items():
        with acting_for(actor):
            for model in TABLES:
                bare, filtered = keys(model.objects.all()), keys(model.objects.visible_to(actor))
                assert bare == filtered, (name, model.__name__)
                if model not in (Representation, Attendee):
                    seen[name] = seen.get(name, 0) + len(bare)
    return seen


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("send", "nameless", "add", "attach", "refer", "part", "give", "answer"),
                *("publish", "unpublish"),
            ]
        ),
        st.integers(0, 30),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=14,
)
AUTHORS = ("secretary", "works", "member", "both", "hill", "far", "leader")


def walk(town: Town, steps: list[tuple[str, int, int]], today: date) -> None:
    """Do the steps, each by somebody who may; what the rules refuse is passed over."""
    system = town.actors["system"]
    for act, one, other in steps:
        place = town.places[other]
        with acting_for(system):
            all_of_them = list(Proposal.objects.order_by("received_on", "id"))
        chosen = all_of_them[one % len(all_of_them)] if all_of_them else None
        try:
            with transaction.atomic():
                step(town, act, town.actors[AUTHORS[one % len(AUTHORS)]], chosen, place, today)
        except (RuleBroken, PermissionDenied):
            continue


def step(
    town: Town, act: str, author: Actor, chosen: Proposal | None, place: Any, today: date
) -> None:
    given_ = {"organisation": place, "kind": "ask", "subject": "other", "words": "Việc này."}
    if act == "send":
        with acting_for(author):
            services.submit(**given_, actor=author)
        return
    if act == "nameless":
        services.nameless.submit(**given_, today=today)
        return
    if chosen is None:
        return
    system = town.actors["system"]
    with acting_for(system):
        if act == "add" and chosen.author is not None:
            services.add(proposal=chosen, words="Thêm.", actor=actor_for(chosen.author, today))
        if act == "attach" and chosen.author is not None:
            services.attach(
                proposal=chosen,
                content=b"Mot bang so lieu",
                name="bang.txt",
                actor=actor_for(chosen.author, today),
            )
        if act == "unpublish":
            services.unpublish(proposal=chosen, reason="Nhầm.", actor=system)
        if act == "refer":
            services.refer(proposal=chosen, to=place, reason="Không thuộc đây.", actor=system)
        if act == "part":
            services.ask_part(proposal=chosen, organisation=place, asked="Gì?", actor=system)
        if act == "give":
            for part in Part.objects.filter(proposal=chosen):
                services.give_part(part=part, words="Đây.", actor=system)
        if act == "answer":
            services.answer(proposal=chosen, words="Rõ.", actor=system)
        if act == "publish":
            services.publish(proposal=chosen, question="Hỏi.", words="Đáp.", actor=system)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_happened_the_bare_tables_give_what_the_filter_gives(
    town: Town, today: date, steps: list[tuple[str, int, int]]
) -> None:
    mark = transaction.savepoint()
    walk(town, steps, today)
    seen = assert_locks_agree(town)
    assert seen["former"] == seen["undone"] == seen["stranger"] == 0
    transaction.savepoint_rollback(mark)


def test_everybody_sees_their_own_share_of_a_full_town(town: Town, today: date) -> None:
    """The same in one town by hand, so that the property is known not to hold for want of rows."""
    river, works, bloc, hill = (town.places[place] for place in (2, 1, 0, 3))
    by = {name: town.actors[name] for name in ("secretary", "works", "member", "system")}
    sent = []
    for author, to in (("secretary", bloc), ("secretary", river), ("member", works)):
        with acting_for(by[author]):
            sent.append(
                services.submit(
                    organisation=to, kind="ask", subject="other", words="x", actor=by[author]
                )
            )
    services.nameless.submit(
        organisation=works, kind="ask", subject="other", words="y", today=today
    )
    with acting_for(by["system"]):
        services.ask_part(proposal=sent[2], organisation=hill, asked="Gì?", actor=by["system"])
        # The author answers in the organisation asked: not for their own.
        Part.objects.create(
            proposal=sent[0], organisation=river, lead=bloc, author=sent[0].author, asked="Gì?",
            asked_on=today,
        )  # fmt: skip
        services.answer(proposal=sent[2], words="Rõ.", actor=by["system"])
        services.publish(proposal=sent[2], question="Hỏi.", words="Đáp.", actor=by["system"])
    seen = assert_locks_agree(town)
    assert seen == {
        "leader": 3, "officer": 3,  # one proposal, its part, what is published below
        "inspector": 1, "hill": 3,
        "secretary": 3,  # two of their own; not the part asked of their own cell
        "works": 4, "both": 4,  # two, the part asked, what they published
        "clerk": 1, "far": 0, "member": 2, "stranger": 0, "former": 0, "undone": 0,
        "system": 4 + 2 + 1,
    }  # fmt: skip


def test_who_speaks_for_whom_is_seen_by_them_and_by_those_who_keep_it(town: Town) -> None:
    def seen(name: str) -> int:
        with acting_for(town.actors[name]):
            return int(Representation.objects.count())

    # Works keeps it, the bloc above it too; of the two who spoke each sees their own days.
    assert [seen(name) for name in ("works", "both", "leader", "clerk", "member")] == [
        2,
        2,
        2,
        1,
        1,
    ]
    others = ("secretary", "hill", "far", "inspector", "stranger", "former", "undone")
    assert [seen(name) for name in others] == [0] * len(others)


def test_who_was_at_a_session_is_seen_by_keepers_and_who_speaks_now(town: Town) -> None:
    def seen(name: str) -> int:
        with acting_for(town.actors[name]):
            return int(Attendee.objects.count())

    keepers = {"works", "both", "leader", "officer", "system", "member"}
    assert {name for name in town.actors if seen(name)} == keepers


def test_what_was_taken_down_is_seen_by_its_committee_alone(
    send: Send, town: Town, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        services.answer(proposal=made, words="Rõ.", actor=officer)
        services.publish(proposal=made, question="Hỏi.", words="Đáp.", actor=officer)
    before = {name for name in town.actors if sees_published(town, name)}
    with acting_for(officer):
        services.unpublish(proposal=made, reason="Nhầm số liệu.", actor=officer)
    after = {name for name in town.actors if sees_published(town, name)}
    assert before > {"hill", "works", "member", "inspector"}
    assert after == {"leader", "officer", "system"}


def sees_published(town: Town, name: str) -> bool:
    with acting_for(town.actors[name]):
        return bool(Published.objects.exists())


def test_an_office_above_reads_no_word_and_counts_all_the_same(
    send: Send, secretary: Actor, leader: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        for _one in range(5):
            send(organisation=world.works)
    with acting_for(leader):
        assert not Proposal.objects.exists()
        found = reading.counts(
            leader, world.bloc, date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22)
        )
        assert found.total == 5
        assert not Proposal.objects.exists()  # the sight is given back


def test_who_counts_nothing_opens_nothing(inspector: Actor, world: SimpleNamespace) -> None:
    with acting_for(inspector), pytest.raises(PermissionDenied):
        reading.counts(
            inspector, world.bloc, date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22)
        )


@pytest.mark.parametrize("who", ["leader", "hill", "stranger"])
def test_nobody_else_writes_into_the_row(
    send: Send, town: Town, secretary: Actor, world: SimpleNamespace, who: str
) -> None:
    with acting_for(secretary):
        made = send(organisation=world.works)
    with acting_for(town.actors[who]):
        assert Proposal.objects.filter(pk=made.pk).update(words="Khác.") == 0
        assert Proposal.objects.filter(pk=made.pk).delete()[0] == 0
        with pytest.raises(Error), transaction.atomic():
            Published.objects.create(
                proposal=made, organisation=world.works, kind="ask", subject="other",
                question="x", answer="y", on=date(2026, 11, 22),
            )  # fmt: skip
        with pytest.raises(Error), transaction.atomic():
            Word.objects.create(
                proposal=made, organisation=world.works, place=9, sort="asked", words="x",
                on=date(2026, 11, 22),
            )  # fmt: skip


def test_nobody_writes_in_the_name_of_another(
    secretary: Actor, stranger: Actor, world: SimpleNamespace, today: date
) -> None:
    with acting_for(stranger), pytest.raises(Error), transaction.atomic():
        Proposal.objects.create(
            organisation=world.works, kind="ask", subject="other", words="x",
            author=secretary.user, received_on=today, due_on=today,
        )  # fmt: skip


def test_policies_name_the_offices_of_the_act() -> None:
    """The offices stand in SQL a second time; they are those of ``permissions.py``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT qual FROM pg_policies"
            " WHERE tablename = 'proposals_proposal' AND policyname = 'reach_select'"
        )
        (condition,) = cursor.fetchone()
    named = {
        code for code in Office.objects.values_list("code", flat=True) if f"'{code}'" in condition
    }
    assert named == ACTS["proposals.handle"]


def test_a_receipt_opens_its_own_row_and_what_was_said_on_its_way(
    town: Town, world: SimpleNamespace, today: date
) -> None:
    given_ = {"organisation": world.works, "kind": "ask", "subject": "other"}
    code = services.nameless.submit(**given_, words="Một.", today=today)
    services.nameless.submit(**given_, words="Hai.", today=today)
    services.nameless.add(code=code, words="Thêm.", today=today)
    seen = services.nameless.look(code, today)
    assert (seen.proposal.words, [one.words for one in seen.said]) == ("Một.", ["Thêm."])
    # Whoever was told to the database before in this test's one transaction is told away.
    with (
        acting_for(town.actors["stranger"]),
        services.nameless._by_receipt(seen.proposal.receipt),
    ):
        bare: list[type[Model]] = [model for model in TABLES if model.objects.exists()]
        assert bare == [Proposal, Word]
        assert Proposal.objects.get().words == "Một."
