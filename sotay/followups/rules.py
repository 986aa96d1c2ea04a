"""Formulas and judgements about tasks: what was reached, how far, how late, what is lacking.

Every figure comes with the rows it was made from and its formula in words, so that a page prints
both and a reader can do the sum again by hand. Worked example: docs/rules/tasks.md.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.days import decimal, percent, written
from sotay.core.errors import BadInput
from sotay.notices.rules import HOLD_SECONDS

QUANTITY, MILESTONE, GRADED = "quantity", "milestone", "graded"
AT_LEAST, ABOVE, AT_MOST, EXACTLY = ">=", ">", "<=", "="
ONE, ZERO, HUNDRED = Decimal(1), Decimal(0), Decimal(100)
SUGGESTION_SYLLABLES = 6  # our own bound: a place, what it lacks, what to do
SUGGESTION_LENGTH = 2000  # characters
UNDO_SECONDS = HOLD_SECONDS  # what was told leaves the house only after it
LONGEST_VALUE = Decimal(10) ** 11  # what the columns of values hold

# Reminders where no rule of the registry says otherwise: days before the last day, days after it,
# and from then on every so many days.
DAYS_BEFORE = (7, 3, 1, 0)
DAYS_AFTER = (1, 3, 7)
EVERY_DAYS_AFTER = 7


# --- Vocabularies (our own: no issued document sets them) ---------------------------------------

RETURN_REASONS: dict[str, Any] = {
    "not_reached": _lazy("Chưa đạt tiêu chí"),
    "reused": _lazy("Minh chứng trùng với việc khác"),
    "no_evidence": _lazy("Thiếu minh chứng"),
    "unclear": _lazy("Minh chứng không đọc được"),
    "wrong_period": _lazy("Minh chứng không đúng kỳ, đúng việc"),
    "figures_differ": _lazy("Số liệu không khớp minh chứng"),
    "no_product": _lazy("Thiếu sản phẩm"),
}


@dataclass(frozen=True)
class Cause:
    """One named cause of a result or of a limit, so that causes can be counted."""

    code: str
    name: Any
    side: str  # result, limit
    nature: str  # own: in the organisation's hands; outside: not


CAUSES: dict[str, Cause] = {
    cause.code: cause
    for cause in (
        Cause("direction", _lazy("Cấp ủy chỉ đạo sát, kiểm tra đều"), "result", "own"),
        Cause("assignment", _lazy("Giao rõ người, rõ việc, rõ hạn"), "result", "own"),
        Cause("example", _lazy("Người đứng đầu nêu gương"), "result", "own"),
        Cause("members", _lazy("Đảng viên tự giác, tích cực"), "result", "own"),
        Cause("early_start", _lazy("Bắt tay vào việc sớm"), "result", "own"),
        Cause("coordination", _lazy("Phối hợp tốt với cơ quan, đoàn thể"), "result", "own"),
        Cause("guidance", _lazy("Cấp trên hướng dẫn kịp thời"), "result", "outside"),
        Cause("means", _lazy("Đủ kinh phí, phương tiện"), "result", "outside"),
        Cause("weak_direction", _lazy("Cấp ủy chỉ đạo, kiểm tra chưa sát"), "limit", "own"),
        Cause("unclear_assignment", _lazy("Giao việc chưa rõ người, rõ hạn"), "limit", "own"),
        Cause("late_start", _lazy("Bắt đầu muộn"), "limit", "own"),
        Cause("skills", _lazy("Người làm còn thiếu nghiệp vụ"), "limit", "own"),
        Cause("weak_coordination", _lazy("Phối hợp chưa chặt"), "limit", "own"),
        Cause("unfit_target", _lazy("Chỉ tiêu đặt ra chưa sát thực tế"), "limit", "own"),
        Cause("few_people", _lazy("Thiếu người, kiêm nhiệm nhiều việc"), "limit", "outside"),
        Cause("lack_of_means", _lazy("Thiếu kinh phí, phương tiện"), "limit", "outside"),
        Cause(
            "late_guidance", _lazy("Hướng dẫn của cấp trên chậm hoặc chưa rõ"), "limit", "outside"
        ),
        Cause("changed_rules", _lazy("Quy định thay đổi trong khi đang làm"), "limit", "outside"),
        Cause("reorganised", _lazy("Tổ chức được sắp xếp lại"), "limit", "outside"),
        Cause("beyond", _lazy("Thiên tai, dịch bệnh, sự việc bất khả kháng"), "limit", "outside"),
    )
}
NATURES: dict[str, Any] = {"own": _lazy("chủ quan"), "outside": _lazy("khách quan")}

MISSING: dict[str, Any] = {
    "owner": _lazy("người làm"),
    "day": _lazy("hạn"),
    "criterion": _lazy("tiêu chí"),
    "product": _lazy("sản phẩm"),
}


def causes_of(side: str) -> list[Cause]:
    """The causes of one side, ``result`` or ``limit``, in the order of the vocabulary."""
    return [cause for cause in CAUSES.values() if cause.side == side]


def unknown_codes(codes: Iterable[str], known: Iterable[str]) -> list[str]:
    """The codes that the vocabulary lacks, in order."""
    vocabulary = set(known)
    return [code for code in codes if code not in vocabulary]


# --- Figures in words ---------------------------------------------------------------------------


def number(value: Decimal, most: int = 3) -> str:
    """A figure with no more decimals than it needs: 1; 88,5; 6.840."""
    rounded = value.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP).normalize()
    exponent = rounded.as_tuple().exponent
    return decimal(rounded, max(0, -int(exponent)))


COMPARED: dict[str, Any] = {
    AT_LEAST: _lazy("ít nhất %s"),
    ABOVE: _lazy("trên %s"),
    AT_MOST: _lazy("không quá %s"),
    EXACTLY: _lazy("đúng %s"),
}


# --- Criteria -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """A criterion as the formulas see it.

    ``target`` is in ``unit``, or in per cent when ``out_of``; of a graded scale it is the place of
    the grade that is asked for, 0 the lowest, and the highest grade where it is None.
    """

    kind: str
    name: str
    comparator: str = AT_LEAST
    target: Decimal | None = None
    unit: str = ""
    out_of: bool = False
    grades: tuple[str, ...] = ()
    weight: Decimal = ONE
    key: int = 0

    def asked(self) -> str:
        """What is asked: ``trên 90 %``, ``ít nhất 3 kỳ``, ``hoàn thành``, ``từ mức “tốt”``."""
        if self.kind == MILESTONE:
            return _("hoàn thành")
        if self.kind == GRADED:
            return _("từ mức “%s”") % self.grades[self._grade_asked()]
        return str(COMPARED[self.comparator]) % self._in_unit(self.target or ZERO)

    def _grade_asked(self) -> int:
        return len(self.grades) - 1 if self.target is None else int(self.target)

    def _in_unit(self, value: Decimal) -> str:
        if self.out_of:
            return number(value) + "\u00a0%"
        return f"{number(value)}\u00a0{self.unit}" if self.unit else number(value)


def check_measure(measure: Measure) -> None:
    """See that a criterion can be judged.

    :raises BadInput: no name, no target, a target that cannot be, a scale of fewer than two grades
    """
    name = {"name": measure.name}
    if not measure.name:
        raise BadInput(
            _("Tiêu chí chưa có tên. Đồng chí ghi điều phải đạt, ví dụ “Số kỳ sinh hoạt”.")
        )
    if measure.kind not in (QUANTITY, MILESTONE, GRADED):
        raise BadInput(_("Tiêu chí “%(name)s” phải là số lượng, mốc hoặc mức độ.") % name)
    if measure.comparator not in COMPARED:
        raise BadInput(
            _("Cách so của tiêu chí “%(name)s” phải là ít nhất, trên, không quá hoặc đúng.") % name
        )
    if not ZERO < measure.weight < Decimal(10_000):
        raise BadInput(_("Trọng số của tiêu chí “%(name)s” phải lớn hơn 0, dưới 10.000.") % name)
    if measure.kind == QUANTITY:
        if measure.target is None:
            raise BadInput(
                _("Tiêu chí “%(name)s” chưa có mức phải đạt. Đồng chí ghi một con số.") % name
            )
        if not ZERO <= measure.target < LONGEST_VALUE:
            raise BadInput(_("Mức phải đạt của tiêu chí “%(name)s” phải từ 0 trở lên.") % name)
        if measure.out_of and measure.target > HUNDRED:
            raise BadInput(
                _("Mức phải đạt của tiêu chí “%(name)s” tính theo phần trăm, không quá 100.") % name
            )
    if measure.kind == GRADED:
        if len(measure.grades) < 2:
            raise BadInput(_("Thang mức độ của “%(name)s” cần từ hai mức trở lên.") % name)
        asked = measure.target
        if asked is not None and not (asked == int(asked) and 0 <= asked < len(measure.grades)):
            raise BadInput(_("Mức phải đạt của “%(name)s” không có trong thang.") % name)


@dataclass(frozen=True)
class Reading:
    """What a report says of one criterion: where it stands, not what was added since."""

    value: Decimal
    whole: Decimal | None = None


def check_reading(measure: Measure, reading: Reading) -> None:
    """See that a reported figure can be of this criterion. Missing the target is no fault.

    :raises BadInput: below 0, a part without its whole or above it, no such grade
    """
    name = {"name": measure.name}
    if not ZERO <= reading.value < LONGEST_VALUE:
        raise BadInput(_("Số của “%(name)s” phải từ 0 trở lên. Đồng chí kiểm tra lại.") % name)
    if measure.kind == QUANTITY and measure.out_of:
        if reading.whole is None or reading.whole <= 0:
            raise BadInput(
                _("“%(name)s” cần tổng số lớn hơn 0 để tính tỷ lệ. Đồng chí ghi cả hai số.") % name
            )
        if reading.whole >= LONGEST_VALUE or reading.value > reading.whole:
            raise BadInput(
                _("“%(name)s”: %(part)s lớn hơn tổng số %(whole)s. Đồng chí kiểm tra lại hai số.")
                % {**name, "part": number(reading.value), "whole": number(reading.whole)}
            )
    elif reading.whole is not None:
        raise BadInput(_("“%(name)s” chỉ cần một số, không có tổng số.") % name)
    if measure.kind == MILESTONE and reading.value not in (ZERO, ONE):
        raise BadInput(_("“%(name)s” là mốc: ghi 1 nếu đã xong, 0 nếu chưa.") % name)
    if measure.kind == GRADED and (
        reading.value != int(reading.value) or reading.value >= len(measure.grades)
    ):
        raise BadInput(_("“%(name)s”: mức được chọn không có trong thang.") % name)


@dataclass(frozen=True)
class Achievement:
    """One criterion against what was reported: the row that a page prints.

    ``share`` is from 0 to 1; ``reached`` is decided on the exact figures. Where nothing has been
    reported both are None: missing, not zero.
    """

    measure: Measure
    reading: Reading | None
    share: Decimal | None
    reached: bool | None
    numerator: Decimal = ZERO  # as printed in the formula
    denominator: Decimal = ONE
    figure: Decimal = ZERO  # the value compared, a rate with one decimal

    @property
    def is_missing(self) -> bool:
        return self.share is None

    @property
    def is_above_target(self) -> bool:
        """Reached with something to spare; only of quantities asked for with *at least*."""
        measure, reading = self.measure, self.reading
        if not self.reached or reading is None or measure.kind != QUANTITY:
            return False
        return measure.comparator == AT_LEAST and _standing(measure, reading) > (
            measure.target or ZERO
        )

    @property
    def term(self) -> str:
        """The row's part of the formula: ``(88,5 ÷ 90)``."""
        if self.share is None:
            return "(" + _("chưa có số liệu") + ")"
        if self.numerator > self.denominator:
            return "1"  # more than asked counts as the whole
        return f"({number(self.numerator)} ÷ {number(self.denominator)})"

    @property
    def reported(self) -> str:
        """What was reported: ``23 / 26``, ``12 kỳ``, ``xong``, the grade, or nothing."""
        reading, measure = self.reading, self.measure
        if reading is None:
            return ""
        if measure.kind == MILESTONE:
            return _("xong") if reading.value else _("chưa xong")
        if measure.kind == GRADED:
            return measure.grades[int(reading.value)]
        if measure.out_of and reading.whole is not None:
            return f"{number(reading.value)} / {number(reading.whole)}"
        return measure._in_unit(reading.value)

    @property
    def verdict(self) -> str:
        """``đạt``, or how far from what is asked: ``88,5 %, cần trên 90 %``."""
        if self.reached is None or self.reading is None:
            return _("chưa có số liệu")
        if self.measure.kind == QUANTITY and self.measure.out_of:
            rate = number(self.figure, 1) + "\u00a0%"
            if self.reached:
                return _("%(rate)s, đạt") % {"rate": rate}
            return _("%(rate)s, cần %(asked)s") % {"rate": rate, "asked": self.measure.asked()}
        if self.reached:
            return _("đạt")
        return _("cần %(asked)s") % {"asked": self.measure.asked()}


