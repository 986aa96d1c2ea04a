"""Places carried from pages that were to pages that are; and the reading anew that needs it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import RuleBroken
from sotay.library import extracting, searching, services
from sotay.library.carrying import Carrying, carried
from sotay.library.extracting import epub, gallery, running
from sotay.library.extracting.blocks import from_html
from sotay.library.models import Bookmark, Edition, Extraction, Reading
from sotay.library.tests.conftest import NOON, book
from sotay.library.tests.test_pictures import drawn, markup
from sotay.organisations.access import acting_for

TEXTS = st.lists(st.sampled_from(["* * *", "một", "hai", "ba", "bốn", "năm", ""]), max_size=14)


class TestCarried:
    def test_the_example_worked_by_hand(self):
        old = [["Mở đầu", "a", "b"], ["c", "* * *", "d"]]
        new = [["Mở đầu", "[Hình]", "a"], ["b", "c", "[Hình]"], ["* * *", "d"]]
        carry = Carrying(old, new)
        assert [carry(1, n) for n in range(3)] == [(1, 0), (1, 2), (2, 0)]
        assert [carry(2, n) for n in range(3)] == [(2, 1), (3, 0), (3, 1)]
        assert carry(2, 99) == (3, 1)  # beyond its page: the page's last
        assert carry(9, 0) == (2, 1)

    def test_a_paragraph_that_was_cut_in_two_lies_where_it_begins(self):
        assert carried(["a", "trước sau", "b"], ["a", "trước", "", "sau", "b"]) == [0, 1, 4]

    def test_words_that_come_again_far_off_mislead_nothing(self):
        old = ["x", "mất", "y", "z", "w"]
        new = ["x", "y", "z", "w", "mất"]
        assert carried(old, new)[2:] == [1, 2, 3]

    def test_an_empty_page_has_a_place_too(self):
        assert Carrying([["a"], [], ["b"]], [["a"], ["", "b"]])(3, 0) == (2, 1)

    @given(TEXTS, st.data())
    def test_never_goes_back_and_never_out(self, old, data):
        new = data.draw(TEXTS.filter(bool))
        found = carried(old, new)
        assert found == sorted(found)
        assert all(0 <= at < len(new) for at in found)

    @given(st.lists(st.integers(0, 99), unique=True, min_size=1, max_size=20), st.data())
    def test_pictures_put_between_leave_every_paragraph_where_its_words_are(self, numbers, data):
        old = [f"đoạn {n}" for n in numbers]
        new = list(old)
        for number in range(data.draw(st.integers(0, 8))):
            new.insert(data.draw(st.integers(0, len(new))), f"[Hình {number}]" * (number % 2))
        assert [new[at] for at in carried(old, new)] == old


@pytest.mark.django_db
class TestReadAnew:
    """A book read when pictures were not taken in, with places in it, read again."""

    @pytest.fixture
    def old(self, title, officer, monkeypatch):
        body = "".join(f'<p>Đoạn {n}: {"lời " * 300}</p><img src="p.png"/>' for n in range(12))
        content = book([("Một", body), ("Hai", "<p>Đoạn cuối.</p>")],
                       extra={"book/p.png": drawn()})  # fmt: skip
        edition = services.add_edition(title=title, content=content, name="a.epub", actor=officer)
        with monkeypatch.context() as patch:
            patch.setattr(epub, "from_html", lambda text, with_pictures: from_html(text))
            extracting.extract(edition.pk, NOON)
        Extraction.objects.update(knows_pictures=False, left_out=0)
        return Edition.objects.for_cards().get(pk=edition.pk)

    def text_at(self, edition, row):
        return edition.pages.get(number=row.page).text.split("\n")[row.offset]

    def again(self, old, officer):
        services.read_again(edition=Edition.objects.get(pk=old.pk), actor=officer)
        return extracting.extract(old.pk, NOON)

    def test_everybodys_places_go_with_their_paragraphs(self, old, officer, member, secretary):
        assert old.page_count == 5
        marks, places = {}, {}
        for actor, at in ((member, (3, 1)), (secretary, (5, 0))):
            with acting_for(actor):
                services.open_edition(edition=old, actor=actor, moment=NOON)
                services.keep_place(
                    edition=old, page=at[0], offset=at[1], at=NOON, actor=actor,
                    moment=NOON + timedelta(minutes=1),
                )  # fmt: skip
                row = Reading.objects.get(user=actor.user)
                places[actor] = self.text_at(old, row), row.updated_at
                for page, offset in ((1, 0), (2, 2), (4, 1)):
                    kept = services.keep_bookmark(
                        edition=old, page=page, offset=offset, words=f"ghi {page}", actor=actor,
                        moment=NOON,
                    )  # fmt: skip
                    marks[kept.pk] = self.text_at(old, kept)
        assert self.again(old, officer) == "done"
        new = Edition.objects.for_cards().get(pk=old.pk)
        assert new.page_count > old.page_count
        assert markup(new).count("<figure>") == 12
        assert new.extraction.anew is False
        moved = 0
        for actor, (said, moment) in places.items():
            with acting_for(actor):
                row = Reading.objects.get(user=actor.user)
                assert (self.text_at(new, row), row.updated_at) == (said, moment)
                for mark in Bookmark.objects.filter(user=actor.user):
                    assert self.text_at(new, mark) == marks[mark.pk]
                    assert mark.words.startswith("ghi ")
                    moved += mark.page != int(mark.words[4:])
        assert moved > 0

    def test_the_pages_there_are_stay_until_all_is_read(self, old, officer, member, as_client):
        seen = []
        client, address = as_client(member), reverse("library:read", args=[old.pk, 5])
        whole = epub.sections

        def watched(*given):
            for lot in whole(*given):
                seen.append(client.get(address).status_code)
                yield lot

        services.read_again(edition=old, actor=officer)
        assert client.get(address).status_code == 200
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(epub, "sections", watched)
            assert extracting.extract(old.pk, NOON) == "done"
        assert seen == [200, 200]

    def test_cut_short_it_leaves_everything_and_is_done_again(self, old, officer, monkeypatch):
        before = markup(old)

        def torn(*_given):
            raise OSError("the disk is gone")

        with monkeypatch.context() as patch:
            patch.setattr(running, "replace_pages", torn)
            services.read_again(edition=old, actor=officer)
            with pytest.raises(OSError, match="disk"):
                extracting.extract(old.pk, NOON)
        run = Extraction.objects.get(edition=old)
        assert (run.state, run.anew, markup(old)) == ("failed", True, before)
        assert Edition.objects.get(pk=old.pk).page_count == 5
        drawings = []
        monkeypatch.setattr(gallery, "drawn_again", lambda data: drawings.append(data))
        assert self.again(old, officer) == "done"
        assert drawings == []  # what was drawn the first time is known again
        assert markup(old).count("<figure>") == 12
        with pytest.raises(RuleBroken, match="đọc xong"):
            services.read_again(edition=old, actor=officer)

    def test_says_so_and_shows_how_far_it_is(self, old, officer, as_client):
        client, address = as_client(officer), reverse("library:edition", args=[old.pk])
        page = client.get(address).content.decode()
        assert "chỗ đọc dở, đánh dấu, ghi chú của mọi người được dời theo đoạn" in page
        assert ">Đọc lại</button>" in page
        client.post(reverse("library:read_again", args=[old.pk]))
        Extraction.objects.update(state="running", done=3, total=0)
        page = client.get(address).content.decode()
        assert "Trong lúc chờ, sách vẫn đọc được như cũ." in page
        assert "hx-get" in page

    def test_not_for_a_reader(self, old, member, as_client):
        answer = as_client(member).post(reverse("library:read_again", args=[old.pk]))
        assert answer.status_code == 403

    def test_what_is_said_of_a_picture_is_found_afterwards(self, old, officer, member, system):
        self.again(old, officer)
        with acting_for(system):
            searching.rebuild()
        found = searching.search(member, searching.read_question("Đoạn cuối"))
        last = Edition.objects.get(pk=old.pk).page_count
        assert [hit.number for hit in found.hits] == [last]
