from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.core.errors import BadInput
from sotay.followups import rules
from sotay.followups.rules import Measure, Part, Reading

D = Decimal
MEETINGS = Measure("quantity", "Số kỳ", target=D(1), key=1)
ATTENDANCE = Measure("quantity", "Tỷ lệ dự", ">", D(90), out_of=True, key=2)


def quantity(comparator: str, target: str, value: str) -> rules.Achievement:
    return rules.achieved(Measure("quantity", "Số", comparator, D(target)), Reading(D(value)))


class TestAchieved:
    @pytest.mark.parametrize(
        ("comparator", "value", "share", "reached"),
        [
            (">=", "2.999", "0.99966", False),
            (">=", "3", "1", True),
            (">=", "4", "1", True),
            (">", "3", "1", False),
            (">", "3.001", "1", True),
            ("<=", "3", "1", True),
            ("<=", "3.001", "0.99966", False),
            ("<=", "6", "0.5", False),
            ("=", "3", "1", True),
            ("=", "2", "0.66666", False),
            ("=", "6", "0.5", False),
        ],
    )
    def test_decides_on_each_side_of_the_target(self, comparator, value, share, reached):
        row = quantity(comparator, "3", value)

        assert row.reached is reached
        assert abs(row.share - D(share)) < D("0.0001")

    @pytest.mark.parametrize(
        ("comparator", "value", "share", "reached"),
        [(">=", "0", 1, True), (">", "0", 0, False), (">", "1", 1, True), ("<=", "0", 1, True),
         ("<=", "1", 0, False), ("=", "0", 1, True), ("=", "1", 0, False)],
    )  # fmt: skip
    def test_a_target_of_zero_is_all_or_nothing(self, comparator, value, share, reached):
        row = quantity(comparator, "0", value)

        assert (row.share, row.reached) == (share, reached)

    def test_a_rate_is_reckoned_from_part_and_whole(self):
        row = rules.achieved(ATTENDANCE, Reading(D(23), D(26)))

        assert row.reported == "23 / 26"
        assert row.verdict == "88,5\u00a0%, cần trên 90\u00a0%"
        assert row.reached is False

    @pytest.mark.parametrize("reading", [None, Reading(D(0), D(0)), Reading(D(3), None)])
    def test_nothing_said_or_a_whole_of_zero_is_missing_not_zero(self, reading):
        row = rules.achieved(ATTENDANCE, reading)

        assert row.is_missing
        assert row.share is None
        assert row.reached is None

    def test_a_rate_just_short_is_not_printed_as_the_target(self):
        row = rules.achieved(
            Measure("quantity", "Tỷ lệ", ">=", D(90), out_of=True), Reading(D(8996), D(10000))
        )

        assert row.reached is False
        assert row.verdict.startswith("89,9\u00a0%")
        assert row.share < 1

    def test_a_milestone_is_reached_or_not(self):
        milestone = Measure("milestone", "Ban hành quy chế")

        assert rules.achieved(milestone, Reading(D(1))).share == 1
        assert rules.achieved(milestone, Reading(D(0))).share == 0
        assert rules.achieved(milestone, Reading(D(0))).verdict == "cần hoàn thành"

    def test_a_scale_counts_the_steps_to_the_grade_asked_for(self):
        scale = Measure(
            "graded", "Chất lượng", grades=("kém", "đạt", "tốt", "rất tốt"), target=D(2)
        )

        assert [rules.achieved(scale, Reading(D(n))).share for n in range(4)] == [0, D("0.5"), 1, 1]
        assert rules.achieved(scale, Reading(D(1))).verdict == "cần từ mức “tốt”"

    def test_a_scale_without_a_target_asks_for_its_highest_grade(self):
        scale = Measure("graded", "Chất lượng", grades=("đạt", "tốt"))

        assert rules.achieved(scale, Reading(D(0))).reached is False
        assert rules.achieved(scale, Reading(D(1))).reached is True

    figures = st.decimals(min_value=0, max_value=10**6, places=2)

    @given(st.sampled_from([">=", ">", "<=", "="]), figures, figures)
    def test_a_share_is_between_nothing_and_the_whole(self, comparator, target, value):
        row = rules.achieved(Measure("quantity", "Số", comparator, target), Reading(value))

        assert 0 <= row.share <= 1
        assert row.share == 1 or not row.reached

    @given(st.sampled_from([">=", ">"]), figures, figures, figures)
    def test_more_is_never_less(self, comparator, target, one, other):
        measure = Measure("quantity", "Số", comparator, target)
        low, high = sorted((one, other))

        assert (
            rules.achieved(measure, Reading(low)).share
            <= rules.achieved(measure, Reading(high)).share
        )

    @given(
        st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 5000),
        st.decimals(min_value=0, max_value=100, places=1),
    )  # fmt: skip
    def test_a_rate_grows_with_its_part(self, whole, one, other, target):
        measure = Measure("quantity", "Tỷ lệ", ">=", target, out_of=True)
        low, high = sorted((min(one, whole), min(other, whole)))
        shares = [rules.achieved(measure, Reading(D(part), D(whole))).share for part in (low, high)]

        assert 0 <= shares[0] <= shares[1] <= 1


