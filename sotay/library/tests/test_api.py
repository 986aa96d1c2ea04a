"""Every route for four answers: done, refused, not allowed, not found."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.library import services
from sotay.library.models import Edition, Extraction, Shelf, Tally, Title
from sotay.library.tests.conftest import book, mp3

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


class Caller:
    """A program with a session: paths under the library's routes, JSON both ways."""

    def __init__(self, client):
        self.client = client

    def get(self, path="", /, **query):
        return self.client.get(f"/api/v1/library{path}", query)

    def send(self, method, path, payload=None):
        return self.client.generic(
            method, f"/api/v1/library{path}", json.dumps(payload or {}), "application/json"
        )

    def post(self, path, payload=None):
        return self.send("POST", path, payload)

    def put(self, path, payload=None):
        return self.send("PUT", path, payload)

    def file(self, path, content, **headers):
        return self.client.generic(
            "POST", f"/api/v1/library{path}", content, "application/octet-stream", **headers
        )


@pytest.fixture
def call(as_client):
    return lambda actor: Caller(as_client(actor))


SHELF = {"name": "Tủ mới", "subject": "Chủ đề"}
TITLE = {"name": "Sách", "licence": "Nội bộ"}


class TestOutOfReach:
    def test_nothing_is_found(self, shelf, title, edition, far_officer, call):
        caller = call(far_officer)
        for path in (
            f"/shelves/{shelf.pk}/titles", f"/titles/{title.pk}", f"/editions/{edition.pk}",
            f"/editions/{edition.pk}/file", f"/editions/{edition.pk}/contents",
            f"/editions/{edition.pk}/pages/1", f"/editions/{edition.pk}/offline",
            f"/editions/{edition.pk}/offline/size", f"/editions/{edition.pk}/place",
        ):  # fmt: skip
            assert caller.get(path).status_code == 404, path
        place = {"page": 1, "at": timezone.now().isoformat()}
        for method, path, payload in (
            ("PUT", f"/shelves/{shelf.pk}", SHELF), ("POST", f"/shelves/{shelf.pk}/close", {}),
            ("POST", f"/shelves/{shelf.pk}/titles", TITLE), ("PUT", f"/titles/{title.pk}", TITLE),
            ("POST", f"/titles/{title.pk}/withdraw", {"reason": "Cũ"}),
            ("POST", f"/editions/{edition.pk}/again", {}),
            ("POST", f"/editions/{edition.pk}/withdraw", {}),
            ("PUT", f"/editions/{edition.pk}/place", place),
            ("POST", f"/editions/{edition.pk}/bookmarks", {"page": 1}),
            ("PUT", "/bookmarks/999999", {"words": "x"}), ("DELETE", "/bookmarks/999999", {}),
        ):  # fmt: skip
            assert caller.send(method, path, payload).status_code == 404, path
        assert caller.file(f"/titles/{title.pk}/editions?name=a", book()).status_code == 404
        assert caller.get("/shelves").json() == []

    def test_readers_do_not_look_after_shelves(self, world, shelf, title, edition, member, call):
        caller = call(member)
        for method, path, payload in (
            ("PUT", f"/shelves/{shelf.pk}", SHELF), ("POST", f"/shelves/{shelf.pk}/close", {}),
            ("POST", f"/shelves/{shelf.pk}/titles", TITLE), ("PUT", f"/titles/{title.pk}", TITLE),
            ("POST", f"/titles/{title.pk}/withdraw", {"reason": "Cũ"}),
            ("POST", f"/editions/{edition.pk}/again", {}),
            ("POST", f"/editions/{edition.pk}/withdraw", {}),
        ):  # fmt: skip
            assert caller.send(method, path, payload).status_code == 403, path
        assert caller.file(f"/titles/{title.pk}/editions?name=a", book()).status_code == 403
        given = {**SHELF, "organisation_id": world.bloc.pk}
        assert caller.post("/shelves", given).status_code == 404

    def test_one_must_sign_in(self, client, edition):
        assert Caller(client).get(f"/editions/{edition.pk}").status_code == 401


