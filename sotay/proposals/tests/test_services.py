"""Acts on proposals: who may, what follows, what is refused."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from PIL import ExifTags, Image

from sotay.core import files
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.followups.models import Task
from sotay.notices import kinds
from sotay.organisations.access import Actor, acting_for, actor_for
from sotay.proposals import services
from sotay.proposals.models import Attachment, Part, Proposal, Published, Word
from sotay.testing.notices import every_notice
from sotay.testing.worlds import person

pytestmark = pytest.mark.django_db

Send = Callable[..., Proposal]


def sees(actor: Actor, proposal: Proposal) -> bool:
    with acting_for(actor):
        return bool(Proposal.objects.visible_to(actor).filter(pk=proposal.pk).exists())


def test_a_proposal_is_sent_with_its_last_day_and_the_committee_is_told(
    send: Send, secretary: Actor, leader: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        made = send()
    assert made.state == "sent"
    assert (made.received_on, made.due_on) == (date(2026, 11, 22), date(2026, 12, 14))
    assert len(every_notice(user=leader.user, kind="proposal_new")) == 1
    assert AuditEntry.objects.filter(act="proposals.submit", user=None).count() == 1


@pytest.mark.parametrize("words", ["", "   ", "a" * 4001, "a\0b"])
def test_words_that_cannot_be_kept_are_refused(send: Send, secretary: Actor, words: str) -> None:
    with acting_for(secretary), pytest.raises(BadInput):
        send(words=words)


def test_only_a_committee_on_the_own_line_is_asked(
    send: Send, secretary: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        assert send(organisation=world.works).organisation == world.works
        for other in (world.hill, world.far):
            with pytest.raises(BadInput):
                send(organisation=other)


def test_who_sees_a_named_proposal(
    send: Send,
    secretary: Actor,
    leader: Actor,
    officer: Actor,
    inspector: Actor,
    works_secretary: Actor,
    hill_secretary: Actor,
    far_officer: Actor,
    stranger: Actor,
    world: SimpleNamespace,
) -> None:
    with acting_for(secretary):
        made = send()
        below = send(organisation=world.works)
    assert [sees(one, made) for one in (secretary, leader, officer)] == [True] * 3
    others = (inspector, works_secretary, hill_secretary, far_officer, stranger)
    assert [sees(one, made) for one in others] == [False] * 5
    # What the committee below answers is not read above it.
    assert sees(works_secretary, below)
    assert not sees(leader, below)


def test_the_database_itself_hides_the_rows_of_others(
    send: Send, secretary: Actor, hill_secretary: Actor, stranger: Actor
) -> None:
    with acting_for(secretary):
        made = send()
        services.add(proposal=made, words="Thêm.", actor=secretary)
        assert Proposal.objects.count() == Word.objects.count() == 1
    for other in (hill_secretary, stranger):
        with acting_for(other):
            assert Proposal.objects.count() == Word.objects.count() == 0


def test_the_whole_way_to_a_published_answer(
    send: Send, secretary: Actor, leader: Actor, officer: Actor, hill_secretary: Actor
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        services.take_in(proposal=made, actor=officer)
        services.answer(proposal=made, words="Sửa trong tháng 12.", actor=officer)
        with pytest.raises(BadInput):
            services.publish(
                proposal=made, question="Lê Thị Nhàn hỏi gì", words="Sửa.", actor=officer
            )
        services.publish(proposal=made, question="Sửa phòng họp", words="Sẽ sửa.", actor=officer)
    with acting_for(secretary):
        services.rate(proposal=made, satisfaction=2, words="Mong sớm.", actor=secretary)
        services.close(proposal=made, actor=secretary)
    assert AuditEntry.objects.filter(act="proposals.close", user=None).count() == 1
    with acting_for(secretary):
        made.refresh_from_db()
    assert (made.state, made.satisfaction) == ("closed", 2)
    assert every_notice(user=secretary.user, kind="proposal_answered")
    with acting_for(hill_secretary):
        assert Published.objects.visible_to(hill_secretary).get().question == "Sửa phòng họp"


def test_only_the_committee_itself_answers_and_nobody_their_own(
    send: Send, secretary: Actor, leader: Actor, works_secretary: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        own_cell = send(organisation=world.river)
        made = send()
        with pytest.raises(PermissionDenied):
            services.take_in(proposal=own_cell, actor=secretary)
    with acting_for(leader):
        with pytest.raises(Proposal.DoesNotExist):  # not even there for an office above
            services.take_in(proposal=own_cell, actor=leader)
        with pytest.raises(PermissionDenied):
            services.withdraw(proposal=made, actor=leader)


def test_a_referral_moves_the_proposal_its_words_and_its_term(
    send: Send,
    secretary: Actor,
    officer: Actor,
    works_secretary: Actor,
    world: SimpleNamespace,
) -> None:
    with acting_for(secretary):
        made = send()
    later = replace(officer, today=date(2026, 11, 24))
    with acting_for(later):
        with pytest.raises(BadInput):
            services.refer(proposal=made, to=world.works, reason=" ", actor=later)
        services.refer(proposal=made, to=world.works, reason="Việc của Sở.", actor=later)
    assert not sees(officer, made)
    assert sees(works_secretary, made)
    assert sees(secretary, made)
    with acting_for(works_secretary):
        made.refresh_from_db()
        assert made.org_lft == world.works.lft
        assert made.due_on == date(2026, 12, 15)
        assert Word.objects.get().org_lft == world.works.lft
        with pytest.raises(RuleBroken):
            services.refer(proposal=made, to=world.works, reason="x", actor=works_secretary)


def test_a_referral_out_of_reach_is_possible_upwards(
    send: Send,
    secretary: Actor,
    works_secretary: Actor,
    leader: Actor,
    world: SimpleNamespace,
) -> None:
    with acting_for(secretary):
        made = send(organisation=world.works)
    with acting_for(works_secretary):
        services.refer(proposal=made, to=world.bloc, reason="Vượt quyền.", actor=works_secretary)
        assert not Proposal.objects.filter(pk=made.pk).exists()
    assert sees(leader, made)


def test_only_places_around_are_referred_to_or_asked(
    send: Send, secretary: Actor, leader: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(leader):
        for place in (world.far, world.hill):
            with pytest.raises(RuleBroken, match="Chỉ chuyển, hỏi được"):
                services.refer(proposal=made, to=place, reason="Của nơi ấy.", actor=leader)
            with pytest.raises(RuleBroken, match="Chỉ chuyển, hỏi được"):
                services.ask_part(proposal=made, organisation=place, asked="Gì?", actor=leader)
        assert (
            services.ask_part(
                proposal=made, organisation=world.works, asked="Gì?", actor=leader
            ).organisation
            == world.works
        )


def test_without_a_name_nothing_goes_to_a_cell(
    works_secretary: Actor, today: date, world: SimpleNamespace
) -> None:
    services.nameless.submit(
        organisation=world.works, kind="ask", subject="other", words="Việc này.", today=today
    )
    with acting_for(works_secretary):
        made = Proposal.objects.get()
        with pytest.raises(RuleBroken, match="không chuyển đến chi bộ"):
            services.refer(
                proposal=made, to=world.river, reason="Của chi bộ.", actor=works_secretary
            )


def test_a_joint_answer_has_one_lead_and_parts(
    send: Send,
    secretary: Actor,
    officer: Actor,
    works_secretary: Actor,
    hill_secretary: Actor,
    world: SimpleNamespace,
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        part = services.ask_part(
            proposal=made, organisation=world.works, asked="Kinh phí?", actor=officer
        )
        with pytest.raises(RuleBroken):
            services.ask_part(proposal=made, organisation=world.works, asked="Lại", actor=officer)
    assert sees(works_secretary, made)
    with acting_for(hill_secretary), pytest.raises(Proposal.DoesNotExist):
        services.give_part(part=part, words="x", actor=hill_secretary)
    with acting_for(works_secretary):
        services.give_part(part=part, words="Có kinh phí.", actor=works_secretary)
        with pytest.raises(PermissionDenied):
            services.answer(proposal=made, words="x", actor=works_secretary)
    with acting_for(officer):
        assert Part.objects.get().words == "Có kinh phí."
    with acting_for(secretary):
        assert not Part.objects.exists()


def test_the_term_is_moved_on_by_the_days_the_author_was_waited_for(
    send: Send, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        made = send()
    monday = replace(officer, today=date(2026, 11, 23))
    with acting_for(officer):
        services.ask_back(proposal=made, words="Phòng nào?", actor=monday)
    wednesday = replace(secretary, today=date(2026, 11, 25))
    with acting_for(secretary):
        services.add(proposal=made, words="Phòng 2.", actor=wednesday)
        made.refresh_from_db()
    assert (made.state, made.due_on) == ("taken", date(2026, 12, 15))


def test_withdrawn_before_an_answer_only(send: Send, secretary: Actor, officer: Actor) -> None:
    with acting_for(secretary):
        first, second = send(), send()
        services.withdraw(proposal=first, actor=secretary)
    with acting_for(officer):
        services.answer(proposal=second, words="Đã rõ.", actor=officer)
        with pytest.raises(RuleBroken):
            services.answer(proposal=first, words="Đã rõ.", actor=officer)
    with acting_for(secretary), pytest.raises(RuleBroken):
        services.withdraw(proposal=second, actor=secretary)


def test_a_task_comes_of_a_proposal_without_its_authors_name(
    send: Send, secretary: Actor, officer: Actor, world: SimpleNamespace
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        due = date(2026, 12, 20)
        with pytest.raises(BadInput):
            services.give_task(
                proposal=made,
                owner=world.works,
                title="Việc của Le Thi Nhan",
                due_on=due,
                actor=officer,
            )
        task = services.give_task(
            proposal=made, owner=world.works, title="Sửa phòng họp", due_on=due, actor=officer
        )
    assert Task.objects.get(pk=task.pk).source_id == made.pk


def test_a_published_answer_is_taken_down_with_a_reason_and_stays_for_its_committee(
    send: Send, secretary: Actor, officer: Actor, hill_secretary: Actor
) -> None:
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        services.answer(proposal=made, words="Sửa.", actor=officer)
        with pytest.raises(RuleBroken):
            services.unpublish(proposal=made, reason="Nhầm.", actor=officer)
        services.publish(proposal=made, question="Sửa phòng", words="Sẽ sửa.", actor=officer)
        for wrong in (" ", "Việc của Lê Thị Nhàn"):
            with pytest.raises(BadInput):
                services.unpublish(proposal=made, reason=wrong, actor=officer)
        services.unpublish(proposal=made, reason="Số liệu chưa đúng.", actor=officer)
        with pytest.raises(RuleBroken):
            services.unpublish(proposal=made, reason="Nữa.", actor=officer)
        kept = Published.objects.visible_to(officer).get()
        assert (kept.question, kept.withdrawn_reason) == ("Sửa phòng", "Số liệu chưa đúng.")
        assert not Published.objects.visible_to(officer).standing().exists()
    with acting_for(hill_secretary):
        assert not Published.objects.visible_to(hill_secretary).exists()
    with acting_for(secretary), pytest.raises(PermissionDenied):
        services.unpublish(proposal=made, reason="x", actor=secretary)
    acts = AuditEntry.objects.filter(act__in=["proposals.publish", "proposals.unpublish"])
    assert list(acts.order_by("id").values_list("act", "user")) == [
        ("proposals.publish", officer.user.pk),
        ("proposals.unpublish", officer.user.pk),
    ]
    with acting_for(officer):
        services.publish(proposal=made, question="Sửa phòng", words="Đã sửa.", actor=officer)
    with acting_for(hill_secretary):
        assert Published.objects.visible_to(hill_secretary).get().answer == "Đã sửa."


def photograph() -> bytes:
    """A picture that says in places not seen who took it, with what and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Le Thi Nhan"
    exif[ExifTags.Base.Model] = "May anh Canh Co"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    kept = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_files_go_with_a_named_proposal_and_with_it_to_whoever_answers(
    send: Send,
    secretary: Actor,
    officer: Actor,
    works_secretary: Actor,
    world: SimpleNamespace,
) -> None:
    with acting_for(secretary):
        made = send()
        first = services.attach(
            proposal=made, content=photograph(), name="C:\\anh\\phong.jpg", actor=secretary
        )
        again = services.attach(
            proposal=made, content=photograph(), name="khac.jpg", actor=secretary
        )
        assert first.name == "phong.jpg"
        assert (first == again) is (first.file_id == again.file_id)
        kept = files.open_file(first.file).read()
    assert b"Canh Co" in photograph()
    assert b"Canh Co" not in kept
    assert b"Le Thi Nhan" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    with acting_for(officer):
        assert first in Attachment.objects.visible_to(officer)
        with pytest.raises(PermissionDenied):
            services.attach(proposal=made, content=b"mot hai", name="a.txt", actor=officer)
        with pytest.raises(PermissionDenied):
            services.detach(attachment=first, actor=officer)
        services.refer(proposal=made, to=world.works, reason="Việc của Sở.", actor=officer)
        assert not Attachment.objects.exists()
    with acting_for(works_secretary):
        assert first in Attachment.objects.all()
        services.answer(proposal=made, words="Đã sửa.", actor=works_secretary)
    with acting_for(secretary):
        for late in (
            lambda: services.detach(attachment=first, actor=secretary),
            lambda: services.attach(
                proposal=made, content=b"mot hai", name="a.txt", actor=secretary
            ),
        ):
            with pytest.raises(RuleBroken):
                late()


