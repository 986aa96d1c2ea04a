"""Pages that are pictures of paper, kept on a device with their room said before."""

import pytest
from django.urls import reverse

from sotay.core import files
from sotay.library import extracting
from sotay.library.extracting import eyes, pdf
from sotay.library.models import Edition, Page
from sotay.library.tests.conftest import NOON, book
from sotay.library.tests.conftest import pdf as printed
from sotay.library.views.ground import kept_size

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def blind(monkeypatch):
    monkeypatch.setattr(eyes, "can_read", lambda: False)


@pytest.fixture
def scanned(give):
    return give(printed("", ""), "ban-chup.pdf")


@pytest.fixture
def mixed(give):
    return give(printed("Lời của trang một, đủ dài để đọc.", ""), "a.pdf")


def offline(client, edition):
    return client.get(f"/api/v1/library/editions/{edition.pk}/offline")


class TestMeasured:
    def test_as_it_is_read_to_the_byte(self, mixed, member, as_client):
        first, second = mixed.pages.order_by("number")
        address = reverse("library:picture", args=[mixed.pk, 2])
        shown = as_client(member).get(address).content
        assert first.picture_bytes is None
        assert second.picture_bytes == len(shown)
        assert mixed.picture_bytes == len(shown)

    def test_of_editions_read_before_it_was_kept(self, scanned, mixed, give):
        other = give(book(), "b.epub")
        before = {one.pk: one.picture_bytes for one in (scanned, mixed)}
        tag = Edition.objects.get(pk=mixed.pk).text_digest
        Page.objects.update(picture_bytes=None)
        Edition.objects.update(picture_bytes=0, text_digest="")
        assert extracting.measure_pages(most=2) == 2
        assert extracting.measure_pages(most=2) == 1
        assert extracting.measure_pages(most=2) == 0
        after = Edition.objects.in_bulk()
        assert {key: after[key].picture_bytes for key in before} == before
        assert after[mixed.pk].text_digest == tag
        assert after[other.pk].picture_bytes == 0

    def test_one_that_cannot_be_drawn_is_asked_for_once(self, scanned):
        Page.objects.update(picture_bytes=None)
        files.path_of(scanned.file).unlink()
        assert extracting.measure_pages() == 2
        assert extracting.measure_pages() == 0

    def test_a_page_that_is_read_later_takes_no_room_any_more(self, mixed, monkeypatch, officer):
        from sotay.library import services

        monkeypatch.setattr(eyes, "can_read", lambda: True)
        monkeypatch.setattr(eyes, "read", lambda _png, _dots: "Nay đã nhận được chữ.")
        services.read_again(edition=mixed, actor=officer)
        assert extracting.extract(mixed.pk, NOON) == "done"
        assert Edition.objects.get(pk=mixed.pk).picture_bytes == 0


class TestKept:
    def test_pictures_of_pages_are_named_with_their_room(self, mixed, member, as_client):
        client = as_client(member)
        whole = offline(client, mixed).json()
        address = reverse("library:picture", args=[mixed.pk, 2])
        assert [page["picture"] for page in whole["pages"]] == ["", address]
        assert whole["pictures"] == [{"url": address, "bytes": mixed.picture_bytes}]
        size = client.get(f"/api/v1/library/editions/{mixed.pk}/offline/size").json()
        assert size["picture_bytes"] == mixed.picture_bytes > 0

    def test_a_file_without_one_letter_can_be_kept_too(self, scanned, member, as_client):
        client = as_client(member)
        assert scanned.text_bytes == 0
        assert scanned.picture_bytes > 0
        assert len(offline(client, scanned).json()["pictures"]) == 2
        said = kept_size(scanned)
        for name, numbers in (("read", [scanned.pk, 1]), ("title", [scanned.title_id])):
            page = client.get(reverse(f"library:{name}", args=numbers)).content.decode()
            assert f"Giữ trên máy, khoảng {said}" in page
        kept = client.get(reverse("library:kept_edition", args=[scanned.pk]))
        assert kept.status_code == 200

    def test_the_tag_changes_once_they_are_measured(self, mixed, member, as_client, monkeypatch):
        client = as_client(member)
        known = offline(client, mixed)["ETag"]
        Page.objects.update(picture_bytes=None)
        extracting.measure_pages()
        assert offline(client, mixed)["ETag"] == known
        Page.objects.filter(is_read=False).update(picture_bytes=None)
        monkeypatch.setattr(pdf, "picture", lambda _file, _number: b"drawn in another way")
        extracting.measure_pages()
        assert offline(client, mixed)["ETag"] != known

    def test_is_not_offered_where_nothing_was_measured(self, scanned, member, as_client):
        Page.objects.update(picture_bytes=None)
        Edition.objects.update(picture_bytes=0, text_digest="")
        client = as_client(member)
        page = client.get(reverse("library:read", args=[scanned.pk, 1])).content.decode()
        assert "data-keep-edition" not in page
        assert offline(client, scanned).status_code == 404

    def test_not_for_who_may_not_read_it(self, scanned, far_officer, as_client):
        assert offline(as_client(far_officer), scanned).status_code == 404