def _standing(measure: Measure, reading: Reading) -> Decimal:
    """The exact figure to compare: a rate in per cent, or the value itself."""
    if measure.out_of and reading.whole:
        return reading.value * HUNDRED / reading.whole
    return reading.value


def printed_rate(exact: Decimal, target: Decimal, *, reached: bool) -> Decimal:
    """A rate with the one decimal that pages print, so that sums can be done again by hand.

    Rounded half up; downwards when rounding up would print a target that was not reached.
    """
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not reached and exact < target <= rounded:
        return exact.quantize(Decimal("0.1"), ROUND_DOWN)
    return rounded


def achieved(measure: Measure, reading: Reading | None) -> Achievement:
    """Judge one criterion. ``None`` is nothing reported; a whole of 0 says nothing either.

    Share: of *at least* and *above*, figure ÷ target; of *not more than*, 1 within it and
    target ÷ figure beyond; of *exactly*, the smaller ÷ the larger; of a milestone, 0 or 1; of a
    scale, the place of the grade ÷ the place asked for. Never above 1.
    """
    if reading is None or (measure.out_of and not reading.whole):
        return Achievement(measure, None, None, None)
    if measure.kind == MILESTONE:
        done = reading.value >= 1
        return Achievement(measure, reading, ONE if done else ZERO, done, Decimal(int(done)), ONE)
    if measure.kind == GRADED:
        asked = Decimal(measure._grade_asked())
        if reading.value >= asked:
            return Achievement(measure, reading, ONE, True, max(asked, ONE), max(asked, ONE))
        return Achievement(measure, reading, reading.value / asked, False, reading.value, asked)
    exact, target = _standing(measure, reading), measure.target or ZERO
    reached = {
        AT_LEAST: exact >= target,
        ABOVE: exact > target,
        AT_MOST: exact <= target,
        EXACTLY: exact == target,
    }[measure.comparator]
    figure = printed_rate(exact, target, reached=reached) if measure.out_of else exact
    if measure.comparator == AT_MOST:
        above, below = (figure, figure) if reached else (target, figure)
    elif measure.comparator == EXACTLY:
        above, below = (target, target) if reached else (min(figure, target), max(figure, target))
    else:
        above, below = figure, target
    if below == 0:  # 0 was asked: all or nothing
        above, below = (ONE, ONE) if reached else (ZERO, ONE)
    share = ONE if reached else min(above / below, ONE)
    return Achievement(measure, reading, share, reached, above, below, figure)