class TestProgressOf:
    def test_the_worked_example_comes_to_99_2(self):
        progress = rules.progress_of(
            [MEETINGS, ATTENDANCE], {1: Reading(D(1)), 2: Reading(D(23), D(26))}
        )

        assert progress.formula == "0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2\u00a0%"
        assert progress.words == "99,2\u00a0%"
        assert progress.is_complete
        assert not progress.is_reached

    def test_what_is_missing_makes_it_a_least_figure(self):
        progress = rules.progress_of([MEETINGS, ATTENDANCE], {1: Reading(D(2))})

        assert progress.share == D("0.5")
        assert progress.covered == D("0.5")
        assert progress.formula == "0,5 × 1 + 0,5 × (chưa có số liệu) = ít nhất 50,0\u00a0%"
        assert [row.measure.name for row in progress.missing] == ["Tỷ lệ dự"]

    def test_nothing_known_is_missing_and_not_zero(self):
        assert rules.progress_of([MEETINGS], {}).share is None
        assert rules.progress_of([MEETINGS], {}).words == "chưa có số liệu"
        assert rules.progress_of([], {}).words == "chưa có tiêu chí"

    def test_weights_that_do_not_end_are_written_as_a_quotient(self):
        three = [Measure("milestone", name, key=n) for n, name in enumerate("abc")]

        progress = rules.progress_of(three, {n: Reading(D(n > 0)) for n in range(3)})

        assert progress.formula == ("(1 × (0 ÷ 1) + 1 × (1 ÷ 1) + 1 × (1 ÷ 1)) ÷ 3 = 66,7\u00a0%")

    weights = st.lists(
        st.decimals(min_value="0.01", max_value=100, places=2), min_size=1, max_size=6
    )

    @given(weights, st.data())
    def test_is_between_the_least_and_the_greatest_share(self, weights, data):
        measures = [
            Measure("quantity", str(n), target=D(10), weight=weight, key=n)
            for n, weight in enumerate(weights)
        ]
        said = {
            n: Reading(data.draw(st.decimals(min_value=0, max_value=20, places=1)))
            for n in range(len(weights))
        }
        progress = rules.progress_of(measures, said)
        shares = [row.share for row in progress.rows]

        assert min(shares) - D("1e-9") <= progress.share <= max(shares) + D("1e-9")
        assert progress.is_reached == (progress.share == 1)


class TestLevel:
    def test_compares_what_was_verified_with_what_was_due(self):
        parts = [
            Part(1, "một", D(1), D("0.8"), D(1)),
            Part(2, "hai", D(3), D("0.6"), D("0.5")),
        ]
        level = rules.level(parts)

        # (1 × 0.8 + 3 × 0.6) ÷ (1 × 1 + 3 × 0.5) = 2.6 ÷ 2.5, at most 1
        assert level.share == 1
        assert "÷" in level.formula

    def test_a_task_without_data_is_shown_as_missing_and_named(self):
        parts = [Part(1, "một", D(1), D("0.5"), D(1)), Part(2, "hai", D(1), None, D(1))]
        level = rules.level(parts)

        assert level.share == D("0.5")
        assert [part.title for part in level.missing] == ["hai"]
        assert level.scope == "Làm từ 1 trên 2 nhiệm vụ, 1 chưa có số liệu."

    def test_nothing_due_yet_gives_no_figure(self):
        assert rules.level([Part(1, "một", D(1), D(0), D(0))]).share is None
        assert rules.level([]).share is None

    @pytest.mark.parametrize(
        ("day", "part"),
        [(date(2026, 1, 9), 0), (date(2026, 1, 10), D("0.1")), (date(2026, 1, 18), D("0.9")),
         (date(2026, 1, 19), 1), (date(2026, 1, 20), 1)],
    )  # fmt: skip
    def test_the_part_due_counts_both_end_days(self, day, part):
        assert rules.expected_part(date(2026, 1, 10), date(2026, 1, 19), day) == part

    def test_without_a_last_day_nothing_can_be_expected(self):
        assert rules.expected_part(date(2026, 1, 10), None, date(2026, 2, 1)) is None

    @pytest.mark.parametrize(
        ("share", "step"),
        [("0.3999", 0), ("0.40", 1), ("0.5999", 1), ("0.6", 2), ("0.7999", 2), ("0.8", 3),
         ("0.8999", 3), ("0.9", 4), ("0.9999", 4), ("1", 5)],
    )  # fmt: skip
    def test_colour_steps_change_at_their_edges(self, share, step):
        assert rules.heat_class(D(share)) == step

    shares = st.one_of(st.none(), st.decimals(min_value=0, max_value=1, places=3))

    @given(
        st.lists(
            st.tuples(st.decimals(min_value="0.1", max_value=9, places=1), shares), max_size=20
        )
    )
    def test_counted_and_missing_are_all_there_is(self, rows):
        parts = [Part(n, str(n), weight, share) for n, (weight, share) in enumerate(rows)]
        total = rules.roll_up(parts)

        assert len(total.counted) + len(total.missing) == len(parts)
        assert total.share is None or 0 <= total.share <= 1


