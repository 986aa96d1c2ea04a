"""Pages and routes for four answers: done, refused, not allowed, not found."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.news import services
from sotay.news.models import News
from sotay.news.tests.conftest import NOON

pytestmark = pytest.mark.django_db
ROUTE = "/api/v1/news"


def url(name, *args):
    return reverse(f"news:{name}", args=args)


def send(client, method, path, payload=None):
    asked = getattr(client, method)
    return asked(f"{ROUTE}{path}", json.dumps(payload or {}), content_type="application/json")


class TestPages:
    def test_from_a_draft_to_its_readers(self, world, officer, secretary, as_client):
        desk, reader = as_client(officer), as_client(secretary)
        answer = desk.post(
            url("new"),
            {
                "committee": world.bloc.pk, "column": "model", "title": "Cách làm hay",
                "words": "Đoạn một.\n\nĐoạn hai.", "branches": [world.works.pk],
                "file": SimpleUploadedFile("bang.txt", b"So lieu"),
            },
        )  # fmt: skip
        news = News.objects.get()
        assert answer.url == url("detail", news.pk)
        assert "Bản thảo" in desk.get(answer.url).content.decode()
        assert reader.get(answer.url).status_code == 404

        assert desk.post(url("publish", news.pk)).status_code == 302
        shown = reader.get(answer.url).content.decode()
        assert "<p>Đoạn hai.</p>" in shown
        assert url("publish", news.pk) not in shown
        assert "Cách làm hay" in reader.get(url("list")).content.decode()
        attached = news.attachments.get()
        assert b"".join(reader.get(url("file", news.pk, attached.pk)).streaming_content) == (
            b"So lieu"
        )

        assert desk.post(url("withdraw", news.pk), {"reason": ""}).status_code == 422
        assert desk.post(url("withdraw", news.pk), {"reason": "Nhầm"}).status_code == 302
        gone = reader.get(answer.url)
        assert gone.status_code == 410
        assert "đã rút tin này" in gone.content.decode()
        assert not any(word in gone.content.decode() for word in ("Cách làm", "Đoạn", "Nhầm"))
        assert reader.get(url("file", news.pk, attached.pk)).status_code == 404
        assert "Nhầm" in desk.get(answer.url).content.decode()

    def test_a_file_that_is_not_taken_leaves_no_draft_to_be_written_twice(
        self, world, officer, as_client
    ):
        given = {"committee": world.bloc.pk, "column": "model", "title": "Một", "words": "Lời."}
        torn = SimpleUploadedFile("a.exe", b"MZ" + bytes(64))
        answer = as_client(officer).post(url("new"), {**given, "file": torn})
        assert answer.status_code == 422
        assert not News.objects.exists()

    def test_a_draft_is_changed_and_loses_a_file(self, write, officer, world, as_client):
        news = write(branches=[world.river])
        attached = services.attach(news=news, content=b"abc def", name="a.txt", actor=officer)
        desk = as_client(officer)
        page = desk.get(url("change", news.pk))
        assert page.context["form"].initial["branches"] == [str(world.river.pk)]
        assert desk.post(url("detach", news.pk, attached.pk)).status_code == 302
        assert not news.attachments.exists()
        given = {"committee": world.bloc.pk, "column": "news", "title": "Khác", "words": "x"}
        assert desk.post(url("change", news.pk), given).status_code == 302
        assert News.objects.get().title == "Khác"

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, world, officer, as_client):
        given = {"committee": world.bloc.pk, "column": "news", "title": "", "words": "Lời đã viết"}
        answer = as_client(officer).post(url("new"), given)
        assert answer.status_code == 422
        assert "Lời đã viết" in answer.content.decode()

    def test_a_committee_that_is_not_ones_own_cannot_be_chosen(self, world, officer, as_client):
        given = {"committee": world.far.pk, "column": "news", "title": "x", "words": "y"}
        assert as_client(officer).post(url("new"), given).status_code == 422
        assert not News.objects.exists()

    def test_a_published_piece_is_refused_again_with_a_sentence(self, publish, officer, as_client):
        desk = as_client(officer)
        answer = desk.post(url("publish", publish().pk), follow=True)
        assert "không sửa nữa" in answer.content.decode()

    def test_writing_is_for_those_who_speak_for_a_committee(
        self, publish, secretary, inspector, as_client
    ):
        assert as_client(inspector).get(url("new")).status_code == 403
        news = publish()
        below = as_client(secretary)
        for name in ("publish", "withdraw"):
            assert below.post(url(name, news.pk), {"reason": "x"}).status_code == 403
        assert below.get(url("change", news.pk)).status_code == 403

    @pytest.mark.parametrize("name", ["detail", "change", "publish", "withdraw"])
    def test_what_is_not_ones_own_is_not_found(self, publish, far_officer, as_client, name):
        assert as_client(far_officer).post(url(name, publish().pk)).status_code == 404

    def test_words_are_never_markup(self, publish, secretary, as_client):
        news = publish(words="<script>alert(1)</script>")
        shown = as_client(secretary).get(url("detail", news.pk)).content.decode()
        assert "&lt;script&gt;alert" in shown

    def test_the_list_is_narrowed_by_column(self, publish, secretary, as_client):
        publish(title="Gương sáng", column="model")
        publish(title="Hội nghị", column="news")
        shown = as_client(secretary).get(url("list"), {"column": "news"}).content.decode()
        assert "Hội nghị" in shown
        assert "Gương sáng" not in shown

    def test_the_number_of_queries_does_not_grow(self, publish, secretary, as_client):
        client = as_client(secretary)

        def count():
            with CaptureQueriesContext(connection) as asked:
                client.get(url("list"))
            return len(asked)

        publish()
        client.get(url("list"))
        few = count()
        for _number in range(6):
            publish()
        assert count() == few

    def test_one_must_sign_in(self, client):
        assert "/accounts/login/" in client.get(url("list")).url


class TestRoutes:
    def given(self, world, **changes):
        return {
            "committee_id": world.bloc.pk, "title": "Tin", "words": "Lời", "kinds": ["cell"],
            "branch_ids": [world.works.pk], **changes,
        }  # fmt: skip

    def test_write_attach_publish_read_withdraw(self, world, officer, secretary, as_client):
        desk, reader = as_client(officer), as_client(secretary)
        made = send(desk, "post", "", self.given(world))
        assert made.status_code == 201
        key = made.json()["id"]
        drafts = desk.get(ROUTE, {"drafts": True}).json()
        assert [row["id"] for row in drafts["items"]] == [key]
        changed = self.given(world, title="Tin đã sửa")
        del changed["committee_id"]
        assert send(desk, "put", f"/{key}", changed).json()["title"] == "Tin đã sửa"
        file = desk.post(f"{ROUTE}/{key}/files", {"file": SimpleUploadedFile("a.txt", b"a b c")})
        assert file.status_code == 201
        assert reader.get(f"{ROUTE}/{key}").status_code == 404

        assert send(desk, "post", f"/{key}/publish").status_code == 200
        whole = reader.get(f"{ROUTE}/{key}").json()
        assert (whole["words"], whole["readers"]) == ("Lời", 0)
        assert whole["branch_ids"] == [world.works.pk]
        path = f"{ROUTE}/{key}/files/{whole['files'][0]['id']}"
        assert reader.get(path).status_code == 200
        assert reader.delete(path).status_code == 403
        assert desk.delete(path).status_code == 409
        assert send(desk, "post", f"/{key}/publish").status_code == 409

        assert send(reader, "post", f"/{key}/withdraw", {"reason": "x"}).status_code == 403
        assert send(desk, "post", f"/{key}/withdraw", {"reason": " "}).status_code == 422
        assert send(desk, "post", f"/{key}/withdraw", {"reason": "x"}).json()["is_withdrawn"]
        gone = reader.get(f"{ROUTE}/{key}")
        assert gone.status_code == 410
        assert gone.json() == {"message": "Cấp ủy đưa tin đã rút tin này."}
        assert reader.get(ROUTE).json() == {"total": 0, "next": "", "items": []}

    def test_refuse_and_do_not_find(self, world, officer, secretary, as_client):
        desk = as_client(officer)
        assert send(desk, "post", "", self.given(world, title="")).status_code == 422
        missing = self.given(world, branch_ids=[world.shore.pk])
        assert send(desk, "post", "", missing).status_code == 404
        elsewhere = self.given(world, committee_id=world.far.pk)
        assert send(desk, "post", "", elsewhere).status_code == 404
        assert send(as_client(secretary), "post", "", self.given(world)).status_code in (403, 404)

    def test_a_file_is_taken_off_a_draft(self, write, officer, as_client):
        news = write()
        kept = services.attach(news=news, content=b"x y z", name="a.txt", actor=officer)
        desk = as_client(officer)
        assert desk.delete(f"{ROUTE}/{news.pk}/files/{kept.pk}").status_code == 204
        assert desk.delete(f"{ROUTE}/{news.pk}/files/{kept.pk}").status_code == 404

    def test_reading_counts_once(self, publish, secretary, as_client):
        news = publish()
        for _time in range(2):
            as_client(secretary).get(f"{ROUTE}/{news.pk}")
        assert news.seen.count() == 1
        assert news.published_at == NOON

    def test_one_must_sign_in(self, client):
        assert client.get(ROUTE).status_code == 401