# --- Progress of one task -----------------------------------------------------------------------


@dataclass(frozen=True)
class TaskProgress:
    """How far a task has come, by its criteria: the rows, the formula, the figure.

    ``share`` counts only what is known. While some rows are missing it is the least that the
    figure can be, and ``covered`` says for what part of the weight there is an answer.
    """

    rows: tuple[Achievement, ...]
    share: Decimal | None  # None: nothing is known, or there is no criterion
    covered: Decimal  # 0 to 1

    @property
    def missing(self) -> tuple[Achievement, ...]:
        return tuple(row for row in self.rows if row.is_missing)

    @property
    def is_complete(self) -> bool:
        return bool(self.rows) and not self.missing

    @property
    def is_reached(self) -> bool:
        """Whether every criterion is known and reached."""
        return bool(self.rows) and all(row.reached for row in self.rows)

    @property
    def weights(self) -> str:
        """The weights in words: ``Số kỳ 0,5; Tỷ lệ dự 0,5``."""
        total = sum((row.measure.weight for row in self.rows), ZERO)
        return "; ".join(
            f"{row.measure.name} {number(row.measure.weight / total)}" for row in self.rows
        )

    @property
    def formula(self) -> str:
        """``0,5 × (1 ÷ 1) + 0,5 × (88,5 ÷ 90) = 99,2 %``; empty without a criterion."""
        if not self.rows:
            return ""
        if self.share is None:
            answer = _("chưa có số liệu")
        elif self.is_complete:
            answer = percent(self.share)
        else:
            answer = _("ít nhất %s") % percent(self.share)
        return f"{_sum(tuple((row.measure.weight, row.term) for row in self.rows))} = {answer}"

    @property
    def words(self) -> str:
        """The figure as a person reads it: ``99,2 %``, ``ít nhất 50,0 %``, ``chưa có số liệu``."""
        if not self.rows:
            return _("chưa có tiêu chí")
        if self.share is None:
            return _("chưa có số liệu")
        return percent(self.share) if self.is_complete else _("ít nhất %s") % percent(self.share)