class TestProposedResult:
    def test_above_what_was_asked_is_exceeded(self):
        progress = rules.progress_of([MEETINGS], {1: Reading(D(2))})
        assert rules.proposed_result(progress) == "exceeded"

    def test_exactly_what_was_asked_is_reached(self):
        progress = rules.progress_of([MEETINGS], {1: Reading(D(1))})
        assert rules.proposed_result(progress) == "reached"

    def test_part_of_it_is_partly_and_none_of_it_is_not_reached(self):
        half = rules.progress_of([MEETINGS, ATTENDANCE], {1: Reading(D(1)), 2: Reading(D(1), D(2))})
        none = rules.progress_of([MEETINGS], {1: Reading(D(0))})
        assert rules.proposed_result(half) == "partly"
        assert rules.proposed_result(none) == "not_reached"

    def test_nothing_is_proposed_while_a_figure_is_missing(self):
        assert (
            rules.proposed_result(rules.progress_of([MEETINGS, ATTENDANCE], {1: Reading(D(1))}))
            is None
        )


class TestStateAfter:
    @pytest.mark.parametrize(
        ("reports", "state"),
        [
            ([], "open"),
            ([("sent", False)], "reported"),
            ([("accepted", False)], "open"),
            ([("accepted", True)], "done"),
            ([("returned", True)], "returned"),
            ([("returned", True), ("sent", True)], "reported"),
            ([("returned", True), ("accepted", False)], "open"),
            ([("returned", True), ("accepted", True)], "done"),
        ],
    )
    def test_follows_from_the_reports(self, reports, state):
        assert rules.state_after(reports) == state


class TestDeadline:
    due = date(2026, 11, 30)

    @pytest.mark.parametrize(
        ("day", "kind", "words"),
        [(date(2026, 11, 29), "left", "còn 1 ngày"), (date(2026, 11, 30), "today", "hạn hôm nay"),
         (date(2026, 12, 1), "late", "quá hạn 1 ngày")],
    )  # fmt: skip
    def test_the_last_day_is_still_in_time(self, day, kind, words):
        found = rules.deadline(self.due, day)
        assert (found.kind, found.words) == (kind, words)

    def test_what_was_finished_is_judged_by_that_day(self):
        assert rules.deadline(self.due, date(2027, 1, 1), self.due).kind == "done"
        assert rules.deadline(self.due, date(2027, 1, 1), date(2026, 12, 2)).words == "muộn 2 ngày"

    @pytest.mark.parametrize(
        ("left", "kind"),
        [(8, None), (7, "due"), (6, None), (3, "due"), (2, None), (1, "due"), (0, "due"),
         (-1, "overdue"), (-2, None), (-3, "overdue"), (-7, "overdue"), (-8, None),
         (-13, None), (-14, "overdue"), (-15, None), (-21, "overdue")],
    )  # fmt: skip
    def test_reminders_fall_on_their_days_and_no_others(self, left, kind):
        assert rules.reminder_kind(self.due, self.due - timedelta(days=left)) == kind

    def test_reminders_can_end(self):
        day = self.due + timedelta(days=14)
        assert rules.reminder_kind(self.due, day, every=0) is None


