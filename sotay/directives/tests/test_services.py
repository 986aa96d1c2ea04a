"""Every act on a document: done, refused, not allowed; and the day on each side of every edge."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput
from sotay.core.models import AuditEntry
from sotay.directives import services
from sotay.directives.models import Citation, Distribution, Document, DraftTask, Waiver
from sotay.directives.services import DocumentRefused, MarkedPaper
from sotay.directives.tests.conftest import OCTOBER, identity
from sotay.directives.tests.papers import BLOC_PLAN, reading
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.followups.rules import Measure

MEETINGS = Measure("quantity", "Số kỳ sinh hoạt", target=Decimal(1), unit="kỳ")


class TestRegisterDocument:
    def test_keeps_every_finding_in_its_place(self, plan):
        assert plan.state == "registered"
        assert plan.home == plan.issuer
        texts = [plan.text[c.start : c.end] for c in plan.citations.all()]
        assert [c.text for c in plan.citations.all()] == texts
        assert [t.text for t in plan.drafts.all()] == [
            plan.text[t.start : t.end] for t in plan.drafts.all()
        ]
        assert {c.path for c in plan.clauses.all()} >= {"I", "II", "II.1", "II.4"}
        task = plan.drafts.get(text__startswith="Các đảng ủy")
        assert (task.clause.path, task.due_on) == ("II.1", date(2026, 11, 14))

    def test_a_clause_keeps_its_own_words_only(self, plan):
        assert plan.clauses.get(path="II").text == "II. Nhiệm vụ"

    def test_a_doubtful_citation_keeps_its_repairs(self, plan):
        doubt = plan.citations.get(is_inconsistent=True)

        assert (doubt.reason, doubt.alternatives) == ("type", ["19-QĐ/TU", "Chỉ thị 19-CT/TU"])
        assert doubt.target is None

    def test_writes_numbers_below_ten_with_two_figures(self, register):
        assert register("3-NQ/TW").symbol == "03-NQ/TW"

    def test_the_same_identity_stands_once(self, register, plan, world):
        with pytest.raises(DocumentRefused, match="27-KH/ĐUK ngày 14-10-2026 đã có trong sổ"):
            register(text="Khác.", issuer=world.bloc)

        assert Document.objects.count() == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"symbol": "28-KH/ĐUK"},
            {"on": OCTOBER + timedelta(days=1)},
            {"on": OCTOBER - timedelta(days=1)},
            {"type_name": "Kế hoạch phối hợp"},
        ],
    )
    def test_number_day_and_type_each_tell_papers_apart(self, register, plan, world, other):
        assert register(issuer=world.bloc, **other).pk != plan.pk

    def test_two_committees_may_issue_the_same_symbol(self, register, plan, world):
        assert register("27-KH/ĐUK", issuer=world.works).pk != plan.pk

    def test_what_a_superior_keeps_is_not_put_in_again_below(self, central, register, secretary):
        with pytest.raises(DocumentRefused, match="đã có trong sổ"):
            register("42-HD/BTCTW", on=date(2025, 10, 28), actor=secretary)

    def test_another_bloc_keeps_its_own(self, central, register, far_officer):
        other = register("42-HD/BTCTW", on=date(2025, 10, 28), actor=far_officer)

        assert other.registered_by == far_officer.organisation
        assert other.pk != central.pk

    @pytest.mark.parametrize("part", ["number", "organ_symbol", "type_name"])
    def test_a_part_that_is_missing_is_named(self, officer, part, db):
        from dataclasses import replace

        with pytest.raises(DocumentRefused, match="Thiếu"):
            services.register_document(
                reading=reading("Chữ."), identity=replace(identity(), **{part: " "}), actor=officer
            )

    def test_a_part_that_is_too_long_is_refused_in_words(self, officer):
        with pytest.raises(DocumentRefused, match="dài quá 20"):
            services.register_document(
                reading=reading("Chữ."), identity=identity("1" * 30 + "-KH/CB"), actor=officer
            )

    def test_a_day_far_ahead_is_a_slip_of_the_pen(self, register, today):
        register("01-KH/CB", on=today + timedelta(days=366))
        with pytest.raises(DocumentRefused, match="còn quá xa"):
            register("02-KH/CB", on=today + timedelta(days=367))

    def test_only_for_ones_own_organisations(self, register, secretary, world):
        with pytest.raises(PermissionDenied):
            register(actor=secretary, issuer=world.hill)

    @pytest.mark.parametrize("who", ["inspector", "stranger"])
    def test_not_without_an_office_that_registers(self, register, request, who):
        with pytest.raises((PermissionDenied, DocumentRefused)):
            register(actor=request.getfixturevalue(who))

    def test_leaves_a_trace(self, plan):
        acts = AuditEntry.objects.filter(subject_id=plan.pk).values_list("act", flat=True)

        assert {"directives.register", "directives.confirm"} <= set(acts)

    def test_words_that_the_database_cannot_hold_are_left_out(self, officer):
        read = services.read_offered("Chi bộ\x00họp mỗi tháng một kỳ.")
        made = services.register_document(reading=read, identity=identity(), actor=officer)

        assert made.text == "Chi bộ họp mỗi tháng một kỳ."

    def test_a_text_of_too_many_words_is_still_found_by_its_beginning(self, register):
        hostile = "mởđầu " + " ".join(f"ặ{n}ặặặặặặ" for n in range(30_000))

        made = register(text=hostile)

        assert made in Document.objects.matching("mởđầu")


class TestSecrecy:
    def test_a_marked_paper_is_kept_without_words(self, officer):
        made = services.register_document(
            reading=reading(""), identity=identity(), secrecy_mark="toi-mat", actor=officer
        )

        assert (made.text, made.file, made.abstract) == ("", None, "")
        assert made.get_secrecy_display() == "Tối mật"

    @pytest.mark.parametrize(
        "given",
        [
            {"reading": reading("Nội dung.")},
            {"identity": identity(abstract="về một việc")},
        ],
    )
    def test_words_and_abstract_are_refused(self, officer, given):
        told = {"reading": reading(""), "identity": identity(), **given}

        with pytest.raises(MarkedPaper, match="dấu mật"):
            services.register_document(**told, secrecy_mark="mat", actor=officer)

        assert not Document.objects.exists()

    def test_a_file_is_refused(self, officer):
        stored = services.keep_file("Một tờ giấy.".encode(), "giay.txt")

        with pytest.raises(MarkedPaper):
            services.register_document(
                reading=reading(""), identity=identity(), file=stored, secrecy_mark="mat",
                actor=officer,
            )  # fmt: skip

    def test_a_paper_that_carries_the_mark_is_not_even_read(self, officer):
        with pytest.raises(MarkedPaper):
            services.read_offered(BLOC_PLAN.replace("*", "MẬT"))
        with pytest.raises(MarkedPaper):
            services.read_offered(content=BLOC_PLAN.replace("*", "MẬT").encode(), name="a.txt")
        with pytest.raises(MarkedPaper):
            services.register_document(
                reading=reading("TUYỆT MẬT\nNội dung."), identity=identity(), actor=officer
            )

    def test_the_abstract_stays_out_when_confirmed(self, officer):
        made = services.register_document(
            reading=reading(""), identity=identity(), secrecy_mark="mat", actor=officer
        )
        with pytest.raises(MarkedPaper):
            services.confirm_document(
                document=made, identity=identity(abstract="về một việc"), actor=officer
            )


class TestReadOffered:
    def test_nothing_is_refused_in_words(self):
        with pytest.raises(BadInput, match="chọn tệp hoặc dán"):
            services.read_offered("  \n ")

    def test_a_file_that_cannot_be_read_says_what_to_do(self):
        with pytest.raises(BadInput, match=r"anh\.pdf"):
            services.read_offered(content=b"%PDF-1.4 hong", name="anh.pdf")

    def test_a_web_page_is_read_and_not_kept(self, db):
        page = "<html><body><p>Chi bộ họp mỗi tháng.</p></body></html>".encode()

        assert "Chi bộ họp" in services.read_offered(content=page, name="trang.html").text
        assert services.keep_file(page, "trang.html") is None

    def test_the_same_file_is_kept_once(self, db):
        one = services.keep_file("Một tờ giấy.".encode(), "a.txt")
        other = services.keep_file("Một tờ giấy.".encode(), "b.txt")

        assert one == other


class TestConfirmDocument:
    def test_puts_it_into_the_register_and_keeps_what_the_form_does_not_show(
        self, register, officer
    ):
        draft = register(confirmed=False)
        assert draft.state == "draft"

        told = identity(place="Sông Vân", authority="T/M BAN THƯỜNG VỤ", signer="Vũ Đình Khải")
        made = services.confirm_document(document=draft, identity=told, actor=officer)

        assert (made.state, made.place, made.authority) == (
            "registered", "Sông Vân", "T/M BAN THƯỜNG VỤ",
        )  # fmt: skip
        assert made.in_force_from == OCTOBER

    def test_may_not_take_the_identity_of_another(self, register, plan, world, officer):
        other = register("28-KH/ĐUK", issuer=world.bloc, confirmed=False)

        with pytest.raises(DocumentRefused, match="đã có trong sổ"):
            services.confirm_document(document=other, identity=identity(), actor=officer)

        other.refresh_from_db()
        assert (other.number, other.state) == ("28", "draft")

    def test_holds_from_the_day_said_and_not_before_its_issue(self, register, officer):
        draft = register(confirmed=False)
        with pytest.raises(DocumentRefused, match="trước ngày ban hành"):
            services.confirm_document(
                document=draft, identity=identity(), actor=officer,
                in_force_from=OCTOBER - timedelta(days=1),
            )  # fmt: skip
        made = services.confirm_document(
            document=draft, identity=identity(), actor=officer,
            in_force_from=OCTOBER + timedelta(days=10),
        )  # fmt: skip

        assert made not in Document.objects.in_force(OCTOBER + timedelta(days=9))
        assert made in Document.objects.in_force(OCTOBER + timedelta(days=10))

    def test_not_by_somebody_below(self, plan, secretary):
        with pytest.raises(PermissionDenied):
            services.confirm_document(document=plan, identity=identity(), actor=secretary)


class TestRemoveDraft:
    def test_a_paper_only_read_goes(self, register, officer):
        draft = register(confirmed=False)

        services.remove_draft_document(document=draft, actor=officer)

        assert not Document.objects.exists()

    def test_a_confirmed_one_stays(self, plan, officer):
        with pytest.raises(DocumentRefused, match="không xóa"):
            services.remove_draft_document(document=plan, actor=officer)

    def test_not_by_somebody_else(self, register, far_officer):
        draft = register(confirmed=False)
        with pytest.raises(PermissionDenied):
            services.remove_draft_document(document=draft, actor=far_officer)


class TestIssueDocument:
    def test_goes_once_to_each(self, plan, world, officer):
        first = services.issue_document(document=plan, to=[world.works, world.plain], actor=officer)
        again = services.issue_document(document=plan, to=[world.works, world.river], actor=officer)

        assert len(first) == 2
        assert [row.organisation for row in again] == [world.river]
        assert plan.distributions.count() == 3
        plan.refresh_from_db()
        assert plan.state == "issued"

    def test_twice_the_same_name_is_one_sending(self, plan, world, officer):
        assert len(services.issue_document(
            document=plan, to=[world.works, world.works], actor=officer)) == 1  # fmt: skip

    def test_a_report_goes_up_its_line(self, cell_plan, world, officer):
        assert services.issue_document(document=cell_plan, to=[world.bloc], actor=officer)

    @pytest.mark.parametrize("where", ["far", "shore"])
    def test_never_off_the_line(self, plan, world, officer, where):
        with pytest.raises(DocumentRefused, match="trực thuộc"):
            services.issue_document(document=plan, to=[getattr(world, where)], actor=officer)

    def test_a_cells_paper_goes_to_no_neighbour(self, cell_plan, world, officer):
        with pytest.raises(DocumentRefused):
            services.issue_document(document=cell_plan, to=[world.works], actor=officer)

    def test_not_before_it_is_confirmed(self, register, world, officer):
        draft = register(confirmed=False)
        with pytest.raises(DocumentRefused, match="chưa xác nhận"):
            services.issue_document(document=draft, to=[world.works], actor=officer)

    def test_somebody_must_be_named(self, plan, officer):
        with pytest.raises(DocumentRefused, match="nơi nhận"):
            services.issue_document(document=plan, to=[], actor=officer)

    def test_a_clerk_registers_and_does_not_issue(self, plan, world):
        from sotay.testing.worlds import _actor, person

        clerk = _actor(person("clerk", "Mai Thị Thư", ("clerk", world.bloc)))
        with pytest.raises(PermissionDenied):
            services.issue_document(document=plan, to=[world.works], actor=clerk)


class TestMarkOpened:
    @pytest.fixture
    def sent(self, plan, world, officer):
        services.issue_document(document=plan, to=[world.river, world.works], actor=officer)
        return plan

    def test_the_first_opening_counts_and_no_other(self, sent, secretary, world):
        assert services.mark_opened(document=sent, actor=secretary) == 1
        first = Distribution.objects.get(organisation=world.river)

        assert services.mark_opened(document=sent, actor=secretary) == 0
        again = Distribution.objects.get(organisation=world.river)
        assert (again.opened_by, again.opened_at) == (secretary.user, first.opened_at)

    def test_looking_from_above_is_no_receipt(self, sent, officer):
        assert services.mark_opened(document=sent, actor=officer) == 0
        assert not Distribution.objects.exclude(opened_at=None).exists()

    def test_a_member_of_the_cell_opens_for_the_cell(self, sent, stranger, world):
        from dataclasses import replace

        assert services.mark_opened(document=sent, actor=replace(stranger, home=world.river)) == 1


class TestEndForce:
    def test_ends_on_the_day_and_not_before(self, plan, officer):
        end = date(2026, 12, 31)
        services.end_force(document=plan, on=end, actor=officer)

        assert plan in Document.objects.in_force(end - timedelta(days=1))
        assert plan not in Document.objects.in_force(end)
        assert plan in Document.objects.in_force(OCTOBER)
        assert plan not in Document.objects.in_force(OCTOBER - timedelta(days=1))

    def test_not_on_or_before_its_first_day(self, plan, officer):
        with pytest.raises(DocumentRefused, match="phải sau ngày có hiệu lực"):
            services.end_force(document=plan, on=OCTOBER, actor=officer)
        services.end_force(document=plan, on=OCTOBER + timedelta(days=1), actor=officer)

    def test_not_of_a_paper_only_read(self, register, officer):
        with pytest.raises(DocumentRefused):
            services.end_force(
                document=register(confirmed=False), on=date(2027, 1, 1), actor=officer
            )

    def test_not_by_somebody_below(self, central, secretary):
        with pytest.raises(PermissionDenied):
            services.end_force(document=central, on=date(2027, 1, 1), actor=secretary)


@pytest.fixture
def take(officer, world):
    def give(draft: DraftTask, **changes: object) -> list[Task]:
        given = {
            "owners": [world.works, world.plain],
            "title": "Rà soát quy chế làm việc",
            "starts_on": OCTOBER,
            "due_on": date(2026, 11, 30),
            "product": "Báo cáo",
            "criteria": [MEETINGS],
            "actor": officer,
        }
        return services.take_draft(draft=draft, **{**given, **changes})

    return give


class TestTakeDraft:
    def test_becomes_a_task_of_each_with_its_clause(self, plan, take, world):
        draft = plan.drafts.get(text__startswith="Các đảng ủy")

        tasks = take(draft)

        assert {task.owner for task in tasks} == {world.works, world.plain}
        assert {task.source for task in tasks} == {draft.clause}
        assert {task.programme_id for task in tasks} == {plan.pk}
        assert {task.issued_by for task in tasks} == {world.bloc}
        draft.refresh_from_db()
        plan.refresh_from_db()
        assert (draft.state, plan.is_programme) == ("taken", True)

    def test_once(self, plan, take):
        draft = plan.drafts.first()
        take(draft)
        with pytest.raises(DocumentRefused, match="đã được xử lý"):
            take(draft)

    def test_not_before_the_paper_is_confirmed(self, register, take):
        draft = register(text=BLOC_PLAN, confirmed=False).drafts.first()
        with pytest.raises(DocumentRefused, match="chưa xác nhận"):
            take(draft)

    def test_not_by_somebody_below(self, plan, take, works_secretary, world):
        with pytest.raises(PermissionDenied):
            take(plan.drafts.first(), owners=[world.river], actor=works_secretary)

    def test_a_paper_from_outside_is_given_by_who_keeps_it(self, register, take, world):
        outside = register("02-CTr/TU", BLOC_PLAN)

        tasks = take(outside.drafts.first())

        assert {task.issued_by for task in tasks} == {world.bloc}


class TestDropAndRestore:
    def test_dropped_and_taken_back(self, plan, officer):
        draft = plan.drafts.first()

        services.drop_draft(draft=draft, actor=officer)
        draft.refresh_from_db()
        assert draft.state == "dropped"

        services.restore_draft(draft=draft, actor=officer)
        draft.refresh_from_db()
        assert draft.state == "proposed"

    def test_what_was_given_is_not_dropped(self, plan, officer, take):
        draft = plan.drafts.first()
        take(draft)
        with pytest.raises(DocumentRefused, match="đã giao"):
            services.drop_draft(draft=draft, actor=officer)

    def test_not_by_another_bloc(self, plan, far_officer):
        with pytest.raises(PermissionDenied):
            services.drop_draft(draft=plan.drafts.first(), actor=far_officer)


class TestCorrectAndAdd:
    def test_what_is_missing_follows(self, plan, officer):
        draft = plan.drafts.get(text__startswith="Tăng cường")
        assert draft.missing == ["owner", "day", "criterion"]

        services.correct_draft(
            draft=draft, who="Các chi bộ", what="Đổi mới sinh hoạt", due_on=date(2026, 12, 31),
            criterion="", product="", actor=officer,
        )  # fmt: skip

        draft.refresh_from_db()
        assert (draft.missing, draft.who) == (["criterion", "product"], "Các chi bộ")

    def test_something_must_be_done(self, plan, officer):
        with pytest.raises(BadInput, match="việc phải làm"):
            services.correct_draft(
                draft=plan.drafts.first(), who="", what=" ", due_on=None, criterion="", product="",
                actor=officer,
            )  # fmt: skip

    def test_a_passage_is_found_over_breaks_of_line(self, register, officer):
        document = register(text="I. Nhiệm vụ\n1. Chi bộ họp vào\nngày đầu tháng.")

        draft = services.add_draft(
            document=document, words="Chi bộ  họp vào ngày đầu", actor=officer
        )

        assert draft.text == "Chi bộ họp vào\nngày đầu"
        assert (draft.line, draft.clause.path) == (2, "I.1")

    @pytest.mark.parametrize("words", ["ngắn", "đoạn này không có trong văn bản"])
    def test_only_words_of_the_paper(self, plan, officer, words):
        with pytest.raises(BadInput):
            services.add_draft(document=plan, words=words, actor=officer)


class TestWaiveClause:
    def test_with_a_reason_by_the_level_above(self, plan, officer, world):
        clause = plan.clauses.get(path="II.1")

        services.waive_clause(
            clause=clause, organisation=world.plain, reason=" Chi bộ mới  lập ", actor=officer
        )
        services.waive_clause(
            clause=clause, organisation=world.plain, reason="Lý do sau", actor=officer
        )

        assert Waiver.objects.get().reason == "Lý do sau"

    def test_nobody_lets_themselves_off(self, plan, works_secretary, world):
        with pytest.raises(DocumentRefused, match="cấp trên quyết định"):
            services.waive_clause(
                clause=plan.clauses.first(), organisation=world.works, reason="Bận",
                actor=works_secretary,
            )  # fmt: skip

    def test_not_without_a_reason(self, plan, officer, world):
        with pytest.raises(DocumentRefused, match="lý do"):
            services.waive_clause(
                clause=plan.clauses.first(), organisation=world.plain, reason=" ", actor=officer
            )

    def test_not_in_another_bloc(self, plan, far_officer, world):
        with pytest.raises(PermissionDenied):
            services.waive_clause(
                clause=plan.clauses.first(), organisation=world.plain, reason="x", actor=far_officer
            )

    def test_taken_back(self, plan, officer, world):
        made = services.waive_clause(
            clause=plan.clauses.first(), organisation=world.plain, reason="x", actor=officer
        )
        services.unwaive_clause(waiver=made, actor=officer)

        assert not Waiver.objects.exists()


class TestWhatHangsOnAText:
    """When the upper text changes, the tasks made from it are marked, down the chain."""

    @pytest.fixture
    def tasks(self, plan, take):
        return take(plan.drafts.get(text__startswith="Các đảng ủy"))

    def stale(self):
        return set(Task.objects.filter(is_stale=True).values_list("pk", flat=True))

    def test_an_end_marks_the_tasks(self, plan, tasks, officer):
        services.end_force(document=plan, on=date(2026, 12, 1), actor=officer)

        assert self.stale() == {task.pk for task in tasks}
        assert "hết hiệu lực từ ngày 01-12-2026" in Task.objects.get(pk=tasks[0].pk).stale_reason

    def test_a_text_that_replaces_it_ends_it_on_its_own_first_day(
        self, plan, tasks, register, world
    ):
        new = register(
            "31-KH/ĐUK",
            "Kế hoạch này thay thế Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026 của Đảng ủy Khối.",
            on=date(2026, 11, 2),
            issuer=world.bloc,
        )

        plan.refresh_from_db()
        assert new.citations.get().relation == "replaces"
        assert plan.in_force_to == date(2026, 11, 2)
        assert plan in Document.objects.in_force(date(2026, 11, 1))
        assert plan not in Document.objects.in_force(date(2026, 11, 2))
        assert self.stale() == {task.pk for task in tasks}

    def test_only_once_it_is_confirmed(self, plan, tasks, register, world):
        register(
            "31-KH/ĐUK", "Kế hoạch này thay thế Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026.",
            on=date(2026, 11, 2), issuer=world.bloc, confirmed=False,
        )  # fmt: skip

        plan.refresh_from_db()
        assert plan.in_force_to is None
        assert not self.stale()

    def test_a_cell_that_says_so_ends_nothing_above(self, plan, tasks, register, secretary, world):
        register(
            "01-KH/CB", "Kế hoạch này thay thế Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026.",
            on=date(2026, 11, 2), actor=secretary, issuer=world.river,
        )  # fmt: skip

        plan.refresh_from_db()
        assert plan.in_force_to is None
        assert not self.stale()

    def test_the_old_text_may_come_in_after_the_new_one(self, register):
        register(
            "294-QĐ/TW", "Quy định này thay thế Quy định số 232-QĐ/TW, ngày 20-01-2025.",
            on=date(2025, 5, 26),
        )  # fmt: skip
        old = register("232-QĐ/TW", on=date(2025, 1, 20))

        old.refresh_from_db()
        assert old.in_force_to == date(2025, 5, 26)

    def test_an_amendment_marks_and_does_not_end(self, plan, tasks, register, world):
        new = register(
            "32-KH/ĐUK", "Sửa đổi, bổ sung Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026 của Đảng ủy.",
            on=date(2026, 11, 3), issuer=world.bloc,
        )  # fmt: skip

        plan.refresh_from_db()
        assert new.citations.get().relation in ("amends", "supplements")
        assert plan.in_force_to is None
        assert self.stale() == {task.pk for task in tasks}

    def test_a_second_confirmation_does_not_mark_again(self, plan, tasks, register, world, officer):
        new = register(
            "32-KH/ĐUK", "Sửa đổi, bổ sung Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026 của Đảng ủy.",
            on=date(2026, 11, 3), issuer=world.bloc,
        )  # fmt: skip
        for task in Task.objects.filter(is_stale=True):
            followups.settle_stale(task=task, actor=officer)

        services.confirm_document(
            document=new, identity=identity("32-KH/ĐUK", date(2026, 11, 3), abstract="sửa"),
            actor=officer,
        )  # fmt: skip

        assert not self.stale()

    def test_tasks_of_the_plan_below_are_marked_too(self, plan, cell_plan, officer, world):
        draft = services.add_draft(
            document=cell_plan, words="Chi bộ rà soát quy chế làm việc", actor=officer
        )
        below = services.take_draft(
            draft=draft, owners=[world.plain], title="Rà soát", starts_on=OCTOBER,
            due_on=date(2026, 12, 1), product="", criteria=[MEETINGS], actor=officer,
        )  # fmt: skip

        services.end_force(document=plan, on=date(2026, 12, 1), actor=officer)

        assert self.stale() == {task.pk for task in below}


class TestCitationsAreDecided:
    def test_a_person_links_and_it_stays(self, register, officer):
        citing = register(text="Thực hiện Quy định số 262-QĐ/TW của Bộ Chính trị.")
        old = register("262-QĐ/TW", on=date(2014, 10, 8))
        citation = citing.citations.get()
        assert citation.target is None or citation.target == old

        services.link_citation(citation=citation, target=old, actor=officer)
        register("262-QĐ/TW", on=date(2025, 2, 3))

        citation.refresh_from_db()
        assert (citation.target, citation.is_decided) == (old, True)

    def test_a_link_as_replacing_ends_the_other(self, register, officer):
        old = register("11-KL/TW", on=date(2020, 1, 1))
        new = register("12-KL/TW", "Theo Kết luận số 11-KL/TW.", on=date(2021, 1, 1))
        citation = new.citations.get()

        services.link_citation(citation=citation, target=old, relation="replaces", actor=officer)

        old.refresh_from_db()
        assert old.in_force_to == date(2021, 1, 1)

    def test_not_to_itself_and_not_by_a_relation_there_is_not(self, plan, officer):
        citation = plan.citations.first()
        with pytest.raises(DocumentRefused, match="chính nó"):
            services.link_citation(citation=citation, target=plan, actor=officer)
        with pytest.raises(BadInput):
            services.link_citation(citation=citation, target=None, relation="loves", actor=officer)

    def test_a_repair_keeps_the_text_as_written(self, plan, officer, register):
        doubt = plan.citations.get(is_inconsistent=True)
        right = register("19-QĐ/TU", on=date(2025, 4, 2))

        services.choose_repair(citation=doubt, choice="", target=right, actor=officer)

        doubt.refresh_from_db()
        assert (doubt.target, doubt.resolution) == (right, "Quy định 19-QĐ/TU")
        assert doubt.text == "Quy định số 19-CT/TU"

    def test_a_repair_must_be_chosen(self, plan, officer):
        with pytest.raises(BadInput):
            services.choose_repair(citation=plan.citations.first(), choice=" ", actor=officer)

    def test_what_is_no_citation_is_dropped_and_stays_dropped(self, plan, officer, central):
        citation = plan.citations.get(symbol="42-HD/BTCTW")
        services.drop_citation(citation=citation, actor=officer)

        citation.refresh_from_db()
        assert (citation.is_dropped, citation.target) == (True, None)
        assert citation not in Citation.objects.kept()

    def test_not_by_somebody_below(self, plan, secretary):
        for act in (services.drop_citation,):
            with pytest.raises(PermissionDenied):
                act(citation=plan.citations.first(), actor=secretary)