def _sum(terms: tuple[tuple[Decimal, str], ...]) -> str:
    """Weighted terms written out, with weights that add to 1 where these can be written exactly."""
    total = sum((weight for weight, _term in terms), ZERO)
    if len(terms) == 1:
        return terms[0][1]
    shares = [weight / total for weight, _term in terms]
    if all(share == share.quantize(Decimal("0.001")) for share in shares):
        return " + ".join(
            f"{number(share)} × {term}" for share, (_w, term) in zip(shares, terms, strict=True)
        )
    inside = " + ".join(f"{number(weight)} × {term}" for weight, term in terms)
    return f"({inside}) ÷ {number(total)}"


def progress_of(measures: Sequence[Measure], readings: Mapping[int, Reading]) -> TaskProgress:
    """Σ (weight × share) over the criteria, weights made to add to 1. ``readings`` by ``key``."""
    rows = tuple(achieved(measure, readings.get(measure.key)) for measure in measures)
    total = sum((row.measure.weight for row in rows), ZERO)
    known = [row for row in rows if row.share is not None]
    if not known:
        return TaskProgress(rows, None, ZERO)
    gained = sum((row.measure.weight * row.share for row in known if row.share is not None), ZERO)
    covered = sum((row.measure.weight for row in known), ZERO)
    return TaskProgress(rows, min(gained / total, ONE), covered / total)


