"""Fields that several pages of meetings have."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class HourField(forms.Field):
    """An hour as written on papers: 14.00, 14h30, 14:30 or 14."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        text = str(value).strip().lower().replace("giờ", ".").replace("h", ".").replace(":", ".")
        hour, _point, minute = text.replace(" ", "").partition(".")
        try:
            return time(int(hour), int(minute or 0))
        except ValueError:
            raise ValidationError(
                _("“%(text)s” không phải là giờ. Đồng chí viết như 14.00 hoặc 14h30.")
                % {"text": str(value)[:20]}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}.{value.minute:02d}" if isinstance(value, time) else value
