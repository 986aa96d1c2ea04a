"""Text from pages turned into checked values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.news.models import News
from sotay.news.rules import SENTENCE_LENGTH, TITLE_LENGTH, WORDS_LENGTH
from sotay.news.services import NewNews
from sotay.organisations.models import Kind, Organisation

FILL_IN = {"required": _("Ô này còn trống.")}


class NewsForm(forms.Form):
    """A piece of news. ``committees`` and ``branches`` are organisations with their names.

    Levels and branches are offered only where there is more than one to choose from.
    """

    committee = forms.ChoiceField(label=_("Cấp ủy đưa tin"), error_messages=FILL_IN)
    column = forms.ChoiceField(label=_("Chuyên mục"), choices=News.Column.choices)
    title = forms.CharField(label=_("Tên tin"), max_length=TITLE_LENGTH, error_messages=FILL_IN)
    words = forms.CharField(
        label=_("Nội dung"),
        max_length=WORDS_LENGTH,
        help_text=_("Cách một dòng trống là sang đoạn mới."),
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages=FILL_IN,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Chỉ gửi tới các cấp"),
        required=False,
        help_text=_("Không chọn là mọi cấp."),
        widget=forms.CheckboxSelectMultiple,
    )
    branches = forms.MultipleChoiceField(
        label=_("Chỉ gửi tới các tổ chức, kể cả cấp dưới"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label=_("Tệp kèm theo"), required=False)

    def __init__(
        self,
        committees: list[Any],
        branches: list[Any],
        kinds: list[Kind],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known_committees = {str(row.pk): row for row in committees}
        self.known_branches = {str(row.pk): row for row in branches}
        offered: dict[str, list[tuple[str, str]]] = {
            "committee": [
                (key, row.name or row.code) for key, row in self.known_committees.items()
            ],
            "branches": [(key, row.name or row.code) for key, row in self.known_branches.items()],
            "kinds": [(kind.code, str(kind)) for kind in kinds],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices
            if name != "committee" and len(choices) < 2:
                del self.fields[name]

    @property
    def chosen(self) -> Organisation:
        found: Organisation = self.known_committees[self.cleaned_data["committee"]]
        return found

    def given(self) -> NewNews:
        kept = self.cleaned_data
        return NewNews(
            title=kept["title"],
            words=kept["words"],
            column=kept["column"],
            kinds=kept.get("kinds", []),
            branches=[self.known_branches[key] for key in kept.get("branches", [])],
        )


class CorrectionForm(forms.Form):
    """What a published piece shall say, what was wrong in it, and whether its heads are told."""

    title = forms.CharField(label=_("Tên tin"), max_length=TITLE_LENGTH, error_messages=FILL_IN)
    words = forms.CharField(
        label=_("Nội dung"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages=FILL_IN,
    )
    said = forms.CharField(
        label=_("Đính chính điều gì"),
        max_length=SENTENCE_LENGTH,
        help_text=_("Một câu, người đọc thấy ở đầu tin. Ví dụ: giúp 12 hộ, không phải 21 hộ."),
        error_messages=FILL_IN,
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=SENTENCE_LENGTH,
        help_text=_("Chỉ người được đăng tin của cấp ủy này thấy."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
    is_told = forms.BooleanField(label=_("Nhắc lại người đứng đầu các nơi nhận"), required=False)
    known = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút tin"),
        max_length=SENTENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=FILL_IN,
    )
