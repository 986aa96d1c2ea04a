"""The index and what is found in it: order, rights, what changes, what breaks."""

import pytest

from sotay.library import extracting, feeding, searching, services
from sotay.library.feeding import Passage
from sotay.library.searching import store
from sotay.library.tests.conftest import NOON, book
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db

TEXTS = {
    "phrase": "Ta bàn về chi bộ hôm nay.",
    "marked": "Bộ phận này họp với chi ủy.",
    "folded phrase": "Cái chỉ bò ra kia.",
    "folded": "Bỏ một tờ giấy chì đi.",
    "none": "Không có gì ở đây.",
}


def said(found):
    texts = ["".join(one.text for one in hit.pieces) for hit in found.hits]
    return [text.split(" ", 2)[2] for text in texts]  # without the heading of its chapter


def ask(actor, words, **more):
    return searching.search(actor, searching.read_question(words), **more)


@pytest.fixture
def five(give, system):
    give(book([(f"Chương {n}", f"<p>{text}</p>") for n, text in enumerate(TEXTS.values())]))
    with acting_for(system):
        assert searching.rebuild() == 5


class TestOrder:
    def test_is_phrase_then_words_then_the_same_without_marks(self, five, officer):
        found = ask(officer, "chi bộ")
        assert found.total == 4
        assert said(found) == list(TEXTS.values())[:4]

    def test_a_question_without_marks_finds_them_all(self, five, officer):
        assert ask(officer, "chi bo").total == 4

    def test_decomposed_letters_and_capitals_are_the_same(self, five, officer):
        import unicodedata

        asked = unicodedata.normalize("NFD", "CHI BỘ")
        assert said(ask(officer, asked))[0] == TEXTS["phrase"]

    def test_every_word_is_needed(self, five, officer):
        assert ask(officer, "chi bộ vắng").total == 0

    def test_the_passage_is_marked_and_the_link_opens_its_page(self, five, officer):
        hit = ask(officer, "chi bộ").hits[0]
        assert [one.text for one in hit.pieces if one.is_sought] == ["chi bộ"]
        assert (hit.number, hit.heading) == (1, "Chương 0")
        assert hit.url.endswith("/1/")

    def test_the_name_of_a_title_is_found_on_its_first_page_alone(self, five, officer):
        assert [hit.number for hit in ask(officer, "sổ tay bí thư").hits] == [1]

    @pytest.mark.parametrize("words", ["", "   ", "!!! ???", "\x00"])
    def test_a_question_without_words_finds_nothing(self, five, officer, words):
        assert ask(officer, words).total == 0

    @pytest.mark.parametrize("words", ['"chi', "chi AND (", "a:b chi", "chi*", "x" * 5_000])
    def test_signs_are_no_language(self, five, officer, words):
        assert ask(officer, words).total <= 4

    def test_goes_on_beyond_the_first_part(self, five, officer):
        first = ask(officer, "chi bộ", size=3)
        rest = ask(officer, "chi bộ", start=first.next, size=3)
        assert said(first) + said(rest) == list(TEXTS.values())[:4]
        assert rest.next == 0


class TestRights:
    def test_only_shelves_open_to_the_person_are_searched(
        self, five, officer, member, hill_secretary, far_officer, stranger
    ):
        for one in (officer, member, hill_secretary):
            assert ask(one, "chi bộ").total == 4
        for one in (far_officer, stranger):
            assert ask(one, "chi bộ").total == 0

    def test_a_closed_shelf_is_searched_by_its_keepers_alone(self, five, shelf, officer, member):
        services.close_shelf(shelf=shelf, actor=officer)
        assert ask(member, "chi bộ").total == 0
        assert ask(officer, "chi bộ").total == 4


class TestKeepingUp:
    def test_a_new_edition_is_found_and_a_withdrawn_one_is_not(self, five, give, officer, system):
        edition = give(book([("Mới", "<p>Một điều hoàn toàn mới mẻ.</p>")]), "b.epub")
        with acting_for(system):
            assert searching.refresh("library", edition.pk) == 1
        assert ask(officer, "hoàn toàn mới mẻ").total == 1
        services.withdraw_edition(edition=edition, actor=officer)
        with acting_for(system):
            assert searching.refresh("library", edition.pk) == 0
        assert ask(officer, "hoàn toàn mới mẻ").total == 0
        assert ask(officer, "chi bộ").total == 4

    def test_the_same_work_twice_is_there_once(self, five, edition_of_five, officer, system):
        with acting_for(system):
            searching.refresh("library", edition_of_five)
            searching.refresh("library", edition_of_five)
        assert ask(officer, "chi bộ").total == 4

    @pytest.fixture
    def edition_of_five(self, five):
        from sotay.library.models import Edition

        return Edition.objects.get().pk

    def test_acts_have_their_works_indexed_anew(
        self, title, edition, officer, monkeypatch, django_capture_on_commit_callbacks
    ):
        told = []
        monkeypatch.setattr(feeding, "changed", lambda name, works: told.append((name, [*works])))
        services.change_title(title=title, name="Tên mới", licence="Nội bộ", actor=officer)
        services.withdraw_title(title=title, reason="Bản cũ", actor=officer)
        assert told == [("library", [edition.pk])] * 2

    def test_a_change_is_deferred_when_it_is_kept(
        self, edition, django_capture_on_commit_callbacks
    ):
        from procrastinate.contrib.django.models import ProcrastinateJob

        with django_capture_on_commit_callbacks(execute=True):
            feeding.changed("library", [edition.pk])
        job = ProcrastinateJob.objects.filter(task_name="library.index").latest("id")
        assert job.args == {"feed": "library", "work": edition.pk}


