"""What the filters and tags write."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path

from sotay.ui.frame import Frame
from sotay.ui.templatetags import sotay as tags

TODAY = date(2026, 11, 22)
urlpatterns = [path("cay/<int:pk>/", lambda request, pk: HttpResponse(), name="tree")]


def render(source: str, **context: object) -> str:
    return Template("{% load sotay %}" + source).render(Context(context))


class TestDays:
    def test_day(self):
        assert tags.day(date(2026, 2, 5)) == "05-02-2026"
        assert tags.day(date(2026, 6, 30)) == "30-6-2026"
        assert tags.day(None) == ""

    def test_moments_are_local(self):
        evening = datetime(2026, 6, 30, 17, 5, tzinfo=UTC)

        assert tags.moment(evening) == "0.05, 01-7-2026"
        assert tags.clock(evening) == "0.05"

    def test_a_day_in_the_page_does_not_break(self):
        assert render("{{ d|day|nw }}", d=TODAY) == '<span class="nw">22-11-2026</span>'


class TestDaysLeft:
    def test_the_day_before_the_due_day(self):
        assert tags.days_left(date(2026, 11, 23), TODAY) == "còn 1 ngày"

    def test_the_due_day_itself(self):
        assert tags.days_left(TODAY, TODAY) == "hôm nay là hạn cuối"

    def test_the_day_after(self):
        assert tags.days_left(date(2026, 11, 21), TODAY) == "quá hạn 1 ngày"

    def test_no_due_day(self):
        assert tags.days_left(None, TODAY) == "chưa có hạn"


class TestFigures:
    def test_written(self):
        assert render("{{ n|grouped }}", n=6840) == "6.840"
        assert render("{{ n|decimal:2 }}", n=Decimal("92.405")) == "92,41"
        assert render("{{ n|percent }}", n=0.924) == "92,4\u00a0%"

    def test_nothing_known_is_never_a_nought(self):
        assert render("{{ n|grouped }}{{ n|decimal }}{{ n|percent }}", n=None) == "–––"
        assert render("{{ n|grouped }}", n=0) == "0"

    def test_lengths_of_drawings_keep_the_point(self):
        assert render("{{ n|svg }}", n=62.5) == "62.5"


@pytest.mark.urls("sotay.ui.tests.test_tags")
class TestLinks:
    PAST = Frame(today=TODAY, day=date(2025, 6, 30), known_on=TODAY)

    def test_a_link_keeps_the_day(self):
        html = render("{% url_at 'tree' 7 %}", frame=self.PAST)

        assert html == "/cay/7/?ngay=2025-06-30"

    def test_inside_a_component_the_frame_comes_from_the_request(self):
        context = Context()
        context.request = SimpleNamespace(frame=self.PAST)

        assert Template("{% load sotay %}{% url_at 'tree' pk=7 as to %}{{ to }}").render(
            context
        ) == ("/cay/7/?ngay=2025-06-30")

    def test_an_address_keeps_the_day(self):
        assert render("{{ '/x/'|at:frame }}", frame=self.PAST) == "/x/?ngay=2025-06-30"
        assert render("{{ '/x/'|at:frame }}", frame="") == "/x/"


class TestDrawings:
    def test_an_icon_is_silent(self):
        html = render('{% icon "i-doc" %}')

        assert html == (
            '<svg class="i" aria-hidden="true"><use href="/static/ui/icons.svg#i-doc"/></svg>'
        )

    def test_a_wide_thing_is_named_and_reachable(self):
        html = render("{% scroll label %}<b>{{ x }}</b>{% endscroll %}", label="Bảng <1>", x="<i>")

        assert 'tabindex="0" role="region" aria-label="Bảng &lt;1&gt;"' in html
        assert "<b>&lt;i&gt;</b>" in html
