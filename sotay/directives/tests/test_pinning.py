"""Pins: one's own, seen by nobody else, whatever the office."""

import pytest
from django.db import connection
from django.urls import reverse

from sotay.directives import services
from sotay.directives.models import Document, Pin
from sotay.directives.services import DocumentRefused, pinning
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(register, world, officer):
    made = register(issuer=world.bloc)
    services.issue_document(document=made, to=[world.river], actor=officer)
    return made


class TestService:
    def test_a_paper_is_pinned_once_and_unpinned_once(self, plan, secretary):
        with acting_for(secretary):
            first = services.pin_document(document=plan, actor=secretary)
            assert services.pin_document(document=plan, actor=secretary) == first
            assert list(Document.objects.pinned_by(secretary)) == [plan]
            assert services.unpin_document(document=plan, actor=secretary) == 1
            assert services.unpin_document(document=plan, actor=secretary) == 0

    def test_a_draft_and_a_marked_paper_are_refused(self, register, officer):
        with acting_for(officer), pytest.raises(DocumentRefused, match="chưa được xác nhận"):
            services.pin_document(document=register(confirmed=False), actor=officer)
        marked = register("28-KH/ĐUK", text="", secrecy_mark="mat")
        with acting_for(officer), pytest.raises(DocumentRefused, match="dấu mật"):
            services.pin_document(document=marked, actor=officer)

    def test_there_is_an_end_to_pinning(self, plan, register, officer, monkeypatch):
        monkeypatch.setattr(pinning, "MOST_PINS", 1)
        with acting_for(officer):
            services.pin_document(document=plan, actor=officer)
            with pytest.raises(DocumentRefused, match="Bỏ ghim bớt"):
                services.pin_document(document=register("28-KH/ĐUK"), actor=officer)
            services.pin_document(document=plan, actor=officer)

    def test_the_database_shows_a_pin_to_its_owner_alone(self, plan, secretary, leader, system):
        with acting_for(secretary):
            services.pin_document(document=plan, actor=secretary)
        for other in (leader, system):
            with acting_for(other):
                assert not Pin.objects.exists()

    def test_nobody_pins_in_anothers_name(self, plan, secretary, officer):
        with acting_for(officer), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT try")
            with pytest.raises(Exception, match="row-level security"):
                cursor.execute(
                    "INSERT INTO directives_pin (user_id, document_id, pinned_at)"
                    " VALUES (%s, %s, now())",
                    [secretary.user.pk, plan.pk],
                )
            cursor.execute("ROLLBACK TO SAVEPOINT try")


class TestPages:
    def test_the_button_pins_and_then_unpins(self, plan, secretary, as_client):
        client = as_client(secretary)
        url = reverse("directives:detail", args=[plan.pk])
        assert "Ghim để đọc khi không có mạng" in client.get(url).content.decode()
        shown = client.post(reverse("directives:pin", args=[plan.pk]), follow=True)
        assert "Bỏ ghim" in shown.content.decode()
        shown = client.post(reverse("directives:unpin", args=[plan.pk]), follow=True)
        assert "Ghim để đọc khi không có mạng" in shown.content.decode()

    def test_a_refusal_is_said(self, register, officer, as_client):
        draft = register(confirmed=False)
        shown = as_client(officer).post(reverse("directives:pin", args=[draft.pk]), follow=True)
        assert "chưa được xác nhận" in shown.content.decode()

    def test_out_of_sight_is_not_found(self, plan, far_officer, as_client):
        for name in ("pin", "unpin"):
            answer = as_client(far_officer).post(reverse(f"directives:{name}", args=[plan.pk]))
            assert answer.status_code == 404


class TestRoutes:
    def test_pin_list_and_unpin(self, plan, secretary, as_client):
        client = as_client(secretary)
        url = f"/api/v1/documents/{plan.pk}/pin"
        assert client.post(url).status_code == 204
        assert [row["id"] for row in client.get("/api/v1/documents/pinned").json()] == [plan.pk]
        assert client.delete(url).status_code == 204
        assert client.get("/api/v1/documents/pinned").json() == []

    def test_a_draft_is_refused_and_what_is_out_of_sight_not_found(
        self, register, plan, officer, far_officer, as_client
    ):
        draft = register("29-KH/ĐUK", confirmed=False)
        assert as_client(officer).post(f"/api/v1/documents/{draft.pk}/pin").status_code == 409
        gone = as_client(far_officer).post(f"/api/v1/documents/{plan.pk}/pin")
        assert gone.status_code == 404
