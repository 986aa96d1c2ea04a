"""Pages: done, refused, not allowed, not found; lists ask no more for more rows."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sotay.core.models import AuditEntry
from sotay.organisations.access import Actor, acting_for
from sotay.proposals import services
from sotay.proposals.models import Attachment, MassOrganisation, Proposal, WorkingSession

pytestmark = pytest.mark.django_db

Send = Callable[..., Proposal]
As = Callable[[Actor], Client]


@pytest.fixture
def made(send: Send, secretary: Actor) -> Proposal:
    with acting_for(secretary):
        return send()


def page(proposal: Proposal, act: str = "") -> str:
    return f"/proposals/{proposal.pk}/{act}"


def test_sent_from_the_page_and_shown_there(
    as_client: As, secretary: Actor, world: SimpleNamespace
) -> None:
    client = as_client(secretary)
    assert client.get("/proposals/new/").status_code == 200
    given = {
        "organisation": world.bloc.pk, "kind": "ask", "subject": "work", "words": "Bao giờ họp?",
    }  # fmt: skip
    sent = client.post("/proposals/new/", given)
    with acting_for(secretary):
        made = Proposal.objects.get()
    assert sent.status_code == 302
    assert sent["Location"] == page(made)
    assert "Bao giờ họp?" in client.get("/proposals/").content.decode()
    # Another branch is not among the choices; nothing said is refused and the rest is kept.
    assert (
        client.post("/proposals/new/", {**given, "organisation": world.far.pk}).status_code == 422
    )
    assert client.post("/proposals/new/", {**given, "words": " "}).status_code == 422


def test_pages_ask_to_sign_in(client: Client, made: Proposal) -> None:
    for address in ("/proposals/", "/proposals/new/", "/proposals/counts/", page(made)):
        assert client.get(address).status_code == 302


def test_the_name_is_shown_to_who_answers_and_the_reading_is_kept(
    as_client: As, made: Proposal, officer: Actor, secretary: Actor
) -> None:
    assert "Lê Thị Nhàn" in as_client(officer).get(page(made)).content.decode()
    assert as_client(secretary).get(page(made)).status_code == 200
    read = AuditEntry.objects.filter(act="proposals.read")
    assert [one.user_id for one in read] == [officer.user.pk]


def test_what_is_not_visible_is_not_found(
    as_client: As, made: Proposal, works_secretary: Actor, far_officer: Actor, inspector: Actor
) -> None:
    for other in (works_secretary, far_officer, inspector):
        client = as_client(other)
        assert client.get(page(made)).status_code == 404
        assert client.post(page(made, "take-in/")).status_code == 404
    assert client.get("/proposals/1/").status_code == 404


def test_one_side_may_not_do_the_acts_of_the_other(
    as_client: As, made: Proposal, secretary: Actor, officer: Actor
) -> None:
    author, handler = as_client(secretary), as_client(officer)
    for act in ("answer/", "refer/", "ask-part/", "ask-back/", "publish/", "task/"):
        assert author.get(page(made, act)).status_code == 403
    assert author.post(page(made, "take-in/")).status_code == 403
    for act in ("add/", "rate/"):
        assert handler.get(page(made, act)).status_code == 403
    assert handler.post(page(made, "withdraw/")).status_code == 403


def test_the_way_to_a_published_answer_through_the_pages(
    as_client: As, made: Proposal, secretary: Actor, officer: Actor, hill_secretary: Actor
) -> None:
    author, handler = as_client(secretary), as_client(officer)

    def done(client: Client, act: str, **given: Any) -> None:
        assert client.post(page(made, act), given).status_code == 302, act

    for act in ("answer/", "refer/", "ask-part/", "ask-back/", "publish/", "task/"):
        assert handler.get(page(made, act)).status_code == 200, act
    done(handler, "take-in/")
    done(handler, "ask-back/", words="Phòng nào?")
    assert author.get(page(made, "add/")).status_code == 200
    done(author, "add/", words="Phòng 2.")
    assert handler.post(page(made, "answer/"), {"words": ""}).status_code == 422
    done(handler, "answer/", words="Sẽ sửa xong trong tháng.")
    assert handler.post(page(made, "answer/"), {"words": "Lại"}).status_code == 422
    named = {"question": "Lê Thị Nhàn hỏi", "words": "Sẽ sửa."}
    assert handler.post(page(made, "publish/"), named).status_code == 422
    done(handler, "publish/", question="Sửa phòng họp", words="Sẽ sửa.")
    assert author.get(page(made, "rate/")).status_code == 200
    done(author, "rate/", satisfaction=3, words="")
    done(author, "close/")
    shown = as_client(hill_secretary).get("/proposals/published/").content.decode()
    assert "Sửa phòng họp" in shown
    assert "Nhàn" not in shown
    assert "Sẽ sửa xong trong tháng." in author.get(page(made)).content.decode()


def test_the_matter_stands_beside_the_form_and_that_is_a_reading_of_it(
    as_client: As, made: Proposal, officer: Actor, works_secretary: Actor, world: SimpleNamespace
) -> None:
    handler = as_client(officer)
    handler.post(
        page(made, "ask-part/"), {"organisation": world.works.pk, "asked": "Bao nhiêu tiền?"}
    )
    with acting_for(works_secretary):
        (part,) = made.parts.all()
    as_client(works_secretary).post(f"/proposals/parts/{part.pk}/", {"words": "Mười triệu."})
    before = AuditEntry.objects.filter(act="proposals.read", user=officer.user).count()
    shown = handler.get(page(made, "answer/")).content.decode()
    assert "Phòng họp của chi bộ dột đã hai tháng" in shown
    assert "Mười triệu." in shown
    after = AuditEntry.objects.filter(act="proposals.read", user=officer.user).count()
    assert after == before + 1


def test_what_was_edited_is_edited_again_and_not_what_was_sent(
    as_client: As, made: Proposal, officer: Actor, secretary: Actor
) -> None:
    handler, author = as_client(officer), as_client(secretary)
    handler.post(page(made, "answer/"), {"words": "Sẽ sửa xong trong tháng."})
    handler.post(page(made, "publish/"), {"question": "Sửa phòng họp", "words": "Sẽ sửa."})
    form = handler.get(page(made, "publish/")).context["form"]
    assert (form["question"].value(), form["words"].value()) == ("Sửa phòng họp", "Sẽ sửa.")
    author.post(page(made, "rate/"), {"satisfaction": 2, "words": "còn chậm"})
    form = author.get(page(made, "rate/")).context["form"]
    assert (form["satisfaction"].value(), form["words"].value()) == (2, "còn chậm")


def test_referred_and_given_as_a_task_and_answered_with_others(
    as_client: As,
    made: Proposal,
    officer: Actor,
    works_secretary: Actor,
    world: SimpleNamespace,
) -> None:
    handler, other = as_client(officer), as_client(works_secretary)
    asked = {"organisation": world.works.pk, "asked": "Bao nhiêu tiền?"}
    assert handler.post(page(made, "ask-part/"), asked).status_code == 302
    with acting_for(officer):
        part = made.parts.get()
    part_page = f"/proposals/parts/{part.pk}/"
    assert f'class="btn primary" href="{part_page}"' in other.get(page(made)).content.decode()
    assert f'class="btn" href="{part_page}"' not in handler.get(page(made)).content.decode()
    early = handler.post(page(made, "publish/"), {"question": "Sửa", "words": "Sẽ sửa."})
    assert "những việc làm được ở ngay đầu trang" in early.content.decode()
    assert other.get(f"/proposals/parts/{part.pk}/").status_code == 200
    given = other.post(f"/proposals/parts/{part.pk}/", {"words": "Mười triệu."})
    assert given.status_code == 302
    assert "Mười triệu." in handler.get(page(made)).content.decode()
    assert handler.get(f"/proposals/parts/{part.pk}/").status_code == 404
    task = {"owner": world.works.pk, "title": "Sửa phòng", "due_on": "20-12-2099"}
    assert handler.post(page(made, "task/"), task).status_code == 302
    for act in ("refer/", "ask-part/", "task/"):  # nobody is chosen beforehand
        assert (
            '<option value="" selected>chọn một nơi'
            in handler.get(page(made, act)).content.decode()
        )
    nobody = handler.post(page(made, "refer/"), {"to": "", "reason": "Việc Sở"})
    assert nobody.status_code == 422
    assert handler.post(page(made, "refer/"), {"to": world.works.pk}).status_code == 422
    moved = handler.post(page(made, "refer/"), {"to": world.works.pk, "reason": "Việc Sở"})
    assert moved["Location"] == "/proposals/"
    assert handler.get(page(made)).status_code == 404
    assert "Việc Sở" in other.get(page(made)).content.decode()


def test_files_through_the_pages(
    as_client: As, send: Send, world: SimpleNamespace, secretary: Actor, officer: Actor,
    works_secretary: Actor,
) -> None:  # fmt: skip
    author, handler = as_client(secretary), as_client(officer)
    given = {
        "organisation": world.bloc.pk, "kind": "ask", "subject": "work", "words": "Bao giờ họp?",
        "file": SimpleUploadedFile("danh sach.txt", b"mot hai ba"),
    }  # fmt: skip
    sent = author.post("/proposals/new/", given)
    assert sent.status_code == 302
    with acting_for(secretary):
        made, first = Proposal.objects.get(), Attachment.objects.get()
    for client in (author, handler):
        assert "danh sach.txt" in client.get(page(made)).content.decode()
        got = client.get(f"/proposals/files/{first.pk}/")
        assert b"".join(got.streaming_content) == b"mot hai ba"
    read = AuditEntry.objects.filter(act="proposals.read")
    assert list(read.values_list("user", flat=True)) == [officer.user.pk] * 2  # page and file
    other = as_client(works_secretary)
    assert other.get(f"/proposals/files/{first.pk}/").status_code == 404
    assert other.post(f"/proposals/files/{first.pk}/remove/").status_code == 404
    assert handler.get(page(made, "attach/")).status_code == 403
    assert handler.post(f"/proposals/files/{first.pk}/remove/").status_code == 403
    assert author.get(page(made, "attach/")).status_code == 200
    more = {"file": SimpleUploadedFile("b.txt", b"bon nam")}
    assert author.post(page(made, "attach/"), more).status_code == 302
    bad = {"file": SimpleUploadedFile("c.exe", b"MZ chay")}
    assert author.post(page(made, "attach/"), bad).status_code == 422
    assert author.post(page(made, "attach/"), {}).status_code == 422
    # A file that is not taken takes the whole sending back, and leaves what was written.
    refused = author.post(
        "/proposals/new/", {**given, "words": "Lần hai", "file": SimpleUploadedFile("c", b"MZ x")}
    )
    assert refused.status_code == 422
    assert "Lần hai" in refused.content.decode()
    assert author.post(f"/proposals/files/{first.pk}/remove/").status_code == 302
    with acting_for(secretary):
        assert [one.name for one in Attachment.objects.all()] == ["b.txt"]
        assert Proposal.objects.count() == 1


def test_taken_down_through_the_page(
    as_client: As, made: Proposal, officer: Actor, secretary: Actor, hill_secretary: Actor
) -> None:
    handler, reader = as_client(officer), as_client(hill_secretary)
    with acting_for(officer):
        services.answer(proposal=made, words="Sửa.", actor=officer)
        services.publish(proposal=made, question="Sửa phòng họp", words="Sẽ sửa.", actor=officer)
    assert "Sửa phòng họp" in reader.get("/proposals/published/").content.decode()
    assert handler.get(page(made, "unpublish/")).status_code == 200
    assert handler.post(page(made, "unpublish/"), {"reason": " "}).status_code == 422
    assert as_client(secretary).get(page(made, "unpublish/")).status_code == 403
    assert reader.post(page(made, "unpublish/"), {"reason": "x"}).status_code == 404
    assert handler.post(page(made, "unpublish/"), {"reason": "Nhầm"}).status_code == 302
    for client in (handler, reader):
        assert "Sửa phòng họp" not in client.get("/proposals/published/").content.decode()
    shown = handler.get(page(made)).content.decode()
    assert "Đã gỡ" in shown
    assert "Nhầm" in shown


def test_withdrawn_from_the_page_and_too_late_said_so(
    as_client: As, made: Proposal, secretary: Actor, officer: Actor
) -> None:
    author = as_client(secretary)
    assert author.post(page(made, "withdraw/")).status_code == 302
    again = author.post(page(made, "withdraw/"), follow=True)
    assert "người gửi rút lại" in again.content.decode()
    assert as_client(officer).get("/proposals/?state=withdrawn").status_code == 200


def test_counts_are_for_those_who_answer(
    as_client: As, made: Proposal, leader: Actor, inspector: Actor, stranger: Actor
) -> None:
    shown = as_client(leader).get("/proposals/counts/?first=1-1-2026&last=31-12-2026")
    assert shown.status_code == 200
    assert "Lê Thị Nhàn" not in shown.content.decode()
    assert as_client(inspector).get("/proposals/counts/").status_code == 403
    assert as_client(stranger).get("/proposals/counts/").status_code == 403


def test_lists_ask_no_more_for_more_rows(
    as_client: As, made: Proposal, send: Send, secretary: Actor, officer: Actor
) -> None:
    client = as_client(officer)
    client.get("/proposals/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/proposals/").status_code == 200
        return len(captured)

    one = asked()
    with acting_for(secretary):
        for _more in range(8):
            send()
    assert asked() == one


def test_mass_organisations_through_the_pages(
    as_client: As, officer: Actor, stranger: Actor, secretary: Actor, world: SimpleNamespace
) -> None:
    keeper, speaker = as_client(officer), as_client(stranger)
    address = "/proposals/mass-organisations/"
    assert keeper.get(f"{address}new/").status_code == 200
    given = {
        "organisation": world.bloc.pk, "kind": "veterans", "name": "Hội Cựu chiến binh Khối",
        "representative": "stranger",
    }  # fmt: skip
    nobody = {**given, "representative": "nobody"}
    assert keeper.post(f"{address}new/", nobody).status_code == 422
    assert keeper.post(f"{address}new/", given).status_code == 302
    mass = MassOrganisation.objects.get()
    own = f"{address}{mass.pk}/"
    assert keeper.get(f"{own}plan/").status_code == 200
    assert keeper.post(f"{own}plan/", {"planned_on": "1-11-2026"}).status_code == 302
    session = f"/proposals/sessions/{WorkingSession.objects.get().pk}/"
    sent = {
        "organisation": world.bloc.pk, "kind": "propose", "subject": "mass", "words": "Xin phòng",
        "mass_organisation": mass.pk,
    }  # fmt: skip
    assert speaker.post("/proposals/new/", sent).status_code == 302
    with acting_for(officer):
        made = Proposal.objects.get()
    assert "Xin phòng" in keeper.get(session).content.decode()
    assert keeper.post(f"{session}link/", {"proposal": made.pk}).status_code == 302
    assert keeper.post(f"{session}link/", {"proposal": 7}).status_code == 404
    assert keeper.get(f"{session}hold/").status_code == 200
    held = {"held_on": "2-11-2026", "conclusion": "Cấp phòng."}
    assert keeper.post(f"{session}hold/", held).status_code == 302
    assert keeper.get(f"{session}task/").status_code == 200
    task = {"owner": world.works.pk, "title": "Sắp phòng", "due_on": ""}
    assert keeper.post(f"{session}task/", task).status_code == 302
    shown = keeper.get(session).content.decode()
    assert "Cấp phòng." in shown
    assert "Sắp phòng" in shown
    for address_of in (address, own, session):
        assert keeper.get(address_of).status_code == 200
        assert speaker.get(address_of).status_code == 200
    assert speaker.get(f"{session}hold/").status_code == 403
    assert speaker.get(f"{address}new/").status_code == 403
    assert as_client(secretary).get(own).status_code == 404
    assert as_client(secretary).get(session).status_code == 404
    for act in ("representative/", "end/"):
        assert keeper.get(f"{own}{act}").status_code == 200
        assert speaker.get(f"{own}{act}").status_code == 403
        assert as_client(secretary).get(f"{own}{act}").status_code == 404
    nobody = {"representative": "nobody", "since": "1-1-2099"}
    assert keeper.post(f"{own}representative/", nobody).status_code == 422
    other = {"representative": "secretary", "since": "1-1-2099"}
    assert keeper.post(f"{own}representative/", other).status_code == 302
    assert "Lê Thị Nhàn" in keeper.get(own).content.decode()
    assert keeper.post(f"{own}end/", {"ended_on": "1-1-2099", "reason": "x"}).status_code == 422


def test_an_ended_mass_organisation_is_off_the_list_and_on_its_page(
    as_client: As, officer: Actor, world: SimpleNamespace
) -> None:
    keeper = as_client(officer)
    with acting_for(officer):
        mass = services.mass.register(
            organisation=world.bloc, kind="union", name="Công đoàn Khối", actor=officer
        )
    address = "/proposals/mass-organisations/"
    ended = {"ended_on": "22-11-2026", "reason": "Sáp nhập."}
    assert keeper.post(f"{address}{mass.pk}/end/", ended).status_code == 302
    assert "Công đoàn Khối" not in keeper.get(address).content.decode()
    own = keeper.get(f"{address}{mass.pk}/").content.decode()
    assert "Sáp nhập." in own
    assert "Dự kiến buổi làm việc" not in own


def test_the_page_of_one_without_a_name_says_so(
    as_client: As, officer: Actor, world: SimpleNamespace
) -> None:
    client = as_client(officer)
    services.nameless.submit(
        organisation=world.bloc, kind="ask", subject="other", words="Hỏi", today=officer.today
    )
    with acting_for(officer):
        made = Proposal.objects.get()
    assert "không ghi tên" in client.get(page(made)).content.decode()