# --- Many tasks ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One task among several: its weight, how far it is, how far it should be by now."""

    key: int
    title: str
    weight: Decimal = ONE
    share: Decimal | None = None  # verified; None is missing
    expected: Decimal | None = None  # None: no last day, so nothing can be expected of a day
    note: str = ""  # whose it is

    @property
    def is_missing(self) -> bool:
        return self.share is None


@dataclass(frozen=True)
class RollUp:
    """A figure over several tasks with the rows that went in and those that could not."""

    parts: tuple[Part, ...]
    share: Decimal | None
    counted: tuple[Part, ...]
    formula: str

    @property
    def missing(self) -> tuple[Part, ...]:
        taken = {part.key for part in self.counted}
        return tuple(part for part in self.parts if part.key not in taken)

    @property
    def words(self) -> str:
        if self.share is None:
            return _("chưa có số liệu")
        return percent(self.share)

    @property
    def scope(self) -> str:
        """From how many of how many: ``Làm từ 9 trên 12 nhiệm vụ, 3 chưa có số liệu.``"""
        if not self.parts:
            return _("Chưa có nhiệm vụ nào.")
        counts = {
            "known": len(self.counted),
            "all": len(self.parts),
            "missing": len(self.missing),
        }
        if self.missing:
            return (
                _("Làm từ %(known)d trên %(all)d nhiệm vụ, %(missing)d chưa có số liệu.") % counts
            )
        return _("Làm từ %(all)d nhiệm vụ.") % counts


