"""The frame of a page: where one can go, as of which day, and what waits."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from sotay.directives.models import Document
from sotay.followups import services
from sotay.followups.models import Task
from sotay.organisations import asof
from sotay.organisations.access import Actor, actor_for
from sotay.testing.worlds import person
from sotay.ui.frame import Frame
from sotay.web import context

pytestmark = pytest.mark.django_db
SignIn = Callable[[Actor], Client]
FIVE = 5


def framed(actor: Actor, path: str = "/", **asked: str) -> Frame:
    request: Any = RequestFactory().get(path, asked)
    request.user, request.actor = actor.user, actor
    request.as_of = asof.read(request.GET, actor.today)
    return context.frame(request)["frame"]


def ways(frame: Frame) -> list[str]:
    return [item.url for section in frame.nav for item in section.items]


class TestWhere:
    def test_names_the_organisation_and_the_office(self, leader: Actor) -> None:
        frame = framed(leader)
        assert frame.where_title == "Đảng bộ Khối Sông Vân"
        assert frame.who_office == "Phó Bí thư Thường trực"
        assert frame.who_name == "Vũ Đình Khải"

    def test_a_member_without_a_cell_still_has_a_frame(self, stranger: Actor) -> None:
        frame = framed(stranger)
        assert (frame.where_title, frame.who_office) == ("Sổ tay", "Đảng viên")

    def test_nobody_signed_in_has_an_empty_one(self, client: Client) -> None:
        frame = client.get(reverse("account_login")).context["frame"]
        assert frame.is_signed_in is False
        assert (list(frame.nav), list(frame.bottom)) == ([], [])


class TestWays:
    def test_a_desk_has_a_rail_and_a_phone_has_five_ways(
        self, leader: Actor, secretary: Actor
    ) -> None:
        assert "with-rail" in framed(leader).shell
        assert framed(secretary).nav == ()
        assert len(framed(secretary).bottom) == len(framed(leader).bottom) == FIVE

    def test_the_rail_holds_only_what_the_office_allows(
        self, world: SimpleNamespace, leader: Actor
    ) -> None:
        clerk = actor_for(person("clerk", "Lý Thị Thư", ("clerk", world.bloc)), leader.today)
        assert reverse("members:list") in ways(framed(leader))
        assert reverse("tasks:queue") in ways(framed(leader))
        assert reverse("members:list") not in ways(framed(clerk))
        assert reverse("tasks:queue") not in ways(framed(clerk))

    def test_the_page_one_is_on_is_marked_once(self, leader: Actor) -> None:
        frame = framed(leader, reverse("tasks:list"))
        marked = [item.url for part in frame.nav for item in part.items if item.current]
        assert marked == [reverse("tasks:list")]

    def test_a_report_that_waits_is_counted_at_the_queue(
        self, world: SimpleNamespace, officer: Actor, secretary: Actor, programme: Document
    ) -> None:
        task = Task.objects.get(owner=world.river)
        services.report_progress(task=task, note="Đã họp.", is_final=False, actor=secretary)
        items = {item.url: item for part in framed(officer).nav for item in part.items}
        assert items[reverse("tasks:queue")].count == 1
        assert items[reverse("tasks:queue")].hot


class TestDays:
    def test_a_past_day_is_shown_and_the_other_parameters_are_kept(self, leader: Actor) -> None:
        frame = framed(leader, "/leader/", ngay="2026-06-30", xep="name")
        assert frame.day == date(2026, 6, 30)
        assert frame.is_past
        assert frame.now_url == "/leader/?xep=name"
        assert frame.as_of_kept == [("xep", "name")]
        assert all("xep=name&ngay=" in quick.url for quick in frame.quick_days)

    def test_today_is_not_past(self, leader: Actor) -> None:
        frame = framed(leader, "/leader/")
        assert not frame.is_past
        assert frame.now_url == "/leader/"

    def test_a_page_for_a_phone_has_no_day_picker(self, secretary: Actor) -> None:
        assert framed(secretary).as_of_action == ""