class TestLookingAfter:
    def test_a_shelf(self, world, officer, call):
        caller = call(officer)
        given = {**SHELF, "organisation_id": world.works.pk, "audience": ["cell"]}
        made = caller.post("/shelves", given)
        assert made.status_code == 201
        assert caller.post("/shelves", given).status_code == 409
        assert caller.post("/shelves", {**given, "audience": ["x"]}).status_code == 422
        key = made.json()["id"]
        assert caller.put(f"/shelves/{key}", {**SHELF, "name": "Tên"}).json()["name"] == "Tên"
        assert caller.get("/shelves").json()[0]["titles"] == 0
        assert caller.post(f"/shelves/{key}/close").json()["closed_on"] == NOW.isoformat()
        assert caller.post(f"/shelves/{key}/close").status_code == 409
        assert Shelf.objects.get().closed_on == NOW

    def test_a_title(self, shelf, officer, call):
        caller, path = call(officer), f"/shelves/{shelf.pk}/titles"
        made = caller.post(path, TITLE)
        assert made.status_code == 201
        assert caller.post(path, {**TITLE, "licence": " "}).status_code == 422
        key = made.json()["id"]
        assert caller.put(f"/titles/{key}", {**TITLE, "year": 2020}).json()["year"] == 2020
        assert caller.put(f"/titles/{key}", {**TITLE, "year": 9000}).status_code == 422
        listed = caller.get(path, q="sach").json()
        assert (listed["total"], listed["items"][0]["id"]) == (1, key)
        assert caller.get(path, q="vắng").json()["total"] == 0
        assert caller.post(f"/titles/{key}/withdraw", {"reason": " "}).status_code == 422
        assert caller.post(f"/titles/{key}/withdraw", {"reason": "Cũ"}).status_code == 204
        assert caller.get(f"/titles/{key}").status_code == 404
        assert Title.objects.get().withdraw_reason == "Cũ"

    def test_a_file_as_the_body(self, title, officer, call):
        caller = call(officer)
        path = f"/titles/{title.pk}/editions?name=sach.epub"
        made = caller.file(path, book())
        assert made.status_code == 201
        found = made.json()
        assert (found["kind"], found["name"]) == ("epub", "sach.epub")
        assert found["extraction"]["state"] == "waiting"
        assert caller.file(path, book()).status_code == 409
        assert caller.file(path, b"MZ nothing").status_code == 422
        assert caller.post(f"/editions/{found['id']}/again").status_code == 409
        Extraction.objects.update(state="failed")
        again = caller.post(f"/editions/{found['id']}/again").json()
        assert again["extraction"]["state"] == "waiting"
        assert caller.post(f"/editions/{found['id']}/withdraw").status_code == 204
        assert caller.get(f"/editions/{found['id']}").status_code == 404

    def test_a_body_past_the_limit_is_not_read(self, title, officer, call, monkeypatch):
        monkeypatch.setattr(services, "size_limit", lambda _actor, _shelf: 1000)
        read = []
        monkeypatch.setattr(
            "sotay.library.services.keeping.take_in", lambda *args, **more: read.append(args)
        )
        path = f"/titles/{title.pk}/editions?name=phim.pdf"
        answer = call(officer).file(path, b"x", CONTENT_LENGTH=str(2 * 1024**3))
        assert answer.status_code == 422
        assert "dài quá" in answer.json()["message"]
        assert read == []
        assert not Edition.objects.exists()


