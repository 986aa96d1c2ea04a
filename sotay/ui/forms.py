"""Fields whose text is written the house's way."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sotay.core.days import read_day, written
from sotay.core.errors import BadInput


class DayField(forms.Field):
    """A day typed as 30-6-2026 (30/6/2026 and 2026-06-30 are read as well).

    A text field on purpose: the browser's own day field follows the browser's language.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, date) else value
