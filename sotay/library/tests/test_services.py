"""Every act of the library: done, refused, not allowed; and what stays a person's own."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from sotay.core.errors import BadInput, RuleBroken
from sotay.core.models import AuditEntry
from sotay.library import cards, services
from sotay.library.models import Bookmark, Edition, Reading, Shelf, Tally, Title
from sotay.library.tests.conftest import NOON, book, mp3, pdf
from sotay.notices import kinds
from sotay.organisations.access import acting_for
from sotay.organisations.models import Organisation
from sotay.testing.notices import every_notice

pytestmark = pytest.mark.django_db

TITLE = {"name": "Tên sách", "licence": "Nội bộ"}


class TestShelves:
    def test_are_put_up_by_an_office_of_their_organisation(self, world, secretary):
        shelf = services.open_shelf(
            organisation=world.river, name=" Tủ  sách ", subject="Chi bộ", actor=secretary,
            audience=["cell", "cell"],
        )  # fmt: skip
        assert (shelf.name, shelf.audience) == ("Tủ sách", ["cell"])
        assert AuditEntry.objects.filter(act="library.shelve", subject_id=shelf.pk).exists()

    def test_not_by_an_office_elsewhere_or_another_office(self, world, secretary, inspector):
        for actor in (secretary, inspector):
            with pytest.raises(PermissionDenied):
                services.open_shelf(organisation=world.bloc, name="A", subject="B", actor=actor)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"name": "  "}, "tên và chủ đề"),
            ({"subject": ""}, "tên và chủ đề"),
            ({"name": "a" * 161}, "dài quá"),
            ({"audience": ["không-có"]}, "không-có"),
        ],
    )
    def test_say_what_is_wrong(self, world, officer, changes, says):
        given = {"name": "A", "subject": "B", **changes}
        with pytest.raises(BadInput, match=says):
            services.open_shelf(organisation=world.bloc, actor=officer, **given)

    def test_have_one_name_each_in_their_organisation(self, world, shelf, officer):
        with pytest.raises(RuleBroken, match="tên khác"):
            services.open_shelf(
                organisation=world.bloc, name=shelf.name, subject="B", actor=officer
            )
        other = services.open_shelf(
            organisation=world.works, name=shelf.name, subject="B", actor=officer
        )
        assert other.pk != shelf.pk

    def test_are_changed_and_closed_once(self, shelf, officer, inspector):
        with pytest.raises(PermissionDenied):
            services.change_shelf(shelf=shelf, name="A", subject="B", actor=inspector)
        changed = services.change_shelf(shelf=shelf, name="A", subject="B", actor=officer)
        assert changed.name == "A"
        with pytest.raises(PermissionDenied):
            services.close_shelf(shelf=shelf, actor=inspector)
        assert services.close_shelf(shelf=shelf, actor=officer).closed_on == officer.today
        for act in (
            lambda: services.close_shelf(shelf=shelf, actor=officer),
            lambda: services.change_shelf(shelf=shelf, name="C", subject="B", actor=officer),
        ):
            with pytest.raises(RuleBroken, match="đã đóng"):
                act()


class TestWhoSeesAShelf:
    def seen(self, *actors):
        return [Shelf.objects.visible_to(actor).exists() for actor in actors]

    def test_its_line_and_those_above(
        self, shelf, officer, leader, inspector, secretary, member, far_officer, stranger
    ):
        assert self.seen(officer, leader, inspector, secretary, member) == [True] * 5
        assert self.seen(far_officer, stranger) == [False] * 2

    def test_a_cells_own_is_not_seen_by_its_neighbour(
        self, world, secretary, hill_secretary, works_secretary, member
    ):
        services.open_shelf(
            organisation=world.river, name="Của chi bộ", subject="B", actor=secretary
        )
        assert self.seen(secretary, member, works_secretary) == [True] * 3
        assert self.seen(hill_secretary) == [False]

    def test_one_meant_for_a_kind_is_open_to_that_kind_and_its_keepers(
        self, world, officer, secretary, member, works_secretary, inspector
    ):
        services.open_shelf(
            organisation=world.bloc, name="Cho chi bộ", subject="B", actor=officer,
            audience=["cell"],
        )  # fmt: skip
        assert self.seen(officer, secretary, member) == [True] * 3
        assert self.seen(works_secretary, inspector) == [False] * 2

    def test_a_closed_one_is_seen_by_its_keepers_alone(self, shelf, officer, secretary, member):
        services.close_shelf(shelf=shelf, actor=officer)
        assert self.seen(officer, secretary, member) == [True, False, False]


class TestTitles:
    def test_are_entered_with_rights_in_words(self, shelf, officer):
        title = services.add_title(shelf=shelf, actor=officer, **TITLE, author="Nguyễn Văn Ất")
        assert title.folded == "ten sach nguyen van at"
        assert list(Title.objects.named_like("at sach")) == [title]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"name": " "}, "tên đầu sách"),
            ({"licence": " "}, "quyền sử dụng"),
            ({"language": "xx"}, "ngôn ngữ"),
            ({"year": 2028}, "2028"),
            ({"licence": "a" * 301}, "dài quá"),
        ],
    )
    def test_say_what_is_wrong(self, shelf, officer, changes, says):
        with pytest.raises(BadInput, match=says):
            services.add_title(shelf=shelf, actor=officer, **{**TITLE, **changes})

    def test_belong_to_who_looks_after_the_shelf(self, shelf, title, secretary, inspector):
        for actor in (secretary, inspector):
            with pytest.raises(PermissionDenied):
                services.add_title(shelf=shelf, actor=actor, **TITLE)
            with pytest.raises(PermissionDenied):
                services.change_title(title=title, actor=actor, **TITLE)
            with pytest.raises(PermissionDenied):
                services.withdraw_title(title=title, reason="Cũ", actor=actor)
            with pytest.raises(PermissionDenied):
                services.add_edition(title=title, content=book(), name="a", actor=actor)

    def test_are_withdrawn_with_a_reason_and_gone_for_readers(self, title, officer, member):
        with pytest.raises(BadInput, match="lý do"):
            services.withdraw_title(title=title, reason=" ", actor=officer)
        services.withdraw_title(title=title, reason="Có bản mới", actor=officer)
        assert not Title.objects.visible_to(member).exists()
        for act in (
            lambda: services.withdraw_title(title=title, reason="Cũ", actor=officer),
            lambda: services.change_title(title=title, actor=officer, **TITLE),
            lambda: services.add_edition(title=title, content=book(), name="a", actor=officer),
        ):
            with pytest.raises(RuleBroken, match="đã rút"):
                act()

    def test_a_closed_shelf_takes_none(self, shelf, officer):
        services.close_shelf(shelf=shelf, actor=officer)
        with pytest.raises(RuleBroken, match="đã đóng"):
            services.add_title(shelf=shelf, actor=officer, **TITLE)


class TestEditions:
    def test_the_same_file_is_there_once_until_it_is_withdrawn(self, title, edition, officer):
        def again():
            return services.add_edition(title=title, content=book(), name="b", actor=officer)

        with pytest.raises(RuleBroken, match="đã có"):
            again()
        services.withdraw_edition(edition=edition, actor=officer)
        with pytest.raises(RuleBroken, match="đã rút"):
            services.withdraw_edition(edition=edition, actor=officer)
        assert again().pk != edition.pk

    def test_the_first_file_of_a_title_is_told_to_the_heads_once_a_day(
        self, shelf, title, officer, secretary, works_secretary, far_officer, member
    ):
        heads = {secretary.user, works_secretary.user}
        services.add_edition(title=title, content=book(), name="a", actor=officer)
        services.add_edition(title=title, content=pdf("Hai"), name="b", actor=officer)
        other = services.add_title(shelf=shelf, name="Sách khác", licence="x", actor=officer)
        services.add_edition(title=other, content=pdf("Ba"), name="c", actor=officer)
        told = every_notice()
        assert {one.user for one in told} == heads
        assert len(told) == 2
        assert {(one.kind, one.link) for one in told} == {
            ("library_new", f"/library/shelves/{shelf.pk}/")
        }
        assert "library_new" in kinds.kinds_of(["library"])

    def test_a_shelf_for_some_kinds_is_told_to_these(
        self, shelf, title, officer, secretary, works_secretary
    ):
        Shelf.objects.filter(pk=shelf.pk).update(audience=["cell"])
        services.add_edition(title=title, content=book(), name="a", actor=officer)
        assert [one.user for one in every_notice()] == [secretary.user]

    def test_are_withdrawn_by_keepers(self, edition, inspector, member, officer):
        with pytest.raises(PermissionDenied):
            services.withdraw_edition(edition=edition, actor=inspector)
        assert Edition.objects.visible_to(member).exists()
        services.withdraw_edition(edition=edition, actor=officer)
        assert not Edition.objects.visible_to(member).exists()

    def test_the_limit_is_the_rule_of_the_shelf(self, shelf, title, officer, monkeypatch):
        assert services.size_limit(officer, shelf) == 200 * 1024 * 1024
        monkeypatch.setattr("sotay.library.services.keeping.size_limit", lambda _a, _s: 500)
        with pytest.raises(BadInput, match="dài quá"):
            services.add_edition(title=title, content=book(), name="a", actor=officer)
        assert not Edition.objects.exists()

    def test_are_read_again_by_keepers_and_not_while_they_are_read(self, title, officer, inspector):
        edition = services.add_edition(title=title, content=book(), name="a", actor=officer)
        with pytest.raises(PermissionDenied):
            services.read_again(edition=edition, actor=inspector)
        with pytest.raises(RuleBroken, match="đang được đọc"):
            services.read_again(edition=edition, actor=officer)


def keep(edition, actor, page, *, minutes=0, late=0, **more):
    """Keep a place taken at ``minutes`` past noon that comes ``late`` minutes after that."""
    at = NOON + timedelta(minutes=minutes)
    given = {"offset": 0, "at": at, "moment": at + timedelta(minutes=late)}
    return services.keep_place(edition=edition, actor=actor, page=page, **{**given, **more})


class TestPlaces:
    @pytest.fixture(autouse=True)
    def mine(self, member):
        with acting_for(member):
            yield

    def test_is_kept_and_moves_with_the_later_moment(self, edition, member):
        keep(edition, member, 1, minutes=1)
        keep(edition, member, 2, minutes=5, offset=3)
        first = Reading.objects.get()
        assert (first.page, first.offset) == (2, 3)
        knew = first.updated_at
        keep(edition, member, 1, minutes=4, late=10, was_offline=True, knew=knew)
        assert Reading.objects.get().page == 2

    def test_of_an_offline_device_asks_and_then_holds_what_was_chosen(self, edition, member):
        keep(edition, member, 1, minutes=1)
        first = Reading.objects.get().updated_at
        keep(edition, member, 2, minutes=30)
        offline = {"was_offline": True, "knew": first, "offset": 5}
        met = keep(edition, member, 1, minutes=20, late=15, **offline)
        assert (met.kept.page, met.other.page) == (2, 1)
        assert Reading.objects.get().page == 2
        chosen = keep(edition, member, 1, minutes=40, offset=5, knew=met.kept.at)
        assert chosen.other is None
        assert Reading.objects.get().page == 1

    def test_a_clock_that_is_wrong_does_not_count(self, edition, member):
        for days in (400, -400):
            keep(edition, member, 1, at=NOON + timedelta(days=days), moment=NOON)
            assert Reading.objects.get().updated_at == NOON
        ahead = NOON + timedelta(days=400)
        keep(edition, member, 2, at=ahead, moment=NOON, was_offline=True, knew=NOON)
        assert Reading.objects.get().updated_at == NOON

    def test_a_page_that_is_not_there_is_refused(self, edition, member):
        with pytest.raises(BadInput, match="không có trang 3"):
            keep(edition, member, 3)

    def test_a_second_of_a_recording(self, give, member):
        heard = give(mp3(), "a.mp3")
        keep(heard, member, 1, minutes=2, offset=754)
        card = cards.reading_on(member)[0]
        assert card.where == "phút 13"
        assert card.is_audio

    def test_leaves_nothing_in_the_audit_trail(self, edition, member):
        before = AuditEntry.objects.count()
        keep(edition, member, 2)
        services.keep_bookmark(
            edition=edition, page=1, words="Lời riêng", actor=member, moment=NOON
        )
        assert AuditEntry.objects.count() == before


class TestBookmarks:
    @pytest.fixture(autouse=True)
    def mine(self, member):
        with acting_for(member):
            yield

    def put(self, edition, member, **more):
        given = {"page": 1, "moment": NOON, "actor": member}
        return services.keep_bookmark(edition=edition, **{**given, **more})

    def test_are_kept_once_each(self, edition, member):
        key = uuid4()
        assert self.put(edition, member) == self.put(edition, member)
        note = self.put(edition, member, words="Hay", device_key=key)
        assert self.put(edition, member, words="Hay", device_key=key) == note
        assert Bookmark.objects.count() == 2

    def test_change_their_words_and_go_for_good(self, edition, member):
        note = self.put(edition, member, words="Hay")
        self.put(edition, member, words=" Rất hay ", bookmark=note)
        assert Bookmark.objects.get().words == "Rất hay"
        services.remove_bookmark(bookmark=note, actor=member)
        assert not Bookmark.objects.exists()

    def test_are_refused_off_the_pages_too_long_or_too_many(self, edition, member, monkeypatch):
        with pytest.raises(BadInput, match="không có trang 9"):
            self.put(edition, member, page=9)
        with pytest.raises(BadInput, match="dài quá"):
            self.put(edition, member, words="a" * 2001)
        monkeypatch.setattr("sotay.library.services.reading.MOST_BOOKMARKS", 1)
        self.put(edition, member, words="Một")
        with pytest.raises(BadInput, match="xóa bớt"):
            self.put(edition, member, words="Hai")


class TestOneselfAlone:
    """The second lock: whoever asks without a filter gets only their own."""

    @pytest.fixture
    def written(self, edition, member):
        with acting_for(member):
            keep(edition, member, 2)
            services.keep_bookmark(
                edition=edition, page=1, words="Lời riêng", actor=member, moment=NOON
            )

    def test_no_office_sees_the_rows_of_another(
        self, written, member, officer, leader, secretary, works_secretary
    ):
        with acting_for(member):
            assert (Reading.objects.count(), Bookmark.objects.count()) == (1, 1)
        for actor in (officer, leader, secretary, works_secretary):
            with acting_for(actor):
                assert (Reading.objects.count(), Bookmark.objects.count()) == (0, 0)

    def test_no_office_changes_or_removes_them(self, written, member, leader):
        with acting_for(leader):
            assert Bookmark.objects.update(words="Sửa") == 0
            assert Bookmark.objects.all().delete()[0] == 0
            assert Reading.objects.update(page=1) == 0
        with acting_for(member):
            assert Bookmark.objects.get().words == "Lời riêng"

    def test_nobody_writes_in_anothers_name(self, edition, member, leader):
        from django.db import ProgrammingError, transaction

        with acting_for(leader), pytest.raises(ProgrammingError), transaction.atomic():
            Bookmark.objects.create(
                user=member.user,
                edition=edition,
                page=1,
                organisation=edition.title.shelf.organisation,
            )

    def test_the_label_follows_the_tree(self, written, world, system, member):
        with acting_for(system):
            Organisation.objects.filter(pk=world.bloc.pk).update(lft=999)
            assert Reading.objects.get().org_lft == 999


class TestCounting:
    def test_a_person_is_one_of_a_title_however_often_and_in_whatever_edition(
        self, edition, give, member
    ):
        other = give(mp3(), "a.mp3")
        with acting_for(member):
            for _each in range(3):
                services.open_edition(edition=edition, actor=member, moment=NOON)
                services.open_edition(edition=other, actor=member, moment=NOON)
        assert [(row.people, row.month) for row in Tally.objects.all()] == [
            (1, member.today.replace(day=1))
        ]

    def test_the_number_has_nothing_of_a_person(self):
        assert {field.name for field in Tally._meta.get_fields()} == {
            "id", "title", "month", "people",
        }  # fmt: skip

    @pytest.mark.parametrize(("people", "told"), [(4, []), (5, [5]), (13, [10])])
    def test_is_told_in_steps_from_the_bound_on(self, title, member, people, told):
        Tally.objects.create(title=title, month=member.today.replace(day=1), people=people)
        assert [one.at_least for one in cards.read_most(member)] == told

    @pytest.mark.parametrize(("month", "counts"), [(date(2025, 12, 1), 1), (date(2025, 11, 1), 0)])
    def test_of_the_last_twelve_months_alone(self, title, member, month, counts):
        Tally.objects.create(title=title, month=month, people=9)
        assert len(cards.read_most(member)) == counts

    def test_what_one_may_not_read_is_not_told(self, title, far_officer):
        Tally.objects.create(title=title, month=far_officer.today.replace(day=1), people=9)
        assert cards.read_most(far_officer) == []


class TestReadingOn:
    def test_is_the_last_first_and_ones_own(self, edition, give, member, secretary):
        other = give(book([("Một", "<p>Lời.</p>")]), "b.epub")
        with acting_for(member):
            keep(edition, member, 1, minutes=1)
            keep(other, member, 1, minutes=2)
            shown = cards.reading_on(member)
            assert [card.where for card in shown] == ["trang 1 trên 1", "trang 1 trên 2"]
            assert [card.share for card in shown] == [100, 50]
        with acting_for(secretary):
            assert cards.reading_on(secretary) == []

    def test_what_was_withdrawn_is_not_there(self, edition, member, officer):
        with acting_for(member):
            keep(edition, member, 1)
        services.withdraw_edition(edition=edition, actor=officer)
        with acting_for(member):
            assert cards.reading_on(member) == []