class TestReading:
    def test_an_edition_its_contents_and_pages(self, edition, member, call):
        caller, path = call(member), f"/editions/{edition.pk}"
        assert caller.get(path).json()["pages"] == 2
        contents = caller.get(f"{path}/contents").json()
        assert contents == [
            {"page": 1, "heading": "Mở đầu"},
            {"page": 2, "heading": "Cách làm"},
        ]
        assert "<em>một việc khó</em>" in caller.get(f"{path}/pages/2").json()["html"]
        assert caller.get(f"{path}/pages/3").status_code == 404
        assert b"".join(caller.get(f"{path}/file").streaming_content) == book()

    def test_the_whole_text_with_its_size_said_before(self, edition, member, call):
        caller = call(member)
        size = caller.get(f"/editions/{edition.pk}/offline/size").json()
        whole = caller.get(f"/editions/{edition.pk}/offline")
        pages = whole.json()["pages"]
        said = sum(len((one["heading"] + one["html"]).encode()) for one in pages)
        assert size == {
            "bytes": said, "picture_bytes": 0, "pages": 2, "etag": f"{edition.text_digest}.2.vi",
        }  # fmt: skip
        assert whole["ETag"] == f'"{size["etag"]}"'
        assert "private" in whole["Cache-Control"]
        same = caller.client.get(
            f"/api/v1/library/editions/{edition.pk}/offline", HTTP_IF_NONE_MATCH=whole["ETag"]
        )
        assert same.status_code == 304
        assert same.content == b""

    def test_a_recording_has_no_text_to_keep(self, give, member, call):
        heard = give(mp3(), "a.mp3")
        assert call(member).get(f"/editions/{heard.pk}/offline").status_code == 404

    def test_a_place_is_kept_and_two_are_given_to_choose(self, edition, member, call):
        caller, path = call(member), f"/editions/{edition.pk}/place"
        assert caller.get(path).json() == {"kept": None, "other": None}
        now = timezone.now()
        first = caller.put(path, {"page": 1, "at": now.isoformat()}).json()
        caller.put(path, {"page": 2, "offset": 1, "at": now.isoformat()})
        offline = {
            "page": 1, "offset": 4, "at": (now - timedelta(hours=1)).isoformat(),
            "was_offline": True, "knew": first["kept"]["at"],
        }  # fmt: skip
        met = caller.put(path, offline).json()
        assert (met["kept"]["page"], met["other"]["offset"]) == (2, 4)
        assert caller.get(path).json()["kept"]["page"] == 2
        knows = {**offline, "knew": met["kept"]["at"], "at": timezone.now().isoformat()}
        assert caller.put(path, knows).json()["other"] is None  # told back exactly as it was given
        assert caller.put(path, {"page": 3, "at": now.isoformat()}).status_code == 422
        assert caller.put(path, {"page": 0, "at": now.isoformat()}).status_code == 422

    def test_bookmarks_are_ones_own(self, edition, member, secretary, call):
        caller, path = call(member), f"/editions/{edition.pk}/bookmarks"
        made = caller.post(path, {"page": 2, "words": "Hay"})
        assert made.status_code == 201
        key = made.json()["id"]
        assert caller.post(path, {"page": 9}).status_code == 422
        changed = caller.put(f"/bookmarks/{key}", {"words": "Rất hay"}).json()
        assert changed["words"] == "Rất hay"
        listed = caller.get("/bookmarks", edition_id=edition.pk).json()
        assert [one["id"] for one in listed] == [key]
        other = call(secretary)
        assert other.get("/bookmarks").json() == []
        assert other.put(f"/bookmarks/{key}", {"words": "x"}).status_code == 404
        assert other.send("DELETE", f"/bookmarks/{key}").status_code == 404
        assert caller.send("DELETE", f"/bookmarks/{key}").status_code == 204
        assert caller.get("/bookmarks").json() == []

    def test_what_one_was_reading_and_what_is_read_most(self, edition, title, member, call):
        caller = call(member)
        caller.put(f"/editions/{edition.pk}/place", {"page": 2, "at": timezone.now().isoformat()})
        assert caller.get("/reading").json()[0]["share"] == 100
        assert caller.get("/most-read").json() == []
        Tally.objects.update(people=7)
        assert caller.get("/most-read").json() == [
            {"title_id": title.pk, "title": title.name, "at_least": 5}
        ]


class TestSearch:
    def test_finds_passages(self, indexed, member, stranger, call):
        found = call(member).get("/search", q="nghi quyet").json()
        assert (found["total"], found["is_ready"]) == (1, True)
        sought = [one["text"] for one in found["items"][0]["passage"] if one["is_sought"]]
        assert sought == ["Nghị quyết"]
        assert call(stranger).get("/search", q="nghị quyết").json()["total"] == 0
        assert call(member).get("/search").status_code == 422

    def test_says_when_it_is_not_ready(self, edition, member, call):
        assert call(member).get("/search", q="x").json()["is_ready"] is False