SHOWN_TERMS = 12  # a formula of more terms names the sums only; its rows are listed beneath


def roll_up(parts: Sequence[Part]) -> RollUp:
    """Σ (weight × verified result) ÷ Σ weight, over those that have a result.

    A part without data is in ``missing``: it counts neither as zero nor as nothing.
    """
    counted = tuple(part for part in parts if part.share is not None)
    if not counted:
        return RollUp(tuple(parts), None, (), "")
    total = sum((part.weight for part in counted), ZERO)
    gained = sum((part.weight * (part.share or ZERO) for part in counted), ZERO)
    share = min(gained / total, ONE)
    if len(counted) == 1:
        weight = number(total)
        written_out = f"({weight} × {percent(counted[0].share or ZERO)}) ÷ {weight}"
    elif len(counted) <= SHOWN_TERMS:
        written_out = _sum(tuple((p.weight, percent(p.share or ZERO)) for p in counted))
    else:
        written_out = f"{number(gained, 2)} ÷ {number(total, 2)}"
    return RollUp(tuple(parts), share, counted, f"{written_out} = {percent(share)}")


def expected_part(starts_on: date, due_on: date | None, day: date) -> Decimal | None:
    """The part of a task that should be done by the end of ``day``: its days gone ÷ its days.

    Both first and last day count: 0 before the first, 1 from the last on. None without a last day.
    """
    if due_on is None:
        return None
    if day < starts_on:
        return ZERO
    if day >= due_on:
        return ONE
    return Decimal((day - starts_on).days + 1) / Decimal((due_on - starts_on).days + 1)


def level(parts: Sequence[Part]) -> RollUp:
    """Mức đạt = Σ (weight × verified result) ÷ Σ (weight × part due by the day), at most 1.

    Tasks without a result or without a last day are ``missing``. None when nothing is due yet.
    """
    counted = tuple(p for p in parts if p.share is not None and p.expected is not None)
    gained = sum((p.weight * (p.share or ZERO) for p in counted), ZERO)
    due = sum((p.weight * (p.expected or ZERO) for p in counted), ZERO)
    if due == 0:
        return RollUp(tuple(parts), None, counted, "")
    share = min(gained / due, ONE)
    if len(counted) <= SHOWN_TERMS:
        above = " + ".join(f"{number(p.weight)} × {percent(p.share or ZERO)}" for p in counted)
        below = " + ".join(f"{number(p.weight)} × {percent(p.expected or ZERO)}" for p in counted)
    else:
        above, below = number(gained, 2), number(due, 2)
    return RollUp(tuple(parts), share, counted, f"({above}) ÷ ({below}) = {percent(share)}")


def heat_class(share: Decimal) -> int:
    """The colour step of a share: 0 below 40 %, 1 to 59, 2 to 79, 3 to 89, 4 to 99, 5 the whole."""
    whole = int((share * HUNDRED).to_integral_value(ROUND_DOWN))
    return sum(whole >= edge for edge in (40, 60, 80, 90, 100))


