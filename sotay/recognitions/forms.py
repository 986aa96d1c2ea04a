"""Text turned into answers, verdicts and decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.recognitions.models import Answer


class AnswerForm(forms.Form):
    claim = forms.ChoiceField(
        label=_("Tổ chức tự đánh giá"), choices=Answer.Said, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Căn cứ"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Việc gì, kết quả nào, văn bản nào xác nhận."),
    )
    file = forms.FileField(label=_("Tệp minh chứng"), required=False)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Cấp trên đánh giá"), choices=Answer.Said, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cần ghi khi đánh giá khác với số liệu hoặc lời tự đánh giá."),
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Đề nghị sửa điều gì"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[("yes", _("Công nhận bốn tốt")), ("no", _("Không công nhận"))],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=_("Số, ký hiệu quyết định"),
        required=False,
        max_length=60,
        help_text=_("Ví dụ: 15-QĐ/ĐU"),
    )
    words = forms.CharField(
        label=_("Lý do, nhận xét"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def decided(self) -> dict[str, Any]:
        """What :func:`services.decide` takes."""
        given = self.cleaned_data
        return {
            "is_recognised": given["decision"] == "yes",
            "number": given["number"],
            "words": given["words"],
        }


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do thu hồi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tổ chức được xét đọc được lý do này."),
    )


class ReplaceForm(DecideForm):
    reason = forms.CharField(
        label=_("Vì sao thay quyết định"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tổ chức được xét đọc được lý do này."),
    )

    def decided(self) -> dict[str, Any]:
        """What :func:`services.replace_decision` takes."""
        return {**super().decided(), "reason": self.cleaned_data["reason"]}
