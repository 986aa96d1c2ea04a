"""A sum of đồng as people and banks write it."""

import re

from django.utils.translation import gettext as _

from sotay.core.errors import BadInput
from sotay.core.text import tidy

_CURRENCY = re.compile(r"(?:vnđ|vnd|đồng|dong|đ|d)\.?$", re.IGNORECASE)
# Plain digits, or groups of three after one and the same sign; then only a fraction of nothing.
_SUM = re.compile(
    r"([+\-−]?)\s?(?:(\d{1,3}(?:([., '’])\d{3})(?:\3\d{3})*)|(\d{1,15}))(?:(?!\3)[.,]0{1,2})?"
)
_LONGEST = 15


def read_dong(value: str | int | float) -> int:
    """Whole đồng; below 0 where the sum is written with a minus or in brackets.

    Understood: 123457, 123.457, 123,457, 123 457, 1.234.567 đ, 123.457,00 and +123,457.00 VND.
    What could be two sums (1.5, 12.34, 1,234.567) is none.

    :raises BadInput: no sum, or one with a fraction
    """
    if isinstance(value, bool):
        raise _no_sum(str(value))
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        raise BadInput(
            _(
                "“%(text)s” có phần lẻ, có lẽ dấu ngăn nghìn bị hiểu là dấu thập phân. Đồng chí gõ"
                " lại số tiền không có dấu, ví dụ 123457."
            )
            % {"text": str(value)[:20]}
        )
    text = tidy(value)
    is_bracketed = text.startswith("(") and text.endswith(")")
    plain = _CURRENCY.sub("", text.strip("()")).strip()
    match = _SUM.fullmatch(plain)
    if match is None:
        raise _no_sum(text)
    digits = "".join(sign for sign in match[2] or match[4] if sign.isdigit())
    if len(digits) > _LONGEST or not digits.isascii():
        raise _no_sum(text)
    is_negative = is_bracketed or match[1] in ("-", "−")
    return -int(digits) if is_negative else int(digits)


def _no_sum(text: str) -> BadInput:
    return BadInput(
        _("“%s” không phải là số tiền. Đồng chí viết bằng chữ số, ví dụ 1.234.500.") % text[:20]
    )