# --- Result, lateness, what is lacking ----------------------------------------------------------


def proposed_result(progress: TaskProgress) -> str | None:
    """What the criteria say at the end: a proposal that a person confirms or changes.

    ``exceeded`` when all are reached and one of them with something to spare; ``reached``;
    ``partly``; ``not_reached`` when nothing at all was gained. None while a figure is missing.
    """
    if not progress.is_complete or progress.share is None:
        return None
    if progress.is_reached:
        above = any(row.is_above_target for row in progress.rows)
        return "exceeded" if above else "reached"
    return "partly" if progress.share > 0 else "not_reached"


def state_after(reports: Iterable[tuple[str, bool]]) -> str:
    """The state of a task from its reports, oldest first: (state of the report, is it final).

    An accepted final report ends it; a waiting one asks for verification; a return after the last
    accepted report asks for mending.
    """
    answer = "open"
    waiting = False
    for state, is_final in reports:
        if state == "accepted" and is_final:
            return "done"
        if state == "sent":
            waiting = True
        else:
            answer = "returned" if state == "returned" else "open"
    return "reported" if waiting else answer


@dataclass(frozen=True)
class Deadline:
    """Where a last day stands. ``kind``: none, left, today, late, done, done_late; days ≥ 0."""

    kind: str
    days: int = 0
    due_on: date | None = None

    @property
    def is_late(self) -> bool:
        return self.kind in ("late", "done_late")

    @property
    def is_near(self) -> bool:
        return self.kind == "today" or (self.kind == "left" and self.days <= DAYS_BEFORE[0])

    @property
    def words(self) -> str:
        return {
            "none": _("chưa có hạn"),
            "left": _("còn %d ngày") % self.days,
            "today": _("hạn hôm nay"),
            "late": _("quá hạn %d ngày") % self.days,
            "done": _("đúng hạn"),
            "done_late": _("muộn %d ngày") % self.days,
        }[self.kind]


def deadline(due_on: date | None, day: date, finished_on: date | None = None) -> Deadline:
    """Compare the last day, itself in time, with ``day`` or with the day it was finished."""
    if due_on is None:
        return Deadline("none")
    if finished_on is not None:
        over = (finished_on - due_on).days
        return Deadline("done_late", over, due_on) if over > 0 else Deadline("done", 0, due_on)
    left = (due_on - day).days
    if left > 0:
        return Deadline("left", left, due_on)
    return Deadline("today", 0, due_on) if left == 0 else Deadline("late", -left, due_on)


def lacking(*, owner: bool, day: bool, criterion: bool, product: bool) -> list[str]:
    """Which of the four a task lacks, in the order of ``MISSING``."""
    has = {"owner": owner, "day": day, "criterion": criterion, "product": product}
    return [code for code in MISSING if not has[code]]


