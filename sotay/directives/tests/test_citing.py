"""From a citation to the document it means: linked where one answers, left where two do."""

from datetime import date

import pytest

from sotay.directives import citing, services
from sotay.directives.models import Citation, Document

UNDATED = "Thực hiện Quy định số 262-QĐ/TW của Bộ Chính trị, chi bộ ban hành kế hoạch."
DATED = "Thực hiện Quy định số 262-QĐ/TW, ngày 08-10-2014 của Bộ Chính trị, chi bộ làm như sau."


@pytest.fixture
def of_2014(register):
    return register("262-QĐ/TW", on=date(2014, 10, 8))


@pytest.fixture
def of_2025(register):
    return register("262-QĐ/TW", on=date(2025, 2, 3))


class TestTwoOfOneSymbol:
    def test_stay_unlinked_without_a_date(self, of_2014, of_2025, register):
        assert register(text=UNDATED).citations.get().target is None

    def test_the_date_tells_which(self, of_2014, of_2025, register):
        assert register(text=DATED).citations.get().target == of_2014

    def test_one_alone_is_linked_and_the_second_takes_the_link_back(self, of_2014, register):
        citing_one = register(text=UNDATED)
        assert citing_one.citations.get().target == of_2014

        register("262-QĐ/TW", on=date(2025, 2, 3))

        assert citing_one.citations.get().target is None

    def test_a_paper_issued_later_cannot_have_been_meant(self, of_2014, of_2025, register):
        early = register("05-KH/ĐUK", UNDATED, on=date(2020, 1, 1))

        assert early.citations.get().target == of_2014

    def test_issued_the_same_day_can(self, of_2014, of_2025, register):
        same_day = register("05-KH/ĐUK", UNDATED, on=date(2025, 2, 3))
        day_before = register("06-KH/ĐUK", UNDATED, on=date(2025, 2, 2))

        assert same_day.citations.get().target is None  # both may be meant
        assert day_before.citations.get().target == of_2014


class TestLinking:
    def test_backwards_when_the_cited_paper_comes_in_later(self, plan, central):
        assert plan.citations.get(symbol="42-HD/BTCTW").target == central

    def test_with_and_without_the_leading_zero(self, register):
        nine = register("9-NQ/TW", on=date(2025, 1, 1))

        one = register("11-KH/ĐUK", "Thực hiện Nghị quyết số 09-NQ/TW.")
        other = register("12-KH/ĐUK", "Thực hiện Nghị quyết số 9-NQ/TW.")

        assert one.citations.get().target == other.citations.get().target == nine

    def test_the_type_written_out_must_agree(self, register):
        register("98-QĐ/TW", on=date(2025, 1, 1), type_name="Quyết định")

        citing_one = register(text="Thực hiện Quy định số 98-QĐ/TW của Bộ Chính trị.")

        assert citing_one.citations.get().target is None

    def test_what_is_doubtful_is_never_linked_by_itself(self, plan, register):
        register("19-CT/TU", on=date(2025, 5, 9))

        assert plan.citations.get(is_inconsistent=True).target is None

    def test_a_neighbours_paper_of_the_same_symbol_is_not_meant(
        self, register, works_secretary, world
    ):
        register("02-KH/CB", on=date(2026, 1, 5), issuer=world.river)

        citing_one = register("03-KH/CB", "Thực hiện Kế hoạch số 02-KH/CB.", issuer=world.hill)

        assert citing_one.citations.get().target is None

    def test_another_blocs_paper_is_not_meant(self, register, far_officer, world):
        register("02-CTr/ĐUK", on=date(2026, 1, 5), actor=far_officer, issuer=world.far)

        citing_one = register(text="Thực hiện Chương trình số 02-CTr/ĐUK.", issuer=world.bloc)

        assert citing_one.citations.get().target is None

    def test_the_paper_kept_above_answers_before_one_kept_below(self, register, secretary, world):
        below = register("07-KL/TW", on=date(2025, 1, 1), actor=secretary)
        above = register("07-KL/TW", on=date(2025, 1, 1), file_name="")
        citing_one = register("03-KH/CB", "Thực hiện Kết luận số 07-KL/TW.", issuer=world.hill)

        assert below.home == world.river
        assert citing_one.citations.get().target == above


class TestRepairs:
    def test_documents_of_each_repair_then_bare_words(self, plan, register, officer):
        directive = register("19-CT/TU", on=date(2025, 5, 9))
        doubt = plan.citations.select_related("document__issuer").get(is_inconsistent=True)

        found = citing.repairs(doubt, Document.objects.visible_to(officer))

        assert [(repair.words, repair.document) for repair in found] == [
            ("19-QĐ/TU", None),
            ("Chỉ thị 19-CT/TU", directive),
        ]
        assert [repair.value for repair in found] == ["19-QĐ/TU", str(directive.pk)]

    def test_never_a_document_that_the_reader_may_not_see(self, plan, register, stranger):
        register("19-CT/TU", on=date(2025, 5, 9))
        doubt = plan.citations.get(is_inconsistent=True)

        found = citing.repairs(doubt, Document.objects.visible_to(stranger))

        assert all(repair.document is None for repair in found)


