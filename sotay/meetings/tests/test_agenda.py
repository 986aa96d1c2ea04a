"""The agenda as the committee arranges it: lines, order, who presents, what cannot be taken off."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from sotay.core.errors import BadInput, RuleBroken
from sotay.meetings import services
from sotay.meetings.models import Meeting
from sotay.meetings.services import Line
from sotay.meetings.story import Happened, agenda_of
from sotay.meetings.tests.conftest import change, moment, send
from sotay.organisations.access import acting_for

pytestmark = pytest.mark.django_db
THIRD = date(2026, 12, 3)
BY_RULE = 7  # items of an ordinary meeting


def lines_of(meeting: Meeting) -> list[Line]:
    return [Line(one.title, one.id, one.minutes, one.speaker or "") for one in agenda_of(meeting)]


def arrange(meeting: Meeting, actor, lines) -> None:
    services.arrange_agenda(meeting=meeting, lines=lines, actor=actor, moment=moment(THIRD))


class TestArranging:
    def test_order_titles_minutes_and_who_presents(self, meeting, leading):
        lines = lines_of(meeting)
        first = Line("Chào cờ, điểm danh", lines[0].key, 5, "")
        new = Line("Việc trực hồ mùa mưa", "", 20, "đồng chí Lộc")
        arrange(meeting, leading, [first, new, *lines[1:]])
        found = agenda_of(meeting)
        assert [one.title for one in found[:2]] == ["Chào cờ, điểm danh", "Việc trực hồ mùa mưa"]
        assert (found[1].minutes, found[1].speaker) == (20, "đồng chí Lộc")
        assert [one.position for one in found] == list(range(1, BY_RULE + 2))

    def test_what_is_not_among_the_lines_is_taken_off(self, meeting, leading):
        arrange(meeting, leading, lines_of(meeting)[:-1])
        assert len(agenda_of(meeting)) == BY_RULE - 1

    def test_what_was_written_of_an_item_stays_with_it(self, meeting, leading):
        begun = agenda_of(meeting)[2]
        send(meeting, leading, change(f"item/{begun.id}", {**begun.value, "note": "đã nghe"}, 1))
        arrange(meeting, leading, list(reversed(lines_of(meeting))))
        kept = next(one for one in agenda_of(meeting) if one.id == begun.id)
        assert (kept.note, kept.position) == ("đã nghe", BY_RULE - 2)

    def test_what_a_device_wrote_in_the_order_of_before_meets_the_order_of_now(
        self, meeting, leading
    ):
        """A phone without network began the first item while the desk put it last."""
        first, *rest = lines_of(meeting)
        held = agenda_of(meeting)[0].value
        last = Line(first.title, first.key, first.minutes, "đồng chí Lộc")
        arrange(meeting, leading, [*rest, last])
        begun = moment(date(2026, 12, 3), 14, 5).isoformat()
        written = {**held, "started_at": begun, "note": "đã chào cờ"}
        done = send(meeting, leading, change(f"item/{first.key}", written, 1), device=uuid4())
        assert done.conflicts == []
        found = agenda_of(meeting)
        assert [one.position for one in found] == list(range(1, BY_RULE + 1))
        assert (found[-1].id, found[-1].speaker) == (first.key, "đồng chí Lộc")
        assert (found[-1].note, found[-1].started_at) == ("đã chào cờ", begun)

    def test_an_item_taken_off_that_a_device_had_begun_is_asked_about(self, meeting, leading):
        first, *rest = lines_of(meeting)
        held = agenda_of(meeting)[0].value
        arrange(meeting, leading, rest)
        written = {**held, "note": "đã chào cờ"}
        done = send(meeting, leading, change(f"item/{first.key}", written, 1), device=uuid4())
        assert [one.value["note"] for one in done.conflicts] == ["đã chào cờ"]

    @pytest.mark.parametrize("part", ["started_at", "note", "conclusion"])
    def test_an_item_of_which_something_is_written_is_not_taken_off(self, meeting, leading, part):
        first, *rest = lines_of(meeting)
        written = moment(THIRD).isoformat() if part == "started_at" else "đã nghe"
        stands = agenda_of(meeting)[0].value
        send(meeting, leading, change(f"item/{first.key}", {**stands, part: written}, 1))
        with pytest.raises(RuleBroken, match="không bỏ được"):
            arrange(meeting, leading, rest)

    def test_nothing_changed_writes_nothing(self, meeting, leading):
        before = {row.path: row.version for row in meeting.fields.all()}
        arrange(meeting, leading, lines_of(meeting))
        assert {row.path: row.version for row in meeting.fields.all()} == before

    def test_before_anybody_is_invited_it_is_laid_out_by_rule(self, leading, world):
        planned = services.plan_meeting(
            organisation=world.river, kind="ordinary", starts_at=moment(THIRD), actor=leading
        )
        with pytest.raises(BadInput, match="tải lại trang"):
            arrange(planned, leading, [Line("x", "6f0f5a52-6d3b-4b39-9f5e-2f3f6f1a7c11")])
        arrange(planned, leading, [Line("Chỉ một mục")])
        assert [one.title for one in agenda_of(planned)] == ["Chỉ một mục"]
        assert planned.invitations.count() == 0

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ([], "ít nhất một mục"),
            ([Line(" ")], "chưa có tên"),
            ([Line("x", minutes=601)], "từ 0 đến 600"),
            ([Line("x" * 301)], "dài quá"),
            ([Line("x", speaker="y" * 161)], "dài quá"),
            ([Line("x")] * 41, "nhiều nhất 40"),
        ],
    )
    def test_refused(self, meeting, leading, lines, words):
        with pytest.raises(BadInput, match=words):
            arrange(meeting, leading, lines)
        assert len(agenda_of(meeting)) == BY_RULE

    def test_not_once_it_is_over(self, meeting, leading):
        services.open_meeting(meeting=meeting, actor=leading, moment=moment(THIRD))
        arrange(meeting, leading, lines_of(meeting))  # under way it is allowed
        services.close_meeting(meeting=meeting, actor=leading, moment=moment(THIRD, 16))
        with pytest.raises(RuleBroken, match="không sửa chương trình"):
            arrange(meeting, leading, lines_of(meeting))

    def test_not_allowed_to_a_member(self, meeting, loc):
        with acting_for(loc), pytest.raises(PermissionDenied):
            arrange(meeting, loc, [Line("x")])

    def test_who_presented_is_in_the_minutes_once_it_was_come_to(self, meeting, leading):
        first, *rest = lines_of(meeting)
        arrange(
            meeting, leading, [Line(first.title, first.key, 5, "đồng chí Lộc"),
                               Line(rest[0].title, rest[0].key, 5, "đồng chí Mây"), *rest[1:]],
        )  # fmt: skip
        stands = agenda_of(meeting)[0].value
        send(
            meeting, leading,
            change(f"item/{first.key}", {**stands, "started_at": moment(THIRD).isoformat()}, 2),
        )  # fmt: skip
        spoken = [one.speaker for one in Happened(meeting).story().items]
        assert spoken[:2] == ["đồng chí Lộc", ""]


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


class TestPage:
    @pytest.fixture
    def soon(self, meeting):
        return meeting

    def test_an_item_is_added_before_the_last_and_one_is_dropped(
        self, soon, secretary, loc, as_client
    ):
        client = as_client(secretary)
        form = client.get(url("agenda", soon.pk)).context["form"]
        given = {name: form[name].value() for name in form.fields}
        given = {name: "" if value is None else value for name, value in given.items()}
        given |= {"title_2": "", "title_8": "Việc trực hồ", "speaker_8": "Hà Văn Lộc"}
        assert client.post(url("agenda", soon.pk), given).status_code == 302
        titles = [one.title for one in agenda_of(soon)]
        assert titles[-2:] == ["Việc trực hồ", "Kết luận, tự đánh giá, thông qua biên bản"]
        assert len(titles) == BY_RULE
        seen = as_client(loc).get(url("detail", soon.pk)).content.decode()
        assert "Việc trực hồ" in seen
        assert "Sửa chương trình" not in seen

    def test_a_number_moves_an_item(self, soon, secretary, as_client):
        client = as_client(secretary)
        form = client.get(url("agenda", soon.pk)).context["form"]
        given = {name: form[name].value() or "" for name in form.fields} | {
            "title_8": "Khen thưởng", "place_8": "1",
        }  # fmt: skip
        client.post(url("agenda", soon.pk), given)
        assert agenda_of(soon)[0].title == "Khen thưởng"

    def test_what_is_wrong_keeps_what_was_typed(self, soon, secretary, as_client):
        answer = as_client(secretary).post(
            url("agenda", soon.pk), {"title_1": "Mở đầu dài", "minutes_1": "rất lâu"}
        )
        assert answer.status_code == 422
        assert "Mở đầu dài" in answer.content.decode()

    def test_not_allowed_and_not_found(self, soon, loc, hill_secretary, as_client):
        assert as_client(loc).get(url("agenda", soon.pk)).status_code == 403
        assert as_client(hill_secretary).get(url("agenda", soon.pk)).status_code == 404

    def test_one_that_is_over_leads_back(self, soon, secretary, as_client):
        Meeting.objects.filter(pk=soon.pk).update(state="sealed")
        answer = as_client(secretary).get(url("agenda", soon.pk), follow=True)
        assert "không sửa chương trình nữa" in answer.content.decode()


class TestRoute:
    def path(self, meeting):
        return f"/api/v1/meetings/{meeting.pk}/agenda"

    def test_done(self, meeting, secretary, loc, as_client):
        lines = [{"title": "Một mục", "minutes": 30, "speaker": "Lê Thị Nhàn"}]
        answer = as_client(secretary).put(
            self.path(meeting), {"lines": lines}, content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        (one,) = as_client(loc).get(self.path(meeting)).json()
        assert (one["title"], one["minutes"], one["speaker"]) == ("Một mục", 30, "Lê Thị Nhàn")

    def test_refused_not_allowed_not_found(self, meeting, secretary, loc, stranger, as_client):
        unknown = [{"title": "x", "key": "6f0f5a52-6d3b-4b39-9f5e-2f3f6f1a7c11"}]
        good = [{"title": "x"}]
        for who, lines, status in (
            (secretary, unknown, 422),
            (loc, good, 403),
            (stranger, good, 404),
        ):
            answer = as_client(who).put(
                self.path(meeting), {"lines": lines}, content_type="application/json"
            )
            assert answer.status_code == status


def test_the_page_of_a_year_of_committee_meetings(people, world, secretary, as_client):
    """A cell's committee has its series apart from the cell's."""
    client = as_client(secretary)
    year = timezone.localdate().year + 1
    given = {"kind": "committee", "at": "8", "form": "in_person", "year": year,
             "day_of_month": "25", "combined_months": ["3"]}  # fmt: skip
    assert client.post(url("series"), given).status_code == 302
    made = Meeting.objects.of(world.river)
    assert made.filter(kind="committee", is_combined=False).count() == 12
    assert not made.exclude(kind="committee").exists()
    page = client.get(url("series"), {"kind": "committee"})
    assert page.context["form"]["day_of_month"].value() == 25