class TestOtherFeeds:
    @pytest.fixture
    def directives(self, monkeypatch):
        monkeypatch.setattr(feeding, "_feeds", dict(feeding._feeds))
        rows = [
            Passage(7, 70, "Nghị quyết 05", "Mục I", 0, "Chi bộ học nghị quyết.", "/documents/7/"),
            Passage(8, 80, "Chỉ thị 06", "", 0, "Chi bộ làm theo chỉ thị.", "/documents/8/"),
        ]

        def iterate(works):
            return (row for row in rows if works is None or row.work in works)

        feeding.fed_by("directives", iterate, opened_to=lambda _actor: [70])

    def test_are_found_under_their_own_rights(self, five, directives, officer, system):
        with acting_for(system):
            assert searching.rebuild() == 7
        found = ask(officer, "chi bộ")
        assert {hit.url for hit in found.hits if hit.feed == "directives"} == {"/documents/7/"}
        assert found.total == 5

    def test_one_of_their_works_is_indexed_by_itself(self, five, directives, officer, system):
        with acting_for(system):
            assert searching.refresh("directives", 7) == 1
            assert searching.refresh("unknown", 7) == 0
        assert ask(officer, "học nghị quyết").hits[0].feed == "directives"


class TestTheIndex:
    def test_that_is_missing_says_so(self, edition, officer):
        assert not searching.index_state().stands
        with pytest.raises(searching.IndexMissing):
            ask(officer, "chi bộ")

    def test_that_is_broken_says_so_and_is_made_anew(self, five, officer, system):
        (store.place() / "meta.json").write_text("{broken")
        with pytest.raises(searching.IndexMissing):
            ask(officer, "chi bộ")
        with acting_for(system):
            searching.rebuild()
        assert ask(officer, "chi bộ").total == 4

    def test_of_other_fields_is_made_anew_by_the_next_change(self, five, officer, system):
        (store.place() / "version").write_text("0")
        assert not searching.index_state().stands
        with acting_for(system):
            searching.refresh("library", 999_999)
        assert ask(officer, "chi bộ").total == 4

    def test_being_made_anew_serves_meanwhile_and_leaves_nothing_behind(
        self, five, officer, system
    ):
        with acting_for(system):
            searching.rebuild()
        assert ask(officer, "chi bộ").total == 4
        assert [path.name for path in store.place().parent.iterdir()] == [store.place().name]

    def test_a_failure_while_making_it_leaves_the_old_one(self, five, officer, system, monkeypatch):
        def torn(_works):
            raise RuntimeError("torn")

        monkeypatch.setattr(feeding, "_feeds", dict(feeding._feeds))
        feeding.fed_by("torn", torn, opened_to=lambda _actor: [])
        with acting_for(system), pytest.raises(RuntimeError, match="torn"):
            searching.rebuild()
        assert ask(officer, "chi bộ").total == 4

    def test_is_asked_for_once(self, db):
        from procrastinate.contrib.django.models import ProcrastinateJob

        searching.ask_for_rebuild()
        searching.ask_for_rebuild()
        assert ProcrastinateJob.objects.filter(task_name="library.rebuild").count() == 1

    def test_has_one_writer_at_a_time(self, five):
        from django.db import connections

        beside = connections["default"].copy()
        try:
            with store.only_writer(), beside.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [store._LOCK])
                assert cursor.fetchone() == (False,)
        finally:
            beside.close()


def test_the_command_makes_it_and_says_how_many(edition, capsys, officer):
    from django.core.management import call_command

    call_command("index")
    assert "2 pages" in capsys.readouterr().out
    assert ask(officer, "nghị quyết").total == 1


def test_the_worker_reads_a_file_and_indexes_it(title, officer):
    from sotay.library import tasks

    edition = services.add_edition(title=title, content=book(), name="a.epub", actor=officer)
    assert tasks.extract.func(edition.pk) == "done"
    assert tasks.index.func("library", edition.pk) == 2
    assert ask(officer, "nghị quyết").total == 1
    assert tasks.rebuild.func() == 0
    assert tasks.tend.func(0) == 0
    assert extracting.extract(edition.pk, NOON) == ""
