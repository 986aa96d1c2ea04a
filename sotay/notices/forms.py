"""The page on which a person chooses how messages come."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.core.errors import BadInput
from sotay.notices import kinds, rules


class ClockField(forms.CharField):
    """An hour of the day as issued documents write it, 21.00; empty is none."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 5})

    def prepare_value(self, value: Any) -> Any:
        return rules.written_clock(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return rules.read_clock(text)
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ChoicesForm(forms.Form):
    mail = forms.BooleanField(label=_("Gửi cả qua thư điện tử"), required=False)
    push = forms.BooleanField(
        label=_("Đẩy tin đến các máy đã bật ở dưới"),
        required=False,
        help_text=_("Tin đẩy chỉ nói là có tin mới, không kèm nội dung."),
    )
    quiet_from = ClockField(label=_("Giờ yên tĩnh: từ"), required=False)
    quiet_to = ClockField(
        label=_("Giờ yên tĩnh: đến"),
        required=False,
        help_text=_("Hai giờ bằng nhau là không có giờ yên tĩnh; tin chờ sẽ đi khi hết giờ."),
    )
    muted = forms.MultipleChoiceField(
        label=_("Loại tin chỉ để ở Sổ tay, không gửi thư, không đẩy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["muted"]
        choices.choices = [(sort.code, sort.words) for sort in kinds.sorts()]
