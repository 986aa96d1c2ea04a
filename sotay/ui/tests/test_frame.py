"""The frame: its days, its links, and pages that have none."""

import re
from datetime import date

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from sotay.ui.frame import Frame, NavItem, NavSection, shortcuts

TODAY = date(2026, 11, 22)


def page(frame: Frame | None, body: str = "", **context: object) -> str:
    source = (
        '{% extends "ui/base.html" %}{% load sotay %}{% block main %}' + body + "{% endblock %}"
    )
    given = {**context, **({"frame": frame} if frame else {})}
    return engines["django"].from_string(source).render(given)


def a_frame(**given: object) -> Frame:
    usual: dict = {
        "where_title": "Chi bộ Sông",
        "nav": [NavSection("Hôm nay", [NavItem("Một trang", "/mot/", "i-page", 3, True, True)])],
        "bottom": [NavItem("Một trang", "/mot/", "i-page", current=True)],
        "today": TODAY,
        "day": TODAY,
        "known_on": TODAY,
        "as_of_action": "/mot/",
        "now_url": "/mot/",
        "is_signed_in": True,
    }
    return Frame(**{**usual, **given})


class TestDays:
    def test_today_is_not_past_and_adds_nothing_to_links(self):
        frame = a_frame()

        assert not frame.is_past
        assert frame.at("/x/?a=1") == "/x/?a=1"

    def test_yesterday_is_past(self):
        assert a_frame(day=date(2026, 11, 21)).is_past

    def test_an_earlier_state_of_knowledge_is_past_as_well(self):
        frame = a_frame(known_on=date(2026, 11, 21))

        assert frame.is_past
        assert frame.is_corrected
        assert frame.as_of == "biet=2026-11-21"

    def test_links_keep_both_days_before_the_place_on_the_page(self):
        frame = a_frame(day=date(2025, 6, 30), known_on=date(2025, 7, 5))

        assert frame.at("/x/#c3") == "/x/?ngay=2025-06-30&biet=2025-07-05#c3"
        assert frame.at("/x/?a=1") == "/x/?a=1&ngay=2025-06-30&biet=2025-07-05"

    def test_a_frame_without_days_is_not_past(self):
        assert not Frame().is_past


class TestShortcuts:
    def test_the_quarter_half_year_and_year_that_ended(self):
        assert shortcuts(TODAY) == [date(2026, 9, 30), date(2026, 6, 30), date(2025, 12, 31)]

    def test_no_day_twice(self):
        assert shortcuts(date(2026, 7, 1)) == [date(2026, 6, 30), date(2025, 12, 31)]

    def test_the_last_day_of_a_quarter_has_not_ended_it(self):
        assert shortcuts(date(2026, 6, 30))[0] == date(2026, 3, 31)

    def test_in_january_all_three_are_one(self):
        assert shortcuts(date(2026, 1, 1)) == [date(2025, 12, 31)]


class TestPage:
    def test_without_a_frame_it_still_stands(self):
        html = page(None, "<h1>Đăng nhập</h1>")

        assert '<html lang="vi" data-chu="100">' in html
        assert 'class="rail"' not in html
        assert "csrf-token" not in html
        assert '<div class="shell phone touch">' in html

    def test_a_past_day_cannot_be_missed(self):
        html = page(a_frame(day=date(2025, 6, 30), known_on=date(2025, 7, 5)))

        assert '<html lang="vi" class="past"' in html
        assert 'Đang xem ngày <span class="nw">30-6-2025</span>' in html
        assert "05-7-2025</span>." in html
        assert 'href="/mot/?ngay=2025-06-30&amp;biet=2025-07-05"' in html

    def test_today_has_no_bar_of_the_past(self):
        html = page(a_frame())

        assert "pastbar" not in html
        assert "Hôm nay, <span" in html

    def test_where_one_is_is_marked_in_rail_and_bar(self):
        html = page(a_frame())

        assert html.count('aria-current="page"') == 2
        assert '<span class="count hot">3<span class="sr"> việc</span></span>' in html

    def test_an_act_takes_the_place_of_the_bar(self):
        source = (
            '{% extends "ui/base.html" %}{% block sticky_act %}<div class="sticky-act"></div>'
            "{% endblock %}"
        )
        html = engines["django"].from_string(source).render({"frame": a_frame()})

        assert "bottombar" not in html
        assert "sticky-act" in html

    def test_the_chosen_size_of_text_is_set_and_ticked(self):
        html = page(a_frame(text_size=150))

        assert 'data-chu="150"' in html
        assert re.search(r'id="chu-150" value="150" checked', html)
        assert html.count(" checked") == 1

    def test_messages_are_said_in_the_live_region(self):
        class Said:
            level_tag = "error"

            def __str__(self) -> str:
                return "Chưa gửi được <thư>."

        html = page(a_frame(), messages=[Said()])

        assert 'id="thong-bao" role="status"><p class="strip bad">' in html
        assert "&lt;thư&gt;" in html

    def test_names_are_escaped(self):
        assert "<b>x" not in page(a_frame(where_title="<b>x"))

    def test_it_speaks_english_when_asked(self):
        with translation.override("en"):
            html = page(a_frame())

        assert '<html lang="en"' in html


class TestErrorPages:
    @pytest.mark.parametrize("code", ["403", "404", "405", "500"])
    def test_it_needs_nothing(self, code):
        html = render_to_string(f"ui/errors/{code}.html", {})

        assert html.count("<h1>") == 1
        assert 'href="/"' in html

    def test_what_is_not_yours_is_not_found(self):
        sentence = "Không tìm thấy, hoặc đồng chí không phụ trách phần này."

        assert sentence in render_to_string("ui/errors/404.html", {})
        assert sentence in render_to_string("ui/errors/403.html", {})

    def test_a_refusal_says_why(self):
        html = render_to_string("ui/errors/403.html", {"why": "Chỉ Bí thư được ký."})

        assert "Chỉ Bí thư được ký." in html