def lacking_sentence(codes: Sequence[str]) -> str:
    """``Nhiệm vụ này thiếu người làm, hạn và tiêu chí.`` Empty when nothing is lacking."""
    words = [str(MISSING[code]) for code in codes]
    if not words:
        return ""
    if len(words) == 1:
        joined = words[0]
    else:
        joined = _("%(first)s và %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
    return _("Nhiệm vụ này thiếu %s.") % joined


def late_evidence(
    *, due_on: date | None, starts_on: date, added_on: date, taken_on: date | None
) -> list[str]:
    """What the days of a file tell: added or taken after the last day, or before the first."""
    found = []
    if due_on is not None and added_on > due_on:
        found.append(_("gửi sau hạn %s") % written(due_on))
    if taken_on is not None:
        if due_on is not None and taken_on > due_on:
            found.append(_("chụp sau hạn %s") % written(due_on))
        elif taken_on < starts_on:
            found.append(_("chụp trước ngày bắt đầu %s") % written(starts_on))
    return found


def reminder_kind(
    due_on: date,
    day: date,
    before: Sequence[int] = DAYS_BEFORE,
    after: Sequence[int] = DAYS_AFTER,
    every: int = EVERY_DAYS_AFTER,
) -> str | None:
    """``due`` or ``overdue`` when ``day`` is one to remind on, else None.

    After the last of ``after`` the reminder comes back every ``every`` days; 0 ends it there.
    """
    left = (due_on - day).days
    if left >= 0:
        return "due" if left in before else None
    over, last = -left, max(after, default=0)
    if over in after:
        return "overdue"
    return "overdue" if every > 0 and over > last and (over - last) % every == 0 else None


def may_undo(verified_at: datetime | None, moment: datetime) -> bool:
    """Whether a verification may still be taken back at ``moment``."""
    return verified_at is not None and timedelta(0) <= moment - verified_at <= timedelta(
        seconds=UNDO_SECONDS
    )


def check_suggestion(words: str) -> None:
    """Let a note to the level below pass that says something: what to mend, and where.

    :raises BadInput: fewer than ``SUGGESTION_SYLLABLES`` syllables, or over ``SUGGESTION_LENGTH``
    """
    if len(words.split()) < SUGGESTION_SYLLABLES:
        raise BadInput(
            _(
                "Góp ý còn quá ngắn nên nơi nhận chưa biết sửa gì. Đồng chí ghi rõ chỗ nào, "
                "thiếu điều gì, nên sửa thế nào."
            )
        )
    if len(words) > SUGGESTION_LENGTH:
        raise BadInput(
            _("Góp ý dài quá %d chữ cái. Đồng chí gửi từng điều một.") % SUGGESTION_LENGTH
        )


def makes_a_circle(task: int, on: int, waits: Mapping[int, Iterable[int]]) -> bool:
    """Whether ``task`` waiting for ``on`` would wait for itself in the end."""
    seen: set[int] = set()
    ahead = [on]
    while ahead:
        place = ahead.pop()
        if place == task:
            return True
        if place not in seen:
            seen.add(place)
            ahead.extend(waits.get(place, ()))
    return False


_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,3})?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]{1,3})?")


def read_number(text: str, where: str) -> Decimal:
    """Read 23, 88,5, 6.840 or 6840.5 as a person writes it; ``where`` names the field.

    A point with exactly three figures after it parts thousands, as on issued papers.

    :raises BadInput: it is not a number from 0 on
    """
    given = text.strip().replace("\u00a0", "").removesuffix("%").strip().replace(" ", "")
    grouped = _GROUPED.fullmatch(given)
    if not grouped and not _PLAIN.fullmatch(given):
        raise BadInput(
            _(
                "“%(where)s”: “%(text)s” không phải là số. Đồng chí ghi số từ 0 trở lên, "
                "ví dụ 23 hoặc 88,5."
            )
            % {"where": where, "text": given[:20]}
        )
    if grouped:
        given = given.replace(".", "")
    return Decimal(given.replace(",", "."))


@dataclass(frozen=True)
class CauseCount:
    """How often a cause was named, for one side."""

    cause: Cause
    times: int


@dataclass(frozen=True)
class CauseTable:
    """Causes counted over assessments, most frequent first; ``words_only`` named none."""

    rows: tuple[CauseCount, ...]
    assessments: int
    words_only: int = field(default=0)

    @cached_property
    def total(self) -> int:
        return sum(row.times for row in self.rows)


def count_causes(named: Sequence[Sequence[str]], side: str) -> CauseTable:
    """Count the causes of one side over assessments, each given as its list of codes."""
    rows = [
        CauseCount(cause, sum(cause.code in codes for codes in named)) for cause in causes_of(side)
    ]
    found = sorted((row for row in rows if row.times), key=lambda row: (-row.times, row.cause.code))
    return CauseTable(tuple(found), len(named), sum(not codes for codes in named))