def test_a_circle_of_citations_ends(register, world, officer):
    one = register("21-KH/ĐUK", "Thực hiện Kế hoạch số 22-KH/ĐUK.", issuer=world.bloc)
    other = register("22-KH/ĐUK", "Thực hiện Kế hoạch số 21-KH/ĐUK.", issuer=world.bloc)
    Citation.objects.filter(document=one).update(target=other)

    assert citing.hanging_on(one) == sorted([one.pk, other.pk])


class TestByName:
    PLENUM = "Thực hiện Nghị quyết Trung ương 4 khóa XII, chi bộ ban hành kế hoạch."
    ABSTRACT = "Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XII về xây dựng Đảng"

    def test_the_one_resolution_of_the_plenum(self, register):
        fourth = register("04-NQ/TW", on=date(2016, 10, 30), abstract=self.ABSTRACT)
        register("05-NQ/TW", on=date(2016, 11, 1), abstract="về kinh tế, Hội nghị trung ương")

        assert register(text=self.PLENUM).citations.get().target == fourth

    def test_backwards_when_it_comes_in_later(self, register):
        citing_one = register(text=self.PLENUM)
        assert citing_one.citations.get().target is None

        fourth = register("04-NQ/TW", on=date(2016, 10, 30), abstract=self.ABSTRACT)

        assert citing_one.citations.get().target == fourth

    def test_two_of_one_plenum_are_left_to_a_person(self, register):
        sixth = "Hội nghị Trung ương 6 khóa XII"
        citing_one = register(text="Thực hiện Nghị quyết Trung ương 6 khóa XII, chi bộ làm.")
        one = register("18-NQ/TW", on=date(2017, 10, 25), abstract=f"{sixth} về bộ máy")
        assert citing_one.citations.get().target == one

        register("19-NQ/TW", on=date(2017, 10, 25), abstract=f"{sixth} về đơn vị sự nghiệp")

        assert citing_one.citations.get().target is None

    @pytest.mark.parametrize(
        ("abstract", "type_name"),
        [
            ("Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XI", "Nghị quyết"),
            ("Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XII", "Kết luận"),
            ("thực hiện Nghị quyết Trung ương 4 khóa XII", "Nghị quyết"),
            ("về xây dựng Đảng khóa XII", "Nghị quyết"),
        ],
    )
    def test_of_another_term_or_type_or_only_citing_it_is_not_meant(
        self, register, abstract, type_name
    ):
        register("04-NQ/TW", on=date(2016, 10, 30), abstract=abstract, type_name=type_name)

        assert register(text=self.PLENUM).citations.get().target is None

    def test_a_plenum_without_its_term_is_not_linked(self, register):
        register("04-NQ/TW", on=date(2016, 10, 30), abstract=self.ABSTRACT)

        citing_one = register(text="Thực hiện Nghị quyết Trung ương 4, chi bộ ban hành kế hoạch.")

        assert citing_one.citations.get().target is None

    def test_a_congress(self, register):
        abstract = "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIV của Đảng"
        of_the_party = register("01-NQ/ĐH", on=date(2026, 1, 23), abstract=abstract)
        register("02-NQ/ĐUK", on=date(2025, 8, 1), abstract="Đại hội Đảng bộ Khối lần thứ XIV")

        citing_one = register(text="Thực hiện Nghị quyết Đại hội XIV của Đảng, chi bộ làm.")

        assert citing_one.citations.get().target == of_the_party

    def test_a_congress_of_one_organisation(self, register):
        own = register("02-NQ/ĐUK", on=date(2025, 8, 1), abstract="Đại hội Đảng bộ Khối lần thứ II")

        citing_one = register(text="Thực hiện Nghị quyết Đại hội Đảng bộ Khối lần thứ II, chi bộ.")

        assert citing_one.citations.get().target == own

    def test_what_a_person_chose_stays(self, register, officer):
        other = register("07-NQ/TW", on=date(2016, 11, 18))
        citing_one = register(text=self.PLENUM)
        services.link_citation(citation=citing_one.citations.get(), target=other, actor=officer)

        register("04-NQ/TW", on=date(2016, 10, 30), abstract=self.ABSTRACT)

        assert citing_one.citations.get().target == other


class TestStateLaw:
    TEXT = (
        "Căn cứ Nghị định số 30/2020/NĐ-CP, ngày 05-3-2020 của Chính phủ, Luật Viên chức và Quyết"
        " định số 1671/QĐ-TTg, chi bộ ban hành kế hoạch."
    )

    def test_is_kept_among_what_the_paper_is_based_on(self, register):
        kept = register(text=self.TEXT).citations.order_by("start")

        assert [(row.symbol or row.named, row.relation, row.target) for row in kept] == [
            ("30/2020/NĐ-CP", "based_on", None),
            ("Luật Viên chức", "based_on", None),
            ("1671/QĐ-TTg", "based_on", None),
        ]

    def test_stands_in_the_chain_of_the_paper(self, register, as_client, officer):
        paper = register(text=self.TEXT)

        page = as_client(officer).get(f"/documents/{paper.pk}/chain/").content.decode()

        assert all(words in page for words in ("30/2020/NĐ-CP", "Luật Viên chức", "1671/QĐ-TTg"))

    def test_is_linked_where_the_register_holds_it(self, register):
        decree = register("30/2020/NĐ-CP", on=date(2020, 3, 5), type_name="Nghị định")

        citing_one = register(text=self.TEXT)

        assert str(decree) == "Nghị định 30/2020/NĐ-CP"
        assert citing_one.citations.get(symbol="30/2020/NĐ-CP").target == decree