def test_five_files_and_not_one_more_and_what_can_act_is_refused(
    send: Send, secretary: Actor
) -> None:
    with acting_for(secretary):
        made = send()
        for number in range(5):
            last = services.attach(
                proposal=made, content=f"tep {number}".encode(), name="a.txt", actor=secretary
            )
        with pytest.raises(RuleBroken, match="đã có 5 tệp"):
            services.attach(proposal=made, content=b"nua", name="a.txt", actor=secretary)
        services.detach(attachment=last, actor=secretary)
        with pytest.raises(BadInput):
            services.attach(
                proposal=made, content=b"<html><script>", name="a.html", actor=secretary
            )
        services.attach(proposal=made, content=b"nua", name="a.txt", actor=secretary)
        assert Attachment.objects.count() == 5
    # The trail that others read says that a file came, and not from whom.
    acts = AuditEntry.objects.filter(act__in=["proposals.attach", "proposals.detach"])
    assert set(acts.values_list("user", flat=True)) == {None}


SORTS = {
    "proposals": {"proposal_taken", "proposal_referred", "proposal_asked", "proposal_answered"},
    "proposals_in": {
        *("proposal_new", "proposal_more", "proposal_part", "proposal_part_given"),
        "proposal_due",
    },
    "mass_sessions": {"mass_session"},
}


