"""Text from the pages of reports turned into checked values."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.directives.models import Document
from sotay.reports.models import Report, Sentence
from sotay.ui.forms import DayField


class ReportForm(forms.Form):
    span = forms.ChoiceField(
        label=gettext_lazy("Loại báo cáo"),
        choices=lambda: [(code, capfirst(label)) for code, label in Report.Span.choices],
    )
    period_from = DayField(label=gettext_lazy("Từ ngày"))
    period_to = DayField(label=gettext_lazy("Đến hết ngày"))
    programmes = forms.MultipleChoiceField(
        label=gettext_lazy("Chương trình"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Nhiệm vụ của những chương trình này vào báo cáo."),
    )
    title = forms.CharField(label=gettext_lazy("Tên báo cáo"), max_length=300, required=False)
    number = forms.CharField(label=gettext_lazy("Số"), max_length=20, required=False)

    def __init__(self, *args: Any, programmes: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(d.pk): d for d in programmes}
        self.fields["programmes"].choices = [  # type: ignore[attr-defined]
            (str(d.pk), f"{d}: {d.abstract}"[:160]) for d in programmes
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("period_from"), given.get("period_to")
        if start and end and end < start:
            self.add_error(
                "period_to", _("Ngày này trước ngày bắt đầu. Đồng chí sửa một trong hai ô.")
            )
        return given

    def chosen(self) -> list[Document]:
        return [self.documents[key] for key in self.cleaned_data["programmes"]]


class SentenceForm(forms.Form):
    section = forms.ChoiceField(label=gettext_lazy("Mục"), choices=Sentence.Section.choices)
    text = forms.CharField(
        label=gettext_lazy("Nhận định"), widget=forms.Textarea(attrs={"rows": 4})
    )
