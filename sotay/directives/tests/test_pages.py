"""Pages answer four ways: done, refused, not allowed, not found; and the constant work of lists."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.directives import services
from sotay.directives.models import Citation, Distribution, Document, DraftTask, Waiver
from sotay.directives.tests.conftest import OCTOBER
from sotay.directives.tests.papers import BLOC_PLAN, CELL_PLAN
from sotay.followups.models import Task
from sotay.followups.services import issue_task

PAGES = ("detail", "coverage", "chain", "compare")
ACTS = ("confirm", "issue", "end", "add")


@pytest.fixture
def desk(as_client, officer):
    """The officer of the bloc at a desk."""
    return as_client(officer)


def url(name, *args):
    return reverse(f"directives:{name}", args=args)


def form_of(document, **changes):
    return {
        "type_name": document.type_name,
        "number": document.number,
        "organ_symbol": document.organ_symbol,
        "issued_on": "14-10-2026",
        "organ": document.organ,
        "abstract": "nâng cao chất lượng",
        **changes,
    }


class TestReadingPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_shown(self, desk, plan, cell_plan, name):
        answer = desk.get(url(name, plan.pk))

        assert answer.status_code == 200
        assert "27-KH/ĐUK" in answer.content.decode()

    @pytest.mark.parametrize("name", [*PAGES, *ACTS])
    def test_not_found_where_not_seen(self, as_client, plan, far_officer, name):
        assert as_client(far_officer).get(url(name, plan.pk)).status_code == 404

    @pytest.mark.parametrize("name", [*PAGES, *ACTS])
    def test_not_found_where_there_is_none(self, desk, db, name):
        assert desk.get(url(name, 99_999_999)).status_code == 404

    @pytest.mark.parametrize("name", ["list", "hollow", "new"])
    def test_nobody_reads_without_signing_in(self, client, db, name):
        assert client.get(url(name)).status_code == 302

    def test_a_past_day_shows_no_act(self, desk, plan):
        page = desk.get(url("detail", plan.pk), {"ngay": "2026-11-01"}).content.decode()

        assert url("issue", plan.pk) not in page
        assert url("end", plan.pk) not in page
        assert url("chain", plan.pk) + "?ngay=2026-11-01" in page


class TestActPages:
    @pytest.mark.parametrize("name", ACTS)
    def test_shown(self, desk, plan, name):
        assert desk.get(url(name, plan.pk)).status_code == 200

    @pytest.mark.parametrize("name", ACTS)
    def test_not_allowed_to_those_who_only_received_it(
        self, as_client, plan, officer, secretary, world, name
    ):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert as_client(secretary).get(url(name, plan.pk)).status_code == 403

    @pytest.mark.parametrize("name", ["compare"])
    def test_the_meter_is_for_those_over_the_plan(
        self, as_client, plan, officer, secretary, inspector, world, name
    ):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert as_client(secretary).get(url(name, plan.pk)).status_code == 403
        assert as_client(inspector).get(url(name, plan.pk)).status_code == 200


class TestDocumentList:
    def test_lists_searches_and_filters(self, desk, plan, cell_plan, central, officer):
        services.end_force(document=central, on=timezone.localdate(), actor=officer)

        def symbols(**asked):
            page = desk.get(url("list"), asked).context["page"]
            return {document.symbol for document in page}

        assert symbols() == {"27-KH/ĐUK", "09-KH/CB", "42-HD/BTCTW"}
        assert symbols(q="an toan ho chua") == {"09-KH/CB"}
        assert symbols(type="Hướng dẫn") == {"42-HD/BTCTW"}
        assert symbols(force="yes") == {"27-KH/ĐUK", "09-KH/CB"}
        assert symbols(**{"from": "own"}) == {"27-KH/ĐUK"}
        assert symbols(state="draft") == set()
        assert symbols(ngay="2026-10-14") == {"27-KH/ĐUK", "42-HD/BTCTW"}

    def test_an_empty_list_says_why(self, desk, plan, db):
        assert "Không có văn bản nào khớp" in desk.get(url("list"), {"q": "zzz"}).content.decode()

    @pytest.mark.parametrize(
        "asked", ["?page=zzz", "?page=-1", "?type=%00", "?q=%00%27", "?page=9999"]
    )
    def test_strange_questions_are_answered(self, desk, plan, asked):
        assert desk.get(url("list") + asked).status_code == 200

    def test_the_number_of_questions_does_not_grow(self, desk, register, world):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        register("01-KH/ĐUK", issuer=world.bloc)
        desk.get(url("list"))  # content types and the like are remembered from here on
        with CaptureQueriesContext(connection) as with_one:
            desk.get(url("list"))
        for number in range(2, 8):
            register(f"{number}-KH/ĐUK", issuer=world.bloc)
        with CaptureQueriesContext(connection) as with_many:
            assert len(desk.get(url("list")).context["page"]) == 7

        assert len(with_many) == len(with_one)


def questions(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ContentType.objects.clear_cache()
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


class TestTheWorkOfOnePage:
    """Twice as much on the page, and not one question more."""

    def test_detail(self, desk, plan, register, officer, world):
        before = questions(desk, url("detail", plan.pk))
        for number in range(5):
            register(f"{number + 40}-KH/ĐUK", "Thực hiện Kế hoạch số 27-KH/ĐUK.",
                     on=date(2026, 11, 1), issuer=world.bloc)  # fmt: skip
        for words in ("Ban Tổ chức Đảng ủy tập huấn", "ưu tiên chi bộ không có"):
            services.add_draft(document=plan, words=words, actor=officer)

        assert questions(desk, url("detail", plan.pk)) == before

    def test_receivers(self, desk, plan, officer, world):
        services.issue_document(document=plan, to=[world.works], actor=officer)
        before = questions(desk, url("detail", plan.pk))
        services.issue_document(
            document=plan, to=[world.plain, world.river, world.hill], actor=officer
        )

        assert questions(desk, url("detail", plan.pk)) == before

    def test_chain_and_coverage(self, desk, plan, cell_plan, officer, register, world):
        services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)
        pages = (url("chain", plan.pk), url("coverage", plan.pk))
        before = [questions(desk, page) for page in pages]
        for number in range(5):
            register(f"{number + 40}-KH/ĐUK", "Thực hiện Kế hoạch số 27-KH/ĐUK.",
                     on=date(2026, 11, 1), issuer=world.bloc)  # fmt: skip
        services.issue_document(document=plan, to=[world.river, world.hill], actor=officer)

        assert [questions(desk, page) for page in pages] == before


class TestDocumentNew:
    def test_pasted_words_stand_in_the_register_as_a_draft(self, desk, world):
        answer = desk.post(url("new"), {"text": BLOC_PLAN})

        document = Document.objects.get()
        assert answer.url == url("detail", document.pk)
        assert (document.symbol, document.state, document.issuer) == (
            "27-KH/ĐUK", "draft", world.bloc,
        )  # fmt: skip
        assert (document.plan_year, document.signer) == (2026, "Vũ Đình Khải")
        assert document.authority == "T/M BAN THƯỜNG VỤ"

    def test_a_file_is_kept(self, desk, world):
        sent = SimpleUploadedFile("ke-hoach.txt", BLOC_PLAN.encode())

        desk.post(url("new"), {"file": sent})

        document = Document.objects.get()
        assert document.file_name == "ke-hoach.txt"
        answer = desk.get(url("file", document.pk))
        assert b"".join(answer.streaming_content) == BLOC_PLAN.encode()

    def test_a_paper_from_outside_is_kept_by_ones_own_organisation(self, desk, world):
        desk.post(url("new"), {"text": BLOC_PLAN, "issuer": "outside"})

        document = Document.objects.get()
        assert (document.issuer, document.registered_by) == (None, world.bloc)

    def test_what_it_does_not_say_is_asked_and_the_file_is_not_lost(self, desk, world):
        sent = SimpleUploadedFile("thu.txt", "Chi bộ họp mỗi tháng một kỳ.".encode())
        first = desk.post(url("new"), {"file": sent})

        assert first.status_code == 422
        assert not Document.objects.exists()
        form = first.context["paper"]
        again = {
            "text": form["text"].value(), "kept": form["kept"].value(),
            "type_name": "Công văn", "number": "7", "organ_symbol": "CB",
            "issued_on": "20-11-2026", "issuer": "outside",
        }  # fmt: skip
        second = desk.post(url("new"), again)

        assert second.status_code == 302
        document = Document.objects.get()
        assert (document.symbol, document.file_name) == ("07-CV/CB", "thu.txt")

    def test_a_kept_file_is_for_the_person_who_sent_it(self, desk, as_client, leader):
        sent = SimpleUploadedFile("thu.txt", "Chi bộ họp mỗi tháng một kỳ.".encode())
        kept = desk.post(url("new"), {"file": sent}).context["paper"]["kept"].value()

        as_client(leader).post(url("new"), {
            "text": "Chi bộ họp.", "kept": kept, "type_name": "Công văn", "number": "7",
            "organ_symbol": "CB", "issued_on": "20-11-2026", "issuer": "outside",
        })  # fmt: skip

        assert Document.objects.get().file is None

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"text": "  "},
            {"text": BLOC_PLAN, "secrecy": "mat"},
            {"text": BLOC_PLAN.replace("*", "TỐI MẬT")},
            {"text": "Không có số, không có ngày."},
            {"text": BLOC_PLAN, "issued_on": "31-02-2026"},
            {"text": BLOC_PLAN, "issuer": "7777"},
        ],
    )
    def test_refused_with_a_reason(self, desk, world, given):
        answer = desk.post(url("new"), given)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert not Document.objects.exists()

    def test_a_marked_paper_is_kept_by_its_number(self, desk, world):
        desk.post(url("new"), {
            "secrecy": "mat", "type_name": "Công văn", "number": "7", "organ_symbol": "TU",
            "issued_on": "20-11-2026",
        })  # fmt: skip

        document = Document.objects.get()
        assert (document.secrecy, document.text, document.issuer) == ("mat", "", None)
        assert "Mật" in desk.get(url("detail", document.pk)).content.decode()

    def test_the_same_paper_twice_is_refused(self, desk, world):
        desk.post(url("new"), {"text": BLOC_PLAN})
        again = desk.post(url("new"), {"text": BLOC_PLAN})

        assert again.status_code == 422
        assert "đã có trong sổ" in again.content.decode()

    @pytest.mark.parametrize("who", ["inspector", "stranger"])
    def test_not_allowed(self, as_client, request, who):
        client = as_client(request.getfixturevalue(who))

        assert client.get(url("new")).status_code == 403
        assert client.post(url("new"), {"text": BLOC_PLAN}).status_code == 403

    def test_a_plan_of_an_organisation_below_is_recognised_by_its_name(self, desk, world):
        desk.post(url("new"), {"text": CELL_PLAN})

        assert Document.objects.get().issuer == world.plain


class TestConfirmAndRemove:
    def test_done(self, desk, register, world):
        draft = register(confirmed=False, issuer=world.bloc)

        answer = desk.post(url("confirm", draft.pk), form_of(draft, plan_year="2026"))

        draft.refresh_from_db()
        assert answer.status_code == 302
        assert (draft.state, draft.abstract, draft.plan_year) == (
            "registered", "nâng cao chất lượng", 2026,
        )  # fmt: skip

    def test_refused(self, desk, register, world):
        draft = register(confirmed=False, issuer=world.bloc)

        answer = desk.post(url("confirm", draft.pk), form_of(draft, issued_on="99"))

        assert answer.status_code == 422
        assert "không phải là ngày" in answer.content.decode()

    def test_the_papers_own_code_is_kept(self, desk, officer, db):
        from sotay.directives.services import Identity
        from sotay.directives.tests.papers import reading

        draft = services.register_document(
            reading=reading("Chữ."), actor=officer,
            identity=Identity("Quy định", "QĐi", "07", "TW", date(2018, 8, 28)),
        )  # fmt: skip
        desk.post(url("confirm", draft.pk), form_of(draft, issued_on="28-8-2018"))

        draft.refresh_from_db()
        assert draft.symbol == "07-QĐi/TW"

    def test_removed(self, desk, register):
        draft = register(confirmed=False)

        assert desk.post(url("remove", draft.pk)).url == url("list")
        assert not Document.objects.exists()

    def test_a_confirmed_one_is_not_removed(self, desk, plan):
        page = desk.post(url("remove", plan.pk), follow=True).content.decode()

        assert "không xóa" in page
        assert Document.objects.exists()

    def test_not_allowed(self, as_client, plan, officer, secretary, world):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert as_client(secretary).post(url("remove", plan.pk)).status_code == 403
        assert as_client(secretary).post(
            url("confirm", plan.pk), form_of(plan)).status_code == 403  # fmt: skip


class TestIssueAndEnd:
    def test_sent_and_opened_once(self, desk, as_client, plan, world, secretary, works_secretary):
        answer = desk.post(url("issue", plan.pk), {"to": [world.works.pk, world.plain.pk]})
        assert answer.status_code == 302

        as_client(works_secretary).get(url("detail", plan.pk))
        as_client(secretary).get(url("detail", plan.pk))  # under works: no receipt for works

        rows = {row.organisation: row for row in Distribution.objects.all()}
        assert rows[world.works].opened_by == works_secretary.user
        assert rows[world.plain].opened_at is None
        page = desk.get(url("detail", plan.pk)).content.decode()
        assert "1 trên 2 tổ chức đã mở xem" in page

    def test_looking_at_a_past_day_is_no_receipt(self, as_client, plan, officer, world,
                                                 works_secretary):  # fmt: skip
        services.issue_document(document=plan, to=[world.works], actor=officer)

        as_client(works_secretary).get(url("detail", plan.pk), {"ngay": "2026-11-01"})

        assert Distribution.objects.get().opened_at is None

    def test_refused_without_a_receiver(self, desk, plan):
        assert desk.post(url("issue", plan.pk), {}).status_code == 422

    def test_refused_to_those_not_offered(self, desk, plan, world):
        assert desk.post(url("issue", plan.pk), {"to": [world.far.pk]}).status_code == 422

    def test_ended(self, desk, plan):
        assert desk.post(url("end", plan.pk), {"on": "01-12-2026"}).status_code == 302

        plan.refresh_from_db()
        assert plan.in_force_to == date(2026, 12, 1)

    def test_end_refused_on_its_first_day(self, desk, plan):
        answer = desk.post(url("end", plan.pk), {"on": "14-10-2026"})

        assert answer.status_code == 422
        assert "phải sau ngày có hiệu lực" in answer.content.decode()


class TestFindings:
    @pytest.fixture
    def draft(self, plan):
        return plan.drafts.get(text__startswith="Các đảng ủy")

    def test_take_is_prefilled_for_everybody_the_passage_speaks_to(self, desk, draft, world):
        form = desk.get(url("take", draft.pk)).context["form"]

        assert set(form.initial["to"]) == {str(world.works.pk), str(world.plain.pk)}
        assert form.initial["due_on"] == date(2026, 11, 14)
        assert form.initial["title"] == "Rà soát quy chế làm việc"

    def test_taken(self, desk, draft, world):
        answer = desk.post(url("take", draft.pk), {
            "title": "Rà soát quy chế", "to": [world.works.pk], "due_on": "30-12-2026",
            "criterion": "Báo cáo đã nộp", "product": "Báo cáo",
        })  # fmt: skip

        assert answer.status_code == 302
        task = Task.objects.get()
        assert (task.owner, task.asked) == (world.works, draft.text)
        assert "Mục II.1" in desk.get(reverse("tasks:detail", args=[task.pk])).content.decode()

    def test_take_refused(self, desk, draft, world):
        answer = desk.post(url("take", draft.pk), {"title": "", "to": [world.works.pk]})

        assert answer.status_code == 422
        assert not Task.objects.exists()

    def test_corrected_dropped_restored(self, desk, draft):
        assert desk.get(url("edit", draft.pk)).status_code == 200
        desk.post(
            url("edit", draft.pk), {"what": "Rà soát", "who": "Chi ủy", "due_on": "1-12-2026"}
        )
        draft.refresh_from_db()
        assert (draft.what, draft.due_on) == ("Rà soát", date(2026, 12, 1))

        desk.post(url("drop", draft.pk))
        assert DraftTask.objects.get(pk=draft.pk).state == "dropped"
        assert "Đã bỏ 1 điều" in desk.get(url("detail", draft.document_id)).content.decode()

        desk.post(url("restore", draft.pk))
        assert DraftTask.objects.get(pk=draft.pk).state == "proposed"

    def test_edit_refused(self, desk, draft):
        assert desk.post(url("edit", draft.pk), {"what": ""}).status_code == 422

    def test_added(self, desk, plan):
        answer = desk.post(url("add", plan.pk), {"words": "ưu tiên chi bộ không có cán bộ"})

        made = DraftTask.objects.order_by("-pk").first()
        assert answer.url == url("edit", made.pk)
        assert desk.post(url("add", plan.pk), {"words": "không có ở đây đâu"}).status_code == 422

    @pytest.mark.parametrize("name", ["take", "edit"])
    def test_not_allowed_and_not_found(
        self, as_client, desk, draft, officer, secretary, far_officer, world, name
    ):
        services.issue_document(document=draft.document, to=[world.works], actor=officer)

        assert as_client(secretary).get(url(name, draft.pk)).status_code == 403
        assert as_client(far_officer).get(url(name, draft.pk)).status_code == 404
        assert desk.get(url(name, 99_999_999)).status_code == 404

    @pytest.mark.parametrize("name", ["drop", "restore"])
    def test_posts_not_allowed_and_not_found(
        self, as_client, draft, officer, secretary, far_officer, world, name
    ):
        services.issue_document(document=draft.document, to=[world.works], actor=officer)

        assert as_client(secretary).post(url(name, draft.pk)).status_code == 403
        assert as_client(far_officer).post(url(name, draft.pk)).status_code == 404
        assert as_client(officer).get(url(name, draft.pk)).status_code == 405


class TestCitations:
    @pytest.fixture
    def doubt(self, plan):
        return plan.citations.get(is_inconsistent=True)

    def test_the_page_offers_repairs_and_keeps_the_choice(self, desk, plan, doubt, register):
        directive = register("19-CT/TU", on=date(2025, 5, 9))
        page = desk.get(url("detail", plan.pk)).content.decode()
        assert "Viện dẫn không khớp" in page
        assert f'value="{directive.pk}"' in page
        assert 'value="19-QĐ/TU"' in page

        desk.post(url("repair", doubt.pk), {"choice": str(directive.pk)})

        doubt.refresh_from_db()
        assert (doubt.target, doubt.resolution) == (directive, "Chỉ thị 19-CT/TU")

    def test_unclear_is_kept_in_words(self, desk, doubt):
        desk.post(url("repair", doubt.pk), {"choice": "unclear"})

        doubt.refresh_from_db()
        assert doubt.resolution == "Chưa rõ, hỏi nơi ban hành"

    def test_refused_without_a_choice(self, desk, doubt):
        assert (
            "chọn một cách hiểu" in desk.post(url("repair", doubt.pk), follow=True).content.decode()
        )

    def test_a_document_that_is_not_seen_is_not_found_and_nothing_is_kept(
        self, desk, doubt, register, far_officer
    ):
        unseen = register("19-QĐ/TU", on=date(2025, 4, 2), actor=far_officer)

        assert desk.post(url("repair", doubt.pk), {"choice": str(unseen.pk)}).status_code == 404
        doubt.refresh_from_db()
        assert (doubt.resolution, doubt.target) == ("", None)

    def test_linked_by_searching(self, desk, plan, register):
        citation = plan.citations.get(symbol="02-CTr/ĐUK")
        meant = register("02-CTr/ĐU", on=date(2026, 1, 20))
        page = desk.get(url("citation", citation.pk), {"q": "02-CTr"})
        assert str(meant.pk) in page.context["form"].documents

        answer = desk.post(
            url("citation", citation.pk) + "?q=02-CTr",
            {"relation": "based_on", "target": str(meant.pk)},
        )

        citation.refresh_from_db()
        assert answer.status_code == 302
        assert (citation.target, citation.relation, citation.is_decided) == (
            meant, "based_on", True,
        )  # fmt: skip

    def test_refused_with_a_document_not_offered(self, desk, plan, register):
        citation = plan.citations.get(symbol="02-CTr/ĐUK")
        other = register("88-CV/TU", type_name="Công văn")

        answer = desk.post(
            url("citation", citation.pk), {"relation": "cites", "target": str(other.pk)}
        )

        assert answer.status_code == 422

    def test_dropped(self, desk, plan):
        citation = plan.citations.first()
        desk.post(url("citation_drop", citation.pk))

        assert citation not in Citation.objects.kept()

    @pytest.mark.parametrize("name", ["repair", "citation_drop"])
    def test_not_allowed_and_not_found(
        self, as_client, doubt, officer, secretary, far_officer, world, name
    ):
        services.issue_document(document=doubt.document, to=[world.works], actor=officer)
        choice = {"choice": "19-QĐ/TU"}

        assert as_client(secretary).post(url(name, doubt.pk), choice).status_code == 403
        assert as_client(far_officer).post(url(name, doubt.pk), choice).status_code == 404

    def test_a_link_to_what_the_reader_may_not_see_is_not_printed(
        self, as_client, register, officer, secretary, world
    ):
        upper = register("11-NQ/ĐUK", on=date(2026, 1, 1), issuer=world.bloc)
        lower = register("12-KH/ĐUK", "Thực hiện Nghị quyết số 11-NQ/ĐUK.", issuer=world.bloc)
        services.issue_document(document=lower, to=[world.works], actor=officer)

        for name in ("detail", "chain"):
            page = as_client(secretary).get(url(name, lower.pk)).content.decode()
            assert url("detail", upper.pk) not in page


class TestCoverageAndWaivers:
    @pytest.fixture
    def taken(self, plan, officer, world):
        from decimal import Decimal

        from sotay.followups.rules import Measure

        services.take_draft(
            draft=plan.drafts.get(text__startswith="Các đảng ủy"),
            owners=[world.works, world.plain], title="Rà soát", starts_on=OCTOBER,
            due_on=date(2026, 12, 30), product="",
            criteria=[Measure("quantity", "Kỳ", target=Decimal(1))], actor=officer,
        )  # fmt: skip
        return plan.clauses.get(path="II.1")

    def test_silent_waived_and_back(self, desk, plan, taken, world):
        page = desk.get(url("coverage", plan.pk)).content.decode()
        waive = url("waive", taken.pk, world.works.pk)
        assert waive in page

        assert desk.get(waive).status_code == 200
        assert desk.post(waive, {"reason": ""}).status_code == 422
        assert desk.post(waive, {"reason": "Vừa sáp nhập"}).status_code == 302
        assert "Vừa sáp nhập" in desk.get(url("coverage", plan.pk)).content.decode()

        desk.post(url("unwaive", Waiver.objects.get().pk))
        assert not Waiver.objects.exists()

    def test_not_allowed_and_not_found(
        self, as_client, desk, taken, plan, officer, works_secretary, inspector, world
    ):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        assert as_client(inspector).get(url("waive", taken.pk, world.works.pk)).status_code == 403
        own = as_client(works_secretary).post(
            url("waive", taken.pk, world.works.pk), {"reason": "Bận"}
        )
        assert own.status_code == 422  # nobody lets themselves off
        assert desk.get(url("waive", taken.pk, world.far.pk)).status_code == 404
        assert desk.post(url("unwaive", 99_999)).status_code == 404

    def test_seen_from_below_the_table_is_of_ones_own_organisation(
        self, as_client, taken, plan, officer, works_secretary, world
    ):
        services.issue_document(document=plan, to=[world.works], actor=officer)

        table = as_client(works_secretary).get(url("coverage", plan.pk)).context["coverage"]

        assert [row.organisation.pk for row in table.rows] == [world.hill.pk, world.river.pk]


class TestComparePages:
    def test_passages_side_by_side(self, desk, cell_plan):
        page = desk.get(url("compare", cell_plan.pk)).content.decode()

        assert '<span class="copy">rà soát quy chế làm việc, báo cáo Đảng ủy</span>' in page
        assert 'mất hạn <span class="nw">15-11-2026</span>' in page
        assert "mất số lượng 01 kỳ" in page
        assert "30 trên 85 âm tiết" in page
        assert "35\u00a0%" in page

    def test_leads_to_a_note_on_the_task_it_answers(
        self, desk, as_client, plan, cell_plan, inspector, officer, world
    ):
        given = {"owners": [world.plain], "title": "Sinh hoạt", "due_on": date(2026, 12, 31)}
        task = issue_task(**given, programme_id=plan.pk, actor=officer)[0]

        offered = desk.get(url("compare", cell_plan.pk)).context["suggestable"]
        assert offered.task == task
        words = desk.get(offered.url).context["form"].initial["words"]
        assert "Kế hoạch 09-KH/CB giống nguyên văn 35\u00a0%" in words
        assert "hạn 15-11-2026" in words
        assert as_client(inspector).get(url("compare", cell_plan.pk)).context["suggestable"] is None
        past = desk.get(url("compare", cell_plan.pk), {"ngay": "2026-11-01"})
        assert past.context["suggestable"] is None

    def test_without_such_a_task_there_is_nowhere_to_send_a_note(self, desk, cell_plan):
        assert desk.get(url("compare", cell_plan.pk)).context["suggestable"] is None

    @pytest.mark.parametrize("against", ["last_year", "neighbour", "zzz", ""])
    def test_nothing_to_compare_says_why(self, desk, plan, against):
        assert desk.get(url("compare", plan.pk), {"voi": against}).status_code == 200

    @pytest.mark.parametrize("other", ["zzz", "9" * 30, "-1", "٣"])
    def test_a_strange_other_text_is_passed_over(self, desk, cell_plan, other):
        assert desk.get(url("compare", cell_plan.pk), {"van-ban": other}).status_code == 200

    def test_hollow_names_the_share_of_the_rule(self, desk, cell_plan):
        page = desk.get(url("hollow")).content.decode()

        assert "từ 60\u00a0%" in page


def test_the_panel_of_an_organisation_lists_its_papers(desk, plan, officer, world):
    from sotay.organisations import panels

    services.issue_document(document=plan, to=[world.works], actor=officer)
    shown = {
        one.template: one.context
        for one in panels.collect(officer, world.bloc, officer.today, None)
    }
    works = {
        one.template: one.context
        for one in panels.collect(officer, world.works, officer.today, None)
    }

    template = "directives/_organisation_panel.html"
    assert [paper.pk for paper in shown[template]["papers"]] == [plan.pk]
    assert (works[template]["received"], works[template]["unopened"]) == (1, 1)


def test_a_future_day_of_issue_is_not_on_the_list_of_today(desk, register, world):
    register("90-KH/ĐUK", on=timezone.localdate() + timedelta(days=3), issuer=world.bloc)

    assert not desk.get(url("list")).context["page"].object_list
