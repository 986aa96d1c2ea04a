"""Files read into pages: in order, with headings, going on where it stopped, by eye or not."""

import io
from datetime import timedelta

import pytest
import typst
from PIL import Image

from sotay.core import files
from sotay.core.errors import BadInput, RuleBroken
from sotay.library import extracting, searching, services
from sotay.library.extracting import eyes, running
from sotay.library.models import Edition, Extraction
from sotay.library.tests.conftest import NOON, book, mp3, pdf
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


def pages(edition):
    return list(edition.pages.order_by("number"))


class TestEpub:
    def test_is_read_chapter_by_chapter_with_the_names_of_its_contents(self, edition):
        first, second = pages(edition)
        assert (first.heading, second.heading) == ("Mở đầu", "Cách làm")
        assert "Nghị quyết phải sát việc" in first.text
        assert "<em>một việc khó</em>" in second.html
        assert edition.page_count == 2
        assert edition.extraction.state == "done"
        assert (edition.extraction.done, edition.extraction.total) == (2, 2)
        assert edition.text_bytes > 100
        assert len(edition.text_digest) == 64

    def test_a_long_chapter_is_cut_between_paragraphs(self, give):
        long = "".join(f"<p>Đoạn {n}. {'lời ' * 200}</p>" for n in range(20))
        made = pages(give(book([("Dài", long)])))
        assert len(made) > 3
        assert [page.heading for page in made] == ["Dài"] + [""] * (len(made) - 1)
        whole = "\n".join(page.text for page in made)
        assert [f"Đoạn {n}." in whole for n in range(20)] == [True] * 20


class TestPdf:
    def test_keeps_its_own_pages_and_its_outline(self, give):
        edition = give(pdf("= Phần thứ nhất\nLời của trang một.", "Lời của trang hai."), "a.pdf")
        first, second = pages(edition)
        assert edition.kind == Edition.Kind.PDF
        assert first.heading == "Phần thứ nhất"
        assert first.html == "<h3>Phần thứ nhất</h3>\n<p>Lời của trang một.</p>"
        assert "Lời của trang hai." in second.text

    def test_a_page_without_letters_stays_a_picture_and_says_so(self, give, monkeypatch):
        monkeypatch.setattr(eyes, "can_read", lambda: False)
        edition = give(pdf("Lời của trang một, đủ dài.", ""), "a.pdf")
        first, second = pages(edition)
        assert (first.is_read, second.is_read) == (True, False)
        assert edition.extraction.unread == 1

    def test_a_page_without_letters_is_read_by_the_program_where_it_is(self, give, monkeypatch):
        seen = []
        monkeypatch.setattr(eyes, "can_read", lambda: True)
        monkeypatch.setattr(
            eyes, "read", lambda png, _dots: seen.append(png[:4]) or "Chữ nhận từ ảnh."
        )
        edition = give(pdf("Lời của trang một, đủ dài.", ""), "a.pdf")
        second = pages(edition)[1]
        assert seen == [b"\x89PNG"]
        assert (second.text, second.by_eye, second.is_read) == ("Chữ nhận từ ảnh.", True, True)
        assert edition.extraction.unread == 0

    def test_a_page_with_nothing_on_it_is_read_already(self, give, monkeypatch):
        monkeypatch.setattr(eyes, "can_read", lambda: True)
        monkeypatch.setattr(eyes, "read", lambda *_given: pytest.fail("asked of blank paper"))
        edition = give(pdf("Lời của trang một, đủ dài.", "#box()[]"), "a.pdf")
        second = pages(edition)[1]
        assert (second.text, second.is_read, second.by_eye) == ("", True, False)
        assert edition.extraction.unread == 0

    def test_a_page_that_claims_to_be_a_wall_is_drawn_within_a_bound(self, give, monkeypatch):
        seen = []
        monkeypatch.setattr(eyes, "can_read", lambda: True)
        monkeypatch.setattr(eyes, "read", lambda png, _dots: seen.append(png) or "")
        wall = typst.compile(b"#set page(width: 500cm, height: 400cm)\n#circle(radius: 90cm)")
        give(wall, "a.pdf")
        width, height = Image.open(io.BytesIO(seen[0])).size
        assert width * height <= 16_100_000

    def test_one_that_does_not_open_is_not_taken(self, give):
        torn = pdf("Trang một")
        at = torn.index(b"/Type")
        with pytest.raises(BadInput, match="hỏng"):
            give(torn[:20] + b"\n%" + torn[at : at + 30] + b"\nstartxref\n0\n%%EOF", "a.pdf")
        assert not Extraction.objects.exists()

    def test_one_torn_on_the_disk_fails_with_a_sentence(self, title, officer):
        edition = services.add_edition(
            title=title, content=pdf("Trang một"), name="a.pdf", actor=officer
        )
        files.path_of(edition.file).write_bytes(b"%PDF-1.7 torn")
        assert extracting.extract(edition.pk, NOON) == "failed"
        run = Extraction.objects.get(edition=edition)
        assert "không mở được" in run.message
        assert run.done == 0