class TestSmallJudgements:
    def test_lacking_is_said_in_one_sentence(self):
        codes = rules.lacking(owner=False, day=False, criterion=False, product=True)
        assert rules.lacking_sentence(codes) == "Nhiệm vụ này thiếu người làm, hạn và tiêu chí."
        assert rules.lacking_sentence(["day"]) == "Nhiệm vụ này thiếu hạn."
        assert rules.lacking_sentence([]) == ""

    def test_late_evidence_is_told_by_its_days(self):
        days = {"due_on": date(2026, 11, 30), "starts_on": date(2026, 10, 14)}
        in_time = rules.late_evidence(
            **days, added_on=date(2026, 11, 30), taken_on=date(2026, 11, 30)
        )
        late = rules.late_evidence(**days, added_on=date(2026, 12, 1), taken_on=date(2026, 12, 1))
        old = rules.late_evidence(**days, added_on=date(2026, 11, 1), taken_on=date(2026, 10, 13))
        assert in_time == []
        assert late == ["gửi sau hạn 30-11-2026", "chụp sau hạn 30-11-2026"]
        assert old == ["chụp trước ngày bắt đầu 14-10-2026"]

    def test_undoing_ends_after_ten_seconds(self):
        moment = datetime(2026, 11, 22, 5, tzinfo=UTC)
        assert rules.may_undo(moment, moment + timedelta(seconds=10))
        assert not rules.may_undo(moment, moment + timedelta(seconds=10, microseconds=1))
        assert not rules.may_undo(None, moment)

    def test_a_circle_is_seen_however_long(self):
        waits = {1: [2], 2: [3], 3: [4]}
        assert rules.makes_a_circle(4, 1, waits)
        assert rules.makes_a_circle(4, 4, waits)
        assert not rules.makes_a_circle(1, 4, waits)

    @pytest.mark.parametrize(
        ("text", "value"),
        [("23", "23"), ("88,5", "88.5"), ("88.5", "88.5"), ("6.840", "6840"), (" 92 % ", "92"),
         ("1.234.567,25", "1234567.25"), ("0", "0")],
    )  # fmt: skip
    def test_numbers_are_read_as_people_write_them(self, text, value):
        assert rules.read_number(text, "Số") == D(value)

    @pytest.mark.parametrize("text", ["", "mười", "-1", "1,2,3", "1e5", "٣", "1.23.4"])
    def test_what_is_no_number_is_refused_with_its_field(self, text):
        with pytest.raises(BadInput, match="Số đảng viên dự"):
            rules.read_number(text, "Số đảng viên dự")

    def test_causes_are_counted_by_side(self):
        table = rules.count_causes([["late_start", "skills"], ["late_start"], []], "limit")
        assert [(row.cause.code, row.times) for row in table.rows] == [
            ("late_start", 2),
            ("skills", 1),
        ]
        assert (table.total, table.assessments, table.words_only) == (3, 3, 1)


class TestChecks:
    @pytest.mark.parametrize(
        ("measure", "words"),
        [
            (Measure("quantity", ""), "chưa có tên"),
            (Measure("quantity", "Số"), "chưa có mức"),
            (Measure("quantity", "Số", target=D(-1)), "từ 0 trở lên"),
            (Measure("quantity", "Số", target=D(101), out_of=True), "không quá 100"),
            (Measure("quantity", "Số", "<>", D(1)), "Cách so"),
            (Measure("quantity", "Số", target=D(1), weight=D(0)), "Trọng số"),
            (Measure("graded", "Mức", grades=("một",)), "hai mức"),
            (Measure("graded", "Mức", grades=("một", "hai"), target=D(2)), "không có trong thang"),
            (Measure("dream", "Mơ", target=D(1)), "số lượng, mốc"),
        ],
    )
    def test_a_criterion_that_cannot_be_judged_is_refused(self, measure, words):
        with pytest.raises(BadInput, match=words):
            rules.check_measure(measure)

    @pytest.mark.parametrize(
        ("measure", "reading", "words"),
        [
            (ATTENDANCE, Reading(D(27), D(26)), "lớn hơn tổng số"),
            (ATTENDANCE, Reading(D(1), D(0)), "lớn hơn 0"),
            (ATTENDANCE, Reading(D(1)), "tổng số"),
            (MEETINGS, Reading(D(-1)), "từ 0 trở lên"),
            (MEETINGS, Reading(D(1), D(2)), "chỉ cần một số"),
            (Measure("milestone", "Mốc"), Reading(D(2)), "là mốc"),
            (Measure("graded", "Mức", grades=("a", "b")), Reading(D(2)), "không có trong thang"),
        ],
    )
    def test_a_figure_that_cannot_be_is_refused(self, measure, reading, words):
        with pytest.raises(BadInput, match=words):
            rules.check_reading(measure, reading)

    def test_the_whole_as_part_is_taken(self):
        rules.check_reading(ATTENDANCE, Reading(D(26), D(26)))
