"""What every form says of a field it cannot take, in the house's own words.

Django's Vietnamese for these is partly missing and partly no Vietnamese ("một số tổng thể").
"""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_NOT_OFFERED = _("Không có lựa chọn này. Đồng chí chọn lại trong danh sách.")
_NOT_A_DAY = _("Chưa phải là ngày. Đồng chí viết như 30-6-2026.")
_NO_FILE = _("Chưa nhận được tệp. Đồng chí chọn lại tệp rồi gửi.")
_FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Còn thiếu. Đồng chí điền hoặc chọn ở đây.")},
    forms.IntegerField: {"invalid": _("Chưa phải là số nguyên. Đồng chí viết như 12.")},
    forms.DecimalField: {"invalid": _("Chưa phải là số. Đồng chí viết như 12,5.")},
    forms.FloatField: {"invalid": _("Chưa phải là số. Đồng chí viết như 12,5.")},
    forms.DateField: {"invalid": _NOT_A_DAY},
    forms.ChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.MultipleChoiceField: {"invalid_choice": _NOT_OFFERED, "invalid_list": _NOT_OFFERED},
    forms.TypedChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.ModelChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": _NOT_OFFERED,
        "invalid_list": _NOT_OFFERED,
        "invalid_pk_value": _NOT_OFFERED,
    },
    forms.URLField: {"invalid": _("Chưa phải là đường dẫn. Đồng chí chép lại cả đường dẫn.")},
    forms.UUIDField: {"invalid": _NOT_OFFERED},
    forms.FileField: {
        "invalid": _NO_FILE,
        "missing": _NO_FILE,
        "empty": _("Tệp này không có gì bên trong. Đồng chí chọn tệp khác."),
        "max_length": _("Tên tệp dài quá. Đồng chí đặt tên ngắn hơn rồi gửi lại."),
    },
    forms.ImageField: {"invalid_image": _("Tệp này không phải là ảnh. Đồng chí chọn ảnh khác.")},
}


def say_in_our_words() -> None:
    """Set the words of every field and of the checks that fields add by themselves."""
    for field, words in _FIELDS.items():
        field.default_error_messages.update(words)
    checks: dict[Any, Any] = {
        validators.MinValueValidator: _("Số này phải từ %(limit_value)s trở lên."),
        validators.MaxValueValidator: _("Số này nhiều nhất là %(limit_value)s."),
        validators.MinLengthValidator: ngettext_lazy(
            "Ngắn quá: cần ít nhất %(limit_value)d ký tự, đang có %(show_value)d.",
            "Ngắn quá: cần ít nhất %(limit_value)d ký tự, đang có %(show_value)d.",
            "limit_value",
        ),
        validators.MaxLengthValidator: ngettext_lazy(
            "Dài quá: nhiều nhất %(limit_value)d ký tự, đang có %(show_value)d. Đồng chí viết gọn.",
            "Dài quá: nhiều nhất %(limit_value)d ký tự, đang có %(show_value)d. Đồng chí viết gọn.",
            "limit_value",
        ),
        validators.ProhibitNullCharactersValidator: _("Có ký tự lạ. Đồng chí gõ lại chỗ này."),
        validators.EmailValidator: _("Chưa phải là địa chỉ thư điện tử."),
    }
    for check, said in checks.items():
        check.message = said
