"""What is missing or cannot be in a member's record, and how to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from sotay.members.rules.ages import probation_ends, whole_months

OLDEST_YEARS = 110  # a birth further back is a slip of the pen


@dataclass(frozen=True)
class Facts:
    """What a record says, as far as it can be checked by itself."""

    birth_year: int
    born_on: date | None = None
    decided_on: date | None = None
    admitted_on: date | None = None
    recognised_on: date | None = None
    card_number: str = ""
    citizen_id: str = ""
    home_place: str = ""
    residence: str = ""
    is_probationary: bool = False
    has_education: bool = True
    has_theory: bool = True


@dataclass(frozen=True)
class Limits:
    """Thresholds of the rule registry on the day of the check."""

    probation_months: int
    admission_age_years: int
    card_digits: int | None = None  # no rule on that day: older cards had other numbers
    citizen_digits: int = 12


@dataclass(frozen=True)
class Flaw:
    """One thing to mend: ``field`` of the record, what is wrong, what to do."""

    code: str
    field: str
    says: str
    mend: str
    impossible: bool = False  # contradicts itself, not only incomplete


_MISSING: list[tuple[str, Callable[[Facts], bool], object]] = [
    ("born_on", lambda f: f.born_on is None, _("Thiếu ngày sinh, chỉ có năm.")),
    ("decided_on", lambda f: f.decided_on is None, _("Thiếu ngày quyết định kết nạp.")),
    ("admitted_on", lambda f: f.admitted_on is None, _("Thiếu ngày kết nạp.")),
    (
        "recognised_on",
        lambda f: f.recognised_on is None and not f.is_probationary,
        _("Thiếu ngày công nhận chính thức."),
    ),
    (
        "card_number",
        lambda f: not f.card_number and not f.is_probationary,
        _("Thiếu số thẻ đảng viên."),
    ),
    ("citizen_id", lambda f: not f.citizen_id, _("Thiếu số căn cước.")),
    ("home_place", lambda f: not f.home_place, _("Thiếu quê quán.")),
    ("residence", lambda f: not f.residence, _("Thiếu nơi thường trú.")),
    ("education", lambda f: not f.has_education, _("Thiếu trình độ học vấn.")),
    ("theory", lambda f: not f.has_theory, _("Thiếu trình độ lý luận chính trị.")),
]


def _impossible(facts: Facts, limits: Limits, day: date) -> list[tuple[str, str, object]]:
    found: list[tuple[str, str, object]] = []
    born, decided = facts.born_on, facts.decided_on
    admitted, recognised = facts.admitted_on, facts.recognised_on
    if born and born.year != facts.birth_year:
        found.append(("birth_year", "born_on", _("Ngày sinh và năm sinh không khớp nhau.")))
    if facts.birth_year < day.year - OLDEST_YEARS:
        found.append(("too_old", "birth_year", _("Năm sinh quá xa.")))
    for field, value in (
        ("born_on", born),
        ("decided_on", decided),
        ("admitted_on", admitted),
        ("recognised_on", recognised),
    ):
        if value and value > day:
            found.append((f"{field}_ahead", field, _("Ngày này chưa đến.")))
    first = decided or admitted
    if first:
        young = (
            whole_months(born, first) < limits.admission_age_years * 12
            if born
            else first.year - facts.birth_year < limits.admission_age_years
        )
        if young:
            found.append(("too_young", "decided_on", _("Khi kết nạp chưa đủ tuổi theo quy định.")))
    if decided and admitted and admitted < decided:
        found.append(("ceremony_first", "admitted_on", _("Ngày kết nạp trước ngày có quyết định.")))
    if admitted and recognised and recognised < probation_ends(admitted, limits.probation_months):
        found.append(
            (
                "recognised_early",
                "recognised_on",
                _("Công nhận chính thức trước khi hết thời gian dự bị."),
            )
        )
    if recognised and not admitted and decided and recognised < decided:
        found.append(
            ("recognised_first", "recognised_on", _("Công nhận trước ngày quyết định kết nạp."))
        )
    if facts.is_probationary and recognised and recognised <= day:
        found.append(
            (
                "still_probationary",
                "recognised_on",
                _("Đã có ngày công nhận chính thức mà vẫn ghi là dự bị."),
            )
        )
    digits = limits.card_digits
    if facts.card_number and digits and not _digits(facts.card_number, digits):
        found.append(("card_form", "card_number", _("Số thẻ đảng viên không đủ số chữ số.")))
    if facts.citizen_id and not _digits(facts.citizen_id, limits.citizen_digits):
        found.append(("citizen_form", "citizen_id", _("Số căn cước không đủ số chữ số.")))
    return found


def _digits(text: str, count: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) == count


def flaws(facts: Facts, limits: Limits, day: date) -> list[Flaw]:
    """Everything to mend in one record on ``day``; what cannot be comes before what is missing.

    Source of the probation check: see ``members.probation_months`` in the rule registry.
    """
    wrong = [
        Flaw(code, field, str(says), str(_("Đối chiếu với hồ sơ gốc rồi sửa.")), impossible=True)
        for code, field, says in _impossible(facts, limits, day)
    ]
    named = {flaw.field for flaw in wrong}
    missing = [
        Flaw(f"{field}_missing", field, str(says), str(_("Bổ sung từ hồ sơ đảng viên.")))
        for field, is_missing, says in _MISSING
        if field not in named and is_missing(facts)
    ]
    return wrong + missing
