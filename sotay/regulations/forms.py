"""Text turned into the value of a rule and the days for which it is set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sotay.core.errors import BadInput
from sotay.regulations import rules
from sotay.regulations.registry import RuleValue
from sotay.ui.forms import DayField


def _table_hint(rule: RuleValue) -> Any:
    """How a table is written; what may stand in it by name, where values are names too."""
    if any(isinstance(one, list) for one in rule.value.values()):
        known = [name for code, name in rule.parts.items() if code not in rule.value]
        return _(
            "Mỗi dòng một mục: tên, dấu hai chấm, các nội dung cách nhau bằng dấu chấm phẩy. "
            "Hệ thống tự tính được: %(names)s. Nội dung khác do tổ chức trả lời."
        ) % {"names": "; ".join(known)}
    return _("Mỗi dòng một mục: tên, dấu hai chấm, giá trị. Bỏ dòng là bỏ mục.")


class OverrideForm(forms.Form):
    """A value of one rule for one organisation, from a day, by a document."""

    organisation = forms.TypedChoiceField(label=_("Tổ chức đặt giá trị"), coerce=int)
    value = forms.CharField(label=_("Giá trị"), max_length=4000)
    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    valid_to = DayField(
        label=_("Đến trước ngày"),
        required=False,
        help_text=_("Ngày này không tính. Để trống nếu chưa định ngày hết hiệu lực."),
    )
    document = forms.CharField(
        label=_("Văn bản quyết định"),
        max_length=200,
        help_text=_("Số, ký hiệu và ngày, ví dụ 15-QĐ/ĐUK ngày 05-02-2026."),
    )
    clause = forms.CharField(label=_("Điều, khoản"), max_length=80, required=False)

    def __init__(
        self, *args: Any, rule: RuleValue, places: Mapping[int, str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        chosen = self.fields["organisation"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = list(places.items())
        value = self.fields["value"]
        value.initial = rules.editable(rule.value, rule.unit, rule.parts)
        value.help_text = rules.UNITS[rule.unit]
        if isinstance(rule.value, Mapping):
            value.widget = forms.Textarea(attrs={"rows": len(rule.value) + 2})
            value.help_text = _table_hint(rule)
        self.fields["valid_from"].initial = today

    def clean_value(self) -> Any:
        try:
            return rules.read(
                self.cleaned_data["value"], self.rule.value, self.rule.unit, self.rule.parts
            )
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal


class EndForm(forms.Form):
    """The first day on which a value set apart no longer holds."""

    on = DayField(label=_("Thôi áp dụng từ ngày"))
