"""Every page for four answers: done, refused, not allowed, not found; and what it shows."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sotay.library import cards, extracting, searching, services
from sotay.library.extracting import eyes
from sotay.library.forms import Bounded
from sotay.library.models import Bookmark, Edition, Extraction, Reading, Shelf, Tally, Title
from sotay.library.tests.conftest import book, mp3, pdf
from sotay.organisations.access import acting_for, actor_for

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


def get(client, name, /, *args, **query):
    return client.get(reverse(f"library:{name}", args=args), query)


def post(client, name, /, *args, **given):
    return client.post(reverse(f"library:{name}", args=args), given)


def shown(answer):
    return answer.content.decode()


@pytest.fixture
def page_of(as_client):
    """What somebody is shown on a page."""

    def ask(actor, name, *args, **query):
        return shown(get(as_client(actor), name, *args, **query))

    return ask


class TestWhoSeesWhat:
    @pytest.mark.parametrize("name", ["shelves", "search", "bookmarks", "kept", "open_shelf"])
    def test_one_must_sign_in(self, client, name):
        answer = get(client, name)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url

    def test_what_is_out_of_reach_is_not_found(self, edition, shelf, title, far_officer, as_client):
        client = as_client(far_officer)
        for name, args in (
            ("shelf", [shelf.pk]), ("title", [title.pk]), ("read", [edition.pk, 1]),
            ("read_on", [edition.pk]), ("file", [edition.pk]), ("picture", [edition.pk, 1]),
            ("edition", [edition.pk]), ("edition_progress", [edition.pk]),
            ("kept_edition", [edition.pk]), ("change_shelf", [shelf.pk]),
            ("change_title", [title.pk]), ("add_title", [shelf.pk]), ("add_edition", [title.pk]),
            ("withdraw_title", [title.pk]), ("close_shelf", [shelf.pk]),
        ):  # fmt: skip
            assert get(client, name, *args).status_code == 404, name
        for name, args in (
            ("read_again", [edition.pk]), ("withdraw_edition", [edition.pk]),
            ("bookmark", [edition.pk, 1]), ("remove_bookmark", [999_999]),
        ):  # fmt: skip
            assert post(client, name, *args).status_code == 404, name
        assert get(client, "read", 999_999, 1).status_code == 404

    def test_looking_after_is_not_for_readers(self, edition, shelf, title, member, as_client):
        client = as_client(member)
        for name, args in (
            ("open_shelf", []), ("change_shelf", [shelf.pk]), ("close_shelf", [shelf.pk]),
            ("add_title", [shelf.pk]), ("change_title", [title.pk]),
            ("withdraw_title", [title.pk]), ("add_edition", [title.pk]),
            ("edition", [edition.pk]), ("edition_progress", [edition.pk]),
        ):  # fmt: skip
            assert get(client, name, *args).status_code == 403, name
        for name in ("read_again", "withdraw_edition"):
            assert post(client, name, edition.pk).status_code == 403, name

    def test_acts_are_offered_to_those_who_may(self, edition, title, member, officer, page_of):
        add = reverse("library:add_edition", args=[title.pk])
        assert add in page_of(officer, "title", title.pk)
        assert add not in page_of(member, "title", title.pk)


class TestShelves:
    def test_list_what_there_is_and_what_i_was_reading(self, edition, shelf, member, page_of):
        page_of(member, "read", edition.pk, 2)
        text = page_of(member, "shelves")
        assert shelf.name in text
        assert "1 đầu sách" in text
        assert "trang 2 trên 2" in text
        assert "Đảng bộ Khối Sông Vân" in text

    def test_say_why_they_are_empty(self, stranger, page_of):
        assert "Chưa có tủ sách nào" in page_of(stranger, "shelves")

    def test_tell_what_is_read_most_as_a_bound(self, title, member, page_of):
        Tally.objects.create(title=title, month=NOW.replace(day=1), people=12)
        text = page_of(member, "shelves")
        assert "từ 10 người trở lên" in text
        assert "12 người" not in text

    def test_one_is_put_up_changed_and_closed(self, world, officer, as_client):
        client = as_client(officer)
        given = {"organisation": world.bloc.pk, "name": "Tủ mới", "subject": "Chủ đề"}
        answer = post(client, "open_shelf", **given, audience=["cell"])
        shelf = Shelf.objects.get()
        assert answer.url == reverse("library:shelf", args=[shelf.pk])
        assert "dành cho:" in shown(get(client, "shelf", shelf.pk))
        again = post(client, "open_shelf", **given)
        assert again.status_code == 422
        assert "đặt tên khác" in shown(again)
        assert "Có 2 chỗ cần sửa" in shown(post(client, "change_shelf", shelf.pk))
        assert post(client, "change_shelf", shelf.pk, name="Tên", subject="B").status_code == 302
        assert "Không xóa gì" in shown(get(client, "close_shelf", shelf.pk))
        assert post(client, "close_shelf", shelf.pk).status_code == 302
        assert "đã đóng" in shown(post(client, "close_shelf", shelf.pk))

    def test_titles_are_found_without_marks_and_asked_for_in_few_questions(
        self, shelf, officer, member, as_client, django_assert_max_num_queries
    ):
        def add(count):
            for number in range(count):
                services.add_title(
                    shelf=shelf, name=f"Sách số {number}", licence="Nội bộ", actor=officer
                )

        add(2)
        client = as_client(member)
        get(client, "shelf", shelf.pk)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as few:
            get(client, "shelf", shelf.pk)
        add(70)
        with django_assert_max_num_queries(len(few)):
            text = shown(get(client, "shelf", shelf.pk))
        assert "50 trên 72 đầu sách" in text
        assert "after=50" in text
        found = shown(get(client, "shelf", shelf.pk, q="sach 69"))
        assert "Sách số 69" in found
        assert "Sách số 68" not in found
        assert "Không có đầu sách nào khớp" in shown(get(client, "shelf", shelf.pk, q="vắng"))


class TestTitles:
    def test_one_is_entered_changed_and_withdrawn(self, shelf, officer, as_client):
        client = as_client(officer)
        given = {"name": "Sách", "licence": "Nội bộ", "language": "vi", "year": "2024"}
        answer = post(client, "add_title", shelf.pk, **given)
        title = Title.objects.get()
        assert answer.url == reverse("library:add_edition", args=[title.pk])
        assert "chưa có tệp nào" in shown(get(client, "title", title.pk))
        wrong = post(client, "add_title", shelf.pk, **{**given, "year": "3000"})
        assert wrong.status_code == 422
        assert "3000" in shown(wrong)
        assert "bốn chữ số" in shown(post(client, "add_title", shelf.pk, **{**given, "year": "x"}))
        assert post(client, "change_title", title.pk, **{**given, "name": "Tên"}).status_code == 302
        assert post(client, "change_title", title.pk).status_code == 422
        assert post(client, "withdraw_title", title.pk).status_code == 422
        assert post(client, "withdraw_title", title.pk, reason="Bản cũ").status_code == 302
        assert get(client, "title", title.pk).status_code == 404

    def test_show_rights_files_and_their_room(self, edition, title, member, page_of):
        text = page_of(member, "title", title.pk)
        assert title.licence in text
        assert re.search(r"Giữ trên máy, khoảng \d+\xa0KB", text)
        assert re.search(r"Tải tệp, \d+\xa0KB", text)

    def test_say_how_far_reading_a_file_is(self, title, officer, member, page_of):
        edition = services.add_edition(title=title, content=book(), name="a", actor=officer)
        assert "đang chờ được đọc" in page_of(member, "title", title.pk)
        assert "đang chờ được đọc" in page_of(member, "read", edition.pk, 1)


class TestUpload:
    def give(self, client, title, content, name="sách.epub"):
        return client.post(
            reverse("library:add_edition", args=[title.pk]),
            {"file": SimpleUploadedFile(name, content)},
        )

    def test_a_file_is_taken_and_its_progress_shown(self, title, officer, as_client):
        client = as_client(officer)
        answer = self.give(client, title, book())
        edition = Edition.objects.get()
        assert answer.url == reverse("library:edition", args=[edition.pk])
        text = shown(get(client, "edition", edition.pk))
        assert "đang chờ được đọc" in text
        assert reverse("library:edition_progress", args=[edition.pk]) in text
        Extraction.objects.update(state="running", done=3, total=40)
        text = shown(get(client, "edition_progress", edition.pk))
        assert "Xong 3 trên 40 trang" in text
        assert 'hx-trigger="every 2s"' in text

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"MZ" + b"x" * 50, "tự chạy"),
            (b"%PDF-1.7 nothing", "hỏng"),
            (book([("Một", "<script>x()</script>")]), "tự chạy"),
            (b"", "rỗng"),
        ],
    )
    def test_a_hostile_one_is_refused_on_the_page(self, title, officer, as_client, content, says):
        answer = self.give(as_client(officer), title, content)
        assert answer.status_code == 422
        assert says in shown(answer)
        assert not Edition.objects.exists()

    def test_none_at_all_is_refused(self, title, officer, as_client):
        answer = post(as_client(officer), "add_edition", title.pk)
        assert answer.status_code == 422
        assert "Chưa chọn tệp" in shown(answer)

    def test_one_past_the_limit_is_let_go_by(self, title, officer, as_client, monkeypatch, folders):
        limit = 1024 * 1024
        monkeypatch.setattr(services, "size_limit", lambda _actor, _shelf: limit)
        seen: list[int] = []
        whole = Bounded.receive_data_chunk

        def counted(self, raw_data, start):
            kept = whole(self, raw_data, start)
            seen.append(len(kept))
            return kept

        monkeypatch.setattr(Bounded, "receive_data_chunk", counted)
        answer = self.give(as_client(officer), title, b"x" * (40 * limit))
        assert answer.status_code == 422
        assert "dài quá 1 MB" in shown(answer)
        assert 0 < sum(seen) <= limit  # the rest went by without being kept
        assert not (folders / "evidence").exists()

    def test_two_gigabytes_that_are_announced_are_not_kept(
        self, title, officer, as_client, monkeypatch
    ):
        """The body gives two gigabytes piece by piece; what is taken is one megabyte."""
        limit = 1024 * 1024
        monkeypatch.setattr(services, "size_limit", lambda _actor, _shelf: limit)
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="phim.pdf"\r\n\r\n'
        body = Stream(head, 2 * 1024**3)
        client = as_client(officer)
        answer = client.generic(
            "POST",
            reverse("library:add_edition", args=[title.pk]),
            b"",
            CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(len(head) + body.left),
            **{"wsgi.input": body},
        )
        assert answer.status_code == 422
        assert "dài quá 1 MB" in shown(answer)
        assert body.left == 0
        assert body.most <= 65536

    def test_the_form_is_guarded(self, title, officer):
        client = Client(enforce_csrf_checks=True)
        client.force_login(officer.user, backend="sotay.accounts.backends.AccountBackend")
        assert self.give(client, title, book()).status_code == 403
        assert not Edition.objects.exists()


class Stream(io.RawIOBase):
    """A long body that lies nowhere."""

    def __init__(self, head, size):
        self.head, self.left, self.most = head, size, 0

    def read(self, size=-1):
        self.most = max(self.most, size)
        if self.head:
            piece, self.head = self.head[:size], self.head[size:]
            return piece
        piece = b"\x00" * min(size if size >= 0 else 65536, self.left)
        self.left -= len(piece)
        return piece


class TestReadingAgain:
    def test_is_offered_where_something_failed(self, title, officer, as_client):
        edition = services.add_edition(title=title, content=book(), name="a", actor=officer)
        Extraction.objects.update(state="failed", message="Tệp này không mở được.", done=1, total=2)
        client = as_client(officer)
        text = shown(get(client, "edition", edition.pk))
        assert "Tệp này không mở được." in text
        assert "Chạy lại" in text
        assert post(client, "read_again", edition.pk).status_code == 302
        assert Extraction.objects.get().state == "waiting"
        assert "đang được đọc" in shown(client.post(
            reverse("library:read_again", args=[edition.pk]), follow=True
        ))  # fmt: skip

    def test_says_what_to_install_for_pictures(self, give, officer, as_client, monkeypatch):
        monkeypatch.setattr(eyes, "can_read", lambda: False)
        monkeypatch.setattr(extracting, "can_recognise", lambda: False)
        edition = give(pdf("Lời của trang một, đủ dài.", ""), "a.pdf")
        client = as_client(officer)
        text = shown(get(client, "edition", edition.pk))
        assert "1 trang là ảnh chụp" in text
        assert "tesseract-ocr-vie" in text
        assert "chưa cài phần nhận chữ" in shown(get(client, "read", edition.pk, 2))

    def test_an_edition_is_withdrawn(self, edition, title, officer, as_client):
        client = as_client(officer)
        assert post(client, "withdraw_edition", edition.pk).status_code == 302
        assert get(client, "read", edition.pk, 1).status_code == 404


class TestReader:
    def test_shows_a_page_with_the_way_on_and_back(self, edition, member, page_of):
        first = page_of(member, "read", edition.pk, 1)
        assert "<h1>Mở đầu</h1>" in first
        assert "trang 1 trên 2" in first
        assert 'rel="next"' in first
        assert 'rel="prev"' not in first
        assert 'id="d-1"' in first
        last = page_of(member, "read", edition.pk, 2)
        assert "Hết sách" in last
        assert "Cách làm" in last

    def test_marks_the_words_sought_and_keeps_them_on_the_way(self, edition, member, page_of):
        text = page_of(member, "read", edition.pk, 1, q="nghị quyết")
        assert "<mark>Nghị quyết</mark>" in text
        assert "?q=ngh%E1%BB%8B+quy%E1%BA%BFt" in text

    def test_words_sought_bring_no_markup(self, edition, member, page_of):
        assert "<script>x" not in page_of(member, "read", edition.pk, 1, q="<script>x")

    def test_a_page_beyond_the_last_is_not_found(self, edition, member, as_client):
        for number in (0, 3, 999_999):
            assert get(as_client(member), "read", edition.pk, number).status_code == 404

    def test_opens_where_one_was(self, edition, member, as_client):
        client = as_client(member)
        assert get(client, "read_on", edition.pk).url.endswith(f"/read/{edition.pk}/1/")
        get(client, "read", edition.pk, 2)
        assert get(client, "read_on", edition.pk).url.endswith(f"/read/{edition.pk}/2/")

    def test_has_nothing_inline_and_no_outside_address(self, edition, member, page_of):
        text = page_of(member, "read", edition.pk, 1)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
        assert not re.search(r'(?:src|href)="https?:', text)

    def test_costs_the_same_however_long_the_book_is(
        self, edition, give, member, as_client, django_assert_max_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        long = give(book([(f"Chương {n}", "<p>Lời.</p>") for n in range(60)]), "dai.epub")
        client = as_client(member)
        get(client, "read", edition.pk, 1)
        get(client, "read", long.pk, 1)
        with CaptureQueriesContext(connection) as few:
            get(client, "read", edition.pk, 2)
        with django_assert_max_num_queries(len(few)):
            get(client, "read", long.pk, 30)

    def test_a_page_of_a_pdf_is_seen_as_printed_and_turned_so(self, give, edition, member, page_of):
        printed = give(pdf("Lời của trang một, đủ dài.", "Lời của trang hai, đủ dài."), "a.pdf")
        drawn = reverse("library:picture", args=[printed.pk, 1])
        text = page_of(member, "read", printed.pk, 1, q="lời")
        assert "?q=l%E1%BB%9Di&amp;in=1" in text
        assert drawn not in text
        text = page_of(member, "read", printed.pk, 1, **{"in": "1"})
        assert f'class="printed" src="{drawn}"' in text
        assert f'<a class="enlarge" data-enlarge href="{drawn}">' in text
        assert "Lời của trang một" not in text
        assert "Chữ của trang" in text
        assert f"{reverse('library:read', args=[printed.pk, 2])}?in=1" in text
        text = page_of(member, "read", edition.pk, 1, **{"in": "1"})
        assert 'class="printed"' not in text
        assert "in=1" not in text

    def test_a_printed_page_is_drawn_with_its_tag(self, give, edition, member, as_client):
        printed = give(pdf("Lời của trang một, đủ dài."), "a.pdf")
        client = as_client(member)
        answer = get(client, "picture", printed.pk, 1)
        assert answer["Content-Type"] == "image/webp"
        assert answer.content[:4] == b"RIFF"
        assert answer["X-Content-Type-Options"] == "nosniff"
        again = client.get(
            reverse("library:picture", args=[printed.pk, 1]), HTTP_IF_NONE_MATCH=answer["ETag"]
        )
        assert again.status_code == 304
        assert get(client, "picture", printed.pk, 2).status_code == 404
        assert get(client, "picture", edition.pk, 1).status_code == 404

    def test_a_recording_is_heard_in_the_page(self, give, member, page_of):
        heard = give(mp3(), "a.mp3")
        text = page_of(member, "read", heard.pk, 1)
        assert "<audio" in text
        assert reverse("library:file", args=[heard.pk]) in text

    def test_a_recording_has_its_paces_and_steps_of_15_seconds_on_a_kept_page_too(
        self, give, member, page_of
    ):
        heard = give(mp3(), "a.mp3")
        for name, numbers in (("read", [heard.pk, 1]), ("kept_edition", [heard.pk])):
            text = page_of(member, name, *numbers)
            assert re.findall(r'name="toc-do" value="([^"]+)"', text) == [
                "0.75",
                "1",
                "1.25",
                "1.5",
            ]
            assert re.findall(r'data-skip="([^"]+)"', text) == ["-15", "15"]
            assert text.count(" checked>1</label>") == 1
            for said in (">0,75</label>", ">1,25</label>", ">1,5</label>", "Tới 15 giây"):
                assert said in text

    def test_places_of_a_recording_are_told_in_minutes(self, give, member, as_client):
        client, heard = as_client(member), give(mp3(), "a.mp3")
        answer = post(client, "bookmark", heard.pk, 1, words="Nghe lại", offset="3725")
        assert "Đã giữ ghi chú." in shown(client.get(answer.url))
        for page in (
            get(client, "read", heard.pk, 1),
            get(client, "bookmarks"),
            get(client, "title", heard.title_id),
        ):
            assert ">Phút 63</a>" in shown(page)
            assert "#d-3725" in shown(page)
            assert ">Trang 1</a>" not in shown(page)
        page = shown(get(client, "read", heard.pk, 1))
        assert 'data-second="3725"' in page
        assert "Nghe tiếp từ phút {other}" in page
        assert "Đọc tiếp ở trang" not in page

    def test_a_recording_can_be_kept_and_its_room_is_said(self, give, member, as_client):
        client, heard = as_client(member), give(mp3(6_000), "a.mp3")
        for page in (get(client, "read", heard.pk, 1), get(client, "title", heard.title_id)):
            assert f'data-sound="{heard.file.size}" data-type="audio/mpeg"' in shown(page)
            assert "Giữ trên máy, khoảng 2,4\N{NO-BREAK SPACE}MB" in shown(page)
        kept = shown(get(client, "kept_edition", heard.pk))
        assert f'data-kept-sound="{reverse("library:file", args=[heard.pk])}"' in kept
        assert "data-keep-edition" not in kept
        assert "csrfmiddlewaretoken" not in kept.split("data-note")[1].split("</form>")[0]

    def test_the_file_is_handed_out_under_a_strict_policy(self, edition, member, as_client):
        answer = get(as_client(member), "file", edition.pk)
        assert answer.status_code == 200
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith("attachment")

    def test_the_shell_that_a_device_keeps_has_no_text_of_its_own(self, edition, member, page_of):
        text = page_of(member, "kept_edition", edition.pk)
        assert reverse("api:offline_edition", args=[edition.pk]) in text
        assert "Nghị quyết phải sát" not in text


class TestBookmarks:
    def test_are_put_shown_and_taken_away(self, edition, member, as_client):
        client = as_client(member)
        post(client, "bookmark", edition.pk, 2, words="Đọc lại chỗ này", offset="1")
        mine = Bookmark.objects.filter(user=member.user)
        with acting_for(actor_for(member.user, NOW)):
            kept = mine.get()
        assert (kept.page, kept.offset) == (2, 1)
        for page in (
            get(client, "read", edition.pk, 2),
            get(client, "bookmarks"),
            get(client, "title", edition.title_id),
        ):
            assert "Đọc lại chỗ này" in shown(page)
        assert post(client, "remove_bookmark", kept.pk).status_code == 302
        assert "chưa đánh dấu chỗ nào" in shown(get(client, "bookmarks"))

    def test_of_another_are_not_found(self, edition, member, secretary, as_client):
        post(as_client(member), "bookmark", edition.pk, 1, words="Riêng")
        with acting_for(actor_for(member.user, NOW)):
            kept = Bookmark.objects.get()
        other = as_client(secretary)
        assert post(other, "remove_bookmark", kept.pk).status_code == 404
        assert "Riêng" not in shown(get(other, "read", edition.pk, 1))
        assert "Riêng" not in shown(get(other, "bookmarks"))

    def test_a_refusal_is_said_on_the_page(self, edition, member, as_client):
        client = as_client(member)
        url = reverse("library:bookmark", args=[edition.pk, 1])
        assert "2000" in shown(client.post(url, {"words": "a" * 2001}, follow=True))
        beyond = reverse("library:bookmark", args=[edition.pk, 7])
        client.post(beyond, {"words": ""})
        assert "không có trang 7" in shown(get(client, "read", edition.pk, 1))


class TestSearch:
    def test_shows_passages_whose_link_opens_the_page_marked(self, indexed, member, as_client):
        client = as_client(member)
        text = shown(get(client, "search", q="nghị quyết"))
        assert "1 trang có đủ các từ" in text
        assert "<mark>Nghị quyết</mark>" in text
        url = re.search(r'href="(/library/read/[^"]+)"', text).group(1)
        assert "<mark>Nghị quyết</mark>" in client.get(url).content.decode()

    def test_says_what_to_do_where_nothing_is_found(self, indexed, member, page_of):
        assert "viết không dấu" in page_of(member, "search", q="không hề có")
        assert "có dấu hay không dấu" in page_of(member, "search")

    def test_says_when_the_index_is_being_made_and_has_it_made(self, edition, member, page_of):
        from procrastinate.contrib.django.models import ProcrastinateJob

        assert "đang được lập lại" in page_of(member, "search", q="nghị quyết")
        assert ProcrastinateJob.objects.filter(task_name="library.rebuild").exists()

    def test_finds_nothing_for_who_may_not_read(self, indexed, stranger, page_of):
        assert "Nghị quyết phải" not in page_of(stranger, "search", q="nghị quyết")


def test_opening_is_counted_once_for_a_person(edition, member, secretary, as_client):
    for actor in (member, member, secretary):
        get(as_client(actor), "read", edition.pk, 1)
    assert [row.people for row in Tally.objects.all()] == [2]
    with acting_for(actor_for(member.user, NOW)) as actor:
        assert Reading.objects.count() == 1
        assert cards.reading_on(actor)[0].where == "trang 1 trên 2"
    assert searching.index_state().stands is False