class TestEyes:
    def program(self, folder, monkeypatch, script):
        path = folder / "tesseract"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        eyes._languages.cache_clear()

    def test_need_the_program(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert not eyes.can_read()
        assert eyes.read(b"png") == ""

    def test_need_its_vietnamese(self, tmp_path, monkeypatch):
        self.program(tmp_path, monkeypatch, "echo eng")
        assert not eyes.can_read()

    def test_read_what_the_program_says(self, tmp_path, monkeypatch):
        self.program(
            tmp_path,
            monkeypatch,
            '[ "$1" = --list-langs ] && echo vie || { cat >/dev/null; echo $4; }',
        )
        assert eyes.can_read()
        assert eyes.read(b"png").strip() == "vie"

    def test_say_nothing_where_it_fails(self, tmp_path, monkeypatch):
        self.program(tmp_path, monkeypatch, "exit 3")
        assert eyes.read(b"png") == ""


@pytest.mark.skipif(not eyes.can_read(), reason="tesseract with Vietnamese is not installed")
class TestRealEyes:
    """With the program itself, where it is."""

    def photographed(self, *texts: str) -> bytes:
        """A PDF of pictures of paper, without one letter in it."""
        leaves = []
        for text in texts:
            page = f"#set page(width: 15cm, height: 10cm)\n#set text(size: 12pt)\n{text}"
            drawn = typst.compile(page.encode(), format="png", ppi=200)
            leaves.append(Image.open(io.BytesIO(drawn)).convert("L"))
        out = io.BytesIO()
        leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:], resolution=200)
        return out.getvalue()

    def test_a_photographed_page_is_read_and_found_with_its_marks(self, give, member, system):
        content = self.photographed(
            "Chi bộ họp thường lệ vào ngày mùng năm hằng tháng.",
            "Đồng chí bí thư kết luận: phải sửa chữa khuyết điểm trước quý sau.",
        )
        edition = give(content, "ban-chup.pdf")
        first, second = pages(edition)
        assert "Chi bộ họp thường lệ" in first.text
        assert (first.by_eye, first.is_read) == (True, True)
        assert edition.extraction.unread == 0
        with acting_for(system):
            searching.rebuild()
        for asked in ("khuyết điểm trước quý sau", "khuyet diem truoc quy sau"):
            found = searching.search(member, searching.read_question(asked))
            assert [hit.number for hit in found.hits] == [second.number]


class TestTexts:
    def test_plain_text_begins_a_chapter_at_each_heading(self, give):
        text = "CHƯƠNG MỘT\nLời thứ nhất.\n\nCHƯƠNG HAI\nLời thứ hai.\n"
        made = pages(give(text.encode(), "a.txt"))
        assert [(page.heading, page.number) for page in made] == [
            ("CHƯƠNG MỘT", 1),
            ("CHƯƠNG HAI", 2),
        ]

    def test_a_web_text_too(self, give):
        made = pages(give(b"<html><body><h1>Mot</h1><p>loi</p></body></html>", "a.html"))
        assert [(page.heading, page.html) for page in made] == [("Mot", "<h2>Mot</h2>\n<p>loi</p>")]

    def test_a_text_without_a_word_fails_with_a_sentence(self, give):
        edition = give(b"   \n\t ", "a.txt")
        assert edition.extraction.state == "failed"
        assert "Không tìm thấy chữ" in edition.extraction.message

    def test_a_recording_needs_no_reading(self, give):
        edition = give(mp3(), "a.mp3")
        assert (edition.kind, edition.page_count) == ("audio", 1)
        assert edition.extraction.state == "done"


class TestRunning:
    def test_goes_on_where_it_stopped(self, title, officer, monkeypatch):
        chapters = [(f"Chương {n}", f"<p>Lời {n}.</p>") for n in range(1, 8)]
        edition = services.add_edition(
            title=title, content=book(chapters), name="a.epub", actor=officer
        )
        monkeypatch.setattr(running, "LOT", 2)
        whole, calls = running._pages, []

        def torn(edition, have, lot):
            calls.append(have)
            if len(calls) == 3:
                raise OSError("the disk is gone")
            return whole(edition, have, lot)

        monkeypatch.setattr(running, "_pages", torn)
        with pytest.raises(OSError, match="disk"):
            extracting.extract(edition.pk, NOON)
        run = Extraction.objects.get(edition=edition)
        assert (run.state, run.done) == ("failed", 4)
        assert "chạy lại" in run.message
        services.read_again(edition=Edition.objects.get(pk=edition.pk), actor=officer)
        assert extracting.extract(edition.pk, NOON) == "done"
        assert calls == [0, 2, 4, 4, 6]
        assert [page.number for page in pages(edition)] == list(range(1, 8))
        assert [page.heading for page in pages(edition)] == [f"Chương {n}" for n in range(1, 8)]

    def test_runs_once(self, edition):
        assert extracting.extract(edition.pk, NOON) == ""
        assert extracting.extract(999_999, NOON) == ""

    def test_says_when_the_file_is_gone(self, title, officer):
        edition = services.add_edition(title=title, content=book(), name="a.epub", actor=officer)
        files.path_of(edition.file).unlink()
        assert extracting.extract(edition.pk, NOON) == "failed"
        assert "Không thấy tệp" in Extraction.objects.get(edition=edition).message

    def test_pictures_are_read_again_from_the_first_page(self, give, officer, monkeypatch):
        monkeypatch.setattr(eyes, "can_read", lambda: False)
        edition = give(pdf("Lời của trang một, đủ dài.", ""), "a.pdf")
        monkeypatch.setattr(eyes, "can_read", lambda: True)
        monkeypatch.setattr(eyes, "read", lambda _png, _dots: "Nay đã nhận được chữ.")
        services.read_again(edition=edition, actor=officer)
        assert extracting.extract(edition.pk, NOON) == "done"
        assert [page.text for page in pages(edition)][1] == "Nay đã nhận được chữ."
        with pytest.raises(RuleBroken, match="đọc xong"):
            services.read_again(edition=edition, actor=officer)

    def test_a_run_that_died_is_said_to_have_failed(self, edition):
        Extraction.objects.update(state="running", started_at=NOON)
        assert extracting.left_behind(NOON + running.GIVEN_UP_AFTER) == 0
        assert extracting.left_behind(NOON + running.GIVEN_UP_AFTER + timedelta(seconds=1)) == 1
        assert Extraction.objects.get(edition=edition).state == "failed"