def test_every_notice_of_the_channel_may_be_kept_from_leaving_and_ties_nobody_to_a_proposal(
    send: Send,
    secretary: Actor,
    officer: Actor,
    works_secretary: Actor,
    world: SimpleNamespace,
) -> None:
    head = person("plain", "Lý Thị Bình", ("secretary", world.plain))
    plain = actor_for(head, officer.today)
    with acting_for(secretary):
        made = send()
    with acting_for(officer):
        services.take_in(proposal=made, actor=officer)
        part = services.ask_part(
            proposal=made, organisation=world.plain, asked="Kinh phí?", actor=officer
        )
        services.ask_back(proposal=made, words="Phòng nào?", actor=officer)
    with acting_for(plain):
        services.give_part(part=part, words="Có.", actor=plain)
    with acting_for(secretary):
        services.add(proposal=made, words="Phòng 2.", actor=secretary)
    with acting_for(officer):
        services.refer(proposal=made, to=world.works, reason="Việc của Sở.", actor=officer)
    with acting_for(works_secretary):
        services.answer(proposal=made, words="Đã sửa.", actor=works_secretary)
    told = every_notice()
    reminded = {"proposal_due"}  # left by the morning, and not by any act
    assert {one.kind for one in told} == SORTS["proposals"] | (SORTS["proposals_in"] - reminded)
    offered = {sort.code: sort.kinds for sort in kinds.sorts()}
    assert {code: offered[code] for code in SORTS} == SORTS
    for one in told:
        assert secretary.user.full_name not in one.words
        assert "Phòng" not in one.words
        if one.user == secretary.user:
            assert (one.link, one.subject_id) == ("/proposals/", None)
            assert one.kind in SORTS["proposals"]


def test_reading_a_named_proposal_is_audited_and_reading_ones_own_is_not(
    send: Send, secretary: Actor, officer: Actor
) -> None:
    with acting_for(secretary):
        made = send()
        services.note_reading(made, secretary)
    with acting_for(officer):
        services.note_reading(made, officer)
    assert list(AuditEntry.objects.filter(act="proposals.read").values_list("user", flat=True)) == [
        officer.user.pk
    ]
