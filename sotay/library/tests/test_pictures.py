"""Pictures in the text of a book: from the file to the page, the routes, and the device."""

import base64
import io
import zipfile

import pytest
from django.urls import reverse
from PIL import Image

from sotay.core import files
from sotay.core.errors import RuleBroken
from sotay.library import extracting, rules, searching, services
from sotay.library.extracting import gallery, running
from sotay.library.models import Edition, Extraction, Picture
from sotay.library.tests.conftest import NOON, book, pdf
from sotay.library.views.ground import kept_size

pytestmark = pytest.mark.django_db


def drawn(width: int = 600, height: int = 400, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (width % 256, height % 256, 90)).save(out, kind)
    return out.getvalue()


def illustrated(body: str, **parts: bytes) -> bytes:
    """A book of one chapter; ``parts`` are pictures by the first word of their name."""
    extra = {f"book/{name}.png": data for name, data in parts.items()}
    return book([("Hình", body)], extra=extra)


def markup(edition: Edition) -> str:
    return "\n".join(edition.pages.order_by("number").values_list("html", flat=True))


def words(edition: Edition) -> str:
    return "\n".join(edition.pages.order_by("number").values_list("text", flat=True))


class TestReadFromABook:
    def test_a_picture_stands_where_it_stood_with_its_words(self, give):
        edition = give(
            illustrated('<p>Trước.</p><img src="so-do.png" alt="Sơ đồ  tổ chức"/><p>Sau.</p>',
                        **{"so-do": drawn()})
        )  # fmt: skip
        assert markup(edition).split("\n")[1:] == [
            "<p>Trước.</p>",
            '<figure><img data-picture="1" width="600" height="400" alt="Sơ đồ tổ chức"></figure>',
            "<p>Sau.</p>",
        ]
        assert "Sơ đồ tổ chức" in words(edition).split("\n")
        kept = edition.pictures.get()
        assert (kept.part, kept.width, kept.height) == ("book/so-do.png", 600, 400)
        assert kept.file.media_type == files.WEBP
        assert edition.picture_bytes == kept.file.size
        assert edition.extraction.left_out == 0

    def test_one_picture_shown_twice_is_kept_once(self, give):
        edition = give(illustrated('<img src="a.png"/><p>x</p><img src="./a.png"/>', a=drawn()))
        assert markup(edition).count('data-picture="1"') == 2
        assert edition.pictures.count() == 1

    def test_a_small_one_stays_in_its_line(self, give):
        edition = give(
            illustrated(
                '<p>Tính <img src="a.png" alt="x bình phương"/> trước.</p>', a=drawn(60, 20)
            )
        )
        line = markup(edition).split("\n")[1]
        assert line.startswith('<p>Tính <img data-picture="1"')
        assert line.endswith('alt="x bình phương"> trước.</p>')

    def test_a_large_one_leaves_the_paragraph_it_stood_in(self, give):
        edition = give(illustrated('<p>Trước <img src="a.png"/> sau.</p>', a=drawn()))
        assert [line[:5] for line in markup(edition).split("\n")[1:]] == ["<p>Tr", "<figu", "<p>sa"]

    def test_a_cover_framed_by_a_drawing_is_shown(self, give):
        cover = (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            ' aria-label="Bìa sách"><image width="600" height="800" xlink:href="bia.png"/></svg>'
        )
        edition = give(illustrated(cover, bia=drawn(600, 800)))
        assert 'data-picture="1" width="600" height="800" alt="Bìa sách"' in markup(edition)

    def test_a_chapter_of_pictures_alone_is_a_page(self, give):
        packed = book([("", '<img src="a.png" alt="Ảnh"/>')], extra={"book/a.png": drawn()})
        edition = give(packed.replace(b"<h1></h1>", b"<p></p> "))
        assert edition.page_count == 1
        assert "<figure>" in markup(edition)

    def test_many_pictures_are_cut_into_pages(self, give):
        names = [f"p{n}" for n in range(12)]
        body = "".join(f'<img src="{name}.png"/>' for name in names)
        pictures = {name: drawn(300 + n, 300) for n, name in enumerate(names)}
        edition = give(illustrated(body, **pictures))
        assert edition.page_count == 3
        assert edition.pictures.count() == 12
        assert max(page.html.count("<figure>") for page in edition.pages.all()) == 5

    def test_of_a_chapter_that_is_not_well_formed_too(self, give):
        broken = '<html><body><p>Chương&nbsp;hỏng<br><img src="a.png" alt="X"><p>Sau'.encode()
        edition = give(book([("Một", "<p>Lời.</p>")], extra={"book/c1.xhtml": broken,
                                                             "book/a.png": drawn()}))  # fmt: skip
        assert "Chương" in words(edition)
        assert '<figure><img data-picture="1"' in markup(edition)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ('<img src="https://xa.vn/a.png" alt="Ở xa"/>', "[Hình không hiện được: Ở xa]"),
            ('<img src="//xa.vn/dem.gif"/>', ""),
            ('<img src="data:image/png;base64,AAAA" alt="Kèm"/>', "[Hình không hiện được: Kèm]"),
            ('<img src="../../../etc/passwd" alt="Lạc"/>', "[Hình không hiện được: Lạc]"),
            ('<img src="mat.png"/>', "[Hình không hiện được]"),
            ('<img src="hong.png" alt="Hỏng"/>', "[Hình không hiện được: Hỏng]"),
            ('<img src="ve.svg" alt="Vẽ"/>', "[Hình không hiện được: Vẽ]"),
            ('<svg><title>Biểu đồ</title><path d="M0 0"/></svg>',
             "[Hình không hiện được: Biểu đồ]"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_shown_leaves_its_words_and_is_counted(self, give, body, said):
        parts = {"book/hong.png": b"\x89PNG\r\n\x1a\nhong", "book/ve.svg": b"<svg><path/></svg>"}
        edition = give(book([("Hình", f"<p>Lời.</p>{body}")], extra=parts))
        assert [line for line in words(edition).split("\n") if line not in ("Hình", "Lời.")] == (
            [said] if said else []
        )
        assert "<img" not in markup(edition)
        assert not edition.pictures.exists()
        assert edition.extraction.left_out == 1

    def test_a_number_written_by_the_book_itself_means_nothing(self, give):
        body = '<img data-picture="1" src="https://xa.vn/a.png"/><p data-picture="2">Lời.</p>'
        edition = give(illustrated(body, a=drawn()))
        assert "data-picture" not in markup(edition)

    def test_words_that_look_like_markup_stay_words(self, give):
        said = "&quot;&gt;&lt;script&gt;x()&lt;/script&gt; &lt;img data-picture=&quot;9&quot;"
        edition = give(illustrated(f'<img src="a.png" alt="{said}"/>', a=drawn()))
        line = markup(edition).split("\n")[-1]
        assert line.count("<img") == 1
        assert "<script" not in line
        shown = rules.with_addresses(line, lambda number: f"/{number}", "Phóng to hình")
        assert shown.count("src=") == 1
        assert shown.count("<a ") == 1


class TestOfAWebText:
    def web(self, body: str) -> bytes:
        return f"<html><body><h1>Hình</h1>{body}</body></html>".encode()

    def carried(self, *size: int) -> str:
        return f"data:image/png;base64,{base64.b64encode(drawn(*size)).decode()}"

    def test_those_it_carries_stand_where_they_stood(self, give, member, as_client):
        body = f'<p>Trước.</p><img src="{self.carried()}" alt="Sơ đồ"><p>Sau.</p>'
        edition = give(self.web(body), "a.html")
        assert markup(edition).split("\n")[1:] == [
            "<p>Trước.</p>",
            '<figure><img data-picture="1" width="600" height="400" alt="Sơ đồ"></figure>',
            "<p>Sau.</p>",
        ]
        assert "Sơ đồ" in words(edition).split("\n")
        kept = edition.pictures.get()
        assert edition.picture_bytes == kept.file.size
        assert edition.extraction.left_out == 0
        client = as_client(member)
        answer = client.get(reverse("library:inner_picture", args=[edition.pk, 1]))
        assert answer["Content-Type"] == "image/webp"
        page = client.get(reverse("library:read", args=[edition.pk, 1])).content.decode()
        assert "data:image" not in page
        assert 'data-enlarge href="' in page

    def test_one_shown_twice_is_kept_once_and_a_small_one_stays_in_its_line(self, give):
        large, small = self.carried(), self.carried(60, 20)
        body = f'<img src="{large}"><p>x <img src="{small}" alt="nhỏ"> y</p><img src="{large}">'
        edition = give(self.web(body), "a.html")
        assert edition.pictures.count() == 2
        assert markup(edition).count('data-picture="1"') == 2
        assert '<p>x <img data-picture="2"' in markup(edition)

    def test_those_that_are_not_there_leave_a_caption_and_are_counted_each(self, give):
        body = '<p>Lời.</p><img src="a.png" alt="Một"><img src="b.png"><img src="//xa.vn/d.gif">'
        edition = give(self.web(body), "a.html")
        assert "<img" not in markup(edition)
        said = words(edition).split("\n")[-1]
        assert said == "[Hình không hiện được: Một] [Hình không hiện được]"
        assert edition.extraction.left_out == 2
        assert not edition.pictures.exists()

    def test_a_number_written_by_the_text_itself_means_nothing(self, give):
        body = '<p>Loi</p><img data-picture="1" src="a.png" alt="x"><img data-picture="1">'
        assert "<img" not in markup(give(self.web(body), "a.html"))

    def test_are_kept_on_a_device_with_it(self, give, member, as_client):
        edition = give(self.web(f'<p>Lời.</p><img src="{self.carried()}">'), "a.html")
        whole = as_client(member).get(f"/api/v1/library/editions/{edition.pk}/offline").json()
        assert [one["bytes"] for one in whole["pictures"]] == [edition.picture_bytes]


class TestBounds:
    def test_the_number_of_pictures(self, give, monkeypatch):
        monkeypatch.setattr(gallery, "MOST_PICTURES", 2)
        body = '<img src="a.png"/><img src="b.png"/><img src="c.png"/><img src="a.png"/>'
        edition = give(illustrated(body, a=drawn(300), b=drawn(301), c=drawn(302)))
        assert edition.pictures.count() == 2
        assert markup(edition).count("<figure>") == 3
        assert edition.extraction.left_out == 1

    def test_their_bytes(self, give, monkeypatch):
        noise = Image.effect_noise((300, 300), 90)
        out = io.BytesIO()
        noise.save(out, "PNG")
        body = '<img src="a.png"/><img src="b.png"/>'
        monkeypatch.setattr(gallery, "MOST_BYTES", 6_000)
        edition = give(illustrated(body, a=drawn(300), b=out.getvalue()))
        assert [row.part for row in edition.pictures.all()] == ["book/a.png"]
        assert edition.picture_bytes <= 6_000
        assert edition.extraction.left_out == 1

    def test_their_pixels_all_together(self, give, monkeypatch):
        monkeypatch.setattr(gallery, "MOST_PIXELS", 300 * 400 + 10)
        body = '<img src="a.png"/><img src="b.png"/>'
        edition = give(illustrated(body, a=drawn(300), b=drawn(10, 10)))
        assert [row.part for row in edition.pictures.all()] == ["book/a.png"]
        assert edition.extraction.left_out == 1

    def test_a_name_that_is_too_long_for_the_table(self, give):
        name = "a" * 1_100
        edition = give(illustrated(f'<p>Lời.</p><img src="{name}.png"/>', **{name: drawn()}))
        assert (edition.extraction.state, edition.extraction.left_out) == ("done", 1)

    def test_a_bomb_among_them_is_left_out_and_the_book_is_read(self, give):
        flat = Image.new("1", (30_000, 30_000))
        out = io.BytesIO()
        flat.save(out, "PNG")
        edition = give(illustrated('<p>Lời.</p><img src="a.png" alt="Bom"/>', a=out.getvalue()))
        assert edition.extraction.state == "done"
        assert words(edition).endswith("Lời.\n[Hình không hiện được: Bom]")

    def test_a_torn_part_is_left_out_and_the_book_is_read(self, give):
        packed = bytearray(illustrated('<p>Lời.</p><img src="a.png" alt="Rách"/>', a=drawn()))
        with zipfile.ZipFile(io.BytesIO(packed)) as opened:
            at = opened.getinfo("book/a.png").header_offset + 60
        packed[at : at + 8] = b"\xff" * 8
        edition = give(bytes(packed))
        assert edition.extraction.state == "done"
        assert "[Hình không hiện được: Rách]" in words(edition)


class TestGoingOn:
    def test_what_was_taken_in_is_known_again(self, title, officer, monkeypatch):
        chapters = [(f"Chương {n}", f'<p>Lời.</p><img src="p{n}.png"/>') for n in range(1, 5)]
        extra = {f"book/p{n}.png": drawn(300 + n) for n in range(1, 5)}
        content = book(chapters, extra=extra)
        edition = services.add_edition(title=title, content=content, name="a.epub", actor=officer)
        monkeypatch.setattr(running, "LOT", 2)
        whole, drawings = running._pages, []

        def torn(edition, have, lot):
            if have:
                raise OSError("the disk is gone")
            return whole(edition, have, lot)

        monkeypatch.setattr(running, "_pages", torn)
        with pytest.raises(OSError, match="disk"):
            extracting.extract(edition.pk, NOON)
        assert edition.pictures.count() == 4  # two of them of pages not written yet
        monkeypatch.setattr(running, "_pages", whole)
        monkeypatch.setattr(gallery, "drawn_again", lambda data: drawings.append(data))
        services.read_again(edition=Edition.objects.get(pk=edition.pk), actor=officer)
        assert extracting.extract(edition.pk, NOON) == "done"
        assert drawings == []
        assert [f'data-picture="{n}"' in markup(edition) for n in range(1, 5)] == [True] * 4
        assert edition.pictures.count() == 4

    def test_a_book_read_before_pictures_were_taken_is_read_again_for_them(self, give, officer):
        edition = give(illustrated('<p>Lời.</p><img src="a.png"/>', a=drawn()))
        with pytest.raises(RuleBroken, match="đọc xong"):
            services.read_again(edition=edition, actor=officer)
        Picture.objects.all().delete()
        edition.pages.update(html="<p>Lời.</p>", text="Lời.")
        Extraction.objects.update(knows_pictures=False)
        services.read_again(edition=edition, actor=officer)
        assert extracting.extract(edition.pk, NOON) == "done"
        assert "<figure>" in markup(edition)

    def test_that_is_offered_only_for_books_that_can_have_some(self, give, officer, as_client):
        printed = give(pdf("Lời của trang một, đủ dài."), "a.pdf")
        bound = give()
        Extraction.objects.update(knows_pictures=False)
        client = as_client(officer)
        offer = "khi chưa nhận hình"
        for edition, is_offered in ((printed, False), (bound, True)):
            page = client.get(reverse("library:edition", args=[edition.pk])).content.decode()
            assert (offer in page) is is_offered
            assert (">Đọc lại</button>" in page) is is_offered

    def test_the_page_of_the_work_says_how_many_are_not_shown(self, give, officer, as_client):
        edition = give(illustrated('<p>Lời.</p><img src="mat.png"/>'))
        page = as_client(officer).get(reverse("library:edition", args=[edition.pk]))
        assert "1 hình trong sách không hiện được" in page.content.decode()


class TestShown:
    @pytest.fixture
    def shown(self, give):
        body = '<p>Chi bộ họp.</p><img src="a.png" alt="Chi bộ họp đầu năm"/>'
        return give(illustrated(body, a=drawn()))

    @pytest.fixture
    def page_at(self, as_client):
        def read(actor, edition):
            path = reverse("library:read", args=[edition.pk, 1])
            return as_client(actor).get(path).content.decode()

        return read

    def address(self, edition, number=1):
        return reverse("library:inner_picture", args=[edition.pk, number])

    def test_on_the_page_from_our_own_address(self, shown, member, as_client):
        answer = as_client(member).get(reverse("library:read", args=[shown.pk, 1]))
        page = answer.content.decode()
        assert f'<img loading="lazy" src="{self.address(shown)}"' in page
        assert 'alt="Chi bộ họp đầu năm"' in page
        assert answer["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' ")

    def test_one_that_stands_alone_is_a_link_to_itself_that_says_so(self, shown, member, page_at):
        page = page_at(member, shown)
        address = self.address(shown)
        assert f'<figure><a class="enlarge" data-enlarge href="{address}"><img ' in page
        assert '<span class="cue noprint">Phóng to hình</span></a></figure>' in page
        assert page.count("<dialog ") == 1
        assert "Đóng hình" in page

    def test_one_in_its_line_is_no_link(self, give, member, page_at):
        edition = give(
            illustrated('<p>Tính <img src="a.png" alt="x"/> trước.</p>', a=drawn(60, 20))
        )
        assert "data-enlarge " not in page_at(member, edition)

    def test_words_sought_are_marked_in_the_text_and_not_in_what_is_said_of_a_picture(
        self, shown, member, as_client
    ):
        path = reverse("library:read", args=[shown.pk, 1])
        page = as_client(member).get(path, {"q": "chi bộ họp"}).content.decode()
        assert "<mark>Chi bộ họp</mark>." in page
        assert 'alt="Chi bộ họp đầu năm"' in page

    def test_what_is_said_of_it_is_found(self, shown, member, system):
        from sotay.organisations.access import acting_for

        with acting_for(system):
            searching.rebuild()
        found = searching.search(member, searching.read_question("họp đầu năm"))
        assert [hit.number for hit in found.hits] == [1]

    def test_the_bytes_can_only_be_looked_at(self, shown, member, as_client):
        answer = as_client(member).get(self.address(shown))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert Image.open(io.BytesIO(answer.content)).size == (600, 400)

    def test_the_right_is_asked_each_time(self, shown, officer, member, as_client):
        client = as_client(member)
        first = client.get(self.address(shown))
        assert first["Cache-Control"] == "private, no-cache"
        tag = first["ETag"]
        assert client.get(self.address(shown), HTTP_IF_NONE_MATCH=tag).status_code == 304
        services.withdraw_edition(edition=shown, actor=officer)
        assert client.get(self.address(shown), HTTP_IF_NONE_MATCH=tag).status_code == 404

    def test_not_for_who_may_not_read_the_book(self, shown, far_officer, client, as_client):
        assert as_client(far_officer).get(self.address(shown)).status_code == 404
        assert client.get(self.address(shown)).status_code == 302

    def test_one_that_is_not_there_is_not_found(self, shown, edition, member, as_client):
        client = as_client(member)
        assert client.get(self.address(shown, 2)).status_code == 404
        assert client.get(self.address(edition)).status_code == 404
        files.path_of(shown.pictures.get().file).unlink()
        assert client.get(self.address(shown)).status_code == 404

    def test_by_route_too(self, shown, member, far_officer, as_client):
        path = f"/api/v1/library/editions/{shown.pk}"
        client = as_client(member)
        answer = client.get(f"{path}/pictures/1")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert client.get(f"{path}/pictures/9").status_code == 404
        assert as_client(far_officer).get(f"{path}/pictures/1").status_code == 404
        assert f'src="{self.address(shown)}"' in client.get(f"{path}/pages/1").json()["html"]

    def test_kept_with_the_book_and_its_room_said_before(self, shown, member, as_client):
        client, path = as_client(member), f"/api/v1/library/editions/{shown.pk}/offline"
        size = client.get(f"{path}/size").json()
        whole = client.get(path).json()
        picture = shown.pictures.get().file.size
        assert size["picture_bytes"] == picture
        assert whole["pictures"] == [{"url": self.address(shown), "bytes": picture}]
        assert f'src="{self.address(shown)}"' in whole["pages"][0]["html"]
        light = Edition(text_bytes=shown.text_bytes, page_count=shown.page_count)
        heavy = Edition(text_bytes=shown.text_bytes, page_count=1, picture_bytes=3_000_000)
        assert (kept_size(light), kept_size(heavy)) == (
            "24\N{NO-BREAK SPACE}KB",
            "2,9\N{NO-BREAK SPACE}MB",
        )
