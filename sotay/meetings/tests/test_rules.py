"""Rules of meetings, without a database."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput
from sotay.meetings.rules import hollow, minutes, quorum, regime, scoring, sheet
from sotay.meetings.rules.quorum import Seat

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
HALF = Fraction(1, 2)
KEY = "0b5a1c52-6d3b-4b39-9f5e-2f3f6f1a7c11"
values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), max_size=3)


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        ["meeting/opened_at", "resolution/text", "score/time", f"roll/{KEY}",
         f"hand/{KEY}/{KEY}", f"speech/{KEY}"],
    )  # fmt: skip
    def test_a_place_of_the_sheet_is_read(self, path):
        assert str(sheet.parse(path)) == path

    @pytest.mark.parametrize(
        "path",
        ["", "roll", "roll/12", f"roll/{KEY}/x", "meeting/state", "hand/x", f"vote/{KEY}",
         "score/1", "resolution/other", "item/" + "a" * 200],
    )  # fmt: skip
    def test_any_other_is_refused(self, path):
        with pytest.raises(BadInput):
            sheet.parse(path)


class TestValues:
    def test_a_mark_alone_becomes_an_object(self):
        assert sheet.checked(sheet.parse(f"roll/{KEY}"), "present") == {"state": "present"}

    def test_text_is_composed(self):
        said = sheet.checked(sheet.parse("resolution/text"), "hoa\u0300")
        assert said == "hoà"

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (f"roll/{KEY}", "late"),
            (f"roll/{KEY}", {"state": "present", "who": "x"}),
            (f"item/{KEY}", "words"),
            (f"item/{KEY}", {"title": "x" * 301}),
            (f"item/{KEY}", {"minutes": -1}),
            (f"item/{KEY}", {"minutes": float("nan")}),
            (f"item/{KEY}", {"minutes": True}),
            (f"task/{KEY}", {"due_on": "30-2-2026"}),
            ("meeting/opened_at", "2026-12-03T14:00:00"),  # no offset: which clock?
            ("meeting/paused_minutes", "10"),
            (f"hand/{KEY}/{KEY}", "maybe"),
            ("resolution/text", 5),
        ],
    )
    def test_what_cannot_stand_is_refused_by_name(self, path, value):
        with pytest.raises(BadInput, match=path.partition("/")[0]):
            sheet.checked(sheet.parse(path), value)


class TestMerging:
    def test_two_devices_fill_two_parts_of_one_item(self):
        was = {"title": "Thảo luận"}
        stands = {"title": "Thảo luận", "note": "của máy một"}
        mine = {"title": "Thảo luận", "started_at": "14.20"}
        merged = sheet.merge(stands, was, mine)
        assert merged.is_whole
        assert merged.value == {**stands, "started_at": "14.20"}

    def test_two_texts_of_one_part_clash_and_the_standing_one_stays(self):
        merged = sheet.merge({"note": "một"}, {}, {"note": "hai"})
        assert merged == sheet.Merged({"note": "một"}, ("note",))

    def test_a_bare_value_clashes_whole(self):
        assert sheet.merge("a", "b", "c") == sheet.Merged("a", ("",))
        assert sheet.merge(None, {"x": 1}, {"x": 2}) == sheet.Merged(None, ("",))

    @given(stands=values, yours=values)
    def test_nothing_clashes_when_nobody_else_wrote(self, stands, yours):
        assert sheet.merge(stands, stands, yours) == sheet.Merged(yours)

    @given(stands=values, was=values)
    def test_sending_what_one_had_changes_nothing(self, stands, was):
        assert sheet.merge(stands, was, was) == sheet.Merged(stands)

    @given(stands=values, was=values, yours=values)
    def test_what_stands_is_lost_only_where_nobody_else_wrote_it(self, stands, was, yours):
        merged = sheet.merge(stands, was, yours)
        for name in stands:
            if stands.get(name) != was.get(name):
                assert merged.value.get(name) == stands[name]
        for name in yours:
            kept = merged.value.get(name) == yours[name]
            assert kept or name in merged.clashing or yours[name] == was.get(name)


class TestClock:
    def test_counts_only_as_a_difference(self):
        fast = timedelta(hours=3)
        made = sheet.moved(NOW + fast - timedelta(minutes=10), NOW + fast, NOW)
        assert made == NOW - timedelta(minutes=10)

    def test_nothing_is_made_in_the_future(self):
        assert sheet.moved(NOW + timedelta(days=9), NOW, NOW) == NOW

    def test_is_spoken_of_beyond_the_tolerance_and_not_at_it(self):
        assert sheet.clock_sentence(NOW + timedelta(minutes=5), NOW, 5) == ""
        assert "nhanh 6 phút" in sheet.clock_sentence(NOW + timedelta(minutes=6), NOW, 5)
        assert "chậm 60 phút" in sheet.clock_sentence(NOW - timedelta(hours=1), NOW, 5)


def cell(full: int, here: int, *more: Seat) -> list[Seat]:
    return [Seat(0, "present" if n < here else "absent") for n in range(full)] + list(more)


class TestQuorum:
    def test_votes_are_counted_over_all_who_may_vote_present_or_not(self):
        """The worked example: 24 full members, 23 here, two probationary; 13 are needed."""
        seats = cell(24, 21, Seat(1, "present"), Seat(1, "present"))
        assert quorum.base(seats, guests_vote=False) == 24
        assert quorum.needed(24, HALF) == 13
        assert quorum.Hands(13, 0, 0, 24, 13).carries
        assert not quorum.Hands(12, 0, 0, 24, 13).carries

    @pytest.mark.parametrize(("over", "needed"), [(3, 2), (4, 3), (25, 13), (26, 14)])
    def test_more_than_half(self, over, needed):
        assert quorum.needed(over, HALF) == needed

    def test_who_is_away_exempt_or_a_guest_changes_the_base(self):
        seats = cell(
            3, 3, Seat(0, "present", is_away=True), Seat(2, ""), Seat(2, "present"),
            Seat(0, "present", is_guest=True), Seat(3, "present"),
        )  # fmt: skip
        assert quorum.base(seats, guests_vote=False) == 4  # three, and the exempt one who came
        assert quorum.base(seats, guests_vote=True) == 5

    def test_a_cell_of_two_cannot_decide_and_one_of_three_can(self):
        two = quorum.quorum(cell(2, 2), fewest=3, share=HALF, guests_vote=False)
        three = quorum.quorum(cell(3, 2), fewest=3, share=HALF, guests_vote=False)
        assert (two.is_met, three.is_met) == (False, True)
        assert "dưới 3" in two.sentence

    def test_a_committee_of_two_is_no_cell_too_small(self):
        both = quorum.quorum(cell(2, 2), fewest=3, share=HALF, guests_vote=False, of_committee=True)
        one = quorum.quorum(cell(2, 1), fewest=3, share=HALF, guests_vote=False, of_committee=True)
        assert (both.is_met, one.is_met) == (True, False)
        assert one.sentence == "Có mặt 1, cần 2 trên 2 cấp ủy viên."

    def test_half_here_is_not_more_than_half(self):
        four = quorum.quorum(cell(4, 2), fewest=3, share=HALF, guests_vote=False)
        assert not four.is_met
        assert four.needed == 3

    def test_the_roll_in_figures(self):
        seats = cell(
            4, 2, Seat(1, "online"), Seat(2, ""), Seat(0, "", is_away=True), Seat(0, "excused")
        )
        roll = quorum.attendance(seats)
        assert (roll.expected, roll.here, roll.online) == (6, 3, 1)
        assert (roll.excused, roll.absent, roll.waiting) == (1, 2, 0)
        assert roll.share == HALF


class TestRegime:
    def working(self, *off: int):
        return lambda day: day.day not in off

    def test_the_third_or_the_next_working_day_of_the_first_week(self):
        assert regime.day_in_month(2026, 12, 3, 7, self.working()) == date(2026, 12, 3)
        assert regime.day_in_month(2026, 12, 3, 7, self.working(3, 4)) == date(2026, 12, 5)
        assert regime.day_in_month(2026, 12, 3, 7, self.working(3, 4, 5, 6)) == date(2026, 12, 7)

    def test_a_week_without_working_days_goes_back_then_stays(self):
        off = self.working(3, 4, 5, 6, 7)
        assert regime.day_in_month(2026, 2, 3, 7, off) == date(2026, 2, 2)
        assert regime.day_in_month(2026, 2, 3, 7, lambda day: False) == date(2026, 2, 3)

    LIMITS = regime.Limits(90, 120, Fraction(9, 10), 1)

    def held(self, month: int, **more):
        return regime.Held("ordinary", date(2026, month, 3), **more)

    def test_a_quarter_kept(self):
        rows = [self.held(10, minutes=90, attendance=Fraction(91, 100)),
                self.held(11, minutes=120, is_combined=True),
                self.held(12, minutes=95)]  # fmt: skip
        kept = regime.kept(rows, [10, 11, 12], self.LIMITS, quarter_is_over=True)
        assert kept.is_kept
        assert kept.thematic == 1

    def test_each_side_of_each_edge(self):
        rows = [self.held(10, minutes=89), self.held(11, minutes=119, is_combined=True),
                self.held(12, minutes=90, attendance=Fraction(9, 10))]  # fmt: skip
        kept = regime.kept(rows, [10, 11, 12], self.LIMITS, quarter_is_over=True)
        assert (kept.too_short, kept.thinly_attended) == (2, 1)
        assert not kept.is_kept

    def test_a_thematic_meeting_is_lacking_only_once_the_quarter_is_over(self):
        rows = [self.held(10, minutes=90)]
        early = regime.kept(rows, [10], self.LIMITS, quarter_is_over=False)
        late = regime.kept(rows, [10], self.LIMITS, quarter_is_over=True)
        assert (early.thematic_lacking, late.thematic_lacking) == (0, 1)

    def test_a_month_without_a_meeting_is_missing_and_an_unknown_length_is_not_short(self):
        kept = regime.kept([self.held(10)], [10, 11], self.LIMITS, quarter_is_over=False)
        assert kept.months_missing == (11,)
        assert (kept.too_short, kept.length_unknown) == (0, 1)


class TestHollow:
    LONG = "chi bộ nghe thông tin thời sự và thống nhất nhiệm vụ tháng tới của từng đồng chí"

    def test_the_same_words_as_last_month_are_a_sign(self):
        found = hollow.signs([self.LONG], [self.LONG], speakers=3, tasks=1, alike_from=0.8)
        assert [sign.code for sign in found] == ["same_minutes"]
        assert "100" in found[0].words

    def test_marks_do_not_hide_likeness(self):
        assert hollow.likeness(self.LONG, self.LONG.upper()) == 1

    def test_nobody_spoke_and_no_task(self):
        found = hollow.signs([self.LONG], [], speakers=0, tasks=0, alike_from=0.8)
        assert [sign.code for sign in found] == ["nobody_spoke", "no_task"]

    def test_a_first_meeting_is_like_none(self):
        assert hollow.signs([], [], speakers=1, tasks=1, alike_from=0.8) == ()

    @given(st.text(), st.text())
    def test_likeness_is_a_share_and_has_no_order(self, one, other):
        share = hollow.likeness(one, other)
        assert 0 <= share <= 1
        assert share == hollow.likeness(other, one)


class TestScoring:
    MOST = {"time": 5, "conduct": 30}
    LEVELS = {"good": 90, "fair": 70, "average": 50, "poor": 0}

    def test_has_no_level_until_it_is_whole(self):
        half = scoring.scored({"time": 5}, self.MOST, self.LEVELS)
        assert (half.total, half.level, half.lacking) == (None, "", ("conduct",))

    @pytest.mark.parametrize(
        ("points", "level"), [(90, "good"), (89.5, "fair"), (70, "fair"), (69, "average"),
                              (50, "average"), (49, "poor"), (0, "poor")],
    )  # fmt: skip
    def test_levels_on_each_side_of_each_edge(self, points, level):
        assert scoring.scored({"all": points}, {"all": 100}, self.LEVELS).level == level

    @pytest.mark.parametrize("points", [{"time": 6}, {"time": -1}, {"other": 1}])
    def test_points_beyond_the_sheet_are_refused(self, points):
        with pytest.raises(BadInput):
            scoring.scored(points, self.MOST, self.LEVELS)


class TestMinutes:
    def story(self, **more):
        begin = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
        facts = {
            "title": "Sinh hoạt thường kỳ tháng 12-2026",
            "organisation": "Chi bộ Sông",
            "place": "Phòng họp tầng 3",
            "opened_at": begin,
            "closed_at": begin + timedelta(minutes=100),
            "paused_minutes": 10,
            "chair": "Lê Thị Nhàn",
            "secretary": "",
            "attendance": quorum.attendance(cell(24, 23)),
            "absences": [("Hà Văn Lộc", True)],
            "items": [
                minutes.Item(
                    "Biểu quyết",
                    motions=[("Thông qua nghị quyết tháng 12", quorum.Hands(20, 0, 1, 24, 13))],
                ),
                minutes.Item("Trống"),
            ],
            "given": [minutes.Given("Gửi số liệu", "Hà Văn Lộc", date(2026, 12, 10))],
            "resolution": "",
            "score": None,
            "level": "",
        }
        return minutes.Story(**{**facts, **more})

    def test_write_themselves_from_what_happened(self):
        parts = {part.title: part.paragraphs for part in minutes.compose(self.story())}
        assert "Thời lượng: 90 phút." in parts["Thời gian, địa điểm"]
        assert "Bắt đầu: 14 giờ 00, ngày 03-12-2026." in parts["Thời gian, địa điểm"]
        assert parts["Thành phần"][0] == "Phải dự 24, có mặt 23 (95,8\u00a0%)."
        assert "Vắng có lý do: Hà Văn Lộc." in parts["Thành phần"]
        assert "trên 24 đảng viên có quyền biểu quyết: được thông qua" in parts["Biểu quyết"][0]
        assert parts["Giao nhiệm vụ"] == ("Gửi số liệu: đồng chí Hà Văn Lộc, hạn 10-12-2026.",)

    def test_leave_out_what_did_not_happen(self):
        titles = [part.title for part in minutes.compose(self.story())]
        assert "Trống" not in titles
        assert "Tự đánh giá chất lượng buổi sinh hoạt" not in titles

    def test_have_no_length_without_a_beginning(self):
        assert self.story(opened_at=None).minutes is None
